"""Workbooks in .xlsb, written record by record, so that a test can spell the records as it likes."""

import datetime as dt
import struct
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile

from sheet_files import PACKAGE, RELATED

ERRORS = {"#NULL!": 0, "#DIV/0!": 7, "#VALUE!": 15, "#REF!": 23, "#NAME?": 29, "#NUM!": 36, "#N/A": 42}
STATES = ("visible", "hidden", "veryHidden")
PLAIN, DATE, CUSTOM_DATE, STRUCK, FILLED = range(5)
FIRST_DAY, FIRST_DAY_1904 = dt.datetime(1899, 12, 30), dt.datetime(1904, 1, 1)


class Error(NamedTuple):
    """An error cell, by its name."""

    name: str


class Formula(NamedTuple):
    """A formula whose value was stored."""

    value: Any


class Look(NamedTuple):
    """A value in a cell of another look."""

    value: Any
    style: int


Rows = list[list[Any]]  # str, int, float, bool, date, datetime, None, Error, Formula or Look


def write_xlsb(
    path: Path,
    sheets: dict[str, Rows],
    *,
    is_1904: bool = False,
    states: dict[str, str] | None = None,
    merges: dict[str, list[tuple[int, int, int, int]]] | None = None,
    hidden_rows: dict[str, set[int]] | None = None,
    hidden_columns: dict[str, set[int]] | None = None,
    comments: dict[tuple[int, int], str] | None = None,
    inline: bool = False,
    extra: dict[str, bytes] | None = None,
) -> Path:
    """A workbook; rows, columns and merges (top, left, bottom, right) count from 1, comments stand on the first sheet."""
    strings: dict[str, int] = {}
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": links(("xl/workbook.bin", "officeDocument")),
    }
    tabs, targets = b"", []
    for index, (name, rows) in enumerate(sheets.items(), 1):
        cells = b"".join(
            row_header(number, number in (hidden_rows or {}).get(name, ()))
            + b"".join(cell(value, column, is_1904, None if inline else strings) for column, value in enumerate(row))
            for number, row in enumerate(rows, 1)
        )
        hidden = b"".join(
            record(60, struct.pack("<4IH", each - 1, each - 1, 0, 0, 1))
            for each in sorted((hidden_columns or {}).get(name, ()))
        )
        joined = b"".join(
            record(176, struct.pack("<4I", t - 1, b - 1, le - 1, r - 1)) for t, le, b, r in (merges or {}).get(name, ())
        )
        parts[f"xl/worksheets/sheet{index}.bin"] = sheet(cells, hidden, joined)
        tabs += record(
            156,
            struct.pack("<II", STATES.index((states or {}).get(name, "visible")), index)
            + wide(f"rId{index}")
            + wide(name),
        )
        targets.append((f"worksheets/sheet{index}.bin", "worksheet"))
    parts["xl/workbook.bin"] = (
        record(131) + record(153, bytes([is_1904]) + bytes(11)) + record(143) + tabs + record(144) + record(132)
    )
    parts["xl/_rels/workbook.bin.rels"] = links(
        *targets, ("sharedStrings.bin", "sharedStrings"), ("styles.bin", "styles")
    )
    items = b"".join(record(19, b"\0" + wide(text)) for text in strings)
    parts["xl/sharedStrings.bin"] = record(159, struct.pack("<II", len(strings), len(strings))) + items + record(160)
    parts["xl/styles.bin"] = styles()
    if comments:
        parts["xl/worksheets/_rels/sheet1.bin.rels"] = links(("../comments1.bin", "comments"))
        parts["xl/comments1.bin"] = notes(comments)
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, content in (parts | (extra or {})).items():
            archive.writestr(name, content)
    return path


TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>'


def record(kind: int, content: bytes = b"") -> bytes:
    """One record: kind and length in groups of seven bits."""
    head = bytes([kind]) if kind < 128 else bytes([kind & 127 | 128, kind >> 7])
    size = len(content)
    while size > 127:
        head, size = head + bytes([size & 127 | 128]), size >> 7
    return head + bytes([size]) + content


def wide(text: str) -> bytes:
    """A text with its length before it."""
    data = text.encode("utf-16-le")
    return struct.pack("<I", len(data) // 2) + data


def sheet(cells: bytes, before: bytes = b"", after: bytes = b"") -> bytes:
    """A sheet around the records of its rows."""
    columns = record(390) + before + record(391) if before else b""
    merged = record(177, struct.pack("<I", 1)) + after + record(178) if after else b""
    return record(129) + record(148, bytes(16)) + columns + record(145) + cells + record(146) + merged + record(130)


def row_header(number: int, is_hidden: bool = False) -> bytes:
    return record(0, struct.pack("<IIHBBB", number - 1, 0, 300, 0, 0x10 * is_hidden, 0) + struct.pack("<I", 0))


def cell(value: Any, column: int, is_1904: bool = False, strings: dict[str, int] | None = None) -> bytes:
    """The record of a cell, its column from 0; texts stand in the cell where there are no shared strings."""
    style = PLAIN
    if isinstance(value, Look):
        value, style = value
    is_formula = isinstance(value, Formula)
    if is_formula:
        (value,) = value
    if isinstance(value, dt.date):
        moment = value if isinstance(value, dt.datetime) else dt.datetime(*value.timetuple()[:3])
        days = (moment - (FIRST_DAY_1904 if is_1904 else FIRST_DAY)) / dt.timedelta(days=1)
        value, style = int(days) if days == int(days) else days, style or DATE
    head = struct.pack("<II", column, style)
    tail = bytes(10) if is_formula else b""  # no flags, no tokens
    if value is None:
        return record(1, head)
    if isinstance(value, Error):
        return record(11 if is_formula else 3, head + bytes([ERRORS[value.name]]) + tail)
    if isinstance(value, bool):
        return record(10 if is_formula else 4, head + bytes([value]) + tail)
    if isinstance(value, str):
        if is_formula or strings is None:
            return record(8 if is_formula else 6, head + wide(value) + tail)
        return record(7, head + struct.pack("<I", strings.setdefault(value, len(strings))))
    if isinstance(value, int) and not is_formula and abs(value) < 1 << 29:
        return record(2, head + struct.pack("<i", value << 2 | 2))
    return record(9 if is_formula else 5, head + struct.pack("<d", value) + tail)


def styles() -> bytes:
    """Five looks: plain, a built-in Chinese date, a date of its own format, struck out, filled yellow."""
    fonts = b"".join(record(43, struct.pack("<HH", 220, flags) + bytes(21)) for flags in (0, 8))
    fills = b"".join(
        record(45, struct.pack("<I", pattern) + b"\x05\xff\0\0" + colour + bytes(52))
        for pattern, colour in ((0, bytes(4)), (17, bytes(4)), (1, b"\xff\xff\0\xff"))
    )
    looks = ((0, 0, 0), (31, 0, 0), (200, 0, 0), (0, 1, 0), (0, 0, 2))
    xfs = b"".join(
        record(47, struct.pack("<HHHHH", 0, number, font, fill, 0) + bytes(6)) for number, font, fill in looks
    )
    own = record(44, struct.pack("<H", 200) + wide("yyyy\\-mm\\-dd"))
    parent = record(47, struct.pack("<HHHHH", 0xFFFF, 14, 0, 0, 0) + bytes(6))
    return (
        record(278)
        + record(615, struct.pack("<I", 1))
        + own
        + record(616)
        + record(611, struct.pack("<I", 2))
        + fonts
        + record(612)
        + record(603, struct.pack("<I", 3))
        + fills
        + record(604)
        + record(626, struct.pack("<I", 1))
        + parent
        + record(627)
        + record(617, struct.pack("<I", len(looks)))
        + xfs
        + record(618)
        + record(279)
    )


def notes(comments: dict[tuple[int, int], str]) -> bytes:
    listed = b"".join(
        record(635, struct.pack("<IIIII", 0, row - 1, row - 1, column - 1, column - 1) + bytes(16))
        + record(637, b"\0" + wide(text))
        + record(636)
        for (row, column), text in comments.items()
    )
    return record(628) + record(630) + record(631) + record(633) + listed + record(634) + record(629)


def links(*targets: tuple[str, str]) -> str:
    """Relationships rId1, rId2 …"""
    listed = (
        f'<Relationship Id="rId{number}" Type="{RELATED}/{kind}" Target="{target}"/>'
        for number, (target, kind) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{PACKAGE}">{"".join(listed)}</Relationships>'
