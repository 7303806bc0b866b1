"""A workbook in SpreadsheetML 2003, one XML file that often bears the name .xls, as one grid for each worksheet."""

import re
from collections.abc import Iterator
from io import BufferedReader

from pipeline.sheets.formats.gathered import NAMED_FORMATS, NUMBER, Gathered, check_place, colour
from pipeline.sheets.formats.styles import day_and_time, is_date_format
from pipeline.sheets.formats.xml_stream import chinese_as_utf8, parse, parser
from pipeline.sheets.refusal import FILE_UNREADABLE, Refused

SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet"
DEPTH = 7
EXCEL = "urn:schemas-microsoft-com:office:excel"
_STRUCK = ("s", "strike", "del")
_STATES = {"SheetHidden": "hidden", "SheetVeryHidden": "veryHidden"}
_MOMENT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:T([0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.[0-9]+)?Z?)?")
_DAY_BEFORE_1900 = "1899-12-31"


def read(file: BufferedReader, _: int) -> Iterator[list]:
    """The lines of a workbook, in the shape that xlsx.read gives."""
    data, encoding = chinese_as_utf8(file.read())
    book = _Book()
    expat = parser(encoding)
    expat.StartElementHandler = book.start
    expat.EndElementHandler = book.end
    expat.CharacterDataHandler = book.text
    parse(expat, [data])
    if not book.is_workbook:
        raise Refused(FILE_UNREADABLE, "XML of another shape than a workbook's")
    yield ["xml", None, book.gathered.styles, sorted(book.signs)]
    yield from book.sheets
    yield book.gathered.known


class _Book:
    """What is gathered on the way through the document; elements are known by where they stand as well as by name."""

    def __init__(self) -> None:
        self.gathered = Gathered()
        self.sheets: list[list] = []
        self.signs: set[str] = set()
        self.is_workbook = False
        self._path: list[str] = []
        self._looks: dict[str, dict] = {}
        self._look: dict = {}
        self._styles: dict[str, int] = {}
        self._is_1904 = False
        self._said: list[str] | None = None
        self._plain = self._struck = False
        self._marks = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        is_known = space in (SPREADSHEET, EXCEL)
        self._path.append(local if is_known else "")
        self._marks += not is_known and local.lower() in _STRUCK
        said = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        match self._place():
            case ["Workbook"]:
                self.is_workbook = space == SPREADSHEET
            case ["Workbook", "Worksheet"]:
                self._rows, self._merges, self._comments = {}, [], []
                self._hidden_rows, self._hidden_columns, self._column_styles = [], [], []
                self._name, self._state, self._row, self._next_column = said.get("Name", ""), "visible", 0, 1
            case ["Workbook", "Worksheet", "Table", "Column"]:
                self._column(said)
            case ["Workbook", "Worksheet", "Table", "Row"]:
                self._begin_row(said)
            case ["Workbook", "Worksheet", "Table", "Row", "Cell"]:
                self._begin_cell(said)
            case ["Workbook", "Worksheet", "Table", "Row", "Cell", "Data"]:
                if self._has_data:
                    raise Refused(FILE_UNREADABLE, f"row {self._row} says a value twice")
                self._kind, self._has_data = said.get("Type", "String"), True
                self._listen()
            case (
                ["Workbook", "Worksheet", "Table", "Row", "Cell", "Comment", "Data"]
                | ["Workbook", "Worksheet", "WorksheetOptions", "Visible"]
                | ["Workbook", "ExcelWorkbook", "Date1904"]
            ):
                self._listen()
            case ["Workbook", "ExcelWorkbook", "SupBook"]:
                self.signs.add("external_links")
            case ["Workbook", "Styles", "Style"]:
                self._look = dict(self._looks.get(said.get("Parent", "Default"), {}))
                self._looks[said.get("ID", "")] = self._look
            case ["Workbook", "Styles", "Style", part]:
                self._take_look(part, said)

    def end(self, name: str) -> None:
        match self._place():
            case ["Workbook", "Worksheet", "Table", "Row", "Cell", "Data"]:
                self._value, self._is_struck = self._heard(), self._struck and not self._plain
            case ["Workbook", "Worksheet", "Table", "Row", "Cell", "Comment", "Data"]:
                self._comments.append([self._row, self._at, self._heard()])
            case ["Workbook", "Worksheet", "Table", "Row", "Cell"]:
                self._end_cell()
            case ["Workbook", "Worksheet", "Table", "Row"]:
                self._end_row()
            case ["Workbook", "Worksheet", "WorksheetOptions", "Visible"]:
                self._state = _STATES.get(self._heard().strip(), "visible")
            case ["Workbook", "ExcelWorkbook", "Date1904"]:
                self._is_1904 = self._heard().strip() != "0"
            case ["Workbook", "Worksheet"]:
                self._end_sheet()
        self._marks -= not self._path.pop() and name.rpartition(" ")[2].lower() in _STRUCK

    def text(self, data: str) -> None:
        if self._said is not None:
            self._said.append(data)
            if self._marks:
                self._struck = self._struck or bool(data.strip())
            else:
                self._plain = self._plain or bool(data.strip())

    def _place(self) -> list[str]:
        """The elements around this one and itself; nothing beyond the depth at which anything is looked for."""
        return self._path if len(self._path) <= DEPTH else []

    def _listen(self) -> None:
        self._said, self._plain, self._struck = [], False, False

    def _heard(self) -> str:
        said, self._said = "".join(self._said or ()), None
        return said

    def _take_look(self, part: str, said: dict[str, str]) -> None:
        if part == "NumberFormat":
            named = said.get("Format", "General")
            self._look["number_format"] = NAMED_FORMATS.get(named, named)
            self._look["is_date"] = is_date_format(self._look["number_format"])
        elif part == "Font":
            self._look["is_struck"] = said.get("StrikeThrough") == "1"
        elif part == "Interior":
            is_filled = said.get("Pattern", "None") != "None"
            self._look["fill"] = colour(said.get("Color", "")) if is_filled else None

    def _column(self, said: dict[str, str]) -> None:
        first = _whole(said, "Index", self._next_column)
        last = first + _whole(said, "Span", 0)
        self._next_column = last + 1
        if said.get("Hidden") == "1":
            self._hidden_columns.append((first, last))
        if "StyleID" in said:
            self._column_styles.append((first, last, said["StyleID"]))

    def _begin_row(self, said: dict[str, str]) -> None:
        number = _whole(said, "Index", self._row + 1)
        if number <= self._row:
            raise Refused(FILE_UNREADABLE, f"row {number} stands after row {self._row}")
        self._row, self._span = number, _whole(said, "Span", 0)
        self._row_style, self._is_hidden = said.get("StyleID"), said.get("Hidden") == "1"
        self._column_after, self._columns, self._cells = 1, [], []

    def _begin_cell(self, said: dict[str, str]) -> None:
        self._at = _whole(said, "Index", self._column_after)
        if self._at < self._column_after:
            raise Refused(FILE_UNREADABLE, f"row {self._row} says a cell twice")
        across, down = _whole(said, "MergeAcross", 0), _whole(said, "MergeDown", 0)
        self._column_after = self._at + across + 1
        if across or down:
            self._merges.append([self._row, self._at, self._row + down, self._at + across])
        self._cell_style, self._formula = said.get("StyleID"), said.get("Formula")
        self._kind, self._value, self._has_data, self._is_struck = "String", "", False, False

    def _end_cell(self) -> None:
        style = self._style_of_cell()
        formula = None if self._formula is None else self._formula.removeprefix("=")
        if not self._has_data and formula is None:
            return
        kind, text = self._meaning(style) if self._has_data else ("uncached", "")
        if formula is not None and not text and self._kind != "String":
            kind = "uncached"
        if number := self.gathered.cell(kind, text, style, formula):
            check_place(self._row, self._at)
            self._columns.append(self._at)
            self._cells.append(number)

    def _meaning(self, style: int) -> tuple[str, str]:
        text = self._value
        if self._kind == "String":
            return "text", text
        text = text.strip()
        if self._kind == "Error":
            return "error", text
        if self._kind == "Boolean" and text in ("0", "1"):
            return "boolean", "TRUE" if text == "1" else "FALSE"
        if self._kind == "DateTime" and (match := _MOMENT.fullmatch(text)):
            day = "1900-01-00" if match[1] == _DAY_BEFORE_1900 else match[1]
            return "date", day if match[2] in (None, "00:00:00") else f"{day} {match[2]}"
        if self._kind == "Number" and NUMBER.fullmatch(text):
            day = day_and_time(text, self._is_1904) if self.gathered.styles[style][1] else None
            return ("date", day) if day else ("number", text)
        return "text", self._value

    def _style_of_cell(self) -> int:
        by_column = (name for first, last, name in self._column_styles if first <= self._at <= last)
        name = self._cell_style or self._row_style or next(by_column, "Default")
        look = self._looks.get(name, {})
        if self._is_struck:
            return self.gathered.style(**look | {"is_struck": True})
        if name not in self._styles:
            self._styles[name] = self.gathered.style(**look)
        return self._styles[name]

    def _end_row(self) -> None:
        if self._cells:
            self._rows[self._row] = (self._columns, self._cells)
            if self._is_hidden:
                self._hidden_rows.append(self._row)
        self._row += self._span

    def _end_sheet(self) -> None:
        used = {column for columns, _ in self._rows.values() for column in columns}
        hidden = sorted(each for each in used if any(first <= each <= last for first, last in self._hidden_columns))
        rows = [[number, *parts] for number, parts in self._rows.items()]
        head = [len(self.sheets), self._name, self._state, self._merges, self._hidden_rows, hidden, self._comments]
        self.sheets.append([*head, rows])


def _whole(said: dict[str, str], name: str, default: int) -> int:
    text = said.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 9):
        raise Refused(FILE_UNREADABLE, "a place or a span that is no number")
    return int(text)
