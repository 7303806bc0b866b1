"""A sample of the rows behind a figure, to be looked at on the spot (practice D35), and what the answers say of all of them.

Stratified by reporting unit. The order within a unit is that of SHA-256 over seed and row, so the same rows give the same sample
on every machine and in every release.
"""

import hashlib
import math
from collections import defaultdict
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import duckdb

from pipeline.audit.figure import Addresses, Candidate, find_figure
from pipeline.settings import UserError
from pipeline.stores.releases import open_release
from pipeline.text import SYNTHETIC_NOTICE

ERRORS = ("wrong", "not_found")  # the answers that say that a row should not stand as it does
ANSWERS = ("confirmed", *ERRORS)
_Z = 1.959963984540054  # of 95 %, both sides


def draw(release: Path, figure_id: str, n: int, seed: int, *, not_counted: bool = False) -> dict[str, Any]:
    """A sample of ``n`` counted rows of a figure's numerator, or of those that were not counted; all where there are fewer.

    {figure_id, release_id, seed, n, not_counted, figure, notice, strata: [{unit, name_zh, rows, drawn}], rows: [{number, unit,
    name_zh, file, sheet, row, row_id, entity, cells, reason_zh}]}, ``cells`` by field. Raises UnknownFigure, and UserError where there is nothing to draw.
    """
    if n < 1:
        raise UserError(f"--n {n}: expected at least one row.")
    with open_release(release) as connection:
        figure = find_figure(connection, figure_id)
        addresses = Addresses.of_figure(connection, figure)
        by_unit: dict[str, list[Candidate]] = defaultdict(list)
        for candidate in figure.candidates[figure.numerator.name]:
            if (candidate.reason is not None) == not_counted:
                by_unit[addresses.of(candidate).unit].append(candidate)
        if not by_unit:
            which = "were not counted" if not_counted else "were counted"
            raise UserError(f"No rows {which} for {figure_id}: there is nothing to look at on the spot.")
        areas, reasons = _names(connection, "dim_area", "area_code"), _names(connection, "not_counted_reason", "reason")
        drawn = allocation({unit: len(rows) for unit, rows in by_unit.items()}, n)
        rows = []
        for unit in sorted(by_unit):
            first = sorted(by_unit[unit], key=lambda each: _turn(seed, each))[: drawn[unit]]
            for each in sorted(first, key=lambda each: addresses.of(each).place):
                address = addresses.of(each)
                cells = addresses.cells(address, figure.numerator.reads)
                rows.append(
                    {"number": len(rows) + 1, "unit": unit, "name_zh": areas.get(unit, unit), "file": address.file}
                    | {"sheet": address.sheet, "row": address.row, "row_id": address.row_id}
                    | {"entity": address.entity, "cells": {name: cell.name for name, cell in cells.items()}, "reason_zh": reasons.get(each.reason or "")}
                )  # fmt: skip
        record = figure.record
        about = ("indicator_name", "area_name", "period", "as_of_date", "definition_zh")
        return {
            "figure_id": figure_id,
            "release_id": release.name,
            "seed": seed,
            "n": n,
            "not_counted": not_counted,
            "figure": {name: record[name] for name in about},
            "notice": SYNTHETIC_NOTICE if record["is_synthetic"] else None,
            "strata": [
                {"unit": unit, "name_zh": areas.get(unit, unit), "rows": len(by_unit[unit]), "drawn": drawn[unit]}
                for unit in sorted(by_unit)
            ],
            "rows": rows,
        }


def allocation(sizes: Mapping[str, int], n: int) -> dict[str, int]:
    """How many of ``n`` rows each stratum gets: in proportion by largest remainder, and one of each where there are enough.

    What a small stratum needs to get its one is taken from the one that has most beyond its share.
    """
    total = sum(sizes.values())
    n = min(n, total)
    quotas = {name: Fraction(n * size, total) for name, size in sizes.items()}
    drawn = {name: math.floor(quota) for name, quota in quotas.items()}
    by_remainder = sorted(sizes, key=lambda name: (drawn[name] - quotas[name], name))
    for name in by_remainder[: n - sum(drawn.values())]:
        drawn[name] += 1
    for name in sorted(sizes) if n >= len(sizes) else ():
        if not drawn[name]:
            giver = max(sorted(sizes), key=lambda each: (drawn[each] > 1, drawn[each] - quotas[each]))
            drawn[giver] -= 1
            drawn[name] = 1
    return drawn


def error_rate(counts: Mapping[str, Mapping[str, int]]) -> dict[str, Any]:
    """What answers say: of each stratum and of all {checked, errors, unchecked, error_pct, low_pct, high_pct}, with a 95 % Wilson interval.

    ``counts`` is by stratum the number of its ``rows`` and of each answer. ``estimate_pct`` weighs each stratum by its rows; those in
    which nothing could be checked are named in ``unknown`` and weigh nothing.
    """
    strata = {unit: _rate(each) for unit, each in counts.items()}
    checked = [unit for unit, each in strata.items() if each["checked"]]
    weight = sum(counts[unit]["rows"] for unit in checked)
    share = sum(counts[unit]["rows"] * Fraction(strata[unit]["errors"], strata[unit]["checked"]) for unit in checked)
    names = ("rows", *ANSWERS, "unchecked")
    return _rate({name: sum(each.get(name, 0) for each in counts.values()) for name in names}) | {
        "estimate_pct": _pct(share / weight) if weight else None,
        "strata": [{"unit": unit, **each} for unit, each in sorted(strata.items())],
        "unknown": sorted(counts.keys() - set(checked)),
    }


def _rate(counts: Mapping[str, int]) -> dict[str, Any]:
    checked = sum(counts.get(each, 0) for each in ANSWERS)
    errors = sum(counts.get(each, 0) for each in ERRORS)
    found = {"rows": counts["rows"], "checked": checked, "errors": errors, "unchecked": counts.get("unchecked", 0)}
    if not checked:
        return found | {"error_pct": None, "low_pct": None, "high_pct": None}
    share, squared = errors / checked, _Z**2 / checked
    middle = (share + squared / 2) / (1 + squared)
    half = _Z / (1 + squared) * math.sqrt(share * (1 - share) / checked + squared / (4 * checked))
    low, high = (max(0.0, middle - half) if errors else 0.0), (min(1.0, middle + half) if errors < checked else 1.0)
    return found | {"error_pct": _pct(share), "low_pct": _pct(low), "high_pct": _pct(high)}


def _pct(share: float | Fraction) -> float:
    return round(float(100 * share), 2)


def _turn(seed: int, candidate: Candidate) -> tuple[str, str]:
    return hashlib.sha256(f"{seed}/{candidate.row}".encode()).hexdigest(), candidate.delivery


def _names(connection: duckdb.DuckDBPyConnection, table: str, key: str) -> dict[str, str]:
    return dict(connection.execute(f"select {key}, name_zh from {table}").fetchall())
