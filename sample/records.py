"""The other lists of every unit as files, beside the rosters."""

from collections.abc import Iterator

from sample import records_bazhong, records_bazhong_rest, records_first, records_second, records_second_rest
from sample.books import Book

PARTS = (records_first, records_second, records_second_rest, records_bazhong, records_bazhong_rest)


def record_deliveries() -> Iterator[Book]:
    """Unit, period, file name, bytes and sheets of each file."""
    for part in PARTS:
        yield from part.books()
