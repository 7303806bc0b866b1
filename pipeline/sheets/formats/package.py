"""The .xlsx package: its parts, and which part is which sheet.

Sizes are checked before anything is inflated. What is not an .xlsx workbook is refused with the code that says what
it is.
"""

import posixpath
import zlib
from io import BufferedReader
from struct import error as StructError
from zipfile import BadZipFile, ZipFile

from pipeline.sheets.formats.markup import NAMESPACES, Element, tree
from pipeline.sheets.refusal import FILE_ENCRYPTED, FILE_TOO_LARGE, FILE_UNREADABLE, FORMAT_UNSUPPORTED, Refused

ENTRY_LIMIT = 10_000
RATIO_LIMIT = 200
RATIO_FREE_BYTES = 16 << 20
_SIGNS = {"vbaproject": "macros", "/externallinks/": "external_links", "/media/": "pictures"}


class Package:
    """An opened .xlsx file. `sheets` are (name, state, part) in the order of the tabs; a chart sheet has no part.

    `signs` are what else it carries: macros, external_links, pictures.
    """

    def __init__(self, file: BufferedReader, inflated_mebibytes: int):
        try:
            self._zip = ZipFile(file)
        except (BadZipFile, StructError, OSError, ValueError, NotImplementedError) as error:
            raise Refused(FILE_UNREADABLE, type(error).__name__) from None
        self._names = {entry.filename.lower(): entry for entry in self._zip.infolist()}
        self._check(inflated_mebibytes)
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
        try:
            return self._zip.read(entry)
        except (BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, StructError) as error:
            raise Refused(FILE_UNREADABLE, type(error).__name__) from None

    def _check(self, inflated_mebibytes: int) -> None:
        entries = self._zip.infolist()
        if len(entries) > ENTRY_LIMIT:
            raise Refused(FILE_TOO_LARGE, f"{len(entries)} parts, limit {ENTRY_LIMIT}")
        if len(self._names) != len(entries):
            raise Refused(FILE_UNREADABLE, f"{len(entries) - len(self._names)} parts stand twice")
        if any(entry.flag_bits & 1 for entry in entries):
            raise Refused(FILE_ENCRYPTED)
        inflated = sum(entry.file_size for entry in entries)
        if inflated > inflated_mebibytes << 20:
            raise Refused(FILE_TOO_LARGE, f"{inflated >> 20} MiB inflated, limit {inflated_mebibytes}")
        ratio = inflated // max(1, sum(entry.compress_size for entry in entries))
        if inflated > RATIO_FREE_BYTES and ratio > RATIO_LIMIT:
            raise Refused(FILE_TOO_LARGE, f"inflates {ratio} times, limit {RATIO_LIMIT}")

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
