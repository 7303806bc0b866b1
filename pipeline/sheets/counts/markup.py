"""XML cut into its pieces by one regular expression, for the counters; the readers use a parser."""

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

from pipeline.sheets.refusal import FILE_UNREADABLE, Refused

DEPTH = 200

_PIECE = re.compile(
    r"<!--.*?-->|<\?.*?\?>|<!\[CDATA\[(?P<raw>.*?)\]\]>|(?P<text>[^<]+)"
    r"""|</(?:[^<>:\s/]*:)?(?P<end>[^<>:\s]+)\s*>|<(?:[^<>:\s/]*:)?(?P<start>[^<>:\s/]+)"""
    r"""(?P<said>(?:\s+[^\s=<>/]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(?P<empty>/?)>""",
    re.DOTALL,
)
_SAID = re.compile(r"""([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_DECLARED = re.compile(rb"""<\?xml[^>]*encoding=["']([\w.-]+)["']""")


class Piece(NamedTuple):
    """A start, with its attributes both as spelled and without prefix, an end, or a text, which is then the name.

    What an empty element begins it also ends.
    """

    kind: str
    name: str
    said: dict[str, str]


def pieces(data: bytes) -> Iterator[Piece]:
    """The pieces of a document in order; refused where something is left over."""
    text, place, depth = _text(data), 0, 0
    while place < len(text):
        found = _PIECE.match(text, place)
        if not found:
            raise Refused(FILE_UNREADABLE, f"XML breaks off at character {place}")
        place = found.end()
        depth += bool(found["start"]) - bool(found["end"] or found["empty"])
        if depth > DEPTH:
            raise Refused(FILE_UNREADABLE, f"elements nested deeper than {DEPTH}")
        if found["start"]:
            yield Piece("start", found["start"], _attributes(found["said"]))
            if found["empty"]:
                yield Piece("end", found["start"], {})
        elif found["end"]:
            yield Piece("end", found["end"], {})
        elif found["raw"] or found["text"]:
            yield Piece("text", found["raw"] or unescape(found["text"]), {})


def _attributes(xml: str) -> dict[str, str]:
    spelled = {name: unescape(first or second) for name, first, second in _SAID.findall(xml)}
    return {name.rpartition(":")[2]: value for name, value in spelled.items()} | spelled


def _text(data: bytes) -> str:
    declared = _DECLARED.match(data.removeprefix(b"\xef\xbb\xbf"))
    encoding = declared[1].decode().lower() if declared else "utf-8"
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encoding = "utf-16"
    try:
        return data.decode("gb18030" if encoding.startswith("gb") else encoding).removeprefix("\ufeff")
    except (LookupError, UnicodeDecodeError) as error:
        raise Refused(FILE_UNREADABLE, type(error).__name__) from None
