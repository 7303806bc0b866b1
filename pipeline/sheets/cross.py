"""Cross tables: numbers at the crossing of what a row and what a column is called, such as a domain and a level.

Told by shape and by words that name members of a list; what the numbers speak of is the caller's business.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.sheets.depth import Header
from pipeline.sheets.grid import Cell
from pipeline.sheets.looks import LIKE_NUMBER, Looks
from pipeline.sheets.words import without_brackets

ENOUGH = 0.6

_BAND = re.compile(r".*[0-9]{2}周?岁.*|[0-9]{2}[-—~至][0-9]{2}(?:周?岁)?")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}(?:年|年度|年末|年底)?")
_SERIAL = frozenset(("序号", "编号", "行次"))


@dataclass(frozen=True)
class Cross:
    """`labels` are the columns that say what a row is called, `values` those of the numbers.

    `members` are the columns of numbers that are themselves called like a member; the others are measures (人数).
    `sums` are columns that add up others of the same row, and which.
    """

    labels: tuple[int, ...]
    values: tuple[int, ...]
    members: frozenset[int]
    sums: dict[int, tuple[int, ...]]


def find_cross(looks: Looks, columns: dict[int, Header], data: list[int]) -> Cross | None:
    """What a table crosses, None for a table of records."""
    rows = [looks.grid.rows[number] for number in data]
    if not rows or any(looks.is_sure(number) for number in data):
        return None
    held = {column: [row[column] for row in rows if column in row] for column in sorted(columns)}
    numbers = [column for column, cells in held.items() if cells and all(_is_amount(looks, cell) for cell in cells)]
    numbers = [column for column in numbers if not _is_serial(looks, columns[column], held[column])]
    if not numbers:
        return None
    left = [column for column in held if column < numbers[0] and held[column]]
    labels = [column for column in left if not _is_serial(looks, columns[column], held[column])]
    beside = [column for column in held if column > numbers[0] and column not in numbers and held[column]]
    if not 1 <= len(labels) <= 2 or not all(
        _is_remark(looks, columns[column], held[column], rows) for column in beside
    ):
        return None
    named = [tuple(_text(looks, row.get(column)) for column in labels) for row in _filled(looks, rows, data, labels)]
    if len(set(named)) < len(named) or not all(name[-1] for name in named):
        return None
    sums = frozenset(column for column in numbers if _name(looks, columns[column]) in looks.words.totals)
    values = [column for column in numbers if column not in sums]
    members = frozenset(column for column in values if _is_member(looks, _name(looks, columns[column])))
    is_across = len(members) >= max(2, ENOUGH * len(values))
    is_down = all(
        sum(_is_member(looks, name[place]) for name in named) >= 0.8 * len(named) for place in range(len(labels))
    )
    if not values or not (is_across or (is_down and len(named) > 1)):
        return None
    return Cross(tuple(labels), tuple(values), members, dict(_sums(columns, numbers, sums)))


def _filled(looks: Looks, rows: list[dict[int, Cell]], data: list[int], labels: list[int]) -> Iterator[dict[int, Cell]]:
    """The rows with what is merged downwards over their first label."""
    for number, row in zip(data, rows, strict=True):
        over = {
            left: looks.grid.rows[top][left]
            for top, left, bottom, _ in looks.tall
            if left in labels and top < number <= bottom and left in looks.grid.rows.get(top, {})
        }
        yield over | row


def _is_amount(looks: Looks, cell: Cell) -> bool:
    if cell.kind == "text":
        return LIKE_NUMBER.fullmatch(looks.fold(cell)) is not None and not looks.is_identity(cell)
    return cell.kind in ("number", "uncached", "error") and not (cell.kind == "number" and looks.is_identity(cell))


def _is_serial(looks: Looks, header: Header, cells: list[Cell]) -> bool:
    return _name(looks, header) in _SERIAL or (
        len(cells) > 2 and [looks.fold(cell) for cell in cells] == [str(number) for number in range(1, len(cells) + 1)]
    )


def _is_remark(looks: Looks, header: Header, cells: list[Cell], rows: list[dict[int, Cell]]) -> bool:
    return _name(looks, header) in looks.words.notes or 2 * len(cells) <= len(rows)


def _name(looks: Looks, header: Header) -> str:
    return without_brackets(looks.fold(looks.grid.rows[header.row][header.column]))


def _text(looks: Looks, cell: Cell | None) -> str:
    return without_brackets(looks.fold(cell)) if cell and cell.kind == "text" else cell.text if cell else ""


def _is_member(looks: Looks, name: str) -> bool:
    return name in looks.words.members or any(pattern.fullmatch(name) for pattern in (_BAND, _YEAR))


def _sums(
    columns: dict[int, Header], numbers: list[int], sums: frozenset[int]
) -> Iterator[tuple[int, tuple[int, ...]]]:
    """For each column of sums the columns beside it under the same group: those before it, else those after it."""
    for column in sums:
        place, group = numbers.index(column), columns[column].parts[:-1]
        for step in (-1, 1):
            found: list[int] = []
            at = place + step
            while 0 <= at < len(numbers) and numbers[at] not in sums and columns[numbers[at]].parts[:-1] == group:
                found.append(numbers[at])
                at += step
            if len(found) > 1:
                yield column, tuple(sorted(found))
                break
