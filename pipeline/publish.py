"""publish: the table of each plan, then one immutable release, made current in one step.

The id of a release is known before it is built, from its inputs alone. Nothing is published of a build whose tests failed.
"""

import json
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb

from pipeline.audit.expected import TOPICS
from pipeline.audit.gate import GateClosed, examine, not_met, told
from pipeline.audit.lineage import public_lineage
from pipeline.audit.lineage_path import LINEAGE, PAGE, read_lineage
from pipeline.conformer import Conformer
from pipeline.contract import Contracts
from pipeline.contract.plan import Plan
from pipeline.model import built_inputs, lineage
from pipeline.outputs.gate_page import gate_page
from pipeline.outputs.lineage_page import lineage_page
from pipeline.outputs.openlineage import events, send_as_configured
from pipeline.outputs.plan_appendix import plan_appendices
from pipeline.outputs.plan_table import write_plan_table
from pipeline.settings import ROOT, Settings
from pipeline.stores.approved import point_approved
from pipeline.stores.decisions import Decisions
from pipeline.stores.home import only_writer, write_text
from pipeline.stores.ledger import Delivery
from pipeline.stores.pointer import pointed
from pipeline.stores.release_writing import write_release
from pipeline.stores.releases import NoRelease, ReleaseDamaged, current, read_manifest, release_id, rows

NOT_PUBLISHED = "marts/gate.html"  # the page of a candidate that was stopped
IS_SOUND = dg.AssetCheckSpec(
    "is_sound",
    asset=["published", "release"],
    description="Manifest, files, row counts and the absence of a write-ahead log; looked at again while it is served.",
)
CODE = ("pipeline", "dbt_project", "contracts", "requirements.lock")


def commit() -> str | None:
    """The commit of the checkout that runs, with -dirty where its code or contracts differ from it; None where git knows nothing of it."""
    if not (ROOT / ".git").exists():
        return None
    try:
        head, changed = (
            subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
            for words in (("rev-parse", "HEAD"), ("--no-optional-locks", "status", "--porcelain", "--", *CODE))
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return f"{head}-dirty" if changed else head


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
            figures = write_workbook(conformer.contracts.plan(code), settings.home, release_id(built_inputs(conformer)))
        return dg.MaterializeResult(metadata={"figures": figures})

    return table


def write_workbook(plan: Plan, home: Path, release_id: str) -> int:
    """Write the indicator table of a plan from the build of this home; how many figures it has."""
    with duckdb.connect(str(home / "marts" / "build.duckdb"), read_only=True) as build:
        ask = partial(rows, build)
        figures = ask("select * from indicator_value where plan_code = $plan", {"plan": plan.code})
        appendices = list(plan_appendices(plan.code, ask))
    write_plan_table(figures, plan, home / "marts" / "tables" / f"{plan.code}.xlsx", release_id, appendices)
    return len(figures)


def unhashed_of(home: Path, receipts: list[Delivery]) -> dict[str, Any]:
    """What a manifest says besides and what two equal releases may say differently: times, the head of the log, the commit."""
    return {
        "built_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "received_at": {each.delivery_id: each.received_at for each in receipts},
        "decisions": Decisions(home).head(),
        "commit": commit(),
    }


PLANS = sorted(path.stem for path in (Settings.from_environment().contracts / "plans").glob("*.yaml"))
plan_tables = [plan_table(code) for code in PLANS]


@dg.asset(
    key=["published", "release"],
    group_name="published",
    deps=[["published", code] for code in PLANS],
    kinds={"duckdb", "parquet"},
    description="An immutable release: database, Parquet, plan tables, contracts and manifest.",
    check_specs=[
        *(
            dg.AssetCheckSpec(f"gate_{topic}", asset=["published", "release"], blocking=True, description=what)
            for topic, what in TOPICS.items()
        ),
        IS_SOUND,
    ],
)
def release(settings: dg.ResourceParam[Settings]) -> Iterator[Any]:
    home = settings.home
    with only_writer(home):
        conformer = Conformer.of(settings)
        inputs = built_inputs(conformer)
        write_lineage(settings)
        try:
            path = write_release(
                home,
                home / "marts" / "build.duckdb",
                home / "marts" / "tables",
                settings.contracts,
                inputs,
                unhashed_of(home, conformer.ledger.receipts()),
                partial(gate_candidate, home, conformer.contracts),
            )
        except GateClosed as closed:
            yield from _checks(closed.gate)
            raise dg.Failure(str(closed)) from None
        point_approved(home, path)
    manifest = read_manifest(path)
    counts = {name: table["rows"] for name, table in manifest["tables"].items()}
    yield dg.MaterializeResult(
        metadata={
            "release_id": path.name,
            "served": pointed(home),
            "lineage_events": send_as_configured(partial(release_events, path)),
            "rows": dg.MetadataValue.json(counts),
        }
    )
    yield from _checks(manifest["unhashed"]["gate"])
    yield dg.AssetCheckResult(passed=True, check_name=IS_SOUND.name)  # or it would not have been published


def gate_candidate(home: Path, contracts: Contracts, staged: Path) -> dict[str, Any]:
    """Examine a release that is not published yet, and put its page beside its tables; GateClosed where it must not be published."""
    gate = examine(staged, _served(home), contracts)
    page, stopped = gate_page(gate), home / NOT_PUBLISHED
    stopped.unlink(missing_ok=True)
    if gate["on_failure"] == "block" and not_met(gate):
        write_text(stopped, page)
        raise GateClosed(gate, f"{home.name}/{NOT_PUBLISHED}")
    write_text(staged / "internal" / "gate.html", page)
    return gate


def gate_unserved(contracts: Contracts, staged: Path) -> dict[str, Any]:
    """Examine a release that takes nobody's place: beside none, and whatever is found stops nothing."""
    gate = examine(staged, None, contracts, is_served=False)
    write_text(staged / "internal" / "gate.html", gate_page(gate))
    return gate


def _checks(gate: dict[str, Any]) -> Iterator[dg.AssetCheckResult]:
    """The result by topic: a warning, or an error where it stopped the release."""
    is_blocking = gate["on_failure"] == "block"
    for topic in TOPICS:
        expected = [each for each in gate["expectations"] if each["topic"] == topic]
        failed = [each for each in expected if not each["success"]]
        yield dg.AssetCheckResult(
            check_name=f"gate_{topic}",
            passed=not failed,
            severity=dg.AssetCheckSeverity.ERROR if is_blocking else dg.AssetCheckSeverity.WARN,
            description="; ".join(told(each) for each in failed),
            metadata={"expectations": len(expected), "not_met": len(failed)},
        )


def _served(home: Path) -> Path | None:
    """What is served while this is published; None where there is nothing sound."""
    try:
        return current(home)
    except (NoRelease, ReleaseDamaged):
        return None


def write_lineage(settings: Settings) -> None:
    """Where every column comes from, for programs and as a page, beside the plan tables."""
    document, tables = lineage(settings.contracts), settings.home / "marts" / "tables"
    with duckdb.connect(str(settings.home / "marts" / "build.duckdb"), read_only=True) as build:
        (is_synthetic,) = build.execute("select coalesce(bool_or(is_synthetic), false) from run_delivery").fetchone()
    write_text(tables / LINEAGE, json.dumps(document, ensure_ascii=False, separators=(",", ":")))
    write_text(tables / PAGE, lineage_page(document, is_synthetic=is_synthetic))


def release_events(release: Path) -> list[Any]:
    """What was published, as OpenLineage says it."""
    document = read_lineage(release)
    return events(read_manifest(release), document, public_lineage(document))
