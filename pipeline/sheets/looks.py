"""What can be seen of a sheet's rows before any table is known: words, numbers, merges, gaps.

Each distinct text is folded once. What these signs add up to is decided in headers.py (headers) and body.py (all
other rows).
"""

import re
from collections import defaultdict
from collections.abc import KeysView

from pipeline.sheets.grid import Cell, Grid
from pipeline.sheets.words import Words, without_brackets
from pipeline.text import folded

LABEL_LENGTH = 40
LONG_TEXT = 25

LIKE_NUMBER = re.compile(r"[-+≥≤约]?[0-9][0-9,]*(?:\.[0-9]+)?(?:%|‰|人次|人|个|名|家|户|处|所|元|万元|万人)?|[-—/]+")
_LIKE_VALUE = re.compile(r"[0-9]{5}|[0-9]{2,4}[年./-][0-9]{1,2}|^[-+]?[0-9][0-9,.]*%?$")
_IDENTITY = re.compile(r"[0-9]{11}|[0-9]{3,4}-[0-9]{7,8}|[0-9]{3,}\*{4,}")
_LABELLED = re.compile(r"[^:0-9]{1,14}:")
_DAY = re.compile(
    r"[0-9]+(?:[-./:][0-9]+)+|[0-9]{2,4}年[0-9]{1,2}月?(?:[0-9]{1,2}[日号]?)?|[0-9]{1,2}月[0-9]{1,2}[日号]"
)
ENUMERATED = re.compile(
    r"第?[一二三四五六七八九十]{1,3}[、.章节部,]|\([一二三四五六七八九十]{1,3}\)|[0-9]{1,2}[、.](?![0-9])|\([0-9]{1,2}\)"
)
ITEM_SEPARATORS = ":：.、,，;(（)）"


class Looks:
    """A grid with the signs of its rows; `numbers` are its non-empty rows in order."""

    def __init__(self, grid: Grid, words: Words):
        self.grid = grid
        self.words = words
        self.numbers = sorted(grid.rows)
        self.wide: dict[int, dict[int, int]] = defaultdict(dict)
        self.tall: list[tuple[int, int, int, int]] = []
        for top, left, bottom, right in grid.merges:
            if right > left:
                self.wide[top][left] = right
            if bottom > top:
                self.tall.append((top, left, bottom, right))
        self._position = {number: position for position, number in enumerate(self.numbers)}
        self._folded: dict[str, str] = {}
        self._known: dict[str, bool] = {}
        marks = words.marks
        self.has_marks = bool(marks) and any(
            cell.kind == "text" and self.fold(cell) in marks for cells in grid.rows.values() for cell in cells.values()
        )

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

    def is_known(self, cell: Cell) -> bool:
        """True for a header word that the caller knows, with or without what stands in brackets."""
        if cell.kind != "text":
            return False
        known = self._known.get(cell.text)
        if known is None:
            text = self.fold(cell)
            known = text in self.words.headers or without_brackets(text) in self.words.headers
            self._known[cell.text] = known
        return known

    def is_label(self, cell: Cell) -> bool:
        """True for text that could name a column: short, no value in it, no label with something after its colon."""
        if cell.kind != "text":
            return False
        text = self.fold(cell)
        if len(text) > LABEL_LENGTH or _LIKE_VALUE.search(text) or self.is_mark(cell):
            return False
        label, colon, rest = text.partition(":")
        return not colon or (not rest and label in self.words.totals) or label in self.words.totals

    def is_value(self, cell: Cell) -> bool:
        """True for what no header has: a number, a count, a dash, a day, a telephone or an identity number.

        What brackets say of a header (`身份证号(例510499…)`) is no value.
        """
        if cell.kind != "text":
            return True
        text = without_brackets(self.fold(cell))
        return any((LIKE_NUMBER.fullmatch(text), _DAY.fullmatch(text), _IDENTITY.search(text)))

    def is_mark(self, cell: Cell) -> bool:
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

    def begins(self, cell: Cell, words: frozenset[str]) -> bool:
        """True where a cell is one of the words, or begins with it as a label does (`注：`, `填表人 李某`)."""
        if cell.kind != "text":
            return False
        text = self.fold(cell).lstrip("(【[")
        for word in words:
            if text.startswith(word):
                rest = text[len(word) :]
                if not rest or rest[0] in ITEM_SEPARATORS or rest[0].isdigit() or len(word) > 2:
                    return True
        return False

    def kind_without_table(self, number: int) -> str:
        """What a row is on a sheet without a table: its first line may be a title, all else is a note."""
        return "title" if number == self.numbers[0] and len(self.grid.rows[number]) == 1 else "note"

    def rows_above(self, header: int, begun: int, columns: KeysView[int], is_first: bool) -> dict[int, str | None]:
        """The rows above a header that belong to it: all above a sheet's first, else the lines that introduce it.

        Each with its kind: title or note; None for records, of a table whose header nobody could tell.
        """
        found: dict[int, str | None] = {}
        number = self.before(header)
        while number > begun and (is_first or self._introduces(number, columns)):
            is_note = self.begins(next(iter(self.grid.rows[number].values())), self.words.notes)
            if is_note and not is_first:
                break
            found[number] = "note" if is_note else "title"
            number = self.before(number)
        records = [number for number in found if self._is_record(number)]
        if len(records) > 1:
            found.update(dict.fromkeys(records))
        return found

    def _is_record(self, number: int) -> bool:
        """True for several cells without a label, one of which only a record has."""
        cells = self.grid.rows[number].values()
        if len(cells) < 3 or any(self.is_labelled(cell) for cell in cells):
            return False
        return any(self.is_identity(cell) for cell in cells)

    def _introduces(self, number: int, columns: KeysView[int]) -> bool:
        """True for a line above a later table that is not a record of the table before it."""
        cells = list(self.grid.rows[number].values())
        if len(cells) > 4 or any(cell.kind != "text" or self.is_identity(cell) for cell in cells):
            return False
        if all(self.is_labelled(cell) for cell in cells):
            return True
        if len(cells) > 1 or self.begins(cells[0], self.words.totals):
            return False
        text = self.fold(cells[0])
        width = max((right - left + 1 for left, right in self.wide[number].items()), default=1)
        has_gap = self.before(number) < number - 1
        return (
            has_gap or (width > 1 and 2 * width >= len(columns)) or len(text) >= 8 or ENUMERATED.match(text) is not None
        )
