"""Trace of a figure: what it is made of, the rows that count, the rows that do not and why, as one JSON document.

Counted and not counted rows come from the same candidates as the figure, so the three cannot disagree.
How it looks in a terminal is in show.py; how it is proved is in prove.py.
"""

from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from pipeline.audit.figure import Address, Addresses, Candidate, Figure, Measure, find_figure
from pipeline.audit.prove import prove as prove_figure
from pipeline.stores.releases import open_release
from pipeline.text import SYNTHETIC_NOTICE


def trace(
    release: Path, figure_id: str, *, cells: bool = False, why_not: bool = False, prove: bool = False, home: Path
) -> dict[str, Any]:
    """The trace of one figure of a release.

    ``cells`` adds to each row the A1 cell of every field that its measure reads, ``why_not`` lists the rows behind each
    reason, ``prove`` reads the kept bytes of ``home`` again. ``rows`` and ``not_counted`` are those of the numerator; a
    denominator carries its own. Raises UnknownFigure and ReleaseDamaged.
    """
    with open_release(release) as connection:
        figure = find_figure(connection, figure_id)
        addresses = Addresses.of_figure(connection, figure)
        (release_id,) = connection.execute("select release_id from release").fetchone()
        lists = _Lists(connection, addresses, cells=cells, why_not=why_not)
        numerator = lists.of(figure.numerator, figure)
        denominator = lists.of(figure.denominator, figure) if figure.denominator else None
        failures = prove_figure(release, figure_id, home) if prove else []
        record = figure.record
        return {
            "figure_id": record["figure_id"],
            "release_id": release_id,
            "notice": SYNTHETIC_NOTICE if record["is_synthetic"] else None,
            "value": _number(record["value"]),
            "unit": record["unit"],
            "figure": _about(connection, figure, addresses),
            "numerator": {
                key: numerator[key] for key in ("measure", "definition_zh", "counted", "not_counted", "candidates")
            },
            "denominator": denominator,
            "rows": numerator["rows"],
            "not_counted": numerator["reasons"],
            "proved": prove and not failures,
            "failures": failures,
        }


class _Lists:
    """The rows of a measure as the document lists them, sorted by file, sheet and row."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, addresses: Addresses, *, cells: bool, why_not: bool
    ) -> None:
        self._addresses = addresses
        self._with_cells = cells
        self._with_rows = why_not
        self._labels = dict(
            connection.execute("select reason, name_zh from not_counted_reason order by rank").fetchall(),
        )

    def of(self, measure: Measure, figure: Figure) -> dict[str, Any]:
        """The measure with how many rows it counted and did not, the counted rows, and the others by reason."""
        by_reason: dict[str | None, list[Candidate]] = defaultdict(list)
        for candidate in sorted(figure.candidates[measure.name], key=lambda each: self._addresses.of(each).place):
            by_reason[candidate.reason].append(candidate)
        counted = by_reason.pop(None, [])
        not_counted = sum(map(len, by_reason.values()))
        reasons = []
        for reason in sorted(by_reason, key=list(self._labels).index):
            entry = {"reason": reason, "label_zh": self._labels[reason], "count": len(by_reason[reason])}
            if self._with_rows:
                entry["rows"] = [self._row(measure, each) for each in by_reason[reason]]
            reasons.append(entry)
        return {
            "measure": measure.name,
            "definition_zh": measure.definition_zh,
            "counted": len(counted),
            "not_counted": not_counted,
            "candidates": len(counted) + not_counted,
            "rows": [self._row(measure, each) for each in counted],
            "reasons": reasons,
        }

    def _row(self, measure: Measure, candidate: Candidate) -> dict[str, Any]:
        address = self._addresses.of(candidate)
        row = {
            "delivery_id": candidate.delivery,
            "row_id": candidate.row,
            **self._place(measure, address),
            "quantity": _number(candidate.quantity),
            "evidence_row_id": candidate.evidence,
        }
        if evidence := self._addresses.of_evidence(candidate):
            row["evidence"] = self._place(measure, evidence)
        return row

    def _place(self, measure: Measure, address: Address) -> dict[str, Any]:
        fields = measure.reads if address.entity == measure.entity else self._addresses.fields(address)
        cells = self._addresses.cells(address, fields) if self._with_cells else {}
        return {
            "file": address.file,
            "sha256": address.sha256,
            "sheet": address.sheet,
            "row": address.row,
            "cells": {field: cell.name for field, cell in cells.items()},
        }


def _about(connection: duckdb.DuckDBPyConnection, figure: Figure, addresses: Addresses) -> dict[str, Any]:
    """What a reader of the value must know beside it (practice D38), and the names of the units whose rows it lists."""
    record = figure.record
    said = (
        "indicator_name", "area_code", "area_name", "period", "as_of_date", "reading", "statistic", "numerator",
        "denominator", "denominator_as_of", "denominator_source", "operator", "target", "target_type", "deadline",
        "status", "status_reason", "source_kind", "approval", "is_synthetic", "definition_zh", "note_zh", "plan_version",
    )  # fmt: skip
    later = (
        "target_zh",
        "unit_minimum",
        "needs_zh",
        "contradiction_zh",
        "source_words_zh",
        "sealed_row_count",
    )  # not in every release
    units = connection.execute(
        "select area_code, name_zh from dim_area where area_code in (select unnest(?::varchar[])) order by area_code",
        [addresses.units],
    ).fetchall()
    about = {name: _plain(record[name]) for name in said} | {name: _plain(record.get(name)) for name in later}
    return {**about, "factor": figure.factor, "areas": dict(units)}


def _plain(value: Any) -> Any:
    """Dates and decimals as JSON has them."""
    if isinstance(value, Decimal):
        return _number(value)
    return value.isoformat() if hasattr(value, "isoformat") else value


def _number(value: Decimal | None) -> int | float | None:
    """A JSON number: whole where it is whole, else the shortest digits that mean the same."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
