"""Who of Bazhong's holders is registered, from when to when: three years each, renewed or run out.

Planted for the rules of continuing education, in 巴州区: each case names its person here, so that roster and lists of hours agree.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import cache

from sample.bazhong import AS_OF, PERIOD, people
from sample.lists import fit
from sample.people import Worker
from sample.units import generator, shuffled

PLANTED_UNIT = "511902"
# Case to the level and the window of its person.
CASES: dict[str, tuple[str, tuple[dt.date, dt.date] | None]] = {
    "two_windows": ("1", (dt.date(2022, 3, 1), dt.date(2025, 2, 28))),
    "exactly_72": ("1", (dt.date(2021, 9, 1), dt.date(2024, 8, 31))),
    "80_of_90": ("2", (dt.date(2021, 9, 1), dt.date(2024, 8, 31))),
    "unregistered": ("1", None),
    "two_organisers": ("1", (dt.date(2021, 10, 1), dt.date(2024, 9, 30))),
    "exactly_90": ("2", (dt.date(2022, 1, 1), dt.date(2024, 12, 31))),
    "on_the_edges": ("1", (dt.date(2021, 9, 1), dt.date(2024, 8, 31))),
    "in_days": ("1", (dt.date(2021, 12, 1), dt.date(2024, 11, 30))),
    "run_out": ("1", (dt.date(2020, 5, 1), dt.date(2023, 4, 30))),
}


@cache
def holders(unit_code: str) -> tuple[Worker, ...]:
    """Holders of a certificate in post at one row, in an order of their own."""
    rows = [
        row
        for row in people(unit_code)
        if row.level in ("1", "2") and row.is_in_post and not row.left_on and row.certificate_on < dt.date(2020, 1, 1)
    ]
    return tuple(shuffled(generator("lists", unit_code, PERIOD), fit(rows)))


@cache
def planted() -> dict[str, Worker]:
    """Case to its person."""
    free, found = list(reversed(holders(PLANTED_UNIT))), {}
    for case, (level, _) in CASES.items():
        found[case] = next(row for row in free if row.level == level)
        free.remove(found[case])
    return found


@cache
def windows() -> dict[str, tuple[dt.date, dt.date] | None]:
    """ID number of a planted person to the window."""
    return {row.id_number: CASES[case][1] for case, row in planted().items()}


def window(row: Worker) -> tuple[dt.date, dt.date] | None:
    """First and last day of the person's latest registration; None for who is not registered."""
    if row.id_number in windows():
        return windows()[row.id_number]
    if row.level not in ("1", "2", "3") or row.certificate_on > AS_OF:
        return None
    rng = generator("registration", row.id_number)
    year, month = row.certificate_on.year + 1, 1 + int(rng.random() * 12)
    renewals = (AS_OF.year - year) // 3 if rng.random() < 0.9 else 0
    start = dt.date(year + 3 * renewals, month, 1)
    if rng.random() < 0.25 or start > AS_OF:
        return None
    return start, start.replace(year=start.year + 3) - dt.timedelta(days=1)


def registered(row: Worker) -> Worker:
    """The row with the registration that its roster prints."""
    first, last = window(row) or (None, None)
    return replace(row, registered_on=first, registration_expires_on=last)
