"""How many fields of each record of a delimited text hold something."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from io import BufferedReader, StringIO

from pipeline.sheets.refusal import ENCODING_UNKNOWN, FILE_UNREADABLE, Refused

_QUOTED = re.compile('"[^"]*"')


def read(file: BufferedReader, _: int) -> Iterator[list]:
    """["csv"], then the [line, count] pairs of its one sheet; `line` is the first physical line of a record."""
    csv.field_size_limit(1 << 20)
    data = file.read()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise Refused(ENCODING_UNKNOWN)
    delimiter = max(",;\t", key=lambda mark: _regularity(text, mark))
    rows, line = [], 1
    records = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for record in records:
            if count := sum(bool(value.strip()) for value in record):
                rows.append([line, count])
            line = records.line_num + 1
    except csv.Error:
        raise Refused(FILE_UNREADABLE, f"quotation marks out of place at line {line}") from None
    yield ["csv"]
    yield rows


def _regularity(text: str, mark: str) -> tuple[int, int]:
    """How many of the first lines hold the mark equally often outside quotation marks, and how often."""
    tallies = Counter(_QUOTED.sub("", line).count(mark) for line in text.splitlines()[:200])
    return max(((lines, times) for times, lines in tallies.items() if times), default=(0, 0))
