"""What stands in a cell, as the second reading sees it."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple


class Seen(NamedTuple):
    """Kind text, number, date, boolean, error, or plain where the file knows no kinds; dates are ISO."""

    kind: str
    text: str


Sheet = Mapping[int, Mapping[str, Seen]]  # row from 1 -> column letters -> what stands there; blank cells are absent


def seen(value: Any) -> Seen | None:
    """What a value of Python stands for, None where it holds nothing but white space."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, bool):
        return Seen("boolean", str(value).upper())
    if isinstance(value, (int, float)):
        return Seen("number", str(int(value)) if float(value).is_integer() else repr(value))
    if isinstance(value, datetime):
        return Seen("date", str((value + timedelta(milliseconds=500)).replace(microsecond=0)))
    if isinstance(value, time):
        return Seen("date", f"1900-01-00 {value.replace(microsecond=0)}")
    if isinstance(value, (date, timedelta)):
        return Seen("date", str(value))
    return Seen("text", str(value))
