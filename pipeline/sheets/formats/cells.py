"""One cell's XML becomes a kind and a text; each distinct one is looked at once.

What a cell says after its reference (style, type, formula, value) is the same for thousands of cells of a roster, so
it is the key. Where it stands, and that no cell is lost, is the concern of xlsx.py.
"""

import re
from string import ascii_uppercase

from pipeline.sheets.formats.markup import string, unescaped
from pipeline.sheets.formats.styles import day_and_time
from pipeline.sheets.grid import LAST_COLUMN
from pipeline.sheets.refusal import FILE_UNREADABLE, Refused

EMPTY = 0

_LETTERS = re.compile(rb"[A-Z]{1,3}")
_ATTRIBUTE = re.compile(rb' ([\w:]+)="([^"<]*)"')
_CONTENT = re.compile(
    rb"(?:<f(?: [^<>]*)?(?:/>|>([^<]*)</f>))?(?:<v(?: [^<>]*)?(?:/>|>([^<]*)</v>))?"
    rb"(?:<is>(.*)</is>)?(?:<extLst>.*</extLst>)?",
    re.DOTALL,
)
_USUAL = re.compile(rb"(?:<f>([^<]*)</f>)?<v>([^<]*)</v></c>")
_FOREIGN = re.compile(rb"<(?:[!?]|/?sheetData|(?:row|c)[ />]|[^<>]* xmlns)")
_UNSOUNDED = re.compile(rb"<phoneticPr [^<>]*/></si>")
_TEXT = re.compile(rb"<t(?: [^<>]*)?(?:/>|>([^<]*)</t>)")
_PHONETIC = re.compile(rb"<rPh .*?</rPh>", re.DOTALL)
_NUMBER = re.compile(r"-?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_ISO_DATE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:T([0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.[0-9]+)?Z?)?")


class NotPlain(Exception):
    """The XML is not in the spelling that the pass accounts for."""


class Columns(dict):
    """Column numbers by letters, as they stand in a cell's reference; and whole rows of references, most of which are alike."""

    def __init__(self) -> None:
        self._rows: dict[bytes, tuple[int, ...]] = {}

    def of(self, references: tuple[bytes, ...], row: bytes | None) -> tuple[int, tuple[int, ...]]:
        """The row that references say, and their columns; Refused where they speak of different rows."""
        joined = b",".join(references)
        letters = joined.translate(None, b"0123456789")
        used = self._rows.get(letters)
        if used is None:
            used = self._rows[letters] = tuple(map(self.one, letters.split(b",")))
        row = row or references[0].lstrip(ascii_uppercase.encode())
        if letters.replace(b",", row + b",") + row != joined or not 0 < len(row) < 8 or row.startswith(b"0"):
            raise Refused(FILE_UNREADABLE, f"a row holds a cell of another row than its first, {len(references)} cells")
        return int(row), used

    def one(self, letters: bytes) -> int:
        """The column of letters that may be anything; NotPlain where they are not a column's."""
        if letters not in self and not _LETTERS.fullmatch(letters):
            raise NotPlain
        return self[letters]

    def __missing__(self, letters: bytes) -> int:
        number = 0
        for letter in letters:
            number = number * 26 + letter - 64
        if number > LAST_COLUMN:
            raise Refused(FILE_UNREADABLE, f"column {number}")
        self[letters] = number
        return number


class Cells(dict):
    """Number of a distinct cell by its XML after the reference, from 1; EMPTY for one that holds nothing.

    `known` lists each as (kind, text, style, formula). `usual` are (kind, style) by the XML before what is the number of a
    shared string where the kind is text, and where it is number a number if it is of digits.
    """

    def __init__(self, styles: list[tuple], strings: list[str], is_1904: bool):
        self.known: list[tuple] = []
        self._heads: dict[bytes, tuple[bytes, int]] = {}
        self.usual: dict[bytes, tuple[str, int]] = {}
        self.strings = strings
        self._dates = [is_date for _, is_date, _, _ in styles]
        self._is_1904 = is_1904

    def __missing__(self, xml: bytes) -> int:
        head, _, content = xml.partition(b">")
        if (head[-1:] == b"/") is bool(content):
            raise NotPlain
        kind, style = self._heads.get(head) or self._head(head)
        formula, value = usual.groups() if (usual := _USUAL.fullmatch(content)) else (None, None)
        if value and formula is None:
            number = self._keep(*self._value(kind, style, value), style, None)
        elif value and (said := self._value(kind, style, value))[1]:
            number = self._keep(*said, style, formula)
        else:
            number = self._keep(*self._parts(kind, style, content))
        self[xml] = number
        return number

    def _keep(self, kind: str, text: str, style: int, formula: bytes | None) -> int:
        if kind != "error" and kind != "uncached" and (not text or text.isspace()):
            return EMPTY
        self.known.append((kind, text, style, None if formula is None else unescaped(formula)))
        return len(self.known)

    def _head(self, head: bytes) -> tuple[bytes, int]:
        attributes = attributes_of(head.removesuffix(b"/"))
        style = attributes.get(b"s", b"0")
        if b"r" in attributes or not style.isdigit() or any(name.startswith(b"xmlns") for name in attributes):
            raise NotPlain
        number = int(style) if int(style) < len(self._dates) else 0
        found = attributes.get(b"t", b"n"), number
        if not head.endswith(b"/"):
            self._heads[head] = found
            if found[0] == b"s" or (found[0] == b"n" and not self._dates[number]):
                self.usual[head] = ("text" if found[0] == b"s" else "number", number)
        return found

    def _parts(self, kind: bytes, style: int, content: bytes) -> tuple[str, str, int, bytes | None]:
        """Kind, text, style and formula of a cell."""
        if _FOREIGN.search(content):
            raise NotPlain
        parts = _CONTENT.fullmatch(content.removesuffix(b"</c>"))
        if parts is None or content.count(b"</c>") != bool(content):
            raise NotPlain
        formula, value, inline = parts.groups()
        if inline is not None:
            named, text = "text", joined(inline)
        elif value is None:
            named, text = "error" if kind == b"e" else "number", ""
        else:
            named, text = self._value(kind, style, value)
        if not content.startswith(b"<f"):
            return named, text, style, None
        # A formula may give an empty string, which is stored as such: t="str" and a <v> that holds nothing.
        is_empty_string = kind == b"str" and b"<v" in content
        is_stored = text or named == "error" or is_empty_string
        return named if is_stored else "uncached", text, style, formula or b""

    def _value(self, kind: bytes, style: int, value: bytes) -> tuple[str, str]:
        if kind == b"s":
            return "text", self._shared(value)
        if kind == b"n":
            text = value.decode().strip()
            if self._dates[style] and _NUMBER.fullmatch(text):
                day = day_and_time(text, self._is_1904)
                return ("date", day) if day else ("number", text)
            if (text.isdigit() and text.isascii()) or _NUMBER.fullmatch(text):
                return "number", text
            return "text" if text else "number", unescaped(value).strip()
        if kind == b"str" or kind == b"inlineStr":
            return "text", string(value)
        text = unescaped(value).strip()
        if kind == b"e":
            return "error", text
        if kind == b"b" and text in ("0", "1", "true", "false"):
            return "boolean", "TRUE" if text in ("1", "true") else "FALSE"
        if kind == b"d" and (match := _ISO_DATE.fullmatch(text)):
            return "date", match[1] if match[2] in (None, "00:00:00") else f"{match[1]} {match[2]}"
        return "text", text

    def _shared(self, value: bytes) -> str:
        index = value.strip()
        if not index:
            return ""
        if not index.isdigit() or int(index) >= len(self.strings):
            raise Refused(FILE_UNREADABLE, "a shared string that is not there")
        return self.strings[int(index)]


def read_strings(xml: bytes) -> list[str]:
    """The shared strings of a workbook."""
    plain = xml.replace(b'<t xml:space="preserve">', b"<t>")
    if unsounded := _UNSOUNDED.search(plain):
        plain = plain.replace(unsounded[0], b"</si>")
    start, stop = plain.find(b"<si><t>"), plain.rfind(b"</t></si>")
    if 0 <= start < stop and b"<si" not in plain[:start] and b"<si" not in plain[stop + 9 :] and b"\0" not in plain:
        texts = plain[start + 7 : stop].replace(b"</t></si><si><t>", b"\0")
        if b"<" not in texts:
            is_spelt = any(mark in texts for mark in (b"&", b"_x", b"\r"))
            return list(map(string, texts.split(b"\0"))) if is_spelt else texts.decode().split("\0")
    _, *items = xml.split(b"<si>")
    if not xml.count(b"<si") == xml.count(b"</si>") == len(items):
        raise NotPlain
    if not all(item.rstrip().endswith(b"</si>") for item in items[:-1]):
        raise NotPlain
    return [joined(item[: item.rindex(b"</si>")]) for item in items]


def attributes_of(xml: bytes) -> dict[bytes, bytes]:
    """The attributes of an element, each with a space before it."""
    found = _ATTRIBUTE.findall(xml)
    if sum(len(name) + len(value) + 4 for name, value in found) != len(xml.rstrip()):
        raise NotPlain
    return dict(found)


def joined(xml: bytes) -> str:
    """The text of a string with or without runs; the pronunciation that East Asian files carry is left out."""
    if xml.startswith(b"<t>") and xml.count(b"<") == 2:
        return string(xml[3:-4])
    if b"<rPh" in xml:
        xml = _PHONETIC.sub(b"", xml)
    texts = _TEXT.findall(xml)
    if len(texts) != xml.count(b"<t>") + xml.count(b"<t ") + xml.count(b"<t/>"):
        raise NotPlain
    return "".join(map(string, texts))
