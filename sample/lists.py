"""The sample's other lists as sheets: what a unit hands in beside its rosters, each office in its own words.

A list's rows are field to value; a sheet names the fields that it prints, the header word of each and how it spells values.
Persons on these lists are those of the rosters. What each list says is decided in posts, learning, exams, rewards and projects.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

from sample.people import Worker, ordinary_rows
from sample.units import generator, shuffled
from sample.workbooks import MARK, Sheet

MONEY = ("budget", "labour_cost", "paid", "planned", "budgeted", "spent", "grant_amount", "monthly_amount")
LEVELS = {"1": "助理社会工作师", "2": "社会工作师", "3": "高级社会工作师"}
SPELLED = {"1": "初级", "2": "中级", "3": "高级"}
SEXES = {"male": "男", "female": "女"}
SYSTEMS = {"医院": "卫健", "司法": "司法", "妇女": "妇联", "残疾": "残联", "疾控": "卫健", "学": "教育"}


@dataclass(frozen=True)
class Line:
    """One row of a list; ``fault`` says why it is to be refused."""

    values: Mapping[str, Any]
    fault: str | None = None


class Office(NamedTuple):
    """Who hands in: ``name`` stands in titles, ``authority`` in the line of the reporting unit."""

    code: str
    name: str
    authority: str
    date: dt.date


@dataclass(frozen=True)
class Listing:
    """How a sheet prints its rows: ``heads`` is field:word field:word, a word's | is a line break; ``words`` replaces values.

    ``money`` is what an amount is divided by, ``note`` a line of its own above the header, ``totals`` the fields added up below.
    """

    name: str
    title: str
    heads: str
    lines: Sequence[Line]
    words: Mapping[Any, Any] = field(default_factory=dict)
    dates: str | None = None
    money: int = 1
    note: str | None = None
    totals: tuple[str, ...] = ()
    footer: str | None = None


def sheet(office: Office, listing: Listing, merged: bool = True) -> Sheet:
    """The grid of a list: title, who reports, header, numbered rows, total. ``merged`` is False where nothing can be merged."""
    heads = dict(each.split(":", 1) for each in listing.heads.split())
    page, width = Sheet(listing.name), len(heads) + 1

    def add(text: str) -> None:
        if merged:
            page.add_line(text, width)
        else:
            page.rows.append([text])

    date = office.date
    if merged:
        add(listing.title)
        add(f"填报单位（盖章）：{office.authority}　　填报日期：{date.year}年{date.month}月{date.day}日　　{MARK}")
    else:
        add(f"{listing.title}　{MARK}")
    if listing.note:
        add(listing.note)
    page.rows.append(["序号", *(word.replace("|", "\n") for word in heads.values())])
    for number, line in enumerate(listing.lines, 1):
        page.rows.append([number, *(_cell(name, line.values.get(name), listing) for name in heads)])
        if line.fault:
            page.faults.append((len(page.rows), line.fault))
    if listing.totals:
        sums = {name: sum(map(_number, (line.values[name] for line in listing.lines))) for name in listing.totals}
        page.rows.append(["合计", *(_cell(name, sums.get(name), listing) for name in heads)])
    if listing.footer:
        add(listing.footer)
    return page


def _number(cell: Any) -> Any:
    """What a spreadsheet adds up: the numbers of a column, right or wrong."""
    return cell if isinstance(cell, (int, float)) else 0


def _cell(name: str, value: Any, listing: Listing) -> Any:
    if isinstance(value, dt.date):
        return value if listing.dates is None else listing.dates.format(value)
    if name in MONEY and isinstance(value, (int, float)) and listing.money != 1:
        scaled = value / listing.money
        return int(scaled) if scaled == int(scaled) else scaled
    if isinstance(value, tuple):
        return listing.words.get("separator", "、").join(listing.words.get(each, each) for each in value)
    if isinstance(value, bool):
        value = "是" if value else "否"
    return listing.words.get(value, value)


def spoiled(line: Line, fault: str, **changed: Any) -> Line:
    """The same row with one fault."""
    return Line({**line.values, **changed}, fault)


@cache
def crew(unit_code: str, period: str) -> tuple[Worker, ...]:
    """The people of a unit's roster who are in post, in an order of their own."""
    rows = [row for row in ordinary_rows(unit_code, period) if row.is_in_post and not row.left_on]
    return tuple(shuffled(generator("lists", unit_code, period), fit(rows)))


def fit(rows: Iterable[Worker]) -> list[Worker]:
    """Those whose number nobody takes for one cut short by a spreadsheet."""
    return [row for row in rows if not row.id_number.endswith("000")]


def of_person(row: Worker) -> dict[str, Any]:
    """Everything that lists print of a person; each prints some of it."""
    born = row.id_number[6:14]
    return {
        "name": row.name,
        "sex": SEXES[row.sex],
        "id_number": row.id_number,
        "birth_date": f"{born[:4]}.{born[4:6]}",
        "phone": row.phone,
        "employer": row.employer,
        "township": row.township,
        "community": row.community,
        "certificate_level": LEVELS.get(row.level or "", "无"),
        "certificate_number": row.certificate_number,
        "role": ROLES.get(row.role, "其他"),
        "system": next((system for word, system in SYSTEMS.items() if word in row.employer), "民政"),
    }


ROLES = {
    "secretary": "书记",
    "committee": "两委",
    "full_time": "社区专职工作者",
    "grid_worker": "网格员",
    "child_director": "儿童主任",
    "child_supervisor": "儿童督导员",
    "fixed_staff": "定员干部",
    "station_worker": "驻站社工",
    "supervisor": "督导",
}


def old_number(id_number: str) -> str:
    """The number of 15 digits that the same person had before."""
    return id_number[:6] + id_number[8:17]
