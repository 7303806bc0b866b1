"""What a register says of each place beside its name: elderly people, community organisations, teams of volunteers.

Planted: a thousand elderly and not one more, more than a thousand where no professional works, a number that nobody filled in.
A generator of its own throws these numbers: nothing else of the sample moves with them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

from sample import bazhong_rows
from sample.people import ordinary_rows
from sample.places import Place, register
from sample.traps import special_rows
from sample.units import ALL_UNITS, BAZHONG, generator, shuffled

THOUSAND, DESERTED = 1000, 1216  # elderly people of the planted places
# Unit to the number that one of its places leaves blank.
BLANK = {"510403": "organisation_count", "510422": "elderly_count", "511922": "volunteer_team_count"}


class Entry(NamedTuple):
    """One row of a register as it is handed in; a township has none of the three numbers."""

    kind: str
    name: str
    township: str | None
    urban_rural: str | None
    valid_from: dt.date | None
    valid_to: dt.date | None
    elderly_count: int | None = None
    organisation_count: int | None = None
    volunteer_team_count: int | None = None


def entries(unit_code: str, period: str) -> Iterator[Entry]:
    """The register with its numbers; of a later one they have grown a little."""
    planted = {(place.township, place.name): elderly for place, elderly in _planted(unit_code)}
    lasting = [place for place in _places(unit_code) if (place.township, place.name) not in planted]
    blank = lasting[-1] if unit_code in BLANK else None
    for place in register(unit_code, period):
        entry = Entry(*place)
        if place.township:
            key = place.township, place.name
            entry = entry._replace(**_numbers(unit_code, place, ALL_UNITS[unit_code].periods.index(period)))
            entry = entry._replace(elderly_count=planted.get(key, entry.elderly_count))
            if blank and key == (blank.township, blank.name):
                entry = entry._replace(**{BLANK[unit_code]: None})
        yield entry


def _numbers(unit_code: str, place: Place, step: int) -> dict[str, int]:
    rng, is_urban = generator("counts", unit_code, place.township, place.name), place.urban_rural == "urban"
    elderly = 380 + int(rng.random() * 1000) if is_urban else 140 + int(rng.random() * 640)
    organisations = 7 + int(rng.random() * 9) if is_urban else 3 + int(rng.random() * 6)
    teams, draw = int(rng.random() * 3), rng.random()
    return {
        "elderly_count": elderly + elderly * 3 * step // 100,
        "organisation_count": organisations + step * (draw < 0.6),
        "volunteer_team_count": teams + step * (draw < 0.2),
    }


def _places(unit_code: str) -> list[Place]:
    """The places that every register of the unit holds as valid, in an order of their own."""
    unit = ALL_UNITS[unit_code]
    kept = [
        place for place in register(unit_code, unit.register_periods[-1]) if place.township and place.valid_to is None
    ]
    return shuffled(generator("counts", unit_code), [place for place in kept if place.valid_from is None])


def _planted(unit_code: str) -> Iterator[tuple[Place, int]]:
    """Places with a number of elderly that decides: two of those that no roster names, and a few others."""
    named, places = _named(unit_code), _places(unit_code)
    deserted = [place for place in places if place.name not in named][:2]
    yield from ((place, DESERTED + 37 * number) for number, place in enumerate(deserted))
    others = [place for place in places if place.name in named]
    yield from ((place, THOUSAND) for place in others[: 1 + len(others) // 40])


def _named(unit_code: str) -> set[str | None]:
    """The communities that any row of the unit's rosters names, at any period."""
    if unit_code in BAZHONG:
        return {row.community for row in bazhong_rows.roster(unit_code)}
    periods = ALL_UNITS[unit_code].periods
    rows = [row for period in periods for row in (*ordinary_rows(unit_code, period), *special_rows(unit_code, period))]
    return {row.community for row in rows}
