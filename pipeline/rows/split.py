"""The rows of one table, told into good and refused: text checks, then typing, then value checks, then strict proof of what is left.

Every data row ends in exactly one of the two. What is said of a cell is a code, a field and a place, never its content.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import pandera.polars as pa
import polars as pl

from pipeline import identity
from pipeline.contract import Contracts
from pipeline.contract.entity import Entity, Field
from pipeline.contract.schemas import TYPES, failures, text_schema, value_schema
from pipeline.rows.columns import Columns
from pipeline.rows.keys import Keys
from pipeline.rows.values import Reader, Value
from pipeline.sheets.tables import Row
from pipeline.text import MASK

UNREADABLE = {
    "error_cell",
    "formula_without_value",
    "code_unknown",
    "date_impossible",
    "date_ambiguous",
    "number_unreadable",
    "yes_no_unreadable",
    "number_too_precise",
}
MASKED = {"number_in_text", "name_in_text"}
LOSSY_SHARE = 20  # one ID in so many may end in 000 by chance (one in 1,100 does); more, and a spreadsheet has cut them


@dataclass(frozen=True)
class Problem:
    """A finding on one row of the table: `row` counts its data rows from 0; `severity` is quarantine or warn."""

    row: int
    field: str | None
    code: str
    severity: str


@dataclass(frozen=True)
class Split:
    """`good` has one row per conformed row: `row` (0-based data row), the stored fields, keys and age where the entity has persons.

    `personal` are the texts of personal fields, for masking; they are never written.
    """

    good: pl.DataFrame
    refused: frozenset[int]
    problems: tuple[Problem, ...]
    personal: frozenset[str]


def conformed_types(entity: Entity) -> dict[str, pl.DataType]:
    """Columns and types of an entity's conformed table after delivery_id and row_id."""
    keys = (
        {"id_key": pl.String(), "certificate_key": pl.String(), "name_birth_key": pl.String()}
        if has_persons(entity)
        else {}
    )
    fields = {each.name: TYPES[each.type] for each in entity.stored}
    return {**keys, **({"age": pl.Int32()} if keys else {}), **fields}


def has_persons(entity: Entity) -> bool:
    """Whether the rows of an entity speak of persons, known by their ID number."""
    return "id_number" in entity.by_name


def split(
    rows: list[Row], columns: Columns, contracts: Contracts, reader: Reader, keys: Keys, as_of: date | None
) -> Split:
    """Read, check and part the data rows of one table whose entity is known."""
    entity = columns.entity
    texts, kinds, problems = _texts(rows, columns, reader)
    frame = pl.DataFrame(texts, schema={each.name: pl.String() for each in entity.fields})
    seen = {(problem.row, problem.field) for problem in problems}
    for row, name, code in failures(_text_schema(contracts, entity.name), frame):
        if (row, name) not in seen:
            problems.append(_problem(contracts, entity, row, name, code))
    values = _values(entity, texts, kinds, reader, contracts, problems)
    if has_persons(entity):
        unusable = {problem.row for problem in problems if problem.field == "id_number"}
        problems += _persons(entity, contracts, texts, values, keys, as_of, unusable)
        problems += _named(entity, texts["name"], values)
        problems = [each for each in problems if each.code != "left_without_date" or not values["left_on"][each.row]]
    if "subject_area_code" in values:
        problems += [
            _problem(contracts, entity, row, "subject_area_code", "area_differs")
            for row, area in enumerate(values["subject_area_code"])
            if area and not reader.is_own_area(area)
        ]
    refused = {problem.row for problem in problems if problem.severity == "quarantine"}
    table = pl.DataFrame(values, schema={**conformed_types(entity)}).with_row_index("row")
    stored = [each.name for each in entity.stored]
    left = table.filter(~pl.col("row").is_in(sorted(refused)))
    for row, name, code in failures(_value_schema(contracts, entity.name, ("quarantine", "warn")), left.select(stored)):
        problems.append(_problem(contracts, entity, left["row"][row], name, code))
    refused = {problem.row for problem in problems if problem.severity == "quarantine"}
    good = table.filter(~pl.col("row").is_in(sorted(refused)))
    _value_schema(contracts, entity.name, ("quarantine",)).validate(good.select(stored))
    personal = {
        text for each in entity.fields if each.is_personal for text in texts[each.name] if text and len(text) > 1
    }
    return Split(good, frozenset(refused), tuple(sorted(problems, key=lambda each: each.row)), frozenset(personal))


def _texts(
    rows: list[Row], columns: Columns, reader: Reader
) -> tuple[dict[str, list[str | None]], dict[str, list[str]], list[Problem]]:
    texts: dict[str, list[str | None]] = {}
    kinds: dict[str, list[str]] = {}
    problems: list[Problem] = []
    for each in columns.entity.fields:
        source = columns.sources.get(each.name)
        if source is None or source.column is None:
            texts[each.name], kinds[each.name] = [source.value if source else None] * len(rows), ["text"] * len(rows)
            continue
        cells = [row.cell(source.column) for row in rows]
        known: dict[tuple[str, str], Value] = {}
        column = texts.setdefault(each.name, [])
        kinds[each.name] = [cell.kind if cell else "text" for cell in cells]
        for index, cell in enumerate(cells):
            key = (cell.kind, cell.text) if cell else ("text", "")
            value = known.get(key) or known.setdefault(key, reader.text(each, *key))
            column.append(value.value)
            if value.code:
                problems.append(_unreadable(index, each, value.code))
    return texts, kinds, problems


def _values(
    entity: Entity,
    texts: dict[str, list[str | None]],
    kinds: dict[str, list[str]],
    reader: Reader,
    contracts: Contracts,
    problems: list[Problem],
) -> dict[str, list[Any]]:
    values: dict[str, list[Any]] = {}
    failed = {(problem.row, problem.field) for problem in problems}
    for each in entity.stored:
        known: dict[tuple[str, str | None], Value] = {}
        column = values.setdefault(each.name, [])
        for index, key in enumerate(zip(kinds[each.name], texts[each.name], strict=True)):
            value = known.get(key) or known.setdefault(key, reader.typed(each, *key))
            column.append(value.value)
            if value.code and (index, each.name) not in failed:
                problems.append(_unreadable(index, each, value.code))
    return values


def _persons(
    entity: Entity,
    contracts: Contracts,
    texts: dict[str, list[str | None]],
    values: dict[str, list[Any]],
    keys: Keys,
    as_of: date | None,
    unusable: set[int],
) -> list[Problem]:
    """Put keys and age beside the values, and compare the sex of the row with the one that the ID number tells."""
    problems = []
    numbers = [
        text if text and row not in unusable and identity.is_number(text) else None
        for row, text in enumerate(texts["id_number"])
    ]
    born = [identity.birth_date(number) if number else None for number in numbers]
    problems += _cut_numbers(numbers, entity, contracts)
    unborn = [row for row, day in enumerate(born) if day and as_of and day > as_of]
    problems += [_problem(contracts, entity, row, "id_number", "id_number_birth_date") for row in unborn]
    values["id_key"] = _each_once(numbers, keys.id_key)
    values["certificate_key"] = _each_once(texts["certificate_number"], keys.certificate_key)
    values["name_birth_key"] = [keys.name_birth_key(name, day) for name, day in zip(texts["name"], born, strict=True)]
    values["age"] = [identity.age_on(day, as_of) if day and as_of else None for day in born]
    for row, (number, sex) in enumerate(zip(numbers, values["sex"], strict=True)):
        if number and sex in ("1", "2") and identity.sex(number) != sex:
            problems.append(_problem(contracts, entity, row, "sex", "sex_contradicts_id"))
    return problems


def _cut_numbers(numbers: list[str | None], entity: Entity, contracts: Contracts) -> list[Problem]:
    """IDs that end in 000, as a spreadsheet leaves a number of more than 15 digits: lost where there are many, else to check."""
    cut = [row for row, number in enumerate(numbers) if number and len(number) == 18 and number.endswith("000")]
    is_lost = len(cut) * LOSSY_SHARE >= sum(number is not None for number in numbers)
    code = "id_number_lossy" if is_lost else "id_number_ends_000"
    return [_problem(contracts, entity, row, "id_number", code) for row in cut]


def _named(entity: Entity, names: list[str | None], values: dict[str, list[Any]]) -> list[Problem]:
    """Mask a person's name where another text is asked for, such as an employer who is called like somebody on the roster."""
    people = {name for name in names if name and len(name) > 1}
    free = [each for each in entity.stored if each.type == "string" and not each.code_list]
    found = [(row, each) for each in free for row, text in enumerate(values[each.name]) if text in people]
    for row, each in found:
        values[each.name][row] = MASK
    return [_unreadable(row, each, "name_in_text") for row, each in found]


def _each_once(texts: list[str | None], function: Callable[[str | None], Any]) -> list[Any]:
    known = {text: function(text) for text in set(texts)}
    return [known[text] for text in texts]


def _unreadable(row: int, each: Field, code: str) -> Problem:
    refuses = code not in MASKED and (each.refuses_row or code not in UNREADABLE)
    return Problem(row, each.name, code, "quarantine" if refuses else "warn")


def _problem(contracts: Contracts, entity: Entity, row: int, name: str | None, code: str) -> Problem:
    rule = next((each for each in entity.all_rules if each.code == code), None)
    return Problem(
        row, name or (rule.field if rule else None), code, rule.severity if rule else contracts.findings[code].severity
    )


@lru_cache(maxsize=64)
def _text_schema(contracts: Contracts, entity: str) -> pa.DataFrameSchema:
    return text_schema(contracts.entities[entity])


@lru_cache(maxsize=64)
def _value_schema(contracts: Contracts, entity: str, severities: tuple[str, ...]) -> pa.DataFrameSchema:
    codes = {name: frozenset(code.code for code in each.codes) for name, each in contracts.codes.items()}
    return value_schema(contracts.entities[entity], codes, severities)
