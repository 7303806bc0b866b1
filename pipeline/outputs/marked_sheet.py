"""A sheet with cells marked: another fill, and a comment beside each. Values, formulas, widths, merges and all else stay.

What is marked is told cell by cell; why is not known here.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Set
from xml.sax.saxutils import escape

from pipeline.outputs.cell_styles import CellStyles
from pipeline.outputs.package import MAIN, OFFICE, Package
from pipeline.outputs.splicing import Element, appended, children, elements, prefix, spliced, with_attributes
from pipeline.sheets.grid import a1

Marks = Mapping[tuple[int, int], tuple[str, str]]
"""Row and column of a cell → colour of the fill (RRGGBB) and text of the comment."""

_COMMENTS = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_DRAWING = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_BEHIND = {
    "legacyDrawingHF",
    "drawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "AlternateContent",
    "extLst",
}
_NAMESPACES = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
_BOX = """<v:shape {namespaces} id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;\
margin-left:80pt;margin-top:5pt;width:220pt;height:{height}pt;z-index:{number};visibility:hidden" fillcolor="#ffffe1" \
o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>\
<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox><x:ClientData ObjectType="Note">\
<x:MoveWithCells/><x:SizeWithCells/><x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column>\
</x:ClientData></v:shape>"""
_SHAPES = f"""<v:shapetype {_NAMESPACES} \
id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>\
<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>"""
_LAYOUT = '<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{}"/></o:shapelayout>'


def mark(package: Package, part: str, styles: CellStyles, marks: Marks, author: str) -> None:
    """Fill and comment cells of the sheet that is that part of the package."""
    package[part] = _filled(package[part], styles, marks)
    related = package.related(part).values()
    comments = next((target for kind, target in related if kind == "comments"), "")
    if not comments:
        comments = package.new_name("xl/comments{}.xml")
        empty = f'<?xml version="1.0" encoding="UTF-8"?>\n<comments xmlns="{MAIN}"><authors/><commentList/></comments>'
        package.add(part, "comments", comments, _COMMENTS, empty.encode())
    before = {each.attributes["ref"] for each in children(package[comments], "comments", "commentList")}
    package[comments] = _commented(package[comments], marks, author)
    _draw(package, part, {cell: text for cell, (_, text) in marks.items() if a1(*cell) not in before})


def _filled(data: bytes, styles: CellStyles, marks: Marks) -> bytes:
    """The sheet with the marked cells restyled; a cell that holds nothing is put in where it is not there."""
    columns = [each.attributes for each in children(data, "worksheet", "cols", before="sheetData")]
    name = prefix(data)
    by_row: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for (number, column), (color, _) in sorted(marks.items()):
        by_row[number].append((column, color))
    edits = []
    for number, (row, cells) in _rows(data, by_row.keys()).items():
        last = b""
        for column, color in by_row[number]:
            if column in cells:
                each = cells[column]
                style = str(styles.filled(int(each.attributes.get("s", 0)), color))
                edits.append((each.start, each.opened, with_attributes(data[each.start : each.opened], s=style)))
                continue
            style = styles.filled(_style_of_empty(row, column, columns), color)
            new = f'<{name}c r="{a1(number, column)}" s="{style}"/>'.encode()
            behind = next((each.start for at, each in sorted(cells.items()) if at > column), None)
            if behind is None:
                last += new
            else:
                edits.append((behind, behind, new))
        if last:
            edits.append(appended(data, row, last))
    return spliced(data, edits)


def _rows(data: bytes, wanted: Set[int]) -> dict[int, tuple[Element, dict[int, Element]]]:
    """The wanted rows by number, each with its cells by column; where they do not say where they stand, they are counted."""
    row_path = ("worksheet", "sheetData", "row")
    places: list[tuple[int, int]] = []
    number, column = 0, 0

    def is_wanted(path: tuple[str, ...], attributes: dict[str, str]) -> bool:
        nonlocal number, column
        if path == row_path:
            number, column = int(attributes.get("r", number + 1)), 0
        elif path == (*row_path, "c"):
            column = _column(attributes["r"]) if "r" in attributes else column + 1
        else:
            return False
        if number in wanted:
            places.append((number, column))
        return number in wanted

    rows: dict[int, tuple[Element, dict[int, Element]]] = {}
    for each, (at, place) in zip(elements(data, is_wanted), places, strict=True):
        if place:
            rows[at][1][place] = each
        else:
            rows[at] = (each, {})
    return rows


def _column(reference: str) -> int:
    column = 0
    for letter in reference.rstrip("0123456789"):
        column = 26 * column + ord(letter) - 64
    return column


def _style_of_empty(row: Element, column: int, columns: list[dict[str, str]]) -> int:
    """The style in which a cell that is not there is shown: that of its row, or else that of its column."""
    if row.attributes.get("customFormat") in ("1", "true"):
        return int(row.attributes.get("s", 0))
    return next((int(each.get("style", 0)) for each in columns if int(each["min"]) <= column <= int(each["max"])), 0)


def _commented(data: bytes, marks: Marks, author: str) -> bytes:
    """The comments with ours: behind the words of a comment that was there, or as a new one."""
    name = prefix(data)
    (authors,) = (each for each in children(data, "comments") if each.path[-1] == "authors")
    (listed,) = (each for each in children(data, "comments") if each.path[-1] == "commentList")
    place = len(children(data, "comments", "authors"))
    cells = [each.attributes["ref"] for each in children(data, "comments", "commentList")]
    texts = dict(zip(cells, children(data, "comments", "commentList", "comment"), strict=True))
    edits = [appended(data, authors, f"<{name}author>{escape(author)}</{name}author>".encode())]
    added: list[str] = []
    for cell, (_, text) in sorted(marks.items()):
        reference = a1(*cell)
        said = f'<{name}r><{name}t xml:space="preserve">{escape(text)}</{name}t></{name}r>'
        if reference in texts:
            more = said.replace('"preserve">', '"preserve">\n', 1)
            edits.append(appended(data, texts[reference], more.encode()))
        else:
            added.append(
                f'<{name}comment ref="{reference}" authorId="{place}"><{name}text>{said}</{name}text></{name}comment>'
            )
    return spliced(data, [*edits, appended(data, listed, "".join(added).encode())])


def _draw(package: Package, part: str, texts: Mapping[tuple[int, int], str]) -> None:
    """The boxes in which a spreadsheet program shows new comments, in the sheet's drawing or in a new one."""
    data = package[part]
    root, *below = elements(data, lambda path, _: len(path) < 3)
    drawn = next((each for each in below if each.path[-1] == "legacyDrawing"), None)
    if drawn is None:
        drawing = package.new_name("xl/drawings/vmlDrawing{}.vml")
        layout = _LAYOUT.format(_block(package))
        identifier = package.add(
            part, "vmlDrawing", drawing, _DRAWING, f"<xml {_NAMESPACES}>{layout}{_SHAPES}</xml>".encode()
        )
        package[part] = _with_drawing(data, root, below, identifier)
    else:
        drawing = package.related(part)[drawn.attributes["id"]][1]
    xml = package[drawing]
    numbers = [int(each) for each in re.findall(rb"_x0000_s([0-9]+)", xml)]
    blocks = [int(each) for each in re.findall(rb'idmap [^>]*data="([0-9]+)', xml)]
    first = max([*numbers, 1024 * max(blocks, default=1)]) + 1
    boxes = [_SHAPES] if b"_x0000_t202" not in xml else []
    for number, ((row, column), text) in enumerate(sorted(texts.items()), first):
        height = 16 * sum(-(-len(line) // 18) for line in text.split("\n")) + 14
        boxes.append(_BOX.format(namespaces=_NAMESPACES, number=number, height=height, row=row - 1, column=column - 1))
    end = xml.rindex(b"</")  # drawings are often no well-formed XML inside
    package[drawing] = spliced(xml, [(end, end, "".join(boxes).encode())])


def _block(package: Package) -> int:
    """A number under which no drawing counts its shapes yet."""
    drawings = (package[name] for name in package.named(r".*\.vml"))
    used = {
        int(number) for xml in drawings for said in re.findall(rb'data="([0-9,]+)"', xml) for number in said.split(b",")
    }
    return max(used, default=0) + 1


def _with_drawing(data: bytes, root: Element, below: list[Element], identifier: str) -> bytes:
    """The sheet with a reference to its drawing, at the place where the format wants it; `below` are the parts of the sheet."""
    (body,) = (number for number, each in enumerate(below) if each.path[-1] == "sheetData")
    behind = next((each.start for each in below[body:] if each.path[-1] in _BEHIND), None)
    new = f'<{prefix(data)}legacyDrawing xmlns:r="{OFFICE}" r:id="{identifier}"/>'.encode()
    if behind is not None:
        return spliced(data, [(behind, behind, new)])
    return spliced(data, [appended(data, root, new)])
