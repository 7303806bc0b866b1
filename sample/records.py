"""The other lists of every unit as files, and what units state themselves, beside the rosters."""

from collections.abc import Iterator

from sample import (
    records_bazhong,
    records_bazhong_rest,
    records_first,
    records_second,
    records_second_rest,
    statements,
)
from sample.books import Book

PARTS = (records_first, records_second, records_second_rest, records_bazhong, records_bazhong_rest, statements)


def record_deliveries() -> Iterator[Book]:
    """Unit, period, file name, bytes and sheets of each file."""
    for part in PARTS:
        yield from part.books()
