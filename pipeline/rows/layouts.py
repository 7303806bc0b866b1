"""Layouts put to work: which one speaks of a table, and the rows as it wants them read: filled down, translated, corrected.

A cell that is read otherwise keeps its address; the file itself is never changed, and what was corrected is told.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from pipeline.contract import Contracts
from pipeline.contract.entity import Field
from pipeline.contract.layout import Correction, TableLayout, known_words
from pipeline.rows.columns import Columns
from pipeline.rows.values import clean
from pipeline.sheets.grid import Cell, Grid, address_of
from pipeline.sheets.tables import Row, Table
from pipeline.text import folded

_SEPARATOR = re.compile(r"([、,，;；/|]+)")


class Doubt(NamedTuple):
    """A finding on a column or cell of one table."""

    code: str
    field: str | None = None
    cell: str | None = None


def of_unit(contracts: Contracts, unit_code: str, as_of: date | None) -> tuple[TableLayout, ...]:
    """The table layouts that are valid for a reporting unit and a period, known by its last day."""
    return tuple(
        table
        for layout in contracts.layouts
        if unit_code in layout.unit_codes
        for table in layout.tables
        if table.applies(as_of)
    )


def pick(table: Table, layouts: Sequence[TableLayout]) -> TableLayout | None:
    """The layout whose headers all stand in a table; of several the one with most, of two alike none."""
    words = {folded(word) for header in table.columns.values() for word in (header.text, header.parts[-1])}
    fitting = sorted((each for each in layouts if each.signs <= words), key=lambda each: -len(each.signs))
    if len(fitting) > 1 and len(fitting[0].signs) == len(fitting[1].signs):
        return None
    return fitting[0] if fitting else None


def corrections_of(contracts: Contracts, unit_code: str, sha256: str) -> list[Correction]:
    """The confirmed corrections of one file."""
    of_unit = (layout for layout in contracts.layouts if unit_code in layout.unit_codes)
    return [each for layout in of_unit for each in layout.corrections if each.sha256 == sha256]


@dataclass(frozen=True)
class Corrected:
    """Rows with their corrections, and which of these were done; those of other tables are in neither list."""

    rows: list[Row]
    done: tuple[Correction, ...] = ()


def corrected(rows: list[Row], columns: Columns, grid: Grid, corrections: Iterable[Correction]) -> Corrected:
    """Put the confirmed value where a cell holds what the correction expects; elsewhere nothing is changed."""
    by_number = {row.number: row for row in rows}
    cells, done = {}, []
    for each in corrections:
        number, column = address_of(each.cell)
        row = by_number.get(number)
        source = columns.sources.get(each.field)
        if row is None or source is None or source.column != column or folded(each.sheet) != folded(grid.name):
            continue
        cell = row.cells.get(column)
        if clean(cell.text if cell else "") == clean(each.expected):
            cells[row.number, column] = Cell("text", each.value)
            done.append(each)
    return Corrected(_changed(rows, cells), tuple(done))


def filled_down(rows: list[Row], columns: Columns) -> list[Row]:
    """The rows, an empty cell of a column that the layout fills down standing for the one above."""
    names = [name for name, origin in columns.layout.taken_from.items() if origin == "fill_down"]
    for column in [columns.sources[name].column for name in names if name in columns.sources]:
        stands, done = None, []
        for row in rows:
            if row.cell(column) is not None:
                stands = row.filled.get(column, row.number)
            elif stands is not None:
                row = replace(row, filled={**row.filled, column: stands})
            done.append(row)
        rows = done
    return rows


def translated(rows: list[Row], columns: Columns, contracts: Contracts) -> tuple[list[Row], Columns]:
    """The rows and sources with the unit's own words in the words of the code lists."""
    sources, cells = dict(columns.sources), {}
    for name, words in columns.layout.values.items():
        source, field = sources.get(name), columns.entity.by_name[name]
        if source is None:
            continue
        own = {folded(word): _written(contracts, field, value) for word, value in words.items()}
        if source.value is not None:
            sources[name] = source._replace(value=own.get(folded(source.value), source.value))
        for row in rows if source.column else ():
            cell = row.cells.get(source.column)
            text = _translation(cell.text, own, field) if cell else None
            if text is not None:
                cells[row.number, source.column] = Cell("text", text, cell.style)
    return _changed(rows, cells), replace(columns, sources=sources)


def _translation(text: str, own: dict[str, str], field: Field) -> str | None:
    """A cell's text with the unit's words replaced, whole or one by one where a cell holds several; None where none is known."""
    if folded(text) in own:
        return own[folded(text)]
    parts = _SEPARATOR.split(text) if field.type == "array" else []
    return (
        "".join(own.get(folded(part), part) for part in parts) if any(folded(part) in own for part in parts) else None
    )


def _written(contracts: Contracts, field: Field, value: str) -> str:
    """A code or spelling as the reader of values knows it."""
    known = known_words(field, contracts.codes)
    return value if known is None else known[folded(value)]


def _changed(rows: list[Row], cells: dict[tuple[int, int], Cell]) -> list[Row]:
    """The rows with other cells; those that repeat a changed cell repeat it as it is now."""
    if not cells:
        return rows
    sheet = dict(rows[0].sheet)
    for (number, column), cell in cells.items():
        sheet[number] = {**sheet[number], column: cell}
    filled = {number: {column for row, column in cells if row == number} for number, _ in cells}
    return [
        replace(
            row,
            cells=sheet[row.number],
            sheet=sheet,
            filled={each: top for each, top in row.filled.items() if each not in filled.get(row.number, ())},
        )
        for row in rows
    ]
