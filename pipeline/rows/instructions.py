"""Sheets that only say how to fill in the others: called so, and without a record. Nothing on them is asked about.

What is called so and yet holds somebody's number, or a whole table of a known kind, is read like any other sheet.
"""

import re
from collections.abc import Iterable

from pipeline.contract import Contracts
from pipeline.rows.columns import Columns
from pipeline.sheets.grid import Grid
from pipeline.sheets.tables import SheetRows, Words, tables
from pipeline.text import folded

_NO_WORD = re.compile(r"[\W0-9_]+")
_LONG_NUMBER = re.compile(r"[0-9]{11}|[0-9]{6,}[0-9*]{5,}")


def is_instructions(grid: Grid, found: Iterable[Columns], contracts: Contracts) -> bool:
    """Whether a sheet is called 填表说明, 代码表 or the like (settings.yaml, words.instructions) and holds no record."""
    if _NO_WORD.sub("", folded(grid.name)) not in contracts.words("instructions"):
        return False
    if any(columns.entity and not columns.missing for columns in found):
        return False
    texts = {cell.text for cells in grid.rows.values() for cell in cells.values()}
    return not any(_LONG_NUMBER.search("".join(folded(text).split("-"))) for text in texts)


def as_notes(grid: Grid) -> SheetRows:
    """The rows of such a sheet: a title and notes, whatever words of headers stand on it."""
    return tables(grid, Words(frozenset()))
