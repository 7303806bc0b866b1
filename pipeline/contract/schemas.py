"""The pandera schemas of an entity, made from its contract: one for the text as written, one for the typed values.

Each check carries the code of its finding, so a failure case names code, column and row. Frames are eager: on a lazy
frame pandera would look at the schema and not at the data. Rows are never dropped here; splitting is done in rows/.
"""

from collections.abc import Iterator

import polars as pl

from pipeline.contract.checks import CHECKS
from pipeline.contract.entity import Entity, Field, Rule
from pipeline.contract.pandera_polars import SchemaErrors, pa

TYPES: dict[str, pl.DataType] = {
    "string": pl.String(),
    "integer": pl.Int32(),
    "number": pl.Decimal(18, 4),
    "boolean": pl.Boolean(),
    "date": pl.Date(),
    "array": pl.List(pl.String),
}

Failure = tuple[int, str | None, str]
"""Row of the frame, field or None, code of the finding."""


def text_schema(entity: Entity) -> pa.DataFrameSchema:
    """The fields of which something is asked as text: required ones are there, patterns and named checks hold."""
    return pa.DataFrameSchema(
        {
            each.name: pa.Column(pl.String(), [_text_check(rule) for rule in each.rules], nullable=not each.is_required)
            for each in entity.fields
            if each.rules or each.is_required
        },
        strict=True,
        name=f"{entity.name} as text",
    )


def value_schema(
    entity: Entity, codes: dict[str, frozenset[str]], severities: tuple[str, ...] = ("quarantine", "warn")
) -> pa.DataFrameSchema:
    """The stored fields, typed: codes are known, numbers in range, the rules of the row hold. `codes` maps code list to its codes."""
    return pa.DataFrameSchema(
        {
            each.name: pa.Column(TYPES[each.type], _value_checks(each, codes), nullable=not each.is_required)
            for each in entity.stored
        },
        checks=[_expression_check(rule) for rule in entity.rules if rule.severity in severities],
        strict=True,
        name=f"{entity.name} as values",
    )


def failures(schema: pa.DataFrameSchema, frame: pl.DataFrame) -> Iterator[Failure]:
    """Each failing row of the frame with the code of the rule that it fails; nothing where all rows pass."""
    try:
        schema.validate(frame, lazy=True)
    except SchemaErrors as errors:
        for case in errors.failure_cases.iter_rows(named=True):
            if case["index"] is None:
                raise RuntimeError(
                    f"{schema.name}: {case['check']} failed for the whole frame, not for a row"
                ) from None
            code = "required_value_missing" if case["check"] == "not_nullable" else case["check"]
            yield case["index"], case["column"] if case["schema_context"] == "Column" else None, code


def _text_check(rule: Rule) -> pa.Check:
    if rule.kind == "pattern":
        return pa.Check(
            lambda data, p=rule.expression: data.lazyframe.select(pl.col(data.key).str.contains(p)), error=rule.code
        )
    return pa.Check(
        lambda data, check=CHECKS[rule.expression]: data.lazyframe.select(
            pl.col(data.key).map_batches(check, return_dtype=pl.Boolean)
        ),
        error=rule.code,
    )


def _value_checks(each: Field, codes: dict[str, frozenset[str]]) -> list[pa.Check]:
    checks = []
    if each.code_list and each.type == "string":
        checks.append(pa.Check.isin(sorted(codes[each.code_list]), error="code_unknown"))
    if each.code_list and each.type == "array":
        known = sorted(codes[each.code_list])
        checks.append(
            pa.Check(
                lambda data: data.lazyframe.select(pl.col(data.key).list.eval(pl.element().is_in(known)).list.all()),
                error="code_unknown",
            )
        )
    if each.minimum is not None:
        checks.append(pa.Check.ge(each.minimum, error="number_out_of_range"))
    if each.maximum is not None:
        checks.append(pa.Check.le(each.maximum, error="number_out_of_range"))
    return checks


def _expression_check(rule: Rule) -> pa.Check:
    return pa.Check(
        lambda data, sql=rule.expression: data.lazyframe.select(pl.sql_expr(sql).fill_null(value=True)), error=rule.code
    )
