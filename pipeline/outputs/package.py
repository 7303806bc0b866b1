"""A workbook's package that is altered part by part: what nobody replaces goes out byte for byte as it came in."""

import posixpath
import re
from pathlib import Path
from xml.sax.saxutils import quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from pipeline.outputs.splicing import Unspliceable, appended, children, elements, prefix, spliced, utf8

RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TYPES = "[Content_Types].xml"


class Package:
    """The parts of one .xlsx or .xlsm file; `package[name]` is a part's XML in UTF-8. Raises Unspliceable where a part is missing.

    `workbook` is the name of the main part, `sheets` are the names of the sheets' parts in the order of the tabs.
    """

    def __init__(self, path: Path):
        with ZipFile(path) as archive:
            self._order = [entry.filename for entry in archive.infolist() if not entry.is_dir()]
            self._parts = {name: archive.read(name) for name in self._order}
        self._names = {name.lower(): name for name in self._order}
        mains = [part for kind, part in self.related("").values() if kind == "officeDocument"]
        self.workbook = mains[0] if mains else ""
        if MAIN.encode() not in self[self.workbook]:
            raise Unspliceable("another dialect of the format")
        targets = self.related(self.workbook)
        listed = children(self[self.workbook], "workbook", "sheets")
        self.sheets = [targets[each.attributes["id"]][1] for each in listed]

    def __getitem__(self, name: str) -> bytes:
        if name.lower() not in self._names:
            raise Unspliceable("a part is missing")
        return utf8(self._parts[self._names[name.lower()]])

    def __setitem__(self, name: str, data: bytes) -> None:
        known = self._names.setdefault(name.lower(), name)
        if known not in self._parts:
            self._order.append(known)
        self._parts[known] = data

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._names

    def named(self, pattern: str) -> list[str]:
        """The names of the parts that match a regular expression as a whole, whatever their case."""
        return [name for name in self._order if re.fullmatch(pattern, name, re.IGNORECASE)]

    def new_name(self, form: str) -> str:
        """A name that no part has yet, such as xl/comments3.xml for the form xl/comments{}.xml."""
        return next(name for number in range(1, 1 << 16) if (name := form.format(number)) not in self)

    def related(self, source: str) -> dict[str, tuple[str, str]]:
        """The kind and the part of each relationship of a part by its id; what lies outside of the package is not among them."""
        rels = _rels(source)
        found = {}
        for each in children(self[rels], "Relationships") if rels in self else []:
            said = each.attributes
            if said.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", posixpath.dirname(source), said["Target"])).lstrip("/")
                found[said["Id"]] = (said["Type"].rpartition("/")[2], target)
        return found

    def relate(self, source: str, kind: str, target: str) -> str:
        """A new relationship to a part of the package; its id."""
        rels = _rels(source)
        if rels not in self:
            self[rels] = f'<?xml version="1.0" encoding="UTF-8"?>\n<Relationships xmlns="{RELATIONSHIPS}"/>'.encode()
        data = self[rels]
        root = elements(data, lambda path, _: path == ("Relationships",))[0]
        taken = {each.attributes["Id"] for each in children(data, "Relationships")}
        name = next(name for number in range(1, 1 << 20) if (name := f"rIdRollcall{number}") not in taken)
        new = f'<{prefix(data)}Relationship Id="{name}" Type="{OFFICE}/{kind}" Target={quoteattr("/" + target)}/>'
        self[rels] = spliced(data, [appended(data, root, new.encode())])
        return name

    def add(self, source: str, kind: str, target: str, content_type: str, data: bytes) -> str:
        """A new part with its content type, related to a part; the id of the relationship."""
        self[target] = data
        types = self[_TYPES]
        root = elements(types, lambda path, _: path == ("Types",))[0]
        new = f'<{prefix(types)}Override PartName={quoteattr("/" + target)} ContentType="{content_type}"/>'
        self[_TYPES] = spliced(types, [appended(types, root, new.encode())])
        return self.relate(source, kind, target)

    def save(self, path: Path) -> None:
        """Write the package; the parts stand in their old order, new ones behind them."""
        with ZipFile(path, "w", ZIP_DEFLATED) as archive:
            for name in self._order:
                # one time for all: the same parts give the same bytes whenever they are written
                archive.writestr(ZipInfo(name), self._parts[name], ZIP_DEFLATED)


def _rels(source: str) -> str:
    folder, name = posixpath.split(source)
    return posixpath.join(folder, "_rels", f"{name}.rels")
