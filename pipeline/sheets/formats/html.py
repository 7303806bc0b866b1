"""HTML that bears the name of a workbook, as one grid: its tables below each other, as a spreadsheet program opens them.

One grid rather than one for each table, since systems put the title, the roster and the footer into tables of their own; an
empty row stands between two tables, and a line of text between them is a row with one cell. A table inside a cell
follows the one around it.
"""

import re
from collections.abc import Iterator
from io import BufferedReader

from pipeline.sheets.formats.gathered import Gathered, check_place
from pipeline.sheets.formats.html_marks import Mark, look, marks, rules
from pipeline.sheets.formats.html_table import HtmlCell, HtmlTable, whole_text
from pipeline.sheets.formats.text import decoded, is_binary
from pipeline.sheets.refusal import FILE_UNREADABLE, FORMAT_UNSUPPORTED, Refused

_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?([\w-]+)""", re.IGNORECASE)
_SHEET_NAME = re.compile(r"<x:Name>([^<]*)</x:Name>")
_SILENT = ("script", "style", "title", "xml")
_PARTS = ("tr", "thead", "tbody", "tfoot", "colgroup")
_STRUCK = ("s", "strike", "del")
_BREAKS = frozenset("br p div h1 h2 h3 h4 h5 h6 li ul ol dl dt dd center hr address blockquote pre form".split())


def read(file: BufferedReader, _: int) -> Iterator[list]:
    """The lines of a workbook of one grid, in the shape that xlsx.read gives."""
    data = file.read()
    declared = _CHARSET.search(data, 0, 4096)
    text, encoding = decoded(data, declared[1].decode() if declared else "")
    text = text.removeprefix("\ufeff")
    if is_binary(text):
        raise Refused(FORMAT_UNSUPPORTED, "neither a workbook nor HTML")
    page = _Page("x:date1904" in text.lower())
    for mark in marks(text):
        page.take(mark)
    page.finish()
    sheet = page.sheet()
    yield ["html", encoding, page.gathered.styles, []]
    yield sheet
    yield page.gathered.known


class _Page:
    """What is gathered on the way through the document: tables and lines of text in the order in which they begin."""

    def __init__(self, is_1904: bool) -> None:
        self.gathered = Gathered()
        self._is_1904 = is_1904
        self._blocks: list[HtmlTable | str] = []
        self._open: list[HtmlTable] = []
        self._flow: list[str] = []
        self._classes: dict[str, str] = {}
        self._names: list[str] = []
        self._silent = ""
        self._is_document = False

    def take(self, mark: Mark) -> None:
        """Take in the next mark."""
        if mark.kind == "style":
            self._classes |= rules(mark.name)
        elif mark.kind == "comment":
            self._names += _SHEET_NAME.findall(mark.name)
        elif self._silent:
            if mark.kind == "end" and mark.name == self._silent:
                self._silent = ""
        elif mark.kind == "text":
            cell = self._cell()
            if cell:
                cell.add(mark.name)
            else:
                self._flow.append(mark.name)
        elif mark.kind == "start":
            self._start(mark.name, mark.said)
        else:
            self._end(mark.name)

    def finish(self) -> None:
        """Refuse a document that is not whole."""
        self._line()
        if self._silent or self._open or self._is_document:
            raise Refused(FILE_UNREADABLE, "HTML that breaks off before its end")
        if not any(isinstance(block, HtmlTable) for block in self._blocks):
            raise Refused(FORMAT_UNSUPPORTED, "HTML without a table")

    def sheet(self) -> list:
        """The one sheet, its blocks below each other."""
        rows, merges, hidden_rows, hidden_columns, used = [], [], [], set(), {}
        row, is_after_table = 0, False
        for block in self._blocks:
            if isinstance(block, str):
                row += 1
                rows.append([row, [1], [self.gathered.cell("text", block)]])
                is_after_table = False
            elif block.rows:
                row += is_after_table
                block.finish()
                for number, cells in enumerate(block.rows, start=row + 1):
                    if cells:
                        rows.append([number, list(cells), list(cells.values())])
                        check_place(number, max(cells))
                merges += [[row + top, left, row + bottom, right] for top, left, bottom, right in block.merges]
                hidden_rows += [row + number for number in block.hidden_rows if block.rows[number - 1]]
                hidden_columns |= block.hidden_columns
                for column, is_shown in block.shown_columns.items():
                    used[column] = used.get(column, False) or is_shown
                row += len(block.rows)
                is_after_table = True
        # a span costs whoever looks it up its whole size: none is kept wider than what is written
        merges = [[top, left, bottom, min(right, max(used, default=0))] for top, left, bottom, right in merges]
        merges = [each for each in merges if each[1] <= each[3] and each[:2] != each[2:]]
        hidden = sorted(column for column, is_shown in used.items() if column in hidden_columns or not is_shown)
        name = self._names[0] if len(self._names) == 1 else "html"
        return [0, name, "visible", merges, hidden_rows, hidden, [], rows]

    def _cell(self) -> HtmlCell | None:
        return self._open[-1].cell if self._open else None

    def _start(self, name: str, said: dict[str, str]) -> None:
        cell = self._cell()
        if name in _SILENT:
            self._silent = name
        elif name == "html":
            self._is_document = True
        elif name == "table":
            self._line()
            table = HtmlTable(self.gathered, self._is_1904, self._is_hidden(said))
            self._blocks.append(table)
            self._open.append(table)
        elif name in ("td", "th", "caption", "col", *_PARTS):
            self._line()
            if not self._open:
                raise Refused(FILE_UNREADABLE, "a row or a cell outside of a table")
            self._start_part(name, said)
        elif cell:
            cell.start(name, name in _STRUCK or look(self._style(said)).is_struck)
            if name in _BREAKS:
                cell.break_line(name == "br")
        elif name in _BREAKS:
            self._line()

    def _start_part(self, name: str, said: dict[str, str]) -> None:
        table, style = self._open[-1], self._style(said)
        if name == "col":
            table.column(said.get("span", "1"), look(style).is_hidden or "hidden" in said)
        elif name == "tr":
            table.begin_row(style, self._is_hidden(said))
        elif name in _PARTS:
            table.end_row()
        elif name == "caption":
            table.begin_row("", self._is_hidden(said))
            table.begin_cell({}, style, False)
        else:
            table.begin_cell(said, style, self._is_hidden(said))

    def _end(self, name: str) -> None:
        table, cell = self._open[-1] if self._open else None, self._cell()
        if name == "html":
            self._is_document = False
        elif name == "table" and table:
            self._line()
            table.end_row()
            self._open.pop()
        elif name in ("td", "th") and table:
            table.end_cell()
        elif name in ("caption", *_PARTS) and table:
            self._line()
            table.end_row()
        elif cell:
            cell.end(name)
            if name in _BREAKS:
                cell.break_line(name == "br")
        elif name in _BREAKS:
            self._line()

    def _line(self) -> None:
        """End a line of text that stands outside of tables."""
        if text := whole_text(self._flow):
            self._blocks.append(text)
        self._flow.clear()

    def _style(self, said: dict[str, str]) -> str:
        """The declarations of an element's classes, colour and own style, in the order in which they outdo each other."""
        if not said:
            return ""
        parts = [self._classes.get(name, "") for name in said.get("class", "").split()]
        parts.append(f"background-color:{said['bgcolor']}" if "bgcolor" in said else "")
        return ";".join(filter(None, [*parts, said.get("style", "")]))

    def _is_hidden(self, said: dict[str, str]) -> bool:
        return "hidden" in said or look(self._style(said)).is_hidden
