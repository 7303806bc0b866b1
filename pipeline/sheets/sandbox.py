"""A file read or counted in a process of its own, which may die without harm.

The reader sees the file's bytes and nothing else: no environment, no secret, an empty working directory. Whatever it
does, one Workbook comes out or one Refused with a code; what it says is cut off at the limits of time and output.
"""

import json
import os
import selectors
import signal
import subprocess
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from io import BufferedReader
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

from pipeline.sheets.conservation import Counted
from pipeline.sheets.grid import Cell, Grid, Style, Workbook
from pipeline.sheets.refusal import (
    CODES,
    FILE_UNREADABLE,
    READER_CRASHED,
    READER_OUTPUT,
    READER_TIMEOUT,
    Refused,
)

LIBRARIES = next(iter(find_spec("xlrd").submodule_search_locations)).removesuffix("xlrd")
READER_COMMAND: list[str] = [sys.executable, "-I", "-S", str(Path(__file__).with_name("reader.py"))]
_BLOCK = 1 << 20


@dataclass(frozen=True)
class Limits:
    """What a reader process may use: address space, clock and CPU, what it says, the file, the file inflated."""

    memory_mebibytes: int = 2048
    seconds: int = 60
    output_mebibytes: int = 256
    file_mebibytes: int = 50
    inflated_mebibytes: int = 500


def read(path: Path, limits: Limits) -> Workbook:
    """The workbook of a file; raises Refused."""
    lines = _run("read", path, limits)
    try:
        (format_, encoding, styles, signs), *sheets, known = lines
        cells = [None, *(Cell(*each) for each in known)]
        grids = tuple(_grid(sheet, cells) for sheet in sheets)
        return Workbook(format_, encoding, grids, tuple(Style(*style) for style in styles), frozenset(signs))
    except (ValueError, TypeError, IndexError):
        raise Refused(READER_CRASHED, "lines of another shape") from None


def count(path: Path, limits: Limits) -> Counted:
    """The non-empty cells of each row of a file, counted without the reader's code; raises Refused."""
    lines = _run("count", path, limits)
    try:
        return Counted(lines[0][0], tuple(dict(rows) for rows in lines[1:]))
    except (ValueError, TypeError, IndexError):
        raise Refused(READER_CRASHED, "lines of another shape") from None


def _grid(line: list, cells: list[Cell | None]) -> Grid:
    index, name, state, merges, hidden_rows, hidden_columns, comments, rows = line
    return Grid(
        index=index,
        name=name,
        state=state,
        rows={
            number: dict(zip(columns, map(cells.__getitem__, numbers), strict=True))
            for number, columns, numbers in rows
        },
        merges=tuple(map(tuple, merges)),
        hidden_rows=frozenset(hidden_rows),
        hidden_columns=frozenset(hidden_columns),
        comments={(row, column): text for row, column, text in comments},
    )


def _run(mode: str, path: Path, limits: Limits) -> list:
    """The lines that a fresh reader process says of a file, without the footer that vouches for them."""
    figures = (limits.memory_mebibytes, limits.seconds, limits.file_mebibytes, limits.inflated_mebibytes)
    with _opened(path) as file, TemporaryDirectory() as folder:
        process = subprocess.Popen(
            [*READER_COMMAND, mode, LIBRARIES, *map(str, figures)],
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env={},
            start_new_session=True,
        )
        try:
            end = monotonic() + limits.seconds
            said = _heard(process, limits, end)
            process.wait(max(0.0, end - monotonic()))
        except subprocess.TimeoutExpired:
            raise Refused(READER_TIMEOUT, f"limit {limits.seconds} s") from None
        finally:
            _kill(process)
    if process.returncode == -signal.SIGXCPU:
        raise Refused(READER_TIMEOUT, f"limit {limits.seconds} s")
    return _vouched(said, process.returncode)


def _opened(path: Path) -> BufferedReader:
    try:
        return open(path, "rb")
    except OSError as error:
        raise Refused(FILE_UNREADABLE, type(error).__name__) from None


def _heard(process: subprocess.Popen, limits: Limits, end: float) -> bytes:
    """All that the process says before it closes its output; cut off by the clock and by the size."""
    said, size = [], 0
    output = process.stdout.fileno()
    with selectors.DefaultSelector() as selector:
        selector.register(output, selectors.EVENT_READ)
        while True:
            if not selector.select(max(0.0, end - monotonic())):
                raise subprocess.TimeoutExpired(process.args, limits.seconds)
            block = os.read(output, _BLOCK)
            if not block:
                return b"".join(said)
            size += len(block)
            if size > limits.output_mebibytes << 20:
                raise Refused(READER_OUTPUT, f"more than {limits.output_mebibytes} MiB")
            said.append(block)


def _vouched(said: bytes, status: int) -> list:
    try:
        *lines, footer = map(json.loads, said.splitlines())
        refused, detail, count = footer["refused"], footer["detail"], footer["lines"]
    except (ValueError, TypeError, KeyError):
        raise Refused(
            READER_CRASHED, f"signal {-status}" if status < 0 else f"exit status {status}, no footer"
        ) from None
    if refused is not None:
        raise Refused(refused if refused in CODES else READER_CRASHED, detail)
    if status or count != len(lines):
        raise Refused(READER_CRASHED, f"exit status {status}, {len(lines)} of {count} lines")
    return lines


def _kill(process: subprocess.Popen) -> None:
    """The process and whatever it may have started."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.stdout.close()
    process.wait()
