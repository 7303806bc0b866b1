"""Every rule that a contract declares catches a bad row that was planted for it, and stops catching it when the rule is taken out.

The rules are found in the contracts, the plants stand in planted_rows.py: a rule without a plant fails. Each plant goes the real
way, through a workbook, the reader process and conform.
"""

import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from county_tables import CONTRACTS, conformed, good, grid, records, table, workbook
from planted_rows import DECLARED, LEAVES_EMPTY, MASKED, RULES, Rule, planted, plants
from warehouses import ROOT

from pipeline.contract import Contracts
from pipeline.contract.entity import Entity, Field
from pipeline.rows.delivery import Conformed
from pipeline.sheets.grid import Grid, a1
from pipeline.text import MASK

READING = "areas choices dates numbers papers persons relations values".split()


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
    elif rule.code in LEAVES_EMPTY and not (rule.code == "number_qualified" and field.qualifier):
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
    """Every finding that the reading of values can make; what only the looks of a row tell is planted in test_looks.py."""
    named = {
        text
        for module in READING
        for text in re.findall(r'"([a-z_0-9]+)"', (ROOT / "pipeline" / "rows" / f"{module}.py").read_text("utf-8"))
    }
    declared = {rule.code for entity in CONTRACTS.entities.values() for rule in entity.all_rules}
    assert declared | (named & CONTRACTS.findings.keys()) == {rule.code for rule in RULES} - {"required_value_missing"}


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
        alone = dict.fromkeys(("certified_count", "employee_count", "qualified_count"))
        rows = [good("agency"), good("agency", 1) | alone | {"staff_count": cells[0]}]
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
