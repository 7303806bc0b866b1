"""A second reading of a kept file: its cells as kind and text, by openpyxl, xlrd, calamine or the csv module.

It shares no code with the reader that counted, so that an error of one shows against the other.
What a text means must not live here.
"""

import codecs
import csv
import functools
import io
from pathlib import Path
from zipfile import ZipFile

import openpyxl
from openpyxl.utils import get_column_letter

from pipeline.audit import witness_binary
from pipeline.audit.seen import Seen, Sheet, seen

_OLE = b"\xd0\xcf\x11\xe0"


@functools.lru_cache(maxsize=64)
def read_again(path: Path, sha256: str) -> tuple[Sheet, ...]:
    """The sheets, in the order of their tabs, of a kept file whose bytes have just been found to have this hash.

    Read once a process. Raises whatever the library raises where it cannot read the file.
    """
    content = path.read_bytes()
    if content.startswith(b"PK"):
        return _package(content)
    return witness_binary.xls(content) if content.startswith(_OLE) else (_text_table(content),)


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


def _text_table(content: bytes) -> Sheet:
    """A record is a row, as a spreadsheet program shows it."""
    encodings = ("utf-16",) if content[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    lines = text.splitlines()
    delimiter = max(",;\t|；，、", key=lambda character: sum(character in line for line in lines))
    records = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return {
        number: {
            get_column_letter(column): Seen("plain", value) for column, value in enumerate(record, 1) if value.strip()
        }
        for number, record in enumerate(records, 1)
    }
