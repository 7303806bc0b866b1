"""The count of a sheet whose XML is plain, without a look at each cell: what an .xlsx roster of thousands of rows mostly is.

What is not plain is not guessed at: it is left to the stream of xlsx.py.
"""

import re

NAMESPACES = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
MOST_BLANKS = 16  # each costs a search of the sheet
_BLANK_STRING = re.compile(
    rb"<t(?: [^<>]*)?(?:/>|>(?:\s|\xc2[\x85\xa0]|\xe1\x9a\x80|\xe2[\x80\x81].|\xe3\x80\x80)*</t>)|<si(?: [^<>]*)?(?:/>|></si>)"
)
_UNSURE_STRING = (  # a rare sign of each, and the whole
    (b"!", b"<!"),
    (b"#", b"&#"),
    (b"_", b"_x"),
    (b"P", b"<rPh"),
    (b":", b":si"),
)
_TEXT = re.compile(rb"<t(?: [^<>]*)?>([^<]*)</t>")
_LEFT_OUT = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_HEAD = re.compile(rb'(?: [\w:]+="[^"<]*")* ?(/?)>')
_CELL = re.compile(
    rb'<c((?: \w+="[^"<]*")*)(?:/>|>(<f(?: [^<>]*)?(?:/>|>[^<]*</f>))?(?:<v>([^<]*)</v>)?</c>)',
)
_PADDED = re.compile(rb"<v>0[0-9]")
_PREFIX = re.compile(rb"xmlns:[^=]+=[\"'](?:%s)" % b"|".join(namespace.encode() for namespace in NAMESPACES))


def blank_strings(xml: bytes) -> frozenset[int] | None:
    """The numbers of the shared strings that hold nothing; None where that takes a closer look, or where they are many."""
    if any(sign in xml and mark in xml for sign, mark in _UNSURE_STRING):
        return None
    if not _BLANK_STRING.search(xml):
        return frozenset()
    _, *items = xml.split(b"<si>")
    if not len(items) == xml.count(b"<si") == xml.count(b"</si>"):
        return None
    texts = (b"".join(_TEXT.findall(item)).decode(errors="replace") for item in items)
    blanks = frozenset(number for number, text in enumerate(texts) if not text.strip())
    return blanks if len(blanks) <= MOST_BLANKS else None


def at_a_glance(xml: bytes, blanks: frozenset[int] | None) -> dict[int, int] | None:
    """The count of a sheet whose rows are all plain, by row; None where one is not, or where the blank strings are not known.

    Without its digits and capital letters a row is like many others. One of each kind is looked at: of a value there are left at
    least its tags, and more where it may be blank, since no value is empty.
    """
    start, stop = xml.find(b"<sheetData>"), xml.rfind(b"</sheetData>")
    if blanks is None or start < 0 or _PREFIX.search(xml, 0, start) or b"<v></v>" in xml:
        return None
    counts: dict[bytes, int | None] = {}
    rows: dict[int, int] = {}
    first, *parts = xml[start:stop].split(b'<row r="')
    for part in parts:
        said, _, row = part.partition(b'"')
        kind = row.translate(None, _LEFT_OUT)
        count = counts[kind] if kind in counts else counts.setdefault(kind, _count(kind))
        if count is None or not said.isdigit():
            return None
        number = int(said)
        rows[number] = rows.get(number, 0) + count
    if first != b"<sheetData>" or (blanks and _PADDED.search(xml, start, stop)):
        return None
    for each in blanks:
        _take_out(b"<v>%d</v>" % each, xml, start, stop, rows)
    return rows


def _take_out(value: bytes, xml: bytes, start: int, stop: int, rows: dict[int, int]) -> None:
    """Count the cells no longer whose value is the number of a blank string."""
    place = xml.find(value, start, stop)
    while place >= 0:
        attributes, _, _ = xml[xml.rfind(b"<c", start, place) : place].partition(b">")
        if b' t="s"' in attributes:
            head = xml.rfind(b'<row r="', start, place) + len(b'<row r="')
            rows[int(xml[head : xml.index(b'"', head)])] -= 1
        place = xml.find(value, place + 1, stop)


def _count(row: bytes) -> int | None:
    """How many cells of a row hold something, by what is left of it after its number; None where that is not plain."""
    head = _HEAD.match(row)
    if not head or b"xmlns" in row:
        return None
    if head[1]:
        return 0 if head.end() == len(row) else None
    cells = row[head.end() :]
    count = 0
    for attributes, formula, value in (cell.groups() for cell in _CELL.finditer(cells)):
        if value and (any(mark in value for mark in b"&_") or not value.decode().strip()):
            return None
        count += value is not None or formula is not None or b't="e"' in attributes
    return count if _CELL.sub(b"", cells) == b"</row>" else None
