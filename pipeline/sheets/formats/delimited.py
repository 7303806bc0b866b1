"""A delimited text as one grid: encoding and delimiter told by content.

A record is a row, numbered as a spreadsheet program shows it when it opens the file: empty lines count, line breaks inside a field
do not.
"""

import csv
import re
from collections.abc import Iterator
from io import BufferedReader, StringIO

from pipeline.sheets.formats.gathered import Gathered
from pipeline.sheets.formats.text import ERRORS, decoded, is_binary
from pipeline.sheets.refusal import FILE_UNREADABLE, FORMAT_UNSUPPORTED, Refused

DELIMITERS = ",;\t|；，、"  # where two cut alike, the earlier one
FIELD_LIMIT = 1 << 20
SAMPLE_RECORDS = 200

_MARKUP = re.compile(r"\s*<[A-Za-z!?/]")  # in an encoding in which nobody writes it


def read(file: BufferedReader, _: int) -> Iterator[list]:
    """The lines of a workbook of one grid, in the shape that xlsx.read gives."""
    text, encoding = decoded(file.read())
    csv.field_size_limit(FIELD_LIMIT)
    if is_binary(text) or _MARKUP.match(text):
        raise Refused(FORMAT_UNSUPPORTED, "neither a workbook nor delimited text")
    gathered = Gathered()
    rows = []
    for number, record in _records(text, _delimiter(text)):
        cells = (gathered.cell("error" if value in ERRORS else "text", value) for value in record)
        filled = [(column, cell) for column, cell in enumerate(cells, start=1) if cell]
        if filled:
            columns, told = zip(*filled, strict=True)
            rows.append([number, list(columns), list(told)])
    yield ["csv", encoding, gathered.styles, []]
    yield [0, "csv", "visible", [], [], [], [], rows]
    yield gathered.known


def _delimiter(text: str) -> str:
    """The delimiter that cuts most records into one and the same number of fields."""
    return max((mark for mark in DELIMITERS if mark in text), key=lambda mark: _evenness(text, mark), default=",")


def _evenness(text: str, delimiter: str) -> tuple[int, int]:
    widths: dict[int, int] = {}
    try:
        for count, (_, record) in enumerate(_records(text, delimiter)):
            if count == SAMPLE_RECORDS:
                break
            widths[len(record)] = widths.get(len(record), 0) + 1
    except Refused:
        return 0, 0
    return max(((records, width) for width, records in widths.items() if width > 1), default=(0, 0))


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """(number, fields) of each record; a stray quotation mark would swallow rows, so it is refused."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        yield from enumerate(reader, start=1)
    except csv.Error:
        raise Refused(
            FILE_UNREADABLE, f"quotation marks or a line break out of place at line {reader.line_num}"
        ) from None
