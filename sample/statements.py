"""What units state themselves, beside their rosters: numbers and words of statements.csv, made up like all that a unit hands in.

Counties return the lines of the plan as they count them: 东区 takes in those who have left, everything else is what the rosters say.
巴中市 sets how many are to pass the examination, in each county and in each system; 攀枝花市 says how three tasks without a number go on.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from sample import bazhong, bazhong_lists
from sample.books import Book, book, office
from sample.lists import Line, Listing

RETURNS = {
    "510402": (
        "攀枝花市东区社会工作主要指标汇总表（2024年12月）",
        "东区主要指标汇总表.xlsx",
        "fact_id:数据编号 subject:指标名称 kind:数据类别 value:数值 unit:计量单位 area_code:地区代码 data_date:数据日期 definition:口径说明 "
        "source_kind:来源性质",
    ),
    "510422": (
        "盐边县社会工作指标数据汇总表（2024年12月）",
        "盐边县指标汇总表.xls",
        "fact_id:事实编号 subject:统计指标 kind:数值类别 value:统计数值 unit:单位 area_code:行政区划代码 data_date:统计时点 "
        "definition:统计口径 source_kind:数据来源性质",
    ),
}


QUOTAS = (
    "巴中市社会工作专业人才培养指标分解表（2024年8月）",
    "巴中市培养指标分解表.xlsx",
    "fact_id:事实编号 subject:指标名称 dimension:维度 member:成员 kind:类别 value:数值 unit:计量单位 area_code:地区代码 "
    "data_date:数据日期 date_precision:日期精度 definition:口径 source_kind:来源性质",
)
PROGRESS = (
    "攀枝花市社会工作重点任务进展情况表（2024年12月）",
    "市本级重点任务进展.xlsx",
    "fact_id:事实编号 subject:主题 kind:类别 value_text:文字值 area_code:地区代码 data_date:截止日期 source_kind:来源性质",
)


def lines(unit_code: str, period: str) -> list[Line]:
    """What the unit states at the period, in the order of the file; numbers and dates as such."""
    with Path(__file__).with_name("statements.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if (row["unit_code"], row["period"]) == (unit_code, period)]
    return [
        Line(
            {
                **{name: cell or None for name, cell in row.items()},
                "value": float(row["value"]) if row["value"] else None,
                "data_date": dt.date.fromisoformat(row["data_date"]),
            }
        )
        for row in rows
    ]


def returns() -> Iterator[Book]:
    for unit, (title, file, heads) in RETURNS.items():
        listing = Listing("汇总表", title, heads, lines(unit, "2024-12"))
        yield book(office(unit, "2024-12"), "2024-12", file, listing)


def quotas() -> Iterator[Book]:
    title, file, heads = QUOTAS
    listing = Listing("培养指标", title, heads, lines(bazhong_lists.CITY, bazhong.PERIOD))
    yield book(bazhong_lists.office(bazhong_lists.CITY), bazhong.PERIOD, file, listing)


def progress() -> Iterator[Book]:
    unit, period = "510400-00", "2024-12"
    title, file, heads = PROGRESS
    yield book(office(unit, period), period, file, Listing("进展情况", title, heads, lines(unit, period)))


def books() -> Iterator[Book]:
    for each in (returns, quotas, progress):
        yield from each()
