"""A figure of a release with its candidate rows, and the address of every row and cell behind it.

One query gives counted rows, rows not counted and so the figure itself; addresses follow from row_address, header_map
and filled_value. What the cells hold must not live here: a release has no content of cells.
"""

import difflib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

import duckdb

from pipeline.settings import UserError
from pipeline.stores.releases import rows


class UnknownFigure(UserError):
    """No such figure in this release; the message says which are near."""


@dataclass(frozen=True)
class Measure:
    """What is counted: rows of one entity, and the fields that decide whether a row counts."""

    name: str
    entity: str
    definition_zh: str
    source_kind: str
    reads: tuple[str, ...]

    @property
    def base(self) -> str:
        """The measure whose candidates it shares: a part or a requirement is named after it, with brackets."""
        return self.name.partition("[")[0]


class Candidate(NamedTuple):
    """A row that a measure looked at; it counts where ``reason`` is None. ``evidence`` is the row that shows a condition."""

    delivery: str
    row: str
    evidence: str | None
    quantity: Decimal
    reason: str | None


@dataclass(frozen=True)
class Figure:
    """One value of indicator_value with the candidates of its measures. ``record`` is its row, column by column."""

    record: dict[str, Any]
    factor: int
    numerator: Measure
    denominator: Measure | None
    candidates: dict[str, list[Candidate]]

    @property
    def measures(self) -> list[Measure]:
        return [self.numerator] if self.denominator is None else [self.numerator, self.denominator]


class Address(NamedTuple):
    """Where a row stands. ``file`` is the masked name; ``sheet_index`` counts from 0, ``row`` from 1."""

    delivery: str
    row_id: str
    file: str
    sha256: str
    sheet_index: int
    sheet: str
    row: int
    table_index: int
    entity: str

    @property
    def place(self) -> tuple[str, int, int]:
        """The order in which rows are listed."""
        return self.file, self.sheet_index, self.row

    @property
    def unit(self) -> str:
        """The reporting unit: a masked name is unit/period/hash."""
        return self.file.partition("/")[0]


class Cell(NamedTuple):
    """The cell that holds a field of a row; ``is_title`` where it is a title that speaks for all rows of the table.

    ``scale`` is what a bare number of an amount is worth there, in the unit that is stored.
    """

    column: str
    row: int
    is_title: bool
    scale: int | None = None

    @property
    def name(self) -> str:
        return f"{self.column}{self.row}"


class Addresses:
    """Where rows stand: ``of`` gives a row's address, ``cells`` the cells of its fields; iterated, the addresses in order."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, which: str, value: Any) -> None:
        found = connection.execute(
            "select a.delivery_id, a.row_id, d.file, d.sha256, a.sheet_index, a.sheet, a.row, a.table_index, a.entity"
            " from row_address a"
            " join (select distinct delivery_id, file, sha256 from run_delivery) d using (delivery_id)"
            f" where a.row_id is not null and {which} order by all",
            [value],
        ).fetchall()
        self._known = {(each[0], each[1]): Address(*each) for each in found}
        # Equal row ids mean the same row of the same bytes, whatever the delivery.
        self._anywhere = {address.row_id: address for address in self._known.values()}
        deliveries = [sorted({delivery for delivery, _ in self._known})]
        self._headers: dict[tuple, dict[str, tuple]] = defaultdict(dict)
        # a release from before there were amounts has no column for their unit
        scale = "scale" if "scale" in connection.sql("from header_map limit 0").columns else "null"
        for delivery, sheet, table, entity, field, *where in connection.execute(
            f"select delivery_id, sheet_index, table_index, entity, field, source, cell_column, source_cell, {scale}"
            " from header_map"
            " where field is not null and delivery_id in (select unnest(?::varchar[]))", deliveries
        ).fetchall():  # fmt: skip
            self._headers[delivery, sheet, table, entity][field] = tuple(where)
        filled = connection.execute(
            "select delivery_id, row_id, field, source_row from filled_value"
            " where delivery_id in (select unnest(?::varchar[]))", deliveries
        ).fetchall()  # fmt: skip
        self._filled = {tuple(key): row for *key, row in filled}

    @classmethod
    def of_figure(cls, connection: duckdb.DuckDBPyConnection, figure: Figure) -> "Addresses":
        """Those of the candidates of a figure, and of the rows that show their conditions."""
        candidates = [each for of_measure in figure.candidates.values() for each in of_measure]
        return cls.of_rows(connection, {row for each in candidates for row in (each.row, each.evidence) if row})

    @classmethod
    def of_rows(cls, connection: duckdb.DuckDBPyConnection, row_ids: Iterable[str]) -> "Addresses":
        """Those of rows, in every delivery that has them."""
        return cls(connection, "a.row_id in (select unnest(?::varchar[]))", sorted(row_ids))

    @classmethod
    def of_file(cls, connection: duckdb.DuckDBPyConnection, sha256: str) -> "Addresses":
        """Those of every row of the deliveries of these bytes."""
        return cls(connection, "d.sha256 = ?", sha256)

    def __iter__(self) -> Iterator[Address]:
        return iter(self._known.values())

    @property
    def units(self) -> list[str]:
        """The reporting units of all these rows."""
        return sorted({address.unit for address in self._known.values()})

    def of(self, candidate: Candidate) -> Address:
        return self.at(candidate.delivery, candidate.row)

    def at(self, delivery: str, row: str) -> Address:
        return self._known[delivery, row]

    def of_evidence(self, candidate: Candidate) -> Address | None:
        """The row that shows the condition, where it is another row than the candidate's own."""
        if candidate.evidence in (None, candidate.row):
            return None
        return self._known.get((candidate.delivery, candidate.evidence)) or self._anywhere[candidate.evidence]

    def cells(self, address: Address, fields: Iterable[str] | None = None) -> dict[str, Cell]:
        """The cell of each field that stands in a cell, of all fields unless told; what a folder, a sheet's name or a constant says has none."""
        headers = self._headers[address.delivery, address.sheet_index, address.table_index, address.entity]
        cells = {}
        for field in headers if fields is None else fields:
            source, column, title, scale = headers.get(field, (None, None, None, None))
            if source == "column":
                row = self._filled.get((address.delivery, address.row_id, field), address.row)
                cells[field] = Cell(column, row, False, scale)
            elif title:
                letters = title.rstrip("0123456789")
                cells[field] = Cell(letters, int(title[len(letters) :]), True)
        return cells

    def fields(self, address: Address) -> list[str]:
        """The fields that stand in columns of the row's table."""
        headers = self._headers[address.delivery, address.sheet_index, address.table_index, address.entity]
        return [field for field, (source, *_) in headers.items() if source == "column"]


def find_figure(connection: duckdb.DuckDBPyConnection, figure_id: str) -> Figure:
    """The figure with every candidate row of its measures; UnknownFigure where the release has none of that id."""
    found = rows(
        connection,
        "select v.*, d.numerator as numerator_measure, d.denominator as denominator_measure, d.factor"
        " from indicator_value v join indicator_definition d on d.plan_code = v.plan_code"
        " and d.indicator_code = v.indicator_code and d.reading is not distinct from v.reading where v.figure_id = $figure",
        {"figure": figure_id},
    )
    if not found:
        raise UnknownFigure(_what_there_is(connection, figure_id))
    (record,) = found
    factor = record.pop("factor")
    names = [record.pop("numerator_measure"), record.pop("denominator_measure")]
    known = all_measures(connection)
    measures = [known[name] for name in names if name]
    candidates: dict[str, list[Candidate]] = {measure.name: [] for measure in measures}
    for name, *rest in connection.execute(
        "select c.measure, c.delivery_id, c.row_id, c.evidence_row_id, c.quantity, c.not_counted_reason"
        " from measure_candidate c join measure_definition d using (measure)"
        " join dim_area_member m on m.member_code = c.area_code and m.area_code = $area"
        " where c.measure in (select unnest($measures::varchar[])) and c.period = $period"
        " and (d.source_kind = 'roster' or c.area_code = $area)",  # a statement speaks of its own area only
        {"area": record["area_code"], "period": record["period"], "measures": list(candidates)},
    ).fetchall():
        candidates[name].append(Candidate(*rest))
    return Figure(record, factor, measures[0], measures[1] if len(measures) > 1 else None, candidates)


def all_measures(connection: duckdb.DuckDBPyConnection) -> dict[str, Measure]:
    """Every measure, part of one and requirement of units, by its name."""
    found = connection.execute(
        "select measure, entity, definition_zh, source_kind, reads from measure_definition"
    ).fetchall()
    return {name: Measure(name, *said, tuple(reads)) for name, *said, reads in found}


def _what_there_is(connection: duckdb.DuckDBPyConnection, figure_id: str) -> str:
    """What to say of an id that does not exist: its plan's periods, the nearest ids."""
    known = [
        each for (each,) in connection.execute("select figure_id from indicator_value order by figure_id").fetchall()
    ]
    plan = figure_id.partition("/")[0]
    plans = sorted({each.partition("/")[0] for each in known})
    lines = [f"There is no figure {figure_id} in this release. A figure is plan/indicator/area/period."]
    if plan not in plans:
        lines.append(f"Plans: {', '.join(plans)}")
    else:
        periods = sorted({each.rpartition("/")[2] for each in known if each.startswith(plan + "/")}, reverse=True)
        lines.append(f"Periods of {plan}: {', '.join(periods)}")
    if near := difflib.get_close_matches(figure_id, known, n=4, cutoff=0.6):
        lines.append(f"Near it: {', '.join(near)}")
    return "\n".join(lines)
