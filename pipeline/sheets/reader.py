"""The reader process: one file on standard input, its cells or its counts as JSON lines on standard output, then a footer.

Started by sandbox.py anew for each file. It gives up memory, time, files and processes before it looks at the first
byte. Only light parts of the standard library are imported: each import is paid for by every file.
"""

import os
import resource
import sys
from io import BufferedReader
from json import JSONEncoder

if __name__ == "__main__":
    sys.path.append(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))

from pipeline.sheets.refusal import (
    FILE_ENCRYPTED,
    FILE_TOO_LARGE,
    FILE_UNREADABLE,
    FORMAT_UNSUPPORTED,
    READER_CRASHED,
    READER_MEMORY,
    Refused,
)

OPEN_FILES = 16
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_NEITHER = (b"%PDF", b"{\\rtf", b"PK", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"\x89PNG", b"\xff\xd8\xff")


def main(mode: str, memory_mebibytes: int, seconds: int, file_mebibytes: int, inflated_mebibytes: int) -> None:
    """`read` or `count` standard input. The footer is {"refused": code or null, "detail": text, "lines": lines said}."""
    if mode == "count":
        from pipeline.sheets.counter import delimited, workbook
    else:
        from pipeline.sheets.delimited import read as delimited
        from pipeline.sheets.xlsx import read as workbook
    encode = JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    code, detail, lines = None, "", 0
    try:
        confine(memory_mebibytes, seconds)
        with open(0, "rb", closefd=False) as file:
            is_zip = told_by_content(file, file_mebibytes)
            for line in workbook(file, inflated_mebibytes) if is_zip else delimited(file.read()):
                send(encode(line))
                lines += 1
    except Refused as refused:
        code, detail = refused.code, refused.detail
    except MemoryError:
        code = READER_MEMORY
    except UnicodeDecodeError:
        code = FILE_UNREADABLE
    except Exception as error:
        code, detail = READER_CRASHED, type(error).__name__
    send(encode({"refused": code, "detail": detail, "lines": lines}))


def confine(memory_mebibytes: int, seconds: int) -> None:
    """Limits that this process cannot lift again. macOS does not limit address space; there the clock alone holds."""
    memory = memory_mebibytes << 20
    limits = {
        resource.RLIMIT_CORE: (0, 0),
        resource.RLIMIT_FSIZE: (0, 0),
        resource.RLIMIT_NOFILE: (OPEN_FILES, OPEN_FILES),
        resource.RLIMIT_NPROC: (0, 0),
        resource.RLIMIT_CPU: (seconds, seconds + 1),
        resource.RLIMIT_AS: (memory, memory),
    }
    for kind, limit in limits.items():
        try:
            resource.setrlimit(kind, limit)
        except (OSError, ValueError):
            if sys.platform != "darwin":
                raise


def told_by_content(file: BufferedReader, file_mebibytes: int) -> bool:
    """True for a zip, False for what may be delimited text; whatever else the first bytes show is refused."""
    size = os.fstat(file.fileno()).st_size
    if size > file_mebibytes << 20:
        raise Refused(FILE_TOO_LARGE, f"{size >> 20} MiB, limit {file_mebibytes}")
    if not size:
        raise Refused(FILE_UNREADABLE, "0 bytes")
    head = file.read(8)
    file.seek(0)
    if head.startswith(_ZIP):
        return True
    if head == _OLE:
        is_encrypted = _ENCRYPTED_PACKAGE in file.read()
        raise Refused(
            FILE_ENCRYPTED if is_encrypted else FORMAT_UNSUPPORTED, "" if is_encrypted else "an OLE file such as .xls"
        )
    if head.startswith(_NEITHER):
        raise Refused(FORMAT_UNSUPPORTED, "neither .xlsx nor delimited text")
    return False


def send(line: str) -> None:
    """One line to standard output, whole."""
    data = memoryview(line.encode() + b"\n")
    while data:
        data = data[os.write(1, data) :]


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
