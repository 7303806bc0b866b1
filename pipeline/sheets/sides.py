"""Tables that stand side by side: the columns of each, where it is certain that they are tables of their own.

Certain is a header that begins again, or an empty column with a header on each side of it and one more sign that records
do not run across. In doubt it is one table with a gap, and the caller holds it.
"""

from collections.abc import Iterator
from dataclasses import replace

from pipeline.sheets.above import rows_above
from pipeline.sheets.grid import LAST_COLUMN, Cell, Grid
from pipeline.sheets.headers import Block, find_blocks
from pipeline.sheets.looks import Looks
from pipeline.text import folded

Side = tuple[int, int]
ALL: Side = (1, LAST_COLUMN)


def parted_by_gaps(looks: Looks) -> list[Side]:
    """The first and last column of each table side by side on a grid, [] where it is not certain that there are several."""
    runs = list(_runs(looks.grid))
    if len(runs) < 2:
        return []
    starts, left = [runs[0]], [runs[0]]
    for run in runs[1:]:
        if _are_two(looks, (left[0][0], left[-1][1]), run):
            starts.append(run)
            left = [run]
        else:
            left.append(run)
    return _sides([first for first, _ in starts])


def parted_by_words(looks: Looks, block: Block) -> list[Side]:
    """The same where a header begins again with its first two words: 序号 姓名 电话 序号 姓名 电话."""
    columns = sorted(block.columns)
    words = [folded(block.columns[column].text) for column in columns]
    known = [looks.is_known(looks.grid.rows[block.columns[column].row][column]) for column in columns]
    if len(columns) < 4 or not all(known[:2]):
        return []
    starts = [place for place in range(len(columns) - 1) if words[place : place + 2] == words[:2]]
    return _sides([columns[place] for place in starts]) if len(starts) > 1 else []


def side_of(grid: Grid, side: Side, numbers: list[int] | None = None) -> Grid:
    """The cells of a grid between two columns, of these rows."""
    first, last = side
    rows = {}
    for number in numbers or grid.rows:
        cells = {column: cell for column, cell in grid.rows[number].items() if first <= column <= last}
        if cells:
            rows[number] = cells
    merges = tuple(merge for merge in grid.merges if first <= merge[1] <= last)
    return replace(grid, rows=rows, merges=merges)


def _sides(starts: list[int]) -> list[Side]:
    ends = [start - 1 for start in starts[1:]] + [LAST_COLUMN]
    return list(zip([1, *starts[1:]], ends, strict=True)) if len(starts) > 1 else []


def _runs(grid: Grid) -> Iterator[Side]:
    """The columns between empty ones."""
    used = sorted(set().union(*grid.rows.values()))
    begin = before = used[0] if used else 0
    for column in used:
        if column > before + 1:
            yield begin, before
            begin = column
        before = column
    if used:
        yield begin, before


def _are_two(looks: Looks, left: Side, right: Side) -> bool:
    sides = [Looks(side_of(looks.grid, side), looks.words) for side in (left, right)]
    blocks = [next(iter(find_blocks(side)), None) for side in sides]
    if None in blocks:
        return False
    words = [
        [side.fold(side.grid.rows[header.row][column]) for column, header in block.columns.items()]
        for side, block in zip(sides, blocks, strict=True)
    ]
    shared = set(words[0]) & set(words[1])
    return (
        words[0][0] == words[1][0]
        or len(shared) >= 2
        or set(blocks[0].rows).isdisjoint(blocks[1].rows)
        or _have_own_titles(sides, blocks)
        or _end_apart(sides, blocks)
        or all(_is_numbered(side, block) for side, block in zip(sides, blocks, strict=True))
    )


def _have_own_titles(sides: list[Looks], blocks: list[Block]) -> bool:
    """True where a line over the headers has a title for each, and no more."""
    titles = []
    for side, block in zip(sides, blocks, strict=True):
        above = rows_above(side, block.rows[0], 0, block.columns.keys(), is_first=True)
        titles.append(
            {
                number
                for number, kind in above.items()
                if kind == "title" and side.stands_alone(number) and not any(map(side.is_frame, _cells(side, number)))
            }
        )
    return bool(titles[0] & titles[1])


def _end_apart(sides: list[Looks], blocks: list[Block]) -> bool:
    """True where one side ends in a sum or has only what a cross table is called, beside records of the other."""
    for one, other, block in ((*sides, blocks[0]), (*reversed(sides), blocks[1])):
        for number in one.numbers:
            if number > block.rows[-1]:
                first = _cells(one, number)[0]
                beside = number in other.grid.rows and number > block.rows[-1] and other.is_sure(number)
                if beside and first.kind == "text" and one.fold(first) in one.words.totals:
                    return True
    return False


def _is_numbered(side: Looks, block: Block) -> bool:
    """True where the first column counts its rows from 1."""
    lower = side.after(block.rows[-1])
    below = [side.grid.rows[number] for number in (lower, side.after(lower) if lower else 0) if number]
    first = min(block.columns)
    return [side.fold(row[first]) for row in below if first in row] == ["1", "2"]


def _cells(looks: Looks, number: int) -> list[Cell]:
    return list(looks.grid.rows[number].values())
