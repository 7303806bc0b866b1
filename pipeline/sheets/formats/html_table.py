"""One table of an HTML page: which column a cell stands in where others span it, and what a cell holds."""

import re

from pipeline.sheets.formats.gathered import NUMBER, Gathered
from pipeline.sheets.formats.html_marks import look
from pipeline.sheets.formats.styles import day_and_time
from pipeline.sheets.formats.text import ERRORS
from pipeline.sheets.grid import LAST_COLUMN, LAST_ROW

TO_THE_END = LAST_ROW
_WHITE = re.compile(r"[ \t\r\n\f]+")
_BREAK = "\0"  # no page holds it
_KINDS = ("x:err", "x:bool", "x:num", "x:str")


def whole_text(parts: list[str]) -> str:
    """Text as a page shows it: white space is one blank, and only what breaks the line breaks it; "" where all is blank."""
    lines = (line.strip(" ") for line in _WHITE.sub(" ", "".join(parts)).split(_BREAK))
    text = "\n".join(lines).strip("\n")
    return text if text.strip() else ""


class HtmlCell:
    """A cell while it is open."""

    def __init__(self, said: dict[str, str], style: str, is_hidden: bool):
        self.said = said
        self.style = style
        self.is_hidden = is_hidden
        self._parts: list[str] = []
        self._marks: list[tuple[str, bool]] = []
        self._plain = self._struck = False

    def add(self, text: str) -> None:
        self._parts.append(text)
        if text.strip():
            is_struck = any(is_struck for _, is_struck in self._marks)
            self._struck, self._plain = self._struck or is_struck, self._plain or not is_struck

    def break_line(self, is_needed: bool) -> None:
        """End the line; where one paragraph ends and another begins, once is enough."""
        if is_needed or (self._parts and self._parts[-1] != _BREAK):
            self._parts.append(_BREAK)

    def start(self, name: str, is_struck: bool) -> None:
        """An element inside the cell; only those that strike out, and what may stand in between, need be known."""
        if is_struck or (self._marks and self._marks[-1][0] == name):
            self._marks.append((name, is_struck))

    def end(self, name: str) -> None:
        if self._marks and self._marks[-1][0] == name:
            self._marks.pop()

    def number(self, gathered: Gathered, is_1904: bool) -> int:
        """The number of the finished cell."""
        seen = look(self.style)
        is_struck = seen.is_struck or (self._struck and not self._plain)
        style = gathered.style(seen.number_format, seen.is_date, is_struck, seen.fill)
        kind, text = self._meaning(whole_text(self._parts), seen.is_date, is_1904)
        return gathered.cell(kind, text, style, self._formula())

    def _formula(self) -> str | None:
        said = self.said.get("x:fmla")
        return None if said is None else said.removeprefix("=")

    def _meaning(self, shown: str, is_date: bool, is_1904: bool) -> tuple[str, str]:
        """Kind and text. A page has only text; a spreadsheet program adds what the cell was."""
        kind = next((name for name in _KINDS if name in self.said), "")
        said = self.said.get(kind, "")
        text = said if said.strip() else shown
        if kind == "x:err":
            return "error", text or "#N/A"
        if kind == "x:bool" and text.strip().upper() in ("TRUE", "FALSE"):
            return "boolean", text.strip().upper()
        if kind == "x:num" and NUMBER.fullmatch(text.strip()):
            day = day_and_time(text.strip(), is_1904) if is_date else None
            return ("date", day) if day else ("number", text.strip())
        if not kind and shown in ERRORS:
            return "error", shown
        if "x:fmla" in self.said and not text and kind != "x:str":
            return "uncached", ""
        return "text", text


class HtmlTable:
    """One table. `rows` maps column to number of cell, row by row; `shown_columns` says whether any cell of a column shows.

    `merges` and `hidden_rows` count rows from 1 within the table.
    """

    def __init__(self, gathered: Gathered, is_1904: bool, is_hidden: bool):
        self.rows: list[dict[int, int]] = []
        self.merges: list[tuple[int, int, int, int]] = []
        self.hidden_rows: list[int] = []
        self.hidden_columns: set[int] = set()
        self.shown_columns: dict[int, bool] = {}
        self.cell: HtmlCell | None = None
        self._gathered, self._is_1904, self._is_hidden = gathered, is_1904, is_hidden
        self._has_row = False
        self._next_column = 1
        self._spans: list[tuple[int, int, int]] = []  # first column, last column, last row

    def column(self, span: str, is_hidden: bool) -> None:
        """A declaration about one or more columns."""
        first, self._next_column = self._next_column, self._next_column + _count(span, LAST_COLUMN)
        if is_hidden:
            self.hidden_columns.update(range(first, min(self._next_column, LAST_COLUMN + 1)))

    def begin_row(self, style: str, is_hidden: bool) -> None:
        self.end_row()
        self.rows.append({})
        self._has_row, self._column, self._style = True, 1, style
        self._spans = [span for span in self._spans if span[2] >= len(self.rows)]
        self._gathered.compared(len(self._spans))
        if is_hidden or self._is_hidden:
            self.hidden_rows.append(len(self.rows))

    def end_row(self) -> None:
        self.end_cell()
        self._has_row = False

    def begin_cell(self, said: dict[str, str], style: str, is_hidden: bool) -> None:
        self.end_cell()
        if not self._has_row:
            self.begin_row("", False)
        self._gathered.compared(len(self._spans))
        while covering := [last for first, last, _ in self._spans if first <= self._column <= last]:
            self._column = max(covering) + 1
            self._gathered.compared(len(self._spans))
        across = _count(said.get("colspan", "1"), LAST_COLUMN)
        down = _count(said.get("rowspan", "1"), TO_THE_END) or TO_THE_END
        first, self._column = self._column, self._column + max(1, across)
        self._first, top, bottom = first, len(self.rows), len(self.rows) + down - 1
        if down > 1:
            self._spans.append((first, self._column - 1, bottom))
        if down > 1 or across > 1:
            self.merges.append((top, first, bottom, self._column - 1))
        self.cell = HtmlCell(said, f"{self._style};{style}", is_hidden)

    def end_cell(self) -> None:
        if self.cell is None:
            return
        cell, self.cell = self.cell, None
        if number := cell.number(self._gathered, self._is_1904):
            self.rows[-1][self._first] = number
            self.shown_columns[self._first] = self.shown_columns.get(self._first, False) or not cell.is_hidden

    def finish(self) -> None:
        """Cut off at the table's end what spans beyond it."""
        height = len(self.rows)
        cut = ((top, left, min(bottom, height), right) for top, left, bottom, right in self.merges)
        self.merges = [each for each in cut if each[:2] != each[2:]]


def _count(said: str, limit: int) -> int:
    """A span; what is no number is 1, as a browser has it."""
    said = said.strip()
    return min(int(said), limit) if said.isascii() and said.isdigit() and len(said) < 10 else 1
