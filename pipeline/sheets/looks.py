"""What can be seen of a sheet's cells before any table is known: words, numbers, days, merges, gaps.

Each distinct text is folded once. What these signs add up to is decided in headers.py (headers), above.py (lines over a
header) and body.py (all other rows).
"""

import re
from collections import defaultdict
from functools import cached_property, lru_cache
from itertools import chain
from operator import attrgetter

from pipeline.sheets.grid import Cell, Grid
from pipeline.sheets.words import Words, without_brackets
from pipeline.text import folded

LABEL_LENGTH = 40
NAME_LENGTH = 80
LONG_TEXT = 25

LIKE_NUMBER = re.compile(r"[-+≥≤约]?[0-9][0-9,]*(?:\.[0-9]+)?(?:%|‰|人次|人|个|名|家|户|处|所|元|万元|万人)?|[-—/]+")
ENUMERATED = re.compile(
    r"第?[一二三四五六七八九十]{1,3}[、.章节部,]|\([一二三四五六七八九十]{1,3}\)|[0-9]{1,2}[、.](?![0-9])|\([0-9]{1,2}\)"
)
ITEM_SEPARATORS = ":：.、,，;(（)）"
_TEXT = attrgetter("text")
_LIKE_VALUE = re.compile(r"[0-9]{5}|[0-9]{2,4}[年./-][0-9]{1,2}|^[-+]?[0-9][0-9,.]*%?$")
_IDENTITY = re.compile(r"[0-9]{11}|[0-9]{3,4}-[0-9]{7,8}|[0-9]{3,}\*{4,}")
_LABELLED = re.compile(r"[^:0-9]{1,14}:")
_DAY = re.compile(
    r"[0-9]+(?:[-./:][0-9]+)+|[0-9]{2,4}年[0-9]{1,2}月?(?:[0-9]{1,2}[日号]?)?|[0-9]{1,2}月[0-9]{1,2}[日号]"
)
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_BAND = re.compile(r"[0-9]{2}[-—~][0-9]{2}(?:周?岁)?")
_SURE = re.compile(r"[0-9]{17}[0-9xX]|1[3-9][0-9]{9}")


class Looks:
    """A grid with the signs of its cells; `numbers` are its non-empty rows in order."""

    def __init__(self, grid: Grid, words: Words):
        self.grid = grid
        self.words = words
        self.numbers = sorted(grid.rows)
        self.wide: dict[int, dict[int, int]] = defaultdict(dict)
        self.tall: list[tuple[int, int, int, int]] = []
        self.ending: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for top, left, bottom, right in grid.merges:
            if right > left:
                self.wide[top][left] = right
            if bottom > top:
                self.tall.append((top, left, bottom, right))
                self.ending[bottom].append((top, left))
        self._position = {number: position for position, number in enumerate(self.numbers)}
        self._folded: dict[str, str] = {}
        self._known: dict[str, bool] = {}
        self._tuples: dict[frozenset[str], tuple[str, ...]] = {}
        self._frame = words.forms | words.signatures | words.notes
        self.may_have_marks = bool(words.marks) and _has_marks(_texts(grid), words.marks)

    def fold(self, cell: Cell) -> str:
        """The folded text of a cell."""
        text = self._folded.get(cell.text)
        if text is None:
            text = self._folded[cell.text] = folded(cell.text)
        return text

    def folded_row(self, number: int) -> tuple[str, ...]:
        """What a row says, for comparing it with another."""
        return tuple(self.fold(cell) for cell in self.grid.rows[number].values())

    def before(self, number: int) -> int:
        """The non-empty row above, 0 where there is none."""
        position = self._position[number]
        return self.numbers[position - 1] if position else 0

    def after(self, number: int) -> int:
        """The non-empty row below, 0 where there is none."""
        position = self._position[number]
        return self.numbers[position + 1] if position + 1 < len(self.numbers) else 0

    def below(self, number: int, count: int) -> list[int]:
        """The next so many non-empty rows."""
        position = self._position[number]
        return self.numbers[position + 1 : position + 1 + count]

    def is_sure(self, number: int) -> bool:
        """True where a cell shows at a glance what only a record carries: a day, an identity number, a mobile telephone."""
        return number in self.sure

    @cached_property
    def sure(self) -> set[int]:
        """The rows in which a cell does."""
        found: set[int] = set()
        last = 0  # the column that told the last record, looked at first in the next row
        for number, cells in self.grid.rows.items():
            cell = cells.get(last)
            if cell is None or not _shows(cell):
                column = next((column for column, cell in cells.items() if _shows(cell)), None)
                if column is None:
                    continue
                last = column
            found.add(number)
        return found

    def is_known(self, cell: Cell) -> bool:
        """True for a header word that the caller knows, with or without what stands in brackets."""
        if cell.kind != "text":
            return False
        known = self._known.get(cell.text)
        if known is None:
            known = self._known[cell.text] = self.words.is_header(self.fold(cell))
        return known

    def is_member(self, cell: Cell) -> bool:
        """True for what a row or column of a cross table may be called, its sums included."""
        return cell.kind == "text" and (
            without_brackets(self.fold(cell)) in self.words.members or self.fold(cell) in self.words.totals
        )

    def is_label(self, cell: Cell) -> bool:
        """True for text that could name a column: short, no value in it, no label with something after its colon."""
        if cell.kind != "text":
            return False
        text = self.fold(cell)
        if len(text) > LABEL_LENGTH or _LIKE_VALUE.search(text) or self.is_mark(cell):
            return False
        label, colon, rest = text.partition(":")
        return not colon or (not rest and label in self.words.totals) or label in self.words.totals

    def could_name(self, cell: Cell) -> bool:
        """True for what may stand in a header row among others: any label, a long one, a year, a band of ages."""
        if cell.kind != "text":
            return cell.kind == "number" and _YEAR.fullmatch(cell.text) is not None
        text = self.fold(cell)
        if _BAND.fullmatch(text) or _YEAR.fullmatch(text):
            return True
        if len(text) > NAME_LENGTH or self.is_value(cell) or self.is_mark(cell):
            return False
        plain = without_brackets(text)
        return ":" not in plain.rstrip(":") or plain.partition(":")[0] in self.words.totals

    def is_value(self, cell: Cell) -> bool:
        """True for what no header has: a number, a count, a dash, a day, a telephone or an identity number.

        What brackets say of a header (`身份证号(例510499…)`) is no value.
        """
        if cell.kind != "text":
            return True
        text = without_brackets(self.fold(cell))
        return any((LIKE_NUMBER.fullmatch(text), _DAY.fullmatch(text), _IDENTITY.search(text)))

    def is_mark(self, cell: Cell) -> bool:
        """True for a ditto mark."""
        return cell.kind == "text" and self.fold(cell) in self.words.marks

    def is_numeric(self, cell: Cell) -> bool:
        """True for what a sum could be: a number, a count with its unit, a formula or its error, a dash."""
        if cell.kind == "text":
            return LIKE_NUMBER.fullmatch(self.fold(cell)) is not None
        return cell.kind in ("number", "error", "uncached")

    def is_identity(self, cell: Cell) -> bool:
        """True for what only a record carries: a day, or a number too long for a sum (identity, telephone)."""
        if cell.kind == "number":
            return abs(float(cell.text)) >= 1e10
        return cell.kind == "date" or (cell.kind == "text" and _IDENTITY.search(self.fold(cell)) is not None)

    def is_labelled(self, cell: Cell) -> bool:
        """True for `label: value` in one cell, as lines above and below a table have it."""
        return cell.kind == "text" and _LABELLED.match(self.fold(cell)) is not None

    def is_frame(self, cell: Cell) -> bool:
        """True for what a form prints around a table: `label: value`, or a word of the form with or without its value."""
        return self.is_labelled(cell) or self.begins(cell, self._frame)

    def begins(self, cell: Cell, words: frozenset[str]) -> bool:
        """True where a cell is one of the words, or begins with it as a label does (`注：`, `填表人 李某`)."""
        if cell.kind != "text":
            return False
        text = self.fold(cell).lstrip("(【[*※")
        if not text.startswith(self._starts(words)):
            return False
        for word in words:
            if text.startswith(word):
                rest = text[len(word) :]
                if not rest or rest[0] in ITEM_SEPARATORS or rest[0].isdigit() or len(word) > 2:
                    return True
        return False

    def _starts(self, words: frozenset[str]) -> tuple[str, ...]:
        if words not in self._tuples:
            self._tuples[words] = tuple(words)
        return self._tuples[words]

    def stands_alone(self, number: int) -> bool:
        """True for a row of one cell of text."""
        cells = self.grid.rows[number]
        return len(cells) == 1 and next(iter(cells.values())).kind == "text"


def _texts(grid: Grid) -> frozenset[str]:
    if grid.texts is not None:
        return grid.texts
    return frozenset(map(_TEXT, chain.from_iterable(map(dict.values, grid.rows.values()))))


@lru_cache(maxsize=1)  # the sheets of a workbook share their texts
def _has_marks(texts: frozenset[str], marks: frozenset[str]) -> bool:
    longest = max(map(len, marks)) + 4
    firsts = {mark[0] for mark in marks}
    short = [text for text in texts if len(text) <= longest]
    begins = {each for each in {text[:1] for text in short} if each.isspace() or folded(each)[:1] in firsts}
    return any(folded(text) in marks for text in short if text[:1] in begins)


def _shows(cell: Cell) -> bool:
    if cell.kind == "text":
        return len(cell.text) > 10 and _SURE.fullmatch(cell.text) is not None
    return cell.kind == "date" or (cell.kind == "number" and len(cell.text) > 10 and cell.text.isdigit())
