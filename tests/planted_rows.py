"""Every rule of every contract, found there, and the bad rows that are planted for it, told here.

A rule without a plant has no row in the planted file; test_contract_rules.py fails for it.
"""

import datetime as dt
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from county_tables import CONTRACTS, ERROR, UNCACHED, good, identity

from pipeline.contract.entity import Field

DAY = {"date_impossible": ("2022年13月", "2023/2/29", "1900-01-00", 44774), "date_ambiguous": (2022.1,)}
NUMBER = {"number_unreadable": ("约二十", "3人", "1.2万人")}
BY_TYPE: dict[str, dict[str, tuple]] = {
    "date": DAY,
    "integer": NUMBER | {"number_unreadable": ("3人", 12.5, "20余")},
    "number": NUMBER | {"number_too_precise": (0.12345,)},
    "boolean": {"yes_no_unreadable": ("也许", "待定")},
    "code": {"code_unknown": ("五花八门",)},
    "array": {"code_unknown": ("五花八门", "五花八门、老年")},
}
WRONG_DIGIT = identity(8)[:17] + ("0" if identity(8)[17] != "0" else "1")
MALFORMED = (
    identity(8)[:17],
    "510499********1233",
    identity(8)[:17] + "Х",  # Cyrillic
    f"{identity(8)}/19900000001",
    "510499-19900203-0075",
)
DECLARED: dict[tuple[str, str], tuple[dict[str, Any], ...]] = {
    ("worker", "id_number_malformed"): tuple({"id_number": each} for each in MALFORMED),
    ("worker", "id_number_birth_date"): ({"id_number": identity(8, "19901301")}, {"id_number": "510499901301123"}),
    ("worker", "id_number_check_digit"): ({"id_number": WRONG_DIGIT},),
    ("worker", "certificate_date_missing"): ({"certificate_date": None}, {"certificate_date": "/"}),
    ("worker", "left_date_impossible"): ({"left_on": "1979-12-31"},),
    ("worker", "certificate_before_first_exam"): ({"certificate_date": "2007-12-31"},),
    ("agency", "credit_code_malformed"): (
        {"unified_social_credit_code": "52510400MJ0000000"},
        {"unified_social_credit_code": "52510400MI00000000"},
    ),
    ("agency", "certified_exceed_staff"): ({"staff_count": 4, "certified_count": 5},),
    ("station", "certified_exceed_staff"): ({"staff_count": 1, "certified_count": 2},),
    ("station", "station_without_township"): ({"tier": "乡镇(街道)社工站", "township": None},),
    ("station", "closed_before_opened"): ({"opened_on": "2021-05-02", "closed_on": "2021-05-01"},),
    ("community", "community_without_township"): ({"township": None}, {"kind": "村", "township": "无"}),
    ("community", "community_without_urban_rural"): ({"urban_rural": None},),
    ("community", "valid_to_before_valid_from"): ({"valid_from": "2020-01-02", "valid_to": "2020-01-01"},),
    ("observation", "observation_without_value"): (
        {"value": None, "value_text": None, "value_low": None},
        {"value": "—", "value_text": "/", "value_high": None},
    ),
}
OF_THE_CODE = {
    "sex_contradicts_id": {"sex": "男"},
    "area_differs": {"subject_area_code": "西区"},
    "left_without_date": {"is_in_post": "离职", "left_on": None},
    "id_number_ends_000": {
        "id_number": next(
            each for each in (identity(0, f"1990{day}") for day in range(1001, 1031)) if each.endswith("000")
        )
    },
}
MASKED = {"number_in_text": "电话19900000001", "name_in_text": "司徒测试"}
BESIDE = {  # what would break another rule of the row is taken away
    ("agency", "staff_count"): {"certified_count": None},
    ("agency", "certified_count"): {"staff_count": None},
    ("station", "staff_count"): {"certified_count": None},
    ("station", "certified_count"): {"staff_count": None},
    ("community", "township"): {"kind": "街道"},
}
OF_NO_ROW = {
    "sheet_without_table",
    "same_bytes_again",
    "column_unknown",
    "column_without_header",
    "rows_hidden",
    "example_like_person",
}
LEAVES_EMPTY = {"error_cell", "formula_without_value", *(code for each in BY_TYPE.values() for code in each)}


class Rule(NamedTuple):
    """One thing that a contract demands of a row: what is found (code), at which field, and what then becomes of the row."""

    entity: str
    field: str
    code: str
    severity: str

    def __str__(self) -> str:
        return "-".join(self)


def rules() -> Iterator[Rule]:
    """Every rule of every contract: declared ones, and what required, type, code list, range, textOnly and critical imply."""
    for entity in CONTRACTS.entities.values():
        for each in entity.fields:
            unread = "quarantine" if each.refuses_row else "warn"
            for code in (
                "error_cell",
                "formula_without_value",
                *(() if each.is_personal else BY_TYPE.get(kind(each), ())),
            ):
                yield Rule(entity.name, each.name, code, unread)
            if each.is_required:
                yield Rule(entity.name, each.name, "required_value_missing", "quarantine")
            if each.is_text_only:
                yield Rule(entity.name, each.name, "id_number_lossy", "quarantine")
            if each.minimum is not None or each.maximum is not None:
                yield Rule(entity.name, each.name, "number_out_of_range", "quarantine")
            is_free = each.type == "string" and not each.code_list and not each.is_personal
            if is_free and not any(rule.kind == "pattern" for rule in each.rules):
                yield Rule(entity.name, each.name, "number_in_text", "warn")
            if is_free and "id_number" in entity.by_name:
                yield Rule(entity.name, each.name, "name_in_text", "warn")
            if each.left_words:
                yield Rule(entity.name, each.name, "left_without_date", "quarantine")
        for rule in entity.all_rules:
            yield Rule(entity.name, rule.field, rule.code, rule.severity)
        if "id_number" in entity.by_name:
            yield Rule(entity.name, "sex", "sex_contradicts_id", "warn")
            yield Rule(entity.name, "id_number", "id_number_ends_000", "warn")
        if "subject_area_code" in entity.by_name:
            yield Rule(entity.name, "subject_area_code", "area_differs", "warn")


def kind(field: Field) -> str:
    """The key of a field's type in BY_TYPE."""
    return "code" if field.type == "string" and field.code_list else field.type


def plants(rule: Rule) -> list[dict[str, Any]]:
    """The cells by which a good row is spoilt for this rule; none where nobody planted any."""
    field = CONTRACTS.entities[rule.entity].by_name[rule.field]
    if rule.code in OF_THE_CODE:
        return [OF_THE_CODE[rule.code]]
    if rule.code in MASKED:
        name = {"name": MASKED[rule.code]} if rule.code == "name_in_text" else {}
        return [name | {rule.field: MASKED[rule.code]}]
    ends = [end for end in (field.minimum, field.maximum) if end is not None]
    cells = {
        "error_cell": (ERROR,),
        "formula_without_value": (UNCACHED,),
        "required_value_missing": (None, "——"),
        "id_number_lossy": (510499199002030075, 5.10499199002030e17, dt.date(1990, 2, 3)),
        "number_out_of_range": tuple(end + (1 if end == field.maximum else -1) for end in ends),
        **BY_TYPE.get(kind(field), {}),
    }.get(rule.code, ())
    beside = BESIDE.get((rule.entity, rule.field), {})
    return [beside | {rule.field: cell} for cell in cells] or list(DECLARED.get((rule.entity, rule.code), ()))


RULES = list(rules())


class Planted(NamedTuple):
    """One row of the file: where it stands, which rule it breaks (None: it is good) and its cells by field."""

    row: int
    rule: Rule | None
    cells: dict[str, Any]


@cache
def planted(entity: str) -> tuple[Planted, ...]:
    """A good row, then each plant of the entity with a good row after it; the first stands in row 3."""
    rows: list[tuple[Rule | None, dict[str, Any]]] = [(None, good(entity))]
    for rule in RULES:
        for cells in plants(rule) if rule.entity == entity else ():
            rows.append((rule, good(entity, len(rows)) | cells))
            rows.append((None, good(entity, len(rows))))
    return tuple(Planted(number, rule, cells) for number, (rule, cells) in enumerate(rows, 3))
