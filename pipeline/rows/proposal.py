"""A layout proposed for a delivery that could not be read by words alone: a file for contracts/layouts/, to be confirmed line by line.

What is certain stands; what is only likely or possible is commented out, each with its reason. No content of a cell is in it,
and a header that holds a number is called by its letter. The example is made up, and right once its lines are confirmed.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.contract import Contracts
from pipeline.contract.entity import ROSTER, Entity
from pipeline.rows.addresses import masked
from pipeline.rows.candidates import CERTAIN, POSSIBLE, Candidate, candidates
from pipeline.rows.columns import Columns, Source
from pipeline.rows.content import Content
from pipeline.rows.delivery import Conformed, Context
from pipeline.rows.samples import sample
from pipeline.rows.values import Reader
from pipeline.sheets.grid import Grid, Workbook, a1, column_letters
from pipeline.sheets.headers import Header
from pipeline.sheets.looks import Looks
from pipeline.sheets.tables import Row
from pipeline.sheets.words import Words
from pipeline.text import folded

DEEPEST, NARROWEST = 15, 3  # where a header nobody knows may stand, and how many words it has at least
LOOKED_AT = 60  # rows from the whole length of a table tell what a column holds


@dataclass(frozen=True)
class _Sighted:
    """A table that needs a layout: its header as found or guessed, what is known of its columns, its data rows."""

    grid: Grid
    header_rows: tuple[int, ...]
    headers: dict[int, Header]
    columns: Columns
    rows: list[Row]


def proposal(workbook: Workbook, context: Context, conformed: Conformed) -> str | None:
    """The text of a layout for the tables that hold a delivery for want of known columns; None where there are none."""
    contracts = context.contracts
    reader = Reader(contracts, context.unit_code, is_plain_text=workbook.is_plain_text)
    content = Content(contracts, reader)
    grids = {grid.index: grid for grid in workbook.grids}
    read = {each.sheet_index for each in conformed.understood}
    sighted = [
        _Sighted(
            grids[each.sheet_index],
            each.table.header_rows,
            each.table.columns,
            each.columns,
            each.table.of_kind("data"),
        )
        for each in conformed.understood
        if _needs_layout(each.columns)
    ]
    sighted += [found for index, grid in grids.items() if index not in read and (found := _guessed(grid))]
    tables = [_Table(each, context, content) for each in sighted]
    written = [line for table in tables if table.entity for line in table.lines()]
    if not written:
        return None
    period = f", {context.as_of:%Y-%m}" if context.as_of else ""
    head = [
        f"# Proposed for reporting unit {context.unit_code}{period}, from delivery {context.delivery_id}. Nothing of it is applied yet.",
        "# Confirm: take away “#? ” before what is right, delete what is wrong, save as contracts/layouts/<name>.yaml, run rollcall lint.",
        f"unit_codes: [{_quoted(context.unit_code)}]",
        "tables:",
    ]
    return "\n".join([*head, *written, ""])


def _needs_layout(columns: Columns) -> bool:
    is_contradicted = any(source.field and source.matched_by is None for source in columns.unknown)
    return bool(columns.entity is None or columns.missing or columns.ambiguous or is_contradicted)


def _guessed(grid: Grid) -> _Sighted | None:
    """A sheet on which no header is known: its first row of words alone, over rows that hold values too."""
    looks = Looks(grid, Words(frozenset()))
    for number in looks.numbers[:DEEPEST]:
        cells, below = grid.rows[number], [each for each in looks.numbers if each > number]
        is_header = len(cells) >= NARROWEST and all(
            looks.is_label(cell) and not looks.is_value(cell) for cell in cells.values()
        )
        if is_header and below and any(looks.is_value(cell) for cell in grid.rows[below[0]].values()):
            headers = {
                column: Header(cell.text.strip(), (cell.text.strip(),), number, column)
                for column, cell in cells.items()
            }
            rows = [Row(each, "data", 0, grid.rows[each], {}, grid.rows) for each in below]
            return _Sighted(grid, (number,), headers, Columns(None), rows)
    return None


class _Table:
    """One table of the proposal; `entity` is None where it looks like no kind of record."""

    def __init__(self, sighted: _Sighted, context: Context, content: Content):
        self._sighted, self._context = sighted, context
        contracts = context.contracts
        self._names = _names(sighted.rows, contracts)
        words = Counter(folded(header.text) for header in sighted.headers.values())
        self._headers = {
            column: header
            for column, header in sighted.headers.items()
            if words[folded(header.text)] == 1 and masked(header.text, self._names) == header.text
        }
        # of persons whose columns nobody knows no more is proposed than that they are a roster
        likely = [each for each in contracts.entities.values() if each.name == ROSTER or not each.has_persons]
        entities = [sighted.columns.entity] if sighted.columns.entity else likely
        found = {entity.name: self._candidates(entity, contracts, content) for entity in entities}
        best = max(found, key=lambda name: _weight(found[name]))
        self.entity: Entity | None = (
            contracts.entities[best] if sighted.columns.entity or _weight(found[best]) else None
        )
        self._found = found[best]
        self._claims = Counter(
            each.field for several in self._found.values() for each in several if each.sure == CERTAIN
        )
        taken: set[str] = set()
        self._first: dict[int, Candidate] = {}
        for column, several in sorted(self._found.items(), key=lambda item: item[1][0].rank if item[1] else (9, 0)):
            free = next((each for each in several if each.field not in taken), None)
            if free:
                self._first[column] = free
                taken.add(free.field)

    def _candidates(self, entity: Entity, contracts: Contracts, content: Content) -> dict[int, list[Candidate]]:
        sighted, columns = self._sighted, self._sighted.columns
        known = columns.sources if columns.entity else {}
        wanted = [each.name for each in entity.fields if each.name not in known]
        used = {source.column for source in known.values()}
        every = {column for row in sighted.rows for column in row.cells} | sighted.headers.keys()
        rows = sighted.rows[:: max(1, len(sighted.rows) // LOOKED_AT)]
        return {
            column: candidates(
                sighted.headers.get(column), content.filled(rows, column), entity, wanted, contracts, content
            )
            for column in sorted(every - used)
        }

    def lines(self) -> Iterator[str]:
        """The lines of this table."""
        columns = self._sighted.columns
        why = [f"no column for {', '.join(columns.missing)}"] if columns.missing else []
        why += [f"several columns for {', '.join(columns.ambiguous)}"] if columns.ambiguous else []
        yield f"  # Sheet {self._sighted.grid.index + 1}, header in row {self._sighted.header_rows[-1]}: {'; '.join(why) or 'no known kind of table'}."
        yield f"  - entity: {self.entity.name}"
        if self._context.as_of:
            yield f"    valid_from: {_quoted(f'{self._context.as_of:%Y-%m}')}"
        yield f"    recognised_by: [{', '.join(_quoted(header.text) for header in self._headers.values())}]"
        yield "    columns:"
        yield from self._named(self._headers.keys())
        yield "    letters:"
        yield from self._named(self._found.keys() - self._headers.keys())
        yield "    constants:"
        yield from self._constants()
        yield from self._example()

    def _named(self, columns: set[int]) -> Iterator[str]:
        for column in sorted(self._found.keys() & columns):
            letters, several = column_letters(column), self._found[column]
            called = _quoted(self._headers[column].text) if column in self._headers else letters
            first = self._first.get(column)
            if first is None:
                yield f"      # {letters}: no field found"
            for each in sorted(several, key=lambda each: each is not first)[:3]:
                sure = POSSIBLE if each.sure == CERTAIN and self._claims[each.field] > 1 else each.sure
                stands = each is first and sure == CERTAIN
                yield f"      # {letters}: {each.reason}. {sure.capitalize()}."
                yield f"      {'' if stands else '#? '}{called}: {each.field}"

    def _constants(self) -> Iterator[str]:
        """Fields that each record needs and no column may be: the same for all rows, or the county must add the column."""
        known = {*self._sighted.columns.sources, *(each.field for each in self._first.values())}
        for field in self.entity.fields:
            if field.needs_column and field.name not in known:
                yield f"      # no column looks like {field.name}: only where it is the same for every row. Possible."
                if not field.is_personal and field.type in ("boolean", "string"):
                    yield f"      #? {field.name}: {_quoted(str(sample(field, self._context.unit_code, self._context.contracts)[0]))}"

    def _example(self) -> Iterator[str]:
        sighted = self._sighted
        fields = {column: each.field for column, each in self._first.items()}
        fields |= {source.column: name for name, source in self._known().items() if source.column}
        samples = {
            column: sample(self.entity.by_name[name], self._context.unit_code, self._context.contracts)
            for column, name in fields.items()
        }
        stored = {each.name for each in self.entity.stored}
        top, last = sighted.header_rows[0], max([*sighted.headers, *samples])
        yield "    example:"
        merges = [
            each for each in sighted.grid.merges if each[0] in sighted.header_rows and each[2] in sighted.header_rows
        ]
        if merges:
            ranges = (f"{a1(first - top + 1, left)}:{a1(end - top + 1, right)}" for first, left, end, right in merges)
            yield f"      merges: [{', '.join(map(_quoted, ranges))}]"
        yield "      rows:"
        for number in range(top, sighted.header_rows[-1] + 1):
            cells = sighted.grid.rows.get(number, {})
            written = [
                masked(cells[column].text, self._names) if column in cells else None for column in range(1, last + 1)
            ]
            yield f"        - [{', '.join(map(_quoted, written))}]"
        yield f"        - [{', '.join(_quoted(samples[column][0] if column in samples else None) for column in range(1, last + 1))}]"
        yield "      expected:"
        promised = {name: samples[column][1] for column, name in fields.items() if name in stored}
        yield f"        - {{{', '.join(f'{name}: {_quoted(value)}' for name, value in promised.items())}}}"

    def _known(self) -> dict[str, Source]:
        return self._sighted.columns.sources if self._sighted.columns.entity else {}


def _names(rows: list[Row], contracts: Contracts) -> set[str]:
    """What may be somebody's name in these rows: no header that holds it is written down."""
    texts = {
        cell.text for row in rows for cell in row.cells.values() if cell.kind == "text" and len(cell.text) in (2, 3, 4)
    }
    return {text for text in texts if text[0] in "".join(contracts.words("surnames"))}


def _weight(found: dict[int, list[Candidate]]) -> int:
    return sum(3 - several[0].rank[0] for several in found.values() if several)


def _quoted(value: str | int | None) -> str:
    """A YAML scalar that means this and nothing else."""
    return json.dumps(value, ensure_ascii=False)
