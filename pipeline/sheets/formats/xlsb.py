"""An .xlsb file, its binary records read in one pass over each sheet.

Between the cells of a sheet stand only records that are known there, so that a cell whose record is damaged is not passed
over in silence.
"""

from collections.abc import Iterator
from io import BufferedReader
from struct import error as StructError
from struct import unpack_from

from pipeline.sheets.formats.biff12 import Package, records, text_at
from pipeline.sheets.formats.stored import EMPTY, Stored, packed_number
from pipeline.sheets.grid import LAST_COLUMN, LAST_ROW
from pipeline.sheets.refusal import FILE_UNREADABLE, Refused

_ROW, _BLANK, _RK, _ERROR, _BOOL, _REAL, _TEXT, _SHARED = range(8)
_FORMULAS = {8: _TEXT, 9: _REAL, 10: _BOOL, 11: _ERROR}
_SIZES = {_BLANK: 8, _RK: 12, _ERROR: 9, _BOOL: 9, _REAL: 16, _SHARED: 12}
_CELLS = {_BLANK, _RK, _ERROR, _BOOL, _REAL, _TEXT, _SHARED, *_FORMULAS}
# what else stands among rows: formulas of several cells, metadata, what later programs wrap, the descent of a row
_AMONG_ROWS = {426, 427, 428, 49, 50, 35, 36, 37, 38, 1024}
_DATA, _END_OF_DATA, _END_OF_SHEET = 145, 146, 130
_COLUMNS, _MERGE = 60, 176
_COMMENT, _COMMENT_TEXT, _END_OF_COMMENTS = 635, 637, 629
_HIDDEN_ROW = 0x10


def read(file: BufferedReader, inflated_mebibytes: int) -> Iterator[list]:
    """The lines of a workbook, in the shape that xlsx.read gives."""
    try:
        package = Package(file, inflated_mebibytes)
        stored = Stored(package.styles, package.is_1904)
        yield ["xlsb", None, package.styles, package.signs]
        for index, (name, state, part) in enumerate(package.tabs):
            yield [index, name, state, *(_sheet(package, stored, part) if part else [[], [], [], [], []])]
        yield stored.known
    except (StructError, IndexError) as error:
        raise Refused(FILE_UNREADABLE, type(error).__name__) from None


def _sheet(package: Package, stored: Stored, part: str) -> list:
    """Merges, hidden rows, hidden columns, comments, rows."""
    data = _Data(package.strings, stored)
    merges, hidden_columns = [], []
    is_over = is_within = False
    for kind, record in records(package.part(part), _END_OF_SHEET):
        if kind in (_DATA, _END_OF_DATA):
            if is_over or is_within is (kind == _DATA):
                raise Refused(FILE_UNREADABLE, "the rows of a sheet begin or end twice")
            is_within, is_over = kind == _DATA, kind == _END_OF_DATA
        elif is_within:
            data.take(kind, record)
        elif kind == _COLUMNS:
            first, last, _, _, flags = unpack_from("<IIIIH", record)
            if flags & 1:
                hidden_columns.append((first + 1, last + 1))
        elif kind == _MERGE:
            top, bottom, left, right = unpack_from("<4I", record)
            merges.append([top + 1, left + 1, bottom + 1, right + 1])
    if not is_over:
        raise Refused(FILE_UNREADABLE, "a sheet without rows")
    used = {column for cells in data.rows.values() for column in cells}
    rows = [[number, *zip(*sorted(data.rows[number].items()), strict=True)] for number in sorted(data.rows)]
    hidden = sorted(column for column in used if any(first <= column <= last for first, last in hidden_columns))
    return [merges, sorted(data.hidden & data.rows.keys()), hidden, _comments(package, part), rows]


class _Data:
    """The rows of a sheet as their records come by; `hidden` are those that are not shown."""

    def __init__(self, strings: list[str], stored: Stored):
        self.rows: dict[int, dict[int, int]] = {}
        self.hidden: set[int] = set()
        self._strings, self._stored = strings, stored
        self._row = self._column = 0

    def take(self, kind: int, data: bytes) -> None:
        """One record between the beginning and the end of the rows."""
        if kind == _ROW:
            self._begin_row(data)
        elif kind in _CELLS:
            self._cell(kind, data)
        elif kind not in _AMONG_ROWS:
            raise Refused(FILE_UNREADABLE, f"record {kind} between cells")

    def _begin_row(self, data: bytes) -> None:
        number = unpack_from("<I", data)[0] + 1
        if not self._row < number <= LAST_ROW:
            raise Refused(FILE_UNREADABLE, f"row {number} after row {self._row}")
        self._row, self._column = number, 0
        if data[11] & _HIDDEN_ROW:
            self.hidden.add(number)

    def _cell(self, kind: int, data: bytes) -> None:
        column, flagged = unpack_from("<II", data)
        if not self._column < column + 1 <= LAST_COLUMN:
            raise Refused(FILE_UNREADABLE, f"row {self._row} holds column {column + 1} after {self._column}")
        self._column = column + 1
        if not self._row or len(data) != _SIZES.get(kind, len(data)):
            raise Refused(FILE_UNREADABLE, f"row {self._row} holds a cell of {len(data)} bytes, record {kind}")
        number = self._value(kind, data, flagged & 0xFFFFFF)
        if number != EMPTY:
            self.rows.setdefault(self._row, {})[self._column] = number

    def _value(self, kind: int, data: bytes, style: int) -> int:
        stored, place = self._stored, 8
        formula = "" if kind in _FORMULAS else None
        kind = _FORMULAS.get(kind, kind)
        if kind == _SHARED:
            (index,) = unpack_from("<I", data, place)
            if index >= len(self._strings):
                raise Refused(FILE_UNREADABLE, "a shared string that is not there")
            return stored.text(self._strings[index], style)
        if kind == _RK:
            return stored.value(packed_number(data, place), style)
        if kind == _REAL:
            return stored.value(unpack_from("<d", data, place)[0], style, formula)
        if kind == _TEXT:
            return stored.text(text_at(data, place)[0], style, formula)
        if kind == _BOOL:
            return stored.boolean(data[place], style, formula)
        return stored.error(data[place], style, formula) if kind == _ERROR else EMPTY


def _comments(package: Package, part: str) -> list[list]:
    """[row, column, text] of what somebody noted beside a cell."""
    found, place = {}, (0, 0)
    for source in [target for _, kind, target in package.related(part) if kind == "comments"]:
        for kind, data in records(package.part(source), _END_OF_COMMENTS):
            if kind == _COMMENT:
                _, row, _, column = unpack_from("<4I", data)
                place = (row + 1, column + 1)
            elif kind == _COMMENT_TEXT:
                found[place] = text_at(data, 1)[0]
    return [[*place, text] for place, text in sorted(found.items()) if text.strip()]
