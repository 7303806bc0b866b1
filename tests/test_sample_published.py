"""Every figure of the six published documents stands in raw/ once, and reaches the marts as it is written there.

The identifiers are those of the register of published figures; what the workbooks hold is read by the oracle.
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from oracle_rows import sheets
from warehouses import Warehouse

RAW = Path(__file__).parents[1] / "raw"
# Letter of a document's facts -> reporting unit, period and how many facts there are.
DOCUMENTS = {
    "B": ("511900", "2024-08", 55),
    "P": ("510400", "2022-08", 51),
    "Y": ("310110", "undated", 17),
    "C": ("420500", "undated", 7),
    "Q": ("500110", "undated", 23),
    "K": ("430105", "2010-06", 15),
}
FACTS = {
    f"{letter}{number:03d}": (unit, period)
    for letter, (unit, period, count) in DOCUMENTS.items()
    for number in range(1, count + 1)
}
KINDS = {"现状": "actual", "目标": "target", "计划": "plan", "规则": "rule", "比率": "rate"}
CLOSENESS = {"日": "day", "月": "month", "年": "year", None: None}
NUMBERS = {"value": "数值", "value_low": "下限", "value_high": "上限"}
WORDS = {
    "subject": "主题",
    "dimension": "维度",
    "member": "成员",
    "value_text": "文字值",
    "unit": "单位",
    "area_code": "地区代码",
}


@pytest.fixture(scope="module")
def written() -> dict[str, dict[str, Any]]:
    """Fact to its row of a workbook; a fact that stands twice fails here."""
    found = []
    for unit, period, _ in DOCUMENTS.values():
        for _, (_, head, *rows) in sheets(RAW / unit / period):
            if head[0] == "事实编号":
                found += [(unit, period, dict(zip(head, row, strict=True))) for row in rows]
    facts = {row["事实编号"]: {"place": (unit, period), **row} for unit, period, row in found}
    assert len(facts) == len(found)
    return facts


def test_every_fact_stands_in_raw_once_with_its_kind(written: dict[str, dict[str, Any]]) -> None:
    assert len(FACTS) == 168
    assert {fact: row["place"] for fact, row in written.items()} == FACTS
    assert Counter(row["类别"] for row in written.values()) == {
        "现状": 80,
        "目标": 42,
        "规则": 35,
        "比率": 10,
        "计划": 1,
    }
    assert {row["来源性质"] for row in written.values()} == {"公报"}
    assert max(len(row["原文摘录"]) for row in written.values()) <= 25


def test_a_statement_is_of_the_area_that_it_speaks_of(written: dict[str, dict[str, Any]]) -> None:
    others = {fact: row["地区代码"] for fact, row in written.items() if row["地区代码"] != row["place"][0]}
    assert others == {"B031": "510000", "K015": "430100"} | dict.fromkeys(("B052", "B053", "B054", "B055"), "511923")


def test_a_deadline_is_as_close_as_its_document_gives_it(written: dict[str, dict[str, Any]]) -> None:
    close = {fact: (row["数据日期"], row["日期精度"]) for fact, row in written.items() if row.get("日期精度")}
    assert {fact for fact, each in close.items() if each == ("2021-12-31", "月")} == {
        f"Q{number:03d}" for number in range(1, 10)
    }
    years = {fact: date for fact, (date, precision) in close.items() if precision == "年"}
    assert years == {"Y003": "2012-12-31", "Y006": "2023-12-31"} | dict.fromkeys(
        ("Q015", "Q016", "Q019", "Q020"), "2021-12-31"
    )
    assert not any(row["数据日期"] for fact, row in written.items() if fact in ("Y004", "C007", "Q010", "Q021"))


def test_what_is_inexact_or_mended_says_so(written: dict[str, dict[str, Any]]) -> None:
    assert (written["Y007"]["限定"], written["Y007"]["数值"]) == ("余", 4500)
    assert (written["K014"]["类别"], written["K014"]["限定"]) == ("计划", "预计")
    mended = {"K005": ("3l2", 312), "K014": ("8OO", 800)}
    for fact, (printed, value) in mended.items():
        assert written[fact]["数值"] == value
        assert printed in written[fact]["原文摘录"]
        assert printed in written[fact]["转录说明"]
    for fact in ("Q002", "Q003", "Q017"):
        assert written[fact]["数值"] is None
        assert written[fact]["文字值"] in ("1/3", "1/5")


def test_every_fact_reaches_the_marts_as_it_is_written(night: Warehouse, written: dict[str, dict[str, Any]]) -> None:
    rows = [row for row in night.rows("select * from fct_observation") if row["fact_id"] in FACTS]
    assert Counter(row["fact_id"] for row in rows) == dict.fromkeys(FACTS, 1)
    for row in rows:
        cells = written[row["fact_id"]]
        assert row["is_delivery_counted"], row
        assert (row["unit_code"], row["period"]) == FACTS[row["fact_id"]]
        assert row["kind"] == KINDS[cells["类别"]]
        assert row["date_precision"] == CLOSENESS[cells.get("日期精度")]
        assert (str(row["data_date"]) if row["data_date"] else None) == cells["数据日期"]
        assert {name: row[name] for name in NUMBERS} == {
            name: None if cells[head] is None else Decimal(str(cells[head])) for name, head in NUMBERS.items()
        }
        assert {name: row[name] for name in WORDS} == {name: cells[head] for name, head in WORDS.items()}
