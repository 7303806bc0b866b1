"""The figures that two builds have differently, and the rows behind each difference: counted in one and not in the other, or for other amounts.

Both are databases with the tables of a release. Rows are matched by the unit of which they speak, so that the rows of a corrected file
that say what the former said are no change.
"""

from collections import defaultdict
from pathlib import Path
from typing import Any

import duckdb

from pipeline.stores.release_tables import quoted
from pipeline.stores.releases import rows

SAID = (
    "value", "numerator", "denominator", "denominator_as_of", "unit_minimum", "target", "target_zh", "deadline", "baseline", "direction", "status",
    "status_reason", "coverage_pct", "sealed_row_count", "is_chosen", "approval", "indicator_name", "definition_zh",
)  # fmt: skip
"""What of a figure is compared; what a build does not have, or neither has, is left out."""

_SIDE = """
    select figure_id, unit, quantity, reason, place.file, address.sheet, address.row
    from (
        select figure.figure_id,
            coalesce(candidate.unit_key, candidate.row_id) as unit,
            sum(candidate.quantity) filter (where candidate.not_counted_reason is null) as quantity,
            min(candidate.not_counted_reason) as reason,
            arg_min(candidate.delivery_id, (candidate.not_counted_reason is not null, candidate.row_id)) as delivery_id,
            arg_min(candidate.row_id, (candidate.not_counted_reason is not null, candidate.row_id)) as row_id
        from changed_figure as figure
        join {build}.indicator_definition as line
            on line.plan_code = figure.plan_code and line.indicator_code = figure.indicator_code
            and line.reading is not distinct from figure.reading
        join {build}.measure_definition as measure on measure.measure = line.{side}
        join {build}.dim_area_member as member on member.area_code = figure.area_code
        join {build}.measure_candidate as candidate
            on candidate.measure = measure.measure and candidate.area_code = member.member_code
            and candidate.period = figure.period
            and (measure.source_kind = 'roster' or candidate.area_code = figure.area_code)
        group by all
    )
    join {build}.row_address as address using (delivery_id, row_id)
    join (select distinct delivery_id, file from {build}.run_delivery) as place using (delivery_id)
"""
_ROWS = """
    select figure_id, before.quantity, before.reason, before.file, before.sheet, before.row,
        after.quantity, after.reason, after.file, after.sheet, after.row
    from ({before}) as before full join ({after}) as after using (figure_id, unit)
    where coalesce(before.quantity, 0) <> coalesce(after.quantity, 0)
    order by figure_id, coalesce(after.file, before.file), coalesce(after.row, before.row), before.quantity, after.quantity
"""


def changed_figures(before: Path, after: Path) -> dict[str, dict[str, Any]]:
    """By figure: what it is, what each build says of it (None where it has no such figure), and the rows behind.

    ``rows`` holds for numerator and denominator one entry for each unit that counts differently: quantity, reason, file, sheet and
    row in each build. Their differences add up to that of the numerator or denominator.
    """
    with duckdb.connect() as connection:
        for name, path in (("before", before), ("after", after)):
            connection.execute(f"attach {quoted(path)} as build_{name} (read_only)")
        found = _figures(connection)
        connection.execute("create temp table changed_figure (figure_id varchar, plan_code varchar, indicator_code varchar,"
                           " reading varchar, area_code varchar, period varchar)")  # fmt: skip
        keys = ("figure_id", "plan_code", "indicator_code", "reading", "area_code", "period")
        if found:
            connection.executemany(
                "insert into changed_figure values (?, ?, ?, ?, ?, ?)",
                [[each["figure"][key] for key in keys] for each in found.values()],
            )
        refused = [_refused(connection, build) for build in ("build_before", "build_after")]
        for side in ("numerator", "denominator"):
            for figure_id, *told in _rows(connection, side):
                found[figure_id]["rows"][side].append(_told(told, *refused))
        return found


def _figures(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, Any]]:
    columns = [_columns(connection, name) for name in ("build_before", "build_after")]
    said = [name for name in SAID if all(name in each for each in columns)]
    names = ["figure_id", "plan_code", "indicator_code", "reading", "area_code", "area_name", "period", "unit"]
    sides: list[dict[str, dict[str, Any]]] = []
    for build in ("build_before", "build_after"):
        query = f"select {', '.join([*names, *said])} from {build}.indicator_value"
        sides.append({row["figure_id"]: row for row in rows(connection, query)})
    before, after = sides
    found = {}
    for figure_id in sorted(before.keys() | after.keys()):
        old, new = before.get(figure_id), after.get(figure_id)
        if old is None or new is None or any(old[name] != new[name] for name in said):
            found[figure_id] = {
                "figure": {name: (new or old)[name] for name in [*names, "indicator_name"]},
                "before": {name: old[name] for name in said} if old else None,
                "after": {name: new[name] for name in said} if new else None,
                "rows": defaultdict(list),
            }
    return found


def _rows(connection: duckdb.DuckDBPyConnection, side: str) -> list[tuple]:
    sides = {name: _SIDE.format(build=f"build_{name}", side=side) for name in ("before", "after")}
    return connection.execute(_ROWS.format(**sides)).fetchall()


Place = tuple[str, str, int]  # file, sheet, row


def _refused(connection: duckdb.DuckDBPyConnection, build: str) -> dict[Place, str]:
    """The rows that a build has in quarantine, with their findings: they are there, and no measure sees them."""
    found = connection.execute(
        "select file, sheet, row, string_agg(distinct code, ', ' order by code)"
        f" from {build}.quarantined_row join (select distinct delivery_id, file from {build}.run_delivery) using (delivery_id)"
        " group by file, sheet, row"
    ).fetchall()
    return {(file, sheet, row): codes for file, sheet, row, codes in found}


def _told(values: list[Any], refused_before: dict[Place, str], refused_after: dict[Place, str]) -> dict[str, Any]:
    """Both sides of a row; None where a build has no such row, counted or not."""
    before, after = values[:5], values[5:]
    return {"before": _side(before, after, refused_before), "after": _side(after, before, refused_after)}


def _side(values: list[Any], other: list[Any], refused: dict[Place, str]) -> dict[str, Any] | None:
    quantity, reason, *place = values
    if not place[0]:
        place = other[2:]
        if tuple(place) not in refused:
            return None
        reason = f"quarantined, {refused[tuple(place)]}"
    file, sheet, row = place
    return {"quantity": quantity, "reason": reason, "file": file, "sheet": sheet, "row": row}


def _columns(connection: duckdb.DuckDBPyConnection, build: str) -> set[str]:
    return {name for name, *_ in connection.execute(f"describe {build}.indicator_value").fetchall()}
