"""A book written into each format that an office sends; every writer gives the same cells."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import xlsb_files
import xlsxwriter
import xlwt
from biff_files import write_xls5
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from text_workbooks import Special, write_delimited, write_html, write_ods, write_xml2003

from county_files.book import Book, Error, Formula, Page, letter, plain

MACRO_TYPE = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
PLAIN_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"

BIFF_ERRORS = {"#NULL!": 0, "#DIV/0!": 7, "#VALUE!": 15, "#REF!": 23, "#NAME?": 29, "#NUM!": 36, "#N/A": 42}


def by_openpyxl(book: Book, path: Path) -> None:
    made = openpyxl.Workbook()
    made.remove(made.active)
    if book.date1904:
        made.epoch = CALENDAR_MAC_1904
    for page in book.pages:
        sheet = made.create_sheet(page.name)
        sheet.sheet_state = page.state
        for row, line in enumerate(page.lines, 1):
            for column, value in enumerate(line, 1):
                if value is None:
                    continue
                cell = sheet.cell(row, column)
                cell.value = (
                    f"={value.text}" if isinstance(value, Formula) else value[0] if isinstance(value, Error) else value
                )
                if isinstance(value, str):
                    cell.data_type = "s"
                if row in page.struck_rows:
                    cell.font = Font(strike=True)
        for top, left, bottom, right in page.merges:
            sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
        for row in page.hidden_rows:
            sheet.row_dimensions[row].hidden = True
        for column in page.hidden_columns:
            sheet.column_dimensions[letter(column)].hidden = True
        for (row, column), text in page.comments.items():
            sheet.cell(row, column).comment = Comment(text, "clerk")
    made.save(path)


def by_xlsxwriter(book: Book, path: Path) -> None:
    with xlsxwriter.Workbook(path, {"date_1904": book.date1904, "strings_to_formulas": False}) as made:
        day, struck = made.add_format({"num_format": "yyyy-mm-dd"}), made.add_format({"font_strikeout": True})
        centred = made.add_format({"align": "center", "border": 1})
        for page in book.pages:
            sheet = made.add_worksheet(page.name)
            for top, left, bottom, right in page.merges:
                sheet.merge_range(top - 1, left - 1, bottom - 1, right - 1, "", centred)
            for row, line in enumerate(page.lines):
                for column, value in enumerate(line):
                    _xlsxwriter_cell(sheet, row, column, value, day, struck if row + 1 in page.struck_rows else None)
            for row in page.hidden_rows:
                sheet.set_row(row - 1, None, None, {"hidden": True})
            for column in page.hidden_columns:
                sheet.set_column(column - 1, column - 1, None, None, {"hidden": True})
            for (row, column), text in page.comments.items():
                sheet.write_comment(row - 1, column - 1, text)
            {"hidden": sheet.hide, "veryHidden": sheet.very_hidden}.get(page.state, lambda: None)()


def _xlsxwriter_cell(sheet: Any, row: int, column: int, value: Any, day: Any, look: Any) -> None:
    if isinstance(value, Formula):
        # an empty value leaves <v></v>, as programs do that never calculate
        sheet.write_formula(row, column, f"={value.text}", look, "" if value.value is None else value.value)
    elif isinstance(value, Error):
        sheet.write_formula(row, column, "=NA()", look, value.text)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value, look)
    elif isinstance(value, dt.date):
        sheet.write_datetime(row, column, dt.datetime(*value.timetuple()[:3]), day)
    elif isinstance(value, str):
        sheet.write_string(row, column, value, look)
    elif value is not None:
        sheet.write_number(row, column, value, look)


def by_xlwt(book: Book, path: Path) -> None:
    made = xlwt.Workbook(encoding="utf-8")
    made.dates_1904 = book.date1904
    day, struck = xlwt.easyxf(num_format_str="yyyy-mm-dd"), xlwt.easyxf("font: struck_out on")
    for page in book.pages:
        sheet = made.add_sheet(page.name, cell_overwrite_ok=True)
        sheet.visibility = {"visible": 0, "hidden": 1, "veryHidden": 2}[page.state]
        for top, left, bottom, right in page.merges:
            sheet.merge(top - 1, bottom - 1, left - 1, right - 1)
        for row, line in enumerate(page.lines):
            for column, value in enumerate(line):
                if isinstance(value, Error):
                    sheet.row(row).set_cell_error(column, BIFF_ERRORS[value.text])
                elif isinstance(value, Formula):
                    sheet.write(row, column, xlwt.Formula(value.text))
                elif value is not None:
                    look = (
                        day
                        if isinstance(value, dt.date)
                        else struck
                        if row + 1 in page.struck_rows
                        else xlwt.Style.default_style
                    )
                    sheet.write(row, column, value, look)
        for row in page.hidden_rows:
            sheet.row(row - 1).hidden = True
        for column in page.hidden_columns:
            sheet.col(column - 1).hidden = True
    made.save(str(path))


def by_openpyxl_with_macros(book: Book, path: Path) -> None:
    """The package of a workbook with macros: another content type and a part that must never run."""
    by_openpyxl(book, path)
    with ZipFile(path) as archive:
        parts = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    types = parts["[Content_Types].xml"].decode()
    parts["[Content_Types].xml"] = types.replace(PLAIN_TYPE, MACRO_TYPE).encode()
    parts["xl/vbaProject.bin"] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def _records(page: Page) -> list[list[Any]]:
    """The cells for the writers of records; a formula without value cannot be said there and is left blank."""
    return [
        [
            xlsb_files.Error(value.text)
            if isinstance(value, Error)
            else xlsb_files.Formula(value.value)
            if isinstance(value, Formula)
            else value
            for value in line
        ]
        for line in page.lines
    ]


def as_xlsb(book: Book, path: Path) -> None:
    xlsb_files.write_xlsb(
        path,
        {page.name: _records(page) for page in book.pages},
        is_1904=book.date1904,
        states={page.name: page.state for page in book.pages},
        merges={page.name: page.merges for page in book.pages},
        hidden_rows={page.name: page.hidden_rows for page in book.pages},
        hidden_columns={page.name: page.hidden_columns for page in book.pages},
        comments=book.pages[0].comments,
    )


def as_biff5(book: Book, path: Path) -> None:
    """Excel 5 and 95: no merged cells, no comments."""
    write_xls5(path, {page.name: _records(page) for page in book.pages})


def _special(page: Page, row: int, column: int, value: Any) -> Any:
    comment, is_struck = page.comments.get((row, column)), row in page.struck_rows
    if isinstance(value, Formula):
        return Special(value.value, formula=value.text, comment=comment, is_struck=is_struck)
    if isinstance(value, Error):
        return Special(error=value.text, comment=comment, is_struck=is_struck)
    return Special(value, comment=comment, is_struck=is_struck) if comment or is_struck else value


def _lines(page: Page) -> list[list[Any]]:
    return [
        [_special(page, row, column, value) for column, value in enumerate(line, 1)]
        for row, line in enumerate(page.lines, 1)
    ]


def _beside(book: Book) -> dict[str, dict[str, Any]]:
    return {
        "merges": {page.name: page.merges for page in book.pages},
        "hidden_sheets": [page.name for page in book.pages if page.state != "visible"],
        "hidden_rows": {page.name: page.hidden_rows for page in book.pages},
        "hidden_columns": {page.name: page.hidden_columns for page in book.pages},
    }


def as_ods(book: Book, path: Path) -> None:
    write_ods(path, {page.name: _lines(page) for page in book.pages}, **_beside(book))


def as_xml2003(book: Book, path: Path) -> None:
    write_xml2003(path, {page.name: _lines(page) for page in book.pages}, **_beside(book))


def as_html(encoding: str) -> Callable[[Book, Path], None]:
    def write(book: Book, path: Path) -> None:
        (page,) = book.pages
        # a page of HTML knows no dates: a system prints them
        lines = [[plain(value) if isinstance(value, dt.date) else value for value in line] for line in _lines(page)]
        write_html(path, lines, encoding=encoding, merges=page.merges, hidden_rows=page.hidden_rows)

    return write


def as_text(delimiter: str, encoding: str) -> Callable[[Book, Path], None]:
    def write(book: Book, path: Path) -> None:
        (page,) = book.pages
        lines = [[plain(value) for value in [*line, *[None] * (page.width - len(line))]] for line in page.lines]
        write_delimited(path, lines, delimiter, encoding)

    return write
