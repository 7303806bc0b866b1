"""The reader process: one file on standard input, its cells or its counts as JSON lines on standard output, then a footer.

Started by sandbox.py anew for each file. It gives up memory, time, files and processes before it looks at the first
byte. Only light parts of the standard library are imported: each import is paid for by every file.
"""

import os
import resource
import sys
from importlib import import_module
from json import JSONEncoder

if __name__ == "__main__":
    sys.path.append(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))

from pipeline.sheets.formats.told import FORMATS, told
from pipeline.sheets.refusal import FILE_UNREADABLE, READER_CRASHED, READER_MEMORY, Refused

OPEN_FILES = 16


def main(
    mode: str, libraries: str, memory_mebibytes: int, seconds: int, file_mebibytes: int, inflated_mebibytes: int
) -> None:
    """`read` or `count` standard input; `libraries` is where xlrd and calamine are. The footer is {"refused": code or null, "detail": text, "lines": lines said}."""
    encode = JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    sys.path.append(libraries)
    code, detail, lines = None, "", 0
    try:
        confine(memory_mebibytes, seconds)
        with open(0, "rb", closefd=False) as file:
            reads, counts = FORMATS[told(file, file_mebibytes)]
            room = f"formats.{reads}" if mode == "read" else f"counts.{counts}"
            for line in import_module(f"pipeline.sheets.{room}").read(file, inflated_mebibytes):
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


def send(line: str) -> None:
    """One line to standard output, whole."""
    data = memoryview(line.encode() + b"\n")
    while data:
        data = data[os.write(1, data) :]


if __name__ == "__main__":
    main(*sys.argv[1:3], *map(int, sys.argv[3:]))
