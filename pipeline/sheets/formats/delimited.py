"""A CSV file as one grid: encoding and delimiter told by content, decoded strictly.

A record's row number is that of its first physical line in the file, as an editor shows it; records with line breaks
inside take several.
"""

import codecs
import csv
from collections.abc import Iterator
from io import BufferedReader, StringIO

from pipeline.sheets.formats.styles import GENERAL
from pipeline.sheets.refusal import ENCODING_UNKNOWN, FILE_UNREADABLE, FORMAT_UNSUPPORTED, Refused

DELIMITERS = ",;\t"
FIELD_LIMIT = 1 << 20
SAMPLE_RECORDS = 200
CERTAINLY_UTF8 = 12

_CONTROL = set(map(chr, range(32))) - set("\t\n\r\f\v")


def read(file: BufferedReader, _: int) -> Iterator[list]:
    """The lines of a workbook of one grid, in the shape that xlsx.read gives."""
    data = file.read()
    csv.field_size_limit(FIELD_LIMIT)
    text, encoding = _decoded(data)
    if text.lstrip().startswith("<") or not _CONTROL.isdisjoint(text):
        raise Refused(FORMAT_UNSUPPORTED, "neither a workbook nor delimited text")
    known: list[list] = []
    numbers: dict[str, int] = {}
    rows = []
    for line, record in _records(text, _delimiter(text)):
        columns, cells = [], []
        for column, value in enumerate(record, start=1):
            if not value.strip():
                continue
            if value not in numbers:
                known.append(["text", value, 0, None])
                numbers[value] = len(known)
            columns.append(column)
            cells.append(numbers[value])
        if columns:
            rows.append([line, columns, cells])
    yield ["csv", encoding, [GENERAL], []]
    yield [0, "csv", "visible", [], [], [], [], rows]
    yield known


def _decoded(data: bytes) -> tuple[str, str]:
    if data.startswith(codecs.BOM_UTF8):
        encodings = ["utf-8-sig"]
    elif data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = []
    else:
        encodings = ["utf-8", "gb18030"]
    for encoding in encodings:
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError as error:
            # GB18030 accepts most bytes: a damaged UTF-8 file would come out as other characters.
            if sum(byte >= 0xC0 for byte in data[: error.start]) >= CERTAINLY_UTF8:
                break
    raise Refused(ENCODING_UNKNOWN)


def _delimiter(text: str) -> str:
    """The delimiter that cuts most records into one and the same number of fields."""
    return max(DELIMITERS, key=lambda delimiter: _evenness(text, delimiter))


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
    """(first physical line, fields) of each record; a stray quotation mark would swallow rows, so it is refused."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 0
    try:
        for record in reader:
            yield line + 1, record
            line = reader.line_num
    except csv.Error:
        raise Refused(FILE_UNREADABLE, f"quotation marks or a line break out of place at line {line + 1}") from None
