"""Header rows: found by the words the caller knows and by what stands below them, and named column by column.

A block is the header of one table or one printed page. Words make a header; where few of them are known, the rows below
must show that it is one: words over numbers, days and identity numbers.
"""

from dataclasses import dataclass

from pipeline.sheets.depth import Header, is_child_row, is_group_row, name_columns, wide
from pipeline.sheets.grid import Cell
from pipeline.sheets.looks import Looks

DEEPEST = 4
NEAR = 6


@dataclass(frozen=True)
class Block:
    """Consecutive header rows and the columns that they name."""

    rows: tuple[int, ...]
    columns: dict[int, Header]


def find_blocks(looks: Looks) -> list[Block]:
    """Every header on the sheet from top to bottom, repeated ones included."""
    blocks: list[Block] = []
    below = 0
    said = _Said(looks)
    for number in looks.numbers:
        if number in looks.sure or number <= below or not _is_core(looks, number, blocks, said):
            continue
        rows = [number]
        while (upper := looks.before(rows[0])) > below and len(rows) < DEEPEST and is_group_row(looks, upper, rows[0]):
            if blocks and not _stands_free(looks, rows[0]):
                break  # what looks like a group here is the last record of the table above
            rows.insert(0, upper)
        while (lower := looks.after(rows[-1])) and len(rows) < DEEPEST and is_child_row(looks, lower, rows[-1]):
            rows.append(lower)
        columns = name_columns(looks, rows)
        if len(columns) < 2:
            continue
        blocks.append(Block(tuple(rows), columns))
        below = rows[-1]
        said.begin(below)
    return blocks


def gaps(looks: Looks, block: Block, below: list[int]) -> tuple[int, ...]:
    """The columns inside a header that neither it nor the merges over it name, and in which none of these rows `below` holds a cell."""
    merged = (columns for row in block.rows for columns in wide(looks, row).values())
    named = set().union(block.columns, *merged)
    free = [column for column in range(min(block.columns), max(block.columns)) if column not in named]
    return tuple(column for column in free if not any(column in looks.grid.rows[number] for number in below))


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


class _Said:
    """The header words that records below the last header have said, each with its column; read only when asked for."""

    def __init__(self, looks: Looks):
        self._looks = looks
        self._words: set[tuple[int, str]] = set()
        self._after = 0

    def begin(self, header: int) -> None:
        self._after = max(header, self._after)

    def until(self, number: int) -> set[tuple[int, str]]:
        """What the rows between the last asked for and this one say, and all before; nothing above the first header."""
        while self._after and (lower := self._looks.after(self._after)) < number and lower:
            self._words |= _known(self._looks, lower)
            self._after = lower
        return self._words


def _is_core(looks: Looks, number: int, blocks: list[Block], said: _Said) -> bool:
    """True for a row that by its words is a header.

    A record may hold such words too, but holds values beside them. Below a header a row must say it again, or stand
    free or hold no other word; and most of its words must not be `said` by the records above in the same columns.
    """
    cells = looks.grid.rows[number]
    if len(cells) < 2:
        return False
    is_free = not blocks or _stands_free(looks, number)
    if any(_says_again(looks, cells, row) for block in blocks for row in block.rows):
        return True
    if not is_free and not all(map(looks.is_known, cells.values())):
        return False
    strange = 0
    for cell in cells.values():
        strange += _is_strange(looks, cell)
        if strange > (0 if blocks else 0.25 * len(cells)):
            return False
    if blocks and sum(map(looks.is_value, cells.values())) == 1:
        return False  # one year among words is a record's, several are columns
    words = _known(looks, number)
    known = len(words)
    if strange and known < max(3, len(cells) / 2):
        return False
    if known < 2:
        return _heads_values(looks, number, known, blocks)
    if 2 * len(words & said.until(number)) >= known or _is_card(looks, number, words):
        return False
    if _is_outdone(looks, number, known):
        return False
    if not is_free:
        return True
    if not blocks or _breaks(looks, number, blocks[-1]):
        # a remark may stand beside a header
        is_named = known >= 0.7 * len(cells) or sum(map(looks.could_name, cells.values())) >= 0.8 * len(cells)
        return is_named and (3 * known >= len(cells) or _contrasts(looks, number) > 0)
    if known < len(cells) and not looks.stands_alone(looks.before(number)) and not _contrasts(looks, number):
        return False  # below a mere gap, words over words may be one more record
    labels = sum(looks.is_known(cell) or looks.is_label(cell) for cell in cells.values())
    return labels >= 0.7 * len(cells) if 2 * known >= len(cells) else labels == len(cells) <= 4 * known


def _is_strange(looks: Looks, cell: Cell) -> bool:
    """True for what is seldom seen in a header: a number that is no year, an error, a day."""
    return not looks.could_name(cell) and (cell.kind != "text" or looks.is_value(cell))


def _heads_values(looks: Looks, number: int, known: int, blocks: list[Block]) -> bool:
    """True for a row of which hardly a word is known, but that stands over values as only a header does."""
    cells = looks.grid.rows[number]
    if not all(map(looks.could_name, cells.values())) or len(set(map(looks.fold, cells.values()))) < len(cells):
        return False
    if any(looks.is_labelled(cell) for cell in cells.values()):
        return False
    if blocks and not _breaks(looks, number, blocks[-1]):
        return False
    members = sum(map(looks.is_member, cells.values()))
    contrast = _contrasts(looks, number)
    if len(cells) == 2:
        return contrast == 1 and _tells(looks, number, known + members)
    if contrast < max(2, len(cells) / 3):
        return False
    return known > 0 or members >= 2 or bool(blocks)


def _contrasts(looks: Looks, number: int) -> int:
    """In how many columns of a row of words the rows right below hold numbers, days or identity numbers."""
    cells = looks.grid.rows[number]
    below = [looks.grid.rows[lower] for lower in looks.below(number, NEAR)]
    found = 0
    for column in cells:
        held = [row[column] for row in below if column in row]
        found += bool(held) and sum(map(looks.is_value, held)) >= 0.6 * len(held)
    return found


def _tells(looks: Looks, number: int, known: int) -> bool:
    """True where the rows below begin with what the rows of a cross table are called, or are summed up."""
    firsts = [next(iter(looks.grid.rows[lower].values())) for lower in looks.below(number, NEAR)]
    has_sum = any(cell.kind == "text" and looks.fold(cell) in looks.words.totals for cell in firsts)
    is_listed = known > 0 and sum(map(looks.is_member, firsts)) >= 2
    return is_listed or (has_sum and len(firsts) > 2 and all(cell.kind == "text" for cell in firsts))


def _breaks(looks: Looks, number: int, block: Block) -> bool:
    """True where a row has words in columns in which the records above, since their header, have only values."""
    cells = looks.grid.rows[number]
    above: list[dict[int, Cell]] = []
    upper = looks.before(number)
    while upper > block.rows[-1] and len(above) < NEAR:
        if len(looks.grid.rows[upper]) >= min(3, len(block.columns)):
            above.append(looks.grid.rows[upper])
        upper = looks.before(upper)
    for column, cell in cells.items():
        held = [row[column] for row in above if column in row]
        if held and 2 * len(held) >= len(above) and all(map(looks.is_value, held)) and not looks.is_value(cell):
            return True
    return False


def _is_card(looks: Looks, number: int, words: set[tuple[int, str]]) -> bool:
    """True for a line of a form that has its words beside its values: `姓名｜张三｜性别｜男`, and another line likewise."""
    columns = {column for column, _ in words}
    if any(column + 1 in columns for column in columns):
        return False
    for other in (looks.before(number), looks.after(number)):
        said = _known(looks, other) if other and abs(other - number) == 1 else set()
        if columns == {column for column, _ in said} and words.isdisjoint(said):
            return True
    return False


def _is_outdone(looks: Looks, number: int, known: int) -> bool:
    """True where a much better header follows before any record: this line only introduces it."""
    for lower in looks.below(number, NEAR):
        cells = looks.grid.rows[lower]
        if looks.is_sure(lower) or any(cell.kind == "number" and not looks.could_name(cell) for cell in cells.values()):
            return False
        if len(_known(looks, lower)) >= max(known + 2, 1.5 * known):
            return not (lower == looks.after(number) and is_child_row(looks, lower, number))
    return False


def _known(looks: Looks, number: int) -> set[tuple[int, str]]:
    """The header words of a row, each with its column."""
    return {(column, looks.fold(cell)) for column, cell in looks.grid.rows[number].items() if looks.is_known(cell)}


def _stands_free(looks: Looks, number: int) -> bool:
    """True below an empty row, a line of one cell, a sum or what a form prints; groups over the row apart."""
    upper = looks.before(number)
    while 0 < upper == number - 1 and is_group_row(looks, upper, number):
        number, upper = upper, looks.before(upper)
    if not upper or upper < number - 1 or len(looks.grid.rows[upper]) == 1:
        return True
    first, *others = looks.grid.rows[upper].values()
    return looks.is_frame(first) and any(map(looks.is_frame, others))


def _says_again(looks: Looks, cells: dict[int, Cell], header_row: int) -> bool:
    """True for the same words in the same columns."""
    header = looks.grid.rows[header_row]
    if not len(header) * 0.8 <= len(cells) <= len(header) / 0.8:
        return False
    others = len(cells) - 0.8 * max(len(cells), len(header))
    for column, cell in cells.items():
        others -= column not in header or looks.fold(cell) != looks.fold(header[column])
        if others < 0:
            return False
    return True
