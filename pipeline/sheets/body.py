"""What each row below a header is.

A row is data unless several signs say otherwise: a person who is called 小计 must not be taken for a sum, since what
is taken for a sum is not counted.
"""

import re
from bisect import bisect_right
from collections import Counter
from itertools import islice
from statistics import median

from pipeline.sheets.grid import Cell
from pipeline.sheets.looks import ENUMERATED, LONG_TEXT, Looks
from pipeline.sheets.words import without_brackets

SECTION_LENGTH = 30

_ORDINALS = re.compile(r"甲|乙|丙|丁|a|b|c|d|[0-9]{1,2}")
_DAY = re.compile(r"[0-9]{4}年[0-9]{1,2}月(?:[0-9]{1,2}日)?")


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
        self._values: dict[int, Counter] = {}
        self._said: dict[str, bool] = {}
        self._numbers = numbers
        self._is_covered: set[int] = set()
        for top, left, bottom, _ in looks.tall:
            if left in columns:
                self._is_covered.update(numbers[bisect_right(numbers, top) : bisect_right(numbers, bottom)])
        lead = [self._rows[number][self._first] for number in numbers if self._first in self._rows[number]]
        self._is_numbered = sum(map(looks.is_numeric, lead)) > len(lead) / 2

    def kind(self, number: int) -> str:
        """header, section, note, example, total or data."""
        cells = self._rows[number]
        if self._is_example(cells):
            return "example"
        if number == self._top and self._numbers_columns(cells):
            return "header"
        if self._is_total(number, cells):
            return "total"
        if self._is_note(number, cells):
            return "note"
        if len(cells) == 1 and self._is_section(number, cells):
            return "section"
        return "data"

    def _is_example(self, cells: dict[int, Cell]) -> bool:
        looks, examples = self._looks, self._looks.words.examples
        first = [cell for cell in islice(cells.values(), 3) if cell.kind == "text"]  # further right it is a remark
        return any(
            looks.begins(cell, examples) or any(f"({word})" in looks.fold(cell) for word in examples) for cell in first
        )

    def _numbers_columns(self, cells: dict[int, Cell]) -> bool:
        """True for the line of column numbers that statistical forms have under their header: 甲 乙 1 2 3."""
        texts = [self._looks.fold(cell).strip("()") for cell in cells.values()]
        figures = [int(text) for text in texts if text.isdigit() and text.isascii()]
        if len(figures) < 3 or not all(_ORDINALS.fullmatch(text) for text in texts):
            return False
        return figures == list(range(figures[0], figures[0] + len(figures))) and figures[0] <= 4

    def _is_total(self, number: int, cells: dict[int, Cell]) -> bool:
        """A word of a sum near the left, sums beside it, and nothing that only a record has."""
        looks = self._looks
        place = next((column for column, cell in cells.items() if self._says_total(cell)), None)
        if place is None or any(map(looks.is_identity, cells.values())):
            return False
        left = [column for column in cells if column < place]
        right = {column: cell for column, cell in cells.items() if column > place}
        if len(left) > 2 or (left and not right and place not in looks.wide[number]):
            return False
        texts = {
            column: cell for column, cell in right.items() if not looks.is_numeric(cell) and not self._says_total(cell)
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
            text = without_brackets(self._looks.fold(cell)).rstrip(":")
            says = self._said[cell.text] = any(
                (text.endswith(word) and len(text) <= len(word) + 12)
                or (text.startswith(word) and len(text) <= len(word) + 8)
                for word in self._looks.words.totals
            )
        return says

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

    def _is_note(self, number: int, cells: dict[int, Cell]) -> bool:
        """Footers, instructions, remarks beside the table, and lines that were numbered in advance and left empty."""
        looks = self._looks
        if self._columns.keys().isdisjoint(cells):
            return number not in self._is_covered
        first, *others = cells.values()
        if len(cells) == 1:
            text = looks.fold(first)
            if first.kind == "number" and self._first in cells and number not in self._is_covered:
                return text.isdigit() and len(text) <= 6
            return first.kind == "text" and (
                looks.begins(first, looks.words.notes)
                or looks.is_labelled(first)
                or len(text) > LONG_TEXT
                or _DAY.fullmatch(text) is not None
            )
        notes = looks.words.notes
        if all(looks.begins(cell, notes) or self._is_bracketed(cell) for cell in cells.values()):
            return True
        if not looks.begins(first, notes) and not looks.is_labelled(first):
            return False
        if any(looks.is_identity(cell) and not looks.is_labelled(cell) for cell in others):
            return sum(looks.begins(cell, notes) or looks.is_labelled(cell) for cell in cells.values()) * 2 >= len(
                cells
            )
        return len(cells) <= max(4, self._typical / 2)

    def _is_bracketed(self, cell: Cell) -> bool:
        return cell.kind == "text" and without_brackets(self._looks.fold(cell)) == ""

    def _is_section(self, number: int, cells: dict[int, Cell]) -> bool:
        """One short text over the rows below: numbered like a chapter, merged to the right, or where numbers stand."""
        ((column, cell),) = cells.items()
        if cell.kind != "text" or number in self._is_covered or self._looks.is_identity(cell):
            return False
        text = self._looks.fold(cell)
        if len(text) > SECTION_LENGTH:
            return False
        if column in self._looks.wide[number]:
            return True
        return column == self._first and (self._is_numbered or ENUMERATED.match(text) is not None)
