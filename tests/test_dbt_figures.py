"""Figures of a small home with every hard case of definitions.md, built once by dbt and read from the build file."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

import pytest
from dbt_build import Build, dbt_build
from hard_cases import CITY, EAST, OWN, RENHE, WEST, make_home


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Build]:
    made = dbt_build(make_home(tmp_path_factory.mktemp("home")), tmp_path_factory.mktemp("work"))
    yield made
    made.database.close()


def test_everything_passes_without_a_warning(build: Build) -> None:
    assert build.failed() == {}
    assert build.warnings == []


def test_city_is_the_sum_of_its_parts(build: Build) -> None:
    counted = {area: build.figure(f"01/{area}/2022-08")["value"] for area in (CITY, EAST, WEST, OWN)}
    assert counted == {CITY: 10, EAST: 7, WEST: 2, OWN: 1}
    reported = {area: build.figure(f"01/{area}/2022-08")["reported_value"] for area in (CITY, EAST, WEST, OWN)}
    assert reported == {CITY: 12, EAST: 9, WEST: 2, OWN: 1}


def test_every_professional_row_has_its_reason(build: Build) -> None:
    assert build.reasons("measure_professional", "2022-08") == {
        "e01": None,
        "e02": "duplicate_same_unit",
        "e03": "duplicate_other_unit",
        "e04": "left_before_date",
        "e05": None,
        "e06": None,
        "e07": None,
        "e08": "not_professional",
        "e09": None,
        "e10": None,
        "e11": None,
        "e12": "not_professional",
        "n01": "delivery_held",
        "n02": "delivery_held",
        "q01": None,
        "w01": None,
        "w02": None,
    }


def test_superseded_and_unknown_rows_are_absent(build: Build) -> None:
    rows = build.database.execute("select row_id from fct_worker where row_id like 'x%'").fetchall()
    assert rows == []
    assert build.database.execute("select reason from run_delivery where reason = 'superseded'").fetchall() == [
        ("superseded",)
    ]


def test_certificates(build: Build) -> None:
    reasons = build.reasons("measure_certified_worker", "2022-08")
    assert [row for row, reason in reasons.items() if reason is None] == ["e01", "e08", "e09"]
    assert {row: reasons[row] for row in ("e02", "e04", "e05", "e06", "e10", "e11")} == {
        "e02": "duplicate_same_unit",
        "e04": "left_before_date",
        "e05": "certificate_after_date",
        "e06": "no_certificate",
        "e10": "certificate_not_national",
        "e11": "exam_passed_only",
    }
    evidence = build.database.execute(
        "select evidence_row_id from measure_certified_worker where row_id = 'e01'"
    ).fetchone()
    assert evidence == ("e02",)


def test_share_of_certified_full_time_workers(build: Build) -> None:
    figure = build.figure(f"04/{CITY}/2022-08")
    assert (figure["numerator"], figure["denominator"], figure["value"]) == (1, 2, 50)


def test_communities(build: Build) -> None:
    urban, rural = (
        build.reasons("measure_urban_community_professional", "2022-08"),
        build.reasons("measure_rural_community_professional", "2022-08"),
    )
    assert (urban["e01"], urban["e06"], urban["e07"], urban["e05"]) == (
        None,
        "community_not_in_register",
        "other_urban_rural",
        "no_community",
    )
    assert (rural["e07"], rural["w02"]) == (None, "community_not_in_register")
    assert (build.figure(f"05/{CITY}/2022-08")["value"], build.figure(f"06/{CITY}/2022-08")["value"]) == (
        Decimal("0.5"),
        1,
    )
    assert build.reasons("measure_rural_community", "2022-08")["c07"] == "not_valid_on_date"


def test_a_county_without_register_owes_it_and_the_city_itself_has_no_unit_to_reach(build: Build) -> None:
    needed = {"05": "community(字段)", "06": "community(字段)", "10": "community(字段)；station(字段)"}
    for indicator, lists in needed.items():
        west, own = (build.figure(f"{indicator}/{area}/2022-08") for area in (WEST, OWN))
        assert (west["value"], west["status"], west["status_reason"]) == (None, "无法评估", "无数据")
        assert west["needs_zh"] == lists, "the lists that it has not sent, and no other"
        assert (own["value"], own["status"], own["status_reason"]) == (None, "无法评估", "无应达标单位")
        assert own["needs_zh"] is None


def test_domain_filters_before_persons_are_made_one(build: Build) -> None:
    """Person b is in post in the west, but only the eastern row names the domain."""
    assert build.reasons("measure_child_professional", "2022-08")["e03"] is None
    assert build.figure(f"08/{EAST}/2022-08")["value"] == 1
    assert build.figure(f"07/{CITY}/2022-08")["value"] == 1


def test_agencies(build: Build) -> None:
    assert build.reasons("measure_agency", "2022-08") == {
        "g01": None,
        "g02": None,
        "g03": "duplicate_other_unit",
        "g04": None,
    }
    figure = build.figure(f"09/{CITY}/2022-08")
    assert (figure["numerator"], figure["denominator"], figure["value"]) == (2, 3, Decimal("66.666667"))


def test_served_townships_are_proved_by_a_station(build: Build) -> None:
    reasons = build.reasons("measure_served_township", "2022-08")
    assert (reasons["c01"], reasons["c02"], reasons["c03"], reasons["c04"]) == (
        None,
        "not_operating",
        "no_station",
        "other_urban_rural",
    )
    evidence = build.database.execute(
        "select evidence_row_id from measure_served_township where row_id = 'c01' and period = '2022-08'"
    ).fetchone()
    assert evidence == ("s02",)
    assert build.figure(f"10/{CITY}/2022-08")["value"] == Decimal("33.333333")


def test_population_after_and_carried_forward(build: Build) -> None:
    after, carried = build.figure(f"02/{CITY}/2022-08"), build.figure(f"02/{CITY}/2024-12")
    assert (after["value"], after["denominator"], after["denominator_as_of"]) == (
        Decimal("0.009354"),
        1069100,
        dt.date(2022, 12, 31),
    )
    assert (after["note_zh"], carried["note_zh"]) == ("分母晚于分子", "沿用")
    assert after["denominator_source"].startswith("外部 510400/2022-12/")
    assert build.reasons("measure_registered_population", "2022-08") == {"o01": None, "o04": "other_as_of"}


def test_two_readings_and_counties_of_population(build: Build) -> None:
    assert build.figure(f"02~resident/{CITY}/2022-08")["value"] == Decimal("0.008224")
    assert build.figure(f"02~resident/{EAST}/2022-08")["value"] == Decimal("0.016957")
    east = build.figure(f"02/{EAST}/2022-08")
    assert (east["value"], east["status_reason"], east["reading"]) == (None, "无数据", None)


def test_statuses(build: Build) -> None:
    city, east, renhe = (build.figure(f"01/{area}/2022-08") for area in (CITY, EAST, RENHE))
    assert (city["status_reason"], city["target"], city["coverage_pct"], city["attained_pct"]) == (
        "覆盖不足",
        6,
        75,
        Decimal("166.666667"),
    )
    assert (east["status"], east["status_reason"], east["target"], east["attained_pct"]) == (
        "无法评估",
        "未分解",
        None,
        None,
    )
    assert (renhe["status_reason"], renhe["value"]) == ("无数据", None)
    later = build.figure(f"01/{CITY}/2024-12")
    assert (later["value"], later["coverage_pct"], later["status_reason"]) == (1, 25, "覆盖不足")
    assert build.figure(f"01/{EAST}/2024-12")["coverage_pct"] == 50


def test_register_is_carried_forward_and_rosters_are_not(build: Build) -> None:
    later = build.figure(f"05/{CITY}/2024-12")
    assert (later["numerator"], later["denominator"], later["denominator_as_of"], later["note_zh"]) == (
        1,
        2,
        dt.date(2022, 8, 31),
        "沿用",
    )
    assert build.figure(f"09/{CITY}/2024-12")["status_reason"] == "无数据"
    assert build.figure(f"10/{EAST}/2024-12")["status_reason"] == "无数据"


def test_figures_exist_for_dated_rosters_only(build: Build) -> None:
    periods = build.database.execute("select distinct period from indicator_value order by period").fetchall()
    assert periods == [("2022-08",), ("2024-12",)]
    areas = build.database.execute("select count(distinct area_code) from indicator_value").fetchone()
    assert areas == (5,)


def test_synthetic_is_said_where_a_candidate_is_synthetic(build: Build) -> None:
    said = {area: build.figure(f"01/{area}/2022-08")["is_synthetic"] for area in (CITY, EAST, WEST)}
    assert said == {CITY: True, EAST: True, WEST: False}


def test_keys_of_conform_stop_at_the_person(build: Build) -> None:
    keys = "'id_key', 'certificate_key', 'name_birth_key'"
    tables = build.database.execute(f"select distinct table_name from duckdb_columns() where column_name in ({keys})")
    assert {name.startswith("int_") for (name,) in tables.fetchall()} == {True}  # none of which is released
    persons = build.database.execute("select count(*), count(distinct person_key) from int_person").fetchone()
    assert persons == (14, 14)
    shared = "select person_key from int_person intersect select id_key from int_person"
    assert build.database.execute(shared).fetchall() == []
