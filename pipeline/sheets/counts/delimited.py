"""How many fields of each record of a delimited text hold something.

Cuts the text with one regular expression for each delimiter, where the reader lets the csv module do it.
"""

import re
from collections import Counter
from collections.abc import Iterator
from io import BufferedReader
from itertools import islice

from pipeline.sheets.refusal import ENCODING_UNKNOWN, FILE_UNREADABLE, Refused

_SAMPLE = 200


def read(file: BufferedReader, _: int) -> Iterator[list]:
    """["csv"], then the [number of the record, count] pairs of its one sheet."""
    text = _text(file.read())
    marks = [mark for mark in ",;\t|；，、" if mark in text] or [","]
    regularities = [_regularity(text, mark) for mark in marks]
    mark = marks[regularities.index(max(regularities))]
    yield ["csv"]
    yield [
        [number, count]
        for number, fields in _records(text, mark)
        if (count := sum(bool(each.strip()) for each in fields))
    ]


def _text(data: bytes) -> str:
    encodings = ["utf-8-sig", "gb18030"]
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings = ["utf-16"]
    elif b"\0" in data:
        both = [data.decode(encoding, "replace") for encoding in ("utf-16-le", "utf-16-be")]
        return max(both, key=lambda text: sum(map(str.isascii, text)))
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused(ENCODING_UNKNOWN)


def _records(text: str, mark: str) -> Iterator[tuple[int, list[str]]]:
    """(number, fields) of each record; refused where a quoted field does not end where a field may end."""
    quoted = '"[^"]*(?:""[^"]*)*"'
    field = re.compile(rf'({quoted}|(?!")[^{re.escape(mark)}\r\n]*)({re.escape(mark)}|\r\n|\r|\n|\Z)')
    place, number, fields = 0, 1, []
    while place < len(text) or fields:
        found = field.match(text, place)
        if not found:
            raise Refused(FILE_UNREADABLE, f"quotation marks out of place in record {number}")
        place = found.end()
        fields.append(found[1][1:-1] if found[1].startswith('"') else found[1])
        if found[2] != mark:
            yield number, fields
            number, fields = number + 1, []


def _regularity(text: str, mark: str) -> tuple[int, int]:
    """How many of the first records have one and the same number of fields, and how many fields."""
    try:
        tallies = Counter(len(fields) for _, fields in islice(_records(text, mark), _SAMPLE))
    except Refused:
        return 0, 0
    return max(((records, width) for width, records in tallies.items() if width > 1), default=(0, 0))
