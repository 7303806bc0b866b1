"""Where the sample's people work: units, townships, communities, stations and agencies, with made-up names.

One plan per unit holds all its periods, so a place keeps its name and only opens or closes.
Nothing is read and nothing written here; how a county prints its places is in workbooks.
"""

from __future__ import annotations

import datetime as dt
import random
from functools import cache
from typing import NamedTuple

from sample.units import ALL_UNITS, Unit, day_between, generator, last_day, pick, shuffled


class Place(NamedTuple):
    """One row of a register: a township, or a community or village that names its township."""

    kind: str
    name: str
    township: str | None = None
    urban_rural: str | None = None
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None

    def is_valid_on(self, date: dt.date) -> bool:
        return (self.valid_from or dt.date.min) <= date < (self.valid_to or dt.date.max)


class Station(NamedTuple):
    name: str
    tier: str
    township: str | None
    community: str | None
    operator: str | None
    opened_on: dt.date | None
    closed_on: dt.date | None
    is_operating: bool
    staff_count: int
    certified_count: int
    note: str | None = None


class Agency(NamedTuple):
    name: str
    credit_code: str | None
    registered_on: dt.date
    party_form: str
    party_member_count: int
    staff_count: int
    certified_count: int
    note: str | None = None
    employee_count: int | None = None
    closed_on: dt.date | None = None


STEMS = [first + last for first in "青望清阳新玉金红柳梅竹松桃杏桂荷云月石长" for last in "江溪泉湖岭坡坪坝桥园林塘湾"]
TWIN_NAMES = {"510411": ("新民社区", "沙坪街道", "青林镇"), "510422": ("团结社区", "桐花镇", "高桥乡")}


@cache
def register(unit_code: str, period: str) -> tuple[Place, ...]:
    """The register as known at a period. Two units have one name twice: urban in one township, rural in another."""
    unit = ALL_UNITS[unit_code]
    towns = unit.townships.split()
    rows = [Place("subdistrict" if town.endswith("街道") else "township", town) for town in towns]
    twins = TWIN_NAMES.get(unit_code)
    if twins:
        rows += [Place("community", twins[0], twins[1], "urban"), Place("community", twins[0], twins[2], "rural")]
    stems = iter(shuffled(generator("register", unit_code), STEMS))
    for number in range(unit.urban - bool(twins)):
        rows.append(Place("community", next(stems) + "社区", towns[number % unit.urban_townships], "urban"))
    rural_towns = [town for town in towns if not town.endswith("街道")]
    for number in range(unit.rural - bool(twins)):
        kind, word = ("community", "社区") if number % 9 == 8 else ("village", "村")
        rows.append(Place(kind, next(stems) + word, rural_towns[number % len(rural_towns)], "rural"))
    if unit_code in ("510402", "510411"):
        rows.append(Place("community", "老坪社区", towns[0], "urban", None, dt.date(2021, 3, 1)))
    if period == "2024-12":
        rows = _changed(unit_code, rows)
    return tuple(sorted(rows, key=lambda row: (towns.index(row.township or row.name), row.township is not None)))


def _changed(unit_code: str, rows: list[Place]) -> list[Place]:
    """The changes between two registers: a community dissolved into a new one, a village that became a community."""
    if unit_code == "510402":
        last = max(number for number, row in enumerate(rows) if row.urban_rural == "urban" and row.valid_to is None)
        rows[last] = rows[last]._replace(valid_to=dt.date(2023, 6, 1))
        rows.append(Place("community", "新城社区", rows[last].township, "urban", dt.date(2023, 6, 1)))
    if unit_code == "510421":
        last = max(number for number, row in enumerate(rows) if row.kind == "village")
        name, day = rows[last].name.removesuffix("村") + "社区", dt.date(2024, 4, 1)
        rows[last] = rows[last]._replace(valid_to=day)
        rows.append(Place("community", name, rows[last].township, "urban", day))
    return rows


@cache
def communities(unit_code: str, period: str, urban_rural: str | None = None) -> tuple[Place, ...]:
    """Communities and villages valid on the last day of the period, by the register that then counts."""
    unit = ALL_UNITS[unit_code]
    known = period if period in unit.register_periods else unit.register_periods[0]
    rows = [row for row in register(unit_code, known) if row.township and row.is_valid_on(last_day(period))]
    return tuple(row for row in rows if urban_rural in (None, row.urban_rural))


def stations(unit_code: str, period: str) -> list[Station]:
    """Stations in operation as planned, and beyond them nameplates without operation and a closed room."""
    unit = ALL_UNITS[unit_code]
    if not unit.townships:
        return []
    rng, step = generator("stations", unit_code), unit.periods.index(period)
    towns = unit.townships.split()
    of_city = unit.name == "市本级"
    rows = [
        Station(
            f"{unit.area}{'社会工作支持中心' if of_city else '社会工作服务总站'}",
            "city_centre" if of_city else "county_station",
            None,
            None,
            f"{unit.area}民政局",
            dt.date(2021, 5, 1),
            None,
            True,
            6,
            4,
        )
    ]
    for number, town in enumerate(towns):
        opened = _opening_day(rng, number < unit.stations[0])
        station = Station(
            f"{town}社会工作服务站",
            "township_station",
            town,
            None,
            _operator(rng, unit),
            opened,
            None,
            True,
            2 + int(rng.random() * 3),
            1 + int(rng.random() * 2),
        )
        if number < unit.stations[step]:
            rows.append(station)
        elif number == len(towns) - 1:
            rows.append(
                station._replace(
                    opened_on=None, is_operating=False, staff_count=0, certified_count=0, note="已挂牌未运行"
                )
            )
    for number, place in enumerate(_room_places(unit, towns)[: unit.rooms[step]]):
        opened = _opening_day(rng, number < unit.rooms[0])
        rows.append(
            Station(
                f"{place.name}社工室",
                "community_room",
                place.township,
                place.name,
                _operator(rng, unit),
                opened,
                None,
                True,
                1 + int(rng.random() * 2),
                int(rng.random() * 2),
            )
        )
    spare = [place for place in communities(unit_code, unit.periods[0]) if place.township == towns[0]][-2:]
    for place, closed in zip(spare, (None, dt.date(2021, 11, 1)), strict=True):
        rows.append(
            Station(
                f"{place.name}社工室（旧）",
                "community_room",
                place.township,
                place.name,
                None,
                dt.date(2019, 4, 1),
                closed,
                False,
                0,
                0,
                "已停用" if closed else "挂牌未实体化运行",
            )
        )
    return sorted(rows, key=lambda row: towns.index(row.township) if row.township else -1)


def _room_places(unit: Unit, towns: list[str]) -> list[Place]:
    """Places of rooms in the order in which they open; a township that never gets a station has a room instead."""
    first, last = unit.periods[0], unit.periods[-1]
    keep = set(communities(unit.code, first)) & set(communities(unit.code, last))
    places = [place for place in communities(unit.code, first) if place in keep]
    early = towns[: unit.stations[0]]
    ordinary = shuffled(generator("rooms", unit.code), [place for place in places if place.township in early])
    first_of = {place.township: place for place in reversed(places)}
    never = [first_of[town] for town in towns[unit.stations[-1] :]]
    early_rooms = [first_of[town] for town in towns[unit.stations[0] :][: len(never)]]
    before = unit.rooms[0] - len(early_rooms)
    return early_rooms + ordinary[:before] + never + ordinary[before:]


def _opening_day(rng: random.Random, is_early: bool) -> dt.date:
    early, late = (dt.date(2020, 1, 1), dt.date(2022, 7, 31)), (dt.date(2022, 10, 1), dt.date(2024, 10, 31))
    return day_between(rng, *(early if is_early else late)).replace(day=1)


def _operator(rng: random.Random, unit: Unit) -> str:
    return pick(rng, [agency_name(unit.code, number) for number in range(unit.agencies[0])])


AGENCY_WORDS = (
    "晨光 春晖 同心 和风 暖阳 扬帆 启航 邻里 百合 木棉 蓝天 星火 "
    "雨露 拾光 微澜 致远 向阳 恒爱 乐群 知行 友邻 安澜 明德 众益 "
    "晴川 守望 并肩 萤火 归雁 泽润 共融 扶摇 敦睦 拾穗 远航 心桥 惠民 有邻 沐光 知新 同行"
)
CREDIT_DIGITS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
PARTY_FORMS = ("joint_branch", "own_branch", "instructor", "partner")


def agency_name(unit_code: str, number: int) -> str:
    before = sum(ALL_UNITS[code].agencies[-1] for code in list(ALL_UNITS)[: list(ALL_UNITS).index(unit_code)])
    return f"{AGENCY_WORDS.split()[before + number]}社会工作服务中心（{ALL_UNITS[unit_code].name}）"


def credit_code(number: int) -> str:
    """A unified social credit code with a valid check character (GB 32100) in an area that does not exist."""
    body = f"52510499MJT{number:06d}"
    total = sum(CREDIT_DIGITS.index(character) * pow(3, place, 31) for place, character in enumerate(body))
    return body + CREDIT_DIGITS[-total % 31]


def agencies(unit_code: str, period: str) -> list[Agency]:
    """The unit's agencies; 东区 lists one twice, 仁和区 one without a code under two spellings of its name."""
    unit, rng = ALL_UNITS[unit_code], generator("agencies", unit_code)
    step, rows = unit.periods.index(period), []
    for number in range(unit.agencies[-1]):
        is_covered = number >= unit.uncovered_agencies[step]
        staff = 4 + int(rng.random() * 12)
        planned = pick(rng, PARTY_FORMS)
        form = planned if is_covered else "none"
        members = {"own_branch": 3, "joint_branch": 1}.get(form, 0)
        early = day_between(rng, dt.date(2013, 1, 1), dt.date(2021, 12, 31))
        registered = early if number < unit.agencies[0] else dt.date(2023, 5, 18)
        code = credit_code(list(ALL_UNITS).index(unit_code) * 100 + number)
        name = agency_name(unit_code, number)
        rows.append(Agency(name, code, registered, form, members, staff, staff // 3))
    rows = rows[: unit.agencies[step]]
    if unit_code == "510402":
        rows.append(rows[2]._replace(note="重复登记"))
    if unit_code == "510411":
        rows[3] = rows[3]._replace(credit_code=None)
        rows.append(rows[3]._replace(name=rows[3].name.replace("（", "(").replace("）", ")")))
    return rows
