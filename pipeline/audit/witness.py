"""A second reading of a kept file: its cells as kind and text, by openpyxl or by the csv module.

It shares no code with the reader that counted, so that an error of one shows against the other.
What a text means must not live here.
"""

import csv
import functools
import io
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import NamedTuple

import openpyxl
from openpyxl.cell.cell import Cell
from openpyxl.utils import get_column_letter


class Seen(NamedTuple):
    """What stands in a cell: kind text, number, date, boolean, error, or plain where the file knows no kinds; dates are ISO."""

    kind: str
    text: str


Sheet = Mapping[int, Mapping[str, Seen]]  # row from 1 -> column letters -> what stands there; blank cells are absent


@functools.lru_cache(maxsize=64)
def read_again(path: Path, sha256: str) -> tuple[Sheet, ...]:
    """The sheets, in the order of their tabs, of a kept file whose bytes have just been found to have this hash.

    Read once a process. Raises whatever the library raises where it cannot read the file.
    """
    content = path.read_bytes()
    return _workbook(content) if content.startswith(b"PK") else (_text_table(content),)


def _workbook(content: bytes) -> tuple[Sheet, ...]:
    # Not read_only: that mode trusts the sheet's own word on its size and loses rows.
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    sheets: list[Sheet] = []
    for name in book.sheetnames:
        rows: dict[int, dict[str, Seen]] = {}
        for cell in (cell for cells in getattr(book[name], "rows", ()) for cell in cells):
            if seen := _seen(cell):
                rows.setdefault(cell.row, {})[cell.column_letter] = seen
        sheets.append(rows)
    return tuple(sheets)


def _seen(cell: Cell) -> Seen | None:
    value = cell.value
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, bool):
        return Seen("boolean", str(value).upper())
    if isinstance(value, (int, float)):
        return Seen("number", str(int(value)) if value == int(value) else repr(value))
    if isinstance(value, (date, datetime, time, timedelta)):
        return Seen("date", str(value))
    return Seen("error" if cell.data_type == "e" else "text", str(value))


def _text_table(content: bytes) -> Sheet:
    """A record stands on its first line, as an editor counts."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030")
    lines = text.splitlines()
    delimiter = max(",;\t", key=lambda character: sum(character in line for line in lines))
    records = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: dict[int, dict[str, Seen]] = {}
    line = 1
    for record in records:
        rows[line] = {
            get_column_letter(column): Seen("plain", value) for column, value in enumerate(record, 1) if value.strip()
        }
        line = records.line_num + 1
    return rows
