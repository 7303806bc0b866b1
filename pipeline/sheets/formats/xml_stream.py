"""XML through expat, block by block, with a handler for each kind of element; no tree, so that depth costs nothing.

A document type is refused, so no entity can grow. Encodings that expat does not know (GBK) are brought into UTF-8 first.
"""

import re
from collections.abc import Iterable
from pyexpat import ExpatError, ParserCreate, XMLParserType, errors

from pipeline.sheets.refusal import FILE_UNREADABLE, READER_MEMORY, Refused

_CHINESE = re.compile(rb"""<\?xml[^>]*encoding=["'](?:gb2312|gbk|gb18030|x-gbk|cp936)["']""", re.IGNORECASE)


def parser(encoding: str | None = None) -> XMLParserType:
    """A parser that refuses a document type; names come as `namespace local`."""
    made = ParserCreate(encoding, " ")
    made.buffer_text = True
    made.buffer_size = 1 << 16
    made.StartDoctypeDeclHandler = _refuse_doctype
    return made


def parse(made: XMLParserType, blocks: Iterable[bytes]) -> None:
    """Feed a document; refused where it is not well formed."""
    try:
        for block in blocks:
            made.Parse(block)
        made.Parse(b"", True)
    except ExpatError as error:
        if errors.messages.get(error.code) == errors.XML_ERROR_NO_MEMORY:
            raise Refused(READER_MEMORY) from None
        raise Refused(FILE_UNREADABLE, f"XML error {error.code} at line {error.lineno}") from None
    except (LookupError, UnicodeError) as error:
        raise Refused(FILE_UNREADABLE, type(error).__name__) from None


def chinese_as_utf8(data: bytes) -> tuple[bytes, str | None]:
    """The document and the encoding to read it in; None where it says one that expat knows, or none."""
    if not _CHINESE.match(data):
        return data, None
    try:
        return data.decode("gb18030").encode(), "utf-8"
    except UnicodeDecodeError:
        raise Refused(FILE_UNREADABLE, "characters that are not GB18030") from None


def _refuse_doctype(*_: object) -> None:
    raise Refused(FILE_UNREADABLE, "a document type declaration")
