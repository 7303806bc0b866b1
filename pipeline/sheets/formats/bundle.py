"""A zip of deliveries has no cells of its own: it is refused with the number of its files, or with why they cannot be taken out."""

from collections.abc import Iterator
from io import BufferedReader

from pipeline.sheets.archive import members
from pipeline.sheets.refusal import ARCHIVE, Refused


def read(file: BufferedReader, inflated_mebibytes: int) -> Iterator[list]:
    """Never a line: always Refused."""
    raise Refused(ARCHIVE, f"{sum(1 for _ in members(file, inflated_mebibytes))}")
