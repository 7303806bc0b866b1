"""The comments of one sheet of an .xlsx workbook: row, column and what somebody noted there."""

import re
from pyexpat import ParserCreate

from pipeline.sheets.formats.cells import Columns
from pipeline.sheets.formats.markup import NAMESPACES, parse
from pipeline.sheets.refusal import FILE_UNREADABLE, Refused

_REFERENCE = re.compile("([A-Z]{1,3})([1-9][0-9]{0,6})")


def read_comments(xml: bytes, columns: Columns) -> list[list]:
    """Each as [row, column, text]; the pronunciation of a word is no part of it."""
    found: list[list] = []
    inside: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        namespace, _, local = name.rpartition(" ")
        inside.append(local if namespace in NAMESPACES else "")
        if inside[-1] == "comment":
            reference = _REFERENCE.fullmatch(attributes.get("ref", ""))
            if not reference:
                raise Refused(FILE_UNREADABLE, "a comment that stands nowhere")
            found.append([int(reference[2]), columns[reference[1].encode()], ""])

    def text(data: str) -> None:
        if inside[-1] == "t" and "comment" in inside and "rPh" not in inside:
            found[-1][2] += data

    parser = ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: inside.pop()
    parser.CharacterDataHandler = text
    parse(parser, xml)
    return found
