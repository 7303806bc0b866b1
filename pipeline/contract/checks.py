"""Named checks of a text column that a pattern or an expression cannot say: Series of text in, Series of true or false out.

A contract names them under `engine: pandera, implementation: <name>`. Null and malformed text pass: other rules speak of those.
"""

from collections.abc import Callable

import polars as pl

from pipeline.identity import WEIGHTS

Check = Callable[[pl.Series], pl.Series]

EARLIEST_BIRTH_YEAR = 1900
_LONG, _SHORT = "^[0-9]{17}[0-9X]$", "^[0-9]{15}$"


def _asked(ask: Callable[[pl.Expr], pl.Expr]) -> Check:
    """True where the expression is not false: null is what it has nothing to say about."""
    return lambda column: pl.select(ask(pl.lit(column)).fill_null(value=True)).to_series()


def _has_check_digit(text: pl.Expr) -> pl.Expr:
    """GB 11643-1999: the 18 digits, weighted, leave 1 modulo 11; the 15-digit form has no check character."""
    # a column of its own, or each of the digits would ask for all of it again
    number = pl.lit(pl.select(pl.when(text.str.contains(_LONG)).then(text.str.head(17)).cast(pl.Int64)).to_series())
    weighted = [number // 10 ** (16 - place) % 10 * weight for place, weight in enumerate(WEIGHTS)]
    last = text.str.tail(1).replace("X", "10").cast(pl.Int64, strict=False)
    return (pl.sum_horizontal(*weighted, ignore_nulls=False) + last) % 11 == 1


def _has_birth_date(text: pl.Expr) -> pl.Expr:
    """A number of either form holds a day from 1900 on."""
    is_long, is_short = text.str.contains(_LONG), text.str.contains(_SHORT)
    digits = pl.when(is_long).then(text.str.slice(6, 8)).when(is_short).then(pl.lit("19") + text.str.slice(6, 6))
    born = digits.str.to_date("%Y%m%d", strict=False)
    is_possible = (born.dt.year() >= EARLIEST_BIRTH_YEAR).fill_null(value=False)
    return pl.when(is_long | is_short).then(is_possible)


CHECKS: dict[str, Check] = {
    "gb11643_check_digit": _asked(_has_check_digit),
    "gb11643_birth_date": _asked(_has_birth_date),
}
