"""XML altered by splicing: elements are found with their place in the bytes, and every byte that is not meant to change stays.

A serialiser would write a workbook's parts anew and lose what it does not know. Document types are refused: no entity is expanded.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.parsers.expat import ExpatError, ParserCreate
from xml.sax.saxutils import quoteattr

_START_TAG = re.compile(rb"<[^\s/>]+(?:\s+[^\s=/>]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*\s*/?>")
_ROOT = re.compile(rb"(?:\xef\xbb\xbf)?(?:\s+|<\?.*?\?>|<!--.*?-->)*<([^\s/>!?]+)", re.DOTALL)
_DECLARED = re.compile(r'^(<\?xml[^>]*?)\s+encoding=("[^"]*"|\'[^\']*\')')


class _Reached(Exception):
    """The walk has come as far as it was to go."""


class Unspliceable(Exception):
    """XML that cannot be altered in place."""


@dataclass
class Element:
    """One element: `path` are the local names down to it; `start` to `opened` is its start tag, `closing` to `end` its end tag.

    An empty-element tag has no end tag: `opened`, `closing` and `end` are one place.
    """

    path: tuple[str, ...]
    attributes: dict[str, str]
    start: int
    opened: int
    closing: int = 0
    end: int = 0

    @property
    def is_empty_tag(self) -> bool:
        return self.opened == self.end


@dataclass
class _Walk:
    data: bytes
    is_wanted: Callable[[tuple[str, ...], dict[str, str]], bool]
    before: str
    path: list[str] = field(default_factory=list)
    open: list[Element | None] = field(default_factory=list)
    found: list[Element] = field(default_factory=list)

    def run(self) -> list[Element]:
        self.parser = ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.StartDoctypeDeclHandler = self._refuse
        try:
            self.parser.Parse(self.data, True)
        except _Reached:
            pass
        except ExpatError as error:
            raise Unspliceable(f"line {error.lineno}") from None
        return self.found

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.path.append(name.rpartition(":")[2])
        if self.path[-1] == self.before:
            raise _Reached
        path = tuple(self.path)
        element = None
        if self.is_wanted(path, attributes):
            start = self.parser.CurrentByteIndex
            tag = _START_TAG.match(self.data, start)
            if not tag:
                raise Unspliceable("a start tag of another shape")
            element = Element(path, {key.rpartition(":")[2]: value for key, value in attributes.items()}, *tag.span())
            self.found.append(element)
        self.open.append(element)

    def _end(self, _: str) -> None:
        self.path.pop()
        if element := self.open.pop():
            if self.data[element.opened - 2 : element.opened] == b"/>":
                element.closing = element.end = element.opened
            else:
                element.closing = self.parser.CurrentByteIndex
                element.end = self.data.index(b">", element.closing) + 1

    def _refuse(self, *_: object) -> None:
        raise Unspliceable("a document type")


def elements(
    data: bytes, is_wanted: Callable[[tuple[str, ...], dict[str, str]], bool], before: str = ""
) -> list[Element]:
    """The wanted elements in the order of their start tags, up to the first called `before`; `data` is UTF-8.

    Raises Unspliceable.
    """
    return _Walk(data, is_wanted, before).run()


def children(data: bytes, *parent: str, before: str = "") -> list[Element]:
    """The direct children of the elements of that path."""
    return elements(data, lambda path, _: path[:-1] == parent, before)


def spliced(data: bytes, edits: list[tuple[int, int, bytes]]) -> bytes:
    """The bytes with each range [start, end) replaced; insertions at one place keep their order."""
    parts, position = [], 0
    for start, end, new in sorted(edits, key=lambda edit: edit[:2]):
        parts += [data[position:start], new]
        position = end
    return b"".join([*parts, data[position:]])


def prefix(data: bytes) -> str:
    """The namespace prefix of the root element with its colon, or nothing."""
    root = _ROOT.match(data)
    if not root:
        raise Unspliceable("no root element")
    return f"{before}:" if (before := root[1].decode().rpartition(":")[0]) else ""


def with_attributes(tag: bytes, **values: str) -> bytes:
    """A start tag, or an element that begins with one, with these attributes set."""
    end = _START_TAG.match(tag).end()
    head, rest = tag[:end], tag[end:]
    for name, value in values.items():
        written = f" {name}={quoteattr(value)}".encode()
        old = re.search(rb"\s%s\s*=\s*(?:\"[^\"]*\"|'[^']*')" % name.encode(), head)
        if old:
            head = head[: old.start()] + written + head[old.end() :]
        else:
            cut = len(head) - (2 if head.endswith(b"/>") else 1)
            head = head[:cut].rstrip() + written + head[cut:]
    return head + rest


def appended(data: bytes, element: Element, new: bytes) -> tuple[int, int, bytes]:
    """The edit that puts `new` behind the last child of an element, opening an empty-element tag where need be."""
    if not element.is_empty_tag:
        return element.closing, element.closing, new
    tag = data[element.start : element.opened]
    name = re.match(rb"<([^\s/>]+)", tag)[1]
    return element.start, element.end, tag[:-2].rstrip() + b">" + new + b"</" + name + b">"


def utf8(data: bytes) -> bytes:
    """XML in UTF-8, whatever its encoding; as it is where it is that already."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _DECLARED.sub(r"\1", data.decode("utf-16")).encode()
    declared = re.match(rb"(?:\xef\xbb\xbf)?<\?xml[^>]*encoding=[\"']([^\"']+)", data)
    if declared and declared[1].lower() not in (b"utf-8", b"utf8"):
        return _DECLARED.sub(r"\1", data.decode(declared[1].decode())).encode()
    return data
