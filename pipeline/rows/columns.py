"""Which column of a table is which field of an entity: by the contract's words, or by a layout that names them.

What is not known is listed; what is ambiguous or missing holds the delivery. Nothing is mapped by resemblance or by content.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from pipeline.contract import Contracts
from pipeline.contract.entity import Entity
from pipeline.contract.layout import TableLayout
from pipeline.rows.values import clean
from pipeline.rows.wording import field_named
from pipeline.sheets.grid import a1, column_letters, column_number
from pipeline.sheets.tables import Table
from pipeline.text import folded


@dataclass(frozen=True)
class Source:
    """Where the values of one field come from. kind: column, title, sheet or constant; `address` is the header or title cell.

    `scale` is what a bare number of an amount is worth in the unit that is stored, None where nobody says its unit.
    """

    kind: str
    field: str | None
    column: int | None = None
    address: str | None = None
    header: str | None = None
    matched_by: str | None = None
    value: str | None = None
    scale: int | None = None

    @property
    def letters(self) -> str | None:
        return column_letters(self.column) if self.column else None


@dataclass(frozen=True)
class Columns:
    """The columns of one table: its entity (None where unknown), a source for each field found, the unknown columns, and what holds it.

    `layout` is the one by which it was read, if any.
    """

    entity: Entity | None
    sources: dict[str, Source] = field(default_factory=dict)
    unknown: tuple[Source, ...] = ()
    missing: tuple[str, ...] = ()
    contradicted: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()
    layout: TableLayout | None = None


def header_words(contracts: Contracts) -> frozenset[str]:
    """Every folded word of a header, its groups included: what the table finder looks for."""
    words = {word for entity in contracts.entities.values() for word in entity.headers}
    groups = {group for entity in contracts.entities.values() for each in entity.fields for group in each.groups}
    below = {word.rpartition("/")[2] for word in words if word.rpartition("/")[0] in groups}
    return contracts.words("groups") | words | groups | below


def against(
    entity: Entity,
    table: Table,
    titles: dict[str, str],
    contracts: Contracts,
    plain: dict[int, Source],
    layout: TableLayout | None = None,
) -> Columns:
    """The columns of a table, read as one of this entity.

    `titles` maps the address of each title cell above it to its text, `plain` are its columns before any is named.
    """
    by_field: dict[str, list[Source]] = {}
    unknown = []
    decided = _by_layout(layout, table) if layout else {}
    for column, header in table.columns.items():
        name, matched_by = decided.get(column) or field_named(contracts, entity.name, header.parts)
        if layout and matched_by != "layout" and name in layout.fields_with_source:
            name, matched_by = None, None  # the layout says where this field stands, and it is not here
        if name is None:
            unknown.append(replace(plain[column], matched_by=matched_by) if matched_by else plain[column])
        else:
            source = replace(plain[column], field=name, matched_by=matched_by)
            by_field.setdefault(name, []).append(source)
    for column in decided.keys() - table.columns.keys():
        name, matched_by = decided[column]
        by_field.setdefault(name, []).append(Source("column", name, column, matched_by=matched_by))
    sources = {name: several[0] for name, several in by_field.items() if len(several) == 1}
    repeated = [name for name, several in by_field.items() if len(several) > 1]
    # a second telephone is no question: it would not be stored either
    ambiguous = tuple(
        name for name in repeated if entity.by_name[name].needs_column or not entity.by_name[name].is_personal
    )
    unknown += [source for name in repeated for source in by_field[name]]
    for name, value in (layout.constants if layout else {}).items():
        sources[name] = Source("constant", name, matched_by="layout", value=value)
    said, contradicted = _said_by_title(entity, titles, {*by_field, *sources})
    sources |= said
    if not layout:  # which says of its table what the title leaves open
        contradicted += _denied_by_title(entity, titles, by_field.keys())
    missing = tuple(
        each.name
        for each in entity.fields
        if each.needs_column and each.name not in by_field and each.name not in sources
    )
    return Columns(entity, sources, tuple(unknown), missing, contradicted, ambiguous, layout)


def plain_sources(table: Table) -> dict[int, Source]:
    """The columns of a table before any is named."""
    return {
        column: Source("column", None, column, a1(header.row, header.column), clean(header.text))
        for column, header in table.columns.items()
    }


def _by_layout(layout: TableLayout, table: Table) -> dict[int, tuple[str | None, str | None]]:
    """What a layout says of the columns of a table: their field, or None for a column to be left alone."""
    named = {folded(header): name for header, name in layout.columns.items()}
    named |= {folded(header): None for header in layout.ignored}
    lettered = {column_number(letters): name for letters, name in layout.letters.items()}
    decided = {
        column: (named[word], "layout")
        for column, header in table.columns.items()
        for word in (folded(header.text), folded(header.parts[-1]))[::-1]
        if word in named
    }
    return decided | {column: (name, "layout") for column, name in lettered.items()}


def _said_by_title(
    entity: Entity, titles: dict[str, str], known: set[str]
) -> tuple[dict[str, Source], tuple[str, ...]]:
    """The fields that the title decides for all rows, and those for which it may say the opposite."""
    sources, contradicted = {}, []
    for each in entity.fields:
        named = [
            (cell, folded(text))
            for cell, text in titles.items()
            if any(word in folded(text) for word in each.title_words)
        ]
        if not named or each.name in known:
            continue
        address, title = named[0]
        if any(word in title for word in each.title_unless):
            contradicted.append(each.name)
        else:
            sources[each.name] = Source("title", each.name, address=address, value=each.title_value)
    return sources, tuple(contradicted)


def _denied_by_title(entity: Entity, titles: dict[str, str], known: Iterable[str]) -> tuple[str, ...]:
    """The required fields with a column of which the title says the opposite: a list of candidates, whatever its column says."""
    fields = [each for each in entity.fields if each.is_required and each.name in known]
    return tuple(
        each.name
        for each in fields
        for text in [folded(text) for text in titles.values()]
        if any(word in text for word in (*entity.title_words, *each.title_words))
        if any(word in text for word in each.title_unless)
    )[:1]
