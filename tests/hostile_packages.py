"""Hostile packages: .xlsx and .ods files whose parts lie, swell, point outside or have no end. Each is a few kilobytes of bytes."""

import io
import struct
import zlib
from collections.abc import Callable, Iterator
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACK = "http://schemas.openxmlformats.org/package/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
CELL = '<c r="A1"><v>1</v></c>'
MEBIBYTE = 1 << 20


def sheet(rows: str, before: str = "", dtd: str = "") -> str:
    return f'{HEAD}{dtd}<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData></worksheet>'


def row(cells: str, number: object = 1) -> str:
    return f'<row r="{number}">{cells}</row>'


def parts(data: str | bytes, strings: str | None = None, **more: str | bytes) -> dict[str, str | bytes]:
    """The parts of a workbook of one sheet; `more` replaces or adds parts, with ``__`` for a slash."""
    book = (
        f'<workbook xmlns="{MAIN}" xmlns:r="{LINK}"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>'
    )
    links = f'<Relationship Id="r1" Type="{LINK}/worksheet" Target="worksheets/sheet1.xml"/>'
    links += f'<Relationship Id="r2" Type="{LINK}/sharedStrings" Target="sharedStrings.xml"/>' if strings else ""
    made: dict[str, str | bytes] = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{PACK}"><Relationship Id="r1" Type="{LINK}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": book,
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACK}">{links}</Relationships>',
        "xl/worksheets/sheet1.xml": data,
    }
    if strings:
        made["xl/sharedStrings.xml"] = strings
    return made | {name.replace("__", "/"): content for name, content in more.items()}


def package(content: dict[str, str | bytes] | list[tuple[str, str | bytes]]) -> bytes:
    buffer = io.BytesIO()
    pairs = content.items() if isinstance(content, dict) else content
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name, part in pairs:
            archive.writestr(ZipInfo(name), part, ZIP_DEFLATED)
    return buffer.getvalue()


def strings(items: str, count: object = 1) -> str:
    return f'<sst xmlns="{MAIN}" count="{count}" uniqueCount="{count}">{items}</sst>'


def book(rows: str, **options: str) -> bytes:
    return package(parts(sheet(rows, options.pop("before", ""), options.pop("dtd", "")), **options))


def swelling(
    mebibytes: int, declared: int | None = None, block: bytes = b" ", first: str = "", last: str = ""
) -> bytes:
    """A workbook whose sheet is ``first``, then mebibytes of blocks, then ``last``; with ``declared`` its directory lies of the size.

    One block is pressed once and laid down as often as needed, so that nobody here holds what it inflates to.
    """
    opening, closing = sheet("\0").split("\0")
    block *= MEBIBYTE // len(block)
    pieces = []
    for text in ((opening + first).encode(), block, (last + closing).encode()):
        press = zlib.compressobj(9, zlib.DEFLATED, -15)
        pieces.append(press.compress(text) + press.flush(zlib.Z_FULL_FLUSH))
    ending = zlib.compressobj(9, zlib.DEFLATED, -15).flush()
    raw = pieces[0] + pieces[1] * mebibytes + pieces[2] + ending
    others = parts("").items()
    name = "xl/worksheets/sheet1.xml"
    entries = [(key, 0, part.encode() if isinstance(part, str) else part, None) for key, part in others if key != name]
    return raw_zip([*entries, (name, 8, raw, mebibytes * len(block) if declared is None else declared)])


def raw_zip(entries: list[tuple[str, int, bytes, int | None]]) -> bytes:
    """A zip of (name, method, bytes as stored, size said); the checksums of what is not stored are wrong."""
    body, directory, place = [], [], 0
    for name, method, raw, size in entries:
        said, check = len(raw) if size is None else size, zlib.crc32(raw) if method == 0 else 0
        fields = struct.pack(
            "<HHHHHIIIHH", 20, 0, method, 0, 0, check, len(raw), said & 0xFFFFFFFF, len(name.encode()), 0
        )
        body += [b"PK\x03\x04" + fields + name.encode(), raw]
        directory.append(
            b"PK\x01\x02" + struct.pack("<H", 20) + fields + struct.pack("<HHHII", 0, 0, 0, 0, place) + name.encode()
        )
        place += 30 + len(name.encode()) + len(raw)
    central, count = b"".join(directory), min(len(entries), 0xFFFF)
    return b"".join(
        [*body, central, b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, count, count, len(central), place, 0)]
    )


def nested(depth: int) -> bytes:
    """A zip in a zip in a zip."""
    inner = book(row(CELL))
    for _ in range(depth):
        inner = package({"花名册.xlsx": inner})
    return inner


def overlapping() -> bytes:
    """Many directory entries that all point at one kernel of data."""
    small = package({"a": b"\0" * MEBIBYTE})
    end = small.rindex(b"PK\x05\x06")
    count, length, start = struct.unpack("<HII", small[end + 10 : end + 20])
    entry = small[start:end]
    many = b"".join(entry[:46] + b"%c" % (97 + place % 26) + entry[47:] for place in range(5000))
    tail = struct.pack("<HHHHIIH", 0, 0, 5000, 5000, len(many), start, 0)
    assert (count, length) == (1, len(entry))
    return small[:start] + many + b"PK\x05\x06" + tail


def twice_named() -> bytes:
    """A sheet that stands in the package twice, with two values."""
    both = [*parts(sheet(row(CELL))).items(), ("xl/worksheets/sheet1.xml", sheet(row('<c r="A1"><v>2</v></c>')))]
    return raw_zip([(name, 0, str(part).encode(), None) for name, part in both])


def entities(*definitions: str, root: str = "worksheet") -> str:
    return f"<!DOCTYPE {root} [{''.join(definitions)}]>"


LAUGHS = [f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "haha"}">' for n in range(12)]
INLINE_OPEN = '<row r="1"><c r="A1" t="inlineStr"><is><t>'
INLINE = '<c r="A1" t="inlineStr"><is><t>{}</t></is></c>'


def workbooks(port: int) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Name and maker of each; ``port`` is where something listens on this machine."""
    long, half = f"<si><t>{'长' * 32767}</t></si>", '<c t="s"><v>0</v></c>'
    yield "sheet inflates to 3 GiB", lambda: swelling(3000)
    yield "sheet says 1 KiB, inflates to 3 GiB", lambda: swelling(3000, 1024)
    yield "entries share their bytes", overlapping
    yield "1.2 GB of A in a cell", lambda: swelling(1200, block=b"A", first=INLINE_OPEN, last="</t></is></c></row>")
    yield "uniqueCount of 4e9", lambda: book(row(half), strings=strings("<si><t>a</t></si>", 4_000_000_000))
    yield "uniqueCount of 1e14", lambda: book(row(half), strings=strings("<si><t>a</t></si>", 10**14))
    yield "uniqueCount below zero", lambda: book(row(half), strings=strings("<si><t>a</t></si>", -1))
    yield (
        "a long text in 500,000 cells",
        lambda: book("".join(row(half * 50, n) for n in range(1, 10_001)), strings=strings(long)),
    )
    yield "no such shared string", lambda: book(row('<c r="A1" t="s"><v>99999999999</v></c>'), strings=strings(long))
    yield "A1 and XFD1048576", lambda: book(row(CELL) + row('<c r="XFD1048576"><v>1</v></c>', 1048576))
    yield "XFD and row 20,000", lambda: book(row('<c r="XFD1"><v>1</v></c>') + row('<c r="A20000"><v>1</v></c>', 20000))
    yield "row 4294967295", lambda: book(row('<c r="A4294967295"><v>1</v></c>', 4294967295))
    yield "row 0", lambda: book(row('<c r="A0"><v>1</v></c>', 0))
    yield "row below zero", lambda: book(row('<c r="A-5"><v>1</v></c>', -5))
    yield "row is no number", lambda: book(row('<c r="A1"><v>1</v></c>', "九"))
    yield "column ZZZZZZZZ", lambda: book(row('<c r="ZZZZZZZZ1"><v>1</v></c>'))
    yield "20 million cells", lambda: swelling(320, block=b"<row>" + b"<c><v>1</v></c>" * 200 + b"</row>")
    yield "a merge over everything", lambda: package(parts(sheet(row(CELL)).replace("</worksheet>", '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>')))  # fmt: skip
    yield "50,000 merges", lambda: package(parts(sheet(row(CELL)).replace("</worksheet>", "<mergeCells>" + "".join(f'<mergeCell ref="A{n}:C{n + 1}"/>' for n in range(1, 50_000)) + "</mergeCells></worksheet>")))  # fmt: skip
    yield (
        "columns to 2^31 hidden",
        lambda: book(row(CELL), before='<cols><col min="1" max="2147483647" hidden="1"/></cols>'),
    )
    yield "billion laughs", lambda: book(row(INLINE.format("&l11;")), dtd=entities(*LAUGHS))
    yield (
        "quadratic entity",
        lambda: book(row(INLINE.format("&a;" * 20_000)), dtd=entities(f'<!ENTITY a "{"a" * 20_000}">')),
    )
    yield (
        "entity from a file",
        lambda: book(row(INLINE.format("&x;")), dtd=entities('<!ENTITY x SYSTEM "file:///etc/passwd">')),
    )
    yield (
        "entity from the network",
        lambda: book(row(INLINE.format("&x;")), dtd=entities(f'<!ENTITY x SYSTEM "http://127.0.0.1:{port}/x">')),
    )
    yield (
        "parameter entity from the network",
        lambda: book(row(CELL), dtd=entities(f'<!ENTITY % x SYSTEM "http://127.0.0.1:{port}/x"> %x;')),
    )
    yield (
        "DTD from the network",
        lambda: book(row(CELL), dtd=f'<!DOCTYPE worksheet SYSTEM "http://127.0.0.1:{port}/x">'),
    )
    yield (
        "strings with entities",
        lambda: book(row(half), strings=entities(*LAUGHS, root="sst") + strings("<si><t>&l11;</t></si>")),
    )
    yield (
        "sheet on the network",
        lambda: package(_linked(f"http://127.0.0.1:{port}/sheet.xml", ' TargetMode="External"')),
    )
    yield "sheet at an absolute path", lambda: package(_linked("/../../../../etc/passwd"))
    yield "sheet outside the package", lambda: package(_linked("../../../../../../etc/passwd"))
    yield "sheet is its own relation", lambda: package(_linked("../_rels/workbook.xml.rels"))
    yield (
        "names that climb",
        lambda: package(
            parts(sheet(row(CELL))) | {"../../../climbed.txt": "x", "/absolute.txt": "x", "..\\climbed.txt": "x"}
        ),
    )
    yield "the same name twice", twice_named
    yield "100,000 entries", lambda: raw_zip([(f"x/{n}", 0, b"", None) for n in range(100_000)])
    yield "nesting of 200,000", lambda: package(parts(f'{HEAD}<worksheet xmlns="{MAIN}">' + "<a>" * 200_000))
    yield "nesting that closes", lambda: book("<a>" * 100_000 + "</a>" * 100_000)
    yield "a million attributes", lambda: book("<row " + " ".join(f"a{n}=''" for n in range(200_000)) + "/>")
    yield "a thousand sheets", lambda: package(_sheets(1000))
    yield "a sheet listed 20,000 times", lambda: package(_sheets(20_000, one=True))
    yield (
        "NaN and infinity",
        lambda: book(row('<c r="A1"><v>NaN</v></c><c r="B1"><v>1e999</v></c><c r="C1"><v>-INF</v></c>')),
    )
    yield "a number of a million digits", lambda: book(row(f'<c r="A1"><v>{"9" * 1_000_000}</v></c>'))
    yield "a date beyond time", lambda: book(row('<c r="A1" t="d"><v>99999-99-99</v></c><c r="B1" t="b"><v>7</v></c>'))
    yield "control characters", lambda: book(row(INLINE.format("_x0000__x000B_‮​\ufffe")))
    yield "nested zips", lambda: nested(60)
    yield "a zip of nothing", lambda: b"PK\x05\x06" + bytes(18)


def _linked(target: str, mode: str = "") -> dict[str, str | bytes]:
    link = f'<Relationship Id="r1" Type="{LINK}/worksheet" Target="{target}"{mode}/>'
    return parts(sheet(row(CELL))) | {
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACK}">{link}</Relationships>'
    }


def _sheets(count: int, one: bool = False) -> dict[str, str | bytes]:
    made = parts(sheet(row(CELL)))
    listed = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="r{1 if one else n}"/>' for n in range(1, count + 1))
    links = "".join(
        f'<Relationship Id="r{n}" Type="{LINK}/worksheet" Target="worksheets/s{n}.xml"/>' for n in range(1, count + 1)
    )
    made["xl/workbook.xml"] = f'<workbook xmlns="{MAIN}" xmlns:r="{LINK}"><sheets>{listed}</sheets></workbook>'
    if not one:
        made["xl/_rels/workbook.xml.rels"] = f'<Relationships xmlns="{PACK}">{links}</Relationships>'
        made |= {f"xl/worksheets/s{n}.xml": sheet(row(CELL)) for n in range(1, count + 1)}
    return made
