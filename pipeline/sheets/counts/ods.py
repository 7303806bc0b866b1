"""How many cells of each row of an OpenDocument workbook hold something."""

from collections.abc import Iterator
from io import BufferedReader
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError

from pipeline.sheets.counts.markup import pieces
from pipeline.sheets.refusal import FILE_TOO_LARGE, FILE_UNREADABLE, Refused

_SHEET = ["body", "spreadsheet", "table"]
_GROUPS = {"table-row-group", "table-rows", "table-header-rows"}
_CELLS = ("table-cell", "covered-table-cell")
_SILENT = {"ruby-text", "note"}
_SAID_IN = {"date": "date-value", "time": "time-value", "boolean": "boolean-value", "string": "string-value"}


def read(file: BufferedReader, inflated_mebibytes: int) -> Iterator[list]:
    """["ods"], then for each sheet its [row, count] pairs."""
    try:
        with ZipFile(file) as archive:
            entry = archive.getinfo("content.xml")
            if entry.file_size > inflated_mebibytes << 20:
                raise Refused(FILE_TOO_LARGE, f"{entry.file_size >> 20} MiB inflated, limit {inflated_mebibytes}")
            data = archive.read(entry)
    except (BadZipFile, ZlibError, EOFError, OSError, KeyError, ValueError, NotImplementedError) as error:
        raise Refused(FILE_UNREADABLE, type(error).__name__) from None
    yield ["ods"]
    yield from _sheets(data)


def _sheets(data: bytes) -> Iterator[list[list[int]]]:
    path: list[str] = []
    sheet = _Sheet("")
    row_place: list[str] = []
    for kind, name, said in pieces(data):
        if kind == "text":
            if row_place:
                sheet.hear(path[len(row_place) :], name)
        elif kind == "start":
            path.append(name)
            if path[1:] == _SHEET:
                sheet = _Sheet(said.get("name", ""))
            elif not row_place and name == "table-row" and path[1:4] == _SHEET and _GROUPS.issuperset(path[4:-1]):
                sheet.begin_row(said)
                row_place = path.copy()
            elif row_place and path[:-1] == row_place and name in _CELLS:
                sheet.begin_cell(said)
        else:
            if not path or path[-1] != name:
                raise Refused(FILE_UNREADABLE, "elements that cross each other")
            if row_place and path[:-1] == row_place and name in _CELLS:
                sheet.end_cell()
            elif row_place and path == row_place:
                sheet.end_row()
                row_place = []
            elif path[1:] == _SHEET and not sheet.is_copy:
                yield sheet.rows
            path.pop()


class _Sheet:
    """One sheet on the way through it; `is_copy` for what is kept of a sheet in another file."""

    def __init__(self, name: str) -> None:
        self.is_copy = name.startswith("'") and "'#" in name
        self.rows: list[list[int]] = []
        self.text = ""
        self._row = 1

    def begin_row(self, said: dict[str, str]) -> None:
        self._filled, self._repeat = 0, int(said.get("number-rows-repeated", "1"))

    def begin_cell(self, said: dict[str, str]) -> None:
        self.text, self._said = "", said

    def hear(self, place: list[str], text: str) -> None:
        """Text at a place below the row: of a paragraph directly in a cell, but for what is only said about it."""
        if place[1:2] == ["p"] and _SILENT.isdisjoint(place):
            self.text += text

    def end_cell(self) -> None:
        said, kind = self._said, self._said.get("office:value-type", "")
        value = said.get(f"office:{_SAID_IN.get(kind, 'value')}", "") if kind else ""
        is_formula = "formula" in said and kind != "string"
        if self.text.strip() or value.strip() or is_formula or said.get("calcext:value-type") == "error":
            self._filled += int(said.get("number-columns-repeated", "1"))

    def end_row(self) -> None:
        if self._filled:
            self.rows += [[row, self._filled] for row in range(self._row, self._row + self._repeat)]
        self._row += self._repeat
