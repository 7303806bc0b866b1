"""What a writer of test workbooks takes: cells with more than a value, and merges. Rows and columns count from 1."""

from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

Value = Any
Rows = Sequence[Sequence[Value]]
Merges = Collection[tuple[int, int, int, int]]


class Special(NamedTuple):
    """A cell with more than a value. `formula` without its = sign; a formula whose `value` is None was never computed.

    `error` (#N/A …) stands instead of a value. `fill` is a colour such as #FFFF00.
    """

    value: Value = None
    formula: str | None = None
    error: str | None = None
    comment: str | None = None
    is_struck: bool = False
    fill: str | None = None


def special(value: Value) -> Special:
    return value if isinstance(value, Special) else Special(value)


def is_number(value: Value) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def is_covered(row: int, column: int, merges: Merges) -> bool:
    """True under a merge, but for the cell at its top left."""
    return any(
        top <= row <= bottom and left <= column <= right and (row, column) != (top, left)
        for top, left, bottom, right in merges
    )


def span(row: int, column: int, merges: Merges) -> tuple[int, int]:
    """How many rows and columns the cell covers."""
    return next(
        ((bottom - top + 1, right - left + 1) for top, left, bottom, right in merges if (top, left) == (row, column)),
        (1, 1),
    )
