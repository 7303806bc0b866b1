"""Which date belongs to the highest of several certificates that stand in one row."""

from datetime import date

from pipeline.contract.entity import Entity
from pipeline.rows.choices import Choices
from pipeline.rows.dates import several_days


def are_paired(entity: Entity, choices: Choices, level: str | None, issued: str | None, last: date | None) -> bool:
    """Whether `last`, the last date of the row, is surely that of its highest certificate, where level or date names several.

    初级、中级 beside 2016.5、2019.11 are paired by their order, 初级2016、中级2019 beside 2019.11 by the year.
    """
    levels, dates = entity.by_name["certificate_level"], entity.by_name["certificate_date"]
    named = choices.dated(levels, level) if level else []
    if not named or not issued or last is None:
        return False
    days = several_days(dates, "text", issued) or [last]
    highest = max((code for code, _ in named), key=levels.highest_of.index)
    places = [place for place, (code, _) in enumerate(named) if code == highest]
    if len(places) > 1:
        return False
    if len(days) == len(named):
        is_dated_so = all(year in (None, day.year) for (_, year), day in zip(named, days, strict=True))
        return is_dated_so and days[places[0]] == last
    return len(days) == 1 and named[places[0]][1] == last.year
