"""publish: the table of each plan, then one immutable release, made current in one step.

The id of a release is known before it is built, from its inputs alone. Nothing is published of a build whose tests failed.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from typing import Any

import dagster as dg
import duckdb

from pipeline.conform import Conformer
from pipeline.contract.catalogue import hash_of
from pipeline.outputs.plan_table import write_plan_table
from pipeline.settings import ROOT, Settings
from pipeline.stores.home import only_writer
from pipeline.stores.releases import current, read_manifest, release_id, rows, write_release

ENGINE = "duckdb"
CHANGE_BOUND_PCT = 30


def release_inputs(conformer: Conformer) -> dict[str, Any]:
    """Everything that a release is a function of.

    File names can name people, so paths stand as hashes. A reader that gave up on a file is a matter of the machine and not of
    the file, so `unread` is an input of its own: the night on which it succeeds makes another release.
    """
    settings = conformer.settings
    return {
        "deliveries": [
            [each.sha256, each.unit_code, each.period, sha256(each.path.encode()).hexdigest()[:16], each.sequence]
            for each in conformer.ledger.deliveries()
        ],
        "decisions": [],
        "unread": [each.delivery_id for each in conformer.unread()],
        "contracts": hash_of(
            [path for path in settings.contracts.rglob("*") if path.suffix in (".yaml", ".csv")], settings.contracts
        ),
        **_code_hashes(),
        "key_fingerprint": conformer.key_fingerprint,
        "engine": ENGINE,
    }


@cache
def _code_hashes() -> dict[str, str]:
    """Hashes of the code as this process runs it: taken once, whatever is edited meanwhile."""
    models = [path for path in (ROOT / "dbt_project").rglob("*") if path.suffix in (".sql", ".yml")]
    return {
        "pipeline": hash_of(list((ROOT / "pipeline").rglob("*.py")), ROOT),
        "dbt_project": hash_of([path for path in models if "target" not in path.parts], ROOT),
        "lock": sha256((ROOT / "requirements.lock").read_bytes()).hexdigest(),
    }


def plan_table(code: str) -> dg.AssetsDefinition:
    """The asset of one plan's indicator table; it alone fails where the plan's file is broken."""

    @dg.asset(
        key=["published", code],
        group_name="published",
        deps=[["indicator_value"]],
        kinds={"xlsx"},
        description="The indicator table of one plan as a workbook (practice E43).",
    )
    def table(settings: dg.ResourceParam[Settings]) -> dg.MaterializeResult:
        with only_writer(settings.home):
            conformer = Conformer.of(settings)
            plan = conformer.contracts.plan(code)
            path = settings.home / "marts" / "tables" / f"{code}.xlsx"
            with duckdb.connect(str(settings.home / "marts" / "build.duckdb"), read_only=True) as build:
                figures = rows(build, "select * from indicator_value where plan_code = $plan", {"plan": code})
            write_plan_table(figures, plan, path, release_id(release_inputs(conformer)))
        return dg.MaterializeResult(metadata={"figures": len(figures)})

    return table


PLANS = sorted(path.stem for path in (Settings.from_environment().contracts / "plans").glob("*.yaml"))
plan_tables = [plan_table(code) for code in PLANS]


@dg.asset(
    key=["published", "release"],
    group_name="published",
    deps=[["published", code] for code in PLANS],
    kinds={"duckdb", "parquet"},
    description="An immutable release: database, Parquet, plan tables, contracts and manifest.",
    check_specs=[
        dg.AssetCheckSpec(
            "counts_near_last_release",
            asset=["published", "release"],
            description="No table grew or shrank beyond the bound.",
        )
    ],
)
def release(settings: dg.ResourceParam[Settings]) -> Iterator[Any]:
    home = settings.home
    with only_writer(home):
        conformer = Conformer.of(settings)
        before = read_manifest(current(home))["tables"] if (home / "published" / "current").exists() else {}
        inputs = release_inputs(conformer)
        received = {each.delivery_id: each.received_at for each in conformer.ledger.deliveries()}
        unhashed = {"built_at": datetime.now(UTC).isoformat(timespec="seconds"), "received_at": received}
        path = write_release(
            home,
            home / "marts" / "build.duckdb",
            home / "marts" / "tables",
            settings.contracts,
            release_id(inputs),
            inputs,
            unhashed,
        )
    tables = read_manifest(path)["tables"]
    moved = {
        name: [before[name]["rows"], table["rows"]]
        for name, table in tables.items()
        if name in before and abs(table["rows"] - before[name]["rows"]) * 100 > CHANGE_BOUND_PCT * before[name]["rows"]
    }
    yield dg.MaterializeResult(
        metadata={
            "release_id": path.name,
            "rows": dg.MetadataValue.json({name: table["rows"] for name, table in tables.items()}),
        }
    )
    yield dg.AssetCheckResult(
        passed=not moved,
        severity=dg.AssetCheckSeverity.WARN,
        check_name="counts_near_last_release",
        metadata={"moved": dg.MetadataValue.json(moved)},
    )
