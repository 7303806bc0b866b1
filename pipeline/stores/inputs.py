"""Control tables: what the model must know besides rows, made from ledger, receipts and contracts, one Parquet file each.

run_delivery says of every known delivery whether it is counted, or why not; the others are areas, codes and plan lines.
"""

from collections.abc import Iterator
from typing import Any

import polars as pl

from pipeline.contract import Contracts
from pipeline.contract.plan import Indicator, Plan, Reading
from pipeline.periods import as_of_date
from pipeline.settings import UserError
from pipeline.stores.fates import HELD, REJECTED, SUPERSEDED, WITHDRAWN, Fate

_TYPES = {
    "int": pl.Int32(),
    "bool": pl.Boolean(),
    "date": pl.Date(),
    "decimal": pl.Decimal(18, 4),
    "list": pl.List(pl.String),
}


def _schema(columns: str) -> dict[str, pl.DataType]:
    """`name` is text, `name:type` is of that type."""
    parts = (column.partition(":") for column in columns.split())
    return {name: _TYPES[kind] if kind else pl.String() for name, _, kind in parts}


INPUTS = {
    "run_delivery": _schema(
        "delivery_id entity unit_code period as_of_date:date sha256 sequence:int file format fate is_counted:bool reason"
        " finding_code data_row_count:int conformed_count:int quarantined_count:int is_synthetic:bool"
    ),
    "area": _schema("area_code name_zh kind parent_code valid_from:date valid_to:date successor_code"),
    "measure": _schema(
        "measure entity population definition_zh definition_year:int definition_source window source_kind unit_of_count_zh"
        " reads:list"
    ),
    "indicator": _schema(
        "plan_code plan_version plan_area_code indicator_code reading indicator_name statistic factor:int unit numerator"
        " denominator target_type direction path baseline:decimal baseline_date:date definition_zh note_zh responsible_zh"
    ),
    "indicator_target": _schema(
        "plan_code indicator_code area_code operator is_operator_printed:bool target:decimal deadline:date"
    ),
    "not_counted_reason": _schema("reason rank:int name_zh"),
    "person_decision": _schema("decision action delivery_id row_id node"),
    "continuing_education_rule": _schema(
        "area_code level quantity:decimal unit window valid_from:date valid_to:date source"
    ),
    "allowance_rule": _schema(
        "area_code level monthly_amount:decimal roles:list payer condition_zh valid_from:date valid_to:date source"
    ),
    "code": _schema("list code name_zh name_en rank:int"),
}


def input_rows(
    known: list[Fate], contracts: Contracts, measures: list[dict[str, Any]], on_persons: list[dict[str, Any]]
) -> dict[str, list[dict[str, Any]]]:
    """The rows of each control table; `known` are all deliveries with their fates, `measures` is what each measure says of itself in the dbt project."""
    plans = _usable_plans(contracts)
    lines = [(plan, each) for plan in plans for each in plan.indicators]
    reasons = contracts.codes["not_counted_reason"].codes
    return {
        "run_delivery": run_deliveries(known),
        "area": [{**vars(area), "area_code": area.code} for area in contracts.areas.values()],
        "measure": measures,
        "indicator": [_indicator(plan, each, way) for plan, each in lines for way in (None, *each.readings)],
        "indicator_target": [row for plan, each in lines for row in _targets(plan, each)],
        "not_counted_reason": [{**vars(code), "reason": code.code} for code in reasons],
        "person_decision": on_persons,
        **{f"{name}_rule": [row.model_dump() for row in rows] for name, rows in contracts.rules.items()},
        "code": [{"list": name, **vars(code)} for name, codes in contracts.codes.items() for code in codes.codes],
    }


def run_deliveries(known: list[Fate]) -> list[dict[str, Any]]:
    """Every known delivery and entity: counted, or why not."""
    return [
        _run_delivery(each, entity)
        for each in known
        for entity in (each.entities if each.reason not in (SUPERSEDED, WITHDRAWN) else ()) or [None]
    ]


def findings_between(known: list[Fate], contracts: Contracts) -> list[dict[str, Any]]:
    """Rows of the table `finding` for what deliveries show only beside each other; accepted or not."""
    return [
        {
            "delivery_id": each.delivery.delivery_id,
            "severity": finding.severity,
            "code": finding.code,
            "message_zh": finding.zh.format(label="", detail=detail),
            "message_en": finding.en.format(label="", detail=detail),
        }
        for each in known
        for finding, detail in ((contracts.findings[code], detail) for code, detail in each.between.items())
    ]


def _run_delivery(each: Fate, entity: str | None) -> dict[str, Any]:
    counts = each.entities.get(entity, {})
    reason = each.reason or (SUPERSEDED if entity in each.replaced else None)
    return {
        **vars(each.delivery),
        "file": each.delivery.file,
        "entity": entity,
        "as_of_date": as_of_date(each.delivery.period),
        "fate": {HELD: "held", REJECTED: "rejected"}.get(reason, "accepted"),
        "is_counted": reason is None,
        "reason": reason,
        "finding_code": next(iter(each.open_codes), None) if reason in (HELD, REJECTED) else None,
        **{f"{name}_count": counts.get(key, 0) for name, key in _COUNTS.items()},
        "is_synthetic": each.receipt.get("is_synthetic", False),
    }


_COUNTS = {"data_row": "data", "conformed": "conformed", "quarantined": "quarantined"}


def _usable_plans(contracts: Contracts) -> list[Plan]:
    """The plans whose files can be used; a broken one is left to fail its own table."""
    plans = []
    for code in contracts.plan_codes():
        try:
            plans.append(contracts.plan(code))
        except UserError:
            continue
    return plans


def _indicator(plan: Plan, each: Indicator, reading: Reading | None) -> dict[str, Any]:
    chosen = reading or each
    baseline = chosen.baseline
    return {
        "plan_code": plan.code,
        "plan_version": plan.version,
        "plan_area_code": plan.area,
        "indicator_code": each.code,
        "reading": reading.name if reading else None,
        "indicator_name": each.name,
        "statistic": each.statistic,
        "factor": each.factor,
        "unit": each.unit,
        "numerator": chosen.numerator or each.numerator,
        "denominator": chosen.denominator or each.denominator,
        "target_type": each.type,
        "direction": each.direction,
        "path": each.path,
        "baseline": baseline.value if baseline else None,
        "baseline_date": baseline.date if baseline else None,
        "definition_zh": chosen.definition,
        "note_zh": each.note,
        "responsible_zh": each.responsible or plan.responsible,
    }


def _targets(plan: Plan, each: Indicator) -> Iterator[dict[str, Any]]:
    for area, by in {plan.area: each.target.by, **each.target.areas}.items():
        for deadline, target in by.items():
            yield {
                "plan_code": plan.code,
                "indicator_code": each.code,
                "area_code": area,
                "operator": each.target.operator,
                "is_operator_printed": each.target.printed,
                "target": target,
                "deadline": deadline,
            }
