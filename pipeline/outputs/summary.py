"""What a run says at its end: deliveries by fate, quarantined rows by rule, the plan's figures with their status, where to look next.

One dictionary, printed for a person or as JSON. Made from the release, so it cannot say other than what was published; beside it
only the decisions on persons that it could not follow.
"""

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from pipeline.outputs.words import HUNDRED, shown, status
from pipeline.stores.decisions import PersonDecision
from pipeline.stores.person_decisions import lapsed
from pipeline.stores.releases import open_release, read_manifest, rows
from pipeline.text import SYNTHETIC_NOTICE

_FATES = """
    select delivery_id, min(unit_code) as unit_code, min(period) as period, min(fate) as fate, min(file) as file, min(finding_code) as finding_code,
        case when not bool_or(is_counted) then max(reason) filter (where reason in ('superseded', 'withdrawn')) end as out
    from run_delivery group by delivery_id
"""


def summary(release: Path, standing: list[PersonDecision]) -> dict[str, Any]:
    """Counts and figures of one release; `standing` are the decisions on persons that it was to follow."""
    with open_release(release) as connection:
        ask = partial(rows, connection)
        fates = ask(f"select fate, out, count(*) as deliveries from ({_FATES}) group by all order by all")
        return {
            "release_id": release.name,
            "tables": {name: table["sha256"] for name, table in read_manifest(release)["tables"].items()},
            "deliveries": {
                each["fate"] + (f" {each['out']}" if each["out"] else ""): each["deliveries"] for each in fates
            },
            "not_accepted": ask(
                f"select unit_code, period, file, fate, finding_code from ({_FATES}) where fate <> 'accepted' order by all"
            ),
            "conformed": {
                each["entity"]: each["n"]
                for each in ask(
                    "select entity, sum(conformed_count)::int as n from run_delivery where entity is not null group by all having n > 0 order by n desc"
                )
            },
            "quarantined": {
                each["code"]: each["n"]
                for each in ask(
                    "select code, count(distinct row_id)::int as n from quarantined_row group by all order by n desc, code"
                )
            },
            "lapsed_decisions": [each.sequence for each in lapsed(standing, _persons(ask, standing))],
            "quarantined_rows": ask("select count(distinct row_id) as n from quarantined_row")[0]["n"],
            "figures": ask("""
                select value.* from indicator_value value
                join indicator_definition definition using (plan_code, indicator_code)
                where value.area_code = definition.plan_area_code and value.reading is not distinct from definition.reading
                order by plan_code, period, figure_id
            """),
        }


def _persons(ask: Callable[..., list[dict[str, Any]]], standing: list[PersonDecision]) -> set[str]:
    """The rows that decisions name, as far as they stand in the release."""
    query = """
        select delivery_id || ':' || row_id as name from person_match where list_contains($names, delivery_id || ':' || row_id)
    """
    return {each["name"] for each in ask(query, {"names": [row for each in standing for row in each.rows]})}


def show(said: dict[str, Any], console: Console, home: str, command: str) -> None:
    """The end of a run, as a person reads it; `home` and `command` as that person would type them."""
    console.print(
        f"\n[bold]Deliveries[/]      {' · '.join(f'{fate} {count}' for fate, count in said['deliveries'].items())}",
        highlight=False,
    )
    for each in said["not_accepted"]:
        console.print(
            f"  {each['fate']:<12}  {each['file']}  {each['finding_code']}",
            highlight=False,
            soft_wrap=not console.is_terminal,
        )
    if any(each["fate"] == "held" for each in said["not_accepted"]):
        console.print(f"[bold]Decide on held[/]  {command} delivery list", highlight=False, soft_wrap=True)
    if lapsed_decisions := said["lapsed_decisions"]:
        numbers = ", ".join(map(str, lapsed_decisions))
        console.print(
            f"[bold]Decide again[/]    {command} person list   rows of decision {numbers} stand in no list now, so it has no effect",
            highlight=False,
            soft_wrap=True,
        )
    quarantined = said["quarantined"]
    detail = " · ".join(f"{code} {count}" for code, count in quarantined.items())
    console.print(
        f"[bold]Quarantined[/]     {said['quarantined_rows']} rows   {detail}",
        highlight=False,
        soft_wrap=not console.is_terminal,
    )
    newest = max((each["period"] for each in said["figures"]), default=None)
    for plan in sorted({each["plan_code"] for each in said["figures"]}):
        figures = [each for each in said["figures"] if each["plan_code"] == plan and each["period"] == newest]
        _show_plan(plan, figures, console)
    if newest:
        first = next(each["figure_id"] for each in said["figures"] if each["period"] == newest)
        console.print(
            f"[bold]Look at[/]         {home}/published/current/internal/{plan}.xlsx",
            highlight=False,
            soft_wrap=not console.is_terminal,
        )
        console.print(
            f"[bold]Prove one[/]       {command} trace {first} --prove",
            highlight=False,
            soft_wrap=not console.is_terminal,
        )


def _show_plan(plan: str, figures: list[dict[str, Any]], console: Console) -> None:
    notice = f"   {SYNTHETIC_NOTICE}" if any(each["is_synthetic"] for each in figures) else ""
    console.print(
        f"[bold]{plan}[/], {figures[0]['area_name']}, as of {figures[0]['as_of_date']}{notice}", highlight=False
    )
    table = Table(box=None, show_header=False, padding=(0, 1), pad_edge=True)
    for justify in ("left", "left", "right", "left", "right", "left", "left"):
        table.add_column(justify=justify, overflow="fold")
    for each in figures:
        name = each["figure_id"].split("/")[1]
        is_short = each["attained_pct"] is not None and each["attained_pct"] < HUNDRED
        mark = "≥" if each["operator"] == ">=" else each["operator"] or ""
        target = (
            f"目标 {mark}{_digits(each['target'])} ({each['target_type']})" if each["target"] is not None else "无目标"
        )
        attained = (
            f"{_digits(each['attained_pct'], HUNDRED if is_short else None)} %"
            if each["attained_pct"] is not None
            else ""
        )
        table.add_row(
            name,
            each["indicator_name"],
            _digits(each["value"], each["target"] if is_short else None),
            each["unit"],
            target,
            attained,
            status(each),
        )
    console.print(table)


def _digits(number: Decimal | None, below: Decimal | None = None) -> str:
    """Two decimals at the most, without trailing noughts, thousands separated; never up to a bound that is not reached."""
    if number is None:
        return "—"
    text = f"{shown(Decimal(number), 2, below):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
