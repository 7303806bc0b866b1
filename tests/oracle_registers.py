"""What Panzhihua's registers of communities say, counted a second time: the lines T01 and T05-T08 of its plan.

Read as the oracle reads: column letters, persons by ID number, two whole numbers for a figure. Imports nothing of the pipeline.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from oracle import AS_OF, CITY, FULL_TIME, TOWNSHIP_KINDS, URBAN, Figure, Period
from oracle_rows import LAYOUT, Worker

COMMUNITY_WORKERS = FULL_TIME | {"书记", "社区书记", "村书记", "村(社区)书记", "两委", "两委成员", "村(社区)两委"}
COUNTIES = [unit for unit in LAYOUT if not unit.endswith("-00")]
Place = tuple[str, str, str]  # unit, township, name


class Community(NamedTuple):
    """A community or village valid on the date: what its line says, and how many people of two kinds work there."""

    place: Place
    is_urban: bool
    elderly: int | None
    organisations: int | None
    teams: int | None
    professionals: int
    certified_workers: int


def number(cell: Any) -> int | None:
    return None if cell is None else int(float(cell))


def communities(now: Period) -> list[Community]:
    listed = {
        (unit, place["township"], place["name"]): place
        for unit in COUNTIES
        for place in now.places[unit]
        if place["kind"] not in TOWNSHIP_KINDS
    }
    urban = {place for place, line in listed.items() if line["urban_rural"] in URBAN}

    def where(row: Worker) -> Place | None:
        places = [
            place
            for place in listed
            if place[0] == row.unit and place[2] == row.community and row.township in (None, place[1])
        ]
        return places[0] if len(places) == 1 else None

    staying = [(row, where(row)) for row in now.workers if not now.is_left(row)]
    professionals = per_place((row, place) for row, place in staying if row.is_professional)
    workers = [(row, place) for row, place in staying if row.role in COMMUNITY_WORKERS and place in urban]
    certified = per_place((row, place) for row, place in workers if row.id_number in now.holders)
    return [
        Community(
            place,
            place in urban,
            *(number(line[name]) for name in ("elderly", "organisations", "teams")),
            professionals[place],
            certified[place],
        )
        for place, line in listed.items()
    ]


def per_place(rows: Iterable[tuple[Worker, Place | None]]) -> Counter[Place | None]:
    """Persons in each place, everybody in one: where he or she is in post."""
    places = defaultdict(set)
    for row, place in rows:
        places[row.id_number, row.is_in_post].add(place)
    people = {id_number for id_number, _ in places}
    chosen = [places.get((person, True)) or places[person, False] for person in people]
    assert all(len(each) == 1 for each in chosen), "the rule leaves open where this person counts"
    return Counter(place for each in chosen for place in each)


def figures(raw: Path) -> dict[tuple[str, str, str], Figure]:
    """(indicator, area, period) to its figure: the city and its counties."""
    result = {}
    for period in AS_OF:
        everywhere = communities(Period(raw, period))
        for area in (*COUNTIES, CITY):
            here = [each for each in everywhere if area in (CITY, each.place[0])]
            urban, rural = ([each for each in here if each.is_urban is flag] for flag in (True, False))
            old = [each for each in here if each.elderly is not None and each.elderly > 1000]
            found = {
                "T01": Figure(sum(each.certified_workers >= 2 for each in urban), len(urban)),
                "T05": Figure(sum(each.professionals > 0 for each in old), len(old)),
                "T06": Figure(sum(each.organisations or 0 for each in urban), len(urban)),
                "T07": Figure(sum(each.organisations or 0 for each in rural), len(rural)),
                "T08": Figure(sum(each.teams or 0 for each in here), len(here)),
            }
            result |= {(code, area, period): figure for code, figure in found.items()}
    return result
