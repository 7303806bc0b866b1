"""Sheets drawn as text, with what each row is written before it: `he | 序号 | 姓名`, and what the room sheets makes of them.

A line is a row: two letters for its kind (ti he se no ex to da), then its cells. `>` is merged with the cell to the left,
`^` with the one above, nothing is an empty cell. `..` is an empty row, `--` says that another table begins.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.contract import load
from pipeline.rows.naming import words_of
from pipeline.sheets.grid import Cell, Grid
from pipeline.sheets.tables import SheetRows, tables

ROOT = Path(__file__).parents[1]

WORDS = words_of(load(ROOT / "contracts"))
_NUMBER = re.compile(r"-?[0-9]{1,14}(?:\.[0-9]+)?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True)
class Drawn:
    """A grid, the kind of each row that holds something, and the first row of each table."""

    grid: Grid
    kinds: dict[int, str]
    begins: tuple[int, ...]


def drawn(text: str, *, is_text: bool = False) -> Drawn:
    """The sheet of a drawing; `is_text` keeps every cell as a CSV file does."""
    rows: dict[int, dict[int, Cell]] = {}
    kinds: dict[int, str] = {}
    begins: list[int] = []
    covered: dict[tuple[int, int], str] = {}
    number, is_new = 0, True
    for line in text.strip().splitlines():
        kind, *cells = (each.strip() for each in line.strip().split("|"))
        if kind == "--":
            is_new = True
            continue
        number += 1
        covered.update({(number, column): cell for column, cell in enumerate(cells, 1) if cell in (">", "^")})
        held = {column: _cell(cell, is_text) for column, cell in enumerate(cells, 1) if cell not in ("", ">", "^")}
        if held:
            rows[number], kinds[number] = held, kind
            if is_new:
                begins.append(number)
                is_new = False
    merges = () if is_text else tuple(_merges(rows, covered))
    return Drawn(Grid(0, "表1", "visible", rows, merges), kinds, tuple(begins))


def _merges(rows: dict[int, dict[int, Cell]], covered: dict[tuple[int, int], str]):
    for row, cells in rows.items():
        for column in cells:
            right, below = column, row
            while covered.get((row, right + 1)) == ">":
                right += 1
            while covered.get((below + 1, column)) == "^":
                below += 1
            if (right, below) != (column, row):
                yield row, column, below, right


def _cell(text: str, is_text: bool) -> Cell:
    if not is_text and _NUMBER.fullmatch(text):
        return Cell("number", text)
    return Cell("date" if not is_text and _DATE.fullmatch(text) else "text", text.replace("\\n", "\n"))


def drawings(path: Path) -> Iterator[tuple[str, str, bool]]:
    """The drawings of a file: `# name`, then its lines; `!text` stands for a CSV file."""
    for part in path.read_text(encoding="utf-8").split("# ")[1:]:
        name, _, text = part.partition("\n")
        yield name, text.replace("!text\n", ""), text.startswith("!text\n")


def found(grid: Grid) -> SheetRows:
    """What the tables of a grid are by the words of the contracts; every row is there, once for each of its tables."""
    told = tables(grid, WORDS)
    stand: dict[int, int] = {}
    for row in told.rows:
        stand[row.number] = stand.get(row.number, 0) + len(row.cells)
    assert stand == {number: len(cells) for number, cells in grid.rows.items()}
    return told
