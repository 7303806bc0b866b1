"""The sample's files as lists of cells, each format by a reader of its own: openpyxl, xlrd, the standard library's parsers.

A cell is text, a number, a datetime, None, or BAD where it cannot be read: an error, a formula never calculated.
Told by content, not by name. Imports nothing of the pipeline and nothing of the generator.
"""

from __future__ import annotations

import csv
import datetime as dt
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import xlrd
from openpyxl import load_workbook

BAD = object()
Lines = list[list[Any]]
OPEN_DOCUMENT = "{urn:oasis:names:tc:opendocument:xmlns:"
TABLE, OFFICE, TEXT = (f"{OPEN_DOCUMENT}{name}:1.0}}" for name in ("table", "office", "text"))
ERROR = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"


@cache
def workbook(path: Path, changed: int) -> dict[str, Lines]:
    """Sheet to its rows; ``changed`` is when the file was written. A file of one table is a sheet of the file's own name."""
    content = path.read_bytes()
    if content.startswith(b"\xd0\xcf"):
        return _xls(path)
    if content.startswith(b"<"):
        return {path.stem: _html(content.decode("gb18030"))}
    if not content.startswith(b"PK"):
        return {path.stem: list(csv.reader(content.decode("gb18030").splitlines()))}
    with ZipFile(path) as archive:
        if "content.xml" in archive.namelist():
            return _ods(archive.read("content.xml"))
    return _xlsx(path)


def _xlsx(path: Path) -> dict[str, Lines]:
    written, calculated = load_workbook(path), load_workbook(path, data_only=True)
    return {
        sheet.title: [
            [
                BAD if after.data_type == "e" or (before.data_type == "f" and after.value is None) else after.value
                for before, after in zip(*pair, strict=True)
            ]
            for pair in zip(sheet.iter_rows(), calculated[sheet.title].iter_rows(), strict=True)
        ]
        for sheet in written
    }


def _xls(path: Path) -> dict[str, Lines]:
    book = xlrd.open_workbook(path)

    def value(cell: Any) -> Any:
        if cell.ctype == xlrd.XL_CELL_DATE:
            return xlrd.xldate_as_datetime(cell.value, book.datemode)
        return BAD if cell.ctype == xlrd.XL_CELL_ERROR else None if cell.value == "" else cell.value

    return {sheet.name: [[value(cell) for cell in row] for row in sheet.get_rows()] for sheet in book.sheets()}


def _ods(content: bytes) -> dict[str, Lines]:
    def value(cell: ElementTree.Element) -> Any:
        kind, shown = (
            cell.get(f"{OFFICE}value-type"),
            "\n".join("".join(each.itertext()) for each in cell.iter(f"{TEXT}p")),
        )
        if cell.get(ERROR) == "error":
            return BAD
        if kind == "float":
            return float(cell.get(f"{OFFICE}value"))
        return dt.datetime.fromisoformat(cell.get(f"{OFFICE}date-value")) if kind == "date" else shown or None

    return {
        table.get(f"{TABLE}name"): [[value(cell) for cell in row] for row in table.iter(f"{TABLE}table-row")]
        for table in ElementTree.fromstring(content).iter(f"{TABLE}table")
    }


class _Page(HTMLParser):
    """The rows of the one table of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: Lines = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag == "td":
            self.rows[-1].append("")

    def handle_data(self, data: str) -> None:
        if self.rows and self.rows[-1] and self.lasttag == "td":
            self.rows[-1][-1] += data.strip("\n")


def _html(content: str) -> Lines:
    page = _Page()
    page.feed(content)
    return page.rows
