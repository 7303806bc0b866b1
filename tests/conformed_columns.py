"""Columns of every table that dbt reads, by kind, written down a second time: the interface as a test sees it.

Rows are written elsewhere.
"""

from typing import Any

import polars as pl

TEXT, DECIMAL = pl.String, pl.Decimal(18, 4)
KINDS = {
    "text": TEXT,
    "whole": pl.Int32,
    "flag": pl.Boolean,
    "day": pl.Date,
    "decimal": DECIMAL,
    "texts": pl.List(TEXT),
}
Schema = dict[str, Any]


def _schema(**columns: str) -> Schema:
    """Columns by kind; the order of columns means nothing to a reader by name."""
    return {name: KINDS[kind] for kind, names in columns.items() for name in names.split()}


ENTITIES = {
    "worker": _schema(
        text="delivery_id row_id id_key certificate_key name_birth_key sex education employer employer_type township "
        "community role political_status certificate_level recognition_basis subject_area_code",
        whole="age",
        texts="domains",
        day="certificate_date left_on",
        flag="is_professional is_in_post",
    ),
    "agency": _schema(
        text="delivery_id row_id name unified_social_credit_code party_form subject_area_code",
        day="registered_on",
        whole="party_member_count staff_count certified_count",
    ),
    "station": _schema(
        text="delivery_id row_id name tier township community operator subject_area_code",
        day="opened_on closed_on",
        flag="is_operating",
        whole="staff_count certified_count",
    ),
    "community": _schema(
        text="delivery_id row_id kind name township urban_rural subject_area_code", day="valid_from valid_to"
    ),
    "observation": _schema(
        text="delivery_id row_id fact_id subject dimension member kind qualifier value_text unit area_code definition "
        "quote source_kind",
        decimal="value value_low value_high",
        day="data_date document_date publication_date",
    ),
}
ADDRESSES = {
    "row_address": _schema(
        text="delivery_id sheet kind fate row_id entity", whole="sheet_index row table_index cell_count"
    ),
    "header_map": _schema(
        text="delivery_id sheet entity field source cell_column source_cell header matched_by",
        whole="sheet_index table_index",
    ),
    "filled_value": _schema(text="delivery_id row_id field", whole="source_row"),
    "finding": _schema(
        text="delivery_id severity code sheet row_id field cell message_zh message_en", whole="sheet_index"
    ),
}
QUARANTINE = _schema(
    text="delivery_id row_id sheet entity code field cell message_zh message_en", whole="sheet_index row"
)
INPUTS = {
    "run_delivery": _schema(
        text="delivery_id entity unit_code period sha256 file format fate reason finding_code",
        day="as_of_date",
        whole="sequence data_row_count conformed_count quarantined_count",
        flag="is_counted is_synthetic",
    ),
    "area": _schema(text="area_code name_zh kind parent_code successor_code", day="valid_from valid_to"),
    "measure": _schema(text="measure entity definition_zh window source_kind unit_of_count_zh", texts="reads"),
    "indicator": _schema(
        text="plan_code plan_version plan_area_code indicator_code reading indicator_name statistic unit numerator "
        "denominator target_type direction definition_zh note_zh responsible_zh",
        whole="factor",
        decimal="baseline",
        day="baseline_date",
    ),
    "indicator_target": _schema(
        text="plan_code indicator_code area_code operator", flag="is_operator_printed", decimal="target", day="deadline"
    ),
    "not_counted_reason": _schema(text="reason name_zh", whole="rank"),
    "code": _schema(text="list code name_zh name_en"),
}
