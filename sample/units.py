"""The sample's reporting units and periods: what each unit has, and the dice that every other part of the sample throws.

Quantities stand for each of the unit's periods: pairs for Panzhihua, one number for Bazhong. Names of places are made up.
"""

import calendar
import datetime as dt
import random
from collections.abc import Sequence
from typing import NamedTuple, TypeVar

Item = TypeVar("Item")
PERIODS = {"2022-08": dt.date(2022, 8, 31), "2024-12": dt.date(2024, 12, 31)}


class Unit(NamedTuple):
    """A reporting unit: its layout, its townships, and how many places it has at each of its periods."""

    code: str
    name: str
    layout: int
    townships: str
    urban_townships: int  # the first of them hold the urban communities
    urban: int
    rural: int
    register_periods: tuple[str, ...]
    stations: tuple[int, ...]
    rooms: tuple[int, ...]
    agencies: tuple[int, ...]
    uncovered_agencies: tuple[int, ...]
    city: str = "攀枝花市"
    periods: tuple[str, ...] = tuple(PERIODS)

    @property
    def area(self) -> str:
        """What its offices are named after."""
        return self.city if self.name == "市本级" else self.name


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

# The townships are made up; one name stands in two counties. The street of 市本级 is that of a zone which no county reports.
BAZHONG = {
    unit.code: unit
    for unit in (
        Unit(
            "511902",
            "巴州区",
            4,
            "桦畈街道 麦陇街道 葵渡街道 蜂汀街道 棉汀街道 蝉畈街道 榆屿街道 麻汀街道 雁汀镇 苇屿镇 蜂畈镇 蝶陇镇 蝉渡镇 稻畈镇 榆渡镇 枫汀镇 雀屿镇 "
            "芦渡镇 葵汀镇 茶汀镇 苇陇乡 苇畈乡 菊汀乡 槐屿乡 蝉陇乡",
            8,
            32,
            51,
            ("2024-08",),
            (25,),
            (12,),
            (5,),
            (1,),
            "巴中市",
            ("2024-08",),
        ),
        Unit(
            "511903",
            "恩阳区",
            5,
            "兰屿街道 鹭畈街道 芦屿街道 粟渡街道 稻汀镇 粟屿镇 楠陇镇 雀陇镇 麦渡镇 稻屿镇 茶屿镇 茶陇镇 鹭汀镇 鹭渡镇 麻畈镇 苇渡镇 稻渡乡 "
            "雁屿乡 桑汀乡 蜂屿乡",
            4,
            16,
            48,
            ("2024-08",),
            (20,),
            (8,),
            (3,),
            (0,),
            "巴中市",
            ("2024-08",),
        ),
        Unit(
            "511921",
            "通江县",
            6,
            "棉畈街道 蝶渡街道 蒲陇镇 槐汀镇 兰畈镇 蜂陇镇 榆陇镇 粟畈镇 麦汀镇 雀畈镇 槐渡镇 鲤屿镇 枫畈镇 蒲畈镇 鹿畈镇 莺屿镇 菊畈镇 "
            "桦渡镇 鹿屿镇 葵屿镇 茶渡镇 粟汀镇 榆畈镇 雀汀镇 蒲屿乡 兰汀乡 鹿渡乡 雁畈乡 鲤汀乡 楠屿乡 鹭屿乡 鹤渡乡 菊屿乡",
            2,
            8,
            66,
            ("2024-08",),
            (33,),
            (9,),
            (3,),
            (0,),
            "巴中市",
            ("2024-08",),
        ),
        Unit(
            "511922",
            "南江县",
            5,
            "蒲渡街道 粟陇街道 莺渡镇 菊陇镇 蝉汀镇 蝶畈镇 蝶屿镇 蝉屿镇 芦汀镇 麻屿镇 榆汀镇 芦陇镇 桑屿镇 鹤陇镇 兰渡镇 鹤屿镇 鲤渡镇 "
            "鹤汀镇 鹿陇镇 兰陇镇 楠汀镇 麻渡镇 蜂渡乡 莺畈乡 鹤畈乡 棉陇乡 雁渡乡 莺汀乡 棉屿乡 鹭陇乡",
            2,
            8,
            60,
            ("2024-08",),
            (30,),
            (8,),
            (3,),
            (1,),
            "巴中市",
            ("2024-08",),
        ),
        Unit(
            "511923",
            "平昌县",
            4,
            "蝶汀街道 芦畈街道 葵陇街道 蒲汀镇 茶畈镇 麦屿镇 葵畈镇 棉渡镇 桦屿镇 鹿汀镇 蜂陇镇 苇汀镇 枫陇镇 桑陇镇 麻陇镇 槐畈镇 莺陇镇 "
            "桦陇镇 雀渡镇 楠畈镇 枫渡镇 稻陇镇 鲤陇镇 槐陇乡 鲤畈乡 桑畈乡 楠渡乡 菊渡乡 枫屿乡 麦畈乡",
            3,
            12,
            62,
            ("2024-08",),
            (30,),
            (8,),
            (2,),
            (0,),
            "巴中市",
            ("2024-08",),
        ),
        Unit(
            "511900-00",
            "市本级",
            6,
            "雁陇街道",
            1,
            4,
            0,
            ("2024-08",),
            (1,),
            (2,),
            (1,),
            (0,),
            "巴中市",
            ("2024-08",),
        ),
    )
}
ALL_UNITS = UNITS | BAZHONG


def last_day(period: str) -> dt.date:
    """The as-of date of a period."""
    year, month = map(int, period.split("-"))
    return dt.date(year, month, calendar.monthrange(year, month)[1])


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
