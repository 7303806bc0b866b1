"""Which format a file has, told by its content and never by its name.

FORMATS maps a format to the module that reads it, in this room, and to the module of counts/ that counts its cells.
"""

import os
from io import BufferedReader

from pipeline.sheets.refusal import FILE_ENCRYPTED, FILE_TOO_LARGE, FILE_UNREADABLE, FORMAT_UNSUPPORTED, Refused

FORMATS = {"xlsx": ("xlsx", "xlsx"), "csv": ("delimited", "delimited")}

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_NEITHER = (b"%PDF", b"{\\rtf", b"PK", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"\x89PNG", b"\xff\xd8\xff")


def told(file: BufferedReader, file_mebibytes: int) -> str:
    """The format of a file; Refused where the first bytes show that it is none of them."""
    size = os.fstat(file.fileno()).st_size
    if size > file_mebibytes << 20:
        raise Refused(FILE_TOO_LARGE, f"{size >> 20} MiB, limit {file_mebibytes}")
    if not size:
        raise Refused(FILE_UNREADABLE, "0 bytes")
    head = file.read(8)
    file.seek(0)
    if head.startswith(_ZIP):
        return "xlsx"
    if head == _OLE:
        is_encrypted = _ENCRYPTED_PACKAGE in file.read()
        raise Refused(
            FILE_ENCRYPTED if is_encrypted else FORMAT_UNSUPPORTED, "" if is_encrypted else "an OLE file such as .xls"
        )
    if head.startswith(_NEITHER):
        raise Refused(FORMAT_UNSUPPORTED, "neither .xlsx nor delimited text")
    return "csv"
