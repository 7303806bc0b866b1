"""Bazhong's deliveries under raw/ are what they say: their rosters give the totals of the published report, bad rows stand where listed.

Totals are counted twice: by the oracle from the files, and here from the generator's own rows.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from oracle_bazhong import CITY, PERIOD, UNITS, Bazhong, published
from oracle_rows import sheets

from sample import bazhong
from sample.__main__ import Delivery, unit_deliveries
from sample.bazhong_rows import agency_rows, roster, shared
from sample.units import BAZHONG
from sample.workbooks import MARK

RAW = Path(__file__).parents[1] / "raw"
ROSTERS = "B001 B002 B003 B004 B005 B006 B007 B008 B009 B010 B011 B012 B013 B014 B015 B016".split()
STATIONS = "B023 B024 B025 B026 B028 B029".split()
BANDS = "B044 B045 B046 B047 B048 B049 B052 B053 B054 B055".split()


@pytest.fixture(scope="module")
def read() -> Bazhong:
    return Bazhong(RAW)


@pytest.fixture(scope="module")
def made() -> list[Delivery]:
    """The rosters and registers as they are generated."""
    return [delivery for unit in BAZHONG.values() for delivery in unit_deliveries(unit, PERIOD)]


@pytest.fixture(scope="module")
def facts() -> dict[str, dict[str, Any]]:
    return published(RAW)


def test_the_files_give_the_published_totals(read: Bazhong, facts: dict[str, dict[str, Any]]) -> None:
    totals = read.totals()
    assert totals.pop("no fact") == 1344  # below 专科 or not filled in: the report names no such people
    assert sorted(totals) == sorted([*ROSTERS, *STATIONS, *BANDS])
    assert totals == {fact: facts[fact]["数值"] for fact in totals}
    assert [round(each * 100 / totals["B001"], 2) for each in (totals["B006"], totals["B009"] + totals["B012"])] == [
        56.27,
        21.71,
    ]
    assert round(totals["B013"] * 100 / totals["B001"], 2) == 35.98


def test_the_generated_rows_give_the_same_totals(facts: dict[str, dict[str, Any]]) -> None:
    people = [row for unit in BAZHONG for row in bazhong.people(unit)]
    value = {fact: row["数值"] for fact, row in facts.items()}
    assert len(people) == len({row.id_number for row in people}) == value["B001"]
    held = Counter(row.level for row in people if row.level in ("1", "2", "3") and row.certificate_on <= bazhong.AS_OF)
    assert held == {"1": value["B014"], "2": value["B015"]}
    assert sum(row.level == "exam_passed_senior" for row in people) == 1
    education = Counter(row.education for row in people)
    named = {"college": value["B002"], "bachelor": value["B003"], "postgraduate": value["B004"]}
    assert {code: education.pop(code) for code in named} == named
    assert sum(education.values()) == 1344
    assert education[""] > 0
    bands = Counter(min(last for last in (35, 45, 55, 99) if age(row.id_number) <= last) for row in people)
    assert [bands[last] for last in (35, 45, 55, 99)] == [value[fact] for fact in ("B044", "B045", "B046", "B047")]
    flags = {
        (unit, place.township, place.name): place.urban_rural
        for unit in BAZHONG
        for place in bazhong.communities(unit, PERIOD)
    }
    placed = Counter(flags[unit, row.township, row.community] for unit in BAZHONG for row in bazhong.people(unit))
    assert placed == {"urban": value["B048"], "rural": value["B049"]}


def age(id_number: str) -> int:
    return (20240831 - int(id_number[6:14])) // 10000


def test_every_band_holds_its_first_and_its_last_birthday() -> None:
    """Somebody turns 36 on the very date and somebody the day after."""
    born = {dt.date.fromisoformat(row.id_number[6:14]) for unit in BAZHONG for row in bazhong.people(unit)}
    assert born >= {day for days in bazhong.BANDS.values() for day in days}
    assert dt.date(1988, 8, 31) in born
    assert dt.date(1988, 9, 1) in born


def test_quotas_are_kept_by_every_unit() -> None:
    for unit in BAZHONG:
        quota, people = bazhong.quotas(unit), bazhong.people(unit)
        kinds = Counter(row.employer_type for row in people)
        assert kinds == Counter(quota["urban"]) + Counter(quota["rural"])
        assert {sum(quota[name].values()) for name in ("age", "education", "level")} == {len(people)}


def test_bad_rows_stand_where_the_generator_says(read: Bazhong, made: list[Delivery]) -> None:
    listed = [
        (delivery.unit_code, Path(delivery.file).stem if delivery.file.endswith(".csv") else sheet.name, row, fault)
        for delivery in made
        for sheet in delivery.sheets
        for row, fault in sheet.faults
    ]
    assert sorted(row[:3] for row in listed) == sorted(read.refused)
    assert len(listed) == sum(bool(row.fault) for unit in BAZHONG for row in roster(unit)) == 22
    assert len({fault for *_, fault in listed}) >= 10


def test_every_row_of_a_roster_was_read(read: Bazhong) -> None:
    rows = Counter(row["unit"] for row in read.workers) + Counter(unit for unit, _, _ in read.refused)
    assert rows == {unit: len(roster(unit)) for unit in BAZHONG}


def test_three_persons_are_on_two_rows_of_a_county_and_two_in_two_units(read: Bazhong) -> None:
    units: dict[str, list[str]] = {}
    for row in read.workers:
        units.setdefault(row["id"], []).append(row["unit"])
    twice = sorted(tuple(sorted(listed)) for listed in units.values() if len(listed) > 1)
    assert twice == [
        ("511900-00", "511923"),
        ("511902", "511902"),
        ("511903", "511903"),
        ("511921", "511922"),
        ("511922", "511922"),
    ]
    old = [
        cell
        for _, rows in sheets(RAW / "511922" / PERIOD)
        for row in rows
        for cell in row
        if isinstance(cell, str) and re.fullmatch("510499[0-9]{9}", cell)
    ]
    _, person = shared()["511922"]
    assert old == [person.id_number[:6] + person.id_number[8:17]]


def test_a_certificate_may_stand_on_the_other_row(read: Bazhong) -> None:
    """Once the row that counts shows none, once it shows the lower level."""
    people, levels = read.professionals(), read.levels()
    shown = {id_number: people[id_number]["level"] for id_number in levels}
    assert sum(level is None for level in shown.values()) == 1
    assert [
        id_number for id_number, level in levels.items() if level == 2 and shown[id_number].startswith(("助理", "初级"))
    ]


def test_rows_that_no_figure_may_count_are_there(read: Bazhong) -> None:
    gone = [row["left"] for row in read.workers if row["left"] and row["left"] <= bazhong.AS_OF]
    assert len(gone) == 3 * len(UNITS)
    assert gone.count(bazhong.AS_OF) >= 4  # two counties write months only
    assert sum(row["left"] is not None and row["left"] > bazhong.AS_OF for row in read.workers) == 6
    assert sum(row["certified"] is not None and row["certified"] > bazhong.AS_OF for row in read.workers) == 6
    assert sum(not row["professional"] for row in read.workers) == 32
    assert any(row["grade"] and not row["level"] for row in read.workers if "grade" in row)


def test_townships_stations_and_agencies(read: Bazhong) -> None:
    towns = {(unit, township) for unit, township, _ in read.places if township}
    assert len(towns) == 139
    assert towns == {(row["unit"], row["name"]) for row in read.lists["community"] if not row["township"]}
    assert towns == {
        (row["unit"], row["township"]) for row in read.stations() if row["tier"].endswith((")站", ")社工站"))
    }
    assert max(Counter(name for _, name in towns).values()) == 2  # one name in two counties
    per_town = Counter((unit, township) for unit, township, _ in read.places if township)
    assert set(per_town.values()) == {2, 3, 4}
    assert len(read.lists["station"]) > len(read.stations())
    assert sum(len(agency_rows(unit)) for unit in BAZHONG) == len(read.lists["agency"]) == 19


def test_files_came_in_four_formats_and_say_that_they_are_made_up(made: list[Delivery]) -> None:
    assert set(UNITS) == set(BAZHONG)
    files = [path for unit in UNITS for path in (RAW / unit / PERIOD).iterdir()]
    assert {path.suffix for path in files} >= {".xls", ".xlsx", ".ods", ".csv"}
    assert sum(len(delivery.content) for delivery in made) < 1_700_000
    names = [name for name, _ in sheets(RAW / "511903" / PERIOD)]
    assert sum(name.endswith(("镇", "乡", "街道")) for name in names) == 20
    for unit in UNITS:
        for _, rows in sheets(RAW / unit / PERIOD):
            assert any(MARK in str(cell) for row in rows[:2] for cell in row)


def test_published_figures_are_complete_and_name_nobody(facts: dict[str, dict[str, Any]]) -> None:
    assert list(facts) == [f"B{number:03d}" for number in range(1, 56)]
    assert {row["来源性质"] for row in facts.values()} == {"公报"}
    assert {fact: row["限定"] for fact, row in facts.items() if row["限定"]} == {
        "B021": "余",
        "B022": "余",
        "B051": "约",
    }
    assert facts["B034"]["数据日期"] == "2020-11-01"
    assert (facts["B017"]["下限"], facts["B017"]["上限"], facts["B017"]["文字值"]) == (1, 3, "1-3")
    cells = [str(cell) for _, rows in sheets(RAW / CITY / PERIOD) for row in rows for cell in row]
    assert not [cell for cell in cells if re.search("1[3-9][0-9]{9}", cell) or MARK in cell]
