"""What a reader process says, packed so that saying and hearing it cost little.

A message is one line of JSON and the bytes that it announces; plain data only, since who speaks is not trusted. A sheet's
rows mostly use the same columns: each such list is said once, and the numbers of cells follow as 32-bit integers.
"""

import json
from array import array
from collections.abc import Iterator
from itertools import chain, repeat
from typing import Any

from pipeline.sheets.collector import uncollected
from pipeline.sheets.conservation import Counted
from pipeline.sheets.grid import KINDS, Cell, Grid, Style, Workbook

GOES_ON, END = b"+", b"."  # of a reader process: it can read another file, or it has to end
ANY, FRESH = b"0", b"1"  # what a request begins with: whether the process may have read another file before

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_LETTERS = {kind: kind[0] for kind in KINDS}
_KINDS = {letter: kind for kind, letter in _LETTERS.items()}


def said(head: dict[str, Any], body: bytes = b"") -> bytes:
    """One message."""
    return b"%s\n%s" % (_encode(head | {"bytes": len(body)}).encode(), body)


def heard(data: bytes) -> Iterator[tuple[dict[str, Any], memoryview]]:
    """The messages of a whole conversation; ValueError, KeyError or TypeError where it has another shape."""
    view, place = memoryview(data), 0
    while place < len(data):
        end = data.index(b"\n", place)
        head = json.loads(data[place:end])
        place = end + 1 + head["bytes"]
        if head["bytes"] < 0 or place > len(data):
            raise ValueError("a message that breaks off")
        yield head, view[end + 1 : place]


def packed(lines: Iterator[list]) -> Iterator[bytes]:
    """The messages of a workbook's lines: its head, one for each sheet, its distinct cells."""
    format_, encoding, styles, signs = next(lines)
    yield said({"format": format_, "encoding": encoding, "styles": styles, "signs": signs})
    line = next(lines)
    for following in lines:
        yield _sheet(line)
        line = following
    kinds, texts, styles, formulas = zip(*line, strict=True) if line else ((), (), (), ())
    yield said(
        {
            "kinds": "".join(map(_LETTERS.__getitem__, kinds)),
            "texts": texts,
            "formulas": [[number, formula] for number, formula in enumerate(formulas) if formula is not None],
        },
        array("I", styles).tobytes(),
    )


def unpacked(messages: list[tuple[dict[str, Any], memoryview]]) -> Workbook:
    """The workbook that such messages tell of; ValueError, KeyError, TypeError or IndexError where they tell of none."""
    with uncollected():
        return _workbook(messages)


def _workbook(messages: list[tuple[dict[str, Any], memoryview]]) -> Workbook:
    (head, _), *sheets, (known, body), counted = messages
    formulas: list[str | None] = [None] * len(known["texts"])
    for number, formula in known["formulas"]:
        formulas[number] = formula
    kinds = map(_KINDS.__getitem__, known["kinds"])
    parts = zip(kinds, known["texts"], _integers(body), formulas, strict=True)
    cells: list[Cell | None] = [None, *map(tuple.__new__, repeat(Cell), parts)]
    texts = frozenset(known["texts"])
    grids = tuple(_grid(sheet, numbers, cells, texts) for sheet, numbers in sheets)
    styles = tuple(Style(*style) for style in head["styles"])
    return Workbook(head["format"], head["encoding"], grids, styles, frozenset(head["signs"]), _counted(*counted))


def packed_count(lines: Iterator[list]) -> bytes:
    """The message of a count: all rows and their numbers of cells, sheet after sheet."""
    _, *blanks_errors = next(lines)
    sheets = [array("I", [number for pair in rows for number in pair]) for rows in lines]
    head = {"blanks_errors": blanks_errors == [True], "lengths": list(map(len, sheets))}
    return said(head, b"".join(each.tobytes() for each in sheets))


def _counted(head: dict[str, Any], body: memoryview) -> Counted:
    numbers, place, sheets = _integers(body), 0, []
    for length in head["lengths"]:
        sheets.append(
            dict(zip(numbers[place : place + length : 2], numbers[place + 1 : place + length : 2], strict=True))
        )
        place += length
    return Counted(tuple(sheets), head["blanks_errors"])


def _sheet(line: list) -> bytes:
    index, name, state, merges, hidden_rows, hidden_columns, comments, rows = line
    patterns: dict[tuple[int, ...], int] = {}
    used = [patterns.setdefault(tuple(columns), len(patterns)) for _, columns, _ in rows]
    head = {
        "index": index,
        "name": name,
        "state": state,
        "merges": merges,
        "hidden_rows": hidden_rows,
        "hidden_columns": hidden_columns,
        "comments": comments,
        "numbers": [number for number, _, _ in rows],
        "patterns": list(patterns),
        "used": used,
    }
    return said(head, array("I", chain.from_iterable(numbers for _, _, numbers in rows)).tobytes())


def _grid(head: dict[str, Any], body: memoryview, cells: list[Cell | None], texts: frozenset[str]) -> Grid:
    numbers = _integers(body)
    used = list(map(head["patterns"].__getitem__, head["used"]))
    if sum(map(len, used)) != len(numbers):
        raise ValueError("cells that stand in no row, or rows that lack some")
    found = map(cells.__getitem__, numbers)
    rows = {}
    for number, columns in zip(head["numbers"], used, strict=True):
        rows[number] = dict(zip(columns, found))  # noqa: B905 to say so costs a fifth of the call
    return Grid(
        index=head["index"],
        name=head["name"],
        state=head["state"],
        rows=rows,
        merges=tuple(map(tuple, head["merges"])),
        hidden_rows=frozenset(head["hidden_rows"]),
        hidden_columns=frozenset(head["hidden_columns"]),
        comments={(row, column): text for row, column, text in head["comments"]},
        texts=texts,
    )


def _integers(body: memoryview) -> array:
    numbers = array("I")
    numbers.frombytes(body)
    return numbers
