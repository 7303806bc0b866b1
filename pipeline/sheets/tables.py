"""Tables on a sheet: where each begins and ends, and what every row is.

Takes a Grid, gives Tables whose rows are title, header, section, note, example, total or data; each non-empty row
exactly one. Told by looking (merges, filled cells, words, likeness to the rows around), never by position. Words
come in as an argument.
"""

from bisect import bisect_right
from dataclasses import dataclass, field

from pipeline.sheets.body import Body
from pipeline.sheets.grid import Cell, Grid
from pipeline.sheets.headers import Block, Header, find_blocks, gaps, is_repeated
from pipeline.sheets.looks import Looks
from pipeline.sheets.words import Words


@dataclass(frozen=True)
class Row:
    """One non-empty row. `table` is the index of its table, None on a sheet without any.

    `filled` maps a column to the row whose cell stands for this one: the top of a merged cell, or what a ditto mark
    repeats.
    """

    number: int
    kind: str
    table: int | None
    cells: dict[int, Cell]
    filled: dict[int, int] = field(default_factory=dict)
    sheet: dict[int, dict[int, Cell]] = field(default_factory=dict, repr=False, compare=False)

    def cell(self, column: int) -> Cell | None:
        """The cell that counts for this row in a column, wherever it stands."""
        if column in self.filled:
            return self.sheet[self.filled[column]][column]
        return self.cells.get(column)


@dataclass(frozen=True)
class Table:
    """One table. `columns` are those that have a header; `rows` all its rows, from its titles to its footers.

    `header_rows` are those of its first header; `first_data_row` and `last_data_row` are None where it holds no data.
    `gaps` are columns between two with a header that have none, nor a cell in any data row: beyond them may stand
    another table, side by side with this one.
    """

    index: int
    header_rows: tuple[int, ...]
    first_data_row: int | None
    last_data_row: int | None
    columns: dict[int, Header]
    gaps: tuple[int, ...]
    rows: tuple[Row, ...]

    @property
    def first_column(self) -> int:
        return min(self.columns)

    def of_kind(self, kind: str) -> list[Row]:
        """Its rows of one kind, in order."""
        return [row for row in self.rows if row.kind == kind]


@dataclass(frozen=True)
class SheetRows:
    """A sheet's tables, and every non-empty row of it in order.

    Without a recognisable header there is no table, and each row is a title or a note: whether that may stand is the
    caller's decision.
    """

    tables: tuple[Table, ...]
    rows: tuple[Row, ...]


def tables(grid: Grid, words: Words) -> SheetRows:
    """The tables of a grid."""
    looks = Looks(grid, words)
    parts = _parts(looks, find_blocks(looks))
    if not parts:
        return SheetRows(
            (),
            tuple(Row(number, looks.kind_without_table(number), None, grid.rows[number]) for number in looks.numbers),
        )
    found = [_table(looks, index, block, kinds) for index, (block, kinds) in enumerate(parts)]
    return SheetRows(tuple(found), tuple(row for table in found for row in table.rows))


def _parts(looks: Looks, blocks: list[Block]) -> list[tuple[Block, dict[int, str | None]]]:
    """Each table's first header block, and its rows with their kinds where headers and titles decide them, else None."""
    parts: list[tuple[Block, dict[int, str | None]]] = []
    begun = 0
    for block in blocks:
        above = looks.rows_above(block.rows[0], begun, block.columns.keys(), is_first=not parts)
        begun = block.rows[-1]
        if parts and is_repeated(looks, block, parts[-1][0]):
            same = {looks.folded_row(number) for number, kind in parts[-1][1].items() if kind == "title"}
            if not above or same & {looks.folded_row(number) for number in above}:
                parts[-1][1].update(above | dict.fromkeys(block.rows, "header"))
                continue
        parts.append((block, above | dict.fromkeys(block.rows, "header")))
    starts = [min(kinds) for _, kinds in parts]
    owner = -1
    for number in looks.numbers if parts else ():
        while owner + 1 < len(parts) and number >= starts[owner + 1]:
            owner += 1
        parts[owner][1].setdefault(number, None)
    return parts


def _table(looks: Looks, index: int, block: Block, kinds: dict[int, str | None]) -> Table:
    numbers = sorted(kinds)
    body = [number for number in numbers if kinds[number] is None]
    judge = Body(looks, block.columns, body)
    for number in body:
        kinds[number] = judge.kind(number)
    data = [number for number in numbers if kinds[number] == "data"]
    filled = _filled(looks, data, set(body))
    grid = looks.grid
    rows = tuple(
        Row(number, kinds[number], index, grid.rows[number], filled.get(number, {}), grid.rows) for number in numbers
    )
    first, last = (data[0], data[-1]) if data else (None, None)
    empty = gaps(looks, block, {column for number in data for column in grid.rows[number]})
    return Table(index, block.rows, first, last, block.columns, empty, rows)


def _filled(looks: Looks, data: list[int], body: set[int]) -> dict[int, dict[int, int]]:
    """For each data row the columns whose value stands in a row above: under a merged cell, or at a ditto mark."""
    rows = looks.grid.rows
    filled: dict[int, dict[int, int]] = {}
    for top, left, bottom, _ in looks.tall:
        if top in body and left in rows[top]:
            for number in data[bisect_right(data, top) : bisect_right(data, bottom)]:
                if left not in rows[number]:
                    filled.setdefault(number, {})[left] = top
    if looks.has_marks:
        stands: dict[int, int] = {}
        for number in data:
            for column, cell in rows[number].items():
                if looks.is_mark(cell) and column in stands:
                    filled.setdefault(number, {})[column] = stands[column]
                else:
                    stands[column] = number
            stands.update(filled.get(number, {}))
    return filled
