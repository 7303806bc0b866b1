"""What units state themselves stands in raw/ as made up, and beside what their rosters give: equal in all but one number.

What the rosters give is counted by the oracle.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import oracle
import oracle_bazhong
from oracle_lists import good
from oracle_rows import date, sheets, text
from warehouses import Warehouse

from sample.workbooks import MARK

RAW = Path(__file__).parents[1] / "raw"
SECOND = "2024-12"
RETURNS = {"510402": "东区主要指标汇总表.xlsx", "510422": "盐边县指标汇总表.xls"}
CITY = "510400-00"
BAZHONG_CITY, AUGUST = "511900-00", "2024-08"
SYSTEMS = {  # the name of the code list to how lists write it, and to its code
    "民政": ("民政", "civil_affairs"),
    "卫生健康": ("卫健", "health"),
    "司法行政": ("司法", "justice"),
    "妇联": ("妇联", "womens_federation"),
    "教育": ("教育", "education"),
    "公安": ("公安", "public_security"),
}
FACTOR = {"04": 100, "09": 100, "10": 100}
HEADS = {
    "fact_id": {"事实编号", "数据编号"},
    "value": {"数值", "统计数值"},
    "area": {"地区代码", "行政区划代码"},
    "date": {"数据日期", "统计时点"},
    "member": {"成员"},
    "words": {"文字值"},
    "source": {"来源性质", "数据来源性质"},
}


def stated(unit: str, period: str) -> list[dict[str, Any]]:
    """The rows in which a unit states something, by what HEADS call their cells, other cells by their header word."""
    found = []
    for _, lines in sheets(RAW / unit / period):
        at = next((place for place, row in enumerate(lines) if HEADS["fact_id"].intersection(map(str, row))), None)
        if at is not None:
            assert any(MARK in str(cell) for row in lines[:2] for cell in row)
            names = {word: name for name, words in HEADS.items() for word in words}
            heads = [names.get(word, word) for word in lines[at]]
            found += [dict(zip(heads, row, strict=False)) for row in lines[at + 1 :]]
    return found


def test_two_counties_return_what_their_rosters_give_but_for_the_one_that_counts_leavers() -> None:
    counted = oracle.figures(RAW)
    differences = {}
    for unit, file in RETURNS.items():
        assert (RAW / unit / SECOND / file).is_file()
        for row in stated(unit, SECOND):
            plan, code = row["fact_id"].split("/")
            figure = counted[code, unit, SECOND]
            value = Decimal(FACTOR.get(code, 1) * figure.numerator) / (figure.denominator or 1)
            printed = Decimal(str(row["value"]))
            assert (plan, row["area"], date(row["date"]), row["source"]) == (
                "panzhihua-145",
                unit,
                oracle.AS_OF[SECOND],
                "汇总表",
            )
            if round(value, -printed.as_tuple().exponent) != printed:
                differences[unit, code] = printed - value
    now = oracle.Period(RAW, SECOND)
    gone = {row.id_number for row in now.workers if row.unit == "510402" and now.is_left(row)}
    assert differences == {("510402", "01"): len(gone)}


def test_returns_stand_beside_the_counts(night: Warehouse) -> None:
    rows = night.rows(
        "select * from stated_counted where plan_code = 'panzhihua-145' and source_kind = 'return' order by area_code, fact_id"
    )
    verdicts = {(row["area_code"], row["indicator_code"]): row["verdict"] for row in rows}
    assert verdicts == {
        (unit, row["fact_id"].split("/")[1]): "一致" if (unit, row["fact_id"][-2:]) != ("510402", "01") else "不一致"
        for unit in RETURNS
        for row in stated(unit, SECOND)
    }
    (differs,) = [row for row in rows if row["verdict"] == "不一致"]
    assert (differs["stated_value"], differs["counted_value"], differs["difference"]) == (640, 632, -8)
    assert all(row["is_synthetic"] and row["figure_id"] for row in rows)
    fates = night.rows(
        "select distinct unit_code, fate, is_counted, is_synthetic from run_delivery where entity = 'observation'"
        f" and period = '{SECOND}'"
    )
    assert all(row["fate"] == "accepted" and row["is_counted"] and row["is_synthetic"] for row in fates)
    assert {row["unit_code"] for row in fates} >= RETURNS.keys()


def passed(unit: str | None = None, system: str | None = None) -> int:
    """Who passed a level in 2024, in one unit of Bazhong or in one system, as the lists write it."""
    units = [unit] if unit else oracle_bazhong.UNITS
    rows = [row for each in units for row in good(RAW, each, AUGUST, "exam") if float(row["year"]) == 2024]
    return sum(row["outcome"] == "全部合格" and system in (None, row["system"]) for row in rows)


def test_bazhong_sets_how_many_are_to_pass(night: Warehouse) -> None:
    """Of its counties one has just as many and one more; of its systems one has nobody who sat."""
    expected = {}
    for row in stated(BAZHONG_CITY, AUGUST):
        name, code = SYSTEMS.get(row["member"], (None, "all"))
        count = passed(row["area"] if name is None else None, name)
        pct = (Decimal(100 * count) / Decimal(row["value"])).quantize(Decimal("0.000001"), ROUND_HALF_UP)
        expected[row["area"], code] = (row["value"], count, pct)
    rows = night.rows("select * from training_quota")
    assert {
        (row["area_code"], row["system"]): (row["quota"], row["passed_count"], row["attained_pct"]) for row in rows
    } == expected
    assert all(row["exam_year"] == 2024 and row["is_synthetic"] for row in rows)
    assert {area for area, system in expected if system == "all"} == set(oracle_bazhong.UNITS) - {BAZHONG_CITY}
    shares = [share for _, _, share in expected.values()]
    assert (100 in shares, max(shares) > 100) == (True, True)
    assert expected["511900", "public_security"] == (3, 0, 0)


def test_the_city_says_how_three_tasks_go_on(night: Warehouse) -> None:
    said = {row["fact_id"]: text(row["words"]) for row in stated(CITY, SECOND)}
    assert list(said) == ["panzhihua-145/O08", "panzhihua-145/O19", "panzhihua-145/O41"]
    rows = night.rows("select * from plan_obligation where progress_zh is not null")
    assert {f"{row['plan_code']}/{row['obligation_code']}": row["progress_zh"] for row in rows} == said
    assert {row["progress_date"] for row in rows} == {oracle.AS_OF[SECOND]}
    by_evidence = {row["obligation_code"]: row["evidence"] for row in rows}
    assert (by_evidence["O19"], by_evidence["O41"]) == ("supervisor", None)
