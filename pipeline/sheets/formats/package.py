"""The .xlsx package: its parts, and which part is which sheet.

What is not an .xlsx workbook is refused with the code that says what it is.
"""

import posixpath
from io import BufferedReader

from pipeline.sheets.formats.markup import NAMESPACES, Element, tree
from pipeline.sheets.formats.zips import check, opened, read
from pipeline.sheets.refusal import FILE_UNREADABLE, FORMAT_UNSUPPORTED, Refused

_SIGNS = {"vbaproject": "macros", "/externallinks/": "external_links", "/media/": "pictures"}


class Package:
    """An opened .xlsx file. `sheets` are (name, state, part) in the order of the tabs; a chart sheet has no part.

    `signs` are what else it carries: macros, external_links, pictures.
    """

    def __init__(self, file: BufferedReader, inflated_mebibytes: int):
        self._zip = opened(file)
        self._names = {entry.filename.lower(): entry for entry in self._zip.infolist()}
        check(self._zip, inflated_mebibytes)
        main = next((target for kind, target in self._related("") if kind == "officeDocument"), "")
        workbook = tree(self.part(main)) if main.endswith(".xml") else None
        if workbook is None or workbook.name != "workbook" or workbook.namespace not in NAMESPACES:
            raise Refused(FORMAT_UNSUPPORTED, "zip without an .xlsx workbook")
        related = dict(self._related(main))
        self.is_1904 = workbook.child("workbookPr").flag("date1904")
        self.styles = related.get("styles")
        self.strings = related.get("sharedStrings")
        self.sheets = list(self._sheets(main, workbook))
        self.signs = sorted({sign for mark, sign in _SIGNS.items() for name in self._names if mark in name})

    def comments(self, sheet: str) -> str | None:
        """The part with the comments of a sheet."""
        return next((target for kind, target in self._related(sheet) if kind == "comments"), None)

    def part(self, name: str) -> bytes:
        """The bytes of a part; refused where it is missing or damaged."""
        entry = self._names.get(name.lower())
        if entry is None:
            raise Refused(FILE_UNREADABLE, "a part is missing")
        return read(self._zip, entry)

    def _related(self, source: str) -> list[tuple[str, str]]:
        """The (kind, part) of each relationship of a part; the last word of a type is alike in both OOXML dialects."""
        return [(kind, target) for _, kind, target in self._relationships(source)]

    def _relationships(self, source: str) -> list[tuple[str, str, str]]:
        folder, name = posixpath.split(source)
        part = posixpath.join(folder, "_rels", f"{name}.rels")
        if part.lower() not in self._names:
            return []
        found = []
        for element in tree(self.part(part)).children:
            attributes = element.attributes
            if attributes.get("TargetMode") == "External":
                continue
            target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", ""))).lstrip("/")
            found.append((attributes.get("Id", ""), attributes.get("Type", "").rpartition("/")[2], target))
        return found

    def _sheets(self, main: str, workbook: Element):
        targets = {identifier: (kind, target) for identifier, kind, target in self._relationships(main)}
        for sheet in workbook.child("sheets").children:
            attributes = sheet.attributes
            kind, target = targets.get(attributes.get("id", ""), ("", ""))
            if not target or sheet.name != "sheet":
                raise Refused(FILE_UNREADABLE, "a sheet without its part")
            yield (
                attributes.get("name", ""),
                attributes.get("state", "visible"),
                target if kind == "worksheet" else None,
            )
