"""HTML cut into marks and texts, strictly: what a browser would have to guess at is refused."""

import re
from collections.abc import Iterator
from functools import lru_cache
from html import unescape
from typing import NamedTuple

from pipeline.sheets.formats.gathered import NAMED_FORMATS, colour
from pipeline.sheets.formats.styles import is_date_format
from pipeline.sheets.refusal import FILE_TOO_LARGE, FILE_UNREADABLE, Refused

STYLE_LENGTH = 10_000
# only single characters are repeated possessively: repeated groups were matched wrongly by early Pythons 3.11
_MARK = re.compile(
    r"<!--(?!-?>)(?P<comment>(?:[^-]++|-(?!->|-\s+>|-!>))*)-->"
    r"|<!\[\s*(?:if|else|endif)\b[^\]<>]*+\]>|<![^\[<>-][^<>]*+>|<\?[^<>]*+>"
    r"|</(?P<end>[A-Za-z][^\s/<>]*+)[^<>]*+>"
    r"|<(?P<start>[A-Za-z][^\s/<>]*+)"
    r"""(?P<said>(?:[\s/]++|[^\s/<>="']++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|(?!["'])[^\s<>]*+))?)*)>"""
    r"|(?P<text>(?:[^<]++|<(?![A-Za-z/!?]))+)"
)
_ATTRIBUTE = re.compile(r"""([^\s/<>="']++)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s<>]*+)))?""")
_RAW = {"script": re.compile(r"</script\b", re.IGNORECASE), "style": re.compile(r"</style\b", re.IGNORECASE)}
_RULE = re.compile(r"\.([\w-]+)\s*\{([^}]*)\}")
_DECLARATION = re.compile(r"""([\w.-]+)\s*:\s*((?:"[^"]*"|'[^']*'|\\.|[^;"'\\])*)""")
_ESCAPED = re.compile(r"\\(?:([0-9A-Fa-f]{4}) ?|(.))", re.DOTALL)


class Mark(NamedTuple):
    """A start with its attributes, an end, a comment, a text, or what stands raw in a script or a style sheet.

    `name` is the element's, in lower case; of a text, a comment or a style sheet it is the content.
    """

    kind: str
    name: str
    said: dict[str, str]


class Look(NamedTuple):
    """What a style says of a cell."""

    number_format: str = "General"
    is_date: bool = False
    is_struck: bool = False
    fill: str | None = None
    is_hidden: bool = False


def marks(html: str) -> Iterator[Mark]:
    """The marks of a document in order."""
    place = 0
    while place < len(html):
        found = _MARK.match(html, place)
        if not found:
            raise Refused(FILE_UNREADABLE, f"HTML that breaks off at character {place}")
        place = found.end()
        if found["text"]:
            yield Mark("text", unescape(found["text"]), {})
        elif found["end"]:
            yield Mark("end", found["end"].lower(), {})
        elif found["comment"]:
            yield Mark("comment", found["comment"], {})
        elif found["start"]:
            name = found["start"].lower()
            yield Mark("start", name, _attributes(found["said"]))
            if name in _RAW:
                end = _RAW[name].search(html, place)
                if not end:
                    raise Refused(FILE_UNREADABLE, f"HTML that breaks off after character {place}")
                if name == "style":
                    yield Mark("style", html[place : end.start()], {})
                place = end.start()


def rules(sheet: str) -> Iterator[tuple[str, str]]:
    """The (class, declarations) of a style sheet."""
    return ((name, said) for name, said in _RULE.findall(sheet))


@lru_cache(maxsize=4096)
def look(style: str) -> Look:
    """What declarations mean; a later one outdoes an earlier one."""
    if len(style) > STYLE_LENGTH:
        raise Refused(FILE_TOO_LARGE, f"a style of more than {STYLE_LENGTH} characters")
    said = {name.lower(): value.strip() for name, value in _DECLARATION.findall(style)}
    number_format = said.get("mso-number-format") or said.get("vnd.ms-excel.numberformat") or "General"
    number_format = _ESCAPED.sub(_escaped, number_format.strip("\"'"))
    number_format = NAMED_FORMATS.get(number_format, number_format)
    background = said.get("background-color") or said.get("background", "")
    return Look(
        number_format,
        is_date_format(number_format),
        "line-through" in said.get("text-decoration", "").lower(),
        colour(background.partition(" ")[0]),
        said.get("display", "").lower() == "none",
    )


def _escaped(match: re.Match) -> str:
    return chr(int(match[1], 16)) if match[1] else match[2]


def _attributes(said: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, *values in _ATTRIBUTE.findall(said):
        found.setdefault(name.lower(), unescape("".join(values)))
    return found
