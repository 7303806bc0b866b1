"""A second reading of .xls by xlrd, and of .xlsb and .ods by calamine: each cell as kind and text.

What calamine gives as blank (an error) is absent. It gives most days of .xlsb as numbers: which cells have the format of a date
is read from the parts.
"""

import io
import posixpath
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from struct import unpack_from
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import xlrd
from openpyxl.styles.numbers import is_date_format, is_timedelta_format
from openpyxl.utils import get_column_letter
from python_calamine import CalamineWorkbook, SheetTypeEnum

from pipeline.audit.seen import Seen, Sheet, seen

_BUILT_IN_DATES = {*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)}
_ROW, _NUMBERS, _PROPERTIES, _TAB, _FORMAT, _LOOK, _LOOKS, _END_OF_LOOKS = 0, (2, 5, 9), 153, 156, 44, 47, 617, 618
_DAY_NOUGHT = ("1899-12-30", "1900-01-00")
_FIRST_DAY = {False: datetime(1899, 12, 30), True: datetime(1904, 1, 1)}


def xls(content: bytes) -> tuple[Sheet, ...]:
    """The sheets of an .xls file; a chart or macro sheet is empty. By calamine where xlrd cannot open it."""
    try:
        book = xlrd.open_workbook(file_contents=content, logfile=io.StringIO(), ragged_rows=True)
    except Exception:
        return calamine(content)
    sheets = [
        _sheet([_of_xlrd(cell, bool(book.datemode)) for cell in each.row(row)] for row in range(each.nrows))
        for each in book.sheets()
    ]
    return tuple(sheets[place] if place >= 0 else {} for place in book._all_sheets_map)


def calamine(content: bytes) -> tuple[Sheet, ...]:
    """The sheets of an .ods file, or of any other that calamine reads; a chart or macro sheet is empty."""
    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
        return tuple(
            _sheet(map(seen, row) for row in book.get_sheet_by_index(index).to_python(skip_empty_area=False))
            if told.typ == SheetTypeEnum.WorkSheet
            else {}
            for index, told in enumerate(book.sheets_metadata)
        )


def xlsb(content: bytes) -> tuple[Sheet, ...]:
    """The sheets of an .xlsb file."""
    sheets = calamine(content)
    with ZipFile(io.BytesIO(content)) as archive:
        book = list(_records(archive.read("xl/workbook.bin")))
        is_1904 = any(data[0] & 1 for kind, data in book if kind == _PROPERTIES)
        styles = _date_styles(archive.read("xl/styles.bin")) if "xl/styles.bin" in archive.namelist() else set()
        parts = _parts(archive, [data for kind, data in book if kind == _TAB]) if styles else []
        for sheet, part in zip(sheets, parts, strict=False):
            for row, column in _cells_of(archive.read(part), styles):
                if (found := sheet.get(row, {}).get(column)) and found.kind == "number":
                    sheet[row][column] = dated(float(found.text), is_1904)
    return sheets


def _sheet(rows: Iterable[Iterable[Seen | None]]) -> dict[int, dict[str, Seen]]:
    found = {
        number: {get_column_letter(column): each for column, each in enumerate(row, 1) if each}
        for number, row in enumerate(rows, 1)
    }
    return {number: row for number, row in found.items() if row}


def _of_xlrd(cell: Any, is_1904: bool) -> Seen | None:
    if cell.ctype == xlrd.XL_CELL_DATE:
        return dated(cell.value, is_1904)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return seen(bool(cell.value))
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return Seen("error", xlrd.error_text_from_code.get(cell.value, ""))
    return seen(cell.value)


def dated(number: float, is_1904: bool) -> Seen | None:
    """The day that a number is, to the second; the number where there is no such day.

    Before March 1900 Excel counts one day less, and calls number 0 a day of its own.
    """
    if not is_1904 and 0 <= number < 1:
        return Seen("date", str(_FIRST_DAY[False] + timedelta(seconds=round(number * 86_400))).replace(*_DAY_NOUGHT))
    days = number + (not is_1904 and number < 60)
    try:
        return seen(_FIRST_DAY[is_1904] + timedelta(seconds=round(days * 86_400)) if number >= 0 else number)
    except OverflowError:
        return seen(number)


def _records(part: bytes) -> Iterator[tuple[int, bytes]]:
    """(kind, content) of the records of a binary part: both their kind and their length are written in groups of 7 bits."""
    stream = io.BytesIO(part)
    while first := stream.read(1):
        kind = first[0] if first[0] < 128 else first[0] - 128 + 128 * (stream.read(1)[0] & 127)
        size, factor, byte = 0, 1, 128
        while byte >= 128 and factor <= 1 << 21:
            byte = stream.read(1)[0]
            size, factor = size + (byte & 127) * factor, factor * 128
        yield kind, stream.read(size)


def _date_styles(part: bytes) -> set[int]:
    """The cell formats that show a date."""
    dates, found, number = set(_BUILT_IN_DATES), set(), None
    for kind, data in _records(part):
        if kind == _FORMAT:
            shown = data[6:].decode("utf-16-le", "replace")
            if is_date_format(shown) and not is_timedelta_format(shown):
                dates.add(unpack_from("<H", data)[0])
        elif kind in (_LOOKS, _END_OF_LOOKS):
            number = 0 if kind == _LOOKS else None
        elif kind == _LOOK and number is not None:
            if unpack_from("<H", data, 2)[0] in dates:
                found.add(number)
            number += 1
    return found


def _parts(archive: ZipFile, tabs: list[bytes]) -> list[str]:
    """The part of each tab."""
    links = ElementTree.fromstring(archive.read("xl/_rels/workbook.bin.rels"))
    targets = {
        link.get("Id"): posixpath.normpath(posixpath.join("/xl", link.get("Target"))).lstrip("/") for link in links
    }
    lengths = [unpack_from("<I", data, 8)[0] for data in tabs]
    return [targets[data[12 : 12 + 2 * length].decode("utf-16-le")] for data, length in zip(tabs, lengths, strict=True)]


def _cells_of(part: bytes, styles: set[int]) -> Iterator[tuple[int, str]]:
    """Row and column of each number whose cell has one of these formats."""
    row = 0
    for kind, data in _records(part):
        if kind == _ROW:
            row = unpack_from("<I", data)[0] + 1
        elif kind in _NUMBERS and unpack_from("<I", data, 4)[0] & 0xFFFFFF in styles:
            yield row, get_column_letter(unpack_from("<I", data)[0] + 1)
