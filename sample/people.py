"""Who stands on the sample's rosters: made-up people whose totals are the published ones.

Quotas come first (quotas.csv), so a figure is planned and never drawn by chance. A person keeps name, number and post
from one period to the next, and a certificate once held. How cells are spelled is in workbooks, bad rows are in traps.
"""

from __future__ import annotations

import csv
import datetime as dt
import random
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from sample.places import TWIN_NAMES, agency_name, communities
from sample.units import ALL_UNITS, PERIODS, UNITS, day_between, generator, pick, shuffled

SURNAMES = "王李张刘陈杨赵周吴徐孙朱胡郭何林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢"
GIVEN_FIRST = "文志晓建思雅子俊春秋梦嘉若永国玉海天宇欣佩景振立绍启淑慧静素"
GIVEN_LAST = "涵轩琪霖彤瑶婷峰超杰琳颖睿哲航萱雯娟萍燕艳霞芸薇菲莹洁妍鸿凯"
DOMAINS = (
    "community",
    "assistance",
    "disability",
    "family",
    "mental_health",
    "school",
    "health",
    "justice",
    "drug_control",
    "disaster",
    "charity",
    "employment",
    "welfare",
    "workers",
    "veterans",
    "other",
)
COMMUNITY_ROLES = ("secretary", "committee", "grid_worker", "child_director", "fixed_staff")
OFFICE_ROLES = ("supervisor", "child_supervisor", "other", "other", "other")
OFFICES = (
    ("社会福利院", "public_institution"),
    ("救助管理站", "public_institution"),
    ("人民医院", "public_institution"),
    ("民政局", "administrative_organ"),
    ("司法局", "administrative_organ"),
    ("妇女联合会", "mass_organisation"),
    ("残疾人联合会", "mass_organisation"),
    ("社区服务中心", "community_service_body"),
    ("颐养院有限公司", "enterprise"),
)
EDUCATION = ("postgraduate", "bachelor", "bachelor", "college", "college", "secondary", "senior_high", "junior_high")
BASES = ("degree", "training", "training", "post", None)


class Formula(NamedTuple):
    text: str
    value: str  # as last calculated; empty: never


@dataclass(frozen=True)
class Worker:
    """One row of a roster. ``cells`` replaces cells by raw content; ``fault`` says why the row is to be refused."""

    name: str
    sex: str
    id_number: str
    phone: str
    education: str
    employer: str
    employer_type: str
    role: str
    domains: tuple[str, ...]
    township: str | None = None
    community: str | None = None
    is_professional: bool = True
    basis: str | None = None
    level: str | None = None
    certificate_number: str | None = None
    certificate_on: dt.date | None = None
    is_in_post: bool = True
    left_on: dt.date | None = None
    post_grade: str | None = None
    appointed_on: dt.date | None = None
    registered_on: dt.date | None = None
    registration_expires_on: dt.date | None = None
    system: str | None = None
    confirmed_on: dt.date | None = None
    note: str | None = None
    cells: dict[str, Any] = field(default_factory=dict)
    fault: str | None = None


class Group(NamedTuple):
    """People of one kind in a unit, by number, at each period; some of the first period have gone by the second."""

    place: str | None  # urban or rural community, any of both, or None: an office
    is_full_time: bool
    is_professional: bool
    members: tuple[range, range]


def check_character(body: str) -> str:
    """The eighteenth character of an identity number (GB 11643)."""
    return "10X98765432"[sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(body)) % 11]


@cache
def identity(unit_code: str, number: int, birthday: dt.date | None = None) -> tuple[str, str, str, str]:
    """Name, sex, ID number and phone of the unit's n-th person, born on a day that follows from the number or is given.

    No two share a birthday inside a unit, nor a sequence number across units.
    """
    rng, place = generator("identity", unit_code, number), list(ALL_UNITS).index(unit_code)
    name = pick(rng, SURNAMES) + pick(rng, GIVEN_FIRST) + pick(rng, GIVEN_LAST)
    born = birthday or dt.date(1964, 1, 1) + dt.timedelta(days=number * 4001 % 13001)
    sequence = 100 + place * 60 + int(rng.random() * 60)
    body = f"510499{born:%Y%m%d}{sequence:03d}"
    sex = "male" if sequence % 2 else "female"
    return name, sex, body + check_character(body), f"1990000{(place * 1500 + number) % 10000:04d}"


@cache
def quotas(unit_code: str) -> dict[str, tuple[int, int]]:
    """Persons by quota, at each of the two periods.

    ``special`` are the rows of traps that count as professionals. Two holders of a certificate stand in traps only.
    """
    with Path(__file__).with_name("quotas.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["period"]: row for row in csv.DictReader(file) if row["unit_code"] == unit_code}
    first, second = (rows[period] for period in PERIODS)
    return {name: (int(first[name]), int(second[name])) for name in list(first)[2:]}


@cache
def groups(unit_code: str) -> tuple[Group, ...]:
    quota = quotas(unit_code)

    def less(name: str, *others: str) -> tuple[int, int]:
        first, second = (quota[name][step] - sum(quota[other][step] for other in others) for step in (0, 1))
        return first, second

    sizes = [
        ("urban", True, True, quota["urban_full_time"]),
        ("urban", False, True, less("urban", "urban_full_time")),
        ("rural", True, True, quota["rural_full_time"]),
        ("rural", False, True, less("rural", "rural_full_time")),
        (None, False, True, less("professional", "urban", "rural", "special")),
        ("any", True, False, quota["plain_full_time"]),
        ("any", False, False, quota["plain_other"]),
    ]
    result, start = [], 0
    for place, is_full_time, is_professional, (first, second) in sizes:
        gone = first // 20
        members = range(start, start + first), range(start + gone, start + gone + second)
        result.append(Group(place, is_full_time, is_professional, members))
        start = max(members[0].stop, members[1].stop)
    return tuple(result)


def chosen(
    unit_code: str, name: str, kinds: set[tuple[bool, bool]], barred: set[int] | None = None
) -> tuple[set[int], set[int]]:
    """Per period as many numbers as the quota says, from groups of these kinds (full-time, professional).

    Who is chosen at the first period and still there is chosen at the second.
    """
    here = [group.members for group in groups(unit_code) if (group.is_full_time, group.is_professional) in kinds]
    first_pool, second_pool = ({number for members in here for number in members[step]} for step in (0, 1))
    order = shuffled(generator(name, unit_code), sorted((first_pool | second_pool) - (barred or set())))
    first_size, second_size = quotas(unit_code)[name]
    first = [number for number in order if number in first_pool][:first_size]
    kept = [number for number in first if number in second_pool]
    free = [number for number in order if number in second_pool and number not in first]
    return set(first), set((kept + free)[:second_size])


def holders(unit_code: str) -> tuple[set[int], set[int]]:
    """Who holds a national certificate at each period."""
    kinds = {
        "full_time": (True, True),
        "other": (False, True),
        "plain_full_time": (True, False),
        "plain_other": (False, False),
    }
    sets = [chosen(unit_code, f"certified_{name}", {kind}) for name, kind in kinds.items()]
    return set().union(*(first for first, _ in sets)), set().union(*(second for _, second in sets))


def person(unit_code: str, number: int, group: Group) -> Worker:
    """The person as he or she stands on any roster: everything that does not change with the period."""
    rng = generator("person", unit_code, number)
    name, sex, id_number, phone = identity(unit_code, number)
    domains = (pick(rng, DOMAINS[1:]), "elderly")[: 1 if rng.random() < 0.8 else 2]
    basis = pick(rng, BASES) if group.is_professional else None
    worker = Worker(
        name,
        sex,
        id_number,
        phone,
        pick(rng, EDUCATION),
        "",
        "",
        "",
        domains,
        basis=basis,
        is_professional=group.is_professional,
        is_in_post=rng.random() > 0.04,
    )
    if group.place is None:
        return replace(worker, **office(unit_code, rng))
    flag = None if group.place == "any" else group.place
    places = communities(unit_code, "2024-12", flag)
    if number in group.members[0]:
        places = tuple(place for place in communities(unit_code, "2022-08", flag) if place in set(places))
    place = pick(rng, places)
    may_omit = UNITS[unit_code].layout != 1 and place.name not in TWIN_NAMES.get(unit_code, ())
    return replace(
        worker,
        township=None if may_omit and rng.random() < 0.1 else place.township,
        community=place.name,
        role="full_time" if group.is_full_time else pick(rng, COMMUNITY_ROLES),
        employer=place.name + ("村民委员会" if place.kind == "village" else "居民委员会"),
        employer_type="self_governing_organisation",
        domains=("community",) if rng.random() < 0.7 else domains,
    )


def office(unit_code: str, rng: random.Random) -> dict[str, Any]:
    """Employer and role of somebody who works in no community: a township's station, an agency or an office."""
    unit, towns, draw = UNITS[unit_code], UNITS[unit_code].townships.split(), rng.random()
    if draw < 0.2 and towns:
        town = pick(rng, towns)
        return {
            "employer": f"{town}社会工作服务站",
            "employer_type": "community_service_body",
            "role": "station_worker",
            "township": town,
        }
    if draw < 0.5:
        employer = agency_name(unit_code, int(rng.random() * unit.agencies[0]))
        return {"employer": employer, "employer_type": "social_organisation", "role": pick(rng, OFFICE_ROLES)}
    word, kind = pick(rng, OFFICES)
    area = "攀枝花市" if unit.name == "市本级" else unit.name
    return {"employer": area + word, "employer_type": kind, "role": pick(rng, OFFICE_ROLES)}


def with_certificate(worker: Worker, key: tuple[Any, ...], first: dt.date, last: dt.date) -> Worker:
    rng = generator("certificate", *key)
    draw, day = rng.random(), day_between(rng, first, last)
    number = f"999{int(rng.random() * 10**9):09d}{worker.phone[-6:]}" + "00"[: int(rng.random() * 3)]
    return replace(
        worker,
        level="1" if draw < 0.72 else "2" if draw < 0.98 else "3",
        certificate_number=number,
        certificate_on=day,
        basis="certificate" if worker.is_professional else None,
    )


def ordinary_rows(unit_code: str, period: str) -> list[Worker]:
    """Everybody of the unit's groups at the period; at the second, also a few of those who have left since the first.

    Nobody who has left holds a certificate, so it does not matter here whether indicator 03 leaves them out.
    """
    step, anyone = list(PERIODS).index(period), {(True, True), (False, True)}
    elderly = chosen(unit_code, "elderly", anyone)
    child = chosen(unit_code, "child", anyone, elderly[0] | elderly[1])
    certified, rows = holders(unit_code), []
    for group in groups(unit_code):
        for number in group.members[step]:
            worker = person(unit_code, number, group)
            if number in elderly[step] | child[step]:
                main = "elderly" if number in elderly[step] else "child_protection"
                worker = replace(worker, domains=(main, *(word for word in worker.domains[1:] if word != main)))
            if number in certified[0]:
                worker = with_certificate(worker, (unit_code, number), dt.date(2009, 1, 1), dt.date(2022, 7, 31))
            elif number in certified[step]:
                worker = with_certificate(worker, (unit_code, number), dt.date(2022, 10, 1), dt.date(2024, 11, 30))
            rows.append(worker)
        gone = [number for number in group.members[0] if number not in group.members[1] and number not in certified[0]]
        for number in gone[: 2 * step]:
            left = day_between(generator("left", unit_code, number), dt.date(2022, 10, 1), dt.date(2024, 11, 30))
            rows.append(replace(person(unit_code, number, group), is_in_post=False, left_on=left, note="已离岗"))
    return rows
