"""model: run_delivery, areas, measures and plan lines become control tables; dbt builds the star and the figures from them.

dbt alone writes the build file. One `dbt build` a run; Python hands it Parquet and reads nothing back here.
"""

import json
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DbtCliResource, DbtProject, dbt_assets
from filelock import FileLock

from pipeline.audit.lineage import column_lineage
from pipeline.audit.lineage_scope import OF_VALUE, ROWS
from pipeline.conformer import Conformer, not_conserved
from pipeline.contract import load
from pipeline.contract.catalogue import hash_of
from pipeline.rows.addresses import ADDRESS_TABLES
from pipeline.settings import ROOT, Settings
from pipeline.stores.counted_inputs import Dimensions
from pipeline.stores.decided import Decided
from pipeline.stores.decisions import Decisions
from pipeline.stores.events import log_contracts
from pipeline.stores.fates import fates
from pipeline.stores.home import empty, only_writer, write_text
from pipeline.stores.inputs import INPUTS, findings_between, input_rows

ENGINE = "duckdb"
PROJECT = DbtProject(ROOT / "dbt_project", profiles_dir=ROOT / "dbt_project")
DBT = DbtCliResource(project_dir=PROJECT, dbt_executable=str(Path(sys.executable).with_name("rollcall-dbt")))
COMPILE = "compile --quiet --no-introspect --no-populate-cache --select resource_type:model --indirect-selection empty".split()


def manifest() -> Path:
    """The dbt manifest of the project as it is now, with compiled code, made anew only when a file of the project changed."""
    target = PROJECT.manifest_path.parent
    target.mkdir(exist_ok=True)
    digest, stamp = " ".join([*COMPILE, _dbt_hash()]), target / "manifest.digest"
    with FileLock(target / "manifest.lock"):
        if not PROJECT.manifest_path.exists() or not stamp.exists() or stamp.read_text() != digest:
            os.environ.setdefault("ROLLCALL_HOME", str(Settings.from_environment().home))  # the profile names it
            DBT.cli(COMPILE, target_path=PROJECT.target_path).wait()
            stamp.write_text(digest)
    return PROJECT.manifest_path


def _dbt_hash() -> str:
    """Hash of the dbt project's own files, without what dbt makes of them."""
    files = [path for path in PROJECT.project_dir.rglob("*") if path.suffix in (".sql", ".yml")]
    return hash_of((path for path in files if PROJECT.manifest_path.parent not in path.parents), PROJECT.project_dir)


def release_inputs(conformer: Conformer) -> dict[str, Any]:
    """Everything that a release of this home, as it stands now, is a function of."""
    return inputs_of(conformer, decided(conformer))


def inputs_of(conformer: Conformer, decisions: Decided) -> dict[str, Any]:
    """Everything that a release is a function of.

    File names can name people, so paths stand as hashes. A reader that gave up on a file is a matter of the machine and not of
    the file, so `unread` is an input of its own: the night on which it succeeds makes another release.
    """
    return {
        "deliveries": [
            [each.sha256, each.unit_code, each.period, sha256(each.path.encode()).hexdigest()[:16], each.sequence]
            for each in conformer.ledger.receipts()
        ],
        "decisions": decisions.effects,
        "unread": [[each.delivery_id, code] for each, code in conformer.unread().items()],
        "contracts": conformer.contracts.content_hash,
        **code_hashes(),
        "key_fingerprint": conformer.key_fingerprint,
        "engine": ENGINE,
    }


def decided(conformer: Conformer) -> Decided:
    """The standing decisions on deliveries that nothing has superseded, on their rows, and on what plans say."""
    return Decided.of_log(Decisions(conformer.settings.home), conformer.ledger.current())


@cache
def code_hashes() -> dict[str, str]:
    """Hashes of the code as this process runs it: taken once, whatever is edited meanwhile."""
    return {
        "pipeline": hash_of([path for path in (ROOT / "pipeline").rglob("*") if path.suffix in (".py", ".html")], ROOT),
        "dbt_project": _dbt_hash(),
        "lock": sha256((ROOT / "requirements.lock").read_bytes()).hexdigest(),
    }


def built_inputs(conformer: Conformer) -> dict[str, Any]:
    """What the build was made from; it fails where that is no longer what a release would be made from now."""
    written = json.loads((conformer.settings.home / "marts" / "inputs.json").read_text(encoding="utf-8"))
    if written != release_inputs(conformer):
        raise dg.Failure("Deliveries, contracts or code changed while the release was being built: run again.")
    return written


def measures() -> list[dict[str, Any]]:
    """What each measure model says of itself: the `meta` of its YAML, under its name."""
    return [{"measure": name, **meta} for name, meta in _metas().items() if meta.get("reads")]


def dimensions() -> Dimensions:
    """What the dbt project says of the attributes by which a part of a measure is told."""
    meta = _metas()["row_attribute"]
    return Dimensions(meta["dimensions"], meta["beside"])


def _metas() -> dict[str, dict[str, Any]]:
    nodes = json.loads(manifest().read_text(encoding="utf-8"))["nodes"].values()
    return {node["name"]: node["config"].get("meta", {}) for node in nodes}


@cache
def lineage(contracts: Path) -> dict[str, Any]:
    """The column lineage of the project as it is now."""
    return column_lineage(json.loads(manifest().read_text(encoding="utf-8")), load(contracts))


def check_conserved(conformer: Conformer) -> None:
    """Fail where a row was lost or invented, or a delivery is not conformed as it would be now: nothing is built on that."""
    if gone := conformer.gone():
        raise dg.Failure(
            f"What was conformed of {', '.join(gone)} is not there, and the bytes were sealed. Put conformed/ back from its backup, "
            "or withdraw the delivery with: rollcall delivery withdraw ID --reason …"
        )
    if lost := not_conserved(conformer.ledger, conformer.tables):
        raise dg.Failure("Rows were lost or invented between file and store; nothing is published.\n" + "\n".join(lost))
    if waiting := sorted({each.period for each in conformer.unconformed()}):
        raise dg.Failure(f"Deliveries of {', '.join(waiting)} are not conformed yet: run conform for these periods.")


def check_something_counts(rows: list[dict[str, Any]]) -> None:
    """Fail where not one delivery counts: an empty release in the place of yesterday's would be our fault, not a county's."""
    if not any(row["is_counted"] and row["entity"] for row in rows):
        codes = sorted({row["finding_code"] for row in rows if row["finding_code"]})
        raise dg.Failure(f"No delivery can be counted ({', '.join(codes) or 'there is none'}); nothing is published.")


@dg.multi_asset(
    name="inputs",
    specs=[
        dg.AssetSpec(
            ["inputs", name],
            group_name="marts",
            kinds={"parquet"},
            description="Control table of the build.",
            deps=[["conformed", "row_address"]] if name == "run_delivery" else [],
        )
        for name in INPUTS
    ],
)
def inputs(settings: dg.ResourceParam[Settings]) -> Iterator[dg.MaterializeResult]:
    with only_writer(settings.home):
        conformer = Conformer.of(settings)
        check_conserved(conformer)
        log_contracts(Decisions(settings.home), settings.contracts)
        empty(settings.home / "marts" / "tables")
        decisions = decided(conformer)
        write_text(settings.home / "marts" / "inputs.json", json.dumps(inputs_of(conformer, decisions)))
        for name, rows in write_inputs(conformer, decisions).items():
            yield dg.MaterializeResult(asset_key=["inputs", name], metadata={"rows": rows})


def write_inputs(conformer: Conformer, decisions: Decided) -> dict[str, int]:
    """Write the control tables of a build; how many rows each has."""
    known = fates(conformer.ledger, conformer.tables, conformer.contracts, decisions.deliveries, decisions.sealed)
    between = findings_between(known, conformer.contracts)
    conformer.tables.write_between("finding", ADDRESS_TABLES["finding"], between)
    tables = input_rows(known, conformer.contracts, measures(), dimensions(), decisions)
    check_something_counts(tables["run_delivery"])
    for name, rows in tables.items():
        conformer.tables.write_input(name, INPUTS[name], rows)
    return {name: len(rows) for name, rows in tables.items()}


def make_ready(settings: Settings) -> None:
    """What dbt finds before a build: the home and its thresholds in the environment, and nothing of a build that was killed."""
    thresholds = load(settings.contracts).settings["figures"]
    os.environ.update({f"ROLLCALL_{name.upper()}": str(value) for name, value in thresholds.items()})
    os.environ["ROLLCALL_HOME"] = str(settings.home)
    for stale in (settings.home / "marts").glob("build.duckdb*"):
        shutil.rmtree(stale) if stale.is_dir() else stale.unlink()  # what it spilled lies in a folder


class _Translator(DagsterDbtTranslator):
    """Every model is of the store `marts`; sources keep the keys of the assets that write them."""

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        return "marts"


@dbt_assets(manifest=manifest(), project=PROJECT, dagster_dbt_translator=_Translator(), name="marts")
def marts(
    context: dg.AssetExecutionContext,
    dbt: DbtCliResource,
    settings: dg.ResourceParam[Settings],
    progress: dg.ResourceParam[Any],
) -> Iterator[Any]:
    with only_writer(settings.home):
        make_ready(settings)
        # unit tests speak of the project's logic, not of tonight's data: they run in the test suite
        command = dbt.cli(
            ["build", "--exclude-resource-type", "unit_test"],
            context=context,
            target_path=settings.home / "marts" / "dbt",
        )
        described = json.loads(manifest().read_text(encoding="utf-8"))
        total = sum(node["resource_type"] in ("model", "test") for node in described["nodes"].values())
        lineages = _dagster_lineage(described, lineage(settings.contracts))
        for done, event in enumerate(command.stream(), 1):
            progress("model", done, total)
            if isinstance(event, dg.Output):
                known = lineages[event.metadata["unique_id"].value]
                event = event.with_metadata({**event.metadata, "dagster/column_lineage": known})
            yield event


def _dagster_lineage(described: dict[str, Any], document: dict[str, Any]) -> dict[str, dg.TableColumnLineage]:
    """What Dagster shows of each model, by unique id: the columns that each column of it is made of or chosen by."""
    named = {id_: id_.split(".", 2)[2] for id_ in (*described["sources"], *described["nodes"])}
    nodes = {**described["sources"], **described["nodes"]}
    keys = {
        named[id_]: _Translator().get_asset_key(node) for id_, node in nodes.items() if named[id_] in document["tables"]
    }
    return {
        id_: dg.TableColumnLineage(
            {
                column: [
                    dg.TableColumnDep(keys[table], before)
                    for table, before, how in said.get("from", ())
                    if how in OF_VALUE and before != ROWS
                ]
                for column, said in document["tables"][named[id_]]["columns"].items()
                if column != ROWS
            }
        )
        for id_, node in described["nodes"].items()
        if node["resource_type"] == "model"
    }
