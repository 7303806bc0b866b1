"""The sample's reporting units and periods: what each unit has, and the dice that every other part of the sample throws.

Quantities are pairs, at the first and at the second period. Names of places are made up in places.
"""

import datetime as dt
import random
from collections.abc import Sequence
from typing import NamedTuple, TypeVar

Item = TypeVar("Item")
PERIODS = {"2022-08": dt.date(2022, 8, 31), "2024-12": dt.date(2024, 12, 31)}


class Unit(NamedTuple):
    """A reporting unit: its layout, its townships, and how many places it has (pairs: at 2022-08, at 2024-12)."""

    code: str
    name: str
    layout: int
    townships: str
    urban_townships: int  # the first of them hold the urban communities
    urban: int
    rural: int
    register_periods: tuple[str, ...]
    stations: tuple[int, int]
    rooms: tuple[int, int]
    agencies: tuple[int, int]
    uncovered_agencies: tuple[int, int]


ONCE, TWICE = ("2022-08",), ("2022-08", "2024-12")
UNITS = {
    unit.code: unit
    for unit in (
        Unit(
            "510402",
            "东区",
            1,
            "青松街道 望江街道 清泉街道 阳坡街道 新桥街道 书院街道 银湖镇",
            6,
            60,
            4,
            TWICE,
            (6, 7),
            (22, 30),
            (7, 8),
            (2, 0),
        ),
        Unit(
            "510403",
            "西区",
            1,
            "石桥街道 苏铁街道 梅园街道 龙洞街道 竹林街道 金沙镇",
            5,
            36,
            6,
            ONCE,
            (5, 6),
            (12, 17),
            (4, 4),
            (1, 0),
        ),
        Unit(
            "510411",
            "仁和区",
            2,
            "沙坪街道 柳溪街道 芒果镇 青林镇 双河镇 云盘镇 长坡镇 石榴乡 松林乡 白岩乡",
            3,
            24,
            70,
            ONCE,
            (7, 9),
            (12, 20),
            (4, 4),
            (1, 0),
        ),
        Unit(
            "510421",
            "米易县",
            3,
            "安宁镇 枇杷镇 稻香镇 雪岭镇 田坝镇 核桃乡 杉木乡 龙塘乡",
            2,
            18,
            66,
            TWICE,
            (6, 8),
            (9, 15),
            (3, 3),
            (1, 1),
        ),
        Unit(
            "510422",
            "盐边县",
            3,
            "桐花镇 雅江镇 湖滨镇 山阳镇 鱼洞镇 甘泉镇 竹坝乡 羊坪乡 高桥乡 花椒乡",
            2,
            14,
            84,
            ONCE,
            (7, 9),
            (8, 14),
            (2, 3),
            (0, 0),
        ),
        Unit("510400-00", "市本级", 1, "", 0, 0, 0, (), (0, 0), (0, 0), (2, 2), (0, 0)),
    )
}


def generator(*key: object) -> random.Random:
    """A generator of its own for each purpose: adding rows in one place then moves nothing in another."""
    return random.Random("rollcall sample/" + "/".join(map(str, key)))


def pick(rng: random.Random, items: Sequence[Item]) -> Item:
    """One of the items. Only ``random()`` is promised to give the same numbers in every Python."""
    return items[int(rng.random() * len(items))]


def shuffled(rng: random.Random, items: Sequence[Item]) -> list[Item]:
    return sorted(items, key=lambda _: rng.random())


def day_between(rng: random.Random, first: dt.date, last: dt.date) -> dt.date:
    return first + dt.timedelta(days=int(rng.random() * ((last - first).days + 1)))
