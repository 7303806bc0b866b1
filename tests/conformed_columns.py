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
    "lists": pl.List(pl.List(TEXT)),
}
Schema = dict[str, Any]


def _schema(**columns: str) -> Schema:
    """Columns by kind; the order of columns means nothing to a reader by name."""
    return {name: KINDS[kind] for kind, names in columns.items() for name in names.split()}


ENTITIES = {
    "worker": _schema(
        text="delivery_id row_id id_key certificate_key name_birth_key sex education political_status employer "
        "employer_type township community role certificate_level recognition_basis system practice_category "
        "post_grade subject_area_code",
        whole="age",
        texts="domains",
        day="certificate_date left_on registered_on registration_expires_on appointed_on confirmed_on",
        flag="is_professional is_in_post",
    ),
    "agency": _schema(
        text="delivery_id row_id name unified_social_credit_code party_form subject_area_code",
        whole="party_member_count staff_count certified_count employee_count qualified_count post_count "
        "social_work_post_count",
        day="registered_on closed_on",
    ),
    "station": _schema(
        text="delivery_id row_id name tier township community operator kind star_standard star_assessor "
        "subject_area_code",
        whole="staff_count certified_count star",
        day="opened_on closed_on star_on star_expires_on",
        flag="is_operating is_pilot",
    ),
    "community": _schema(
        text="delivery_id row_id kind name township urban_rural subject_area_code",
        whole="elderly_count organisation_count volunteer_team_count",
        day="valid_from valid_to",
        flag="has_charity_fund",
    ),
    "observation": _schema(
        text="delivery_id row_id fact_id subject dimension member kind qualifier value_text unit area_code "
        "definition quote source_kind date_precision transcription_note",
        decimal="value value_low value_high",
        day="data_date document_date publication_date",
    ),
    "allowance": _schema(
        text="delivery_id row_id id_key certificate_key name_birth_key sex employer role certificate_level "
        "township community payer subject_area_code",
        whole="age year month_count",
        decimal="monthly_amount paid",
        day="started_on ended_on",
    ),
    "assessment": _schema(
        text="delivery_id row_id id_key certificate_key name_birth_key sex employer role result subject_area_code",
        whole="age year",
    ),
    "attendance": _schema(
        text="delivery_id row_id id_key certificate_key name_birth_key sex employer certificate_level role "
        "training_name organiser kind subject_area_code",
        whole="age",
        decimal="hours days",
        day="started_on ended_on",
        flag="is_completed",
    ),
    "exam": _schema(
        text="delivery_id row_id id_key certificate_key name_birth_key sex employer employer_type system role "
        "township community level result subject_area_code",
        whole="age exam_year",
        texts="subjects passed_subjects",
        flag="is_trained is_present",
    ),
    "funding": _schema(
        text="delivery_id row_id purpose payer fund_source fund_level subject_area_code",
        whole="year",
        decimal="planned budgeted spent",
    ),
    "institution": _schema(
        text="delivery_id row_id name kind unified_social_credit_code system employer_type township subject_area_code",
        whole="authorised_staff_count staff_count certified_count professional_count professional_post_count "
        "social_work_post_count bed_count resident_count pupil_count",
        flag="is_social_service is_civil_affairs has_social_work_unit buys_service",
    ),
    "post": _schema(
        text="delivery_id row_id employer employer_type system category grade township community subject_area_code",
        whole="authorised_count set_count filled_count vacant_count certificate_appointed_count",
        day="set_on",
        flag="is_social_work",
    ),
    "project": _schema(
        text="delivery_id row_id name operator purchaser target_group scope fund_source fund_level stage "
        "interim_result final_result township community subject_area_code",
        whole="year",
        texts="domains",
        decimal="budget labour_cost paid satisfaction_pct",
        day="started_on ended_on",
    ),
    "recognition": _schema(
        text="delivery_id row_id id_key certificate_key name_birth_key sex employer certificate_level title level "
        "subject_area_code",
        whole="age year",
        decimal="grant_amount",
        day="selected_on",
    ),
    "supervisor": _schema(
        text="delivery_id row_id id_key certificate_key name_birth_key sex employer certificate_level kind "
        "assigned_to subject_area_code",
        whole="age",
        texts="domains",
        day="appointed_on left_on",
        flag="is_trained",
    ),
    "training": _schema(
        text="delivery_id row_id name kind organiser audience subject_area_code",
        whole="session_count attendance_count person_count",
        decimal="hours days",
        day="started_on ended_on",
    ),
}
ADDRESSES = {
    "row_address": _schema(
        text="delivery_id sheet kind fate row_id entity", whole="sheet_index row table_index cell_count"
    ),
    "header_map": _schema(
        text="delivery_id sheet entity field source cell_column source_cell header matched_by",
        whole="sheet_index table_index scale",
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
        flag="is_counted is_synthetic is_sealed",
    ),
    "area": _schema(text="area_code name_zh kind parent_code successor_code", day="valid_from valid_to"),
    "measure": _schema(
        text="measure entity population definition_zh definition_source window source_kind unit_of_count_zh",
        whole="definition_year",
        texts="reads",
    ),
    "indicator_need": _schema(
        text="plan_code indicator_code reading entity source_kind needs_zh", flag="is_above is_below"
    ),
    "measure_part": _schema(text="measure base_measure", lists="conditions possible"),
    "measure_unit": _schema(text="measure unit_measure of_measure among_measure", whole="minimum_above minimum_below"),
    "plan": _schema(
        text="plan_code plan_version kind title document area_code",
        whole="first_year last_year",
        day="issued_on published_on",
        texts="issuers",
    ),
    "indicator": _schema(
        text="plan_code plan_version plan_area_code indicator_code reading target_reading indicator_name statistic "
        "unit numerator denominator target_type direction path wording definition_zh note_zh source_words",
        whole="indicator_rank factor",
        flag="is_chosen",
        decimal="baseline",
        day="baseline_date",
    ),
    "indicator_target": _schema(
        text="plan_code indicator_code reading area_code operator target_zh deadline_precision document",
        whole="target_above target_below",
        flag="is_operator_printed",
        decimal="target target_upper",
        day="deadline valid_from valid_to",
    ),
    "plan_responsible": _schema(text="plan_code entry_code body role", day="valid_from valid_to"),
    "indicator_fact": _schema(text="plan_code indicator_code fact_id use"),
    "plan_obligation": _schema(text="plan_code obligation_code words reason"),
    "obligation_evidence": _schema(text="plan_code obligation_code evidence"),
    "plan_statement": _schema(text="plan_code fact_id reason"),
    "plan_footing": _schema(text="plan_code total part remainder_zh note_zh", whole="footing place factor"),
    "plan_contradiction": _schema(text="plan_code contradiction_code indicator_code words treatment", texts="facts"),
    "continuing_education_rule": _schema(
        text="area_code level unit window source", decimal="quantity", day="valid_from valid_to"
    ),
    "allowance_rule": _schema(
        text="area_code level payer condition_zh source",
        texts="roles",
        decimal="monthly_amount",
        day="valid_from valid_to",
    ),
    "difference_decision": _schema(text="figure_id fact_id kind difference"),
    "period_approval": _schema(text="area_code period signature"),
    "person_decision": _schema(text="decision action delivery_id row_id node"),
    "not_counted_reason": _schema(text="reason name_zh", whole="rank"),
    "code": _schema(text="list code name_zh name_en", whole="rank"),
}
