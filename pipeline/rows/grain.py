"""What a table says against being a list of its entity: titles of people who never count, one station on the rows of its staff.

Nothing is read otherwise for it; the delivery is held until somebody says what the rows are.
"""

import re
from collections import Counter
from functools import cache

from pipeline.contract import Contracts
from pipeline.contract.entity import ROSTER
from pipeline.rows.columns import Columns
from pipeline.rows.kinds import headings
from pipeline.rows.layouts import Doubt
from pipeline.rows.wording import field_named
from pipeline.sheets.grid import Grid, a1
from pipeline.sheets.tables import Row, Table
from pipeline.text import folded

_PLACES = ("township", "community", "subject_area_code")


def doubts_of_grain(
    grid: Grid, table: Table, titles: dict[str, str], rows: list[Row], columns: Columns, contracts: Contracts
) -> list[Doubt]:
    """The doubts of one table whose entity is known."""
    doubts = _of_no_subject(grid, table, titles, columns, contracts)
    if columns.entity.has_persons:
        return doubts + _uncounted(grid, table, titles, contracts) + _below_unknown_groups(table, columns, contracts)
    return doubts + _repeated(rows, columns) if _lists_persons(columns, contracts) else doubts


def _of_no_subject(
    grid: Grid, table: Table, titles: dict[str, str], columns: Columns, contracts: Contracts
) -> list[Doubt]:
    """Neither title nor sheet nor header says that a list which others keep as well is about social work."""
    words = columns.entity.subject_words
    said = [*headings(titles, contracts), folded(grid.name), *(folded(each.text) for each in table.columns.values())]
    if not words or columns.layout or any(word in text for text in said for word in words):
        return []
    return [Doubt("not_said_to_be_social_work")]


def _uncounted(grid: Grid, table: Table, titles: dict[str, str], contracts: Contracts) -> list[Doubt]:
    """A title, section or sheet's name that speaks of volunteers, but not of an organisation called after them."""
    said = {a1(row.number, column): cell.text for row in table.of_kind("section") for column, cell in row.cells.items()}
    pattern = _volunteers(contracts)
    cells = [cell for cell, text in {**titles, **said}.items() if pattern.search(folded(text))]
    if cells or pattern.search(folded(grid.name)):
        return [Doubt("volunteers_listed", cell=cells[0] if cells else None)]
    return []


def _below_unknown_groups(table: Table, columns: Columns, contracts: Contracts) -> list[Doubt]:
    """Columns that alone would name a critical field that nothing else gives, below a group that may be another's certificate."""
    known = {*columns.sources, *columns.ambiguous, *(source.field for source in columns.unknown)}
    others = {  # groups of another person, such as a supervisor
        header.parts[:-1]
        for header in table.columns.values()
        if field_named(contracts, columns.entity.name, header.parts[-1:]) == "name"
    }
    doubts = {}
    for source in columns.unknown:
        parts = table.columns[source.column].parts if source.column in table.columns else ()
        name = (
            field_named(contracts, columns.entity.name, parts[-1:])
            if len(parts) > 1 and parts[:-1] not in others
            else None
        )
        field = columns.entity.by_name.get(name or "")
        if field and field.is_critical and field.groups and name not in known and source.field is None:
            doubts.setdefault(name, Doubt("column_below_unknown_group", name, source.address))
    return list(doubts.values())


@cache
def _volunteers(contracts: Contracts) -> re.Pattern[str]:
    words, bodies = ("|".join(map(re.escape, contracts.words(name))) for name in ("volunteers", "organisations"))
    return re.compile(f"(?:{words})(?!(?:服务)?(?:队|总队|组织|{bodies}))")


def _lists_persons(columns: Columns, contracts: Contracts) -> bool:
    """True where a column that is not used is one that each person has: a name, an ID number."""
    worker = contracts.entities[ROSTER]
    named = (
        field_named(contracts, ROSTER, tuple(source.header.split("/"))) for source in columns.unknown if source.header
    )
    return any(name and worker.by_name[name].is_personal and worker.by_name[name].needs_column for name in named)


def _repeated(rows: list[Row], columns: Columns) -> list[Doubt]:
    fields = columns.entity.fields
    named = [each.name for each in fields if each.needs_column and each.is_free_text and not each.is_personal]
    used = [source.column for name in (*named, *_PLACES) if (source := columns.sources.get(name)) and source.column]
    told = Counter(tuple(folded(cell.text) if (cell := row.cell(each)) else "" for each in used) for row in rows)
    first = next((columns.sources[name] for name in named if name in columns.sources), None)
    if first and any(count > 1 for count in told.values()):
        return [Doubt("row_per_person", cell=first.address)]
    return []
