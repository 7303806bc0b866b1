"""An .xlsx file read in one pass over each sheet's XML, losing nothing.

The pass accounts for every byte of the sheet data. Where it cannot, the XML is brought into canonical spelling and
passed again; where it still cannot, the file is refused. Runs in the reader process only: its grids are plain lists.
"""

import re
from collections.abc import Callable, Iterator
from io import BufferedReader
from typing import Any

from pipeline.sheets.formats.cells import Cells, Columns, NotPlain, attributes_of, read_strings
from pipeline.sheets.formats.comments import read_comments
from pipeline.sheets.formats.markup import NAMESPACES, canonical
from pipeline.sheets.formats.package import Package
from pipeline.sheets.formats.rows import Rows
from pipeline.sheets.formats.styles import GENERAL, read_styles
from pipeline.sheets.refusal import FILE_UNREADABLE, Refused

_DECLARATION = re.compile(rb"(?:\xef\xbb\xbf)?(?:<\?xml [^>]*?\?>)?\s*<(?=worksheet|sst)")
_ENCODING = re.compile(rb"""encoding=["'](?!utf-8["'])""", re.IGNORECASE)
_NAMESPACE = re.compile(rb'<(?:worksheet|sst)(?: [^>]*)? xmlns="(?:%s)"' % b"|".join(map(str.encode, NAMESPACES)))
_COLUMNS = re.compile(rb"<col( [^>]*?) ?/?>")
_MERGE = re.compile(rb'<mergeCell ref="([A-Z]{1,3})([0-9]{1,7})(?::([A-Z]{1,3})([0-9]{1,7}))?"')


def read(file: BufferedReader, inflated_mebibytes: int) -> Iterator[list]:
    """The lines of a workbook: its head, one line per sheet, and last the distinct cells that the sheets refer to."""
    package = Package(file, inflated_mebibytes)
    styles = read_styles(package.part(package.styles)) if package.styles else [GENERAL]
    strings = _passed(_strings, package.part(package.strings)) if package.strings else []
    cells = Cells(styles, strings, package.is_1904)
    columns = Columns()
    yield ["xlsm" if "macros" in package.signs else "xlsx", None, styles, package.signs]
    for index, (name, state, part) in enumerate(package.sheets):
        sheet = _passed(lambda xml: _sheet(xml, cells, columns), package.part(part)) if part else [[], [], [], [], []]
        if part and (comments := package.target(part, "comments")):
            sheet[3] = read_comments(package.part(comments), columns)
        yield [index, name, state, *sheet]
    yield cells.known


def _passed(one_pass: Callable[[bytes], Any], xml: bytes) -> Any:
    """What a pass makes of XML in plain spelling, or of its canonical form."""
    try:
        return one_pass(xml)
    except NotPlain:
        pass
    try:
        return one_pass(canonical(xml))
    except NotPlain:
        raise Refused(FILE_UNREADABLE, "XML of another shape than a sheet's") from None


def _require_plain(head: bytes, tail: bytes = b"") -> None:
    """NotPlain but for UTF-8 that says the namespace of sheets once, as the default one, and nothing but elements.

    What stands between head and tail is not looked at.
    """
    start = _DECLARATION.match(head)
    if not start or _ENCODING.search(head, 0, start.end()) or not _NAMESPACE.match(head, start.end() - 1):
        raise NotPlain
    if sum(part.count(namespace.encode()) for namespace in NAMESPACES for part in (head, tail)) != 1:
        raise NotPlain
    if b"<!" in head or b"<!" in tail or head.find(b"<?", 5) >= 0 or b"<?" in tail:
        raise NotPlain


def _strings(xml: bytes) -> list[str]:
    _require_plain(xml)
    return read_strings(xml)


def _sheet(xml: bytes, cells: Cells, columns: Columns) -> list:
    """Merged ranges, hidden rows, hidden columns, comments and rows of a sheet; a row is [number, columns, numbers of cells]."""
    start = xml.find(b"<sheetData")
    stop = xml.rfind(b"</sheetData>") if xml.startswith(b"<sheetData>", start) else start
    if stop < 0 or (stop == start and not xml.startswith(b"<sheetData/>", start)):
        raise NotPlain
    head, tail = xml[:start], xml[stop:]
    _require_plain(head, tail)
    if tail.count(b"<sheetData") != (stop == start) or not tail.rstrip().endswith(b"</worksheet>"):
        raise NotPlain
    rows = Rows(cells, columns)
    if stop > start:
        rows.read(xml, start + len(b"<sheetData>"), stop)
    used = {column for each in {columns for columns, _ in rows.values()} for column in each}
    merges = [
        [int(top), columns[left], int(bottom or top), columns[right or left]]
        for left, top, right, bottom in _MERGE.findall(tail)
    ]
    if len(merges) != tail.count(b"<mergeCell "):
        raise NotPlain
    return [merges, rows.hidden, _hidden_columns(head, used), [], [[number, *rows[number]] for number in sorted(rows)]]


def _hidden_columns(xml: bytes, used: set[int]) -> list[int]:
    hidden = set()
    for element in _COLUMNS.findall(xml):
        attributes = attributes_of(element)
        if attributes.get(b"hidden") in (b"1", b"true"):
            first, last = int(attributes[b"min"]), int(attributes[b"max"])
            hidden.update(column for column in used if first <= column <= last)
    return sorted(hidden)
