"""One delivery while it is conformed: first what stands where, then what became of its rows, at last its tables.

Every non-empty row of every table is in `row_address` exactly once. No text that leaves this module names a person: sheet
names and headers are masked by the delivery's own names and numbers, and kept only where a table is known.
"""

import hashlib
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import polars as pl

from pipeline.contract import Contracts
from pipeline.identity import is_number
from pipeline.rows.addresses import RowAddresses, masked, named_in, receipt, sheet_name, table_schemas
from pipeline.rows.columns import Columns, Source
from pipeline.rows.context import contradictions, without_rows
from pipeline.rows.cross import merged, pieces, refused_rows
from pipeline.rows.instructions import as_notes, is_instructions
from pipeline.rows.keys import Keys
from pipeline.rows.looks import look
from pipeline.rows.naming import Named, titles_of
from pipeline.rows.records import Records, Understood
from pipeline.rows.split import Part, Problem, Split
from pipeline.rows.totals import total_differences
from pipeline.rows.values import Reader, identity_text
from pipeline.sheets.grid import Grid, Style, a1
from pipeline.sheets.tables import Row, SheetRows, Table
from pipeline.text import folded

MASKED = {"sheet", "header"}
RECORD = 3  # a row of so many cells on a sheet without a table may be a record; fewer are an instruction


@dataclass(frozen=True)
class Context:
    """What one delivery is conformed with; `as_of` is the last day of its `period`, `is_known_file` says that its bytes came before."""

    delivery_id: str
    sha256: str
    unit_code: str
    as_of: date | None
    contracts: Contracts
    keys: Keys
    is_known_file: bool = False
    period: str = "undated"


@dataclass
class Conformed:
    """What came of one delivery: frames by table, fate and counts. `understood` and the `personal` texts stay in memory."""

    tables: dict[str, pl.DataFrame]
    receipt: dict[str, Any]
    understood: list[Understood]
    personal: frozenset[str] = frozenset()


@dataclass
class Waiting:
    """A table whose entity is known, from when its columns are named until its rows are split."""

    part: Part
    place: dict[str, Any]
    table: Table
    row_ids: list[str]


@dataclass
class Work:
    """What is known of one delivery so far; `waiting` are its tables whose rows are not yet split."""

    context: Context
    reader: Reader
    styles: tuple[Style, ...] = ()
    waiting: list[Waiting] = field(default_factory=list)
    frames: dict[str, list[pl.DataFrame]] = field(default_factory=dict)
    personal: set[str] = field(default_factory=set)
    is_synthetic: bool = False
    has_table: bool = False

    def __post_init__(self) -> None:
        self.records = Records(self.context.contracts)
        self.addresses = RowAddresses()

    def sheet(self, grid: Grid, found: SheetRows, named: list[Named]) -> None:
        """Take in one sheet: the address of each of its rows, and what its tables are."""
        contracts = self.context.contracts
        is_told = is_instructions(grid, (each.columns for each in named), contracts)
        if is_told:
            found, named = as_notes(grid), []
        told = [folded(cell.text) for row in found.rows if row.kind != "data" for cell in row.cells.values()]
        self.is_synthetic |= any(mark in text for text in told for mark in contracts.words("synthetic"))
        place = {"sheet_index": grid.index, "sheet": sheet_name(grid.name, grid.index, contracts)}
        for table, each in zip(found.tables, named, strict=True):
            self._table(grid, table, each, place)
        if not found.tables and found.rows and not is_told:
            is_doubtful = any(len(row.cells) >= RECORD for row in found.rows)
            self.records.find("no_table_found" if is_doubtful else "sheet_without_table", place)
        self.has_table |= bool(found.tables)
        if found.tables and grid.state != "visible":
            self.records.find("sheet_hidden", place)
        self._doubtful_rows(found, place)
        self.addresses.add(place, None, None, [row for row in found.rows if row.table is None], {})

    def take(self, waiting: Waiting, result: Split) -> None:
        """Take in what became of the rows of one table."""
        entity, row_ids = waiting.part.columns.entity, waiting.row_ids
        self.personal |= result.personal
        rows, *columns = result.good.get_columns()
        told = {"delivery_id": [self.context.delivery_id] * len(rows), "row_id": [row_ids[row] for row in rows]}
        identity = [pl.Series(name, values, dtype=pl.String) for name, values in told.items()]
        self.frames.setdefault(entity.name, []).append(pl.DataFrame([*identity, *columns]))
        for problem in result.problems:
            self._of_row(problem, waiting)
        for row, row_id in zip(waiting.part.rows, row_ids, strict=True):
            if row.filled:
                self._filled(row, row_id, waiting.part.columns)
        self.addresses.refused.update(row_ids[row] for row in result.refused)
        refused = refused_rows(waiting.table, waiting.part.rows, result.refused)
        understood = Understood(waiting.place["sheet_index"], waiting.table, waiting.part.columns, refused)
        self.records.understood.append(understood)

    def finish(self) -> Conformed:
        """Mask, count and hand over."""
        schemas = table_schemas(self.context.contracts)
        for code, label in without_rows(self.records.tables, self.addresses, self.context.contracts):
            self.records.find(code, label=label)
        tables = self.records.tables
        tables["quarantine"] = [each for each in tables["finding"] if each["severity"] == "quarantine"]
        written = [record for records in tables.values() for record in records]
        texts = self.addresses.sheets | {record[key] for record in written for key in MASKED & record.keys()}
        personal = named_in(filter(None, texts), self.personal)
        mask = {text: text and masked(text, personal) for text in texts}
        common = {"delivery_id": self.context.delivery_id}
        frames = {name: pl.concat(parts) for name, parts in self.frames.items()}
        frames["row_address"] = self.addresses.frame(self.context.delivery_id, mask)
        for name, records in tables.items():
            rows = [record | common | {key: mask[record[key]] for key in MASKED & record.keys()} for record in records]
            frames[name] = pl.DataFrame(rows, schema=schemas[name])
        told = receipt(tables, self.addresses, self.is_synthetic)
        return Conformed(frames, told, merged(self.records.understood), frozenset(self.personal))

    def _doubtful_rows(self, found: SheetRows, place: dict[str, Any]) -> None:
        """Rows that are no data and yet may speak of people who do or do not count."""
        leavers = self.context.contracts.words("leavers")
        for row in found.rows:
            if row.kind in ("section", "title"):
                if any(word in folded(cell.text) for cell in row.cells.values() for word in leavers):
                    self.records.find("section_of_leavers", place, cell=a1(row.number, min(row.cells)))
            elif row.kind == "example" and any(is_number(identity_text(cell.text)) for cell in row.cells.values()):
                self.records.find("example_like_person", place, cell=a1(row.number, min(row.cells)))

    def _table(self, grid: Grid, table: Table, named: Named, place: dict[str, Any]) -> None:
        rows, titles = named.rows, titles_of(table)
        parts = pieces(table, named.columns, rows, titles, self.context, grid.index)
        columns = parts[0].columns
        entity = columns.entity.name if columns.entity else None
        for each in parts:
            self._headers(replace(table, index=each.index), each.columns, place, entity)
        for each in named.doubts:
            label = columns.entity.by_name[each.field].label if each.field else ""
            self.records.find(each.code, place, label=label, field=each.field, cell=each.cell)
        for each in contradictions(grid.name, titles, columns.sources, self.context):
            self.records.find(each.code, place, cell=each.cell, detail=each.detail)
        hidden = grid.hidden_rows.intersection(row.number for row in rows)
        if hidden:
            self.records.find("rows_hidden", place, cell=f"{min(hidden)}:{min(hidden)}", detail=str(len(hidden)))
        used = {source.column for source in columns.sources.values()} | table.columns.keys()
        for column in sorted(set().union(*(row.cells for row in rows)) - used):
            self.records.find("column_without_header", place, cell=a1(table.header_rows[-1], column))
        for column in table.gaps:
            self.records.find("tables_side_by_side", place, cell=a1(table.header_rows[-1], column))
        for each in total_differences(table):
            self.records.find("total_differs", place, cell=a1(each.row, each.column), detail=each.detail)
        head = hashlib.sha256(f"{self.context.sha256}|{grid.index}|".encode())
        for each in parts:
            row_ids = [_row_id(head, f"{row.number}|{each.key}") for row in each.rows]
            known = dict(zip((row.number for row in each.rows), row_ids, strict=True))
            self.addresses.add(place, each.index, entity, each.stand, known)
            if entity:
                problems = look(grid, each.rows, each.columns, self.styles, self.context.contracts)
                part = Part(each.rows, each.columns, self.reader, self.context.as_of, problems)
                self.waiting.append(Waiting(part, place, table, row_ids))
        if entity:
            return
        self.records.find("table_unknown", place)
        for row, row_id in zip(rows, row_ids, strict=True):
            self.records.find("table_unknown", place, row=row.number, row_id=row_id, severity="quarantine")
        self.addresses.refused.update(row_ids)
        self.records.understood.append(Understood(grid.index, table, columns, frozenset(range(len(rows)))))

    def _filled(self, row: Row, row_id: str, columns: Columns) -> None:
        for name, source in columns.sources.items():
            if source.column in row.filled:
                told = {"row_id": row_id, "field": name, "source_row": row.filled[source.column]}
                self.records.tables["filled_value"].append(told)

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
                    "scale": source.scale,
                }
            )
        ignored = self.context.contracts.words("ignored")
        for source in columns.unknown:
            if entity and source.field is source.matched_by is None and folded(source.header or "") not in ignored:
                self.records.find("column_unknown", place, cell=source.address)
        for code, names in (
            ("required_column_missing", columns.missing),
            ("column_ambiguous", columns.ambiguous),
            ("title_contradicts", columns.contradicted),
        ):
            for name in names:
                self.records.find(code, place, columns.entity.by_name[name].label, field=name)

    def _of_row(self, problem: Problem, waiting: Waiting) -> None:
        columns, row = waiting.part.columns, waiting.part.rows[problem.row]
        source = columns.sources.get(problem.field or "")
        label = columns.entity.by_name[problem.field].label if problem.field else ""
        told = {"row": row.number, "row_id": waiting.row_ids[problem.row], "entity": columns.entity.name}
        cell = a1(row.number, problem.column) if problem.column else _cell(row, source)
        severity = problem.severity
        self.records.find(
            problem.code, waiting.place, label=label, field=problem.field, cell=cell, severity=severity, **told
        )


def _cell(row: Row, source: Source | None) -> str | None:
    if source is None or source.column is None:
        return source.address if source else None
    return a1(row.filled.get(source.column, row.number), source.column)


def _row_id(head: Any, place: str) -> str:
    """A hash that went over file and sheet, over the place on it too."""
    whole = head.copy()
    whole.update(place.encode())
    return whole.hexdigest()[:16]
