"""Rows of data below a header: sections, subtotals, ditto marks, merged townships, repeated headers, planted faults."""

import datetime as dt
import random
from dataclasses import dataclass, field
from typing import Any

from county_files.book import Page, TableTruth
from county_files.headers import Head, type_header
from county_files.people import FAULTS, MAKERS, NEEDS, TYPED_ONLY, Row
from county_files.spelling import Hand, foreign


@dataclass
class Pen:
    """What one clerk needs to fill in a table."""

    rng: random.Random
    hand: Hand
    entity: str
    date: dt.date
    faults: float = 0.12
    at: int = 1
    kept: list[Row] = field(default_factory=list)

    def rows(self, heads: list[Head], count: int) -> list[tuple[Row, str | None]]:
        """That many rows with the fault that is planted in each, or None."""
        fields = {head.field for head in heads}
        possible = [
            fault
            for fault in FAULTS[self.entity]
            if NEEDS.get(fault, set()) <= fields and (self.hand.typed or fault not in TYPED_ONLY)
        ]
        made = []
        for _ in range(count):
            row = MAKERS[self.entity](self.rng, self.date)
            if "left_on" not in fields and "is_in_post" in row:
                row["is_in_post"] = True
            fault = self.rng.choice(possible) if self.rng.random() < self.faults else None
            if fault:
                row |= FAULTS[self.entity][fault](row)
            made.append((row, fault))
        return made

    def cells(self, heads: list[Head], row: Row, serial: Any) -> list[Any]:
        """A line as it is typed."""
        plain = {"serial": serial, "remark": self.rng.choice((None, None, None, "新增", "已核"))}
        return [
            self.hand.spell(head.field, row.get(head.field), self.rng)
            if head.field
            else plain[head.kind]
            if head.kind in plain
            else foreign(head.kind, self.rng, self.hand.typed)
            for head in heads
        ]


def fill(page: Page, table: TableTruth, pen: Pen, heads: list[Head], count: int, start: int = 1) -> list[int]:
    """Type this many rows; the numbers of their lines."""
    typed = []
    for number, (row, fault) in enumerate(pen.rows(heads, count), start):
        serial = number if pen.hand.typed else str(number)
        typed.append(page.data(pen.cells(heads, row, serial), table, fault, pen.at))
    return typed


def total(page: Page, table: TableTruth, heads: list[Head], word: str, count: int, at: int = 1) -> int:
    """A row that sums up, typed under the serial number or the name."""
    cells: list[Any] = [None] * len(heads)
    cells[0], cells[1] = word, f"{count}人"
    return page.type(cells, "total", table, at)


def print_again(page: Page, table: TableTruth, heads: list[Head]) -> None:
    """The header once more, as on each printed page."""
    type_header(page, table, heads, again=True)


def ditto(page: Page, rows: list[int], column: int, rng: random.Random, fault_free: set[int]) -> None:
    """Marks instead of the value above, in rows whose own value does not matter."""
    for row in rows[1:]:
        if row in fault_free and rng.random() < 0.3:
            page.put(row, column, rng.choice(("同上", "〃", "″")))


def merge_down(page: Page, rows: list[int], column: int) -> None:
    """One cell for consecutive rows: typed once, merged downwards."""
    for row in rows[1:]:
        page.put(row, column, None)
    if len(rows) > 1:
        page.merges.append((rows[0], column, rows[-1], column))
