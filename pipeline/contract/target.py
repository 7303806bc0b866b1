"""What a plan sets: an amount by a deadline, each as exact as the document has it.

A share such as 1/3 stays a fraction, and of a deadline stays how close it is printed: to the day, the month, the year, or not at
all. What a figure makes of them must not live here.
"""

import calendar
import re
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BeforeValidator, PlainSerializer, PlainValidator, WithJsonSchema

NO_DATE = "plan"  # in the place of a deadline: the document names none, the last day of the plan serves

_AMOUNT = re.compile(r"-?[0-9]+(\.[0-9]+)?(/[1-9][0-9]*)?")
_DEADLINE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


class Deadline(NamedTuple):
    """Last day on which a target may be reached, and how close the document says it; without a date it is the plan's last day."""

    day: date | None
    precision: Literal["day", "month", "year", "none"]


def _amount(value: Any) -> Fraction:
    text = str(value)
    if isinstance(value, bool) or not _AMOUNT.fullmatch(text):
        raise ValueError("a number or a fraction such as 1/3 is expected")
    above, _, below = text.partition("/")
    return Fraction(above) / Fraction(below or 1)


def _deadline(value: Any) -> Deadline:
    text = str(value)
    if text == NO_DATE:
        return Deadline(None, "none")
    found = _DEADLINE.fullmatch(text)
    try:
        year, month, day = (int(part) if part else None for part in found.groups())
        last = day or calendar.monthrange(year, month or 12)[1]
        return Deadline(date(year, month or 12, last), "day" if day else "month" if month else "year")
    except (AttributeError, ValueError):
        raise ValueError(f"a date, YYYY-MM, YYYY or {NO_DATE} is expected") from None


Amount = Annotated[
    Fraction,
    PlainValidator(_amount),
    PlainSerializer(str),
    WithJsonSchema({"anyOf": [{"type": "number"}, {"type": "string", "pattern": f"^{_AMOUNT.pattern}$"}]}),
]
Due = Annotated[
    Deadline,
    PlainValidator(_deadline),
    PlainSerializer(str),
    WithJsonSchema({"type": "string", "pattern": f"^({_DEADLINE.pattern}|{NO_DATE})$"}),
]


def as_decimal(amount: Fraction) -> Decimal:
    """A fraction as a decimal of four places, half up: for display, never to decide anything."""
    return (Decimal(amount.numerator) / Decimal(amount.denominator)).quantize(Decimal("0.0001"), "ROUND_HALF_UP")


def as_printed(amount: Fraction) -> str:
    """An amount as documents print it: a decimal where it is one, else the fraction."""
    left = amount.denominator
    for prime in (2, 5):
        while left % prime == 0:
            left //= prime
    if left > 1:
        return f"{amount.numerator}/{amount.denominator}"
    digits = f"{Decimal(amount.numerator) / Decimal(amount.denominator):,f}"
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def _text(value: Any) -> Any:
    return str(value) if isinstance(value, int | date) and not isinstance(value, bool) else value


Text = Annotated[str, BeforeValidator(_text)]  # a code such as 01 that YAML may take for a number
