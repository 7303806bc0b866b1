"""Conservation: what the reader gave of each row against what a second count found there.

The second count is made in counts/, which shares no code with the reader. A difference is never the file's fault.
"""

from typing import NamedTuple


class Counted(NamedTuple):
    """The second count. Per sheet, in the order of the tabs: row number → number of cells that hold something, where there are any.

    `blanks_errors` says that who counted takes error cells and formulas without a stored value for blank.
    """

    sheets: tuple[dict[int, int], ...]
    blanks_errors: bool = False


NOT_COUNTED = Counted(())


class Difference(NamedTuple):
    """A row of which the reader gave another number of cells than stand in the file; `sheet_index` from 0."""

    sheet_index: int
    row: int
    read: int
    counted: int


def differences(read: tuple[dict[int, int], ...], counted: tuple[dict[int, int], ...]) -> list[Difference]:
    """Every row on which two counts disagree, in order; empty where nothing was lost."""
    found = []
    for index in range(max(len(read), len(counted))):
        left, right = (each[index] if index < len(each) else {} for each in (read, counted))
        if left != right:
            rows = sorted(left.keys() | right.keys())
            found += [
                Difference(index, row, left.get(row, 0), right.get(row, 0))
                for row in rows
                if left.get(row) != right.get(row)
            ]
    return found
