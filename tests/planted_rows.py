"""Every rule of every contract, found there, and the bad rows that are planted for it, told here.

A rule without a plant has no row in the planted file; test_contract_rules.py fails for it.
"""

import datetime as dt
import re
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from county_tables import CONTRACTS, ERROR, UNCACHED, good, identity
from declared_rules import BESIDE, DECLARED

from pipeline.contract.entity import Field

DAY = {
    "date_impossible": ("2022年13月", "2023/2/29", "1900-01-00", "二〇二二年八月三十二日", 2021),
    "date_ambiguous": (2022.1,),
    "date_two_digit_year": ("06-08-22", "10.12"),
    "date_order_unclear": ("6/8/2022",),
    "date_serial": (44774, "44774"),
    "date_interval": ("2019.3-2022.8", "2020年起"),
}
NUMBER = {
    "number_unreadable": ("3l2", "8OO", "一百五", "5-8"),
    "number_with_unit": ("3.5万元", "35%"),
    "number_fraction": ("三分之一", "1/3"),
    "number_with_remark": ("3人(其中女1)",),
    "number_became_date": (dt.date(2022, 1, 2),),
    "number_qualified": ("约20", "20余", "≥5"),
}
BY_TYPE: dict[str, dict[str, tuple]] = {
    "date": DAY,
    "integer": NUMBER | {"number_unreadable": ("3l2", 12.5)},
    "number": NUMBER | {"number_too_precise": (0.12345,)},
    "amount": NUMBER | {"number_with_unit": ("3.5万台", "35%"), "number_too_precise": (0.12345,)},
    "text": {"text_became_date": (dt.date(2022, 1, 2),), "text_like_formula": ("@SUM(A1)", "+测试")},
    "boolean": {"yes_no_unreadable": ("也许", "待定")},
    "code": {"code_unknown": ("五花八门",)},
    "array": {"code_unknown": ("五花八门", "五花八门、老年")},
}
WRONG_DIGIT = identity(8)[:17] + ("0" if identity(8)[17] != "0" else "1")
MALFORMED = (
    identity(8)[:17],
    identity(8)[:17] + "Х",  # Cyrillic, and not the check character
    identity(8)[:17] + "*",
    f"510499-19900203-{WRONG_DIGIT[14:]}",
    "19900203",
    "待补",
)
WITH_X = next(each for each in map(identity, range(0, 200, 2)) if each.endswith("X"))
ENDS_000 = next(each for day in range(19900201, 19900229) for each in [identity(100, str(day))] if each.endswith("000"))
DOCUMENTS = ("H12345678", "M1234567800", "12345678", "E12345678", "军字第1234567号")
OF_THE_CODE: dict[str, tuple[dict[str, Any], ...]] = {
    "id_number_malformed": tuple({"id_number": each} for each in MALFORMED),
    "id_number_birth_date": ({"id_number": identity(8, "19901301")}, {"id_number": "510499901301123"}),
    "id_number_check_digit": ({"id_number": WRONG_DIGIT},),
    "credit_code_malformed": (
        {"unified_social_credit_code": "52510400MJ0000000"},
        {"unified_social_credit_code": "52510400MI00000000"},
    ),
    "person_not_identified": (
        dict.fromkeys(("id_number", "certificate_number", "birth_date")),
        {"id_number": "/", "certificate_number": "无", "birth_date": None},
    ),
    "sex_contradicts_id": ({"sex": "男"},),
    "area_differs": ({"subject_area_code": "西区"},),
    "left_without_date": ({"is_in_post": "离职", "left_on": None},),
    "id_number_ends_000": ({"id_number": ENDS_000},),
    "id_number_masked": ({"id_number": "510499********1233"}, {"id_number": "510499xxxxxxxx1233"}),
    "id_number_with_other": (
        {"id_number": f"{identity(8)}/19900000001"},
        {"id_number": f"身份证{identity(8)}"},
    ),
    "id_number_lookalike": ({"id_number": "51O" + identity(8)[3:]}, {"id_number": "5l" + identity(8)[2:]}),
    "id_document_other": tuple({"id_number": each} for each in DOCUMENTS),
    "id_number_15": ({"id_number": "510499900203124"},),
    "id_number_normalised": (
        {"id_number": f"{identity(8)[:6]}-{identity(8)[6:14]}-{identity(8)[14:]}"},
        {"id_number": f"{identity(8)[:6]} {identity(8)[6:14]} {identity(8)[14:]}"},
        *({"id_number": WITH_X[:17] + like} for like in "Хх×χ"),
    ),
    "birth_date_contradicts_id": ({"birth_date": "1991.2"}, {"birth_date": "90年3月"}),
    "certificate_number_numeric": (
        {"certificate_number": 123456},
        {"certificate_number": "2.02005104990001E+15"},
    ),
    "certificate_number_unreadable": ({"certificate_number": "0"}, {"certificate_number": "已取得证书"}),
    "several_people": tuple({"name": each} for each in ("王某、赵某", "王某/赵某", "王某某\n赵某某")),
    "name_characters": ({"name": "@测试"}, {"name": "-测试"}, {"name": "测试19900000001"}),
    "name_incomplete": ({"name": "李□飞"}, {"name": "张*"}, {"name": "李\ue123飞"}),
    "degree_instead_of_education": ({"education": "学士"}, {"education": "硕士学位"}),
}
OF_FIELD = {
    ("passed_subjects", "code_unknown"): ({"passed_subjects": "五花八门", "result": "部分合格"},),
    ("certificate_level", "several_certificates"): (
        {"certificate_level": "助理社工师/社工师", "certificate_date": "2019-11"},
        {"certificate_level": "初级2016、中级2019", "certificate_date": "2016-11"},
        {"certificate_level": "初级2016", "certificate_date": "2019-11"},
    ),
    ("registration_expires_on", "date_interval"): ({"registration_expires_on": "2022.8-2019.3"},),
    ("started_on", "date_interval"): ({"started_on": "2022.8-2019.3"}, {"started_on": "2020年5月8日至6日"}),
    ("satisfaction_pct", "number_with_unit"): ({"satisfaction_pct": "3.5万元"}, {"satisfaction_pct": "35‰"}),
    ("certificate_date", "several_certificates"): (
        {"certificate_level": "中级", "certificate_date": "2016.5、2019.11"},
    ),
}
OF_PERSONS = {
    "sex": "sex_contradicts_id",
    "id_number": "id_number_ends_000 id_number_masked id_number_with_other id_number_lookalike id_document_other "
    "id_number_15 id_number_normalised",
    "birth_date": "birth_date_contradicts_id",
    "certificate_number": "certificate_number_numeric certificate_number_unreadable",
    "name": "several_people name_characters name_incomplete",
}
MASKED = {"number_in_text": "电话19900000001", "name_in_text": "司徒测试"}
LEAVES_EMPTY = {
    "error_cell",
    "formula_without_value",
    "degree_instead_of_education",
    *(code for each in BY_TYPE.values() for code in each),
} - {"text_like_formula"}


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
                *(BY_TYPE.get(kind(each), ()) if each.is_typed else ()),
            ):
                is_kept = code == "text_like_formula" or (code == "number_qualified" and each.qualifier)
                if not (has_form(each) and code == "text_like_formula"):
                    yield Rule(entity.name, each.name, code, "warn" if is_kept else unread)
            if each.is_required:
                yield Rule(entity.name, each.name, "required_value_missing", "quarantine")
            if each.is_text_only:
                yield Rule(entity.name, each.name, "id_number_lossy", "quarantine")
            if each.minimum is not None or each.maximum is not None:
                yield Rule(entity.name, each.name, "number_out_of_range", "quarantine")
            is_free = each.is_free_text and not each.is_personal
            if is_free and not has_form(each):
                yield Rule(entity.name, each.name, "number_in_text", "warn")
            if is_free and "id_number" in entity.by_name:
                yield Rule(entity.name, each.name, "name_in_text", "warn")
            if each.left_words:
                yield Rule(entity.name, each.name, "left_without_date", "quarantine")
        for rule in entity.all_rules:
            yield Rule(entity.name, rule.field, rule.code, rule.severity)
        if "id_number" in entity.by_name:
            for name, codes in OF_PERSONS.items():
                for code in codes.split():
                    yield Rule(entity.name, name, code, CONTRACTS.findings[code].severity)
            if not entity.by_name["id_number"].is_required:
                yield Rule(entity.name, "id_number", "person_not_identified", "warn")
            for each in entity.fields:
                if (each.highest_of or each.is_latest) and "certificate_date" in entity.by_name:
                    yield Rule(entity.name, each.name, "several_certificates", "quarantine")
                if each.degree_words:
                    yield Rule(entity.name, each.name, "degree_instead_of_education", "warn")
        if "subject_area_code" in entity.by_name:
            yield Rule(entity.name, "subject_area_code", "area_differs", "warn")


def kind(field: Field) -> str:
    """The key of a field's type in BY_TYPE."""
    if field.type == "string":
        return "code" if field.code_list else "text"
    return "amount" if field.scales else field.type


def has_form(field: Field) -> bool:
    """Whether a text must have a form, so that nothing else is looked for in it."""
    return any(rule.kind == "pattern" for rule in field.rules)


def plants(rule: Rule) -> list[dict[str, Any]]:
    """The cells by which a good row is spoilt for this rule; none where nobody planted any."""
    field = CONTRACTS.entities[rule.entity].by_name[rule.field]
    if rule.code in OF_THE_CODE:
        return list(OF_THE_CODE[rule.code])
    if (rule.field, rule.code) in OF_FIELD:
        return list(OF_FIELD[rule.field, rule.code])
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
    beside = BESIDE.get((rule.entity, rule.field), compared(rule))
    return [beside | {rule.field: cell} for cell in cells] or list(DECLARED.get((rule.entity, rule.code), ()))


def compared(rule: Rule) -> dict[str, None]:
    """The other numbers that a rule of the row compares with this one: they are left out, so that only one rule is broken."""
    entity = CONTRACTS.entities[rule.entity]
    numbers = {each.name for each in entity.fields if each.type in ("integer", "number") and not each.is_required}
    together = [names for each in entity.rules if rule.field in (names := set(re.findall("[a-z_]+", each.expression)))]
    return dict.fromkeys(
        numbers.intersection(set().union(*together)) - {rule.field} if rule.field in numbers and together else ()
    )


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
