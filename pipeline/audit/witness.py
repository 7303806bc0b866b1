"""A second reading of a kept file: its cells as kind and text, by openpyxl, xlrd, calamine or the parsers of the standard library.

It shares no code with the reader that counted, so that an error of one shows against the other.
What a text means must not live here.
"""

import codecs
import csv
import io
import re
from pathlib import Path
from zipfile import ZipFile

import openpyxl
from openpyxl.utils import get_column_letter

from pipeline.audit import witness_binary, witness_markup
from pipeline.audit.seen import Seen, Sheet, seen

_XLS = (b"\xd0\xcf\x11\xe0", b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08")
_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?(big5|windows-1252|iso-8859-1)""", re.IGNORECASE)
_SPREADSHEETML = "urn:schemas-microsoft-com:office:spreadsheet"
_HEAD = 8192


def read_again(path: Path) -> tuple[Sheet, ...]:
    """The sheets of a kept file, in the order of their tabs. Raises whatever the library raises where it cannot read the file."""
    content = path.read_bytes()
    if content.startswith(b"PK"):
        return _package(content)
    if content.startswith(_XLS):
        return witness_binary.xls(content)
    text = _text(content)
    if not text.lstrip().startswith("<"):
        return (_table(text),)
    is_workbook = _SPREADSHEETML in text[:_HEAD] and "<html" not in text[:_HEAD].lower()
    return witness_markup.spreadsheetml(text.lstrip()) if is_workbook else witness_markup.html(text)


def _package(content: bytes) -> tuple[Sheet, ...]:
    with ZipFile(io.BytesIO(content)) as archive:
        names = set(archive.namelist())
    if "xl/workbook.bin" in names:
        return witness_binary.xlsb(content)
    return witness_binary.calamine(content) if "content.xml" in names else _workbook(content)


def _workbook(content: bytes) -> tuple[Sheet, ...]:
    # Not read_only: that mode trusts the sheet's own word on its size and loses rows.
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    sheets: list[Sheet] = []
    for name in book.sheetnames:
        rows: dict[int, dict[str, Seen]] = {}
        for cell in (cell for cells in getattr(book[name], "rows", ()) for cell in cells):
            if found := seen(cell.value):
                rows.setdefault(cell.row, {})[cell.column_letter] = (
                    Seen("error", found.text) if cell.data_type == "e" else found
                )
        sheets.append(rows)
    return tuple(sheets)


def _text(content: bytes) -> str:
    marked = content[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    declared = _CHARSET.search(content, 0, _HEAD)
    for encoding in ("utf-16",) if marked else ("utf-8-sig", declared[1].decode() if declared else "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ValueError("no encoding fits")


def _table(text: str) -> Sheet:
    """A record is a row, as a spreadsheet program shows it."""
    lines = text.splitlines()
    delimiter = max(",;\t|；，、", key=lambda character: sum(character in line for line in lines))
    records = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return {
        number: {
            get_column_letter(column): Seen("plain", value) for column, value in enumerate(record, 1) if value.strip()
        }
        for number, record in enumerate(records, 1)
    }
