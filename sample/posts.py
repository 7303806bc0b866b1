"""Who has posts for social work: institutions with their posts, at Panzhihua; recruited posts of stations, at Bazhong.

Of Panzhihua's 19 institutions of civil affairs 17 have such posts, as published; hospitals and schools stand beside them.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from sample.lists import Line, spoiled
from sample.units import generator, pick

COUNTS = ("authorised_count", "set_count", "filled_count", "vacant_count", "certificate_appointed_count")
GRADES = ("专业技术10级", "专业技术11级", "专业技术12级")
FIRST_DAYS = (
    dt.date(2019, 9, 1),
    dt.date(2020, 6, 15),
    dt.date(2021, 3, 8),
    dt.date(2021, 11, 30),
    dt.date(2022, 5, 20),
)


@cache
def institutions(unit_code: str) -> tuple[Line, ...]:
    with Path(__file__).with_name("institutions.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row.pop("unit_code") == unit_code]
    return tuple(
        Line({name: int(cell) if cell.isdigit() else cell or None for name, cell in row.items()}) for row in rows
    )


def posts(unit_code: str) -> list[Line]:
    """The posts of each institution: those for social work by grade, and a row of posts for management that are none."""
    lines = []
    for body in (line.values for line in institutions(unit_code)):
        rng, left = generator("posts", unit_code, body["name"]), body["social_work_post_count"]
        for grade in GRADES:
            number = min(left, 2 if grade == GRADES[0] else 1) if grade != GRADES[-1] else left
            left -= number
            if number:
                vacant = int(rng.random() < 0.3)
                appointed = min(number - vacant, int(rng.random() < 0.4))
                day = pick(rng, FIRST_DAYS)
                lines.append(
                    _post(body, "专业技术岗位", grade, True, (number, number, number - vacant, vacant, appointed), day)
                )
        if body["is_civil_affairs"] == "是":
            managers = 1 + int(rng.random() * 3)
            lines.append(_post(body, "管理岗位", None, False, (managers, managers, managers, 0, 0), None))
    return lines


def _post(body: Any, category: str, grade: str | None, is_it: bool, counts: Sequence[int], day: dt.date | None) -> Line:
    of_body = {"employer": body["name"], "employer_type": "事业单位", "system": body["system"]}
    what = {"category": category, "grade": grade, "is_social_work": is_it, "set_on": day}
    return Line(of_body | what | dict(zip(COUNTS, counts, strict=True)))


def bad_posts(lines: Sequence[Line], *faults: str) -> list[Line]:
    """A row of these lists with each fault; it would raise the number of posts if it were let in."""
    changes = {
        "post_category_unknown": {"category": "临聘岗"},
        "post_employer_missing": {"employer": None},
        "post_count_negative": {"set_count": -2},
    }
    return [spoiled(lines[place], fault, **changes[fault]) for place, fault in enumerate(faults)]


def bad_institutions(lines: Sequence[Line], *faults: str) -> list[Line]:
    changes = {
        "institution_kind_unknown": {"name": "某区综合服务中心", "kind": "综合单位"},
        "institution_name_missing": {"name": None},
    }
    return [spoiled(lines[place], fault, **changes[fault]) for place, fault in enumerate(faults)]


def recruited(stations: Sequence[tuple[str, str | None, str]], numbers: Sequence[int]) -> list[Line]:
    """Recruited posts of stations: (station, township, kind of body) and how many each has filled."""
    return [
        Line(
            {
                "employer": station,
                "employer_type": kind,
                "system": "民政",
                "category": "社工岗",
                "is_social_work": True,
                "authorised_count": number,
                "set_count": number,
                "filled_count": number,
                "vacant_count": 0,
                "certificate_appointed_count": 0,
                "township": township,
            }
        )
        for (station, township, kind), number in zip(stations, numbers, strict=True)
    ]
