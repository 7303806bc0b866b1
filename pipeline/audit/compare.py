"""Figures beside each other: ranked, and added where they are sums of areas apart; or why they must not be.

Practice A5 and domain.md 4: figures of different populations, definitions, units or dates say different things. Nothing is
converted so that they would fit.
"""

from itertools import combinations
from pathlib import Path
from typing import Any

import duckdb

from pipeline.audit.figure import find_figure
from pipeline.settings import UserError
from pipeline.stores.releases import open_release
from pipeline.text import SYNTHETIC_NOTICE

# What must be the same before figures may be ranked or added, and what an official reads where it is not.
SAME = {
    "population_zh": "统计对象不同",
    "definition": "口径的定义文件或年份不同",
    "measure": "统计范围不同",
    "denominator_zh": "分母不同",
    "denominator": "分母范围不同",
    "statistic": "统计方式不同",
    "unit": "计量单位不同",
    "as_of_date": "截止日期不同",
}


def compare(release: Path, figure_ids: list[str]) -> dict[str, Any]:
    """The figures ranked (ties side by side, those without a value last) and their sum, or the reasons against it.

    `sum` is null where the figures are shares or means; `sum_refused` says why where areas overlap. Raises UnknownFigure, and
    UserError where one figure is named twice.
    """
    if len(set(figure_ids)) < max(2, len(figure_ids)):
        raise UserError("Name at least two different figures: plan/indicator/area/period.")
    with open_release(release) as connection:
        figures = [_figure(connection, each) for each in figure_ids]
        overlap = _overlap(connection, figures)
        (release_id,) = connection.execute("select release_id from release").fetchone()
    reasons = [
        {
            "what": name,
            "reason_zh": reason,
            "values": [{"figure_id": each["figure_id"], "value": each[name]} for each in figures],
        }
        for name, reason in SAME.items()
        if len({each[name] for each in figures}) > 1
    ]
    can_add = not reasons and not overlap and figures[0]["statistic"] == "sum"
    can_add &= all(each["value"] is not None for each in figures)
    return {
        "release_id": release_id,
        "notice": SYNTHETIC_NOTICE if any(each["is_synthetic"] for each in figures) else None,
        "comparable": not reasons,
        "reasons": reasons,
        "figures": figures,
        "ranking": [] if reasons else _ranked(figures),
        "sum": sum(each["value"] for each in figures) if can_add else None,
        "sum_refused": overlap,
    }


def _figure(connection: duckdb.DuckDBPyConnection, figure_id: str) -> dict[str, Any]:
    found = find_figure(connection, figure_id)
    about = [
        connection.execute(
            "select coalesce(code.name_zh, definition.population), definition.definition_year, definition.definition_source"
            " from measure_definition as definition left join code on code.list = 'population' and code.code = definition.population"
            " where definition.measure = ?",
            [measure.name],
        ).fetchone()
        for measure in found.measures
    ]
    record = found.record
    return {
        "figure_id": figure_id,
        "area_code": record["area_code"],
        "area_name": record["area_name"],
        "value": record["value"],
        "unit": record["unit"],
        "as_of_date": record["as_of_date"],
        "statistic": record["statistic"],
        "population_zh": about[0][0],
        "definition": " ".join(str(each) for each in about[0][1:] if each is not None) or None,
        "measure": found.numerator.name,
        "denominator_zh": about[1][0] if len(about) > 1 else None,
        "denominator": found.denominator.name if found.denominator else None,
        "is_synthetic": record["is_synthetic"],
        "approval": record["approval"],
    }


def _overlap(connection: duckdb.DuckDBPyConnection, figures: list[dict[str, Any]]) -> str | None:
    """Why the areas of the figures cannot be added: one lies in another, or is the same."""
    for one, other in combinations(figures, 2):
        pair = [one["area_code"], other["area_code"]]
        if connection.execute(
            "select 1 from dim_area_member where [area_code, member_code] in (?, ?)", [pair, pair[::-1]]
        ).fetchone():
            return f"{one['area_name']}与{other['area_name']}有包含关系,不能相加"
    return None


def _ranked(figures: list[dict[str, Any]]) -> list[dict[str, Any]]:
    values = sorted((each["value"] for each in figures if each["value"] is not None), reverse=True)
    placed = [
        {
            "rank": values.index(each["value"]) + 1 if each["value"] is not None else None,
            "is_tied": values.count(each["value"]) > 1,
            **{name: each[name] for name in ("figure_id", "area_name", "value", "unit", "approval")},
        }
        for each in figures
    ]
    return sorted(placed, key=lambda each: (each["rank"] is None, each["rank"] or 0, each["figure_id"]))
