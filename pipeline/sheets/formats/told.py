"""Which format a file has, told by its content and never by its name.

FORMATS maps a format to the module that reads it, in this room, and to the module of counts/ that counts its cells.
"""

import codecs
import os
import re
from collections.abc import KeysView
from io import BufferedReader

from pipeline.sheets.refusal import (
    ATTACHMENT,
    FILE_ENCRYPTED,
    FILE_TOO_LARGE,
    FILE_UNREADABLE,
    FORMAT_UNSUPPORTED,
    Refused,
)

FORMATS = {
    "xlsx": ("xlsx", "xlsx"),
    "xlsm": ("xlsx", "xlsx"),
    "xlsb": ("xlsb", "calamine"),
    "xls": ("xls", "calamine"),
    "ods": ("ods", "ods"),
    "html": ("html", "html"),
    "xml": ("spreadsheetml", "spreadsheetml"),
    "csv": ("delimited", "delimited"),
    "zip": ("bundle", "bundle"),
}

HEAD = 8192
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ATTACHMENTS = {
    b"%PDF": "PDF",
    b"{\\rtf": "RTF",
    b"\x89PNG": "image",
    b"\xff\xd8\xff": "image",
    b"GIF8": "image",
    b"II*\0": "image",
    b"MM\0*": "image",
}
_NEITHER = (b"PK", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"ID;P", b"MIME-Version:", b"Content-Type: multipart")
_BITMAP = re.compile(rb"BM....\0\0\0\0", re.DOTALL)
_OTHER_IMAGE = re.compile(rb"RIFF....WEBP|....ftyp(?:hei[cfx]|mif1|avif)", re.DOTALL)
_BIFF = re.compile(rb"\x09[\x00\x02\x04\x08][\x04\x06\x08\x10]\0")
_MARKUP = re.compile(r"<[A-Za-z!?/]")
_SHEET_XML = re.compile(r"<(?:\w+:)?workbook\b[^>]*urn:schemas-microsoft-com:office:spreadsheet", re.IGNORECASE)
_HTML = re.compile(
    r"<(?:!doctype html|html|head|meta|body|table|style|title|div|center|font|form|p|span|b|h[1-6]|br|tr)(?=[\s/>])",
    re.IGNORECASE,
)


def told(file: BufferedReader, file_mebibytes: int) -> str:
    """The format of a file, which is left at its beginning; Refused where its content shows that it is none of them.

    With ATTACHMENT where it is a document that is kept beside a delivery.
    """
    size = os.fstat(file.fileno()).st_size
    if size > file_mebibytes << 20:
        raise Refused(FILE_TOO_LARGE, f"{size >> 20} MiB, limit {file_mebibytes}")
    if not size:
        raise Refused(FILE_UNREADABLE, "0 bytes")
    head = file.read(HEAD)
    if head.startswith(_ZIP):
        from pipeline.sheets.formats import zips  # costly to import, and a text needs none of it

        format_ = zips.kind(zips.opened(file))
    elif head.startswith(_OLE):
        from pipeline.sheets.formats import ole

        format_ = _office(ole.Ole(head + file.read()).names.keys())
    elif _BIFF.match(head):
        format_ = "xls"
    else:
        format_ = _told_by_head(head)
    file.seek(0)
    return format_


def _office(names: KeysView[str]) -> str:
    if "encryptedpackage" in names:
        raise Refused(FILE_ENCRYPTED)
    if names & {"workbook", "book"}:
        return "xls"
    if "worddocument" in names:
        raise Refused(ATTACHMENT, "Word")
    raise Refused(FORMAT_UNSUPPORTED, "an OLE file without a workbook")


def _told_by_head(head: bytes) -> str:
    for magic, kind in _ATTACHMENTS.items():
        if head.startswith(magic):
            raise Refused(ATTACHMENT, kind)
    if _BITMAP.match(head) or _OTHER_IMAGE.match(head):
        raise Refused(ATTACHMENT, "image")
    if b"%PDF-" in head[:1024]:
        raise Refused(ATTACHMENT, "PDF")
    if head.startswith(_NEITHER):
        raise Refused(FORMAT_UNSUPPORTED, "neither a workbook nor text")
    text = _ascii(head).lstrip()
    if not _MARKUP.match(text):
        return "csv"
    if _SHEET_XML.search(text):
        return "xml"
    if _HTML.search(text):
        return "html"
    raise Refused(FORMAT_UNSUPPORTED, "markup that is no workbook")


def _ascii(head: bytes) -> str:
    """The first characters; only those of ASCII need be right."""
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if head.startswith(mark):
            return head[2:].decode(encoding, "replace")
    return head.removeprefix(codecs.BOM_UTF8).decode("latin-1")
