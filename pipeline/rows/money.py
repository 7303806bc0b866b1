"""Amounts of money: each column with the unit that its header or a line over the table names. Where none is named, none is guessed.

A county that writes 元 and one that writes 万元 give the same number for what differs ten thousandfold. So a column of bare
numbers without a unit holds the delivery: its values stay empty, and one line over the table mends it.
"""

from dataclasses import replace

from pipeline.rows.columns import Columns
from pipeline.rows.layouts import Doubt
from pipeline.rows.parts import Problem
from pipeline.rows.units import may_name_another, of_header, of_lines
from pipeline.rows.values import Reader
from pipeline.rows.writing import NO_UNIT
from pipeline.sheets.tables import Row, Table


def with_units(columns: Columns, table: Table, titles: dict[str, str]) -> Columns:
    """The columns with what a bare number of each amount is worth in the unit that is stored."""
    told = {}
    for name, source in columns.sources.items():
        if scales := columns.entity.by_name[name].scales:
            header = table.columns.get(source.column or 0)
            parts = header.parts if header else ()
            scale = of_header(parts, scales)
            if scale is None and not may_name_another(parts):
                scale = of_lines(titles.values(), scales)
            told[name] = source._replace(scale=scale)
    return replace(columns, sources=columns.sources | told) if told else columns


def without_units(rows: list[Row], columns: Columns, reader: Reader) -> list[Doubt]:
    """The columns of amounts that hold bare numbers and name no unit."""
    return [
        Doubt(NO_UNIT, name, source.address)
        for name, source in columns.sources.items()
        if (field := columns.entity.by_name[name]).scales and source.scale is None and source.column
        if any(
            reader.typed(field, cell.kind, reader.text(field, cell.kind, cell.text).value).code == NO_UNIT
            for row in rows
            if (cell := row.cell(source.column))
        )
    ]


def said_of_column(problems: list[Problem]) -> list[Problem]:
    """The findings without those that one on the header of their column says for all rows."""
    return [each for each in problems if each.code != NO_UNIT or each.severity == "quarantine"]
