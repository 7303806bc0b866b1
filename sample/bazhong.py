"""Who stands on Bazhong's rosters: made-up people whose totals are those of the published report.

Quotas come first (bazhong_quotas.csv): of each unit, persons by kind of employer in town and country, by age, education
and certificate. Everybody counted is one of ``people``; the rows that no figure may count are in bazhong_rows.
"""

from __future__ import annotations

import csv
import datetime as dt
import random
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

from sample.people import COMMUNITY_ROLES, DOMAINS, OFFICE_ROLES, Worker, identity, with_certificate
from sample.places import Place, agency_name, communities
from sample.units import ALL_UNITS, Unit, generator, last_day, pick, shuffled

PERIOD = "2024-08"
AS_OF = last_day(PERIOD)
# Last year of age of each band of bazhong_quotas.csv to the birthdays of those who are in it on the date.
BANDS = {
    "35": (dt.date(1988, 9, 1), dt.date(2002, 8, 31)),
    "45": (dt.date(1978, 9, 1), dt.date(1988, 8, 31)),
    "55": (dt.date(1968, 9, 1), dt.date(1978, 8, 31)),
    "99": (dt.date(1964, 9, 1), dt.date(1968, 8, 31)),
}
COMMUNITY_BODIES = ("self_governing_organisation", "party_organisation")
STEP = 997  # prime: birthdays of a band come round only after all its days
IN_TOWN = {
    "mass_organisation": "妇女联合会 总工会 残疾人联合会",
    "public_institution": "社会福利院 救助管理站 人民医院 儿童福利院 文化馆",
    "enterprise": "颐养院有限公司 物业服务有限公司",
    "administrative_organ": "民政局 司法局 退役军人事务局 信访局",
}
IN_COUNTRY = {
    "mass_organisation": "妇女联合会",
    "public_institution": "敬老院 中心小学 卫生院",
    "enterprise": "康养服务有限公司",
    "administrative_organ": "人民政府",
}
SYSTEMS = {  # words in an employer's name to the system to which it belongs
    "妇女联合会": "womens_federation",
    "总工会": "trade_union",
    "残疾人": "disabled_federation",
    "医院": "health",
    "卫生院": "health",
    "司法局": "justice",
    "退役军人": "veterans",
    "信访局": "petitions",
    "小学": "education",
    "文化馆": "other",
    "政府": "other",
    "公司": "other",
    "委员会": "social_work_department",
    "党支部": "social_work_department",
}
UP_TO_DATE, STALE = dt.date(2024, 8, 20), dt.date(2022, 12, 30)  # when a row was last confirmed
# Appointed to posts on the strength of the certificate: employer, level of the certificate, grade, date of appointment.
APPOINTED_UNIT = "511923"
APPOINTED = (
    ("平昌县疾控中心", "2", "10", dt.date(2022, 7, 1)),
    ("平昌县救助站", "2", "10", dt.date(2023, 3, 1)),
    ("平昌县地方志办", "1", "12", dt.date(2023, 9, 1)),
)
APPOINTED_OTHERWISE = ("平昌县文化馆", "", "11", dt.date(2021, 6, 1))  # without a certificate


@cache
def quotas(unit_code: str) -> dict[str, dict[str, int]]:
    """List of codes to how many of the unit's people have each, in the order in which the file names them."""
    result: dict[str, dict[str, int]] = {}
    with Path(__file__).with_name("bazhong_quotas.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            result.setdefault(row["list"], {})[row["code"]] = int(row[unit_code])
    return result


def dealt(unit_code: str, name: str, rank: Callable[[int, random.Random], float]) -> list[str]:
    """The code of each of the unit's people: the first code of the list goes to those whom ``rank`` puts first."""
    codes = [code for code, size in quotas(unit_code)[name].items() for _ in range(size)]
    rng = generator(name, unit_code)
    ranks = [rank(number, rng) for number in range(len(codes))]
    order = sorted(range(len(codes)), key=lambda number: ranks[number])
    return [code for _, code in sorted(zip(order, codes, strict=True))]


def birthday(band: str, place: int) -> dt.date:
    """The n-th birthday of a band: its first day, its last, then days in between, none of them twice."""
    first, last = BANDS[band]
    days = (last - first).days
    return first + dt.timedelta(days=(0, days)[place] if place < 2 else 1 + place * STEP % (days - 1))


def employer(unit: Unit, kind: str, place: Place, rng: random.Random) -> str:
    """A body of this kind in the place, or of its township or area."""
    if kind == "self_governing_organisation":
        return place.name + ("村民委员会" if place.kind == "village" else "居民委员会")
    if kind == "party_organisation":
        return f"{place.name}党支部"
    if kind == "community_service_body":
        return f"{place.township}社会工作服务站"
    if kind == "social_organisation":
        return agency_name(unit.code, int(rng.random() * unit.agencies[0]))
    if place.urban_rural == "urban":
        return unit.area + pick(rng, IN_TOWN[kind].split())
    return f"{place.township}{pick(rng, IN_COUNTRY[kind].split())}"


def role(kind: str, rng: random.Random) -> str:
    if kind == "self_governing_organisation":
        return "full_time" if rng.random() < 0.4 else pick(rng, COMMUNITY_ROLES[1:])
    if kind == "party_organisation":
        return pick(rng, COMMUNITY_ROLES[:2])
    return "station_worker" if kind == "community_service_body" else pick(rng, OFFICE_ROLES)


def certified(worker: Worker, level: str, first: dt.date, last: dt.date) -> Worker:
    """With a certificate of the level; what is no national certificate is not why somebody is a professional."""
    held = with_certificate(worker, (worker.id_number, level), first, last)
    return replace(held, level=level, basis="certificate" if level in "123" else "post")


def someone(unit_code: str, number: int, kind: str, flag: str, born: dt.date | None = None) -> Worker:
    """The unit's n-th person in a body of this kind that stands in an urban or a rural community."""
    unit, rng = ALL_UNITS[unit_code], generator("person", unit_code, number)
    name, sex, id_number, phone = identity(unit_code, number, born)
    place = pick(rng, communities(unit_code, PERIOD, flag))
    body = employer(unit, kind, place, rng)
    domains = (pick(rng, DOMAINS), pick(rng, ("elderly", "child_protection")))[: 1 if rng.random() < 0.8 else 2]
    return Worker(
        name,
        sex,
        id_number,
        phone,
        "college",
        body,
        kind,
        role(kind, rng),
        domains,
        place.township,
        place.name,
        basis=pick(rng, ("degree", "training", "training", "post", None)),
        is_in_post=rng.random() > 0.04,
        system=next((system for word, system in SYSTEMS.items() if word in body), "civil_affairs"),
        confirmed_on=STALE if number % 10 == 0 else UP_TO_DATE,
    )


@cache
def people(unit_code: str) -> tuple[Worker, ...]:
    """Everybody whom the unit counts, once each, with all that the figures ask for."""
    quota = quotas(unit_code)
    kinds = [(flag, kind) for flag in ("urban", "rural") for kind, size in quota[flag].items() for _ in range(size)]
    bands = dealt(unit_code, "age", lambda _, rng: rng.random())
    schooling = dealt(
        unit_code,
        "education",
        lambda each, rng: rng.random() + (kinds[each][1] in COMMUNITY_BODIES) / 2,
    )
    learned = {code: place for place, code in enumerate(quota["education"])}
    levels = dealt(unit_code, "level", lambda each, rng: rng.random() + learned[schooling[each]] / 10)
    rows, born = [], dict.fromkeys(BANDS, 0)
    for number, ((flag, kind), band) in enumerate(zip(kinds, bands, strict=True)):
        day = birthday(band, born[band])
        born[band] += 1
        worker = replace(someone(unit_code, number, kind, flag, day), education=schooling[number])
        if levels[number]:
            earliest = max(dt.date(2009, 1, 1), day.replace(year=day.year + 21, day=min(day.day, 28)))
            worker = certified(worker, levels[number], earliest, dt.date(2024, 7, 31))
        rows.append(worker)
    return tuple(_changed(unit_code, rows))


def _changed(unit_code: str, rows: list[Worker]) -> list[Worker]:
    """With what must change no figure: who leaves after the date, holds a local certificate or one issued later."""
    plain = [number for number, row in enumerate(rows) if row.level is None and row.is_in_post]
    leaving, local, later = shuffled(generator("changed", unit_code), plain)[:3]
    rows[leaving] = replace(rows[leaving], left_on=dt.date(2024, 10, 12), note="拟离岗")
    rows[local] = replace(certified(rows[local], "0", dt.date(2015, 1, 1), dt.date(2020, 1, 1)), basis="training")
    issued = certified(rows[later], "1", dt.date(2024, 9, 20), dt.date(2024, 11, 30))
    rows[later] = replace(issued, basis="training")
    if unit_code == APPOINTED_UNIT:
        for name, level, grade, day in (*APPOINTED, APPOINTED_OTHERWISE):
            number = next(
                number
                for number, row in enumerate(rows)
                if row.employer_type == "public_institution"
                and (row.level or "") == level
                and row.post_grade is None
                and row.is_in_post
                and row.employer.startswith("平昌县")
            )
            appointed = replace(rows[number], employer=name, post_grade=grade, appointed_on=day)
            if level:
                appointed = certified(appointed, level, dt.date(2012, 1, 1), dt.date(2020, 12, 31))
            rows[number] = appointed
    return rows
