"""Spans of months that a text states: `2022年8月`, `2022.8.31`, `二〇二二年上半年`, `2021-2025年`, and a period's own."""

import re

from pipeline.periods import PERIOD

Months = tuple[int, int]
"""The first and the last month of a span of time, counted from the year 0."""

DATE = re.compile(
    r"(?<![0-9])(?P<year>(?:19|20)[0-9]{2})(?:[-—–~至到](?P<until>(?:19|20)[0-9]{2}))?"
    r"(?:年度?(?:(?P<half>[上下])半年|第?(?P<quarter>[1-4])季度|(?P<month>[0-9]{1,2})(?:[-—–~至到](?P<last>[0-9]{1,2}))?月"
    r"(?:(?P<day>[0-9]{1,2})日)?)?|[-./](?P<pointed>[0-9]{1,2})(?:[-./](?P<pointed_day>[0-9]{1,2}))?(?![0-9]))"
)
BARE = re.compile(r"(?P<year>(?:19|20)[0-9]{2})(?P<month>0[1-9]|1[0-2])?")
_YEAR_IN_WORDS = re.compile(r"[〇零○一二三四五六七八九]{4}(?=年)")
_NUMBER_IN_WORDS = re.compile(r"(?:[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])(?=月|日|季度)")
_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")


def arabic(text: str) -> str:
    """Years, months and days in Chinese numerals as digits."""
    text = _YEAR_IN_WORDS.sub(lambda match: match[0].translate(_DIGITS), text)
    return _NUMBER_IN_WORDS.sub(lambda match: str(_ten(match[0])), text)


def _ten(word: str) -> int:
    tens, ten, ones = word.partition("十")
    if not ten:
        return int(tens.translate(_DIGITS))
    return 10 * int(tens.translate(_DIGITS) or 1) + int(ones.translate(_DIGITS) or 0)


def span(match: re.Match[str]) -> Months:
    """The months of a match of DATE."""
    year, said = 12 * int(match["year"]), match.groupdict()
    if said["until"]:
        return year, 12 * int(said["until"]) + 11
    if said["half"]:
        return (year, year + 5) if said["half"] == "上" else (year + 6, year + 11)
    if said["quarter"]:
        return year + 3 * int(said["quarter"]) - 3, year + 3 * int(said["quarter"]) - 1
    month = int(said["month"] or said["pointed"] or 0)
    if not 1 <= month <= 12:
        return year, year + 11
    is_first_day = int(said["day"] or said["pointed_day"] or 0) == 1  # midnight of 1 January is the end of December
    return year + month - 1 - is_first_day, year + max(month, min(12, int(said["last"] or 0))) - 1


def bare_span(match: re.Match[str]) -> Months:
    """The months of a match of BARE or PERIOD: those of a year, or one."""
    year, month = 12 * int(match["year"]), int(match["month"] or 0)
    return (year + month - 1, year + month - 1) if month else (year, year + 11)


def span_of(period: str) -> Months | None:
    """The months of a period's label; None where it is undated."""
    match = PERIOD.match(period)
    return bare_span(match) if match and match["year"] else None


def label(months: Months) -> str:
    """`2022`, `2022-08`, or the two ends of a span."""
    first, last = (f"{month // 12}-{month % 12 + 1:02d}" for month in months)
    is_year = months[0] % 12 == 0 and months[1] == months[0] + 11
    return first[:4] if is_year else first if first == last else f"{first}/{last}"
