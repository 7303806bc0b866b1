"""What is paid to people and said of them: allowances, supervision, selection, yearly assessment.

Panzhihua pays full-time community workers 100, 300 or 500 yuan a month by level. Planted: a wrong amount, somebody who is
not full-time, somebody paid at two levels, somebody left out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from sample.learning import spoiled_number
from sample.lists import LEVELS, Line, of_person, spoiled
from sample.people import Worker
from sample.units import generator, pick
from sample.workbooks import words

MONTHLY = {"1": 100, "2": 300, "3": 500}
RESULTS = ("优秀", "合格", "合格", "合格", "合格", "合格", "基本合格", "未定等次", "不合格")


def paid(row: Worker, last: dt.date, payer: str, level: str | None = None, **changed: Any) -> Line:
    """The months of the year up to ``last``, from the month after the certificate."""
    level, first = level or row.level or "1", 1
    if row.certificate_on and row.certificate_on.year == last.year:
        first = row.certificate_on.month + 1
    months, monthly = last.month - first + 1, MONTHLY[level]
    return Line(
        {
            **of_person(row),
            "certificate_level": LEVELS[level],
            "year": last.year,
            "started_on": dt.date(last.year, first, 1),
            "ended_on": dt.date(last.year, last.month, 1),
            "month_count": months,
            "monthly_amount": monthly,
            "paid": monthly * months,
            "payer": payer,
            "bank_account": f"99900000{row.phone[-8:]}",
            **changed,
        }
    )


def allowances(people: Sequence[Worker], last: dt.date, payer: str) -> list[Line]:
    """Everybody who is due, but one; then the planted: a wrong amount, two levels, one who is not full-time."""
    due = [
        row
        for row in people
        if row.role == "full_time"
        and row.level
        and (row.certificate_on.year, row.certificate_on.month) < (last.year, last.month)
    ]
    second = [row for row in due if row.level == "2" and row.certificate_on.year < last.year]
    other = next(row for row in people if row.level == "1" and row.role != "full_time" and row.community)
    lines = [paid(row, last, payer) for row in due if row not in second[:2]][:-1]
    months = last.month
    lines.append(paid(second[0], last, payer, monthly_amount=100, paid=100 * months))
    lines += [paid(second[1], last, payer, level) for level in ("1", "2")]
    return [*lines, paid(other, last, payer)]


def supervisors(people: Sequence[Worker], places: Sequence[str], last: dt.date, *key: Any) -> list[Line]:
    """One row for each assignment; a few supervisors have two."""
    rng, lines, domains = generator("supervisors", *key), [], words()["domain", 1]
    for number, row in enumerate(people):
        kind = ("综合督导", "内部督导", "内部督导", "见习督导", "项目督导")[number % 5]
        for turn in range(1 + (number % 4 == 1)):
            lines.append(
                Line(
                    {
                        **of_person(row),
                        "kind": kind,
                        "domains": tuple(domains[code] for code in row.domains),
                        "assigned_to": places[(number + 3 * turn) % len(places)],
                        "is_trained": number % 3 != 2,
                        "appointed_on": dt.date(last.year - 1 - number % 2, 1 + int(rng.random() * 12), 1),
                        "left_on": dt.date(last.year, 6, 30) if number == 3 else None,
                    }
                )
            )
    return lines


def selected(row: Worker, title: str, level: str, day: dt.date, grant: int | None = None) -> Line:
    told = {"title": title, "level": level, "year": day.year, "selected_on": day, "grant_amount": grant}
    return Line({**of_person(row), **told})


def assessments(people: Sequence[Worker], year: int, *key: Any) -> list[Line]:
    rng = generator("assessments", year, *key)
    return [Line({**of_person(row), "year": year, "result": pick(rng, RESULTS)}) for row in people]


CHANGES: dict[str, Mapping[str, Any]] = {
    "paid_missing": {"paid": None},
    "paid_unreadable": {"paid": "待发"},
    "supervisor_kind_unknown": {"kind": "荣誉顾问"},
    "recognition_title_unknown": {"title": "岗位能手"},
    "assessment_result_unknown": {"result": "第三等"},
    "year_missing": {"year": None},
    "name_missing": {"name": None},
}


def bad(lines: Sequence[Line], *faults: str) -> list[Line]:
    """The rows again with one fault each; they would count if they were let in."""
    return [
        spoiled(line, fault, **{**CHANGES.get(fault, {}), **spoiled_number(line, fault)})
        for line, fault in zip(lines, faults, strict=True)
    ]
