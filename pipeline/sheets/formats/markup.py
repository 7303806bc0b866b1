"""XML of a workbook's small parts as a tree, and of its large parts in one plain spelling.

Namespaces and prefixes are gone afterwards, so that `<x:c>` and `<c>` are one. A document type is refused, so no
entity can grow.
"""

import re
from pyexpat import ExpatError, ParserCreate, XMLParserType, errors

from pipeline.sheets.refusal import FILE_UNREADABLE, READER_MEMORY, Refused

NAMESPACES = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)

_ENTITY = re.compile(r"&(?:#([0-9]{1,7})|#x([0-9A-Fa-f]{1,6})|(lt|gt|amp|quot|apos));")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_TEXT_ELEMENTS = ("t", "v", "f")


class Element:
    """One element of a small part: namespace, local name, attributes by local name, children."""

    __slots__ = ("attributes", "children", "name", "namespace")

    def __init__(self, name: str, attributes: dict[str, str]):
        self.namespace, _, self.name = name.rpartition(" ")
        self.attributes = attributes
        self.children: list[Element] = []

    def child(self, name: str) -> "Element":
        """The first child of that name; an empty element where there is none."""
        return next((child for child in self.children if child.name == name), Element(name, {}))

    def flag(self, name: str, default: bool = False) -> bool:
        """A boolean attribute as OOXML writes it."""
        value = self.attributes.get(name)
        return default if value is None else value in ("1", "true", "on")


def tree(xml: bytes) -> Element:
    """The root of a small part (workbook, styles, relationships); its text is not kept."""
    stack = [Element("", {})]

    def start(name: str, attributes: dict[str, str]) -> None:
        element = Element(name, {key.rpartition(" ")[2]: value for key, value in attributes.items()})
        stack[-1].children.append(element)
        stack.append(element)

    parser = ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda name: stack.pop()
    parse(parser, xml)
    return stack[0].children[0]


def canonical(xml: bytes) -> bytes:
    """A large part in the one spelling that the fast pass eats.

    No comment, CDATA, instruction, prefix or white space between elements, UTF-8, double quotes, `r` first, an end
    tag for every start tag. Extensions are left out; elements of other makers keep a mark, so that they are not
    taken for cells.
    """
    written: list[str] = []
    names: list[str] = []
    extensions = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal extensions
        namespace, _, local = name.rpartition(" ")
        is_own = namespace in NAMESPACES
        names.append(local if is_own else f"other:{local}")
        extensions += is_own and local == "extLst"
        if not extensions:
            said = sorted(attributes.items(), key=lambda item: item[0] != "r")
            written.append(
                "".join(
                    [f"<{names[-1]}", *(f' {key}="{_escaped(value)}"' for key, value in said if " " not in key), ">"]
                )
            )
            if len(names) == 1 and is_own:
                written[-1] = f'<{local} xmlns="{NAMESPACES[0]}">'

    def end(name: str) -> None:
        nonlocal extensions
        if not extensions:
            written.append(f"</{names[-1]}>")
        extensions -= names.pop() == "extLst"

    def text(data: str) -> None:
        if not extensions and (names[-1] in _TEXT_ELEMENTS or data.strip()):
            written.append(_escaped(data))

    parser = ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parse(parser, xml)
    return "".join(written).encode()


def unescaped(raw: bytes) -> str:
    """The text of an element as an XML parser gives it."""
    text = raw.decode()
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "&" in text:
        if text.count("&") != len(_ENTITY.findall(text)):
            raise Refused(FILE_UNREADABLE, "an entity that XML does not know")
        text = _ENTITY.sub(_entity, text)
    return text


def string(raw: bytes) -> str:
    """The text of a string value: as `unescaped`, and `_x000a_` is the character that a spreadsheet means by it."""
    text = raw.decode()
    if "&" in text or "\r" in text:
        text = unescaped(raw)
    if "_x" not in text:
        return text
    text = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def parse(parser: XMLParserType, xml: bytes) -> None:
    """Feed a whole part to a parser; Refused where it is no XML, or brings a document type."""
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        parser.Parse(xml, True)
    except ExpatError as error:
        if errors.messages.get(error.code) == errors.XML_ERROR_NO_MEMORY:
            raise Refused(READER_MEMORY) from None
        raise Refused(FILE_UNREADABLE, f"XML error {error.code} at line {error.lineno}") from None
    except LookupError:
        raise Refused(FILE_UNREADABLE, "an encoding of XML that nobody knows") from None


def _escaped(text: str) -> str:
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    return text.replace("\r", "&#13;") if "\r" in text else text


def _entity(match: re.Match) -> str:
    decimal, hexadecimal, name = match.groups()
    if name:
        return _NAMED[name]
    code = int(decimal) if decimal else int(hexadecimal, 16)
    if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        raise Refused(FILE_UNREADABLE, "a character that XML does not know")
    return chr(code)


def _refuse_doctype(*_: object) -> None:
    raise Refused(FILE_UNREADABLE, "a document type declaration")
