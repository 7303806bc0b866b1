"""How many cells of each row hold something, counted by other means than the reader's: conservation's second witness.

Looks at each kind of row once (glance.py), or streams the sheet through expat; knows no grid. Shares no code with the modules
that read; only the word for a refusal is common. What holds something: text other than white space, an error, a formula without
stored value.
"""

import re
from collections.abc import Iterator
from io import BufferedReader
from pyexpat import ExpatError, ParserCreate
from string import ascii_uppercase
from zipfile import BadZipFile, ZipFile, ZipInfo
from zlib import error as ZlibError

from pipeline.sheets.counts.glance import NAMESPACES, at_a_glance, blank_strings
from pipeline.sheets.refusal import FILE_TOO_LARGE, FILE_UNREADABLE, Refused

BLOCK = 1 << 20
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_NAMES = {
    f"{namespace} {name}": name
    for namespace in NAMESPACES
    for name in ("row", "c", "f", "v", "is", "t", "si", "rPh", "sheet")
}


def read(file: BufferedReader, inflated_mebibytes: int) -> Iterator[list]:
    """["xlsx"], then for each sheet its [row, count] pairs."""
    try:
        archive = ZipFile(file)
        entries = {entry.filename.lower(): entry for entry in archive.infolist()}
        inflated = sum(entry.file_size for entry in entries.values())
        if inflated > inflated_mebibytes << 20:
            raise Refused(FILE_TOO_LARGE, f"{inflated >> 20} MiB inflated, limit {inflated_mebibytes}")
        yield ["xlsx"]
        main = next(
            target for kind, _, target in _links(archive, entries, "_rels/.rels", "") if kind == "officeDocument"
        )
        folder = main.rpartition("/")[0]
        links = _links(archive, entries, f"{folder}/_rels/{main.rpartition('/')[2]}.rels", folder)
        strings = [entries[target.lower()] for kind, _, target in links if kind == "sharedStrings"]
        blanks = blank_strings(b"".join(map(archive.read, strings)))
        parts = {identifier: (kind, target) for kind, identifier, target in links}
        for identifier in _SheetList().run(archive, entries[main.lower()]).identifiers:
            kind, target = parts[identifier]
            entry = entries[target.lower()]
            rows = {} if kind != "worksheet" else at_a_glance(archive.read(entry), blanks)
            if rows is None:
                filled = [each for part in strings for each in _Strings().run(archive, part).filled]
                rows = _Sheet(filled).run(archive, entry).rows
            yield sorted([row, count] for row, count in rows.items() if count)
    except ExpatError as error:
        raise Refused(FILE_UNREADABLE, f"XML error {error.code} at line {error.lineno}") from None
    except (BadZipFile, ZlibError, EOFError, LookupError, ValueError, StopIteration, NotImplementedError) as error:
        raise Refused(FILE_UNREADABLE, type(error).__name__) from None


class _Stream:
    """One part through expat; `text` gathers what stands in the elements that a subclass opens with `listen`."""

    def __init__(self) -> None:
        self.parser = ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = lambda name, attributes: self.start(_NAMES.get(name), attributes)
        self.parser.EndElementHandler = lambda name: self.end(_NAMES.get(name))
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.text: list[str] = []
        self.is_sounded = False

    def run(self, archive: ZipFile, entry: ZipInfo):
        with archive.open(entry) as part:
            while block := part.read(BLOCK):
                self.parser.Parse(block)
        self.parser.Parse(b"", True)
        return self

    def listen(self, is_open: bool) -> None:
        self.parser.CharacterDataHandler = self.text.append if is_open and not self.is_sounded else None

    def is_filled(self) -> bool:
        text = "".join(self.text)
        return bool(text.strip()) and bool(_ESCAPED.sub(lambda match: chr(int(match[1], 16)), text).strip())

    @staticmethod
    def _doctype(*_: object) -> None:
        raise Refused(FILE_UNREADABLE, "a document type declaration")


class _SheetList(_Stream):
    def __init__(self) -> None:
        super().__init__()
        self.identifiers: list[str] = []

    def start(self, name: str | None, attributes: dict[str, str]) -> None:
        if name == "sheet":
            self.identifiers += [value for key, value in attributes.items() if key.endswith(" id")]

    def end(self, name: str | None) -> None:
        pass


class _Strings(_Stream):
    def __init__(self) -> None:
        super().__init__()
        self.filled: list[bool] = []

    def start(self, name: str | None, attributes: dict[str, str]) -> None:
        if name == "si":
            self.text.clear()
        elif name == "rPh":
            self.is_sounded = True
        elif name == "t":
            self.listen(True)

    def end(self, name: str | None) -> None:
        self.listen(False)
        if name == "rPh":
            self.is_sounded = False
        elif name == "si":
            self.filled.append(self.is_filled())


class _Sheet(_Stream):
    def __init__(self, strings: list[bool]) -> None:
        super().__init__()
        self.strings = strings
        self.rows: dict[int, int] = {}
        self.row = 0
        self.kind = ""
        self.has_formula = self.has_value = self.in_cell = False

    def start(self, name: str | None, attributes: dict[str, str]) -> None:
        if name == "c":
            self.text.clear()
            self.kind = attributes.get("t", "n")
            if "r" in attributes:
                self.row = int(attributes["r"].lstrip(ascii_uppercase))
            self.has_formula = self.has_value = False
            self.in_cell = True
        elif name == "v":
            self.has_value = True
            self.listen(True)
        elif name == "t":
            self.listen(self.in_cell)
        elif name == "f":
            self.has_formula = True
        elif name == "rPh":
            self.is_sounded = True
        elif name == "row":
            self.row = int(attributes.get("r", self.row + 1))

    def end(self, name: str | None) -> None:
        if name == "c":
            self.in_cell = False
            self.rows[self.row] = self.rows.get(self.row, 0) + self._holds_something()
        elif name == "rPh":
            self.is_sounded = False
        else:
            self.listen(False)

    def _holds_something(self) -> bool:
        if self.kind == "e":
            return True
        if self.kind == "s" and self.text:
            return self.strings[int("".join(self.text))]
        return self.is_filled() or (self.has_formula and not (self.kind == "str" and self.has_value))


def _links(archive: ZipFile, entries: dict[str, ZipInfo], part: str, folder: str) -> list[tuple[str, str, str]]:
    """The (kind, identifier, part) of each relationship in a .rels part whose source stands in `folder`."""
    found = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.endswith("Relationship") and attributes.get("TargetMode") != "External":
            steps: list[str] = []
            target = attributes["Target"]
            for step in (target if target.startswith("/") else f"{folder}/{target}").split("/"):
                if step == "..":
                    steps.pop()
                elif step not in ("", "."):
                    steps.append(step)
            found.append((attributes["Type"].rpartition("/")[2], attributes["Id"], "/".join(steps)))

    parser = ParserCreate()
    parser.StartElementHandler = start
    parser.Parse(archive.read(entries[part.lower()]), True)
    return found
