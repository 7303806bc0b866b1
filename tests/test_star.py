"""The star of a small home: its lists agree, every key leads into a dimension, every public column says in Chinese what it is, and
persons, bodies, stations and areas are followed over the periods. All of it as it arrives in a released database.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from conformed_files import ROOT, ConformedHome
from dbt_build import Build, dbt_build

from pipeline.contract import load
from pipeline.contract.columns import code_lists
from pipeline.stores.release_tables import PRIVATE_PREFIX, copy_tables

DBT = ROOT / "dbt_project"
CONTRACTS = load(ROOT / "contracts")
EAST, WEST = "510402", "510403"
CHINESE_NAME = re.compile(r"[A-Z]{0,4}[\u4e00-\u9fff][^/]* / \S")


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Three periods of two counties; one recognition has a title that no list knows, one county was split and renamed twice."""
    home = ConformedHome(tmp_path_factory.mktemp("star") / "home")
    home.areas += [
        {
            "area_code": "510404",
            "name_zh": "甲区",
            "kind": "county",
            "parent_code": "510400",
            "successor_code": "510405",
        },
        {"area_code": "510405", "name_zh": "乙区", "kind": "county", "parent_code": "510400", "successor_code": WEST},
        {"area_code": "510500", "name_zh": "旧市", "kind": "city", "parent_code": "510000", "successor_code": "510400"},
        {"area_code": "510502", "name_zh": "丙区", "kind": "county", "parent_code": "510500"},
    ]
    a = {"id_key": "a", "employer": "甲 社区（居委会）", "employer_type": "party_organisation", "age": 35}
    home.deliver(
        EAST, "2022-08", "worker",
        a
        | {
            "row": "a1",
            "domains": ["elderly", "community"],
            "role": "full_time",
            "certificate_level": "exam_passed_senior",
        },
        a | {"row": "a2", "certificate_level": "2", "is_in_post": False},
        {"row": "b1", "id_key": "b", "certificate_level": "1"},
        is_synthetic=True,
    )  # fmt: skip
    home.deliver(EAST, "2022", "worker", a | {"role": "grid_worker"})  # of the same date as December
    home.deliver(EAST, "2022-12", "worker", a | {"certificate_level": "2", "role": "full_time", "domains": ["elderly"]})
    home.deliver(
        WEST,
        "2023-12",
        "worker",
        a | {"employer": "丁", "age": 36},
        {"row": "b3", "id_key": "b", "certificate_level": "1"},
    )
    home.deliver(
        WEST,
        "2024-12",
        "worker",
        {"row": "h1", "id_key": "held", "role": "grid_worker", "employer": "丁"},
        reason="delivery_held",
    )
    home.deliver(
        EAST, "2022-08", "institution", {"name": "甲社区(居委会)", "kind": "elderly_care", "system": "civil_affairs"}
    )
    home.deliver(EAST, "2022-08", "station", {"name": "甲站", "opened_on": None})
    home.deliver(EAST, "2022-12", "station", {"name": "甲 站", "star": 3})
    home.deliver(EAST, "2024-12", "station", {"name": "甲站", "star": 5}, reason="delivery_held")
    rooms = [{"name": "社工室", "tier": "community_room", "community": name} for name in ("甲村", "乙村", "甲 村")]
    home.deliver(WEST, "2022-08", "station", *rooms)
    home.deliver(EAST, "2022", "exam", {"id_key": "c", "level": "1", "exam_year": 2022, "subjects": ["general_junior"]})
    home.deliver(EAST, "2022", "recognition", {"id_key": "c", "title": "no_such_title"})
    home.deliver("510404", "2022-08", "worker", {"id_key": "d"})
    home.deliver("510502", "2022-08", "worker", {"id_key": "e"}, {"id_key": "f"})
    return dbt_build(home.write(), home.root.parent / "work", "--exclude-resource-type", "unit_test")


@pytest.fixture(scope="module")
def released(build: Build, tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """The public tables of that build as a release holds them."""
    folder = tmp_path_factory.mktemp("released")
    (path,) = build.database.execute("select path from duckdb_databases() where database_name = 'build'").fetchone()
    build.database.close()
    copy_tables(Path(path), folder / "rollcall.duckdb", folder, folder, ("id", "key", "duckdb"))
    with duckdb.connect(str(folder / "rollcall.duckdb"), read_only=True) as connection:
        yield connection


def rows(connection: duckdb.DuckDBPyConnection, query: str, *values: Any) -> list[tuple]:
    return connection.execute(query, values).fetchall()


def test_entities_are_one_list() -> None:
    """Contracts, facts, what dbt may read and the list of the macros name the same entities."""
    sources = yaml.safe_load((DBT / "models/entities/_sources.yml").read_text(encoding="utf-8"))["sources"]
    conformed = {table["name"] for table in sources[0]["tables"]}
    macro = re.search(
        r"macro entities\(\).*?endmacro", (DBT / "macros/rows.sql").read_text(encoding="utf-8"), re.DOTALL
    )
    named = dict(re.findall(r"'(\w+)': (?:'(\w+)'|none)", macro[0]))
    entities = CONTRACTS.entities
    assert (
        set(named) == set(entities) == {path.stem.removeprefix("fct_") for path in (DBT / "models/facts").glob("*.sql")}
    )
    assert set(entities) == conformed - {"row_address", "header_map", "filled_value", "finding"}
    for name, body in named.items():
        assert body in ("", *entities[name].by_name), name
        assert "employer" not in entities[name].by_name or body == "employer", name


def test_every_code_list_of_a_fact_is_a_dimension(released: duckdb.DuckDBPyConnection) -> None:
    used = code_lists(CONTRACTS)
    assert {path.stem.removeprefix("dim_") for path in (DBT / "models/dimensions/codes").glob("*.sql")} == set(used)
    for name in used:
        codes = rows(released, f"select {name}_code, name_zh, rank from dim_{name} order by rank")
        assert codes == [(each.code, each.name_zh, each.rank) for each in CONTRACTS.codes[name].codes]


def test_a_code_that_no_list_knows_fails(build: Build) -> None:
    assert build.failed() == {"keys_of_fct_recognition": "fail"}


def test_every_public_column_says_in_chinese_what_it_is(released: duckdb.DuckDBPyConnection) -> None:
    columns = rows(
        released, "select table_name, column_name, comment from duckdb_columns() where database_name = 'rollcall'"
    )
    assert len({table for table, *_ in columns}) > 80
    assert [(table, column) for table, column, comment in columns if not CHINESE_NAME.match(comment or "")] == []
    tables = rows(released, "select table_name, comment from duckdb_tables() where database_name = 'rollcall'")
    assert [table for table, comment in tables if not comment] == []
    assert not [table for table, _ in tables if table.startswith(PRIVATE_PREFIX)]


def test_facts_and_dimensions_have_their_primary_key(released: duckdb.DuckDBPyConnection) -> None:
    keys = dict(
        rows(
            released,
            "select table_name, constraint_column_names from duckdb_constraints()"
            " where constraint_type = 'PRIMARY KEY' and database_name = 'rollcall'",
        )
    )
    tables = {name for (name,) in rows(released, "select table_name from duckdb_tables()")}
    assert {name for name in tables if name.startswith(("fct_", "dim_", "bridge_"))} <= set(keys)
    assert all(keys[f"fct_{entity}"] == ["delivery_id", "row_id"] for entity in CONTRACTS.entities)
    assert keys["indicator_value"] == ["figure_id"]


def test_a_person_is_followed_by_spans(released: duckdb.DuckDBPyConnection) -> None:
    """The row in post speaks, with the highest certificate, and the month before its year; any change begins a span, a band of age too."""
    spans = rows(
        released,
        "select id, version, valid_from_period, valid_to_period, cast(valid_from as varchar), cast(valid_to as varchar), is_current,"
        " unit_code, role, certificate_level, age_band"
        " from dim_person inner join (values ('a'), ('b')) as known (id)"
        " on person_key = sha256('rollcall:person:' || id) order by id, version",
    )
    assert spans == [
        ("a", 1, "2022-08", "2022-12", "2022-08-31", "2023-12-30", False, EAST, "full_time", "2", "0-35"),
        ("a", 2, "2023-12", "2023-12", "2023-12-31", "9999-12-31", True, WEST, "other", None, "36-45"),
        ("b", 1, "2022-08", "2022-08", "2022-08-31", "2023-12-30", False, EAST, "other", "1", None),
        ("b", 2, "2023-12", "2023-12", "2023-12-31", "9999-12-31", True, WEST, "other", "1", None),
    ]


def test_a_fact_finds_the_span_of_its_date(released: duckdb.DuckDBPyConnection) -> None:
    """Spans neither overlap nor end before they begin; the last one holds on."""
    found = rows(
        released,
        "select worker.period, count(*), count(person.version) from fct_worker as worker inner join dim_period using (period)"
        " left join dim_person as person on worker.person_key = person.person_key"
        " and dim_period.as_of_date between person.valid_from and person.valid_to group by all order by all",
    )
    assert found == [("2022", 1, 1), ("2022-08", 6, 6), ("2022-12", 1, 1), ("2023-12", 2, 2), ("2024-12", 1, 1)]


def test_who_stands_in_no_counted_roster_is_a_person_too(released: duckdb.DuckDBPyConnection) -> None:
    others = rows(
        released, "select valid_from_period, unit_code, role from dim_person where not is_in_roster order by all"
    )
    assert others == [("2022", EAST, None), ("2024-12", WEST, "grid_worker")]
    assert rows(released, "select count(*) from fct_exam semi join dim_person using (person_key)") == [(1,)]


def test_a_person_carries_nothing_that_names_anybody(released: duckdb.DuckDBPyConnection) -> None:
    names = {
        name for (name,) in rows(released, "select column_name from duckdb_columns() where table_name = 'dim_person'")
    }
    assert not names & {"age", "name", "id_key", "certificate_key", "name_birth_key", "employer", "political_status"}


def test_a_body_is_one_whatever_list_and_however_spaced(released: duckdb.DuckDBPyConnection) -> None:
    bodies = rows(
        released,
        "select unit_code, name, employer_type, system, institution_kind, last_period from dim_employer order by all",
    )
    assert bodies == [
        (EAST, "甲 社区（居委会）", "party_organisation", "civil_affairs", "elderly_care", "2022-12"),
        (WEST, "丁", "party_organisation", None, None, "2024-12"),
    ]


def test_a_station_is_one_over_its_periods(released: duckdb.DuckDBPyConnection) -> None:
    """What is held may be the last to name it and says nothing of it."""
    stations = rows(released, "select name, star, first_period, last_period from dim_station where unit_code = ?", EAST)
    assert stations == [("甲 站", 3, "2022-08", "2024-12")]


def test_rooms_of_one_name_are_as_many_as_count(released: duckdb.DuckDBPyConnection) -> None:
    rooms = rows(
        released, "select name, replace(community, ' ', '') from dim_station where unit_code = ? order by all", WEST
    )
    assert rooms == [("社工室", "乙村"), ("社工室", "甲村")]
    counted = "select counted from area_total where measure = 'measure_operating_station' and area_code = ? and tree = 'as_was'"
    assert rows(released, counted, WEST) == [(2,)]


def test_each_domain_of_a_row_stands_alone(released: duckdb.DuckDBPyConnection) -> None:
    found = rows(
        released, "select position, domain_code, is_main from bridge_worker_domain where row_id = 'a1' order by 1"
    )
    assert found == [(1, "elderly", True), (2, "community", False)]


def test_days_reach_from_the_first_date_to_the_last(released: duckdb.DuckDBPyConnection) -> None:
    assert rows(released, "select cast(min(date) as varchar), cast(max(date) as varchar), count(*) from dim_date") == [
        ("2022-01-01", "2024-12-31", 1096)
    ]
    assert rows(
        released,
        "select year, quarter, month, day, weekday, month_label, is_month_end from dim_date where date = '2022-08-31'",
    ) == [(2022, 3, 8, 31, 3, "2022-08", True)]


def test_grades_belong_to_bands(released: duckdb.DuckDBPyConnection) -> None:
    bands = dict(rows(released, "select band_zh, list(rank order by rank) from dim_post_grade group by band_zh"))
    assert bands == {"正高": [1, 2, 3, 4], "副高": [5, 6, 7], "中级": [8, 9, 10], "初级": [11, 12, 13]}


def test_an_area_leads_to_what_stands_for_it_today(released: duckdb.DuckDBPyConnection) -> None:
    """Through several successors, and with its city where only that has one."""
    today = dict(rows(released, "select area_code, as_is_area_code from dim_area where area_code <> as_is_area_code"))
    assert today == {"510404": WEST, "510405": WEST, "510500": "510400"}
    cities = rows(
        released,
        "select tree, city_code, county_code from dim_area_hierarchy where area_code in ('510404', '510502') order by area_code, tree",
    )
    assert cities == [
        ("as_is", "510400", WEST),
        ("as_was", "510400", "510404"),
        ("as_is", "510400", "510502"),
        ("as_was", "510500", "510502"),
    ]


def test_totals_can_be_asked_with_both_trees(released: duckdb.DuckDBPyConnection) -> None:
    totals = rows(
        released,
        "select area_code, max(counted) filter (where tree = 'as_was') as was, max(counted) filter (where tree = 'as_is') as now,"
        " bool_or(is_synthetic) from area_total where measure = 'measure_professional' and period = '2022-08' group by all order by 1",
    )
    assert totals == [
        ("510000", 5, 5, True),
        ("510400", 3, 5, True),
        (EAST, 2, 2, True),
        (WEST, None, 1, False),
        ("510404", 1, None, False),
        ("510500", 2, None, False),
        ("510502", 2, 2, False),
    ]
