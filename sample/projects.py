"""Projects and the money for social work, in yuan; a list may print 万元.

One list has the shape of a published one: 14 projects, 5 carried out everywhere and 9 at pilot places; 4 are running,
9 are being set up and of one nothing is said.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sample.lists import Line, spoiled

GROUPS = (
    ("老年", "老年人", "幸福晚年陪伴服务"),
    ("未成年人保护", "困境儿童和留守儿童", "护苗成长服务"),
    ("残障康复", "残疾人及其家庭", "助残融合服务"),
    ("社会救助", "低保对象和特困人员", "暖心救助服务"),
    ("社区建设", "社区居民", "邻里互助服务"),
)
EVERYWHERE, PILOT, MICRO, PURCHASED = "共同实施项目", "专项实施项目", "社区微治理项目", "政府购买服务项目"


def project(number: int, year: int, operator: str | None, purchaser: str, scope: str, budget: int, **more: Any) -> Line:
    domain, group, name = GROUPS[number % len(GROUPS)]
    return Line(
        {
            "name": f"{name}项目（{number + 1:02d}号）",
            "year": year,
            "operator": operator,
            "purchaser": purchaser,
            "domains": (domain,),
            "target_group": group,
            "scope": scope,
            "fund_source": "一般公共预算",
            "fund_level": "县（区）级",
            "budget": budget,
            "labour_cost": budget * 6 // 10,
            **more,
        }
    )


def fourteen(operators: Sequence[str], purchaser: str, year: int) -> list[Line]:
    lines = []
    for number in range(14):
        stage = "实施中" if number in (0, 1, 5, 9) else None if number == 13 else "正在进行基础设施建设"
        budget = 300_000 + 50_000 * (number % 7)
        lines.append(
            project(
                number,
                year,
                operators[number % len(operators)],
                purchaser,
                EVERYWHERE if number < 5 else PILOT,
                budget,
                stage=stage,
                fund_source="福彩公益金" if number % 4 == 3 else "一般公共预算",
                fund_level="市级" if number % 5 == 4 else "县（区）级",
                paid=budget // 2 if stage == "实施中" else 0,
                started_on=dt.date(year, 3 + number % 6, 1) if stage == "实施中" else None,
                interim_result="良好" if number in (0, 5) else None,
            )
        )
    return lines


def finished(operators: Sequence[str], purchaser: str, year: int, number: int) -> list[Line]:
    """Projects of a year that is over or nearly so: small ones of communities, and service bought by the county."""
    lines = []
    for place in range(number):
        is_small, is_over = place % 2 == 0, place % 3 != 2
        budget = 28_500 + 1_250 * place if is_small else 186_000 + 12_000 * place
        lines.append(
            project(
                place,
                year,
                operators[place % len(operators)],
                purchaser,
                MICRO if is_small else PURCHASED,
                budget,
                fund_source="社区公益基金" if is_small else "福彩公益金" if place % 4 == 1 else "一般公共预算",
                fund_level="县（区）级" if place % 4 else "市级",
                paid=budget if is_over else budget * 3 // 10,
                started_on=dt.date(year, 1 + place % 5, 10),
                ended_on=dt.date(year, 7 + place % 2, 20) if is_over else None,
                stage="已结项" if is_over else "实施中",
                interim_result="合格",
                final_result=("优秀", "合格")[place % 2] if is_over else None,
                satisfaction_pct=90.5 + place if is_over else None,
            )
        )
    return lines


def spending(payer: str, year: int, rows: Sequence[tuple[str, str, str, Any, Any, Any]]) -> list[Line]:
    """Rows of (purpose, source, level, planned, budgeted, spent)."""
    names = ("purpose", "fund_source", "fund_level", "planned", "budgeted", "spent")
    return [Line({"year": year, "payer": payer, **dict(zip(names, row, strict=True))}) for row in rows]


def bad_projects(lines: Sequence[Line], *faults: str) -> list[Line]:
    changes = {"project_name_missing": {"name": None}, "budget_negative": {"budget": -50_000}}
    return [spoiled(line, fault, **changes[fault]) for line, fault in zip(lines, faults, strict=True)]


def bad_spending(lines: Sequence[Line], *faults: str) -> list[Line]:
    changes = {"year_impossible": {"year": 202}, "purpose_missing": {"purpose": None}}
    return [spoiled(line, fault, **changes[fault]) for line, fault in zip(lines, faults, strict=True)]
