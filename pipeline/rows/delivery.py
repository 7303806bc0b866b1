"""One delivery, conformed: its tables by entity, the address of every row, where each field came from, what was refused and why.

Every non-empty row of every sheet is in `row_address` exactly once. No text that leaves this module names a person: sheet
names and headers are masked by the delivery's own names and numbers, and kept only where a table is known.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import date
from functools import cache, partial
from typing import Any

import polars as pl

from pipeline.contract import Contracts
from pipeline.identity import is_number
from pipeline.rows.addresses import masked, receipt, sheet_name, table_schemas
from pipeline.rows.columns import Columns, Source, header_words, name_columns
from pipeline.rows.keys import Keys
from pipeline.rows.records import Records
from pipeline.rows.split import Problem, conformed_types, split
from pipeline.rows.values import Reader, identity_text
from pipeline.sheets.grid import Grid, Workbook, a1
from pipeline.sheets.tables import Row, SheetRows, Table, Words, tables
from pipeline.text import folded

RECORD = 3  # a row of so many cells on a sheet without a table may be a record; fewer are an instruction


@dataclass(frozen=True)
class Context:
    """What one delivery is conformed with; `as_of` is the last day of its period, `is_known_file` says that its bytes came before."""

    delivery_id: str
    sha256: str
    unit_code: str
    as_of: date | None
    contracts: Contracts
    keys: Keys
    is_known_file: bool = False


@dataclass
class Conformed:
    """What came of one delivery. `tables` maps table to frame, `receipt` holds fate and counts."""

    tables: dict[str, pl.DataFrame]
    receipt: dict[str, Any]


def words_of(contracts: Contracts) -> Words:
    """The words by which rows are told apart, from settings.yaml and the contracts' headers."""
    return Words(header_words(contracts), *(contracts.words(name) for name in ("totals", "notes", "examples", "marks")))


def conform(workbook: Workbook, context: Context) -> Conformed:
    """Conform every table of a workbook; nothing in it can raise, whatever the county wrote."""
    is_plain_text = workbook.format == "csv"
    work = _Work(context, Reader(context.contracts, context.unit_code, is_plain_text=is_plain_text))
    if context.is_known_file:
        work.records.find("same_bytes_again")
    for grid in workbook.grids:
        work.sheet(grid, tables(grid, words_of(context.contracts)))
    if not work.has_table:
        work.records.find("no_table_found")
    return work.finish()


def refuse(context: Context, code: str, detail: str) -> Conformed:
    """A delivery that could not be read: one finding, no rows."""
    work = _Work(context, Reader(context.contracts, context.unit_code))
    work.records.find(code, detail=detail)
    return work.finish()


@dataclass
class _Work:
    context: Context
    reader: Reader
    frames: dict[str, list[pl.DataFrame]] = field(default_factory=dict)
    personal: set[str] = field(default_factory=set)
    is_synthetic: bool = False
    has_table: bool = False

    def __post_init__(self) -> None:
        self.records = Records(self.context.contracts)

    def sheet(self, grid: Grid, found: SheetRows) -> None:
        """Take in one sheet: its tables, then the address of each of its rows."""
        told = [folded(cell.text) for row in found.rows if row.kind != "data" for cell in row.cells.values()]
        self.is_synthetic |= any(mark in text for text in told for mark in self.context.contracts.words("synthetic"))
        named = [name_columns(table, _titles(table), self.context.contracts) for table in found.tables]
        place = {"sheet_index": grid.index, "sheet": sheet_name(grid.name, grid.index, self.context.contracts)}
        addresses: dict[int, dict[str, Any]] = {}
        for table, columns in zip(found.tables, named, strict=True):
            addresses.update(self._table(grid, table, columns, place))
        if not found.tables and found.rows:
            is_doubtful = any(len(row.cells) >= RECORD for row in found.rows)
            self.records.find("no_table_found" if is_doubtful else "sheet_without_table", place)
        self.has_table |= bool(found.tables)
        if found.tables and grid.state != "visible":
            self.records.find("sheet_hidden", place)
        self._doubtful_rows(found, place)
        for row in found.rows:
            address = {
                **place,
                "row": row.number,
                "table_index": row.table,
                "kind": row.kind,
                "cell_count": len(row.cells),
            }
            self.records.tables["row_address"].append(address | addresses.get(row.number, {}))

    def _doubtful_rows(self, found: SheetRows, place: dict[str, Any]) -> None:
        """Rows that are no data and yet may speak of people who do or do not count."""
        leavers = self.context.contracts.words("leavers")
        for row in found.rows:
            texts = {a1(row.number, column): cell.text for column, cell in row.cells.items()}
            if row.kind in ("section", "title") and any(
                word in folded(text) for text in texts.values() for word in leavers
            ):
                self.records.find("section_of_leavers", place, cell=next(iter(texts)))
            if row.kind == "example" and any(is_number(identity_text(text)) for text in texts.values()):
                self.records.find("example_like_person", place, cell=next(iter(texts)))

    def _table(self, grid: Grid, table: Table, columns: Columns, place: dict[str, Any]) -> dict[int, dict[str, Any]]:
        entity = columns.entity.name if columns.entity else None
        self._headers(table, columns, place, entity)
        rows = table.of_kind("data")
        hidden = grid.hidden_rows.intersection(row.number for row in rows)
        if hidden:
            self.records.find("rows_hidden", place, cell=f"{min(hidden)}:{min(hidden)}", detail=str(len(hidden)))
        for column in sorted({column for row in rows for column in row.cells} - table.columns.keys()):
            self.records.find("column_without_header", place, cell=a1(table.header_rows[-1], column))
        for column in table.gaps:
            self.records.find("tables_side_by_side", place, cell=a1(table.header_rows[-1], column))
        addresses = {row.number: {"entity": entity} for row in table.rows}
        for row in rows:
            addresses[row.number]["row_id"] = self._row_id(grid, table, row)
        refused = (
            self._unknown(rows, addresses, place) if entity is None else self._known(rows, addresses, columns, place)
        )
        for index, row in enumerate(rows):
            addresses[row.number]["fate"] = "quarantined" if index in refused else "conformed"
        return addresses

    def _known(
        self, rows: list[Row], addresses: dict[int, dict[str, Any]], columns: Columns, place: dict[str, Any]
    ) -> frozenset[int]:
        context, entity = self.context, columns.entity
        result = split(rows, columns, context.contracts, self.reader, context.keys, context.as_of)
        self.personal |= result.personal
        row_ids = [addresses[row.number]["row_id"] for row in rows]
        identified = result.good.with_columns(
            pl.lit(context.delivery_id).alias("delivery_id"),
            pl.Series("row_id", [row_ids[row] for row in result.good["row"]], dtype=pl.String),
        )
        self.frames.setdefault(entity.name, []).append(
            identified.select("delivery_id", "row_id", *conformed_types(entity))
        )
        for problem in result.problems:
            self._of_row(problem, rows[problem.row], row_ids[problem.row], columns, place)
        for row, row_id in zip(rows, row_ids, strict=True):
            for name, source in columns.sources.items():
                if source.column in row.filled:
                    self.records.tables["filled_value"].append(
                        {"row_id": row_id, "field": name, "source_row": row.filled[source.column]}
                    )
        return result.refused

    def _unknown(self, rows: list[Row], addresses: dict[int, dict[str, Any]], place: dict[str, Any]) -> frozenset[int]:
        self.records.find("table_unknown", place)
        for row in rows:
            told = {"row": row.number, "row_id": addresses[row.number]["row_id"], "severity": "quarantine"}
            self.records.find("table_unknown", place, **told)
        return frozenset(range(len(rows)))

    def _headers(self, table: Table, columns: Columns, place: dict[str, Any], entity: str | None) -> None:
        for source in (*columns.sources.values(), *columns.unknown):
            self.records.tables["header_map"].append(
                {
                    **place,
                    "table_index": table.index,
                    "entity": entity,
                    "field": source.field if source not in columns.unknown else None,
                    "source": source.kind,
                    "cell_column": source.letters,
                    "source_cell": source.address,
                    "header": source.header if source.field else None,
                    "matched_by": source.matched_by,
                }
            )
        ignored = self.context.contracts.words("ignored")
        for source in columns.unknown:
            if entity and source.field is None and folded(source.header or "") not in ignored:
                self.records.find("column_unknown", place, cell=source.address)
        for code, names in (
            ("required_column_missing", columns.missing),
            ("column_ambiguous", columns.ambiguous),
            ("title_contradicts", columns.contradicted),
        ):
            for name in names:
                self.records.find(code, place, columns.entity.by_name[name].label, field=name)

    def _of_row(self, problem: Problem, row: Row, row_id: str, columns: Columns, place: dict[str, Any]) -> None:
        source = columns.sources.get(problem.field or "")
        told = {"row": row.number, "row_id": row_id, "entity": columns.entity.name, "severity": problem.severity}
        label = columns.entity.by_name[problem.field].label if problem.field else ""
        self.records.find(problem.code, place, label=label, field=problem.field, cell=_cell(row, source), **told)

    def finish(self) -> Conformed:
        """Mask, count and hand over."""
        schemas = table_schemas(self.context.contracts)
        self.records.tables["quarantine"] = [
            each for each in self.records.tables["finding"] if each["severity"] == "quarantine"
        ]
        mask = cache(partial(masked, personal=self.personal))
        frames = {name: pl.concat(parts) for name, parts in self.frames.items()}
        for name, records in self.records.tables.items():
            common = {"delivery_id": self.context.delivery_id}
            rows = [{column: (record | common).get(column) for column in schemas[name]} for record in records]
            for row in rows:
                row |= {key: mask(row[key]) for key in ("sheet", "header") if row.get(key)}
            frames[name] = pl.DataFrame(rows, schema=schemas[name])
        return Conformed(frames, receipt(self.records.tables, self.is_synthetic))

    def _row_id(self, grid: Grid, table: Table, row: Row) -> str:
        text = f"{self.context.sha256}|{grid.index}|{row.number}|{table.first_column}"
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def _titles(table: Table) -> dict[str, str]:
    """The title cells of a table by their address."""
    return {a1(row.number, column): cell.text for row in table.of_kind("title") for column, cell in row.cells.items()}


def _cell(row: Row, source: Source | None) -> str | None:
    if source is None or source.column is None:
        return source.address if source else None
    return a1(row.filled.get(source.column, row.number), source.column)
