"""Hostile files that are no OOXML package: compound files, records that lie, .ods without end, pages of HTML, endless fields of CSV."""

import io
import os
import random
import struct
from collections.abc import Callable, Iterator

import xlwt
from hostile_packages import LAUGHS, entities, package
from text_workbooks import CONTENT, MANIFEST, ODS

NO_END, FREE = 0xFFFFFFFE, 0xFFFFFFFF
CFB = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ROSTER = "序号,姓名,身份证号,是否社会工作专业人才\n1,张三,510499199001011233,是\n"


def compound(
    fat_count: int = 1, difat_count: int = 0, difat_start: int = NO_END, directory: int = 1, shift: int = 9
) -> bytes:
    """The header of a compound file with these claims, and a few sectors."""
    head = CFB + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, shift, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, fat_count, directory, 0, 4096, NO_END, 0, difat_start, difat_count)
    head += struct.pack("<109I", 0, *[FREE] * 108)
    return head + struct.pack("<128I", *[0xFFFFFFFD, 1, *[FREE] * 126]) + bytes(512) * 6


def biff8() -> bytes:
    """A sound small .xls."""
    made, buffer = xlwt.Workbook(), io.BytesIO()
    page = made.add_sheet("S")
    for row, line in enumerate(ROSTER.splitlines()):
        for column, text in enumerate(line.split(",")):
            page.write(row, column, text)
    made.save(buffer)
    return buffer.getvalue()


def with_record(old: bytes, new: bytes) -> bytes:
    """That .xls with the header of a record replaced."""
    whole = biff8()
    assert old in whole
    return whole.replace(old, new, 1)


def looping_fat() -> bytes:
    """A compound file whose first chain of sectors never ends."""
    whole = bytearray(biff8())
    (fat,) = struct.unpack("<I", whole[76:80])
    struct.pack_into("<I", whole, 512 * (fat + 1), 0)
    return bytes(whole)


def ods(tables: str, dtd: str = "") -> bytes:
    content = dtd + CONTENT.format(styles="", tables=tables)
    return package([("mimetype", ODS), ("content.xml", content), ("META-INF/manifest.xml", MANIFEST.format(inside=""))])


def table(rows: str) -> str:
    return f'<table:table table:name="S">{rows}</table:table>'


def cell(text: str, more: str = "") -> str:
    return f'<table:table-cell office:value-type="string"{more}><text:p>{text}</text:p></table:table-cell>'


def html(rows: str) -> bytes:
    return f"<html><body><table>{rows}</table></body></html>".encode()


def xml2003(rows: str, dtd: str = "") -> bytes:
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    return (
        f'<?xml version="1.0"?>{dtd}<Workbook xmlns="{space}" xmlns:ss="{space}"><Worksheet ss:Name="S"><Table>{rows}'
        "</Table></Worksheet></Workbook>"
    ).encode()


def encrypted() -> bytes:
    """A compound file in which an encrypted package lies: what a password makes of a workbook."""
    whole = bytearray(biff8())
    name, other = "Workbook".encode("utf-16-le"), "EncryptedPackage".encode("utf-16-le")
    place = whole.index(name)
    whole[place : place + 64] = other.ljust(64, b"\0")
    struct.pack_into("<H", whole, place + 64, len(other) + 2)
    return bytes(whole)


def streams(port: int) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Name and maker of each; ``port`` is where something listens on this machine."""
    lots, noise = 2**31 - 1, random.Random(7)
    repeats = f' table:number-rows-repeated="{lots}"'
    wide = f' table:number-columns-repeated="{lots}"'
    spans = f' table:number-rows-spanned="{lots}" table:number-columns-spanned="{lots}"'
    spaces = f'<text:s text:c="{lots}"/>'
    dimension, bof = b"\x00\x02\x0e\x00", b"\x09\x08\x10\x00"
    yield "compound file, DIFAT of 2^32-1", lambda: compound(difat_count=FREE, difat_start=2)
    yield "compound file, FAT of 2^32-1", lambda: compound(fat_count=FREE)
    yield "compound file, DIFAT points at itself", lambda: compound(fat_count=200, difat_count=9, difat_start=0)
    yield "compound file, directory far away", lambda: compound(directory=0xFFFFFF00)
    yield "compound file, sectors of 2^60", lambda: compound(shift=60)
    yield "compound file, a chain without end", looping_fat
    yield "compound file, header alone", lambda: CFB
    yield "xls, record longer than the file", lambda: with_record(dimension, b"\x00\x02\xff\xff")
    yield "xls, first record of no length", lambda: with_record(bof, b"\x09\x08\x00\x00")
    yield "xls, string table of 4e9", lambda: _strings(b"\xff\xff\xff\xff\xff\xff\xff\xff")
    yield "xls, no end of records", lambda: biff8()[:512] + b"\x00\x02\x00\x00" * 100_000
    yield "xls, cut in the middle", lambda: biff8()[: len(biff8()) // 2]
    yield (
        "BIFF5 without a compound file",
        lambda: b"\x09\x08\x08\x00\x00\x05\x05\x00\x00\x00\x00\x00" + b"\x08\x02\xff\xff" * 1000,
    )
    yield "a password", encrypted
    yield "ods, a row 2^31 times", lambda: ods(table(f"<table:table-row{repeats}>{cell('a')}</table:table-row>"))
    yield "ods, a cell 2^31 times", lambda: ods(table(f"<table:table-row>{cell('a', wide)}</table:table-row>"))
    yield "ods, both", lambda: ods(table(f"<table:table-row{repeats}>{cell('a', wide)}</table:table-row>"))
    yield "ods, empty rows to 2^31, then one", lambda: ods(table(f"<table:table-row{repeats}><table:table-cell/></table:table-row><table:table-row>{cell('a')}</table:table-row>"))  # fmt: skip
    yield "ods, spans of 2^31", lambda: ods(table(f"<table:table-row>{cell('a', spans)}</table:table-row>"))  # fmt: skip
    yield "ods, spaces 2^31 times", lambda: ods(table(f"<table:table-row>{cell(spaces)}</table:table-row>"))
    yield (
        "ods, billion laughs",
        lambda: ods(table(f"<table:table-row>{cell('&l11;')}</table:table-row>"), entities(*LAUGHS, root="x")),
    )
    yield "ods, entity from the network", lambda: ods(table(f"<table:table-row>{cell('&x;')}</table:table-row>"), entities(f'<!ENTITY x SYSTEM "http://127.0.0.1:{port}/x">', root="x"))  # fmt: skip
    yield "html, spans of 2^31", lambda: html(f'<tr><td rowspan="{lots}" colspan="{lots}">a</td></tr>')
    yield (
        "html, many spans",
        lambda: html("".join("<tr>" + '<td rowspan="1000" colspan="1000">a</td>' * 50 + "</tr>" for _ in range(200))),
    )
    yield "html, tables in tables", lambda: html("<tr><td><table>" * 100_000)
    yield "html, never closed", lambda: html("<tr><td>" * 400_000)
    yield "html, pictures and frames outside", lambda: html(f'<tr><td><img src="http://127.0.0.1:{port}/x"><iframe src="file:///etc/passwd"></iframe>a</td></tr>')  # fmt: skip
    yield "html, a tag of 5 MB", lambda: html(f"<tr><td {'a' * 5_000_000}>a</td></tr>")
    yield "xml 2003, index of 2^31", lambda: xml2003('<Row ss:Index="2147483647"><Cell ss:Index="2147483647"><Data ss:Type="String">a</Data></Cell></Row>')  # fmt: skip
    yield "xml 2003, index goes back", lambda: xml2003('<Row ss:Index="9"><Cell><Data ss:Type="String">a</Data></Cell></Row><Row ss:Index="2"><Cell><Data ss:Type="String">b</Data></Cell></Row>')  # fmt: skip
    yield "xml 2003, merge over everything", lambda: xml2003('<Row><Cell ss:MergeAcross="2000000000" ss:MergeDown="2000000000"><Data ss:Type="String">a</Data></Cell></Row>')  # fmt: skip
    yield (
        "xml 2003, billion laughs",
        lambda: xml2003(
            '<Row><Cell><Data ss:Type="String">&l11;</Data></Cell></Row>', entities(*LAUGHS, root="Workbook")
        ),
    )
    yield "xml 2003, entity from a file", lambda: xml2003('<Row><Cell><Data ss:Type="String">&x;</Data></Cell></Row>', entities('<!ENTITY x SYSTEM "file:///etc/passwd">', root="Workbook"))  # fmt: skip
    yield "csv, a field of a million characters", lambda: (ROSTER + "2," + "长" * 1_000_000 + ",1,是\n").encode()
    yield "csv, a quote that never ends", lambda: (ROSTER + '2,"' + "张三,1\n" * 100_000).encode()
    yield "csv, a line of a million fields", lambda: (ROSTER + "," * 1_000_000).encode()
    yield "csv, lines without end", lambda: (ROSTER + "\n" * 3_000_000).encode()
    yield "csv, bytes of no encoding", lambda: ROSTER.encode("gb18030") + bytes(range(128, 256)) * 20
    yield "utf-16 without its other half", lambda: ROSTER.encode("utf-16") + b"\x00\xd8"
    yield "nothing", lambda: b""
    yield "zeros", lambda: bytes(100_000)
    yield "noise", lambda: noise.randbytes(100_000)
    yield "a picture", lambda: b"\x89PNG\r\n\x1a\n" + os.urandom(0) + bytes(5000)
    yield "a PDF", lambda: b"%PDF-1.4\n" + bytes(5000)
    yield "a formula that calls", lambda: (ROSTER + "2,=cmd|'/C calc'!A0,@SUM(1),是\n").encode()


def _strings(claim: bytes) -> bytes:
    """That .xls whose string table claims another number of strings."""
    whole = biff8()
    place = next(
        at
        for at in range(512, len(whole))
        if whole[at : at + 2] == b"\xfc\x00" and whole[at + 4 : at + 6] < b"\x40\x00"
    )
    return whole[: place + 4] + claim + whole[place + 12 :]
