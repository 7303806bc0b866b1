"""Column lineage of a release: nothing without sources or a reason, the sources are the right ones, and others are told in their own words.

sqlglot's own lineage is the second opinion: it follows the same SQL by other code.
"""

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from uuid import UUID

import dagster as dg
import pytest
from sqlglot import exp, parse_one
from sqlglot.lineage import lineage as second_opinion
from sqlglot.schema import MappingSchema
from warehouses import ROOT, Warehouse

CONSTANTS = {
    "measure": "the name of the measure",
    "quantity": "one for each candidate",
    "evidence_row_id": "this measure needs no second row",
    "tree": "as_was or as_is, one for each half of the union",
    "is_in_roster": "true or false, one for each half of the union",
}


@pytest.fixture(scope="module")
def document(night: Warehouse) -> dict[str, Any]:
    return json.loads((night.release / "internal" / "lineage.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    from pipeline.model import manifest

    return json.loads(manifest().read_text(encoding="utf-8"))


def public(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {name: table["columns"] for name, table in document["tables"].items() if table["kind"] == "mart"}


def test_every_column_of_the_release_is_in_it(night: Warehouse, document: dict[str, Any]) -> None:
    views = {row["view_name"] for row in night.rows("select view_name from duckdb_views() where not internal")}
    tables = json.loads((night.release / "manifest.json").read_text(encoding="utf-8"))["tables"]
    assert len(views) > 3
    assert public(document).keys() == tables.keys() | views
    for name, table in tables.items():
        assert [*table["columns"], "*"] == list(public(document)[name])


def test_what_has_no_sources_says_why(document: dict[str, Any]) -> None:
    without = {
        (table, column): said["none"]
        for table, columns in public(document).items()
        for column, said in columns.items()
        if not said.get("from")
    }
    assert {key for key, why in without.items() if why == "unknown"} == set()
    assert {column for (_, column), why in without.items() if why == "constant"} == CONSTANTS.keys()
    assert {table for (table, _), why in without.items() if why == "published"} == {"release"}


def test_every_source_of_a_column_is_a_column(document: dict[str, Any]) -> None:
    tables = document["tables"]
    named = [each for table in tables.values() for said in table["columns"].values() for each in said.get("from", ())]
    assert len(named) > 5000
    assert [each for each in named if each[1] not in tables[each[0]]["columns"]] == []


@pytest.mark.parametrize(
    ("column", "sources"),
    [
        ("dim_area.name_zh", {("inputs.area", "name_zh"): "IDENTITY"}),
        ("fct_worker.certificate_level", {("conformed.worker", "certificate_level"): "IDENTITY"}),
        ("indicator_value.indicator_name", {("indicator_definition", "indicator_name"): "IDENTITY"}),
        ("dim_area_member.area_code", {("dim_area", "area_code"): "IDENTITY"}),
        ("dim_area_member.member_code", {("dim_area", "area_code"): "IDENTITY"}),
        ("indicator_value.approval", {("period_signature", "approval"): "IDENTITY"}),
    ],
)
def test_exact_sources(document: dict[str, Any], column: str, sources: dict[tuple[str, str], str]) -> None:
    from pipeline.audit.lineage import public_lineage

    table, _, name = column.partition(".")
    assert public_lineage(document)[table][name] == sources


def test_a_count_depends_on_what_decides_which_rows_count(document: dict[str, Any]) -> None:
    added = {tuple(each) for each in document["tables"]["int_measure_total"]["columns"]["counted_quantity"]["from"]}
    assert ("measure_candidate", "quantity", "AGGREGATION") in added
    assert ("measure_candidate", "not_counted_reason", "FILTER") in added
    assert ("measure_candidate", "period", "GROUP_BY") in added
    assert ("dim_area_member", "member_code", "JOIN") in added
    reason = {tuple(each) for each in document["tables"]["int_certificate"]["columns"]["not_counted_reason"]["from"]}
    assert ("fct_worker", "certificate_level", "CONDITIONAL") in reason


def test_a_figure_reaches_the_certificate_of_the_roster(night: Warehouse) -> None:
    answer = night.rollcall("lineage", "indicator_value.numerator", "--json").document
    ends = {
        (source["table"], each["column"]): each["is_of_value"]
        for source in answer["sources"]
        for each in source["columns"]
    }
    assert (
        ends["conformed.worker", "certificate_level"] is False
    )  # it decides who counts; what is added up is one a person
    assert ends["conformed.observation", "value"] is True  # a number that somebody states is added up itself
    worker = next(source for source in answer["sources"] if source["table"] == "conformed.worker")
    assert worker["label"] == "社会工作人员花名册"
    assert (ROOT / worker["contract"]).is_file()
    assert answer["notice"] == "合成示例,非官方数据"


def test_the_library_follows_the_same_columns(manifest: dict[str, Any], document: dict[str, Any]) -> None:
    from pipeline.audit.lineage_scope import DIRECT

    models = {node["name"]: node for node in manifest["nodes"].values() if node["resource_type"] == "model"}
    schema, relations = MappingSchema(dialect="duckdb"), {}
    for source in manifest["sources"].values():
        relations[source["relation_name"]] = f'"{source["source_name"]}"."{source["name"]}"'
    for name, table in document["tables"].items():
        columns = dict.fromkeys((column for column in table["columns"] if column != "*"), "text")
        schema.add_table(exp.to_table(name if "." in name else f"main.{name}"), columns)
    compared = 0
    for name, node in models.items():
        text = node["compiled_code"].replace('"build".', "")
        for relation, short in relations.items():
            text = text.replace(relation, short)
        for column, root in second_opinion(None, parse_one(text, dialect="duckdb"), schema, dialect="duckdb").items():
            ends = [each for each in root.walk() if isinstance(each.expression, exp.Table)]
            theirs = {
                (f"{each.source.db}.{each.source.name}".removeprefix("main."), each.name.rpartition(".")[2].strip('"'))
                for each in ends
            }
            ours = {(table, of): how for table, of, how in document["tables"][name]["columns"][column].get("from", ())}
            assert theirs <= ours.keys(), f"{name}.{column}"
            assert {origin for origin, how in ours.items() if how in (*DIRECT, "CONDITIONAL")} <= theirs, (
                f"{name}.{column}"
            )
            compared += len(theirs)
    assert compared > 3000


def test_what_cannot_be_followed_is_named(manifest: dict[str, Any]) -> None:
    from pipeline.audit.lineage import column_lineage
    from pipeline.contract import load

    broken = json.loads(json.dumps(manifest))
    broken["nodes"]["model.rollcall.dim_area"]["compiled_code"] = "select no_such_column from nowhere"
    tables = column_lineage(broken, load(ROOT / "contracts"))["tables"]
    assert {said.get("none") for said in tables["dim_area"]["columns"].values()} == {"unknown"}
    assert ["dim_area", "area_code", "IDENTITY"] in tables["dim_area_member"]["columns"]["area_code"]["from"]


def test_dagster_shows_it_of_each_model(night: Warehouse) -> None:
    with night.as_environment(), dg.DagsterInstance.get() as instance:

        def shown(model: str) -> dict[str, set[tuple[str, str]]]:
            event = instance.get_latest_materialization_event(dg.AssetKey(model)).asset_materialization
            lineage = event.metadata["dagster/column_lineage"].value.deps_by_column
            return {
                column: {(each.asset_key.to_user_string(), each.column_name) for each in deps}
                for column, deps in lineage.items()
            }

        assert shown("fct_worker")["certificate_level"] == {("conformed/worker", "certificate_level")}
        assert shown("indicator_value")["numerator"] == {("int_signed_figure", "numerator")}
        assert shown("indicator_value")["approval"] == {("period_signature", "approval")}
        assert ("quarantine", "code") in shown("quarantined_row")["code"]


# OpenLineage


@contextmanager
def server() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A lineage server on loopback that keeps what it is sent."""
    kept: list[dict[str, Any]] = []

    class Keeper(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            kept.append({"path": self.path, **json.loads(self.rfile.read(int(self.headers["Content-Length"])))})
            self.send_response(201)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Keeper)
    threading.Thread(target=listening.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listening.server_port}", kept
    finally:
        listening.shutdown()
        listening.server_close()


def check_events(events: list[dict[str, Any]], release: Path, document: dict[str, Any]) -> None:
    start, complete = events
    assert [start["eventType"], complete["eventType"]] == ["START", "COMPLETE"]
    assert start["run"]["runId"] == complete["run"]["runId"] == str(UUID(complete["run"]["runId"]))
    assert (complete["job"]["namespace"], complete["job"]["name"]) == ("rollcall", "publish")
    outputs = {each["name"]: each for each in complete["outputs"]}
    tables = json.loads((release / "manifest.json").read_text(encoding="utf-8"))["tables"]
    assert outputs.keys() == tables.keys()
    assert {each["name"] for each in complete["inputs"]} >= {
        "conformed.worker",
        "inputs.indicator",
        "quarantine.quarantined_row",
    }
    known = {name: set(table["columns"]) - {"*"} for name, table in document["tables"].items()}
    for name, output in outputs.items():
        facet = output["facets"]["columnLineage"]
        assert facet["fields"].keys() == {field["name"] for field in output["facets"]["schema"]["fields"]}
        assert output["facets"]["version"]["datasetVersion"] == release.name
        assert output["outputFacets"]["outputStatistics"]["rowCount"] == tables[name]["rows"]
        for field in [*facet["dataset"], *(each for said in facet["fields"].values() for each in said["inputFields"])]:
            assert field["namespace"] == "rollcall"
            assert not field["name"].startswith("int_")
            assert field["field"] in known[field["name"]]
            assert {each["type"] for each in field["transformations"]} <= {"DIRECT", "INDIRECT"}
    level = outputs["fct_worker"]["facets"]["columnLineage"]["fields"]["certificate_level"]["inputFields"]
    assert [(each["name"], each["field"], each["transformations"][0]["subtype"]) for each in level] == [
        ("conformed.worker", "certificate_level", "IDENTITY")
    ]
    text = json.dumps(events, ensure_ascii=False)
    assert str(release) not in text
    assert os.sep + release.parts[1] + os.sep not in text


def test_events_go_to_a_file(night: Warehouse, document: dict[str, Any], tmp_path: Path) -> None:
    for name in ("one", "two"):
        answer = night.rollcall("lineage", "--to", str(tmp_path / name))
        assert (answer.exit_code, answer.out) == (0, "")
    first, second = ((tmp_path / name).read_text(encoding="utf-8") for name in ("one", "two"))
    assert first == second
    check_events([json.loads(line) for line in first.splitlines()], night.release, document)


def test_events_go_to_a_server(night: Warehouse, document: dict[str, Any]) -> None:
    with server() as (url, kept):
        assert night.rollcall("lineage", "--to", url).exit_code == 0
    assert {each.pop("path") for each in kept} == {"/api/v1/lineage"}
    check_events(kept, night.release, document)


def configured(folder: Path, url: str) -> None:
    """Ask for events in the client's own way, without its patience."""
    (folder / "openlineage.yml").write_text(f"transport: {{type: http, url: '{url}', retry: {{total: 0}}}}\n")
    os.environ["OPENLINEAGE_CONFIG"] = str(folder / "openlineage.yml")


def test_they_are_sent_where_the_client_is_configured(night: Warehouse, tmp_path: Path) -> None:
    from pipeline.outputs.openlineage import send_as_configured
    from pipeline.publish import release_events

    with server() as (url, kept), night.as_environment():
        configured(tmp_path, url)
        assert send_as_configured(lambda: release_events(night.release)) == "sent: http"
    assert [each["eventType"] for each in kept] == ["START", "COMPLETE"]


def test_a_release_stands_though_nobody_takes_its_events(copy: Warehouse, tmp_path: Path, caplog) -> None:
    from pipeline.definitions import settings
    from pipeline.publish import release

    with server() as (url, _):
        pass
    with copy.as_environment(), dg.DagsterInstance.ephemeral() as instance:
        configured(tmp_path, url)
        done = dg.materialize([release], instance=instance, resources={"settings": settings})
    said = done.asset_materializations_for_node("published__release")[0].metadata["lineage_events"].value
    assert said == "not sent: ConnectionError"
    assert "rollcall lineage --to URL" in caplog.text


def test_nothing_is_sent_unasked(night: Warehouse, caplog, capsys) -> None:
    from pipeline.outputs.openlineage import send_as_configured

    with night.as_environment():
        assert send_as_configured(lambda: pytest.fail("events were made")) == "not asked for"
    assert (caplog.text, *capsys.readouterr()) == ("", "", "")


# the command


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("indicator_valu.value", "indicator_value"),
        ("indicator_value.numerater", "numerator"),
        ("nothing", "There is no table nothing"),
    ],
)
def test_an_unknown_name_is_told_with_the_near_ones(night: Warehouse, name: str, said: str) -> None:
    answer = night.rollcall("lineage", name)
    assert (answer.exit_code, answer.out) == (2, "")
    assert said in answer.err


def test_a_column_is_a_tree_and_a_table_a_list(night: Warehouse) -> None:
    tree = night.rollcall("lineage", "measure_certified_worker.not_counted_reason").out
    assert tree.index("int_certificate.not_counted_reason") < tree.index("conformed.worker.certificate_level  原值")
    assert "contracts/entities/worker.odcs.yaml" in tree
    assert (
        "certificate_level 证书等级 ← conformed.worker.certificate_level" in night.rollcall("lineage", "fct_worker").out
    )
    assert "常量" in night.rollcall("lineage", "indicator_value.approval").out


@pytest.mark.parametrize(
    "arguments", [(), ("dim_area", "--to", "x"), ("--to", "ftp://x"), ("--to", "no/such/folder/x")]
)
def test_what_is_asked_for_must_be_clear(night: Warehouse, arguments: tuple[str, ...]) -> None:
    assert night.rollcall("lineage", *arguments).exit_code == 2


def test_a_server_that_does_not_answer_is_told(night: Warehouse) -> None:
    with server() as (url, _):
        pass
    answer = night.rollcall("lineage", "--to", url)
    assert answer.exit_code == 1
    assert "did not reach" in answer.err
