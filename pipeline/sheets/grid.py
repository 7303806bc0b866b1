"""A workbook as it stands in its file: grids of addressed cells, nothing lost, nothing interpreted.

Rows and columns carry the file's own numbers, from 1; only cells that hold something are there. What a row means is
in tables.py.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from pipeline.sheets.conservation import NOT_COUNTED, Counted, Difference, differences

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
KINDS = ("text", "number", "date", "boolean", "error", "uncached")
UNSEEN = ("error", "uncached")
PLAIN_TEXT = ("csv", "html")
OPEN_TO_DOUBT = ("xls", "xlsb", "html")  # what a library counts as it likes, or a browser would have to guess at


class Cell(NamedTuple):
    """One cell that holds something.

    `kind` is text, number, date, boolean, error or uncached (a formula whose value was never stored: open and save
    the file in Excel).
    `text` is what is stored: a number's literal digits, a date as YYYY-MM-DD or YYYY-MM-DD HH:MM:SS (Excel's own
    1900-01-00 and 1900-02-29 included), TRUE or FALSE, an error's name, or '' where uncached.
    `style` is an index into Workbook.styles. `formula` is None for a plain cell, '' where the formula stands in
    another cell (shared).
    """

    kind: str
    text: str
    style: int = 0
    formula: str | None = None


class Style(NamedTuple):
    """How a cell looks, as far as it can carry meaning; `fill` is an ARGB colour, `theme:n`, `indexed:n` or None."""

    number_format: str = "General"
    is_date: bool = False
    is_struck: bool = False
    fill: str | None = None


@dataclass(frozen=True)
class Grid:
    """One sheet. `rows` maps row number → column number → Cell; a cell is absent when it holds nothing but white space.

    `merges` are (first_row, first_column, last_row, last_column). Hidden rows and columns are listed only where they
    hold cells. `comments` maps (row, column) to what somebody noted beside a cell.
    `state` is visible, hidden or veryHidden. A CSV file is one grid named `csv`. `texts` has the texts of all its cells, and may have
    others of the workbook; None where nobody has gathered them.
    """

    index: int
    name: str
    state: str
    rows: dict[int, dict[int, Cell]]
    merges: tuple[tuple[int, int, int, int], ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    comments: dict[tuple[int, int], str] = field(default_factory=dict)
    texts: frozenset[str] | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True)
class Workbook:
    """All grids of one file, in the order of their tabs. `format` is a name of formats/told.py; `encoding` is that of a text file.

    `signs` are what else the file carries: macros, external_links, pictures. `counted` is the independent count of its cells.
    """

    format: str
    encoding: str | None
    grids: tuple[Grid, ...]
    styles: tuple[Style, ...]
    signs: frozenset[str] = frozenset()
    counted: Counted = NOT_COUNTED

    @property
    def is_plain_text(self) -> bool:
        """Whether the file is of a format in which a number may stand as a text."""
        return self.format in PLAIN_TEXT

    def cell_count(self) -> int:
        """How many cells hold something."""
        return sum(len(cells) for grid in self.grids for cells in grid.rows.values())

    def counts(self) -> tuple[dict[int, int], ...]:
        """Per grid: row number → number of cells, of those that the second count sees."""
        seen = [Counter({number: len(cells) for number, cells in grid.rows.items()}) for grid in self.grids]
        for rows, unseen in zip(seen, self.unseen(), strict=False):
            rows.subtract(unseen)
        return tuple(dict(+rows) for rows in seen)

    def disagreements(self) -> list[Difference]:
        """The rows of which reader and second count differ, in a format in which either may be mistaken; else none."""
        return differences(self.counts(), self.counted.sheets) if self.format in OPEN_TO_DOUBT else []

    def unseen(self) -> tuple[dict[int, int], ...]:
        """Per grid: row number → number of cells that the second count takes for blank; empty where it sees all."""
        if not self.counted.blanks_errors:
            return ()
        return tuple(
            {number: sum(cell.kind in UNSEEN for cell in cells.values()) for number, cells in grid.rows.items()}
            for grid in self.grids
        )


def column_letters(column: int) -> str:
    """1 → A, 27 → AA."""
    letters = ""
    while column:
        column, remainder = divmod(column - 1, 26)
        letters = chr(65 + remainder) + letters
    return letters


def column_number(letters: str) -> int:
    """A → 1, AA → 27."""
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    return number


def address_of(written: str) -> tuple[int, int]:
    """Row and column of an address: E41 is (41, 5)."""
    letters = written.rstrip("0123456789")
    return int(written[len(letters) :]), column_number(letters)


def a1(row: int, column: int) -> str:
    """The address an official sees: a1(41, 5) is E41."""
    return f"{column_letters(column)}{row}"
