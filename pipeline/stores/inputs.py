"""Control tables: what the model must know besides rows, made from ledger, receipts and contracts, one Parquet file each.

run_delivery says of every known delivery whether it is counted, or why not; the others are areas, codes, and what plans say and count.
"""

from typing import Any

import polars as pl

from pipeline.contract import Contracts
from pipeline.contract.plan import Plan
from pipeline.periods import as_of_date
from pipeline.settings import UserError
from pipeline.stores.counted_inputs import Dimensions, counted_rows
from pipeline.stores.decided import Decided
from pipeline.stores.fates import HELD, REJECTED, SUPERSEDED, WITHDRAWN, Fate
from pipeline.stores.plan_inputs import plan_rows

_TYPES = {
    "int": pl.Int32(),
    "bool": pl.Boolean(),
    "date": pl.Date(),
    "decimal": pl.Decimal(18, 4),
    "list": pl.List(pl.String),
    "lists": pl.List(pl.List(pl.String)),
}


def _schema(columns: str) -> dict[str, pl.DataType]:
    """`name` is text, `name:type` is of that type."""
    parts = (column.partition(":") for column in columns.split())
    return {name: _TYPES[kind] if kind else pl.String() for name, _, kind in parts}


INPUTS = {
    "run_delivery": _schema(
        "delivery_id entity unit_code period as_of_date:date sha256 sequence:int file format fate is_counted:bool reason"
        " finding_code data_row_count:int conformed_count:int quarantined_count:int is_synthetic:bool is_sealed:bool"
    ),
    "area": _schema("area_code name_zh kind parent_code valid_from:date valid_to:date successor_code"),
    "measure": _schema(
        "measure entity population definition_zh definition_year:int definition_source window source_kind unit_of_count_zh"
        " reads:list"
    ),
    "indicator_need": _schema(
        "plan_code indicator_code reading entity source_kind needs_zh is_above:bool is_below:bool"
    ),
    "measure_part": _schema("measure base_measure conditions:lists possible:lists"),
    "measure_unit": _schema("measure unit_measure of_measure among_measure minimum_above:int minimum_below:int"),
    "plan": _schema(
        "plan_code plan_version kind title document area_code first_year:int last_year:int issued_on:date published_on:date"
        " issuers:list"
    ),
    "indicator": _schema(
        "plan_code plan_version plan_area_code indicator_code indicator_rank:int reading target_reading is_chosen:bool indicator_name statistic"
        " factor:int unit numerator denominator target_type direction path wording baseline:decimal baseline_date:date"
        " definition_zh note_zh source_words"
    ),
    "indicator_target": _schema(
        "plan_code indicator_code reading area_code operator is_operator_printed:bool target:decimal target_above:int target_below:int"
        " target_upper:decimal target_zh deadline:date deadline_precision valid_from:date valid_to:date document"
    ),
    "plan_responsible": _schema("plan_code entry_code body role valid_from:date valid_to:date"),
    "indicator_fact": _schema("plan_code indicator_code fact_id use"),
    "plan_obligation": _schema("plan_code obligation_code words reason"),
    "obligation_evidence": _schema("plan_code obligation_code evidence"),
    "plan_statement": _schema("plan_code fact_id reason"),
    "plan_footing": _schema("plan_code footing:int total place:int part factor:int remainder_zh note_zh"),
    "plan_contradiction": _schema("plan_code contradiction_code indicator_code facts:list words treatment"),
    "not_counted_reason": _schema("reason rank:int name_zh"),
    "person_decision": _schema("decision action delivery_id row_id node"),
    "difference_decision": _schema("figure_id fact_id kind difference"),
    "period_approval": _schema("area_code period signature"),
    "continuing_education_rule": _schema(
        "area_code level quantity:decimal unit window valid_from:date valid_to:date source"
    ),
    "allowance_rule": _schema(
        "area_code level monthly_amount:decimal roles:list payer condition_zh valid_from:date valid_to:date source"
    ),
    "code": _schema("list code name_zh name_en rank:int"),
}


def input_rows(
    known: list[Fate],
    contracts: Contracts,
    measures: list[dict[str, Any]],
    dimensions: Dimensions,
    decided: Decided,
) -> dict[str, list[dict[str, Any]]]:
    """The rows of each control table.

    `known` are all deliveries with their fates, `measures` and `dimensions` are what the dbt project says of its measures and attributes.
    """
    plans = _usable_plans(contracts)
    counted = counted_rows(plans, measures, dimensions, contracts)
    countable = {row["measure"] for row in counted["measure"]}
    reasons = contracts.codes["not_counted_reason"].codes
    return {
        "run_delivery": run_deliveries(known),
        "area": [{**vars(area), "area_code": area.code} for area in contracts.areas.values()],
        **counted,
        **plan_rows(plans, contracts, decided.readings, countable),
        "not_counted_reason": [{**vars(code), "reason": code.code} for code in reasons],
        "person_decision": decided.persons,
        "difference_decision": [
            {"figure_id": figure, "fact_id": fact, "kind": kind, "difference": difference}
            for (figure, fact), (kind, difference) in decided.differences.items()
        ],
        "period_approval": [each._asdict() for each in decided.approvals],
        **{f"{name}_rule": [row.model_dump() for row in rows] for name, rows in contracts.rules.items()},
        "code": [{"list": name, **vars(code)} for name, codes in contracts.codes.items() for code in codes.codes],
    }


def run_deliveries(known: list[Fate]) -> list[dict[str, Any]]:
    """Every known delivery and entity: counted, or why not."""
    return [
        _run_delivery(each, entity) for each in known for entity in (each.entities if _has_rows(each) else ()) or [None]
    ]


def _has_rows(each: Fate) -> bool:
    """Whether its rows stand among those of the others, counted or not."""
    return each.reason not in (SUPERSEDED, WITHDRAWN) and not each.is_late


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
        "is_sealed": each.is_sealed,
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
