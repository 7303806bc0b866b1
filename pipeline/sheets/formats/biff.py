"""The records of a BIFF5 or BIFF8 stream, and what stands before its sheets: encoding, date system, styles, strings, tabs.

Every record is framed by its length; a stream that ends before its last record, or a substream without its end, is refused.
"""

import codecs
from collections.abc import Iterator
from struct import Struct, unpack_from

from pipeline.sheets.formats.styles import BUILT_IN, GENERAL, is_date_format
from pipeline.sheets.refusal import ENCODING_UNKNOWN, FILE_ENCRYPTED, FILE_UNREADABLE, FORMAT_UNSUPPORTED, Refused

BOF_MARK = b"\x09\x08"
BOF, EOF, CONTINUE = int.from_bytes(BOF_MARK, "little"), 0x000A, 0x003C
GLOBALS, WORKSHEET = 0x0005, 0x0010
BIFF5, BIFF8 = 0x0500, 0x0600
STATES = ("visible", "hidden", "veryHidden")

_CODEPAGE, _DATE_SYSTEM, _FILEPASS, _TAB = 0x0042, 0x0022, 0x002F, 0x0085
_FONT, _FORMAT, _LOOK, _PALETTE, _STRINGS = 0x0031, 0x041E, 0x00E0, 0x0092, 0x00FC
_OTHER_BOOK, _CALCULATED_BY = 0x01AE, 0x01C1
_OWN_BOOK = (0x0401, 0x3A01)
_ENCODINGS = {
    936: "gb18030",
    10008: "gb18030",
    10000: "mac_roman",
    0x8000: "mac_roman",
    0x8001: "cp1252",
    1200: "latin-1",
}
_HEAD = Struct("<HH")
_FIRST_COLOUR = 8


def records(stream: bytes, place: int) -> Iterator[tuple[int, bytes, int]]:
    """(code, content, place after it) of each record from the start of a substream to its end; substreams inside it left out."""
    depth = 0
    while place + 4 <= len(stream):
        code, size = _HEAD.unpack_from(stream, place)
        start = place + 4
        place = start + size
        if place > len(stream):
            break
        if code == BOF:
            depth += 1
            if depth > 1:
                continue
        elif code == EOF:
            depth -= 1
            if not depth:
                yield code, b"", place
                return
        if depth == 1:
            yield code, stream[start:place], place
        elif not depth:
            raise Refused(FILE_UNREADABLE, f"no substream at {start - 4}")
    raise Refused(FILE_UNREADABLE, f"a substream without its end, {len(stream)} bytes")


def gathered(stream: bytes, place: int) -> Iterator[tuple[int, list[bytes], int]]:
    """(code, content and its continuations, place after them) of each record of a substream."""
    code, blocks, end = BOF, [b""], place
    for following, data, after in records(stream, place):
        if following == CONTINUE:
            blocks.append(data)
        else:
            yield code, blocks, end
            code, blocks = following, [data]
        end = after
    yield code, blocks, end


class Globals:
    """What all sheets share. `tabs` are (name, state, place of the substream, kind), kind 0 for a worksheet.

    `strings` are the shared ones, `styles` one for each cell format; `end` is the place after them.
    """

    def __init__(self, stream: bytes):
        self.version, kind = unpack_from("<HH", stream, 4) if stream[:2] == BOF_MARK else (0, 0)
        if self.version not in (BIFF5, BIFF8) or kind != GLOBALS:
            raise Refused(FORMAT_UNSUPPORTED, f"BIFF {self.version} of kind {kind}")
        self.encoding: str | None = None
        self.is_1904 = self.is_calculated = self.has_links = False
        self.strings: list[str] = []
        self.end = 0
        self._fonts: list[bool] = []
        self._formats = dict(BUILT_IN)
        self._colours: list[str] = []
        looks, tabs, before = [], [], 0
        for code, blocks, self.end in gathered(stream, 0):
            if code == _FILEPASS:
                raise Refused(FILE_ENCRYPTED)
            if code == _STRINGS:
                self.strings = shared_strings(blocks)
            elif code == _TAB:
                tabs.append(blocks[0])
            elif code == _LOOK:
                if looks and before != _LOOK:  # a lost one would give all later ones to other cells
                    raise Refused(FILE_UNREADABLE, f"record {before} between cell formats")
                looks.append(blocks[0])
            else:
                self._take(code, blocks[0])
            before = code
        if not tabs:
            raise Refused(FILE_UNREADABLE, "a workbook without sheets")
        self.styles = [self._style(data) for data in looks] or [GENERAL]
        self.tabs = [self._tab(data) for data in tabs]

    def text(self, blocks: list[bytes], place: int, length_size: int = 2) -> str:
        """A text with its length before it; in BIFF8 it may run on into continuations."""
        data = blocks[0]
        length = int.from_bytes(data[place : place + length_size], "little")
        place += length_size
        if self.version != BIFF8:
            if place + length > len(data):
                raise Refused(FILE_UNREADABLE, f"a text of {length} bytes in a record of {len(data)}")
            return self.decoded(data[place : place + length])
        return text_of(blocks, place + 1, length, data[place] & 1) if length else ""

    def decoded(self, data: bytes) -> str:
        """Bytes of a BIFF5 text; where the file does not say its encoding, GB18030 or nothing."""
        if data.isascii():
            return data.decode("ascii")
        try:
            return data.decode(self.encoding or "gb18030")
        except UnicodeDecodeError:
            raise Refused(ENCODING_UNKNOWN) from None

    def _take(self, code: int, data: bytes) -> None:
        if code == _CODEPAGE and self.version != BIFF8:  # whose texts are Unicode, whatever it says
            self.encoding = _encoding(unpack_from("<H", data)[0])
        elif code == _DATE_SYSTEM:
            self.is_1904 = bool(data[0])
        elif code == _CALCULATED_BY:
            self.is_calculated = True
        elif code == _FONT:
            self._fonts.append(bool(data[2] & 8))
        elif code == _FORMAT:
            self._formats[unpack_from("<H", data)[0]] = self._number_format(data)
        elif code == _PALETTE:
            (count,) = unpack_from("<H", data)
            self._colours = [data[2 + 4 * each : 5 + 4 * each].hex().upper() for each in range(count)]
        elif code == _OTHER_BOOK and len(data) >= 4:
            self.has_links |= unpack_from("<H", data, 2)[0] not in _OWN_BOOK

    def _number_format(self, data: bytes) -> str:
        """The text of a format, cut off where its record ends: some writers count one character too many."""
        if self.version != BIFF8:
            return self.decoded(data[3 : 3 + data[2]])
        length, flags = unpack_from("<HB", data, 2)
        return text_of([data], 5, min(length, len(data) - 5 >> (flags & 1)), flags & 1)

    def _style(self, data: bytes) -> tuple:
        font, number = unpack_from("<HH", data)
        number_format = self._formats.get(number, "General")
        if self.version == BIFF8:
            pattern, colour = data[17] >> 2, data[18] & 0x7F
        else:
            (area,) = unpack_from("<I", data, 8)
            pattern, colour = area >> 16 & 0x3F, area & 0x7F
        font -= font > 4  # no font has number 4
        is_struck = self._fonts[font] if font < len(self._fonts) else False
        return number_format, is_date_format(number_format), is_struck, self._colour(colour) if pattern else None

    def _colour(self, number: int) -> str:
        place = number - _FIRST_COLOUR
        return f"FF{self._colours[place]}" if 0 <= place < len(self._colours) else f"indexed:{number}"

    def _tab(self, data: bytes) -> tuple[str, str, int, int]:
        place, state, kind = unpack_from("<IBB", data)
        if state & 3 == 3:
            raise Refused(FILE_UNREADABLE, f"a sheet of state {state}")
        return self.text([data], 6, 1).replace("\0", ""), STATES[state & 3], place, kind


def shared_strings(blocks: list[bytes]) -> list[str]:
    """The strings of an SST record and its continuations, all that there are: some writers state a wrong number."""
    strings: list[str] = []
    number, place, block = 0, 8, blocks[0]
    while True:
        while place >= len(block):
            place -= len(block)
            number += 1
            if number == len(blocks):
                return strings
            block = blocks[number]
        length, flags = unpack_from("<HB", block, place)
        place += 3
        skipped = 0
        if flags & 8:
            skipped = 4 * unpack_from("<H", block, place)[0]
            place += 2
        if flags & 4:
            skipped += unpack_from("<I", block, place)[0]
            place += 4
        end = place + (length << (flags & 1))
        if end <= len(block):
            text = block[place:end].decode("utf-16-le" if flags & 1 else "latin-1", "replace")
            place = end
        else:
            wide, number, place = characters(blocks, number, place, length, flags & 1)
            text = wide.decode("utf-16-le", "replace")
            block = blocks[number]
        strings.append(text)
        place += skipped


def text_of(blocks: list[bytes], place: int, length: int, is_wide: int) -> str:
    """A BIFF8 text of so many characters that may run on into continuations."""
    return characters(blocks, 0, place, length, is_wide)[0].decode("utf-16-le", "replace")


def characters(blocks: list[bytes], number: int, place: int, length: int, is_wide: int) -> tuple[bytes, int, int]:
    """So many characters as UTF-16, and the block and place after them.

    Each continuation says anew whether its characters take one byte or two. They are decoded together: a character of two
    halves may be parted between blocks.
    """
    parts = []
    while True:
        block = blocks[number]
        taken = min(length, len(block) - place >> is_wide)
        end = place + (taken << is_wide)
        parts.append(block[place:end] if is_wide else block[place:end].decode("latin-1").encode("utf-16-le"))
        length -= taken
        if not length:
            return b"".join(parts), number, end
        number += 1
        if number == len(blocks) or not blocks[number]:
            raise Refused(FILE_UNREADABLE, f"a text that lacks {length} characters")
        is_wide, place = blocks[number][0] & 1, 1


def _encoding(codepage: int) -> str:
    try:
        return codecs.lookup(_ENCODINGS.get(codepage, f"cp{codepage}")).name
    except LookupError:
        raise Refused(ENCODING_UNKNOWN, f"codepage {codepage}") from None
