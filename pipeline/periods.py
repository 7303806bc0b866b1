"""Labels of periods: YYYY-MM, YYYY or undated, and the as-of date that each stands for (its last day)."""

import calendar
import re
from datetime import date

PERIOD = re.compile(r"^(?P<year>[12][0-9]{3})(-(?P<month>0[1-9]|1[0-2]))?$|^undated$")


def as_of_date(period: str) -> date | None:
    """The last day of a period; None where it is undated."""
    match = PERIOD.match(period)
    if not match or not match["year"]:
        return None
    year, month = int(match["year"]), int(match["month"] or 12)
    return date(year, month, calendar.monthrange(year, month)[1])
