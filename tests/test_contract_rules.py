"""Every rule that a contract declares catches a bad row that was planted for it, and stops catching it when the rule is taken out.

The rules are found in the contracts, the plants stand here: a rule without a plant fails. Each plant goes the real way, through a
workbook, the reader process and conform.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from county_tables import CONTRACTS, ERROR, UNCACHED, conformed, good, grid, identity, records, table, workbook
from warehouses import ROOT

from pipeline.contract import Contracts
from pipeline.contract.entity import Entity, Field
from pipeline.rows.delivery import Conformed
from pipeline.sheets.grid import Grid, a1
from pipeline.text import MASK

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
OF_NO_ROW = {"same_bytes_again", "column_unknown", "column_without_header", "rows_hidden", "example_like_person"}
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


@pytest.fixture(scope="module")
def outcome(tmp_path_factory):
    """What the reader and conform make of an entity's planted file."""

    @cache
    def read(entity: str) -> Conformed:
        lines = table(entity, [each.cells for each in planted(entity)])
        book = workbook(tmp_path_factory.mktemp("planted") / f"{entity}.xlsx", lines)
        return conformed(*book.grids)

    return read


def found_at(outcome: Conformed, row: int) -> list[dict[str, Any]]:
    """The findings of one row."""
    row_id = next(each["row_id"] for each in records(outcome, "row_address") if each["row"] == row)
    return [each for each in records(outcome, "finding") if each["row_id"] == row_id]


def fate_of(outcome: Conformed, row: int) -> str:
    return next(each["fate"] for each in records(outcome, "row_address") if each["row"] == row)


@pytest.mark.parametrize("rule", RULES, ids=str)
def test_a_planted_row_is_caught(rule: Rule, outcome) -> None:
    entity, result = CONTRACTS.entities[rule.entity], outcome(rule.entity)
    column = [each.name for each in entity.fields].index(rule.field) + 1
    rows = [each for each in planted(rule.entity) if each.rule == rule]
    assert rows, f"nobody planted a row for {rule}: add one above"
    for each in rows:
        (finding,) = found_at(result, each.row)
        assert (finding["code"], finding["field"], finding["severity"]) == (rule.code, rule.field, rule.severity)
        assert finding["cell"] == a1(each.row, column)
        refused = [entry for entry in records(result, "quarantine") if entry["row"] == each.row]
        if rule.severity == "quarantine":
            assert fate_of(result, each.row) == "quarantined"
            assert [(entry["code"], entry["cell"], entry["entity"]) for entry in refused] == [
                (rule.code, finding["cell"], rule.entity)
            ]
        else:
            assert fate_of(result, each.row) == "conformed"
            assert refused == []
            assert_left_empty(rule, entity.by_name[rule.field], result, finding["row_id"])
        assert fate_of(result, each.row + 1) == "conformed"
        assert found_at(result, each.row + 1) == []


def assert_left_empty(rule: Rule, field: Field, result: Conformed, row_id: str) -> None:
    """The value that could not be read is empty (or the contract's default); one that could is kept."""
    if field.is_personal:
        return
    (row,) = (each for each in records(result, rule.entity) if each["row_id"] == row_id)
    if rule.code in MASKED:
        assert MASK in row[rule.field]
        assert MASKED[rule.code] not in row[rule.field]
    elif rule.code in LEAVES_EMPTY:
        assert row[rule.field] == field.default
    else:
        assert row[rule.field] is not None


@pytest.mark.parametrize("entity", CONTRACTS.entities)
def test_no_message_shows_a_cell(entity: str, outcome) -> None:
    for each in planted(entity):
        texts = {str(value) for value in each.cells.values() if isinstance(value, str | int | float)}
        texts |= {each.cells["id_number"]} if "id_number" in each.cells else set()
        for finding in found_at(outcome(entity), each.row) if each.rule else ():
            said = finding["message_zh"] + finding["message_en"]
            assert [text for text in texts if len(str(text)) > 2 and str(text) in said] == []
            assert CONTRACTS.entities[entity].by_name[each.rule.field].label in said or "{label}" not in (
                CONTRACTS.findings[each.rule.code].zh
            )


def test_every_finding_of_a_row_is_planted() -> None:
    of_rows = {code for code, each in CONTRACTS.findings.items() if each.severity in ("quarantine", "warn")} - OF_NO_ROW
    assert of_rows == {rule.code for rule in RULES}


@pytest.mark.parametrize("entity", CONTRACTS.entities)
def test_the_rows_of_the_file_balance(entity: str, outcome) -> None:
    counts = outcome(entity).receipt["entities"][entity]
    refused = sum(each.rule is not None and each.rule.severity == "quarantine" for each in planted(entity))
    assert counts == {
        "data": len(planted(entity)),
        "conformed": len(planted(entity)) - refused,
        "quarantined": refused,
    }
    assert outcome(entity).tables[entity].height == counts["conformed"]


# what pandera checks, taken out of the contract


def loosened(rule: Rule) -> Contracts:
    """The contracts without this one rule."""
    entity = CONTRACTS.entities[rule.entity]

    def field(each: Field) -> Field:
        if each.name != rule.field:
            return each
        changes: dict[str, Any] = {"rules": tuple(one for one in each.rules if one.code != rule.code)}
        if rule.code == "required_value_missing":
            changes["is_required"] = False
        if rule.code == "number_out_of_range":
            changes |= {"minimum": None, "maximum": None}
        return replace(each, **changes)

    rules_left = tuple(one for one in entity.rules if one.code != rule.code)
    looser: Entity = replace(entity, fields=tuple(map(field, entity.fields)), rules=rules_left)
    return replace(CONTRACTS, entities={**CONTRACTS.entities, entity.name: looser})


PANDERA = [
    rule
    for rule in RULES
    if rule.code in ("required_value_missing", "number_out_of_range") or (rule.entity, rule.code) in DECLARED
]


@pytest.mark.parametrize("rule", PANDERA, ids=str)
def test_without_its_rule_a_planted_row_passes(rule: Rule) -> None:
    """Pandera sees the data: nothing else in the way would have caught the row."""
    rows = [good(rule.entity), good(rule.entity, 1) | plants(rule)[0], good(rule.entity, 2)]
    sheet: Grid = grid(table(rule.entity, rows))
    assert [each["code"] for each in found_at(conformed(sheet), 4)] == [rule.code]
    result = conformed(sheet, contracts=loosened(rule))
    assert found_at(result, 4) == []
    assert fate_of(result, 4) == "conformed"


def test_a_range_with_one_end_is_a_range() -> None:
    for end, cells in (({"minimum": None}, [100_001]), ({"maximum": None}, [-1])):
        entity = CONTRACTS.entities["agency"]
        fields = tuple(replace(each, **end) if each.name == "staff_count" else each for each in entity.fields)
        contracts = replace(CONTRACTS, entities={**CONTRACTS.entities, "agency": replace(entity, fields=fields)})
        rows = [good("agency"), good("agency", 1) | {"staff_count": cells[0], "certified_count": None}]
        assert [each["code"] for each in found_at(conformed(grid(table("agency", rows)), contracts=contracts), 4)] == [
            "number_out_of_range"
        ]


def test_nothing_looks_away() -> None:
    """`\\d` takes the digits of every script, and dropping invalid rows would lose them without a word."""
    files: list[Path] = [*(ROOT / "pipeline").rglob("*.py"), *(ROOT / "contracts").rglob("*.yaml")]
    assert len(files) > 50
    for path in files:
        text = path.read_text(encoding="utf-8")
        assert "drop_invalid_rows" not in text, path.name
        assert not re.search(r"(?<!\\)\\d", text), path.name
