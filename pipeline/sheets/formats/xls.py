"""An .xls file, BIFF8 or BIFF5, its records read in one pass; also the older .et, which is the same.

Nothing is laid out: only cells that hold something are kept. Between the cells of a sheet stand only records that are known
there, so that a cell whose record is damaged is not passed over in silence.
"""

from collections.abc import Iterator
from io import BufferedReader
from struct import error as StructError
from struct import unpack_from

from pipeline.sheets.formats.biff import BIFF5, BIFF8, BOF_MARK, WORKSHEET, Globals, gathered, records, text_of
from pipeline.sheets.formats.ole import Ole
from pipeline.sheets.formats.stored import EMPTY, Stored, packed_number
from pipeline.sheets.refusal import FILE_UNREADABLE, FORMAT_UNSUPPORTED, Refused

LAST_COLUMN = 256

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_NUMBER, _LABEL, _RICH, _SHARED, _RK, _RKS, _BOOL = 0x0203, 0x0204, 0x00D6, 0x00FD, 0x027E, 0x00BD, 0x0205
_FORMULA, _STRING, _FORMULA_PARTS = 0x0006, 0x0207, (0x04BC, 0x0221, 0x0236)
_ROW, _COLUMNS, _MERGES, _NOTE, _OBJECT, _OBJECT_TEXT = 0x0208, 0x007D, 0x00E5, 0x001C, 0x005D, 0x01B6
_CELLS = {_NUMBER, _LABEL, _RICH, _SHARED, _RK, _RKS, _BOOL, _FORMULA}
_OLDER_CELLS = {0x0002, 0x0003, 0x0004, 0x0005, 0x0007, 0x0206, 0x0406}
# and blanks, the index of rows, and what stands there in real files: widths, views, links
_BETWEEN_CELLS = {*_FORMULA_PARTS, 0x0201, 0x00BE, 0x00D7, 0x00AB, 0x023E, 0x003D, 0x001D, 0x01B8}
_SIZES = {_NUMBER: (14,), _SHARED: (10,), _RK: (10,), _BOOL: (8, 9), _ROW: (16,), 0x0201: (6,)}
_TEXT, _BOOLEAN, _ERROR, _BLANK = range(4)
_MACRO_TABS = (1, 6)
_PICTURE = 8
_CONTINUED_NOTE = 0xFFFF


def read(file: BufferedReader, _: int) -> Iterator[list]:
    """The lines of a workbook, in the shape that xlsx.read gives."""
    data = file.read()
    if not data.startswith(_OLE):
        raise Refused(FORMAT_UNSUPPORTED, "a stream older than OLE")
    ole = Ole(data)
    name = next((name for name in ("workbook", "book") if name in ole.names), None)
    if name is None:
        raise Refused(FORMAT_UNSUPPORTED, "an OLE file without a workbook")
    try:
        yield from _workbook(ole.stream(name), any(each.startswith("_vba_project") for each in ole.names))
    except (StructError, IndexError) as error:
        raise Refused(FILE_UNREADABLE, type(error).__name__) from None


def _workbook(stream: bytes, has_macros: bool) -> Iterator[list]:
    book = Globals(stream)
    stored = Stored(book.styles, book.is_1904)
    sheets = [_Sheet(book, stored).take(stream, place, is_worksheet=not kind) for _, _, place, kind in book.tabs]
    _check_all_listed(stream, book, sheets)
    signs = {
        "macros": has_macros or any(kind in _MACRO_TABS for _, _, _, kind in book.tabs),
        "external_links": book.has_links,
        "pictures": any(sheet.has_pictures for sheet in sheets),
    }
    # Some writers never calculate and store every result as blank; Excel leaves its mark when it has.
    is_uncached = not book.is_calculated and not any(sheet.has_results for sheet in sheets)
    yield ["xls", None, book.styles, [sign for sign, is_there in signs.items() if is_there]]
    for index, (sheet, (name, state, _, _)) in enumerate(zip(sheets, book.tabs, strict=True)):
        yield [index, name, state, *sheet.line(is_uncached)]
    yield stored.known


def _check_all_listed(stream: bytes, book: Globals, sheets: list["_Sheet"]) -> None:
    """A worksheet that no tab names would be left out without a word."""
    ends = {place: sheet.end for (_, _, place, _), sheet in zip(book.tabs, sheets, strict=True)}
    if len(ends) != len(sheets):
        raise Refused(FILE_UNREADABLE, f"{len(sheets)} sheets in {len(ends)} places")
    place = book.end
    while stream[place : place + 2] == BOF_MARK:
        if place not in ends:
            if unpack_from("<H", stream, place + 6)[0] == WORKSHEET:
                raise Refused(FILE_UNREADABLE, f"a sheet at {place} that no tab names")
            *_, (_, _, ends[place]) = records(stream, place)
        place = ends[place]


class _Sheet:
    """One sheet as its records tell it; one that is no worksheet stays empty."""

    def __init__(self, book: Globals, stored: Stored):
        self.has_pictures = self.has_results = False
        self.end = 0
        self._book, self._stored = book, stored
        self._rows: dict[int, dict[int, int]] = {}
        self._blank_formulas: list[tuple[int, int, int]] = []
        self._said_rows: set[int] = set()
        self._hidden_rows: set[int] = set()
        self._hidden_columns: set[int] = set()
        self._merges: list[list[int]] = []
        self._comments: dict[tuple[int, int], str] = {}
        self._notes: list[tuple[int, int, int]] = []
        self._object = 0
        self._object_texts: dict[int, str] = {}

    def take(self, stream: bytes, place: int, is_worksheet: bool) -> "_Sheet":
        """All records of the substream at this place."""
        version, kind = unpack_from("<4xHH", stream, place)
        if stream[place : place + 2] != BOF_MARK or version not in (
            BIFF5,
            BIFF8,
        ):  # Excel puts 8 on sheets of a book of 5
            raise Refused(FILE_UNREADABLE, f"no sheet at {place} of {len(stream)}")
        if is_worksheet is not (kind == WORKSHEET):
            raise Refused(FILE_UNREADABLE, f"a sheet of kind {kind}")
        other = 0
        waiting: tuple[int, int, int] | None = None
        for code, blocks, self.end in gathered(stream, place):
            if not is_worksheet:
                continue
            if len(blocks[0]) not in _SIZES.get(code, (len(blocks[0]),)):
                raise Refused(FILE_UNREADABLE, f"record {code} of {len(blocks[0])} bytes")
            if code == _STRING or (waiting and code not in _FORMULA_PARTS):
                if not waiting or code != _STRING:
                    raise Refused(FILE_UNREADABLE, "a formula without its text, or a text without its formula")
                self._put(*waiting[:2], self._stored.text(self._book.text(blocks, 0), waiting[2], ""))
                waiting = None
            elif code in _CELLS:
                if other:
                    raise Refused(FILE_UNREADABLE, f"record {other} between cells")
                waiting = self._cell(code, blocks)
            elif code == _ROW:
                number = unpack_from("<H", blocks[0])[0] + 1
                self._said_rows.add(number)
                if blocks[0][12] & 0x20:
                    self._hidden_rows.add(number)
            elif code in _OLDER_CELLS:
                raise Refused(FILE_UNREADABLE, f"a cell of an older kind, record {code}")
            elif code not in _BETWEEN_CELLS:
                other = code if self._rows and code != _MERGES else other
                self._other(code, blocks)
        if self._said_rows and self._rows.keys() - self._said_rows:
            raise Refused(
                FILE_UNREADABLE,
                f"row {min(self._rows.keys() - self._said_rows)} holds cells and is not said to be there",
            )
        return self

    def line(self, is_uncached: bool) -> list:
        """Merges, hidden rows, hidden columns, comments, rows."""
        for row, column, style in self._blank_formulas if is_uncached else ():
            self._put(row, column, self._stored.uncached(style))
        used = set().union(*self._rows.values())
        for row, column, number in self._notes:
            self._comments[row, column] = self._object_texts.get(number, "")
        comments = [[*place, text] for place, text in sorted(self._comments.items()) if text.strip()]
        rows = [[number, *zip(*sorted(self._rows[number].items()), strict=True)] for number in sorted(self._rows)]
        return [
            self._merges,
            sorted(self._hidden_rows & self._rows.keys()),
            sorted(self._hidden_columns & used),
            comments,
            rows,
        ]

    def _put(self, row: int, column: int, number: int) -> None:
        """A cell, its row and column from 1; two in one place are refused."""
        if column > LAST_COLUMN:
            raise Refused(FILE_UNREADABLE, f"column {column}")
        if number != EMPTY:
            cells = self._rows.setdefault(row, {})
            if column in cells:
                raise Refused(FILE_UNREADABLE, f"row {row} holds two cells in one place")
            cells[column] = number

    def _cell(self, code: int, blocks: list[bytes]) -> tuple[int, int, int] | None:
        """Keeps a cell; row, column and style of a formula whose text is in a record to come."""
        data, stored = blocks[0], self._stored
        row, column, style = unpack_from("<HHH", data)
        row, column = row + 1, column + 1
        if code == _SHARED:
            (index,) = unpack_from("<I", data, 6)
            if index >= len(self._book.strings):
                raise Refused(FILE_UNREADABLE, "a shared string that is not there")
            self._put(row, column, stored.text(self._book.strings[index], style))
        elif code == _NUMBER:
            self._put(row, column, stored.value(unpack_from("<d", data, 6)[0], style))
        elif code == _RK:
            self._put(row, column, stored.value(packed_number(data, 6), style))
        elif code == _RKS:
            count = (len(data) - 6) // 6
            if len(data) != 6 + 6 * count or unpack_from("<H", data, len(data) - 2)[0] != column + count - 2:
                raise Refused(FILE_UNREADABLE, f"row {row} holds numbers of another count")
            for index in range(count):
                (style,) = unpack_from("<H", data, 4 + 6 * index)
                self._put(row, column + index, stored.value(packed_number(data, 6 + 6 * index), style))
        elif code == _BOOL:
            if data[7] > 1:
                raise Refused(FILE_UNREADABLE, f"row {row} holds neither a truth value nor an error")
            self._put(row, column, (stored.error if data[7] else stored.boolean)(data[6], style))
        elif code == _FORMULA:
            return self._formula(row, column, style, data)
        else:
            self._put(row, column, stored.text(self._book.text(blocks, 6), style))
        return None

    def _formula(self, row: int, column: int, style: int, data: bytes) -> tuple[int, int, int] | None:
        stored, kind = self._stored, data[6]
        if len(data) < 22 + unpack_from("<H", data, 20)[0]:
            raise Refused(FILE_UNREADABLE, f"row {row} holds a formula that breaks off")
        is_number = data[12:14] != b"\xff\xff"
        self.has_results |= is_number or kind != _BLANK
        if is_number:
            self._put(row, column, stored.value(unpack_from("<d", data, 6)[0], style, ""))
        elif kind == _TEXT:
            return row, column, style
        elif kind == _BLANK:
            self._blank_formulas.append((row, column, style))
        elif kind in (_BOOLEAN, _ERROR):
            self._put(row, column, (stored.error if kind == _ERROR else stored.boolean)(data[8], style, ""))
        else:
            raise Refused(FILE_UNREADABLE, f"row {row} holds a result of kind {kind}")
        return None

    def _other(self, code: int, blocks: list[bytes]) -> None:
        data = blocks[0]
        if code == _COLUMNS:
            first, last, _, _, flags = unpack_from("<5H", data)
            if flags & 1:
                self._hidden_columns.update(range(first + 1, min(last + 1, LAST_COLUMN) + 1))
        elif code == _MERGES:
            for index in range(unpack_from("<H", data)[0]):
                top, bottom, left, right = unpack_from("<4H", data, 2 + 8 * index)
                self._merges.append([top + 1, left + 1, bottom + 1, right + 1])
        elif code == _NOTE:
            self._note(data)
        elif code == _OBJECT:
            kind, number = unpack_from("<HH", data, 4)
            self.has_pictures |= kind == _PICTURE
            self._object = number if self._book.version == BIFF8 else 0
        elif code == _OBJECT_TEXT and len(blocks) > 1 and (length := unpack_from("<H", data, 10)[0]):
            self._object_texts[self._object] = text_of(blocks[1:], 1, length, blocks[1][0] & 1)

    def _note(self, data: bytes) -> None:
        row, column, length = unpack_from("<HHH", data)
        if self._book.version == BIFF8:
            self._notes.append((row + 1, column + 1, unpack_from("<H", data, 6)[0]))
        elif row == _CONTINUED_NOTE:
            place = next(reversed(self._comments))
            self._comments[place] += self._book.decoded(data[6 : 6 + length])
        else:
            self._comments[row + 1, column + 1] = self._book.decoded(data[6 : 6 + min(length, 2048)])
