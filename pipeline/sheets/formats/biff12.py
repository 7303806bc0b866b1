"""The records of the binary parts of an .xlsb package, and what stands before its sheets: date system, styles, strings, tabs.

A part must be made of whole records to its last byte, and end with the record that ends it.
"""

from collections.abc import Iterator
from io import BufferedReader
from struct import unpack_from

from pipeline.sheets.formats.parts import Parts
from pipeline.sheets.formats.styles import BUILT_IN, GENERAL, is_date_format
from pipeline.sheets.refusal import FILE_UNREADABLE, FORMAT_UNSUPPORTED, Refused

STATES = ("visible", "hidden", "veryHidden")

_PROPERTIES, _TAB, _END_OF_BOOK = 153, 156, 132
_STRING, _END_OF_STRINGS = 19, 160
_FONT, _FORMAT, _FILL, _LOOK, _LOOKS, _END_OF_LOOKS, _END_OF_STYLES = 43, 44, 45, 47, 617, 618, 279
_NO_TEXT = 0xFFFFFFFF
_INDEXED, _RGB, _THEME = 1, 2, 3


def records(part: bytes, end: int) -> Iterator[tuple[int, bytes]]:
    """(kind, content) of each record of a part, which `end` must end."""
    place = kind = 0
    while place < len(part):
        kind, place = part[place], place + 1
        if kind & 0x80:
            kind, place = kind & 0x7F | (part[place] & 0x7F) << 7, place + 1
        size = shift = 0
        while shift < 28:
            byte, place = part[place], place + 1
            size |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                break
        start, place = place, place + size
        if place > len(part):
            break
        yield kind, part[start:place]
    if place != len(part) or kind != end:
        raise Refused(FILE_UNREADABLE, f"a part that breaks off after {len(part)} bytes")


def text_at(data: bytes, place: int) -> tuple[str, int]:
    """A text with its length before it, and the place after it; no text is an empty one."""
    (length,) = unpack_from("<I", data, place)
    place += 4
    if length == _NO_TEXT:
        return "", place
    end = place + 2 * length
    if end > len(data):
        raise Refused(FILE_UNREADABLE, f"a text of {length} characters in a record of {len(data)}")
    return data[place:end].decode("utf-16-le", "replace"), end


class Package(Parts):
    """What all sheets share. `tabs` are (name, state, part), None in place of the part of a chart or macro sheet."""

    def __init__(self, file: BufferedReader, inflated_mebibytes: int):
        super().__init__(file, inflated_mebibytes)
        main = self.target("", "officeDocument") or ""
        if not main.lower().endswith(".bin"):
            raise Refused(FORMAT_UNSUPPORTED, "a package without a binary workbook")
        related = self.related(main)
        parts = {kind: part for _, kind, part in related}
        self.is_1904 = False
        self.styles = self._styles(parts["styles"]) if "styles" in parts else [GENERAL]
        self.strings = self._strings(parts["sharedStrings"]) if "sharedStrings" in parts else []
        self.tabs = list(self._tabs(main, {identifier: (kind, part) for identifier, kind, part in related}))
        sheets = [part for _, kind, part in related if kind == "worksheet"]
        if sorted(sheets) != sorted(part for _, _, part in self.tabs if part) or not self.tabs:
            raise Refused(FILE_UNREADABLE, f"{len(self.tabs)} tabs for {len(sheets)} sheets")

    def _tabs(self, main: str, related: dict[str, tuple[str, str]]) -> Iterator[tuple[str, str, str | None]]:
        for kind, data in records(self.part(main), _END_OF_BOOK):
            if kind == _PROPERTIES:
                self.is_1904 = bool(data[0] & 1)
            elif kind == _TAB:
                state, _ = unpack_from("<II", data)
                identifier, place = text_at(data, 8)
                name, _ = text_at(data, place)
                sort, part = related.get(identifier, ("", ""))
                if not part or state >= len(STATES):
                    raise Refused(FILE_UNREADABLE, "a sheet without its part, or of an unknown state")
                yield name, STATES[state], part if sort == "worksheet" else None

    def _strings(self, part: str) -> list[str]:
        return [text_at(data, 1)[0] for kind, data in records(self.part(part), _END_OF_STRINGS) if kind == _STRING]

    def _styles(self, part: str) -> list[tuple]:
        formats, fonts, fills, styles, is_in = dict(BUILT_IN), [], [], [], False
        for kind, data in records(self.part(part), _END_OF_STYLES):
            if kind == _FORMAT:
                formats[unpack_from("<H", data)[0]] = text_at(data, 2)[0]
            elif kind == _FONT:
                fonts.append(bool(data[2] & 8))
            elif kind == _FILL:
                fills.append(_fill(data))
            elif kind in (_LOOKS, _END_OF_LOOKS):
                is_in = kind == _LOOKS
            elif kind == _LOOK and is_in:
                _, number, font, fill = unpack_from("<4H", data)
                number_format = formats.get(number, "General")
                is_struck = fonts[font] if font < len(fonts) else False
                colour = fills[fill] if fill < len(fills) else None
                styles.append((number_format, is_date_format(number_format), is_struck, colour))
        return styles or [GENERAL]


def _fill(data: bytes) -> str | None:
    pattern, sort, index = unpack_from("<IBB", data)
    if pattern in (0, 17):  # none, and the grey that no one chose
        return None
    sort >>= 1
    if sort == _RGB:
        red, green, blue, alpha = data[8:12]
        return f"{alpha:02X}{red:02X}{green:02X}{blue:02X}"
    return {_INDEXED: f"indexed:{index}", _THEME: f"theme:{index}"}.get(sort)
