"""An OpenDocument workbook (.ods) as one grid for each sheet, streamed from its content.xml.

What is repeated costs nothing where it is empty, and is refused where it is filled and would not end.
"""

import re
from collections.abc import Iterator
from io import BufferedReader
from zipfile import ZipFile

from pipeline.sheets.formats import zips
from pipeline.sheets.formats.gathered import Gathered, check_place
from pipeline.sheets.formats.ods_cells import CALC, OFFICE, OdsCell, OdsStyles
from pipeline.sheets.formats.xml_stream import parse, parser
from pipeline.sheets.grid import LAST_COLUMN, LAST_ROW
from pipeline.sheets.refusal import FILE_UNREADABLE, FORMAT_UNSUPPORTED, Refused

BLOCK = 1 << 16
SHEET_DEPTH = 4
TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "
_GROUPS = {
    f"{TABLE}table-{name}" for name in ("row-group", "rows", "header-rows", "column-group", "columns", "header-columns")
}
_HIDDEN = ("collapse", "filter")
_LINKED = re.compile(r"'.*'#\$?.*", re.DOTALL)  # the copy that LibreOffice keeps of a sheet in another file
_WHITE = re.compile(r"[ \t\r\n]+")
_BLANKS = {TEXT + "tab": "\t", TEXT + "line-break": "\n"}


def read(file: BufferedReader, inflated_mebibytes: int) -> Iterator[list]:
    """The lines of a workbook, in the shape that xlsx.read gives."""
    archive = zips.opened(file)
    zips.check(archive, inflated_mebibytes)
    styles = OdsStyles()
    common = zips.part(archive, "styles.xml")
    if common:
        expat = parser()
        expat.StartElementHandler = styles.start
        parse(expat, [common])
    book = _Book(styles)
    expat = parser()
    expat.StartElementHandler = book.start
    expat.EndElementHandler = book.end
    expat.CharacterDataHandler = book.text
    expat.StartNamespaceDeclHandler = lambda _, space: book.spaces.add(f"{space} ")
    parse(expat, _blocks(archive))
    if not book.sheets or not {OFFICE, TABLE, TEXT} <= book.spaces:
        raise Refused(FORMAT_UNSUPPORTED, "content of another kind than a workbook's")
    yield ["ods", None, book.gathered.styles, sorted(_signs(archive) | book.signs)]
    yield from book.sheets
    yield book.gathered.known


def _blocks(archive: ZipFile) -> Iterator[bytes]:
    try:
        with archive.open("content.xml") as part:
            while block := part.read(BLOCK):
                yield block
    except (*zips.DAMAGES, KeyError) as error:
        raise Refused(FILE_UNREADABLE, type(error).__name__) from None


def _signs(archive: ZipFile) -> set[str]:
    folders = {name.partition("/")[0] for name in archive.namelist() if not name.endswith("/")}
    return {
        sign for sign, names in {"macros": {"Basic", "Scripts"}, "pictures": {"Pictures"}}.items() if names & folders
    }


class _Book:
    """What is gathered on the way through content.xml.

    A sheet is a table directly in the spreadsheet; a cell's text is in the paragraphs directly in it, so that notes,
    shapes and recorded changes are no part of it.
    """

    def __init__(self, styles: OdsStyles) -> None:
        self.gathered = Gathered()
        self.sheets: list[list] = []
        self.signs: set[str] = set()
        self.spaces: set[str] = set()
        self._is_spreadsheet = False
        self._styles = styles
        self._depth = 0
        self._sheet_depth = 0  # 0 outside of a sheet
        self._cell: OdsCell | None = None
        self._cell_depth = 0
        self._muted_depth = 0
        self._is_in_row = False
        self._closed_groups: list[int] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._cell is not None:
            self._inside_cell(name, attributes)
        elif self._sheet_depth:
            self._inside_sheet(name, attributes)
        elif name == OFFICE + "spreadsheet":
            self._is_spreadsheet = self._depth == SHEET_DEPTH - 1
        elif name == TABLE + "table" and self._depth == SHEET_DEPTH and self._is_spreadsheet:
            self._begin_sheet(attributes)
        else:
            self._styles.start(name, attributes)

    def end(self, name: str) -> None:
        if self._cell is not None:
            if self._depth == self._cell_depth:
                self._end_cell()
            elif self._muted_depth == self._depth:
                self._muted_depth = 0
            elif name == TEXT + "p" and not self._muted_depth:
                self._cell.end_paragraph()
            elif name == OFFICE + "annotation" and self._depth == self._cell_depth + 1:
                self._cell.is_note = False
        elif self._muted_depth:
            if self._muted_depth == self._depth:
                self._muted_depth = 0
        elif name == TABLE + "table-row" and self._sheet_depth:
            self._end_row()
        elif self._depth == self._sheet_depth:
            self._end_sheet()
        elif self._closed_groups and self._closed_groups[-1] == self._depth:
            self._closed_groups.pop()
        self._depth -= 1

    def text(self, data: str) -> None:
        if self._cell is not None and not self._muted_depth:
            self._cell.add(_WHITE.sub(" ", data))

    def _inside_cell(self, name: str, attributes: dict[str, str]) -> None:
        cell, depth = self._cell, self._depth - self._cell_depth
        if self._muted_depth:
            return
        if name == TEXT + "p" and depth == 1 + cell.is_note:
            cell.begin_paragraph()
        elif name == OFFICE + "annotation" and depth == 1:
            cell.is_note = True
        elif depth == 1 or (cell.is_note and depth == 2) or name in (TEXT + "ruby-text", TEXT + "note"):
            self._muted_depth = self._depth
        elif name == TEXT + "s":
            count = attributes.get(TEXT + "c", "1")
            cell.add(" " * min(_repeat(count), 1 << 16))
        elif name in _BLANKS:
            cell.add(_BLANKS[name])

    def _begin_sheet(self, said: dict[str, str]) -> None:
        name = said.get(TABLE + "name", "")
        self._is_linked = bool(_LINKED.fullmatch(name))
        state = "hidden" if self._styles.is_hidden_table(said.get(TABLE + "style-name", "")) else "visible"
        self._head = [len(self.sheets), name, state]
        self._sheet_depth, self._row, self._next_column = self._depth, 1, 1
        self._rows: list[list] = []
        self._merges: list[list[int]] = []
        self._comments: list[list] = []
        self._hidden_rows: list[int] = []
        self._columns: list[tuple[int, int, bool, str]] = []

    def _inside_sheet(self, name: str, said: dict[str, str]) -> None:
        is_cell = name in (TABLE + "table-cell", TABLE + "covered-table-cell")
        if self._muted_depth:
            return
        if is_cell != self._is_in_row:
            raise Refused(FILE_UNREADABLE, f"a cell outside of a row, or no cell inside of row {self._row}")
        if is_cell:
            self._cell, self._cell_depth = OdsCell(said), self._depth
        elif name == TABLE + "table-row":
            is_closed, self._is_in_row = bool(self._closed_groups), True
            self._is_hidden = said.get(TABLE + "visibility") in _HIDDEN or is_closed
            self._row_repeat = _repeat(said.get(TABLE + "number-rows-repeated", "1"))
            self._row_style = said.get(TABLE + "default-cell-style-name", "")
            self._column, self._used, self._numbers = 1, [], []
        elif name == TABLE + "table-column":
            repeat = _repeat(said.get(TABLE + "number-columns-repeated", "1"))
            last = min(self._next_column + repeat - 1, LAST_COLUMN)
            is_hidden = said.get(TABLE + "visibility") in _HIDDEN or bool(self._closed_groups)
            style = said.get(TABLE + "default-cell-style-name", "")
            self._columns.append((self._next_column, last, is_hidden, style))
            self._next_column += repeat
            self._muted_depth = self._depth
        elif name not in _GROUPS:
            self._muted_depth = self._depth
        elif said.get(TABLE + "display") == "false":
            self._closed_groups.append(self._depth)

    def _end_cell(self) -> None:
        cell, self._cell, self._muted_depth = self._cell, None, 0
        first, repeat = self._column, _repeat(cell.said.get(TABLE + "number-columns-repeated", "1"))
        self._column += repeat
        down, across = (
            _repeat(cell.said.get(TABLE + name, "1")) - 1 for name in ("number-rows-spanned", "number-columns-spanned")
        )
        if down or across:
            self._merges.append([self._row, first, min(self._row + down, LAST_ROW), min(first + across, LAST_COLUMN)])
        if cell.comment:
            self._comments.append([self._row, first, cell.comment])
        meaning = cell.meaning()
        if not meaning:
            return
        kind, text, formula = meaning
        if formula and "'file:" in formula:
            self.signs.add("external_links")
        style = self._styles.number(self.gathered, self._style_name(cell, first), kind, cell.said.get(CALC, ""))
        if number := self.gathered.cell(kind, text, style, formula):
            self.gathered.repeated(repeat * self._row_repeat - 1)
            check_place(self._row + self._row_repeat - 1, self._column - 1)
            self._used.extend(range(first, first + repeat))
            self._numbers.extend([number] * repeat)

    def _style_name(self, cell: OdsCell, column: int) -> str:
        own = cell.said.get(TABLE + "style-name", "") or self._row_style
        return own or next((style for first, last, _, style in self._columns if first <= column <= last), "")

    def _end_row(self) -> None:
        if self._used:
            numbers = range(self._row, self._row + self._row_repeat)
            self._rows += [[number, self._used, self._numbers] for number in numbers]
            if self._is_hidden:
                self._hidden_rows += numbers
        self._row += self._row_repeat
        self._is_in_row = False

    def _end_sheet(self) -> None:
        self._sheet_depth = 0
        if self._is_linked:
            self.signs.add("external_links")
            return
        used = {column for _, columns, _ in self._rows for column in columns}
        hidden = sorted(
            column for column in used if any(is_hidden and a <= column <= b for a, b, is_hidden, _ in self._columns)
        )
        self.sheets.append([*self._head, self._merges, self._hidden_rows, hidden, self._comments, self._rows])


def _repeat(said: str) -> int:
    if not (said.isascii() and said.isdigit() and len(said) < 11 and int(said)):
        raise Refused(FILE_UNREADABLE, "a repetition or a span that is no number")
    return int(said)
