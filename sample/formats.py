"""A sheet's grid as the bytes of a file: .xlsx, .xls, .ods, HTML or CSV, the same bytes on any machine."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Sequence
from html import escape
from typing import Any

import xlwt
from xlsxwriter import Workbook

from sample.people import Formula
from sample.workbooks import Sheet

OPEN_DOCUMENT = "urn:oasis:names:tc:opendocument:xmlns:"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
SPACES = " ".join(f'xmlns:{name}="{OPEN_DOCUMENT}{name}:1.0"' for name in ("office", "table", "text"))
ERROR_TYPE = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'


def csv_bytes(sheet: Sheet) -> bytes:
    width = max(map(len, sheet.rows))
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([[*row, *[None] * (width - len(row))] for row in sheet.rows])
    return text.getvalue().encode("gb18030")


def xlsx_bytes(sheets: Sequence[Sheet], author: str, inline_strings: bool = False) -> bytes:
    buffer = io.BytesIO()
    book = Workbook(buffer, {"constant_memory": inline_strings})
    book.set_properties({"title": sheets[0].rows[0][0], "author": author, "created": dt.datetime(2022, 1, 1)})
    bold = book.add_format({"bold": True, "text_wrap": True, "align": "center", "valign": "vcenter"})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for sheet in sheets:
        page = book.add_worksheet(sheet.name)
        merged = {merge[:2]: merge for merge in sheet.merges}
        for row, cells in enumerate(sheet.rows):
            for column, cell in enumerate(cells):
                if (row, column) in merged:
                    page.merge_range(*merged[row, column], cell, bold)
                elif isinstance(cell, Formula):
                    page.write_formula(row, column, cell.text, None, cell.value)
                elif isinstance(cell, dt.date):
                    page.write_datetime(row, column, cell, day)
                elif isinstance(cell, (int, float)):
                    page.write_number(row, column, cell)
                elif cell:
                    page.write_string(row, column, cell)
    book.close()
    return _repacked(buffer)


def _repacked(buffer: io.BytesIO) -> bytes:
    """The same archive without anything that a machine adds: entries stored, in order of name, all of one date."""
    result = io.BytesIO()
    with zipfile.ZipFile(buffer) as source, zipfile.ZipFile(result, "w") as target:
        for name in sorted(source.namelist()):
            target.writestr(_entry(name), source.read(name))
    return result.getvalue()


def xls_bytes(sheets: Sequence[Sheet]) -> bytes:
    """The same sheets as Excel 97 writes them; a formula cannot be kept there as it was last calculated."""
    buffer, book = io.BytesIO(), xlwt.Workbook(encoding="utf-8")
    bold = xlwt.easyxf("font: bold on; alignment: horizontal center, vertical center, wrap on")
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for sheet in sheets:
        page = book.add_sheet(sheet.name)
        merged = {merge[:2]: merge for merge in sheet.merges}
        for row, cells in enumerate(sheet.rows):
            for column, cell in enumerate(cells):
                assert not isinstance(cell, Formula)
                if (row, column) in merged:
                    top, left, bottom, right = merged[row, column]
                    page.write_merge(top, bottom, left, right, cell, bold)
                elif cell not in (None, ""):
                    page.write(row, column, cell, day if isinstance(cell, dt.date) else xlwt.Style.default_style)
    book.save(buffer)
    return buffer.getvalue()


def ods_bytes(sheets: Sequence[Sheet]) -> bytes:
    """The same sheets as LibreOffice spells them."""
    tables = "".join(_table(sheet) for sheet in sheets)
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {SPACES} {ERROR_TYPE} office:version="1.2">'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    listed = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{kind}"/>'
        for path, kind in (("/", ODS), ("content.xml", "text/xml"))
    )
    space = f'xmlns:manifest="{OPEN_DOCUMENT}manifest:1.0"'
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, part in {
            "mimetype": ODS,
            "META-INF/manifest.xml": f"<manifest:manifest {space}>{listed}</manifest:manifest>",
            "content.xml": content,
        }.items():
            archive.writestr(_entry(name), part)
    return buffer.getvalue()


def _table(sheet: Sheet) -> str:
    heads = {merge[:2]: merge for merge in sheet.merges}
    covered = {
        (row, column)
        for top, left, bottom, right in sheet.merges
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    } - heads.keys()
    width, lines = max(map(len, sheet.rows)), []
    for row, cells in enumerate(sheet.rows):
        line = []
        for column in range(width):
            cell = cells[column] if column < len(cells) else None
            top, left, bottom, right = heads.get((row, column), (row, column, row, column))
            spans = f' table:number-rows-spanned="{bottom - top + 1}" table:number-columns-spanned="{right - left + 1}"'
            hidden = (row, column) in covered
            line.append(
                "<table:covered-table-cell/>" if hidden else _cell(cell, spans if (row, column) in heads else "")
            )
        lines.append(f"<table:table-row>{''.join(line)}</table:table-row>")
    return f'<table:table table:name="{escape(sheet.name)}">{"".join(lines)}</table:table>'


def _cell(cell: Any, spans: str) -> str:
    kind, shown = "", "" if cell is None else str(cell)
    if isinstance(cell, Formula):
        kind = f' table:formula="of:{escape(cell.text)}" office:value-type="string" office:string-value="" calcext:value-type="error"'
        shown = cell.value
    elif isinstance(cell, dt.date):
        kind = f' office:value-type="date" office:date-value="{cell.isoformat()}"'
    elif isinstance(cell, (int, float)):
        kind = f' office:value-type="float" office:value="{cell}"'
    elif shown:
        kind = ' office:value-type="string"'
    texts = "".join(f"<text:p>{escape(text, quote=False)}</text:p>" for text in shown.split("\n")) if shown else ""
    return f"<table:table-cell{kind}{spans}>{texts}</table:table-cell>"


def html_bytes(sheet: Sheet) -> bytes:
    """A page with one table, as systems hand it out under the name .xls."""
    width = max(map(len, sheet.rows))
    rows = "".join(
        "<tr>"
        + "".join(f"<td>{escape(str(cell or ''), quote=False)}</td>" for cell in [*row, *[None] * (width - len(row))])
        + "</tr>\n"
        for row in sheet.rows
    )
    head = '<meta http-equiv="Content-Type" content="text/html; charset=gb2312">'
    return f"<html><head>{head}</head><body><table border=1>\n{rows}</table></body></html>\n".encode("gb18030")


def _entry(name: str) -> zipfile.ZipInfo:
    """An entry that no machine has put its mark on."""
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.create_system = 0
    return entry
