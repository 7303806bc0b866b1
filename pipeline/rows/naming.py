"""Every table of a workbook with its columns named and its rows ready to be read: words, layouts, places and content together.

Takes the sheets as they were told apart, gives for each table its columns, data rows and what is doubtful about them.
"""

from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from pipeline.contract import Contracts
from pipeline.contract.layout import Correction
from pipeline.rows.columns import Columns, header_words
from pipeline.rows.content import Content, without_contradictions
from pipeline.rows.grain import doubts_of_grain
from pipeline.rows.kinds import name_columns
from pipeline.rows.layouts import Doubt, corrected, corrections_of, filled_down, of_unit, pick, translated
from pipeline.rows.measures import member_words
from pipeline.rows.money import with_units, without_units
from pipeline.rows.places import Place, places, with_place
from pipeline.rows.spread import gathered
from pipeline.rows.values import Reader
from pipeline.sheets.grid import Grid, Workbook, a1
from pipeline.sheets.tables import Row, SheetRows, Table, Words, tables

CERTIFICATE_NUMBER = "certificate_number"  # a second one is no reason to hold, but the key of none is taken


@dataclass(frozen=True)
class Named:
    """One table: its columns, its data rows as they are to be read, and findings on it."""

    columns: Columns
    rows: list[Row]
    doubts: tuple[Doubt, ...] = ()


class Naming:
    """Names the tables of one delivery. `left_over` are the corrections that found no such value in the file."""

    def __init__(self, contracts: Contracts, unit_code: str, as_of: date | None, sha256: str, reader: Reader):
        self._contracts = contracts
        self._layouts = of_unit(contracts, unit_code, as_of)
        self._content, self._reader = Content(contracts, reader), reader
        self.left_over: list[Correction] = corrections_of(contracts, unit_code, sha256)

    def sheets(self, workbook: Workbook) -> list[tuple[Grid, SheetRows, list[Named]]]:
        """Each sheet with its rows and its named tables."""
        words = words_of(self._contracts)
        if self._layouts:
            words = replace(words, headers=words.headers.union(*(layout.words for layout in self._layouts)))
        found = [(grid, tables(grid, words)) for grid in workbook.grids]
        told = places(found, self._contracts)
        return [
            (grid, rows, [self._named(grid, table, told[grid.index]) for table in rows.tables]) for grid, rows in found
        ]

    def _named(self, grid: Grid, table: Table, place: Place) -> Named:
        titles, rows = titles_of(table), table.of_kind("data")
        columns = name_columns(table, titles, self._contracts, pick(table, self._layouts))
        columns, is_doubtful = with_place(columns, titles, place, self._contracts)
        if columns.entity is None:
            return Named(columns, rows)
        doubts = [Doubt("place_in_doubt")] if is_doubtful else []
        if self.left_over:
            result = corrected(rows, columns, grid, self.left_over)
            rows = result.rows
            doubts += [Doubt("value_corrected", each.field, each.cell) for each in result.done]
            self.left_over = [each for each in self.left_over if each not in result.done]
        if columns.layout:
            rows, columns = translated(filled_down(rows, columns), columns, self._contracts)
        rows, columns, spread = gathered(table, rows, columns, self._contracts)
        columns = with_units(columns, table, titles)
        doubts += [
            *spread,
            *without_units(rows, columns, self._reader),
            *doubts_of_grain(grid, table, titles, rows, columns, self._contracts),
        ]
        doubts += [
            Doubt("certificate_numbers_apart", source.field, source.address)
            for source in columns.unknown
            if source.field == CERTIFICATE_NUMBER
        ][1:]
        kept, contradicted = without_contradictions(rows, columns, self._content)
        doubts += [Doubt("column_contradicts", name, columns.sources[name].address) for name in contradicted]
        return Named(kept, rows, tuple(doubts))


def titles_of(table: Table) -> dict[str, str]:
    """The title cells of a table by their address."""
    titles = (*table.over, *table.of_kind("title"))
    return {a1(row.number, column): cell.text for row in titles for column, cell in row.cells.items()}


@cache
def words_of(contracts: Contracts) -> Words:
    """The words by which rows are told apart: those of settings.yaml, and the headers of the contracts."""
    of = contracts.words
    headers = header_words(contracts) | of("ignored")  # 序号 and 备注 make a header as much as any field does
    notes = of("notes") - of("forms") - of("signatures")
    told = ("examples", "marks", "forms", "signatures", "fill_hints", "missing")
    return Words(headers, of("totals"), notes, *map(of, told), member_words(contracts), of("variants"))
