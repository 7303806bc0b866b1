"""An .xlsx file read in one pass over each sheet's XML, losing nothing.

The pass accounts for every byte of the sheet data. Where it cannot, the XML is brought into canonical spelling and
passed again; where it still cannot, the file is refused. Runs in the reader process only: its grids are plain lists.
"""

import re
from collections.abc import Callable, Iterator
from io import BufferedReader
from itertools import compress

from pipeline.sheets.formats.cells import EMPTY, Cells, Columns, NotPlain, attributes_of, read_strings
from pipeline.sheets.formats.comments import read_comments
from pipeline.sheets.formats.markup import NAMESPACES, canonical
from pipeline.sheets.formats.package import Package
from pipeline.sheets.formats.styles import GENERAL, read_styles
from pipeline.sheets.grid import LAST_ROW
from pipeline.sheets.refusal import FILE_UNREADABLE, Refused

_DECLARATION = re.compile(rb"(?:\xef\xbb\xbf)?(?:<\?xml [^>]*?\?>)?\s*<(?=worksheet|sst)")
_ENCODING = re.compile(rb"""encoding=["'](?!utf-8["'])""", re.IGNORECASE)
_NAMESPACE = re.compile(rb'<(?:worksheet|sst)(?: [^>]*)? xmlns="(?:%s)"' % b"|".join(map(str.encode, NAMESPACES)))
_ROW = re.compile(rb'<row(?: r="([1-9][0-9]{0,6})")?((?: [\w:]+="[^"<]*")*) ?(/?)>')
_HIDDEN = re.compile(rb' hidden="(?:1|true)"')
_CELL = re.compile(rb'<c(?: r="([A-Z]{1,3})([1-9][0-9]{0,6})")?([^>/]*(?:/>|><v>[^<]*</v></c>|>.*?</c>))', re.DOTALL)
_COLUMNS = re.compile(rb"<col( [^>]*?) ?/?>")
_MERGE = re.compile(rb'<mergeCell ref="([A-Z]{1,3})([0-9]{1,7})(?::([A-Z]{1,3})([0-9]{1,7}))?"')


def read(file: BufferedReader, inflated_mebibytes: int) -> Iterator[list]:
    """The lines of a workbook: its head, one line per sheet, and last the distinct cells that the sheets refer to."""
    package = Package(file, inflated_mebibytes)
    styles = read_styles(package.part(package.styles)) if package.styles else [GENERAL]
    strings = _passed(read_strings, package.part(package.strings)) if package.strings else []
    cells = Cells(styles, strings, package.is_1904)
    columns = Columns()
    yield ["xlsm" if "macros" in package.signs else "xlsx", None, styles, package.signs]
    for index, (name, state, part) in enumerate(package.sheets):
        sheet = _passed(lambda xml: _sheet(xml, cells, columns), package.part(part)) if part else [[], [], [], [], []]
        if part and (comments := package.target(part, "comments")):
            sheet[3] = read_comments(package.part(comments), columns)
        yield [index, name, state, *sheet]
    yield cells.known


def _passed(one_pass: Callable[[bytes], list], xml: bytes) -> list:
    """The pass over XML in plain spelling, or over its canonical form."""
    if b"<!" not in xml and xml.find(b"<?", 5) < 0 and _is_plain(xml):
        try:
            return one_pass(xml)
        except NotPlain:
            pass
    xml = canonical(xml)
    try:
        if _is_plain(xml):
            return one_pass(xml)
    except NotPlain:
        pass
    raise Refused(FILE_UNREADABLE, "XML of another shape than a sheet's")


def _is_plain(xml: bytes) -> bool:
    """True for UTF-8 in which the namespace of sheets is the default one, and bound only once."""
    start = _DECLARATION.match(xml)
    if not start or _ENCODING.search(xml, 0, start.end()) or not _NAMESPACE.match(xml, start.end() - 1):
        return False
    return sum(xml.count(namespace.encode()) for namespace in NAMESPACES) == 1


def _sheet(xml: bytes, cells: Cells, columns: Columns) -> list:
    """Merged ranges, hidden rows, hidden columns, comments and rows of a sheet; a row is [number, columns, numbers of cells]."""
    start = xml.find(b"<sheetData")
    if xml.startswith(b"<sheetData/>", start):
        stop, rows, hidden = start, {}, []
    elif xml.startswith(b"<sheetData>", start):
        rows, hidden, stop = _rows(xml, start + 11, cells, columns)
    else:
        raise NotPlain
    if xml.find(b"<sheetData", start + 1) >= 0 or not xml.endswith(b"</worksheet>", 0, len(xml.rstrip())):
        raise NotPlain
    hidden_columns = _hidden_columns(xml[:start], {column for used, _ in rows.values() for column in used})
    merges = [
        [int(top), columns[left], int(bottom or top), columns[right or left]]
        for left, top, right, bottom in _MERGE.findall(xml, stop)
    ]
    if len(merges) != xml.count(b"<mergeCell ", stop):
        raise NotPlain
    return [merges, hidden, hidden_columns, [], [[number, *rows[number]] for number in sorted(rows)]]


def _rows(xml: bytes, position: int, cells: Cells, columns: Columns) -> tuple[dict, list[int], int]:
    """The rows by number, the hidden ones, and where the sheet data end.

    A row is cut at the references of its cells; what follows each, up to the next, must be one whole cell, so that every byte is
    accounted for.
    """
    rows: dict[int, tuple[tuple[int, ...], tuple[int, ...]]] = {}
    hidden, number = [], 0
    stop = xml.find(b"</sheetData>", position)
    if stop < 0:
        raise NotPlain
    is_referenced = xml.count(b"<c ") == xml.count(b'<c r="') and b"<c>" not in xml and b"<c/>" not in xml
    while head := _ROW.match(xml, position, stop):
        said, attributes, is_closed = head.groups()
        if b" r=" in attributes:
            raise NotPlain
        number = int(said) if said else number + 1
        position = head.end()
        if is_closed:
            continue
        end = xml.find(b"</row>", position, stop)
        if end < 0:
            raise NotPlain
        row = xml[position:end]
        position = end + 6
        if not row:
            continue
        if is_referenced:
            first, *parts = row.split(b'<c r="')
            if first or not parts:
                raise NotPlain
            references, _, contents = zip(*[part.partition(b'"') for part in parts], strict=True)
            number, used = columns.of(references, said)
        else:
            used, contents = _counted_on(row, columns, number)
        numbers = tuple(map(cells.__getitem__, contents))
        if EMPTY in numbers:
            used = tuple(compress(used, numbers))
            numbers = tuple(filter(None, numbers))
            if not used:
                continue
        ordered = columns.ordered(used)
        if number in rows or not ordered or number > LAST_ROW:
            raise Refused(FILE_UNREADABLE, f"row {number} stands twice, or one of its cells, or too far down")
        if used is not ordered and used != ordered:
            used, numbers = zip(*sorted(zip(used, numbers, strict=True)), strict=True)
        rows[number] = (used, numbers)
        if b"hidden" in attributes and _HIDDEN.search(attributes):
            hidden.append(number)
    if position != stop:
        raise NotPlain
    return rows, hidden, position


def _counted_on(xml: bytes, columns: Columns, row: int) -> tuple[tuple[int, ...], list[bytes]]:
    """Columns and contents of a row in which some cells do not say where they stand: each is right of the one before it."""
    found = _CELL.findall(xml)
    if sum(
        len(each) + (len(letters) + len(digits) + 5 if letters else 0) + 2 for letters, digits, each in found
    ) != len(xml):
        raise NotPlain
    if not {b"", b"%d" % row}.issuperset(digits for _, digits, _ in found):
        raise Refused(FILE_UNREADABLE, f"row {row} holds a cell of another row")
    numbers, column = [], 0
    for letters, _, _ in found:
        column = columns[letters] if letters else column + 1
        numbers.append(column)
    return tuple(numbers), [content for _, _, content in found]


def _hidden_columns(xml: bytes, used: set[int]) -> list[int]:
    hidden = set()
    for element in _COLUMNS.findall(xml):
        attributes = attributes_of(element)
        if attributes.get(b"hidden") in (b"1", b"true"):
            first, last = int(attributes[b"min"]), int(attributes[b"max"])
            hidden.update(column for column in used if first <= column <= last)
    return sorted(hidden)
