"""How many cells of each row of an HTML page hold something, by the parser of the standard library.

Rows are numbered as the one grid has them: tables and lines of text below each other, an empty row between two tables.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from io import BufferedReader

from pipeline.sheets.refusal import ENCODING_UNKNOWN, FILE_UNREADABLE, Refused

_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?([\w-]+)""", re.IGNORECASE)
_SILENT = {"script", "style", "title", "xml"}
_BREAKS = set("br p div h1 h2 h3 h4 h5 h6 li ul ol dl dt dd center hr address blockquote pre form".split())
_ROW_ENDS = {"thead", "tbody", "tfoot", "colgroup"}


def read(file: BufferedReader, _: int) -> Iterator[list]:
    """["html"], then the [row, count] pairs of its one sheet."""
    page = _Page(convert_charrefs=True)
    try:
        page.feed(_text(file.read()))
        page.close()
    except AssertionError:
        raise Refused(FILE_UNREADABLE, "a declaration that HTML does not know") from None
    page.end_line()
    yield ["html"]
    yield list(page.numbered())


class _Page(HTMLParser):
    """`blocks` are the tables, each a list of counts, and the lines of text between them, each a 1."""

    def reset(self) -> None:
        super().reset()
        self.blocks: list[list[int] | int] = []
        self.tables: list[_Table] = []
        self.line = False
        self.silent = ""

    def handle_startendtag(self, tag: str, attrs: list) -> None:
        self.handle_starttag(tag, attrs)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        if self.silent:
            return
        table = self.tables[-1] if self.tables else None
        if tag in _SILENT:
            self.silent = tag
        elif tag == "table":
            self.end_line()
            self.tables.append(_Table())
            self.blocks.append(self.tables[-1].counts)
        elif tag in ("td", "th", "tr", "col", "caption") or tag in _ROW_ENDS:
            self.end_line()
            if table is None:
                raise Refused(FILE_UNREADABLE, "a cell outside of a table")
            if tag != "col":
                table.start(tag, {name: value or "" for name, value in reversed(attrs)})
        elif tag in _BREAKS and not (table and table.is_open):
            self.end_line()

    def handle_endtag(self, tag: str) -> None:
        if self.silent:
            self.silent = "" if tag == self.silent else self.silent
            return
        table = self.tables[-1] if self.tables else None
        if table and tag in ("td", "th"):
            table.end_cell()
        elif table and (tag in ("tr", "table", "caption") or tag in _ROW_ENDS):
            self.end_line()
            table.end_row()
            if tag == "table":
                self.tables.pop()
        elif tag in _BREAKS and not (table and table.is_open):
            self.end_line()

    def handle_data(self, data: str) -> None:
        if self.silent or not data.strip():
            return
        if self.tables and self.tables[-1].is_open:
            self.tables[-1].is_filled = True
        else:
            self.line = True

    def end_line(self) -> None:
        if self.line:
            self.blocks.append(1)
        self.line = False

    def numbered(self) -> Iterator[list[int]]:
        row, is_after_table = 0, False
        for block in filter(None, self.blocks):
            counts = [block] if isinstance(block, int) else block
            row += is_after_table and counts is block
            is_after_table = counts is block
            yield from ([row + place, count] for place, count in enumerate(counts, start=1) if count)
            row += len(counts)


class _Table:
    def __init__(self) -> None:
        self.counts: list[int] = []
        self.is_open = self.is_filled = self.has_row = False

    def start(self, tag: str, said: dict[str, str]) -> None:
        if tag in _ROW_ENDS or tag in ("tr", "caption"):
            self.end_row()
        if tag in ("tr", "caption"):
            self.counts.append(0)
            self.has_row = True
        if tag in ("td", "th", "caption"):
            self.end_cell()
            if not self.has_row:
                self.counts.append(0)
                self.has_row = True
            self.is_open, self.is_filled = True, tag != "caption" and self._is_said(said)

    def end_cell(self) -> None:
        if self.is_open:
            self.counts[-1] += self.is_filled
        self.is_open = self.is_filled = False

    def end_row(self) -> None:
        self.end_cell()
        self.has_row = False

    @staticmethod
    def _is_said(said: dict[str, str]) -> bool:
        """True where the cell's attributes alone make it one that holds something."""
        kinds = [name for name in ("x:err", "x:bool", "x:num", "x:str") if name in said]
        if kinds and (said[kinds[0]].strip() or kinds[0] == "x:err"):
            return True
        return "x:fmla" in said and kinds[:1] != ["x:str"]


def _text(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    declared = _CHARSET.search(data, 0, 4096)
    named = declared[1].decode().lower() if declared else ""
    for encoding in ("utf-8-sig", named if named in ("big5", "windows-1252", "iso-8859-1") else "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused(ENCODING_UNKNOWN)
