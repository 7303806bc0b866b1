"""The rows of a sheet's XML, every byte of them accounted for.

A row says its number at its head and again in each of its cells. Cut there, it falls into its head and the rest of each cell, each
with the letters of the column that follows. Most of these pieces are alike all down a sheet: each distinct one is looked at once.
"""

import re
from itertools import pairwise

from pipeline.sheets.formats.cells import EMPTY, Cells, Columns, NotPlain
from pipeline.sheets.grid import LAST_COLUMN, LAST_ROW
from pipeline.sheets.refusal import FILE_UNREADABLE, Refused

_START, _REFERENCE, _END = b'<row r="', b'<c r="', b"</row>"
_ROW = re.compile(rb'<row(?: r="([1-9][0-9]{0,6})")?((?: [\w:]+="[^"<]*")*) ?(/?)>')
_HEAD = re.compile(rb'(?: [\w:]+="[^"<]*")* ?>')
_HIDDEN = re.compile(rb' hidden="(?:1|true)"')
_CELL = re.compile(rb'<c(?: r="([A-Z]{1,3})([1-9][0-9]{0,6})")?([^>/]*(?:/>|><v>[^<]*</v></c>|>.*?</c>))', re.DOTALL)
_DIGITS = 7  # of a row's number, and of a shared string's
_STARTS, _HEADS, _IS_EMPTY = -1, -2, LAST_COLUMN + 1

# the columns of a row's filled cells, from left to right, and the numbers of these cells
Line = tuple[tuple[int, ...], tuple[int, ...]]


class Pieces(dict):
    """What a piece tells: the column that follows it, 0 for none, and _IS_EMPTY more where its own cell holds nothing.

    A row's start and its head are negative. `numbers` are those of the pieces' cells, `hidden` the heads that hide their row.
    """

    def __init__(self, cells: Cells, columns: Columns):
        self.numbers = {_START: EMPTY}
        self.hidden: set[bytes] = set()
        self._cells, self._columns = cells, columns
        self._known, self._strings, self._usual = cells.known, cells.strings, cells.usual
        self._string_count = len(cells.strings)
        self._tails: dict[bytes, int] = {}
        self[_START] = _STARTS

    def __missing__(self, piece: bytes) -> int:
        head, _, rest = piece.partition(b"><v>")
        value, _, tail = rest.partition(b"<")
        said, told = self._usual.get(head), self._tails.get(tail)
        if said is None or told is None or not value.isdigit():
            return self._looked_at(piece)
        # A shared string or whole number, as most cells of a roster are: what Cells would do with it, without the calls.
        kind, style = said
        if kind == "number":
            text = value.decode()
        else:
            is_there = len(value) <= _DIGITS and (index := int(value)) < self._string_count
            text = self._strings[index] if is_there else ""
            if not text or text.isspace():
                return self._looked_at(piece)
        self._known.append((kind, text, style, None))
        self.numbers[piece] = len(self._known)
        self[piece] = told
        return told

    def _looked_at(self, piece: bytes) -> int:
        content, mark, letters = piece.rpartition(_REFERENCE)
        column = self._columns.one(letters) if mark else 0
        content = content if mark else letters
        if mark and _HEAD.fullmatch(content):
            if b"xmlns" in content:
                raise NotPlain
            if _HIDDEN.search(content):
                self.hidden.add(piece)
            number, told = EMPTY, _HEADS - column
        else:
            number = self._cells[content]
            told = column if number else column + _IS_EMPTY
            if content.endswith(b"</v></c>"):
                self._tails[b"/v></c>" + piece[len(content) :]] = column
        self.numbers[piece] = number
        self[piece] = told
        return told


class _Shapes(dict):
    """The columns of a row's filled cells by what its pieces tell; None where they are no row from left to right."""

    def __missing__(self, told: tuple[int, ...]) -> tuple[int, ...] | None:
        used = self[told] = _columns(told)
        return used


def _columns(told: tuple[int, ...]) -> tuple[int, ...] | None:
    start, head, *follow = *told, 0, 0
    places = [_HEADS - head, *(each % _IS_EMPTY for each in follow[:-2])]
    if start != _STARTS or head >= _HEADS or min(follow) < 0 or len(places) < 2 or places.pop():
        return None
    if any(left >= right for left, right in pairwise(places)):
        return None
    return tuple(place for place, each in zip(places, follow, strict=False) if each < _IS_EMPTY)


class Rows(dict):
    """Each row of a sheet that holds something as Line, by its number; `hidden` are the numbers of the hidden ones."""

    def __init__(self, cells: Cells, columns: Columns):
        self.hidden: list[int] = []
        self._cells, self._columns, self._number = cells, columns, 0

    def read(self, xml: bytes, position: int, stop: int) -> None:
        """Take in what stands between two places of a sheet's XML; NotPlain where that is not rows and nothing else."""
        pieces = Pieces(self._cells, self._columns)
        told_by, number_of, hidden = pieces.__getitem__, pieces.numbers.__getitem__, pieces.hidden
        shapes = _Shapes()
        while (end := xml.find(_END, position, stop)) >= 0:
            row = xml[position:end]
            position = end + len(_END)
            said = row[len(_START) : row.find(b'"', len(_START))]
            parts = row.split(said + b'"')
            try:
                told = tuple(map(told_by, parts))
            except NotPlain:
                told = ()
            used = shapes[told]
            if used is None or not said.isdigit() or said.startswith(b"0") or len(said) > _DIGITS:
                if not self._spelt_otherwise(row):
                    raise NotPlain
                continue
            self._number = int(said)
            if used:
                self._keep(used, tuple(filter(None, map(number_of, parts))), parts[1] in hidden)
        if self._spelt_otherwise(xml[position:stop]):
            raise NotPlain

    def _keep(self, used: tuple[int, ...], numbers: tuple[int, ...], is_hidden: bool) -> None:
        number = self._number
        if number in self or number > LAST_ROW:
            raise Refused(FILE_UNREADABLE, f"row {number} stands twice, or too far down")
        self[number] = (used, numbers)
        if is_hidden:
            self.hidden.append(number)

    def _spelt_otherwise(self, xml: bytes) -> bool:
        """Take in any rows, all closed at once but for the last, which lacks its end tag; False where that one is closed too."""
        position = 0
        while position < len(xml):
            head = _ROW.match(xml, position)
            if not head or b" r=" in head[2] or b"xmlns" in head[2]:
                raise NotPlain
            self._number = int(head[1]) if head[1] else self._number + 1
            position = head.end()
            if not head[3]:
                self._cells_of(xml[position:], head[1], _HIDDEN.search(head[2]) is not None)
                return True
        return False

    def _cells_of(self, xml: bytes, said: bytes | None, is_hidden: bool) -> None:
        """Take in the cells of a row that says its number so."""
        if not xml:
            return
        first, *parts = xml.split(_REFERENCE)
        if parts and not first and xml.count(b"<c ") == len(parts) and b"<c>" not in xml and b"<c/>" not in xml:
            references, _, contents = zip(*[part.partition(b'"') for part in parts], strict=True)
            self._number, used = self._columns.of(references, said)
        else:
            used, contents = _counted_on(xml, self._columns, self._number)
        if len(set(used)) < len(used):
            raise Refused(FILE_UNREADABLE, f"a cell of row {self._number} stands twice")
        numbers = map(self._cells.__getitem__, contents)
        filled = sorted((column, number) for column, number in zip(used, numbers, strict=True) if number)
        if filled:
            self._keep(*zip(*filled, strict=True), is_hidden)


def _counted_on(xml: bytes, columns: Columns, row: int) -> tuple[tuple[int, ...], list[bytes]]:
    """Columns and contents of a row in which some cells do not say where they stand: each is right of the one before it."""
    found = _CELL.findall(xml)
    if sum(
        len(each) + (len(letters) + len(digits) + 5 if letters else 0) + 2 for letters, digits, each in found
    ) != len(xml):
        raise NotPlain
    if not {b"", b"%d" % row}.issuperset(digits for _, digits, _ in found):
        raise Refused(FILE_UNREADABLE, f"row {row} holds a cell of another row")
    numbers, column = [], 0
    for letters, _, _ in found:
        column = columns[letters] if letters else column + 1
        numbers.append(column)
    return tuple(numbers), [content for _, _, content in found]
