"""Some of those who look after children took part in preparation for the examination: the share is what the oracle counts."""

from __future__ import annotations

from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import oracle
from oracle_lists import good
from oracle_rows import LAYOUT, date
from warehouses import Warehouse

RAW = Path(__file__).parents[1] / "raw"
SECOND = "2024-12"
CHILD_ROLES = {"儿童主任", "儿童督导员"}


def attended() -> list[dict[str, Any]]:
    """The attendances of preparation that the lists of Panzhihua show, with the unit that lists them."""
    return [
        {"unit": unit, **row}
        for unit in LAYOUT
        for row in good(RAW, unit, SECOND, "attendance")
        if row.get("course_kind") == "考前培训"
    ]


def test_every_county_but_one_lists_its_own_and_one_did_not_stay() -> None:
    rows = attended()
    assert {row["unit"] for row in rows} == set(LAYOUT) - {"510411"}
    assert len({row["id_number"] for row in rows}) == len(rows)
    assert Counter(row["is_completed"] for row in rows)["否"] == 1
    assert all(date(row["started_on"]) < oracle.AS_OF[SECOND] for row in rows)


def test_nobody_who_attended_holds_a_certificate() -> None:
    """So the hours of preparation meet nobody's duty of continuing education."""
    assert not {row["id_number"] for row in attended()} & oracle.Period(RAW, SECOND).holders


def test_the_share_of_the_trained_is_the_one_that_the_oracle_counts(night: Warehouse) -> None:
    now = oracle.Period(RAW, SECOND)
    trained = {row["id_number"] for row in attended() if row["is_completed"] != "否"}
    people = now.persons(lambda row: row.role in CHILD_ROLES and not now.is_left(row))
    expected = {}
    for area in (*LAYOUT, oracle.CITY):
        here = [person for person, unit in people.items() if area in (unit, oracle.CITY)]
        count = sum(person in trained for person in here)
        share = (Decimal(100 * count) / len(here)).quantize(Decimal("0.000001"), ROUND_HALF_UP)
        expected[area] = (count, len(here), share)
    rows = night.rows(
        "select * from indicator_value where plan_code = 'panzhihua-145' and indicator_code = 'T03' and reading is null"
        f" and period = '{SECOND}'"
    )
    assert {row["area_code"]: (row["numerator"], row["denominator"], row["value"]) for row in rows} == expected
    assert all(0 < share < 100 for _, _, share in expected.values())
