"""What every format must bear: a file cut short or damaged is refused, or reader and counter see the same cells in it."""

import io
import random
from collections.abc import Iterator
from importlib import import_module

from pipeline.sheets.refusal import CODES, Refused

MARKS = (b"", b"<", b">", b'"', b"&amp;", b"\xff", b"9", b"7", b" x='1'", b"/", b"<!--", b"&#32;", b"<br>", b" ", b"a")


def outcome(module: str, data: bytes, counter: str | None = None) -> list | str:
    """The lines of a workbook in which both see the same cells, or the code of the refusal; no process around it."""
    try:
        lines = list(import_module(f"pipeline.sheets.formats.{module}").read(io.BytesIO(data), 100))
        counted = list(import_module(f"pipeline.sheets.counts.{counter or module}").read(io.BytesIO(data), 100))
    except Refused as refused:
        return next(code for code in CODES if code == refused.code)
    assert [[[number, len(cells)] for number, cells, _ in sheet[-1]] for sheet in lines[1:-1]] == counted[1:]
    assert lines[0][0] == counted[0][0]
    return lines


def mutants(data: bytes, count: int, seed: int) -> Iterator[bytes]:
    """The data with a few bytes replaced, over and over."""
    chance = random.Random(seed)
    for _ in range(count):
        changed = bytearray(data)
        for _ in range(chance.choice((1, 1, 2))):
            place = chance.randrange(len(changed))
            changed[place : place + chance.choice((0, 1, 1, 5, 40))] = chance.choice(MARKS)
        yield bytes(changed)


def pieces(data: bytes) -> Iterator[bytes]:
    """The data cut short at every twentieth."""
    return (data[: len(data) * share // 20] for share in range(1, 20))


def texts(lines: list, sheet: int = 0) -> dict[int, dict[int, tuple[str, str]]]:
    """(kind, text) of each cell by row and column."""
    known = lines[-1]
    return {
        row: {column: tuple(known[number - 1][:2]) for column, number in zip(columns, numbers, strict=True)}
        for row, columns, numbers in lines[1 + sheet][-1]
    }
