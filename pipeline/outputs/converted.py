"""A workbook of another format as .xlsx: the same cells at the same places, texts as texts and numbers as they were written.

For files whose own package cannot be altered (.xls, .ods, .csv …). Looks are lost; merges, hidden rows, columns and sheets and
comments are kept. Formulas are given by their values, and where none was stored by their text.
"""

import re
from collections import Counter
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from unicodedata import east_asian_width

import xlsxwriter
from xlsxwriter.exceptions import OverlappingRange
from xlsxwriter.workbook import Format
from xlsxwriter.worksheet import Worksheet

from pipeline.outputs.neutral import is_formula_like, write_text
from pipeline.sheets.grid import Cell, Grid, Workbook

CREATED = datetime(2000, 1, 1)  # no clock: the same file gives the same bytes
OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_DIGITS = 15  # what a spreadsheet keeps of a number; a longer one is only whole as text
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]|^'|'$")
_ERRORS = {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"}
_NARROWEST, _WIDEST = 8, 40


def convert(workbook: Workbook, path: Path) -> None:
    """Write the workbook as .xlsx."""
    with xlsxwriter.Workbook(path, OPTIONS) as book:
        book.set_properties({"created": CREATED})
        looks = {name: book.add_format(said) for name, said in _LOOKS.items()}
        taken: set[str] = set()
        for grid in workbook.grids:
            _write(grid, book.add_worksheet(_name(grid, taken)), looks)
        if all(grid.state != "visible" for grid in workbook.grids):
            book.worksheets()[0].hidden = 0


_LOOKS = {
    "text": {"num_format": "@"},
    "formula-like": {"num_format": "@", "quote_prefix": True},
    "date": {"num_format": "yyyy-mm-dd"},
    "time": {"num_format": "yyyy-mm-dd hh:mm:ss"},
}


def _name(grid: Grid, taken: set[str]) -> str:
    """The sheet's name as .xlsx allows it, once in a workbook."""
    plain = _FORBIDDEN.sub("_", grid.name)[:31] or f"第{grid.index + 1}表"
    name, number = plain, 1
    while name.casefold() in taken:
        number += 1
        name = f"{plain[: 30 - len(str(number))]}_{number}"
    taken.add(name.casefold())
    return name


def _write(grid: Grid, sheet: Worksheet, looks: dict[str, Format]) -> None:
    widths: Counter[int] = Counter()
    merged = {
        (top, left): (bottom, right) for top, left, bottom, right in grid.merges if (top, left) != (bottom, right)
    }
    for (top, left), (bottom, right) in merged.items():
        with suppress(OverlappingRange):  # a damaged file may hold such; the first stands
            sheet.merge_range(top - 1, left - 1, bottom - 1, right - 1, "")
    for number, cells in grid.rows.items():
        for column, cell in cells.items():
            _write_cell(sheet, number - 1, column - 1, cell, looks)
            if (number, column) not in merged:
                wide = sum(2 if east_asian_width(each) in "WF" else 1 for each in cell.text) + 2
                widths[column] = max(widths[column], min(wide, _WIDEST))
    for column, width in widths.items():
        hidden = {"hidden": True} if column in grid.hidden_columns else {}
        sheet.set_column(column - 1, column - 1, max(width, _NARROWEST), None, hidden)
    for number in grid.hidden_rows:
        sheet.set_row(number - 1, None, None, {"hidden": True})
    for (row, column), text in grid.comments.items():
        sheet.write_comment(row - 1, column - 1, text, {"author": ""})
    if grid.state != "visible":
        sheet.very_hidden() if grid.state == "veryHidden" else sheet.hide()


def _write_cell(sheet: Worksheet, row: int, column: int, cell: Cell, looks: dict[str, Format]) -> None:
    if cell.kind == "number" and _is_short(cell.text):
        sheet.write_number(row, column, float(cell.text))
    elif cell.kind == "error" and cell.text in _ERRORS:
        sheet.write_formula(row, column, f"={cell.text}", None, cell.text)  # there is no other way to write an error
    elif cell.kind == "boolean":
        sheet.write_boolean(row, column, cell.text == "TRUE")
    elif cell.kind == "date" and (moment := _moment(cell.text)):
        sheet.write_datetime(row, column, moment, looks["time" if " " in cell.text else "date"])
    else:
        text = f"={cell.formula or ''}" if cell.kind == "uncached" else cell.text
        write_text(sheet, row, column, text, looks["formula-like" if is_formula_like(text) else "text"])


def _is_short(text: str) -> bool:
    """Whether a number can be kept as one: with more digits than that it would come out as another."""
    digits = re.sub(r"[eE].*|[^0-9]", "", text).lstrip("0")
    return "." in text or len(digits) <= _DIGITS


def _moment(text: str) -> datetime | None:
    """A date that a spreadsheet can hold as one."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.year >= 1901 else None
