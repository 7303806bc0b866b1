"""The parts of an Office package and how they are related, alike for .xlsx and .xlsb."""

import posixpath
from io import BufferedIOBase

from pipeline.sheets.formats import zips
from pipeline.sheets.formats.markup import tree
from pipeline.sheets.refusal import FILE_UNREADABLE, Refused

_SIGNS = {"vbaproject": "macros", "/externallinks/": "external_links", "/media/": "pictures"}


class Parts:
    """An opened package. `signs` are what it carries beside its sheets: macros, external_links, pictures."""

    def __init__(self, file: BufferedIOBase, inflated_mebibytes: int):
        self._zip = zips.opened(file)
        zips.check(self._zip, inflated_mebibytes)
        self._names = {entry.filename.lower(): entry for entry in self._zip.infolist()}
        self.signs = sorted({sign for mark, sign in _SIGNS.items() for name in self._names if mark in name})

    def part(self, name: str) -> bytes:
        """The bytes of a part; refused where it is missing or damaged."""
        entry = self._names.get(name.lower())
        if entry is None:
            raise Refused(FILE_UNREADABLE, "a part is missing")
        return zips.read(self._zip, entry)

    def related(self, source: str) -> list[tuple[str, str, str]]:
        """(identifier, kind, part) of each relationship of a part inside the package.

        The kind is the last word of its type, which is alike in both OOXML dialects.
        """
        folder, name = posixpath.split(source)
        part = posixpath.join(folder, "_rels", f"{name}.rels")
        if part.lower() not in self._names:
            return []
        found = []
        for element in tree(self.part(part)).children:
            attributes = element.attributes
            if attributes.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", ""))).lstrip("/")
                found.append((attributes.get("Id", ""), attributes.get("Type", "").rpartition("/")[2], target))
        return found

    def target(self, source: str, kind: str) -> str | None:
        """The first part of a kind that a part is related to; None where there is none."""
        return next((part for _, each, part in self.related(source) if each == kind), None)
