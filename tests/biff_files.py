"""Old .xls files written by hand: a compound file around a stream, and BIFF5 streams record by record."""

import datetime as dt
import struct
from pathlib import Path
from typing import Any

from xlsb_files import ERRORS, FIRST_DAY, FIRST_DAY_1904, Error, Formula, Look, Rows

SECTOR = 512
END, FREE, TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
GLOBALS, WORKSHEET, CHART = 0x0005, 0x0010, 0x0020
PLAIN, DATE, STRUCK = range(3)
STATES = ("visible", "hidden", "veryHidden")


def compound(streams: dict[str, bytes]) -> bytes:
    """A compound file of these streams in its root, each padded to where it needs no short sectors."""
    padded = {name: data + bytes(max(0, 4096 - len(data))) for name, data in streams.items()}
    table, body, entries = [], b"", []
    for name, data in padded.items():
        first, count = len(table), -(-len(data) // SECTOR)
        table += [*range(first + 1, first + count), END]
        body += data + bytes(-len(data) % SECTOR)
        entries.append((name, 2, first, len(data)))
    directory = len(table)
    listed = [("Root Entry", 5, END, 0), *entries]
    count = -(-len(listed) // 4)
    table += [*range(directory + 1, directory + count), END]
    for number, (name, kind, first, size) in enumerate(listed):
        text = name.encode("utf-16-le") + b"\0\0"
        right = number + 1 if 0 < number < len(listed) - 1 else FREE
        child = 1 if kind == 5 and len(listed) > 1 else FREE
        body += text + bytes(64 - len(text)) + struct.pack("<HBBIII", len(text), kind, 1, FREE, right, child)
        body += bytes(36) + struct.pack("<III", first, size, 0)
    body += bytes(-len(body) % SECTOR)
    tables = 1
    while tables * 128 < len(table) + tables:
        tables += 1
    places = list(range(len(table), len(table) + tables))
    table += [TABLE] * tables + [FREE] * (tables * 128 - len(table) - tables)
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, tables, directory, 0, 4096, END, 0, END, 0)
    head += struct.pack("<109I", *places, *[FREE] * (109 - tables))
    return head + body + struct.pack(f"<{len(table)}I", *table)


def record(code: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", code, len(content)) + content


def substream(kind: int, *records: bytes, version: int = 0x0500) -> bytes:
    return record(0x0809, struct.pack("<HHHH", version, kind, 2412, 1993)) + b"".join(records) + record(0x000A)


def book(
    sheets: dict[str, bytes],
    *settings: bytes,
    encoding: str = "gbk",
    states: dict[str, str] | None = None,
    kinds: dict[str, int] | None = None,
) -> bytes:
    """The stream of a BIFF5 workbook whose sheets are these substreams; `kinds` are those of their tabs, 0 for a worksheet."""

    def globals_(places: dict[str, int]) -> bytes:
        tabs = []
        for name, place in places.items():
            state, kind, text = (
                STATES.index((states or {}).get(name, "visible")),
                (kinds or {}).get(name, 0),
                name.encode(encoding),
            )
            tabs.append(record(0x0085, struct.pack("<IBBB", place, state, kind, len(text)) + text))
        return substream(GLOBALS, *settings, *looks(), *tabs)

    place, places = len(globals_(dict.fromkeys(sheets, 0))), {}
    for name, data in sheets.items():
        places[name] = place
        place += len(data)
    return globals_(places) + b"".join(sheets.values())


def looks() -> list[bytes]:
    """Five fonts, of which the last (no font has number 4) is struck out, a format of a date, and three cell formats."""
    fonts = [
        record(0x0031, struct.pack("<HHHHHBBBB", 200, 8 * (number == 4), 0, 400, 0, 0, 0, 0, 0) + b"\x05Arial")
        for number in range(5)
    ]
    shown = b"yyyy-mm-dd"
    own = record(0x041E, struct.pack("<HB", 164, len(shown)) + shown)
    return [
        *fonts,
        own,
        *(record(0x00E0, struct.pack("<HH", font, number) + bytes(12)) for font, number in ((0, 0), (0, 164), (5, 0))),
    ]


def sheet(
    rows: Rows, *others: bytes, encoding: str = "gbk", is_1904: bool = False, hidden_rows: frozenset[int] = frozenset()
) -> bytes:
    """The substream of a BIFF5 worksheet; rows count from 1."""
    shown = [
        record(0x0208, struct.pack("<HHHHHHHH", row, 0, 256, 255, 0, 0, 0x20 * (row + 1 in hidden_rows), 0))
        for row in range(len(rows))
    ]
    cells = [
        cell(value, row, column, encoding, is_1904)
        for row, line in enumerate(rows)
        for column, value in enumerate(line)
    ]
    return substream(WORKSHEET, *shown, *cells, *others)


def cell(value: Any, row: int, column: int, encoding: str = "gbk", is_1904: bool = False) -> bytes:
    """The records of a cell, its row and column from 0."""
    style = PLAIN
    if isinstance(value, Look):
        value, style = value
    if isinstance(value, dt.date):
        moment = value if isinstance(value, dt.datetime) else dt.datetime(*value.timetuple()[:3])
        value, style = (moment - (FIRST_DAY_1904 if is_1904 else FIRST_DAY)) / dt.timedelta(days=1), style or DATE
    head = struct.pack("<HHH", row, column, style)
    if value is None:
        return record(0x0201, head)
    if isinstance(value, Formula):
        return formula(value.value, head, encoding)
    if isinstance(value, Error):
        return record(0x0205, head + bytes([ERRORS[value.name], 1]))
    if isinstance(value, bool):
        return record(0x0205, head + bytes([value, 0]))
    if isinstance(value, str):
        text = value.encode(encoding)
        return record(0x0204, head + struct.pack("<H", len(text)) + text)
    if isinstance(value, int) and abs(value) < 1 << 29:
        return record(0x027E, head + struct.pack("<i", value << 2 | 2))
    return record(0x0203, head + struct.pack("<d", value))


def formula(value: Any, head: bytes, encoding: str) -> bytes:
    """A formula with its stored value: a number, a text, an Error, a bool, or None for the blank text."""
    after = b""
    if isinstance(value, str):
        result, text = b"\0" * 6 + b"\xff\xff", value.encode(encoding)
        after = record(0x0207, struct.pack("<H", len(text)) + text)
    elif isinstance(value, bool):
        result = bytes([1, 0, value, 0, 0, 0]) + b"\xff\xff"
    elif isinstance(value, Error):
        result = bytes([2, 0, ERRORS[value.name], 0, 0, 0]) + b"\xff\xff"
    else:
        result = b"\x03" + bytes(5) + b"\xff\xff" if value is None else struct.pack("<d", value)
    return record(0x0006, head + result + struct.pack("<HIH", 0, 0, 3) + b"\x1e\x01\0") + after


def codepage(number: int) -> bytes:
    return record(0x0042, struct.pack("<H", number))


DATES_OF_1904 = record(0x0022, b"\x01\0")
ENCRYPTED = record(0x002F, struct.pack("<HH", 0x1234, 0x5678))


def write_xls5(path: Path, sheets: dict[str, Rows], *settings: bytes, number: int = 936) -> Path:
    """A BIFF5 workbook of these rows, its texts in the codepage of this number."""
    encoding = {936: "gbk"}.get(number, f"cp{number}")
    data = book(
        {name: sheet(rows, encoding=encoding) for name, rows in sheets.items()},
        codepage(number),
        *settings,
        encoding=encoding,
    )
    path.write_bytes(compound({"Book": data}))
    return path
