"""A second reading of HTML and of SpreadsheetML 2003, whatever they are called, by the parsers of the standard library.

A page is one sheet: its tables and the lines of text between them below each other, an empty row between two tables.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

from openpyxl.styles.numbers import is_date_format
from openpyxl.utils import get_column_letter

from pipeline.audit.seen import Seen, Sheet, seen
from pipeline.audit.witness_binary import dated

_SPREADSHEET, _EXCEL = "{urn:schemas-microsoft-com:office:spreadsheet}", "{urn:schemas-microsoft-com:office:excel}"
_SILENT = ("script", "style", "title", "xml")
_ROW_ENDS = ("tr", "thead", "tbody", "tfoot", "colgroup", "caption", "table")
_LINE_ENDS = frozenset("br p div h1 h2 h3 h4 h5 h6 li ul ol dl dt dd center hr address blockquote pre form".split())
_CLASS = re.compile(r"\.([\w-]+)\s*\{([^}]*)\}")
_FORMAT = re.compile(r"""mso-number-format:\s*("[^"]*"|'[^']*'|[^;]*)""", re.IGNORECASE)
_ERRORS = ("#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!")
_LAST_ROW, _LAST_COLUMN = 1 << 20, 1 << 14


def html(text: str) -> tuple[Sheet, ...]:
    """The one sheet of a page."""
    page = _Page()
    page.feed(text)
    page.close()
    return (page.sheet(),)


class _Page(HTMLParser):
    """Tables are lists of rows, each (is a row of cells, its cells); a line of text is a text."""

    def __init__(self) -> None:
        super().__init__()
        self._blocks: list[_Table | str] = []
        self._tables: list[_Table] = []
        self._line: list[str] = []
        self._silent = ""
        self._classes: dict[str, str] = {}
        self._is_1904 = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._silent:
            self._is_1904 |= tag == "x:date1904"
            return
        table = self._tables[-1] if self._tables else None
        said = {name: value or "" for name, value in reversed(attrs)}
        if tag in _SILENT:
            self._silent = tag
        elif tag == "table":
            self._end_line()
            self._tables.append(_Table())
            self._blocks.append(self._tables[-1])
        elif table and tag in _ROW_ENDS:
            table.end_row()
            if tag in ("tr", "caption"):
                table.begin_row()
            if tag == "caption":
                table.begin_cell({})
        elif table and tag in ("td", "th"):
            table.begin_cell(said)
        elif tag in _LINE_ENDS:
            self._break()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_comment(self, data: str) -> None:
        self._is_1904 |= "<x:date1904" in data.lower()

    def handle_endtag(self, tag: str) -> None:
        if self._silent:
            self._silent = "" if tag == self._silent else self._silent
            return
        table = self._tables[-1] if self._tables else None
        if table and tag in ("td", "th"):
            table.cell = None
        elif table and tag in _ROW_ENDS:
            table.end_row()
            if tag == "table":
                self._tables.pop()
        elif tag in _LINE_ENDS:
            self._break()

    def handle_data(self, data: str) -> None:
        if self._silent == "style":
            self._classes.update(_CLASS.findall(data))
        elif not self._silent:
            cell = self._tables[-1].cell if self._tables else None
            (self._line if cell is None else cell[1]).append(data)

    def sheet(self) -> Sheet:
        self._end_line()
        found: dict[int, dict[str, Seen]] = {}
        row, is_after_table = 0, False
        for block in self._blocks:
            if isinstance(block, str):
                row += 1
                found[row] = {"A": Seen("plain", block)}
                is_after_table = False
            elif block.rows:
                row += is_after_table
                for cells in block.rows:
                    row += 1
                    meant = {get_column_letter(at): self._meant(said, text) for at, (said, text) in cells.items()}
                    found[row] = {letters: each for letters, each in meant.items() if each}
                is_after_table = True
        return {number: cells for number, cells in found.items() if cells}

    def _break(self) -> None:
        cell = self._tables[-1].cell if self._tables else None
        if cell is None:
            self._end_line()
        else:
            cell[1].append("\n")

    def _end_line(self) -> None:
        if line := "".join(self._line).strip():
            self._blocks.append(line)
        self._line.clear()

    def _meant(self, said: dict[str, str], parts: list[str]) -> Seen | None:
        shown = "".join(parts).strip()
        if "x:err" in said or (shown in _ERRORS and not said.keys() & {"x:num", "x:str", "x:bool"}):
            return Seen("error", shown or "#N/A")
        if "x:bool" in said:
            return Seen("boolean", (said["x:bool"] or shown).upper())
        if "x:num" in said:
            try:
                number = float(said["x:num"] or shown)
            except ValueError:
                return seen(shown)
            return dated(number, self._is_1904) if self._is_date(said) else seen(number)
        text = said.get("x:str") or shown
        return Seen("plain", text) if text.strip() else None

    def _is_date(self, said: dict[str, str]) -> bool:
        styles = [*(self._classes.get(name, "") for name in said.get("class", "").split()), said.get("style", "")]
        formats = _FORMAT.findall(";".join(styles))
        shown = formats[-1].strip("\"' ") if formats else ""
        shown = re.sub(r"\\([0-9A-Fa-f]{4}) ?", lambda match: chr(int(match[1], 16)), shown).replace("\\", "")
        return shown.endswith(("Date", "Time")) or is_date_format(shown)


class _Table:
    """`rows` are, row by row, the attributes and the text of the cells by column; `cell` is the one that is open."""

    def __init__(self) -> None:
        self.rows: list[dict[int, tuple[dict[str, str], list[str]]]] = []
        self.cell: tuple[dict[str, str], list[str]] | None = None
        self._is_in_row = False
        self._taken: dict[int, int] = {}  # column -> last row in which a cell from above stands in it

    def begin_row(self) -> None:
        self.rows.append({})
        self._is_in_row, self._column = True, 1

    def end_row(self) -> None:
        self._is_in_row, self.cell = False, None

    def begin_cell(self, said: dict[str, str]) -> None:
        if not self._is_in_row:
            self.begin_row()
        row = len(self.rows)
        while self._taken.get(self._column, 0) >= row:
            self._column += 1
        self.cell = self.rows[-1][self._column] = (said, [])
        across, down = min(_span(said.get("colspan", "")), _LAST_COLUMN), _span(said.get("rowspan", ""))
        if down != 1:
            last = row + down - 1 if down else _LAST_ROW
            for column in range(self._column, self._column + max(across, 1)):
                self._taken[column] = max(last, self._taken.get(column, 0))
        self._column += max(across, 1)


def _span(said: str) -> int:
    return int(said) if said.strip().isdecimal() else 1


def spreadsheetml(text: str) -> tuple[Sheet, ...]:
    """The worksheets of a workbook that is one XML document."""
    book = ElementTree.fromstring(text.encode().partition(b"?>")[2] if text.startswith("<?xml") else text)
    said = book.findtext(f"{_EXCEL}ExcelWorkbook/{_EXCEL}Date1904")
    is_1904 = book.find(f"{_EXCEL}ExcelWorkbook/{_EXCEL}Date1904") is not None and said != "0"
    formats: dict[str, str] = {}
    for style in book.iter(f"{_SPREADSHEET}Style"):
        shown = style.find(f"{_SPREADSHEET}NumberFormat")
        inherited = formats.get(_said(style, "Parent", "Default"), "")
        formats[_said(style, "ID")] = inherited if shown is None else _said(shown, "Format")
    dates = {name for name, shown in formats.items() if shown.endswith(("Date", "Time")) or is_date_format(shown)}
    return tuple(
        {number: cells for number, cells in _rows(sheet, dates, is_1904) if cells}
        for sheet in book.findall(f"{_SPREADSHEET}Worksheet")
    )


def _said(element: Any, name: str, default: str = "") -> str:
    return element.get(f"{_SPREADSHEET}{name}", default)


def _rows(sheet: Any, dates: set[str], is_1904: bool) -> Iterator[tuple[int, dict[str, Seen]]]:
    columns: list[tuple[int, int, str]] = []
    column = 0
    for each in sheet.iterfind(f"{_SPREADSHEET}Table/{_SPREADSHEET}Column"):
        first = int(_said(each, "Index", str(column + 1)))
        column = first + int(_said(each, "Span", "0"))
        columns.append((first, column, _said(each, "StyleID")))
    number = 0
    for row in sheet.iterfind(f"{_SPREADSHEET}Table/{_SPREADSHEET}Row"):
        number, at, cells = int(_said(row, "Index", str(number + 1))), 0, {}
        for cell in row.iterfind(f"{_SPREADSHEET}Cell"):
            at = int(_said(cell, "Index", str(at + 1)))
            of_column = next((style for first, last, style in columns if first <= at <= last and style), "Default")
            style = _said(cell, "StyleID") or _said(row, "StyleID") or of_column
            if found := _value(cell.find(f"{_SPREADSHEET}Data"), style in dates, is_1904):
                cells[get_column_letter(at)] = found
            at += int(_said(cell, "MergeAcross", "0"))
        yield number, cells
        number += int(_said(row, "Span", "0"))


def _value(data: Any, is_date: bool, is_1904: bool) -> Seen | None:
    text = "" if data is None else "".join(data.itertext())
    kind = "" if data is None else _said(data, "Type", "String")
    if kind == "Number":
        return dated(float(text), is_1904) if is_date else seen(float(text))
    if kind == "DateTime":
        moment = datetime.fromisoformat(text.strip())
        return Seen("date", "1900-01-00") if str(moment).startswith("1899-12-31") else seen(moment)
    if kind == "Boolean":
        return seen(text.strip() == "1")
    return Seen("error", text.strip()) if kind == "Error" else seen(text)
