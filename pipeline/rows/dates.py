"""Dates as counties write them. A writing that could mean two days is a finding, as is one that is no day at all."""

import re
from calendar import monthrange
from dataclasses import replace
from datetime import date
from functools import lru_cache

from pipeline.contract.entity import Field
from pipeline.rows.writing import Value

_DAY = r"(?:[-/.月](?P<d>[0-9]{1,2})[日号]?|月份?)?"
_TIME = r"(?:(?:[ T]|(?<=[日号]))[0-9]{1,2}:[0-9:.]+)?"
_DATE = re.compile(rf"(?P<y>[12][0-9]{{3}})[-/.年](?P<m>[0-9]{{1,2}}){_DAY}{_TIME}")
_COMPACT = re.compile(rf"(?P<y>(?:19|20)[0-9]{{2}})(?P<m>[0-9]{{2}})(?P<d>[0-9]{{2}})?{_TIME}")
_SHORT = re.compile(rf"(?P<y>[0-9]{{2}})(?P<mark>[-/.年])(?P<m>[0-9]{{1,2}}){_DAY}{_TIME}")
_DAY_AND_MONTH = re.compile(
    rf"(?P<a>[0-9]{{1,2}})(?P<mark>[-/.])(?P<b>[0-9]{{1,2}})(?P=mark)(?P<y>[12][0-9]{{3}}){_TIME}"
)
_MONTH_FIRST = re.compile(r"(?P<m>[0-9]{1,2})[-/.](?P<y>(?:19|20)[0-9]{2})")
_SERIAL = re.compile(r"[1-9][0-9]{4}(?:\.[0-9]+)?")
_TO_NOW = re.compile(r"(?P<start>.+?)(?:(?:[-~—–]+|[-~—–]*[至到])(?:今|现在|目前)|起至今|起|以来)")
_BETWEEN = re.compile(r"--?|[~—–]+|至|到")
_NUMBER = re.compile("[0-9]+")
_SEVERAL = re.compile(r"[、,;/|和及]+")
_WORDS = re.compile(
    "(?P<y>[〇零○0-9一二三四五六七八九]{4}|[〇零一二三四五六七八九]{2})年"
    "(?P<m>元|[0-9]{1,2}|[一二三四五六七八九十]{1,2})月份?"
    "(?:(?P<d>[0-9]{1,2}|[一二三四五六七八九十廿卅]{1,3})[日号])?"
)
_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_UNITS = "一二三四五六七八九"
_NAMED = {
    "元": 1,
    "十": 10,
    **{unit: number for number, unit in enumerate(_UNITS, 1)},
    **{f"十{unit}": 10 + number for number, unit in enumerate(_UNITS, 1)},
    **dict.fromkeys(("二十", "廿"), 20),
    **{f"{tens}{unit}": 20 + number for tens in ("二十", "廿") for number, unit in enumerate(_UNITS, 1)},
    **dict.fromkeys(("三十", "卅"), 30),
    **{f"{tens}一": 31 for tens in ("三十", "卅")},
}
_EMPTY_DAYS = {date(1904, 1, 1)}  # what a spreadsheet shows for nothing; that of the other date system lies before 1901
_FIRST_YEAR = 1901
_LAST_MONTH = 12


def read_date(field: Field, kind: str, text: str) -> Value:
    """The day that a text names, None and the finding's code where it names none or more than one.

    A month stands for its first day, or for its last where the contract says so. `kind` is that of the cell, number
    also for any cell of a file that holds characters only.
    """
    if kind == "date":
        return _of_cell(text)
    text = _in_digits(text)
    if match := _DATE.fullmatch(text) or _COMPACT.fullmatch(text):
        if kind == "number" and match["d"] is None and match["m"] == "1" and "." in text:
            # 2022.10 typed as a number is stored as 2022.1: January or October, nobody can tell
            return Value(code="date_ambiguous")
        return _day(field, match["y"], match["m"], match["d"])
    if match := _SHORT.fullmatch(text):
        return _short_year(field, kind, match)
    if match := _DAY_AND_MONTH.fullmatch(text):
        a, b = int(match["a"]), int(match["b"])
        if a != b and max(a, b) <= _LAST_MONTH:
            return Value(code="date_order_unclear")
        return _day(field, match["y"], *((a, b) if b > _LAST_MONTH else (b, a)))
    if match := _MONTH_FIRST.fullmatch(text):
        return _day(field, match["y"], match["m"], None)
    if _SERIAL.fullmatch(text):
        return Value(code="date_serial")
    return _interval(field, kind, text) or _several(field, kind, text) or Value(code="date_impossible")


def _of_cell(text: str) -> Value:
    """The day of a cell that a spreadsheet shows as one; its 1900-01-00 and 1900-02-29 are none."""
    try:
        found = date.fromisoformat(text[:10])
    except ValueError:
        return Value(code="date_impossible")
    return Value(code="date_impossible") if found.year < _FIRST_YEAR or found in _EMPTY_DAYS else Value(found)


def several_days(field: Field, kind: str, text: str) -> list[date]:
    """The days of a list of dates in one cell, in their order; none where one of them is no date."""
    parts = _SEVERAL.split(_in_digits(text))
    days = [read_date(field, kind, part).value for part in parts] if len(parts) > 1 else []
    return days if all(days) else []


def _several(field: Field, kind: str, text: str) -> Value | None:
    """The last of several dates, where the field asks for it: which of them counts is settled beside the other fields of the row."""
    days = several_days(field, kind, text) if field.is_latest else []
    return Value(max(days), "several_certificates") if days else None


def _interval(field: Field, kind: str, text: str) -> Value | None:
    """An open interval is its first day where the field asks when something began; any other names no single day."""
    if match := _TO_NOW.fullmatch(text):
        start = read_date(field, kind, match["start"])
        return start if field.is_start and start.value else Value(code="date_interval")
    first, last = both_ends(field, text)
    if not first or not last:
        return None
    if first > last or not (field.interval_end or field.interval_start):
        return Value(code="date_interval")
    return Value(first if field.interval_end else last)


def both_ends(field: Field, text: str) -> tuple[date | None, date | None]:
    """First and last day of a closed interval, None where it is none; the last may leave out what it shares with the first: 5月6日至8日."""
    text = _in_digits(text)
    if _DATE.fullmatch(text):
        return None, None
    for match in _BETWEEN.finditer(text):
        first = read_date(_of_first_days(field), "text", text[: match.start()]).value
        last = first and _last_day(field, first, text[: match.start()], text[match.end() :])
        if last:
            return first, last
    return None, None


@lru_cache(maxsize=64)
def _of_first_days(field: Field) -> Field:
    """A field for which a month is its first day: an interval begins with it, whatever a single month stands for."""
    return replace(field, is_month_end=False)


def _last_day(field: Field, first: date, start: str, end: str) -> date | None:
    """The end of an interval; numbers that it leaves out are those of its start, read from the day, or the month, upwards."""
    given, shared = len(_NUMBER.findall(end)), [first.year, first.month, first.day][: len(_NUMBER.findall(start))]
    if not given or given >= len(shared):
        return read_date(field, "text", end).value
    before = ".".join(map(str, shared[: len(shared) - given]))
    return read_date(field, "text", ".".join([before, *_NUMBER.findall(end)])).value


def _short_year(field: Field, kind: str, match: re.Match[str]) -> Value:
    """A year of two digits is certain where the field knows only one such year and it can be no day or month."""
    short = int(match["y"])
    first, last = field.short_years or (0, -1)
    years = [year for year in (1900 + short, 2000 + short) if first <= year <= last]
    is_plain = match["mark"] != "年" and (match["d"] is not None or short <= _LAST_MONTH)
    if len(years) != 1 or is_plain:
        return Value(code="date_two_digit_year")
    if kind == "number" and match["m"] == "1":
        return Value(code="date_ambiguous")
    return _day(field, years[0], match["m"], match["d"])


def _day(field: Field, year: str | int, month: str | int, day: str | int | None) -> Value:
    try:
        year, month = int(year), int(month)
        last = monthrange(year, month)[1] if field.is_month_end and 1 <= month <= _LAST_MONTH else 1
        found = date(year, month, int(day or last))
    except ValueError:
        return Value(code="date_impossible")
    return Value(code="date_impossible") if year < _FIRST_YEAR or found in _EMPTY_DAYS else Value(found)


def _in_digits(text: str) -> str:
    """二〇二二年八月 and 2022年元月 with digits; any other text as it is."""
    match = None if text.isascii() else _WORDS.fullmatch(text)
    if not match:
        return text
    month, day = (_NAMED.get(match[name], match[name]) for name in ("m", "d"))
    return f"{match['y'].translate(_DIGITS)}年{month}月" + (f"{day}日" if match["d"] else "")
