"""The reader processes: one server that has everything imported, and forks of it, each of which reads a few files and ends.

Started by sandbox.py. The server never sees a byte of a file: it takes a request with two handles, passes them to a fork, and says
how that went. A fork gives up memory, time, files and processes before it looks at the first byte.

A fork reads another file only after one that was sound: a workbook told of in full, read by code of this project alone, which is Python
and keeps nothing of a file. A file that takes a library ends its fork, so does one that is refused, large, slow or odd in any way, and
the server counts the rest. No file can then stop another: what a fork says against a file that was not its first, or does not say in a
tenth of the time, is asked of a fresh one. What remains is a file that takes over the interpreter itself and still looks sound: it could
belie the few files that its fork reads next. These are files of the same sender, who could have written into them whatever they are
made to say; it finds no secret there, and whoever proves a figure reads the file anew.
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
from pipeline.sheets.wire import ANY, END, GOES_ON, packed, packed_count, said

OPEN_FILES = 16
REQUEST_BYTES = 1 << 10
USUAL = ("xlsx", "delimited")  # imported before the first fork, so that none has to; a fork that met another ends
FILES = 32  # that one fork reads
SPENT_SECONDS, SPENT_MEBIBYTES = 1, 128  # a fork that has used as much reads no further file


def serve(main: Callable[..., bool | None]) -> None:
    """Answer requests on standard input, a socket, until it closes: a fork calls `main` for each, and reads on where that is true.

    A request holds the mode and the limits, and comes with the handles of the file and of the answer. What is said of it on the socket is
    how many files the fork has read before and, once the asker has heard enough and said whether it was sound, how the fork ended, 0
    where it did not. The working directory is no longer there: nothing can be left in it for the next file.
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
    fork: _Fork | None = None
    while True:
        data, handles, _, _ = socket.recv_fds(asker, REQUEST_BYTES, 2)
        is_fit = fork is not None and data[:1] == ANY and data[1:] == fork.request and fork.files < FILES
        if fork and not is_fit:
            fork.end()
        if not data:
            return
        if not fork or not is_fit:
            fork = _Fork(main, data[1:], handles)
        fork.ask(handles)
        for handle in handles:
            os.close(handle)
        asker.sendall(fork.files.to_bytes(4, "big"))
        fork.files += 1
        goes_on = asker.recv(1) == GOES_ON and fork.goes_on()
        asker.sendall((0 if goes_on else fork.end()).to_bytes(4, "big", signed=True))
        fork = fork if goes_on else None


class _Fork:
    """A fork of the server, for requests that are alike; `files` is how many it has been asked to read."""

    def __init__(self, main: Callable[..., bool | None], request: bytes, handles: list[int]):
        self.request, self.files = request, 0
        self._channel, theirs = socket.socketpair()
        self._process = os.fork()
        if not self._process:
            self._channel.close()
            for handle in handles:
                os.close(handle)
            asked = json.loads(request)
            del asked["sender"]  # a fork for each, and no matter of the reader
            _read_on(main, asked, theirs)
        theirs.close()
        self._channel.settimeout(SPENT_SECONDS)

    def ask(self, handles: list[int]) -> None:
        """Pass on the handles of a file and of the answer; a fork that is no longer there leaves the answer empty."""
        try:
            socket.send_fds(self._channel, [END], handles)
        except OSError:
            pass

    def goes_on(self) -> bool:
        """Whether it says that it can read another file."""
        try:
            return self._channel.recv(1) == GOES_ON
        except OSError:
            return False

    def end(self) -> int:
        """End it, with all that it may have started; how it ended, by itself or by this."""
        self._channel.close()
        try:
            os.killpg(self._process, signal.SIGKILL)  # one that has ended keeps the status that it ended with
        except ProcessLookupError:
            os.kill(self._process, signal.SIGKILL)
        return os.waitstatus_to_exitcode(os.waitpid(self._process, 0)[1])


def _read_on(main: Callable[..., bool | None], request: dict, channel: socket.socket) -> None:
    """What a fork does: read what comes on the channel while `main` says that it may; never returns."""
    status = 1
    try:
        os.setsid()
        gc.disable()
        os.dup2(2, 0)  # standard error leads nowhere; the asker's socket is not for a fork
        goes_on = True
        while goes_on:
            _, handles, _, _ = socket.recv_fds(channel, 1, 2)
            for place, handle in enumerate(handles):
                os.dup2(handle, place)
                os.close(handle)
            goes_on = bool(handles) and main(**request)
            if goes_on:
                gc.collect()
                channel.send(GOES_ON)
                os.dup2(2, 0)
                os.dup2(2, 1)
        status = 0
    finally:
        os._exit(status)


def main(mode: str, memory_mebibytes: int, seconds: int, file_mebibytes: int, inflated_mebibytes: int) -> bool:
    """Say what standard input holds: `read` a workbook and count its cells by other code, `unpack` the files of an archive.

    The footer is {"refused": code or null, "detail": text, "messages": how many}. True where this process may read another file.
    """
    code, detail, messages, reads = None, "", 0, ""
    try:
        confine(memory_mebibytes, seconds)
        with open(0, "rb", closefd=False) as file:
            if mode == "read":
                reads, counts = FORMATS[told(file, file_mebibytes)]
                parts = _workbook(file, inflated_mebibytes, reads, counts)
            else:
                parts = _archive(file, inflated_mebibytes)
            for message in parts:
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
    return code is None and reads in USUAL and _is_little_used()


def _is_little_used() -> bool:
    used = resource.getrusage(resource.RUSAGE_SELF)
    mebibytes = used.ru_maxrss >> (20 if sys.platform == "darwin" else 10)
    return used.ru_utime + used.ru_stime < SPENT_SECONDS and mebibytes < SPENT_MEBIBYTES


def _workbook(file: BufferedReader, inflated_mebibytes: int, reads: str, counts: str) -> Iterator[bytes]:
    yield from packed(import_module(f"pipeline.sheets.formats.{reads}").read(file, inflated_mebibytes))
    file.seek(0)
    yield packed_count(import_module(f"pipeline.sheets.counts.{counts}").read(file, inflated_mebibytes))


def _archive(file: BufferedReader, inflated_mebibytes: int) -> Iterator[bytes]:
    for name, content in import_module("pipeline.sheets.archive").members(file, inflated_mebibytes):
        yield said({"name": name}, content)


def confine(memory_mebibytes: int, seconds: int) -> None:
    """Limits that this process cannot lift again. macOS does not limit address space; there the clock alone holds.

    The seconds are those of one file, beside what the process may have spent on others before.
    """
    seconds += SPENT_SECONDS
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
