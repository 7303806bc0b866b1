"""The reader processes: one server that has everything imported, and a fork of it for each file, which reads and ends.

Started by sandbox.py. The server never sees a byte of a file: it takes a request with two handles, forks, and says how the
fork ended. The fork gives up memory, time, files and processes before it looks at the first byte.
"""

import gc
import json
import os
import resource
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from io import BufferedReader
from tempfile import mkdtemp

if __name__ == "__main__":
    sys.path.append(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))

from pipeline.sheets.formats.told import FORMATS, told
from pipeline.sheets.refusal import FILE_UNREADABLE, READER_CRASHED, READER_MEMORY, Refused
from pipeline.sheets.wire import packed, packed_count, said

OPEN_FILES = 16
REQUEST_BYTES = 1 << 10
USUAL = ("xlsx", "delimited")  # imported before the first fork, so that none of the forks has to


def serve(main: Callable[..., None]) -> None:
    """Answer requests on standard input, a socket, until it closes: a fork that calls `main` for each.

    A request holds the mode and the limits, and comes with the handles of the file and of the answer; what is said of it on the socket is the
    fork's number and, once the asker has heard enough, how it ended. Its working directory is no longer there: nothing can be
    left in it for the next file.
    """
    for name in USUAL:
        import_module(f"pipeline.sheets.formats.{name}")
        import_module(f"pipeline.sheets.counts.{name}")
    folder = mkdtemp()
    os.chdir(folder)
    os.rmdir(folder)
    asker = socket.socket(fileno=0)
    gc.collect()
    gc.freeze()
    while True:
        data, handles, _, _ = socket.recv_fds(asker, REQUEST_BYTES, 2)
        if not data:
            return
        child = os.fork()
        if not child:
            _fork(main, json.loads(data), asker, handles)
        for handle in handles:
            os.close(handle)
        asker.sendall(child.to_bytes(4, "big"))
        asker.recv(1)
        try:
            os.killpg(child, signal.SIGKILL)  # one that has ended keeps the status that it ended with
        except ProcessLookupError:
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        asker.sendall(os.waitstatus_to_exitcode(status).to_bytes(4, "big", signed=True))


def _fork(main: Callable[..., None], request: dict, asker: socket.socket, handles: list[int]) -> None:
    status = 1
    try:
        os.setsid()
        asker.detach()
        for place, handle in enumerate(handles):
            os.dup2(handle, place)
            os.close(handle)
        gc.disable()
        main(**request)
        status = 0
    finally:
        os._exit(status)


def main(mode: str, memory_mebibytes: int, seconds: int, file_mebibytes: int, inflated_mebibytes: int) -> None:
    """Say what standard input holds: `read` a workbook and count its cells by other code, `unpack` the files of an archive.

    The footer is {"refused": code or null, "detail": text, "messages": how many}.
    """
    code, detail, messages = None, "", 0
    try:
        confine(memory_mebibytes, seconds)
        with open(0, "rb", closefd=False) as file:
            for message in _SAYS[mode](file, file_mebibytes, inflated_mebibytes):
                send(message)
                messages += 1
    except Refused as refused:
        code, detail = refused.code, refused.detail
    except MemoryError:
        code = READER_MEMORY
    except UnicodeDecodeError:
        code = FILE_UNREADABLE
    except Exception as error:
        code, detail = READER_CRASHED, type(error).__name__
    send(said({"refused": code, "detail": detail, "messages": messages}))


def _workbook(file: BufferedReader, file_mebibytes: int, inflated_mebibytes: int) -> Iterator[bytes]:
    reads, counts = FORMATS[told(file, file_mebibytes)]
    yield from packed(import_module(f"pipeline.sheets.formats.{reads}").read(file, inflated_mebibytes))
    file.seek(0)
    yield packed_count(import_module(f"pipeline.sheets.counts.{counts}").read(file, inflated_mebibytes))


def _archive(file: BufferedReader, file_mebibytes: int, inflated_mebibytes: int) -> Iterator[bytes]:
    for name, content in import_module("pipeline.sheets.archive").members(file, inflated_mebibytes):
        yield said({"name": name}, content)


_SAYS = {"read": _workbook, "unpack": _archive}


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


def send(message: bytes) -> None:
    """One message to standard output, whole."""
    data = memoryview(message)
    while data:
        data = data[os.write(1, data) :]


if __name__ == "__main__":
    sys.path.append(sys.argv[1])  # where xlrd and calamine are
    serve(main)
