"""Named checks of a text column that a pattern or an expression cannot say: Series of text in, Series of true or false out.

A contract names them under `engine: pandera, implementation: <name>`. Null and malformed text pass: other rules speak of those.
"""

from collections.abc import Callable
from datetime import date

import polars as pl

from pipeline.identity import birth_date, has_check_digit, is_number

Check = Callable[[pl.Series], pl.Series]


def _distinct(decide: Callable[[str], bool]) -> Check:
    """Decide each distinct text once: rosters repeat, and a Python call a row is what costs."""

    def check(column: pl.Series) -> pl.Series:
        known = {text: decide(text) for text in column.unique().drop_nulls().to_list()}
        return pl.Series(column.name, [text is None or known[text] for text in column.to_list()], dtype=pl.Boolean)

    return check


CHECKS: dict[str, Check] = {
    # GB 11643-1999: the 18th character is the check character of the first 17; the 15-digit form has none
    "gb11643_check_digit": _distinct(lambda text: not is_number(text) or len(text) == 15 or has_check_digit(text)),
    "gb11643_birth_date": _distinct(lambda text: not is_number(text) or _is_possible(birth_date(text))),
}


def _is_possible(born: date | None) -> bool:
    return born is not None and born.year >= 1900
