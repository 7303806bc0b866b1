"""What is alike in two workbooks: everything that openpyxl reads of a sheet and its cells, and every part of the package."""

from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet


def of_cells(path: Path) -> dict[tuple[str, str], dict[str, Any]]:
    """Each cell by sheet and address: value, type, look, link and comment."""
    book = openpyxl.load_workbook(path, rich_text=True)
    return {
        (sheet.title, cell.coordinate): {
            "value": repr(cell.value),
            "type": cell.data_type,
            "look": [
                repr(part) for part in (cell.font, cell.border, cell.alignment, cell.protection, cell.number_format)
            ],
            "fill": repr(cell.fill),
            "link": repr(cell.hyperlink and cell.hyperlink.target),
            "comment": cell.comment and cell.comment.text,
        }
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None or cell.has_style or cell.comment
    }


def of_sheets(path: Path) -> dict[str, dict[str, str]]:
    """Each sheet by its name: what openpyxl knows of it besides cells."""
    return {sheet.title: _of_sheet(sheet) for sheet in openpyxl.load_workbook(path)}


def _of_sheet(sheet: Worksheet) -> dict[str, str]:
    told = {
        "widths": {
            name: (each.width, each.hidden, each.outlineLevel) for name, each in sheet.column_dimensions.items()
        },
        "heights": {number: (each.height, each.hidden) for number, each in sheet.row_dimensions.items()},
        "merges": sorted(map(str, sheet.merged_cells.ranges)),
        "state": sheet.sheet_state,
        "freeze": sheet.freeze_panes,
        "filter": sheet.auto_filter.ref,
        "protection": repr(sheet.protection),
        "page": repr(sheet.page_setup),
        "margins": repr(sheet.page_margins),
        "print": (sheet.print_area, sheet.print_title_rows, sheet.oddFooter.center.text),
        "validations": [repr(each) for each in sheet.data_validations.dataValidation],
        "conditions": [(str(each.sqref), [repr(rule) for rule in each.rules]) for each in sheet.conditional_formatting],
        "images": len(sheet._images),
        "charts": len(sheet._charts),
    }
    return {name: str(value) for name, value in told.items()}


def parts(path: Path) -> dict[str, bytes]:
    """The parts of a package by their names."""
    with ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
