"""Text that no spreadsheet program takes for a formula: what every workbook goes through that we write.

A county may hand in `=cmd|…`; in a cell of ours it is text and stays text.
"""

from typing import Any

from xlsxwriter.worksheet import Worksheet

_BEGINNINGS = tuple("=+-@\t\r\n＝＋－＠﹢﹣﹦﹫−")


def is_formula_like(text: str) -> bool:
    """Whether a spreadsheet program might take a text for a formula, if it stood in a cell without a type."""
    return text.lstrip(" \u3000\u200b\ufeff").startswith(_BEGINNINGS) or text.startswith(_BEGINNINGS)


def write_text(sheet: Worksheet, row: int, column: int, text: str, look: Any = None) -> None:
    """A cell of type text, whatever it begins with; row and column from 0. Most that a cell can hold are 32,767 characters."""
    sheet.write_string(row, column, text[:32767], look)
