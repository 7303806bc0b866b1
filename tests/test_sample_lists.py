"""The sample's other lists are what they say: published totals, planted cases, bad rows where listed, persons of the rosters.

Totals and cases are counted by the oracle from the files; the list of bad rows is the generator's own.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import oracle_bazhong
from oracle_files import BAD
from oracle_lists import ENTITIES, UNKNOWN, amount, entity_of, full_number, good, is_refused, listed, tally
from oracle_rows import LAYOUT, date, records, sheets, text

from sample.__main__ import bad_row_list
from sample.workbooks import MARK

RAW = Path(__file__).parents[1] / "raw"
FIRST, SECOND, BAZHONG = "2022-08", "2024-12", "2024-08"
CITY, EAST, WEST, RENHE, NORTH, SOUTH = "510400-00", "510402", "510403", "510411", "510421", "510422"
PLANTED_UNIT, DAYS_UNIT, BAZHONG_CITY = "511902", "511923", "511900-00"


@cache
def rows(unit: str, period: str, entity: str) -> list[dict[str, Any]]:
    return good(RAW, unit, period, entity)


def everywhere(units: Any, period: str, entity: str) -> list[dict[str, Any]]:
    return [row for unit in units for row in rows(unit, period, entity)]


def total(found: list[dict[str, Any]], name: str) -> Fraction:
    return sum((Fraction(str(row[name])) for row in found if row[name] is not None), Fraction(0))


def bad_rows() -> dict[tuple[str, str, str, int], str]:
    """Place to fault of the generator's bad rows on other lists than rosters."""
    listed_rows = [row for row in bad_row_list() if entity_of(row.sheet or Path(row.file).stem)]
    return {(row.unit_code, row.period, row.sheet or Path(row.file).stem, row.row): row.fault for row in listed_rows}


@cache
def placed() -> dict[tuple[str, str, str, int], tuple[str, dict[str, Any], bool]]:
    """Place to entity, cells and whether the oracle refuses the row."""
    folders = [path for path in RAW.glob("*/*") if path.is_dir()]
    return {
        (*folder.parts[-2:], row.sheet, row.row): (entity, row.cells, is_refused(entity, row))
        for folder in folders
        for entity, row in listed(RAW, *folder.parts[-2:])
    }


def test_every_entity_is_delivered_by_both_cities() -> None:
    counted, _ = tally(RAW)
    for area in ("5104", "5119"):
        assert (
            sorted({entity for (entity, unit, _), number in counted.items() if unit.startswith(area) and number})
            == ENTITIES
        )


def test_lists_come_in_many_formats_and_say_that_they_are_made_up() -> None:
    kinds = Counter()
    for folder in (path for path in RAW.glob("*/*") if path.is_dir()):
        for path in folder.iterdir():
            kinds[path.suffix] += 1
        for sheet, lines in sheets(folder):
            if entity_of(sheet):
                assert any(MARK in str(cell) for row in lines[:2] for cell in row)
    assert kinds.keys() == {".xlsx", ".xls", ".ods", ".csv", ".html"}


def test_bad_rows_stand_where_the_list_says() -> None:
    expected, found = bad_rows(), placed()
    assert expected.keys() == {place for place, (_, _, refused) in found.items() if refused}
    assert {found[place][0] for place in expected} == set(ENTITIES)
    assert len(set(expected.values())) >= 20


def test_each_bad_row_has_the_fault_that_it_is_named_for() -> None:
    def shows(entity: str, cells: dict[str, Any], fault: str) -> bool:
        cell = {name: text(value) for name, value in cells.items()}
        if fault.startswith("id_number"):
            pattern = {"masked": r"[0-9]{6}\*{8}.{4}", "length": "[0-9]{17}", "check": "[0-9]{17}[0-9X]"}
            kind = fault.removeprefix("id_number_")
            number = cell["id_number"]
            return isinstance(number, float) if kind == "numeric" else re.fullmatch(pattern[kind], number) is not None
        if fault.endswith("_unknown"):
            return not UNKNOWN.isdisjoint(cell.values())
        if fault.endswith("_impossible"):
            return date(cells.get("started_on")) is BAD or float(cell["year"]) < 2000
        if fault.endswith(("_negative", "_unreadable")):
            return any(
                amount(cell[name]) is BAD
                for name in ("set_count", "hours", "attendance_count", "budget", "paid")
                if name in cell
            )
        field = {"institution": "body", "post": "employer"}.get(entity, entity)
        named = {"name_missing": "name", "paid_missing": "paid", "year_missing": "year", "exam_year_missing": "year",
                 "purpose_missing": "purpose", "training_name_missing": "training"}.get(fault, field)  # fmt: skip
        return cell[named] is None

    found = placed()
    assert [place for place, fault in bad_rows().items() if not shows(*found[place][:2], fault)] == []


def test_seventeen_of_nineteen_institutions_of_civil_affairs_have_posts() -> None:
    bodies = [row for row in everywhere(LAYOUT, FIRST, "institution") if row["is_civil_affairs"] == "是"]
    with_posts = {row["body"]: int(row["post_count"]) for row in bodies if int(row["post_count"])}
    assert (len(bodies), len(with_posts)) == (19, 17)
    set_up: Counter[str] = Counter()
    for row in everywhere(LAYOUT, FIRST, "post"):
        if row["grade"]:
            set_up[row["employer"]] += int(row["set_count"])
    assert {name: set_up[name] for name in with_posts} == with_posts
    assert set_up.keys() > with_posts.keys()  # hospitals and schools have posts and are no such institution


def test_two_were_selected_with_two_ten_thousands_each() -> None:
    assert [(row["title"], float(row["grant"])) for row in rows(CITY, FIRST, "recognition")] == [
        ("攀枝花优秀人才选拔培养计划", 2.0)
    ] * 2
    assert [str(row["year"]) for row in rows(CITY, FIRST, "recognition")] == ["2018", "2021"]


def test_the_published_totals_of_bazhong() -> None:
    units = oracle_bazhong.UNITS
    recruited = [row for row in everywhere(units, BAZHONG, "post") if "社工岗" in row["category"]]
    assert total(recruited, "filled_count") == 296
    assert sum(row["employer"].endswith("总站") for row in recruited) == 5
    assert len(recruited) == 5 + 139
    trainings = everywhere(units, BAZHONG, "training")
    assert (total(trainings, "session_count"), total(trainings, "attendance_count")) == (23, 6184)
    assert Counter(row["title"] for row in rows(BAZHONG_CITY, BAZHONG, "recognition")) == {
        "市级社工领军人才": 1,
        "巴山优才卡": 4,
    }
    appointed = [
        row for row in rows(DAYS_UNIT, BAZHONG, "post") if row.get("appointed_count") and int(row["appointed_count"])
    ]
    assert [(row["employer"], row["grade"]) for row in appointed] == [
        ("平昌县疾控中心", "专业技术10级"),
        ("平昌县救助站", "专业技术10级"),
        ("平昌县地方志办", "专业技术12级"),
    ]


@cache
def on_rosters(area: str) -> dict[str, set[str]]:
    """ID number to the names beside it on the rosters of a city, of any period."""
    found = defaultdict(set)
    if area == "5119":
        for row in oracle_bazhong.Bazhong(RAW).workers:
            found[full_number(row["id"])].add(row["name"])
        return found
    for unit in LAYOUT:
        for period in (FIRST, SECOND):
            for record in records(RAW, unit, period, "worker"):
                found[str(text(record["id"])).upper()].add(text(record["name"]))
    return found


def test_persons_of_the_lists_stand_on_the_rosters_but_one_namesake() -> None:
    strangers, without = [], Counter()
    for place, (entity, cells, refused) in placed().items():
        if refused or "name" not in cells:
            continue
        number = text(cells.get("id_number"))
        without[entity] += number is None
        if number is not None and text(cells["name"]) not in on_rosters(place[0][:4]).get(full_number(number), set()):
            strangers.append(place)
    assert [place[:3] for place in strangers] == [(CITY, SECOND, "继续教育")]
    assert without["attendance"] > 30
    assert without["exam"] > 30
    assert without["supervisor"] > 5


def test_each_case_of_hours_is_planted() -> None:
    """Person to window and hours; the window is the roster's, edges are part of it, one attendance counts once."""
    hours = defaultdict(set)
    for unit in (PLANTED_UNIT, BAZHONG_CITY):
        for row in rows(unit, BAZHONG, "attendance"):
            if row["id_number"]:
                number, day = full_number(row["id_number"]), date(row["started_on"])
                hours[number].add((row["training"], day, Fraction(str(row["hours"]))))
    found = Counter()
    for number, window in windows().items():
        inside = sum(taken for _, day, taken in hours[number] if window and window[0] <= day <= window[1])
        anywhere = sum(taken for _, _, taken in hours[number])
        found[window, inside, anywhere] += 1
    day = dt.date
    for window, inside, anywhere in (
        ((day(2022, 3, 1), day(2025, 2, 28)), 32, 72),
        ((day(2021, 9, 1), day(2024, 8, 31)), 72, 72),
        ((day(2021, 9, 1), day(2024, 8, 31)), 80, 80),
        ((day(2022, 1, 1), day(2024, 12, 31)), 90, 90),
        ((day(2021, 9, 1), day(2024, 8, 31)), 72, 80),
        ((day(2020, 5, 1), day(2023, 4, 30)), 72, 72),
        ((day(2021, 10, 1), day(2024, 9, 30)), 48, 48),
        (None, 0, 48),
    ):
        assert found[window, inside, anywhere] >= 1


@cache
def windows() -> dict[str, tuple[dt.date, dt.date] | None]:
    """ID number to the registration that the roster of the planted cases prints."""
    found = {}
    for sheet, lines in sheets(RAW / PLANTED_UNIT / BAZHONG):
        if not sheet.endswith("专业人才"):
            continue
        words = [text(cell) for cell in lines[2]]
        below = [text(cell) for cell in lines[3]]
        at = {
            word: (words if word in words else below).index(word)
            for word in ("登记起始日期", "登记有效期至", "身份证号")
        }
        for row in lines:
            if re.fullmatch(r"[0-9]+(\.0)?", str(row[0])) and isinstance(row[at["身份证号"]], str):
                first, last = (date(row[at[word]]) for word in ("登记起始日期", "登记有效期至"))
                found[str(text(row[at["身份证号"]])).upper()] = (first, last) if first else None
    return found


def test_one_attendance_is_reported_by_two_and_days_stay_days() -> None:
    reports = defaultdict(list)
    for unit in (PLANTED_UNIT, BAZHONG_CITY):
        for row in rows(unit, BAZHONG, "attendance"):
            reports[row["id_number"], row["training"], date(row["started_on"])].append(unit)
    assert [sorted(units) for units in reports.values() if len(units) == 3] == [
        [BAZHONG_CITY, PLANTED_UNIT, PLANTED_UNIT]
    ]
    for unit, period in ((SOUTH, SECOND), (DAYS_UNIT, BAZHONG)):
        assert all("hours" not in row and float(row["days"]) > 0 for row in rows(unit, period, "attendance"))
    assert all("hours" not in row and float(row["days"]) == 2 for row in rows(DAYS_UNIT, BAZHONG, "training"))


def test_the_results_of_2024_hold_a_tie_and_a_county_too_small_to_rank() -> None:
    first = {}
    for unit in (EAST, WEST, SOUTH):
        at_level = [
            row for row in rows(unit, SECOND, "exam") if row["level"] == "助理社会工作师" and float(row["year"]) == 2024
        ]
        sat = [row for row in at_level if text(row["is_present"]) in ("是", "√")]
        first[unit] = (sum(row["outcome"] in ("全部合格", "合格") for row in sat), len(sat), len(at_level))
    assert first == {EAST: (8, 32, 40), WEST: (5, 20, 24), SOUTH: (3, 4, 6)}


def test_fourteen_projects_of_which_one_says_nothing() -> None:
    found = rows(EAST, SECOND, "project")
    assert Counter(row["scope"] for row in found) == {"共同实施": 5, "专项实施": 9}
    assert Counter(row["stage"] for row in found) == {"实施中": 4, "正在进行基础设施建设": 9, None: 1}
    assert next(row["planned"] for row in rows(EAST, SECOND, "funding")) == "800万元"


def test_allowances_hold_a_wrong_amount_two_levels_and_somebody_not_due() -> None:
    paid = rows(EAST, SECOND, "allowance")
    month = {"助理社会工作师": 100, "社会工作师": 300, "高级社会工作师": 500}
    wrong = [row for row in paid if float(row["paid"]) != month[row["held"]] * float(row["months"])]
    assert [(row["held"], float(row["paid"])) for row in wrong] == [("社会工作师", 1200.0)]
    twice = {number: count for number, count in Counter(row["id_number"] for row in paid).items() if count > 1}
    assert list(twice.values()) == [2]
    assert sorted(row["held"] for row in paid if row["id_number"] in twice) == ["助理社会工作师", "社会工作师"]
    assert sum(row["role"] != "社区专职工作者" for row in paid) == 1
