"""Which column of a table is which field of an entity: by the contract's words, or by a layout that names them.

What is not known is listed; what is ambiguous or missing holds the delivery. Nothing is mapped by resemblance or by content.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from pipeline.contract import Contracts
from pipeline.contract.entity import Entity
from pipeline.contract.layout import TableLayout
from pipeline.rows.values import clean
from pipeline.rows.wording import Named, fields_named
from pipeline.sheets.grid import a1, column_letters, column_number
from pipeline.sheets.tables import Table
from pipeline.text import folded

UNNAMED = (None, None)


class Source(NamedTuple):
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


def named_columns(table: Table, contracts: Contracts) -> dict[str, dict[int, Named]]:
    """What each entity knows of the columns of a table."""
    named: dict[str, dict[int, Named]] = {}
    for column, header in table.columns.items():
        for entity, each in fields_named(contracts, header.parts).items():
            named.setdefault(entity, {})[column] = each
    return named


def against(
    entity: Entity,
    named: dict[int, Named],
    told: dict[str, str],
    plain: dict[int, Source],
    layout: TableLayout | None = None,
) -> Columns:
    """The columns of a table, read as one of this entity, which knows those that are `named`.

    `told` maps the address of each title cell above it to its folded text, `plain` are its columns before any is named.
    """
    by_field: dict[str, list[Source]] = {}
    unknown = []
    for column, source in plain.items():
        name, matched_by = named.get(column, UNNAMED)
        if name is None:
            unknown.append(source._replace(matched_by=matched_by) if matched_by else source)
        else:
            by_field.setdefault(name, []).append(source._replace(field=name, matched_by=matched_by))
    sources = {name: several[0] for name, several in by_field.items() if len(several) == 1}
    repeated = [name for name, several in by_field.items() if len(several) > 1]
    # a second telephone is no question: it would not be stored either
    ambiguous = tuple(
        name for name in repeated if entity.by_name[name].needs_column or not entity.by_name[name].is_personal
    )
    unknown += [source for name in repeated for source in by_field[name]]
    for name, value in (layout.constants if layout else {}).items():
        sources[name] = Source("constant", name, matched_by="layout", value=value)
    said, contradicted = _said_by_title(entity, told, {*by_field, *sources})
    sources |= said
    if not layout:  # which says of its table what the title leaves open
        contradicted += _denied_by_title(entity, told, by_field.keys())
    missing = tuple(name for name in entity.needed if name not in by_field and name not in sources)
    return Columns(entity, sources, tuple(unknown), missing, contradicted, ambiguous, layout)


def by_layout(
    table: Table, told: dict[str, str], contracts: Contracts, plain: dict[int, Source], layout: TableLayout
) -> Columns:
    """The columns of a table as a layout reads it: what it names goes before the words of the contract."""
    named = named_columns(table, contracts).get(layout.entity, {})
    elsewhere = layout.fields_with_source  # the layout says where these stand, and it is not where a word names them
    decided = _decided(layout, table)
    named = {column: each for column, each in named.items() if each[0] not in elsewhere} | decided
    without_header = {column: Source("column", None, column) for column in decided.keys() - plain.keys()}
    return against(contracts.entities[layout.entity], named, told, plain | without_header, layout)


def plain_sources(table: Table) -> dict[int, Source]:
    """The columns of a table before any is named."""
    return {
        column: Source("column", None, column, a1(header.row, header.column), clean(header.text))
        for column, header in table.columns.items()
    }


def _decided(layout: TableLayout, table: Table) -> dict[int, Named]:
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


def _said_by_title(entity: Entity, told: dict[str, str], known: set[str]) -> tuple[dict[str, Source], tuple[str, ...]]:
    """The fields that the title decides for all rows, and those for which it may say the opposite."""
    sources, contradicted = {}, []
    for each in entity.titled:
        named = [(cell, text) for cell, text in told.items() if any(word in text for word in each.title_words)]
        if not named or each.name in known:
            continue
        address, title = named[0]
        if any(word in title for word in each.title_unless):
            contradicted.append(each.name)
        else:
            sources[each.name] = Source("title", each.name, address=address, value=each.title_value)
    return sources, tuple(contradicted)


def _denied_by_title(entity: Entity, told: dict[str, str], known: Iterable[str]) -> tuple[str, ...]:
    """The required fields with a column of which the title says the opposite: a list of candidates, whatever its column says."""
    return tuple(
        each.name
        for each in entity.titled
        if each.is_required and each.name in known
        for text in told.values()
        if any(word in text for word in (*entity.title_words, *each.title_words))
        if any(word in text for word in each.title_unless)
    )[:1]
