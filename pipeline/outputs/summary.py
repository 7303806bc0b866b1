"""What a run says at its end: deliveries by fate, quarantined rows by rule, the plan's figures with their status, where to look next.

One dictionary, printed for a person or as JSON. Made from the release, so it cannot say other than what was published; beside it
only the decisions on persons that it could not follow.
"""

from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from pipeline.outputs.words import HUNDRED, approval_of, shown, status
from pipeline.stores.decision import PersonDecision
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
    manifest = read_manifest(release)
    with open_release(release) as connection:
        ask = partial(rows, connection)
        fates = ask(f"select fate, out, count(*) as deliveries from ({_FATES}) group by all order by all")
        return {
            "release_id": release.name,
            "tables": {name: table["sha256"] for name, table in manifest["tables"].items()},
            "gate": _gate(manifest),
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
            "approvals": ask(
                "select area_code, period, approval from period_signature where approved_signature is not null order by all"
            ),
            "quarantined_rows": ask("select count(distinct row_id) as n from quarantined_row")[0]["n"],
            "figures": ask("""
                select value.*, coalesce((
                    select bool_or(is_operator_printed) from indicator_target target
                    where target.plan_code = value.plan_code and target.indicator_code = value.indicator_code
                        and target.area_code = value.area_code and target.target_zh = value.target_zh
                ), false) as is_operator_printed
                from indicator_value value
                join indicator_definition definition using (plan_code, indicator_code)
                where value.area_code = definition.plan_area_code and value.reading is not distinct from definition.reading
                order by plan_code, period, indicator_rank, figure_id
            """),
            "plans": ask("""
                select plan_code, area.name_zh as area_name,
                    (select list(verdict order by verdict) from stated_counted stated where stated.plan_code = plan.plan_code) as verdicts
                from plan_definition plan join dim_area area using (area_code) order by plan.kind, plan_code
            """),
        }


def _gate(manifest: dict[str, Any]) -> dict[str, Any]:
    """How many expectations of the gate are met, those that are not, and the page below the home that shows them all."""
    gate = manifest["unhashed"]["gate"]
    return {
        **gate["statistics"],
        "warnings": [each for each in gate["expectations"] if not each["success"]],
        "page": f"published/{manifest['release_id']}/internal/gate.html",
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
    _show_approvals(said["approvals"], console, command)
    quarantined = said["quarantined"]
    detail = " · ".join(f"{code} {count}" for code, count in quarantined.items())
    console.print(
        f"[bold]Quarantined[/]     {said['quarantined_rows']} rows   {detail}",
        highlight=False,
        soft_wrap=not console.is_terminal,
    )
    gate, told = said["gate"], len(said["gate"]["warnings"])
    console.print(
        f"[bold]Gate[/]            {gate['met']} of {gate['evaluated']} expectations met, {told} warning{'' if told == 1 else 's'}"
        f"   {home}/{gate['page']}",
        highlight=False,
        soft_wrap=not console.is_terminal,
    )
    for plan in said["plans"]:
        figures = [each for each in said["figures"] if each["plan_code"] == plan["plan_code"]]
        newest = max((each["period"] for each in figures if each["as_of_date"]), default="undated")
        _show_plan(plan, [each for each in figures if each["period"] == newest], console)
    judged = [each for each in said["figures"] if each["status"] != "无法评估"] or [
        each for each in said["figures"] if each["value"] is not None
    ]
    if judged:
        newest = max(each["period"] for each in judged)
        first = next(each["figure_id"] for each in judged if each["period"] == newest)
        console.print(
            f"[bold]Look at[/]         {home}/published/current/internal/{first.partition('/')[0]}.xlsx",
            highlight=False,
            soft_wrap=not console.is_terminal,
        )
        console.print(
            f"[bold]Prove one[/]       {command} trace {first} --prove",
            highlight=False,
            soft_wrap=not console.is_terminal,
        )


def _show_approvals(approvals: list[dict[str, Any]], console: Console, command: str) -> None:
    """What is approved, and what was and is no longer what was signed."""
    for approval, title, what in (
        ("审定数", "[bold]Approved[/]        ", ""),
        ("初步数", "[bold]Approve again[/]   ", f"   changed since it was signed, 初步数 again: {command} period list"),
    ):
        if named := [f"{each['area_code']} {each['period']}" for each in approvals if each["approval"] == approval]:
            console.print(f"{title}{' · '.join(named)}{what}", highlight=False, soft_wrap=True)


def _show_plan(plan: dict[str, Any], figures: list[dict[str, Any]], console: Console) -> None:
    """What is judged line by line, the rest by its reason, and how many published figures the rosters reproduce."""
    notice = f"   {SYNTHETIC_NOTICE}" if any(each["is_synthetic"] for each in figures) else ""
    as_of = next((f", as of {each['as_of_date']}" for each in figures if each["as_of_date"]), "")
    approval = f"   {approval_of(figures)}" if figures else ""
    console.print(f"[bold]{plan['plan_code']}[/], {plan['area_name']}{as_of}{approval}{notice}", highlight=False)
    _show_judged([each for each in figures if each["status"] != "无法评估"], console)
    reasons = Counter(status(each) for each in figures if each["status"] == "无法评估")
    verdicts = Counter(plan["verdicts"] or ())
    for title, counts in (("", reasons), ("公布数 ", verdicts)):
        if counts:
            told = " · ".join(f"{name} {count}" for name, count in counts.most_common())
            console.print(f" {title}{told}", highlight=False, soft_wrap=not console.is_terminal)


def _show_judged(figures: list[dict[str, Any]], console: Console) -> None:
    table = Table(box=None, show_header=False, padding=(0, 1), pad_edge=True)
    for justify in ("left", "left", "right", "left", "right", "left", "left"):
        table.add_column(justify=justify, overflow="fold")
    for each in figures:
        name = each["figure_id"].split("/")[1]
        is_short = each["attained_pct"] is not None and each["attained_pct"] < HUNDRED
        mark = {">=": "≥", "<=": "≤"}.get(each["operator"], each["operator"]) if each["is_operator_printed"] else ""
        target = f"目标 {mark}{each['target_zh']} ({each['target_type']})"
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
