"""Tables on a sheet: where each begins and ends, and what every row is.

Takes a Grid, gives Tables whose rows are title, header, section, note, example, total or data; each non-empty row
exactly one. Told by looking (merges, filled cells, words, likeness to the rows around), never by position. Words
come in as an argument.
"""

from bisect import bisect_right
from dataclasses import dataclass, field, replace

from pipeline.sheets.above import goes_on_in_chapters, kind_without_table, rows_above, same_title
from pipeline.sheets.body import Body
from pipeline.sheets.cross import Cross, find_cross
from pipeline.sheets.depth import Header
from pipeline.sheets.grid import Cell, Grid
from pipeline.sheets.headers import Block, find_blocks, gaps, is_repeated
from pipeline.sheets.looks import Looks
from pipeline.sheets.sides import ALL, Side, parted_by_gaps, parted_by_words, side_of
from pipeline.sheets.words import Words


@dataclass(slots=True)  # frozen it would take three times as long to make, and there is one for each row
class Row:
    """One non-empty row, never changed. `table` is the index of its table, None on a sheet without any.

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
    another table, side by side with this one. `over` are titles that it shares with the table to its left, whose rows they are.
    `cross` says what a cross table crosses.
    """

    index: int
    header_rows: tuple[int, ...]
    first_data_row: int | None
    last_data_row: int | None
    columns: dict[int, Header]
    gaps: tuple[int, ...]
    rows: tuple[Row, ...]
    over: tuple[Row, ...] = ()
    cross: Cross | None = None

    @property
    def first_column(self) -> int:
        return min(self.columns)

    def of_kind(self, kind: str) -> list[Row]:
        """Its rows of one kind, in order."""
        return [row for row in self.rows if row.kind == kind]


@dataclass(frozen=True)
class SheetRows:
    """A sheet's tables, and every non-empty row of it in the order of the tables; a row of tables side by side once for each.

    Without a recognisable header there is no table, and each row is a title or a note: whether that may stand is the
    caller's decision.
    """

    tables: tuple[Table, ...]
    rows: tuple[Row, ...]


def tables(grid: Grid, words: Words) -> SheetRows:
    """The tables of a grid."""
    looks = Looks(grid, words)
    found = _tables(looks)
    if not found:
        return SheetRows(
            (),
            tuple(Row(number, kind_without_table(looks, number), None, grid.rows[number]) for number in looks.numbers),
        )
    numbered = [_numbered(table, index) for index, table in enumerate(found)]
    return SheetRows(tuple(numbered), tuple(row for table in numbered for row in table.rows))


def _tables(looks: Looks) -> list[Table]:
    """The tables of a grid from top to bottom, those side by side from left to right."""
    if beside := _beside(looks, parted_by_gaps(looks), looks.numbers):
        return beside
    parts = _parts(looks, find_blocks(looks))
    found: list[Table] = []
    for block, kinds in parts:
        numbers = sorted(kinds)
        sides = parted_by_words(looks, block)
        if not sides and len(parts) > 1:
            sides = parted_by_gaps(Looks(side_of(looks.grid, ALL, numbers), looks.words))
        found += _beside(looks, sides, numbers) or [_table(looks, block, kinds)]
    return found


def _beside(looks: Looks, sides: list[Side], numbers: list[int]) -> list[Table]:
    """The tables of each side, none unless each has one. A title over all of them is a row of the first, over the others."""
    found = [_tables(Looks(side_of(looks.grid, side, numbers), looks.words)) for side in sides]
    if not found or not all(found):
        return []
    shared = [
        row
        for row in found[0][0].of_kind("title")
        if len(row.cells) == len(looks.grid.rows[row.number]) and row.number < found[0][0].header_rows[0]
    ]
    for tables in found[1:]:
        over = tuple(row for row in shared if row.number < tables[0].header_rows[0])
        tables[0] = replace(tables[0], over=over)
    return [table for tables in found for table in tables]


def _numbered(table: Table, index: int) -> Table:
    rows = tuple(row if row.table == index else replace(row, table=index) for row in table.rows)
    return table if table.index == index else replace(table, index=index, rows=rows)


def _parts(looks: Looks, blocks: list[Block]) -> list[tuple[Block, dict[int, str | None]]]:
    """Each table's first header block, and its rows with their kinds where headers and titles decide them, else None."""
    parts: list[tuple[Block, dict[int, str | None]]] = []
    begun = 0
    for block in blocks:
        above = rows_above(looks, block.rows[0], begun, block.columns.keys(), is_first=not parts)
        begun = block.rows[-1]
        if parts and is_repeated(looks, block, parts[-1][0]):
            titles = [number for number, kind in parts[-1][1].items() if kind == "title"]
            if goes_on_in_chapters(looks, list(above), max(parts[-1][1])):
                parts[-1][1].update(dict.fromkeys(block.rows, "header"))
                continue
            if same_title(looks, list(above), titles):
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


def _table(looks: Looks, block: Block, kinds: dict[int, str | None]) -> Table:
    numbers = sorted(kinds)
    body = [number for number in numbers if kinds[number] is None]
    kinds |= Body(looks, block.columns, body).kinds()
    data = [number for number in numbers if kinds[number] == "data"]
    filled = _filled(looks, data, set(body))
    grid = looks.grid
    rows = tuple(
        Row(number, kinds[number], 0, grid.rows[number], filled.get(number, {}), grid.rows) for number in numbers
    )
    first, last = (data[0], data[-1]) if data else (None, None)
    empty = gaps(looks, block, data)
    return Table(0, block.rows, first, last, block.columns, empty, rows, cross=find_cross(looks, block.columns, data))


def _filled(looks: Looks, data: list[int], body: set[int]) -> dict[int, dict[int, int]]:
    """For each data row the columns whose value stands in a row above: under a merged cell, or at a ditto mark."""
    rows = looks.grid.rows
    filled: dict[int, dict[int, int]] = {}
    for top, left, bottom, _ in looks.tall:
        if top in body and left in rows[top]:
            for number in data[bisect_right(data, top) : bisect_right(data, bottom)]:
                if left not in rows[number]:
                    filled.setdefault(number, {})[left] = top
    if looks.may_have_marks:
        stands: dict[int, int] = {}
        for number in data:
            for column, cell in rows[number].items():
                if looks.is_mark(cell) and column in stands:
                    filled.setdefault(number, {})[column] = stands[column]
                else:
                    stands[column] = number
            stands.update(filled.get(number, {}))
    return filled
