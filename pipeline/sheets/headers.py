"""Header rows: found by the words the caller knows, joined over two or three rows, and named column by column.

A block is the header of one table or one printed page. Words make a header; merges, or the gaps they leave in a CSV
file, tie its rows.
"""

from dataclasses import dataclass
from typing import NamedTuple

from pipeline.sheets.grid import Cell
from pipeline.sheets.looks import Looks

DEEPEST = 4
WIDEST = 200


class Header(NamedTuple):
    """A column's header. `parts` are its words from the group down to the column, `text` the same joined by a slash.

    `row` and `column` say where the lowest of them stands.
    """

    text: str
    parts: tuple[str, ...]
    row: int
    column: int


@dataclass(frozen=True)
class Block:
    """Consecutive header rows and the columns that they name."""

    rows: tuple[int, ...]
    columns: dict[int, Header]


def find_blocks(looks: Looks) -> list[Block]:
    """Every header on the sheet from top to bottom, repeated ones included."""
    blocks: list[Block] = []
    below = 0
    said: set[tuple[int, str]] = set()
    for number in looks.numbers:
        if number <= below:
            continue
        if not _is_core(looks, number, blocks, said):
            if blocks:
                said.update(_known(looks, number))
            continue
        rows = [number]
        while (upper := looks.before(rows[0])) > below and len(rows) < DEEPEST and _is_group_row(looks, upper, rows[0]):
            if blocks and not _stands_free(looks, rows[0]):
                break  # what looks like a group here is the last record of the table above
            rows.insert(0, upper)
        while (lower := looks.after(rows[-1])) and len(rows) < DEEPEST and _is_child_row(looks, lower, rows[-1]):
            rows.append(lower)
        columns = _columns(looks, rows)
        if len(columns) < 2:
            continue
        blocks.append(Block(tuple(rows), columns))
        below = rows[-1]
    return blocks


def gaps(looks: Looks, block: Block, used: set[int]) -> tuple[int, ...]:
    """The columns inside a header that neither it nor the merges over it name, and that are not `used` below it."""
    merged = (columns for row in block.rows for columns in _wide(looks, row).values())
    named = used.union(block.columns, *merged)
    return tuple(column for column in range(min(block.columns), max(block.columns)) if column not in named)


def is_repeated(looks: Looks, block: Block, first: Block) -> bool:
    """True where a block names the same columns alike, groups or not: a header printed again on the next page."""

    def name(header: Header) -> str:
        return looks.fold(looks.grid.rows[header.row][header.column])

    same = sum(
        name(first.columns[column]) == name(header)
        for column, header in block.columns.items()
        if column in first.columns
    )
    return same >= 0.8 * max(len(block.columns), len(first.columns))


def _is_core(looks: Looks, number: int, blocks: list[Block], said: set[tuple[int, str]]) -> bool:
    """True for a row that by its words is a header.

    A record may hold such words too, but holds values beside them. Below a header a row must say it again, or stand
    free or hold no other word; and most of its words must not be `said` by the records above in the same columns.
    """
    cells = looks.grid.rows[number]
    words = _known(looks, number)
    known = len(words)
    if known < 2 or any(map(looks.is_value, cells.values())):
        return False
    if any(_says_again(looks, cells, row) for block in blocks for row in block.rows):
        return True
    if 2 * len(words & said) >= known:
        return False
    if blocks and not _stands_free(looks, number):
        return known == len(cells)
    labels = sum(looks.is_known(cell) or looks.is_label(cell) for cell in cells.values())
    return labels >= 0.7 * len(cells) if 2 * known >= len(cells) else labels == len(cells) <= 4 * known


def _known(looks: Looks, number: int) -> set[tuple[int, str]]:
    """The header words of a row, each with its column."""
    return {(column, looks.fold(cell)) for column, cell in looks.grid.rows[number].items() if looks.is_known(cell)}


def _stands_free(looks: Looks, number: int) -> bool:
    """True below an empty row or a line of one cell, groups over the row apart."""
    upper = looks.before(number)
    while 0 < upper == number - 1 and _is_group_row(looks, upper, number):
        number, upper = upper, looks.before(upper)
    return not upper or upper < number - 1 or len(looks.grid.rows[upper]) == 1


def _says_again(looks: Looks, cells: dict[int, Cell], header_row: int) -> bool:
    """True for the same words in the same columns."""
    header = looks.grid.rows[header_row]
    same = sum(looks.fold(cell) == looks.fold(header[column]) for column, cell in cells.items() if column in header)
    return same >= 0.8 * max(len(cells), len(header))


def _is_group_row(looks: Looks, upper: int, lower: int) -> bool:
    """True where `upper` holds groups over the header row `lower`, or columns that reach down into it."""
    cells, below = looks.grid.rows[upper], looks.grid.rows[lower]
    if not all(map(looks.is_label, cells.values())):
        return False
    if _reaching(looks, upper, lower) & cells.keys():
        return True
    if upper != lower - 1:
        return False
    groups = [
        left for left, covered in _wide(looks, upper).items() if covered & below.keys() and below.keys() - covered
    ]
    if len(cells) == 1:
        return bool(groups) and groups[0] > min(below)
    if groups:
        return 2 * len(groups) >= len(cells)
    return min(below) <= min(cells) and max(cells) <= max(below) and _spans_gaps(cells, below)


def _is_child_row(looks: Looks, lower: int, upper: int) -> bool:
    """True where `lower` names the columns under groups of the header row `upper`."""
    cells, above = looks.grid.rows[lower], looks.grid.rows[upper]
    if not all(looks.is_known(cell) or looks.is_label(cell) for cell in cells.values()):
        return False
    is_known = any(map(looks.is_known, cells.values()))
    reaching = _reaching(looks, upper, lower)
    if upper != lower - 1 and not reaching:
        return False
    covered = set().union(*_wide(looks, upper).values())
    if covered & cells.keys():
        return above.keys().isdisjoint(cells.keys() - covered) and (is_known or bool(reaching))
    if reaching:
        return cells.keys().isdisjoint(above)
    return (is_known or min(above) not in cells) and _spans_gaps(above, cells)


def _wide(looks: Looks, row: int) -> dict[int, set[int]]:
    """The columns that each merged cell of a row covers, by its first."""
    cells = looks.grid.rows[row]
    return {
        left: set(range(left, min(right, left + WIDEST) + 1))
        for left, right in looks.wide[row].items()
        if left in cells
    }


def _reaching(looks: Looks, upper: int, lower: int) -> set[int]:
    """The columns whose cell is merged from `upper` or above down into `lower`; a label beside the table is none."""
    return {left for top, left, bottom, _ in looks.tall if top <= upper and lower <= bottom <= lower + 1}


def _spans_gaps(upper: dict, lower: dict) -> bool:
    """True where the lower row fills the gaps of the upper one, and beside them only the columns where a group begins.

    A group begins where the upper row is blank to the right and the lower row is not. A record under a header fills
    its other columns too.
    """
    gaps = [column for column in lower if column not in upper]
    starts = [column for column in lower if column in upper and column + 1 not in upper and column + 1 in lower]
    others = len(lower) - len(gaps) - len(starts)
    return bool(gaps) and bool(starts) and others == 0


def _columns(looks: Looks, rows: list[int]) -> dict[int, Header]:
    """The header of each column that a block names, from its cells, the merges over them and the gaps beside them."""
    grid = looks.grid.rows
    covers = {}
    for top, left, bottom, right in looks.grid.merges:
        if top in rows and left in grid[top]:
            for row in rows:
                if top <= row <= bottom:
                    covers.update({(row, column): (top, left) for column in range(left, min(right, left + WIDEST) + 1)})
    used = sorted({column for row in rows for column in grid[row]})
    columns: dict[int, Header] = {}
    for column in used:
        anchors: list[tuple[int, int]] = []
        for depth, row in enumerate(rows):
            anchor = (row, column) if column in grid[row] else covers.get((row, column))
            if anchor is None:
                anchor = _group_beside(grid, rows, depth, column)
                anchor = None if anchor in covers else anchor
            if anchor and anchor not in anchors:
                anchors.append(anchor)
        if anchors[-1][1] != column:
            continue
        parts = {looks.fold(grid[row][left]): grid[row][left].text.strip() for row, left in anchors}
        columns[column] = Header("/".join(parts.values()), tuple(parts.values()), *anchors[-1])
    return columns


def _group_beside(grid: dict, rows: list[int], depth: int, column: int) -> tuple[int, int] | None:
    """Where nothing is merged: the group that a lower header cell stands under, to the left of it in a row above."""
    row = rows[depth]
    left = max((each for each in grid[row] if each < column), default=0)
    is_under = any(left in grid[lower] and column in grid[lower] for lower in rows[depth + 1 :])
    return (row, left) if left and is_under else None
