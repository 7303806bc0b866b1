"""The examples of the layouts, really read: what each says must come of its rows, against what comes of them.

One line for each difference; an example that is not read by its own layout differs too.
"""

import datetime as dt
from decimal import Decimal
from typing import Any

from pipeline.contract import Contracts
from pipeline.contract.layout import TableLayout
from pipeline.periods import as_of_date
from pipeline.rows.delivery import Conformed, Context, conform
from pipeline.rows.keys import Keys
from pipeline.sheets.grid import Cell, Grid, Workbook, address_of


def differences(contracts: Contracts) -> list[str]:
    """What does not come of the examples as they say; empty where every layout does what it promises."""
    return [
        f"contracts/layouts/{layout.name}.yaml: tables.{number}.example: {told}"
        for layout in contracts.layouts
        for number, table in enumerate(layout.tables)
        for told in _differences(table, conformed(table, layout.unit_codes[0], contracts))
    ]


def conformed(table: TableLayout, unit_code: str, contracts: Contracts) -> Conformed:
    """What comes of the example of a layout, delivered by a unit for the first period for which it is valid."""
    period = table.valid_from or table.valid_to
    context = Context("", "", unit_code, as_of_date(period) if period else None, contracts, Keys(bytes(32)))
    rows = {
        number: {column: _cell(value) for column, value in enumerate(line, 1) if value not in (None, "")}
        for number, line in enumerate(table.example.rows, 1)
    }
    merges = tuple(map(_merge, table.example.merges))
    grid = Grid(0, table.example.sheet, "visible", {number: cells for number, cells in rows.items() if cells}, merges)
    return conform(Workbook("xlsx", None, (grid,), ()), context)


def stored(outcome: Conformed, entity: str) -> list[dict[str, Any]]:
    """The conformed rows of an example as a layout may promise them: field to text, empty ones left out."""
    rows = outcome.tables[entity].to_dicts() if entity in outcome.tables else []
    return [{name: _said(value) for name, value in row.items() if value is not None} for row in rows]


def _differences(table: TableLayout, outcome: Conformed) -> list[str]:
    if not any(each.columns.layout is table for each in outcome.understood):
        return ["it is not recognised by its own headers; compare recognised_by with the header rows."]
    held = sorted({row["code"] for row in outcome.tables["finding"].to_dicts() if row["severity"] == "hold"})
    if held:
        return [f"it would be held: {', '.join(held)}."]
    rows, expected = stored(outcome, table.entity), table.example.expected
    if len(rows) != len(expected):
        codes = sorted(outcome.tables["quarantine"]["code"].unique())
        refused = f" ({', '.join(codes)})" if codes else ""
        return [f"{len(expected)} rows are expected and {len(rows)} are conformed{refused}."]
    return [
        f"row {number}: {name} is {row.get(name, 'empty')}, expected {_said(value) or 'empty'}."
        for number, (row, promised) in enumerate(zip(rows, expected, strict=True), 1)
        for name, value in promised.items()
        if row.get(name, "") != _said(value)
    ]


def _merge(written: str) -> tuple[int, int, int, int]:
    corners = [address_of(corner) for corner in written.split(":")]
    return (*corners[0], *corners[1])


def _cell(value: Any) -> Cell:
    if isinstance(value, bool):
        return Cell("boolean", str(value).upper())
    if isinstance(value, int | float):
        return Cell("number", repr(value))
    if isinstance(value, dt.date):
        return Cell("date", value.isoformat())
    return Cell("text", value)


def _said(value: Any) -> str:
    """One writing for a value of a table and of a YAML file."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal | int | float):
        return f"{Decimal(str(value)).normalize():f}"
    if isinstance(value, list):
        return "、".join(map(_said, value))
    return str(value)
