"""A file read and counted in a process apart, which may die without harm.

The process is forked from a server that has seen no file. It sees the file's bytes and nothing else: no environment, no secret, no
working directory. Whatever it does, one Workbook comes out or one Refused with a code; what it says is cut off at the limits of time
and output. It may have read other files of the same sender before, all of them sound (reader.py says when); what it then refuses is
asked of a fresh one.
"""

import atexit
import json
import os
import selectors
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from io import BufferedReader
from pathlib import Path
from time import monotonic
from typing import Any

from pipeline.sheets.grid import Workbook
from pipeline.sheets.refusal import (
    CODES,
    FILE_UNREADABLE,
    READER_CRASHED,
    READER_OUTPUT,
    READER_TIMEOUT,
    Refused,
)
from pipeline.sheets.wire import ANY, END, FRESH, GOES_ON, heard, unpacked

LIBRARIES = next(iter(find_spec("xlrd").submodule_search_locations)).removesuffix("xlrd")
READER_COMMAND: list[str] = [sys.executable, "-I", "-S", str(Path(__file__).with_name("reader.py"))]
_BLOCK = 1 << 16  # what a pipe holds
_FOOTER_BYTES = 1 << 10
_HASTE = 10  # a fork that is not fresh has this part of the time: with the fresh one that is asked next it is little more than all
_PATIENCE = 2


@dataclass(frozen=True)
class Limits:
    """What a reader process may use: address space, clock and CPU, what it says, the file, the file inflated."""

    memory_mebibytes: int = 2048
    seconds: int = 50
    output_mebibytes: int = 256
    file_mebibytes: int = 50
    inflated_mebibytes: int = 500


def read(path: Path, limits: Limits, sender: str | None = None) -> Workbook:
    """The workbook of a file, with a count of its cells that shares no code with the reader; raises Refused.

    `sender` says who sent it: one process may read several files of one sender, and never those of two. Nobody's file has a
    process of its own.
    """
    return _asked("read", path, limits, unpacked, sender)


def unpack(path: Path, limits: Limits) -> list[tuple[str, bytes]]:
    """The files of an archive with their names, in its order; raises Refused."""
    return _asked(
        "unpack", path, limits, lambda messages: [(head["name"], bytes(body)) for head, body in messages], None
    )


def close() -> None:
    """End the servers that wait for the next file."""
    while _idle:
        _idle.pop().close()


class _Server:
    """A server process and the socket on which it takes requests; `command` is what started it."""

    def __init__(self, command: tuple[str, ...]):
        self.command = command
        self._socket, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                command,
                stdin=theirs,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={},
                start_new_session=True,
            )

    def ask(self, mode: str, file: BufferedReader, limits: Limits, sender: str | None, fork: bytes) -> "_Answer":
        """All that a fork says of a file; `fork` says whether it has to be a fresh one."""
        request = {"mode": mode, "sender": sender, **vars(limits)}
        del request["output_mebibytes"]
        answer, theirs = os.pipe()
        try:
            try:
                socket.send_fds(self._socket, [fork + json.dumps(request).encode()], [file.fileno(), theirs])
            finally:
                os.close(theirs)
            self._socket.settimeout(limits.seconds)
            files, said, refused, verdict = self._number(), b"", None, END
            try:
                said = _heard(answer, limits, limits.seconds / _HASTE if files else limits.seconds)
                verdict = GOES_ON if _refuses_nothing(said) else END
            except Refused as error:
                refused = error
            finally:
                self._socket.sendall(verdict)
                status = self._number()
        finally:
            os.close(answer)
        return _Answer(said, status, files == 0, refused)

    def close(self) -> None:
        """End the server, which ends its fork first."""
        self._socket.close()
        try:
            self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _number(self) -> int:
        data = b""
        while len(data) < 4:
            part = self._socket.recv(4 - len(data))
            if not part:
                raise ConnectionError
            data += part
        return int.from_bytes(data, "big", signed=True)


_idle: list[_Server] = []
atexit.register(close)


def _asked(
    mode: str, path: Path, limits: Limits, heard_as: Callable[[list], Any], sender: str | None, *, again: bool = False
) -> Any:
    """What a fork of a server says of a file, without the footer that vouches for it; a fresh one has the last word."""
    fork = FRESH if again or sender is None else ANY
    with _opened(path) as file:
        server = _server()
        try:
            answer = server.ask(mode, file, limits, sender, fork)
            _idle.append(server)
            return answer.understood(limits, heard_as)
        except OSError as error:
            server.close()
            refused, is_final = Refused(READER_CRASHED, type(error).__name__), fork == FRESH
        except Refused as error:
            refused, is_final = error, answer.is_of_fresh
    if is_final:
        raise refused
    return _asked(mode, path, limits, heard_as, sender, again=True)


@dataclass(frozen=True)
class _Answer:
    """What a fork said, the status with which it ended, whether this was its first file, and why it was cut off, if it was."""

    said: bytes
    status: int
    is_of_fresh: bool
    cut_off: Refused | None

    def understood(self, limits: Limits, heard_as: Callable[[list], Any]) -> Any:
        """What its messages tell; raises Refused."""
        if self.cut_off:
            raise self.cut_off
        if self.status == -signal.SIGXCPU:
            raise Refused(READER_TIMEOUT, f"limit {limits.seconds} s")
        try:
            return heard_as(_vouched(self.said, self.status))
        except (ValueError, TypeError, KeyError, IndexError):
            raise Refused(READER_CRASHED, "messages of another shape") from None


def _server() -> _Server:
    command = (*READER_COMMAND, LIBRARIES)
    while _idle:
        server = _idle.pop()
        if server.command == command:
            return server
        server.close()
    return _Server(command)


def _opened(path: Path) -> BufferedReader:
    try:
        return open(path, "rb")
    except OSError as error:
        raise Refused(FILE_UNREADABLE, type(error).__name__) from None


def _heard(answer: int, limits: Limits, seconds: float) -> bytes:
    """All that a fork says before it closes its output; cut off by the clock and by the size."""
    said, size, end = [], 0, monotonic() + seconds
    with selectors.DefaultSelector() as selector:
        selector.register(answer, selectors.EVENT_READ)
        while True:
            if not selector.select(max(0.0, end - monotonic())):
                raise Refused(READER_TIMEOUT, f"limit {limits.seconds} s")
            block = os.read(answer, _BLOCK)
            if not block:
                return b"".join(said)
            size += len(block)
            if size > limits.output_mebibytes << 20:
                raise Refused(READER_OUTPUT, f"more than {limits.output_mebibytes} MiB")
            said.append(block)


def _refuses_nothing(said: bytes) -> bool:
    """Whether the last word of a fork is that it read the file."""
    footer = said[-_FOOTER_BYTES:]
    return footer.rfind(b'{"refused":null,') > footer.rfind(b'{"refused":"')


def _vouched(said: bytes, status: int) -> list[tuple[dict[str, Any], memoryview]]:
    try:
        *messages, (footer, _) = heard(said)
        refused, detail, count = footer["refused"], footer["detail"], footer["messages"]
    except (ValueError, TypeError, KeyError):
        raise Refused(
            READER_CRASHED, f"signal {-status}" if status < 0 else f"exit status {status}, no footer"
        ) from None
    if refused is not None:
        raise Refused(refused if refused in CODES else READER_CRASHED, detail)
    if status or count != len(messages):
        raise Refused(READER_CRASHED, f"exit status {status}, {len(messages)} of {count} messages")
    return messages
