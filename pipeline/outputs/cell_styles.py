"""Cell styles added to those of a workbook: a cell's own look with another fill, and the looks of a sheet that is put in front."""

from pipeline.outputs.package import MAIN, Package
from pipeline.outputs.splicing import Element, appended, children, prefix, spliced, with_attributes

_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_EMPTY = f"""<?xml version="1.0" encoding="UTF-8"?>
<styleSheet xmlns="{MAIN}"><fonts count="1"><font><sz val="11"/><name val="宋体"/></font></fonts><fills count="2"><fill>\
<patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders>\
<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="1"><xf/></cellXfs></styleSheet>"""
_LISTS = ("fonts", "fills", "borders", "cellXfs")


class CellStyles:
    """The styles of a workbook with what is added to them; `save` writes them into the package.

    A style is its place in the list of cell formats. XML is given without a namespace prefix: `@` stands where it goes.
    """

    def __init__(self, package: Package):
        self._package = package
        related = package.related(package.workbook).values()
        self._part = next((part for kind, part in related if kind == "styles"), "")
        if not self._part:
            self._part = "xl/styles.xml"
            package.add(package.workbook, "styles", self._part, _TYPE, _EMPTY.encode())
        self._data = package[self._part]
        self._prefix = prefix(self._data)
        self._lists = {each.path[-1]: each for each in children(self._data, "styleSheet") if each.path[-1] in _LISTS}
        self._formats = children(self._data, "styleSheet", "cellXfs")
        self._counts = {name: len(children(self._data, "styleSheet", name)) for name in self._lists}
        self._added: dict[str, list[str]] = {name: [] for name in self._lists}
        self._known: dict[tuple[str, str], int] = {}
        self._filled: dict[tuple[int, str], int] = {}

    def add(self, kind: str, xml: str) -> int:
        """The place of a font, fill, border or cell format that looks like this."""
        if (kind, xml) not in self._known:
            self._known[kind, xml] = self._counts[kind] + len(self._added[kind])
            self._added[kind].append(xml.replace("@", self._prefix))
        return self._known[kind, xml]

    def fill(self, color: str) -> int:
        """The place of a plain fill; `color` is RRGGBB."""
        return self.add(
            "fills", f'<@fill><@patternFill patternType="solid"><@fgColor rgb="FF{color}"/></@patternFill></@fill>'
        )

    def filled(self, style: int, color: str) -> int:
        """The style of a cell that looks as before, but for its fill."""
        if (style, color) not in self._filled:
            each: Element = self._formats[style if style < len(self._formats) else 0]
            own = self._data[each.start : each.end]
            new = with_attributes(own, fillId=str(self.fill(color)), applyFill="1").decode()
            self._filled[style, color] = self.add("cellXfs", new)
        return self._filled[style, color]

    def save(self) -> None:
        edits = []
        for kind, new in self._added.items():
            if not new:
                continue
            each, count = self._lists[kind], str(self._counts[kind] + len(new))
            tag = with_attributes(self._data[each.start : each.opened], count=count)
            start, end, added = appended(self._data, each, "".join(new).encode())
            edits += [(each.start, each.opened, tag)] if start >= each.opened else []
            edits.append((start, end, added))
        self._package[self._part] = spliced(self._data, edits)
