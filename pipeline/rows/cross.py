"""Cross tables as observations: one for each number, with what its row and its column are called as members.

A number states a fact of the reporting unit on the last day of the period, or of the area that its row names. Where it is
not certain what the numbers speak of, or whether they are facts or plans, nothing is unpivoted and the table stays unknown.
"""

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from pipeline.contract import Contracts
from pipeline.rows.columns import Columns, Source
from pipeline.rows.measures import area_words, dimension, is_planned, is_year, member_words, plain, subject, unit
from pipeline.rows.records import Understood
from pipeline.rows.values import clean
from pipeline.sheets.grid import Cell, a1
from pipeline.sheets.tables import Row, Table
from pipeline.text import folded

OBSERVATION = "observation"
FACT = "fact_id"
LABELLED = 0  # the column of a made-up row that holds what no cell of the sheet says

_CORNER = re.compile(r"[\\/|]")


class Folder(Protocol):
    """What is known of a delivery before it is opened."""

    unit_code: str
    as_of: date | None
    contracts: Contracts


@dataclass(frozen=True)
class Piece:
    """What of a table becomes rows of one entity: all of it, or the numbers of one column of a cross table, a row for each.

    `index` tells it from the other pieces where tables are numbered, `key` its rows from theirs. `stand` are the rows as they
    stand on the sheet: the first piece has all cells but the numbers of the others, so that each cell is there once.
    """

    index: int
    key: str
    rows: list[Row]
    columns: Columns
    stand: list[Row]


def pieces(
    table: Table, columns: Columns, rows: list[Row], titles: dict[str, str], folder: Folder, sheet_index: int
) -> list[Piece]:
    """The columns of numbers of a cross table; the whole of any other table, and of one whose meaning is not certain."""
    whole = Piece(table.index, f"{table.first_column}", rows, columns, list(table.rows))
    cross, contracts = table.cross, folder.contracts
    if cross is None or (columns.entity and not columns.missing):
        return [whole]
    labels = [_Label(table, rows, column, contracts) for column in cross.labels]
    said = [*titles.values(), *(header.text for header in table.columns.values())]
    subjects = {column: subject(table.columns[column], column in cross.members, titles) for column in cross.values}
    if not all(each.is_known for each in labels) or not all(subjects.values()) or is_planned(said):
        return [whole]
    homes = {row.number: next((each for each in cross.values if _holds(row, each)), cross.values[0]) for row in rows}
    found: list[Piece] = []
    for column in cross.values:
        given = _constants(table, column, titles, labels, folder) | {"subject": subjects[column]}
        stated = [row for row in rows if _holds(row, column) or homes[row.number] == column]
        observed = [_observed(row, column, labels, table, sheet_index) for row in stated]
        stand = [_standing(row, column, homes[row.number], cross.values) for row in stated]
        index = 100 * (table.index + 1) + column if found else table.index
        stand += [] if found else [row for row in table.rows if row.kind != "data"]
        named = _columns(table, column, labels, given, contracts)
        found.append(Piece(index, f"{table.first_column}|{column}", observed, named, stand))
    return found


def merged(understood: list[Understood]) -> list[Understood]:
    """Each table once, in the order in which they stand; a row of a cross table is refused where one of its numbers is."""
    tables: dict[tuple[int, int], Understood] = {}
    for each in sorted(understood, key=lambda each: (each.sheet_index, each.table.index)):
        other = tables.setdefault((each.sheet_index, each.table.index), each)
        if other is not each:
            tables[each.sheet_index, each.table.index] = replace(other, refused=other.refused | each.refused)
    return list(tables.values())


def refused_rows(table: Table, rows: list[Row], refused: frozenset[int]) -> frozenset[int]:
    """Refused rows counted among the data rows of their table; those of a cross table are several to a row."""
    if table.cross is None:
        return refused
    places = {row.number: place for place, row in enumerate(table.of_kind("data"))}
    return frozenset(places[rows[each].number] for each in refused)


def _holds(row: Row, column: int) -> bool:
    """True for a cell that states a number, or would if it could be read; a dash states none."""
    cell = row.cells.get(column)
    return cell is not None and (cell.kind != "text" or any(character.isdigit() for character in folded(cell.text)))


class _Label:
    """One column that says what the rows of a cross table are called."""

    def __init__(self, table: Table, data: list[Row], column: int, contracts: Contracts):
        self.column = column
        self.header = clean(table.columns[column].parts[-1])
        words = [_word(row.cell(column)) for row in data]
        self.is_area = set(words) <= area_words(contracts)
        is_member = set(words) <= member_words(contracts)
        word = plain(self.header)
        fields = [
            entity.by_name[name]
            for entity in contracts.entities.values()
            for part in _CORNER.split(word)
            for name in entity.headers.get(part, ())
        ]
        is_personal = any(each.is_personal for each in fields)
        self.is_known = not is_personal and (is_member or bool(fields))
        self.dimension = _CORNER.split(self.header)[0]


def _word(cell: Cell | None) -> str:
    return plain(cell.text) if cell else ""


def _constants(
    table: Table, column: int, titles: dict[str, str], labels: list[_Label], folder: Folder
) -> dict[str, Source]:
    """What is the same for all numbers of a column; of a year's column the day is not known."""
    header = table.columns[column]
    is_member = column in table.cross.members
    dimensions = [each.dimension for each in labels if not each.is_area]
    if is_member:
        dimensions.append(dimension(header, folder.contracts))
    given = {
        "kind": "现状",
        "source_kind": "汇总表",
        "dimension": "×".join(filter(None, dimensions)) or None,
        "unit": unit(header, titles),
        "area_code": folder.unit_code or next(iter(folder.contracts.areas)),  # inspected for nobody in particular
        "data_date": folder.as_of.isoformat() if folder.as_of and not is_year(header.parts[-1]) else None,
    }
    return {name: Source("constant", name, value=value) for name, value in given.items() if value}


def _observed(row: Row, column: int, labels: list[_Label], table: Table, sheet_index: int) -> Row:
    """A row of one number: the number where it stands, what it is called in the column of its last label."""
    called = [clean(row.cell(each.column).text) for each in labels if not each.is_area and row.cell(each.column)]
    if column in table.cross.members:
        called.append(clean(table.columns[column].parts[-1]))
    cells = {LABELLED: Cell("text", f"{sheet_index + 1}!{a1(row.number, column)}")}
    if _holds(row, column):
        cells[column] = row.cells[column]
    for each in labels:
        if each.is_area and row.cell(each.column):
            cells[each.column] = row.cell(each.column)
    member = _member_column(labels)
    if called and member:
        cells[member] = Cell("text", "×".join(called))
    return replace(row, cells=cells, filled={})


def _member_column(labels: list[_Label]) -> int | None:
    """Where the member of a number stands: a label that is no area; where each is one, the column's header alone says it."""
    return next((each.column for each in reversed(labels) if not each.is_area), None)


def _standing(row: Row, column: int, home: int, values: tuple[int, ...]) -> Row:
    """The cells of a sheet's row that stand for one number: its own, and all that is no number for the first of them."""
    kept = (
        {column}
        if column != home
        else {each for each in row.cells if each == column or not (each in values and _holds(row, each))}
    )
    return replace(row, cells={each: cell for each, cell in row.cells.items() if each in kept})


def _columns(
    table: Table, column: int, labels: list[_Label], given: dict[str, Source], contracts: Contracts
) -> Columns:
    def at(each: int) -> dict[str, str]:
        header = table.columns[each]
        return {"address": a1(header.row, header.column), "header": clean(header.text), "matched_by": "cross"}

    sources = dict(given)
    sources[FACT] = Source("constant", FACT, LABELLED)
    sources["value"] = Source("column", "value", column, **at(column))
    for each in labels:
        if each.is_area:
            sources["area_code"] = Source("column", "area_code", each.column, **at(each.column))
    member = _member_column(labels)
    if member:
        sources["member"] = Source("column", "member", member, **at(member))
    elif column in table.cross.members:
        sources["member"] = Source("constant", "member", value=at(column)["header"], **at(column))
    return Columns(contracts.entities[OBSERVATION], sources)
