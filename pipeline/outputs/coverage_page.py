"""docs/coverage.md: every published fact and every task of the plans with the place that serves it, or why none does.

Made from contracts/plans/; lint refuses the page where it says anything else.
"""

import re
from collections.abc import Iterator

from pipeline.contract import Contracts
from pipeline.contract.indicator import Indicator
from pipeline.contract.plan import Plan

_HEAD = """<!-- Made by `rollcall lint --write` from contracts/plans/; change a plan there. -->
# What is served · 文件条目落实情况

Every published fact of the source documents (现状, 目标, 规则, 比率), and every task without a number: the line of a plan that
serves it, or the reason why none does. A line `plan/code` is the figure `plan/code/area/period` of `indicator_value`; its definition
and readings stand in `contracts/plans/<plan>.yaml`. What a document says of itself and what the rosters add up to stand side by side in
`stated_counted`, checks among published numbers in `cross_footing`, what no list can count in `plan_statement`, tasks in
`plan_obligation`, and what a document says in two ways in `plan_contradiction`.

"""


def coverage_page(contracts: Contracts) -> str:
    """The whole page; UserError where a plan cannot be read."""
    plans = sorted((contracts.plan(code) for code in contracts.plan_codes()), key=lambda plan: (plan.kind, plan.code))
    return _HEAD + "\n".join(line for part in (_summary(plans), *map(_plan, plans)) for line in part) + "\n"


def _summary(plans: list[Plan]) -> Iterator[str]:
    yield "| document | facts | in lines | as published | lines | tasks | with evidence |"
    yield "|---|---:|---:|---:|---:|---:|---:|"
    rows = [
        (
            len(plan.named_facts),
            sum(fact not in _statements(plan) for fact in plan.named_facts),
            len(_statements(plan)),
            len(plan.indicators),
            len(plan.obligations),
            sum(bool(each.evidence) for each in plan.obligations),
        )
        for plan in plans
    ]
    for plan, row in zip(plans, rows, strict=True):
        yield f"| [{plan.code}](#{plan.code}) {plan.title} | " + " | ".join(map(str, row)) + " |"
    totals = [sum(column) for column in zip(*rows, strict=True)]
    yield "| | " + " | ".join(f"**{total}**" for total in totals) + " |"
    yield ""


def _statements(plan: Plan) -> dict[str, str]:
    return {fact: each.reason for each in plan.statements for fact in each.facts}


def _plan(plan: Plan) -> Iterator[str]:
    statements, lines = _statements(plan), {each.code: each for each in plan.indicators}
    footings: dict[str, list[int]] = {}
    for number, footing in enumerate(plan.footings, 1):
        for fact in (footing.total, *footing.parts):
            footings.setdefault(fact, []).append(number)
    yield f"## {plan.code}"
    yield ""
    yield f"{plan.title}"
    yield ""
    yield "| fact | served by | how |"
    yield "|---|---|---|"
    for fact in sorted(plan.named_facts, key=_natural):
        serving = [each for each in plan.indicators if fact in each.named_facts]
        checks = f"；自洽检查 {'、'.join(map(str, footings[fact]))}" if fact in footings else ""
        if serving:
            places = "、".join(f"`{plan.code}/{each.code}`" for each in serving)
            yield f"| {fact} | {places} | {'；'.join(_use(fact, each) for each in serving)}{checks} |"
        else:
            yield f"| {fact} | `plan_statement` | {statements[fact]}{checks} |"
    if plan.obligations:
        yield ""
        yield "| task | words | served by |"
        yield "|---|---|---|"
        for task in plan.obligations:
            served = "、".join(
                f"`{plan.code}/{each}` {lines[each].name}" if each in lines else f"`fct_{each}`"
                for each in task.evidence
            )
            yield f"| {task.code} | {task.words} | {served or task.reason} |"
    yield ""


def _use(fact: str, each: Indicator) -> str:
    if fact in each.stated or any(way.baseline and way.baseline.fact == fact for way in (each, *each.readings)):
        return f"{each.name}：公布数与计数对照"
    return f"{each.name}：{'目标' if fact == each.source.fact and each.target else '口径'}"


def _natural(fact: str) -> tuple[str, int]:
    letters, digits = re.fullmatch(r"([^0-9]*)([0-9]*).*", fact).groups()
    return letters, int(digits or 0)
