"""A workbook before it has a format, and what a careful person would say of it: the truth, written down as each line is typed.

A line is typed with its kind; so the truth never asks the pipeline. Rows and columns count from 1.
"""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, NamedTuple

KINDS = ("title", "header", "section", "note", "example", "total", "data")


class Formula(NamedTuple):
    """A formula; without a value nobody has calculated it."""

    text: str
    value: int | float | str | None = None


class Error(NamedTuple):
    """An error cell such as #REF!."""

    text: str


class Column(NamedTuple):
    """A column as it was headed: the field it means, or None; ``word`` is its own header word.

    ``origin`` is one of: listed (in a contract, perhaps spaced or bracketed), synonym (in none, but it means the field),
    foreign (in none, and means nothing that is asked for), plain (a serial number or a remark).
    """

    letter: str
    word: str
    field: str | None
    origin: str


@dataclass
class TableTruth:
    """What stands in one table: its kinds of rows and how many of its data rows are fit to be used."""

    sheet: str
    entity: str | None
    columns: list[Column] = field(default_factory=list)
    header_rows: list[int] = field(default_factory=list)
    data_rows: list[int] = field(default_factory=list)
    bad_rows: dict[int, str] = field(default_factory=dict)
    kinds: Counter = field(default_factory=Counter)
    is_cross: bool = False
    numbering_row: int | None = None


@dataclass
class Page:
    """A sheet: lines of cells, with what a spreadsheet keeps beside them."""

    name: str
    lines: list[list[Any]] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    state: str = "visible"
    comments: dict[tuple[int, int], str] = field(default_factory=dict)
    struck_rows: set[int] = field(default_factory=set)
    tables: list[TableTruth] = field(default_factory=list)
    loose: Counter = field(default_factory=Counter)
    shares_rows: bool = False

    @property
    def row(self) -> int:
        """The number of the last line."""
        return len(self.lines)

    @property
    def width(self) -> int:
        return max((len(line) for line in self.lines), default=1)

    def blank(self, count: int = 1) -> None:
        self.lines += [[] for _ in range(count)]

    def put(self, row: int, column: int, value: Any) -> None:
        """A cell anywhere, beside what is there."""
        while len(self.lines) < row:
            self.lines.append([])
        line = self.lines[row - 1]
        line += [None] * (column - len(line))
        line[column - 1] = value

    def type(self, cells: list[Any], kind: str, table: TableTruth | None = None, at: int = 1) -> int:
        """A new line whose first cell stands in column ``at``; counted for the table, or for the sheet."""
        self.lines.append([None] * (at - 1) + list(cells))
        (table.kinds if table else self.loose)[kind] += 1
        return self.row

    def spread(self, text: str, width: int, kind: str, table: TableTruth | None = None, at: int = 1) -> int:
        """A line of one text merged over this many columns."""
        row = self.type([text], kind, table, at)
        if width > 1:
            self.merges.append((row, at, row, at + width - 1))
        return row

    def data(self, cells: list[Any], table: TableTruth, fault: str | None = None, at: int = 1) -> int:
        """A row of data; with a fault, one that may not be used."""
        row = self.type(cells, "data", table, at)
        table.data_rows.append(row)
        if fault:
            table.bad_rows[row] = fault
        return row


@dataclass
class Book:
    """A file: its sheets, where it was handed in, what it is called and how it is written."""

    name: str
    pages: list[Page]
    unit: str
    period: str
    style: str
    form: str = ""
    fate: str | None = None
    date1904: bool = False

    @property
    def tables(self) -> list[TableTruth]:
        return [table for page in self.pages for table in page.tables]


def letter(column: int) -> str:
    """The name of a column: A, B … Z, AA."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def plain(value: Any) -> str:
    """A cell as the text that a file of text would hold."""
    if value is None:
        return ""
    if isinstance(value, Formula):
        return "" if value.value is None else plain(value.value)
    if isinstance(value, Error):
        return value.text
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value)
