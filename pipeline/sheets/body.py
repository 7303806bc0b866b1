"""What each row below a header is.

A row is data unless several signs say otherwise: a person who is called 小计 must not be taken for a sum, since what
is taken for a sum is not counted.
"""

import re
from bisect import bisect_right
from collections import Counter
from functools import cached_property
from itertools import islice
from statistics import median

from pipeline.sheets.above import PAGE, says_how
from pipeline.sheets.grid import Cell
from pipeline.sheets.looks import ENUMERATED, LONG_TEXT, Looks
from pipeline.sheets.words import without_brackets

SECTION_LENGTH = 30
SENTENCE = 12

_ORDINAL = re.compile(r"(?:甲|乙|丙|丁|戊|a|b|c|d|[0-9]{1,2})(?:=[0-9+\-*/÷×%]+)?|[-—]+|栏次|序号|行次|代码")
_FIGURE = re.compile(r"([0-9]{1,2})(?:=|$)")
_NO_BRACKETS = {ord("("): None, ord(")"): None}
_CHAPTER = re.compile(r"第?[一二三四五六七八九十]{1,3}[、.章节部]|\([一二三四五六七八九十]{1,3}\)")
_DAY = re.compile(r"[0-9]{4}年[0-9]{0,2}月?(?:[0-9]{0,2}日)?")
_SERIAL = re.compile(r"\(?[0-9]{1,6}(?:[-.][0-9]{1,4})?[).、]?")
_TALLY = re.compile(r"[^0-9]{0,14}[0-9]+(?:\.[0-9]+)?(?:人次|人|名|个|户|家|处|%|‰|岁|元|万元)")
_COUNTED = re.compile(r"(?:以上)?(?:共计?|总计|合计|计)[0-9]+[^0-9]{0,4}")
_HEADING = re.compile(r"(?:以下|下列).{2,}|.{2,}(?:人员|名单|名册|如下):?")
_FIELD = re.compile(r"[a-z][a-z0-9_.]*")


class Body:
    """The rows of one table below its first header, judged one by one and against each other."""

    def __init__(self, looks: Looks, columns: dict, numbers: list[int]):
        self._looks = looks
        self._rows = looks.grid.rows
        self._columns = columns
        self._first = min(columns)
        lowest = max(header.row for header in columns.values())
        self._top = next((number for number in numbers if number > lowest), 0)
        widths = [len(self._rows[number]) for number in numbers if len(self._rows[number]) > 1]
        self._typical = median(widths) if widths else 1
        self._is_wide = bool(widths)
        self._values: dict[int, Counter] = {}
        self._said: dict[str, bool] = {}
        self._numbers = numbers
        self._is_noted = False
        self._totals = tuple(word for word in sorted(looks.words.totals) if len(word) > 1)
        self._examples: dict[str, bool] = {}
        self._is_covered: set[int] = set()
        for top, left, bottom, _ in looks.tall:
            if left in columns:
                self._is_covered.update(numbers[bisect_right(numbers, top) : bisect_right(numbers, bottom)])

    @cached_property
    def _is_numbered(self) -> bool:
        """Whether most rows that have a first column have their number there."""
        lead = [self._rows[number][self._first] for number in self._numbers if self._first in self._rows[number]]
        return 2 * sum(_SERIAL.fullmatch(self._looks.fold(cell)) is not None for cell in lead) > len(lead)

    def kinds(self) -> dict[int, str]:
        """header, section, note, example, total or data for every row."""
        found: dict[int, str] = {}
        for number in self._numbers:
            kind = found[number] = self._kind(number, self._rows[number])
            self._is_noted = kind == "note" and (self._is_noted or self._begins_notes(number))
            if number == self._top and kind in ("header", "note"):
                self._top = self._looks.after(number)  # a line of column numbers may follow a line of hints
        return found

    def _kind(self, number: int, cells: dict[int, Cell]) -> str:
        if number in self._looks.sure and 2 < len(cells) >= 0.6 * self._typical:
            first = next(iter(cells.values()))
            if not self._is_example(cells) and (first.kind != "text" or not self._looks.is_frame(first)):
                return "data"
        if self._is_example(cells):
            return "example"
        if number == self._top and self._heads(number, cells):
            return "header"
        if self._is_total(number, cells):
            return "total"
        if self._is_note(number, cells):
            return "note"
        if self._is_section(number, cells):
            return "section"
        return "data"

    def _is_example(self, cells: dict[int, Cell]) -> bool:
        for cell in islice(cells.values(), 3):  # further right it is a remark
            if cell.kind == "text":
                if cell.text not in self._examples:
                    self._examples[cell.text] = self._says_example(cell)
                if self._examples[cell.text]:
                    return True
        return False

    def _says_example(self, cell: Cell) -> bool:
        text, words = self._looks.fold(cell), self._looks.words.examples
        return self._looks.begins(cell, words) or any(
            f"({word}" in text or (len(word) > 1 and (f"{word})" in text or (text.endswith(word) and len(text) <= 6)))
            for word in words
        )

    def _heads(self, number: int, cells: dict[int, Cell]) -> bool:
        """True for the line of column numbers (甲 乙 1 2 3) or of field names (xm, xb) that forms have under their header."""
        texts = [self._looks.fold(cell).translate(_NO_BRACKETS) for cell in cells.values()]
        if len(texts) < 0.6 * len(self._columns):
            return False
        if len(texts) > 2 and all(map(_FIELD.fullmatch, texts)) and len(set(texts)) == len(texts):
            return max(map(len, texts)) > 1
        figures = [int(match[1]) for match in map(_FIGURE.match, texts) if match]
        is_led = len(figures) < len(texts)
        if len(figures) < (2 if is_led else 3) or not all(_ORDINAL.fullmatch(text) for text in texts):
            return False
        if figures != list(range(figures[0], figures[0] + len(figures))) or figures[0] > 4:
            return False
        lower = self._rows.get(self._looks.after(number), {})
        return is_led or lower.get(self._first) is None or self._looks.fold(lower[self._first]) != "2"

    def _is_total(self, number: int, cells: dict[int, Cell]) -> bool:
        """A word of a sum near the left, sums beside it, and nothing that only a record has."""
        looks = self._looks
        place = next((column for column, cell in islice(cells.items(), 3) if self._says_total(cell)), None)
        if place is None or any(map(looks.is_identity, cells.values())):
            return False
        left = [column for column in cells if column < place]
        right = {column: cell for column, cell in cells.items() if column > place}
        if len(left) > 2 or (left and not right and place not in looks.wide[number]):
            return False
        texts = {
            column: cell
            for column, cell in right.items()
            if not looks.is_numeric(cell) and not self._says_total(cell) and not self._is_tally(cell)
        }
        if any(self._recurs(column, cell) for column, cell in texts.items()):
            return False
        return len(texts) <= max(1, len(right) / 4) and (
            not texts or len(texts) < len(right) or len(cells) <= self._typical / 2
        )

    def _says_total(self, cell: Cell) -> bool:
        if cell.kind != "text":
            return False
        says = self._said.get(cell.text)
        if says is None:
            text = without_brackets(self._looks.fold(cell)).rstrip(":。")
            says = self._said[cell.text] = (
                (text.endswith(self._totals) and len(text) <= 14)
                or (text.startswith(self._totals) and (len(text) <= 10 or self._is_tally(cell)))
                or _COUNTED.match(text) is not None
            )
        return says

    def _is_tally(self, cell: Cell) -> bool:
        """True for counts in words: `初级2人,中级1人`."""
        if cell.kind != "text":
            return False
        text = self._looks.fold(cell)
        return len(text) <= 40 and not text[:1].isdigit() and _TALLY.match(text) is not None

    def _recurs(self, column: int, cell: Cell) -> bool:
        """True where other rows that speak of no sum hold the same text in the same column, as records do."""
        if column not in self._values:
            held = [
                self._rows[number]
                for number in self._numbers
                if not any(map(self._says_total, self._rows[number].values()))
            ]
            self._values[column] = Counter(row[column].text for row in held if column in row)
        return self._values[column][cell.text] > 1

    def _begins_notes(self, number: int) -> bool:
        return self._looks.begins(next(iter(self._rows[number].values())), self._looks.words.notes)

    def _is_note(self, number: int, cells: dict[int, Cell]) -> bool:
        """Footers, instructions, remarks beside the table, and lines that were numbered in advance and left empty."""
        looks, words = self._looks, self._looks.words
        if self._columns.keys().isdisjoint(cells):
            return number not in self._is_covered
        first, *others = cells.values()
        if not others:
            return self._is_lone_note(number, first)
        if all(looks.begins(cell, words.notes) or self._is_bracketed(cell) for cell in cells.values()):
            return True
        said = others if _SERIAL.fullmatch(looks.fold(first)) else list(cells.values())
        if len(said) > 1 and all(cell.kind == "text" and looks.fold(cell) in words.nothing for cell in said):
            return True  # nobody to report
        if number == self._top:
            hints = sum(looks.fold(cell).strip("()") in words.hints for cell in cells.values())
            if hints >= max(2, 0.6 * len(cells)) or says_how(looks, number):
                return True
        if not looks.is_frame(first):
            return False
        framed = sum(map(looks.is_frame, cells.values()))
        if any(looks.is_identity(cell) and not looks.is_labelled(cell) for cell in others):
            return framed * 2 >= len(cells)
        if framed == 1 and not looks.begins(first, words.notes) and ":" not in looks.fold(first):
            return (
                len(cells) == 2
                and self._typical > 3
                and number > self._numbers[0]
                and not self._recurs(min(cells), first)
            )
        return len(cells) <= max(4, self._typical / 2) or framed * 2 >= len(cells)

    def _is_lone_note(self, number: int, cell: Cell) -> bool:
        looks = self._looks
        text = looks.fold(cell)
        if _SERIAL.fullmatch(text):
            return self._first == min(self._rows[number]) and number not in self._is_covered
        if cell.kind != "text" or number in self._is_covered:
            return False
        if self._is_noted and ENUMERATED.match(text):
            return True
        return (
            looks.is_frame(cell)
            or not self._is_wide
            or text in looks.words.nothing
            or len(text) > LONG_TEXT
            or (text.startswith(("*", "※", "★")) and len(text) > 3)
            or (len(text) >= SENTENCE and text[-1] in "。;；")
            or any(pattern.fullmatch(text) for pattern in (_DAY, PAGE))
            or (self._is_bracketed(cell) and len(text) > 2)
        )

    def _is_bracketed(self, cell: Cell) -> bool:
        return cell.kind == "text" and without_brackets(self._looks.fold(cell)) == ""

    def _is_section(self, number: int, cells: dict[int, Cell]) -> bool:
        """One short text over the rows below: numbered like a chapter, merged to the right, or where numbers stand."""
        column, cell = next(iter(cells.items()))
        if cell.kind != "text" or number in self._is_covered or self._looks.is_identity(cell):
            return False
        text = self._looks.fold(cell)
        if len(text) > SECTION_LENGTH:
            return False
        is_chapter = _CHAPTER.match(text) is not None
        if len(cells) > 1:
            rest = [each for each in cells.values() if each is not cell]
            return is_chapter and len(rest) == 1 and (self._is_bracketed(rest[0]) or self._looks.is_numeric(rest[0]))
        if column in self._looks.wide[number] or (is_chapter and column <= self._first + 1):
            return True
        return column == self._first and (
            self._is_numbered
            or ENUMERATED.match(text) is not None
            or (self._typical > 2 and _HEADING.fullmatch(text) is not None)
        )
