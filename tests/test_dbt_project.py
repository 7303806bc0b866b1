"""The dbt project as such: it builds on nothing, it fails on a lost row, and its lists agree with its folders."""

import re
from pathlib import Path

import yaml
from conformed_files import ROOT, ConformedHome
from dbt_build import dbt_build

MODELS = ROOT / "dbt_project" / "models"


def only(model: str) -> tuple[str, ...]:
    """A model and all that it is made from, with the tests of these."""
    return "--select", f"+{model}", "--indirect-selection", "buildable", "--exclude-resource-type", "unit_test"


def test_builds_where_units_hand_in_nothing_but_a_roster(tmp_path: Path) -> None:
    home = ConformedHome(tmp_path / "home")
    home.deliver("510402", "2022-08", "worker", {"id_key": "a"})
    home.deliver("510402", "2022-08", "station")
    build = dbt_build(home.write(), tmp_path / "work", "--exclude-resource-type", "unit_test")
    assert (build.failed(), build.warnings) == ({}, [])
    assert build.figure("01/510402/2022-08")["value"] == 1
    assert build.figure("02/510400/2022-08")["value"] is None


def test_a_lost_row_fails_and_an_unknown_unit_only_warns(tmp_path: Path) -> None:
    home = ConformedHome(tmp_path / "home")
    home.deliver("510402", "2022-08", "worker", {"id_key": "a"}, {"id_key": "b"})
    home.deliver("999999", "2022-08", "agency", {"name": "甲"})
    home.deliveries[0]["conformed_count"] = home.deliveries[0]["data_row_count"] = 3
    build = dbt_build(home.write(), tmp_path / "work", "--exclude-resource-type", "unit_test")
    failed = build.failed()
    assert failed.pop("rows_are_conserved") == "fail"
    assert "warn" in failed.values()
    assert set(failed.values()) <= {"warn", "skipped"}


def test_a_contradiction_warns_and_a_held_list_of_stations_is_waited_for(tmp_path: Path) -> None:
    home = ConformedHome(tmp_path / "home")
    home.deliver("510402", "2022-08", "worker", {"row": "w1", "id_key": "a", "community": "湖光社区"})
    home.deliver(
        "510402",
        "2022-08",
        "community",
        {"row": "c1", "kind": "subdistrict", "name": "甲街道", "urban_rural": None},
        {"row": "c2", "name": "湖光社区", "township": "甲街道", "urban_rural": "urban"},
        {"row": "c3", "name": "湖光社区", "township": "甲街道", "urban_rural": "rural"},
        {"row": "c4", "name": "新村社区", "township": "甲街道", "urban_rural": "urban"},
    )
    home.deliver("510402", "2022-08", "station", {"name": "甲站", "township": "甲街道"}, reason="delivery_held")
    build = dbt_build(home.write(), tmp_path / "work", *only("measure_candidate"))
    assert build.failed() == {"community_is_urban_or_rural": "warn"}
    for flag, counted in (("urban", ["c4"]), ("rural", [])):
        communities = build.reasons(f"measure_{flag}_community", "2022-08")
        assert [row for row, reason in communities.items() if reason is None] == counted
        assert communities["c2"] == communities["c3"] == "other_urban_rural"
        assert build.reasons(f"measure_{flag}_community_professional", "2022-08") == {"w1": "other_urban_rural"}
    assert build.reasons("measure_served_township", "2022-08")["c1"] == "delivery_held"


def test_findings_of_every_known_delivery_are_told(tmp_path: Path) -> None:
    home = ConformedHome(tmp_path / "home")
    accepted = home.deliver("510402", "2022-08", "worker", {"id_key": "a"})
    rejected = home.deliver("510403", "2022-08", "worker", reason="rejected")
    home.findings = [
        {"delivery_id": accepted, "severity": "warn", "code": "area_differs", "row_id": "r1"},
        {"delivery_id": rejected, "severity": "reject", "code": "file_unreadable"},
        {"delivery_id": "f" * 16, "severity": "hold", "code": "no_table_found"},
    ]
    build = dbt_build(home.write(), tmp_path / "work", *only("finding"))
    assert build.failed() == {}
    found = build.database.execute("select delivery_id, severity, code, row_id from finding order by code").fetchall()
    assert found == [(accepted, "warn", "area_differs", "r1"), (rejected, "reject", "file_unreadable", None)]


def test_candidates_name_every_measure() -> None:
    measures = {path.stem for path in (MODELS / "measures").glob("measure_*.sql")} - {"measure_candidate"}
    named = re.findall(
        r"ref\('(measure_\w+)'\)", (MODELS / "measures" / "listed_candidate.sql").read_text(encoding="utf-8")
    )
    assert sorted(named) == sorted(measures)


def test_every_model_and_column_is_described() -> None:
    described = {
        model["name"]: model
        for path in MODELS.rglob("_*.yml")
        for model in yaml.safe_load(path.read_text(encoding="utf-8")).get("models", [])
    }
    assert set(described) == {path.stem for path in MODELS.rglob("*.sql")}
    for name, model in described.items():
        assert model["description"], name
        assert all(column["description"] for column in model["columns"]), name


def test_measures_read_fields_of_their_entity() -> None:
    measures = [
        model
        for path in (MODELS / "measures").glob("_*.yml")
        for model in yaml.safe_load(path.read_text(encoding="utf-8")).get("models", [])
    ]
    contracts = ROOT / "contracts" / "entities"
    for measure in (measure for measure in measures if "meta" in measure.get("config", {})):
        meta = measure["config"]["meta"]
        contract = yaml.safe_load((contracts / f"{meta['entity']}.odcs.yaml").read_text(encoding="utf-8"))
        assert set(meta["reads"]) <= {field["name"] for field in contract["schema"][0]["properties"]}, measure["name"]
