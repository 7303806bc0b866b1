"""How deep a header is, and what its columns are called: rows of groups above it, rows of columns below it, joined.

Merges tie the rows of a header, or the gaps that merges leave in a CSV file.
"""

from typing import NamedTuple

from pipeline.sheets.grid import Cell
from pipeline.sheets.looks import Looks

WIDEST = 200


class Header(NamedTuple):
    """A column's header. `parts` are its words from the group down to the column, `text` the same joined by a slash.

    `row` and `column` say where the lowest of them stands.
    """

    text: str
    parts: tuple[str, ...]
    row: int
    column: int


def is_group_row(looks: Looks, upper: int, lower: int) -> bool:
    """True where `upper` holds groups over the header row `lower`, or columns that reach down into it."""
    return _lies_over(looks, upper, lower) and all(map(looks.could_name, looks.grid.rows[upper].values()))


def _lies_over(looks: Looks, upper: int, lower: int) -> bool:
    cells, below = looks.grid.rows[upper], looks.grid.rows[lower]
    if reaching(looks, upper, lower) & cells.keys():
        return True
    if upper != lower - 1:
        return False
    groups = [left for left, covered in wide(looks, upper).items() if covered & below.keys() and below.keys() - covered]
    if len(cells) == 1:
        return bool(groups) and groups[0] > min(below)
    if groups:
        return 2 * len(groups) >= len(cells)
    # 序号 and 备注 beside the groups have nothing below them once their merges are lost
    outside = [cell for column, cell in cells.items() if not min(below) <= column <= max(below)]
    return all(map(looks.is_known, outside)) and _spans_gaps(cells, below)


def is_child_row(looks: Looks, lower: int, upper: int) -> bool:
    """True where `lower` names the columns under groups of the header row `upper`."""
    cells, above = looks.grid.rows[lower], looks.grid.rows[upper]
    if not all(looks.is_known(cell) or looks.could_name(cell) for cell in cells.values()):
        return False
    is_known = any(map(looks.is_known, cells.values()))
    tied = reaching(looks, upper, lower)
    if upper != lower - 1 and not tied:
        return False
    covered = set().union(*wide(looks, upper).values())
    if covered & cells.keys():
        under = cells.keys() - covered
        if len(cells) == 1 and not tied and not is_known:
            return False
        if above.keys() & under and not (tied and is_known and tied.isdisjoint(cells)):
            return False  # a group over one column is not merged, but those beside it that reach down are
        return is_known or bool(tied) or (not under and min(above) not in cells)
    if tied:
        return cells.keys().isdisjoint(above)
    return (is_known or min(above) not in cells) and _spans_gaps(above, cells)


def wide(looks: Looks, row: int) -> dict[int, set[int]]:
    """The columns that each merged cell of a row covers, by its first."""
    cells = looks.grid.rows[row]
    return {
        left: set(range(left, min(right, left + WIDEST) + 1))
        for left, right in looks.wide[row].items()
        if left in cells
    }


def reaching(looks: Looks, upper: int, lower: int) -> set[int]:
    """The columns whose cell is merged from `upper` or above down into `lower`; a label beside the table is none."""
    return {left for bottom in (lower, lower + 1) for top, left in looks.ending.get(bottom, ()) if top <= upper}


def _spans_gaps(upper: dict, lower: dict) -> bool:
    """True where the lower row fills the gaps of the upper one, and beside them only the columns where a group begins.

    A group begins where the upper row is blank to the right and the lower row is not. A record under a header fills
    its other columns too.
    """
    gaps = [column for column in lower if column not in upper]
    starts = [column for column in lower if column in upper and column + 1 not in upper and column + 1 in lower]
    others = len(lower) - len(gaps) - len(starts)
    return bool(gaps) and bool(starts) and others == 0


def name_columns(looks: Looks, rows: list[int]) -> dict[int, Header]:
    """The header of each column that these rows name, from its cells, the merges over them and the gaps beside them."""
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
        if anchors[-1][1] != column or _is_remark(looks, grid[anchors[-1][0]][column]):
            continue
        parts = {looks.fold(grid[row][left]): grid[row][left].text.strip() for row, left in anchors}
        columns[column] = Header("/".join(parts.values()), tuple(parts.values()), *anchors[-1])
    return columns


def _is_remark(looks: Looks, cell: Cell) -> bool:
    """True for an instruction that stands beside a header: `说明:红色为必填`."""
    _, colon, rest = looks.fold(cell).partition(":")
    return bool(colon and rest) and looks.begins(cell, looks.words.notes) and not looks.is_known(cell)


def _group_beside(grid: dict, rows: list[int], depth: int, column: int) -> tuple[int, int] | None:
    """Where nothing is merged: the group that a lower header cell stands under, to the left of it in a row above."""
    row = rows[depth]
    left = max((each for each in grid[row] if each < column), default=0)
    is_under = any(left in grid[lower] and column in grid[lower] for lower in rows[depth + 1 :])
    return (row, left) if left and is_under else None
