"""Control tables from contracts/plans/: lines, targets, readings, tasks, and what documents state and how it must agree.

What a plan counts is handed on by name; counted_inputs.py says what such a name stands for.
"""

from collections.abc import Container, Iterator, Mapping
from datetime import timedelta
from fractions import Fraction
from typing import Any

from pipeline.contract import Contracts
from pipeline.contract.indicator import Body, Indicator, Reading, Target
from pipeline.contract.plan import Plan
from pipeline.contract.target import Deadline, as_decimal, as_printed

Row = dict[str, Any]
Choices = Mapping[tuple[str, str], str | None]


def plan_rows(
    plans: list[Plan], contracts: Contracts, choices: Choices, countable: Container[str]
) -> dict[str, list[Row]]:
    """The rows of each control table of plans.

    `choices` are the readings decided on, by plan and indicator, None for the bare line; `countable` is what can be counted: a line
    that counts something else has no figure.
    """
    lines = [(plan, each) for plan in plans for each in plan.indicators]
    return {
        "plan": [_plan(plan) for plan in plans],
        "indicator": [
            row
            for plan, each in lines
            for row in (_indicator(plan, each, way, choices) for way in (None, *each.readings))
            if row["numerator"] in countable and (row["denominator"] is None or row["denominator"] in countable)
        ],
        "indicator_target": [
            {"reading": way.name if isinstance(way, Reading) else None, **row}
            for plan, each in lines
            for way in (each, *each.readings)
            if way.target
            for row in _targets(plan, each, way.target, contracts)
        ],
        "plan_responsible": [row for plan in plans for row in _responsible(plan)],
        "indicator_fact": [row for plan, each in lines for row in _facts(plan, each)],
        "plan_obligation": [
            {"plan_code": plan.code, "obligation_code": each.code, "words": each.words, "reason": each.reason}
            for plan in plans
            for each in plan.obligations
        ],
        "obligation_evidence": [
            {"plan_code": plan.code, "obligation_code": each.code, "evidence": evidence}
            for plan in plans
            for each in plan.obligations
            for evidence in each.evidence
        ],
        "plan_statement": [
            {"plan_code": plan.code, "fact_id": fact, "reason": each.reason}
            for plan in plans
            for each in plan.statements
            for fact in each.facts
        ],
        "plan_footing": [
            {"plan_code": plan.code, "footing": number, "total": each.total, "place": place, "part": part}
            | {"factor": each.factor, "remainder_zh": each.remainder, "note_zh": each.note}
            for plan in plans
            for number, each in enumerate(plan.footings, 1)
            for place, part in enumerate(each.parts, 1)
        ],
        "plan_contradiction": [
            {"plan_code": plan.code, "contradiction_code": each.code, "indicator_code": line, "facts": list(each.facts)}
            | {"words": each.words, "treatment": each.treatment}
            for plan in plans
            for each in plan.contradictions
            for line in (each.indicators or (None,))
        ],
    }


def _plan(plan: Plan) -> Row:
    first, last = plan.years or (None, None)
    return {
        "plan_code": plan.code,
        "plan_version": plan.version,
        "kind": plan.kind,
        "title": plan.title,
        "document": plan.document,
        "area_code": plan.area,
        "first_year": first,
        "last_year": last,
        "issued_on": plan.issued,
        "published_on": plan.published,
        "issuers": list(plan.issuers),
    }


def _indicator(plan: Plan, each: Indicator, reading: Reading | None, choices: Choices) -> Row:
    numerator = (reading and reading.numerator) or each.numerator
    denominator = (reading and reading.denominator) or each.denominator
    baseline = (reading or each).baseline
    return {
        "plan_code": plan.code,
        "plan_version": plan.version,
        "plan_area_code": each.area or plan.area,
        "indicator_code": each.code,
        "indicator_rank": plan.indicators.index(each) + 1,
        "reading": reading.name if reading else None,
        "target_reading": reading.name if reading and reading.target else None,
        "is_chosen": _is_chosen(plan, each, reading, choices),
        "indicator_name": each.name,
        "statistic": each.statistic,
        "factor": each.factor,
        "unit": each.unit,
        "numerator": numerator.name,
        "denominator": denominator.name if denominator else None,
        "target_type": each.type,
        "direction": each.direction,
        "path": each.path,
        "wording": each.wording,
        "baseline": baseline.value if baseline else None,
        "baseline_date": baseline.date if baseline else None,
        "definition_zh": (reading or each).definition,
        "note_zh": each.note,
        "source_words": each.source.words,
    }


def _is_chosen(plan: Plan, each: Indicator, reading: Reading | None, choices: Choices) -> bool | None:
    """Whether it is the reading that the document prints or a decision chose; None as long as nothing chooses.

    A choice of a reading that the plan no longer has is without effect.
    """
    key, name = (plan.code, each.code), reading.name if reading else None
    if key in choices and choices[key] in {None, *(way.name for way in each.readings)}:
        return choices[key] == name
    return None if each.choice == "open" else reading is None


def _targets(plan: Plan, each: Indicator, target: Target, contracts: Contracts) -> Iterator[Row]:
    """The targets of every area that has them, in each version: as printed, then as each amendment sets them from its approval on."""
    own = each.area or plan.area
    below = contracts.areas_in(own) if target.everywhere else ()
    for area, by in {**dict.fromkeys(below, target.by), own: target.by, **target.areas}.items():
        amendments = target.amendments if area == own or (area in below and area not in target.areas) else ()
        starts = [None, *(amendment.approved for amendment in amendments)]
        ends = [*(start - timedelta(days=1) for start in starts[1:]), None]
        printed = ((plan.document, by), *((amendment.document, amendment.by) for amendment in amendments))
        for (document, due), start, end in zip(printed, starts, ends, strict=True):
            version = {"valid_from": start, "valid_to": end, "document": document}
            yield from (row | version for row in _due(plan, each.code, target, area, due))


def _due(plan: Plan, code: str, target: Target, area: str, by: Mapping[Deadline, Fraction]) -> Iterator[Row]:
    for due, amount in by.items():
        bounds = [amount] if target.upper is None else [amount, target.upper]
        yield {
            "plan_code": plan.code,
            "indicator_code": code,
            "area_code": area,
            "operator": target.operator,
            "is_operator_printed": target.printed,
            "target": as_decimal(amount),
            "target_above": amount.numerator,
            "target_below": amount.denominator,
            "target_upper": None if target.upper is None else as_decimal(target.upper),
            "target_zh": "–".join(map(as_printed, bounds)),
            "deadline": plan.last_day(due),
            "deadline_precision": due.precision,
        }


def _responsible(plan: Plan) -> Iterator[Row]:
    """The bodies of every line and task: its own, else those of the plan."""
    for each in (*plan.indicators, *plan.obligations):
        for body in each.responsible or plan.responsible:
            yield {"plan_code": plan.code, "entry_code": each.code, **_body(body)}


def _body(body: Body) -> Row:
    return {"body": body.name, "role": body.role, "valid_from": body.valid_from, "valid_to": body.valid_to}


def _facts(plan: Plan, each: Indicator) -> Iterator[Row]:
    """The published facts that a line names; `stated` ones say the same figure, as does the baseline for its own date."""
    baselines = [way.baseline.fact for way in (each, *each.readings) if way.baseline and way.baseline.fact]
    stated = {*each.stated, *baselines}
    for fact in sorted(each.named_facts):
        use = "stated" if fact in stated else "target" if fact == each.source.fact and each.target else "definition"
        yield {"plan_code": plan.code, "indicator_code": each.code, "fact_id": fact, "use": use}
