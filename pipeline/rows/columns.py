"""Which entity a table holds and which column is which field: by the contract's words only.

A word is compared after folding, with and without its merged group, with and without bracketed remarks. What is not known
is listed; what is ambiguous or missing holds the delivery. Nothing is mapped by resemblance.
"""

import re
from dataclasses import dataclass, field
from functools import partial

from pipeline.contract import Contracts
from pipeline.contract.entity import Entity
from pipeline.rows.values import clean
from pipeline.sheets.grid import a1, column_letters
from pipeline.sheets.headers import Header
from pipeline.sheets.tables import Table
from pipeline.text import folded

_BRACKET = re.compile(r"[(\[【]([^()\[\]【】]*)[)\]】]")


@dataclass(frozen=True)
class Source:
    """Where the values of one field come from. kind: column, title or constant; `address` is the header cell or the title cell."""

    kind: str
    field: str | None
    column: int | None = None
    address: str | None = None
    header: str | None = None
    matched_by: str | None = None
    value: str | None = None

    @property
    def letters(self) -> str | None:
        return column_letters(self.column) if self.column else None


@dataclass(frozen=True)
class Columns:
    """The columns of one table: its entity (None where unknown), a source for each field found, the unknown columns, and what holds it."""

    entity: Entity | None
    sources: dict[str, Source] = field(default_factory=dict)
    unknown: tuple[Source, ...] = ()
    missing: tuple[str, ...] = ()
    contradicted: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()


def header_words(contracts: Contracts) -> frozenset[str]:
    """Every folded word of a header, its groups included: what the table finder looks for."""
    words = {word for entity in contracts.entities.values() for header in entity.headers for word in header.split("/")}
    return contracts.words("groups") | words


def name_columns(table: Table, titles: dict[str, str], contracts: Contracts) -> Columns:
    """The best entity for a table and its columns. `titles` maps the address of each title cell above the table to its text."""
    found = [_against(entity, table, titles, contracts) for entity in contracts.entities.values()]
    ranked = sorted(found, key=lambda each: (-_fit(each[0], each[1]), each[0].entity.name))
    best, second = ranked[0], ranked[1]
    if len(best[0].sources) < 2 or _fit(*best) == _fit(*second):
        unknown = tuple(
            Source("column", None, column, a1(header.row, header.column), clean(header.text))
            for column, header in table.columns.items()
        )
        return Columns(None, unknown=unknown)
    return best[0]


def _fit(columns: Columns, has_title: bool) -> int:
    """How well a table fits an entity: fields found, less the required ones that are missing; a word of the title weighs two fields."""
    return len(columns.sources) - len(columns.missing) + 2 * has_title


def _against(entity: Entity, table: Table, titles: dict[str, str], contracts: Contracts) -> tuple[Columns, bool]:
    by_field: dict[str, list[Source]] = {}
    unknown = []
    for column, header in table.columns.items():
        name, matched_by = _field_of(entity, header, contracts)
        source = Source("column", name, column, a1(header.row, header.column), clean(header.text), matched_by)
        if name is None:
            unknown.append(source)
        else:
            by_field.setdefault(name, []).append(source)
    sources = {name: several[0] for name, several in by_field.items() if len(several) == 1}
    repeated = [name for name, several in by_field.items() if len(several) > 1]
    # a second telephone is no question: it would not be stored either
    ambiguous = tuple(
        name for name in repeated if entity.by_name[name].needs_column or not entity.by_name[name].is_personal
    )
    unknown += [source for name in repeated for source in by_field[name]]
    contradicted = []
    for each in entity.fields:
        named = [
            (cell, folded(text))
            for cell, text in titles.items()
            if any(word in folded(text) for word in each.title_words)
        ]
        if not named or each.name in by_field:
            continue
        address, title = named[0]
        if any(word in title for word in each.title_unless):
            contradicted.append(each.name)
        else:
            sources[each.name] = Source("title", each.name, address=address, value=each.title_value)
    missing = tuple(
        each.name
        for each in entity.fields
        if each.needs_column and each.name not in by_field and each.name not in sources
    )
    has_title = any(word in folded(text) for text in titles.values() for word in entity.title_words)
    return Columns(entity, sources, tuple(unknown), missing, tuple(contradicted), ambiguous), has_title


def _field_of(entity: Entity, header: Header, contracts: Contracts) -> tuple[str | None, str | None]:
    """The one field that a header names: with its groups, or alone where every group above it only orders the page."""
    alone = contracts.words("groups").issuperset(folded(part) for part in header.parts[:-1])
    written = [header.text, *([header.parts[-1]] if alone else [])]
    for matched_by, form in (("synonym", folded), ("normalised", partial(_without_remarks, contracts))):
        for word in written:
            fields = entity.headers.get(form(word), ())
            if len(fields) == 1:
                return fields[0], matched_by
    return None, None


def _without_remarks(contracts: Contracts, word: str) -> str:
    """A folded header without marks of a required column and without brackets that only say how to fill it in."""
    remarks = contracts.words("remarks")
    said = _BRACKET.sub(lambda match: "" if match[1] in remarks else match[0], folded(word))
    return said.strip("*※★#:")
