"""A layout: how the tables of one reporting unit are read where the words of the contracts cannot. One file contracts/layouts/<name>.yaml.

It names columns, constants, the unit's own words and confirmed corrections, each table with an example that `rollcall lint` runs.
Personal fields take no corrections: contracts/ go into every release, and a name or number must not.
"""

import datetime as dt
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from pipeline.contract.codes import Area, CodeList
from pipeline.contract.entity import Entity
from pipeline.contract.entity import Field as EntityField
from pipeline.contract.located import read_located
from pipeline.periods import as_of_date
from pipeline.settings import UserError
from pipeline.text import folded

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Hash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Letters = Annotated[str, StringConstraints(pattern=r"^[A-Z]{1,3}$")]
Address = Annotated[str, StringConstraints(pattern=r"^[A-Z]{1,3}[1-9][0-9]{0,6}$")]
Range = Annotated[str, StringConstraints(pattern=r"^[A-Z]{1,3}[1-9][0-9]{0,6}:[A-Z]{1,3}[1-9][0-9]{0,6}$")]
Period = Annotated[str, StringConstraints(pattern=r"^[12][0-9]{3}(-(0[1-9]|1[0-2]))?$")]
Origin = Literal["sheet_name", "title", "fill_down"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True)


class Confirmation(_Frozen):
    """The county's written confirmation (practice D30): its number, who gave it by office and not by name, when, and the attachment's SHA-256."""

    number: Text
    role: Text
    date: dt.date
    attachment: Hash


class Correction(_Frozen):
    """One cell of one file that the county corrects: `expected` is what stands there now, '' where it is empty."""

    sha256: Hash
    sheet: Text
    cell: Address
    field: Text
    expected: str
    value: str
    reason: Text
    confirmation: Confirmation


class Example(_Frozen):
    """A small sheet of made-up rows and what must come of it: for each conformed row the named fields as they are stored."""

    sheet: Text = "示例"
    merges: list[Range] = []
    rows: list[list[bool | int | float | dt.date | str | None]] = Field(min_length=2)
    expected: list[dict[str, Any]] = Field(min_length=1)


class TableLayout(_Frozen):
    """One kind of table. Columns are called by their header, 组/列 where it has a group, or by their letter where it has none.

    `recognised_by` are the headers that must all be there (else those of `columns`). What is not named here is read by the
    words of the contracts. `taken_from` says where a field without a column comes from, or that an empty cell repeats the one
    above. `values` maps the unit's own words to codes or known words.
    """

    entity: Text
    valid_from: Period | None = None
    valid_to: Period | None = None
    recognised_by: list[Text] = []
    columns: dict[Text, Text] = {}
    letters: dict[Letters, Text] = {}
    ignored: list[Text] = []
    constants: dict[Text, Text] = {}
    taken_from: dict[Text, Origin] = {}
    values: dict[Text, dict[Text, Text]] = {}
    example: Example

    @field_validator("columns", "letters", "constants", mode="before")
    @classmethod
    def _may_be_empty(cls, value: Any) -> Any:
        return {} if value is None else value  # a key of which every line is commented out

    @model_validator(mode="after")
    def _is_recognisable(self) -> "TableLayout":
        if not self.signs:
            raise ValueError("recognised_by or columns must name a header by which the table is known")
        named = [*self.columns.values(), *self.letters.values(), *self.constants]
        named += [name for name, origin in self.taken_from.items() if origin != "fill_down"]
        twice = sorted({field for field in named if named.count(field) > 1})
        if twice:
            raise ValueError(f"{', '.join(twice)} has two sources; keep one")
        return self

    @cached_property
    def signs(self) -> frozenset[str]:
        """The folded headers by which a table is known as one of this layout."""
        return frozenset(folded(word) for word in self.recognised_by or self.columns)

    @cached_property
    def words(self) -> frozenset[str]:
        """Every folded word of a header that this layout names: by them the table is found on its sheet."""
        headers = (folded(header) for header in (*self.recognised_by, *self.columns, *self.ignored))
        return frozenset(word for header in headers for word in (header, *header.split("/")))

    @property
    def fields(self) -> list[str]:
        """Every field that is named."""
        return [*self.columns.values(), *self.letters.values(), *self.constants, *self.taken_from, *self.values]

    @cached_property
    def fields_with_source(self) -> frozenset[str]:
        """The fields of which it says where their values stand."""
        elsewhere = (name for name, origin in self.taken_from.items() if origin != "fill_down")
        return frozenset((*self.columns.values(), *self.letters.values(), *self.constants, *elsewhere))

    def applies(self, as_of: dt.date | None) -> bool:
        """Whether it is valid for a period, known by its last day; without one only where it is valid always."""
        if as_of is None:
            return not self.valid_from and not self.valid_to
        ends = as_of_date(self.valid_to) if self.valid_to else None
        return (not self.valid_from or as_of.isoformat() >= self.valid_from) and (ends is None or as_of <= ends)


class Layout(_Frozen):
    """One file: the reporting units that hand in such tables, the tables, and the corrections of their deliveries."""

    name: str
    unit_codes: list[Text] = Field(min_length=1)
    tables: list[TableLayout] = []
    corrections: list[Correction] = []


def load_layout(path: Path) -> Layout:
    """Read one layout; UserError names file and line of each key that is wrong."""
    return read_located(path.parent.parent, f"layouts/{path.name}", Layout, name=path.stem)


def check_layouts(
    layouts: tuple[Layout, ...], entities: dict[str, Entity], codes: dict[str, CodeList], areas: dict[str, Area]
) -> None:
    """Refuse what names no unit, entity, field or code of the contracts, and two tables that nobody could tell apart."""
    told: dict[tuple[str, frozenset[str]], list[tuple[str, TableLayout]]] = {}
    for layout in layouts:
        where = f"contracts/layouts/{layout.name}.yaml"
        for unit in layout.unit_codes:
            if unit not in areas:
                raise UserError(f"{where}: unit_codes: {unit} is not in contracts/codes/areas.csv.")
        for number, table in enumerate(layout.tables):
            _check_table(f"{where}: tables.{number}", table, entities, codes)
            for unit in layout.unit_codes:
                for other, same in told.setdefault((unit, table.signs), []):
                    if _overlap(table, same):
                        raise UserError(
                            f"{where}: tables.{number} is recognised by the same headers as one of {other}; part them by recognised_by or by dates."
                        )
                told[unit, table.signs].append((where, table))
        _check_corrections(where, layout, entities)


def _check_table(where: str, table: TableLayout, entities: dict[str, Entity], codes: dict[str, CodeList]) -> None:
    entity = entities.get(table.entity)
    if entity is None:
        raise UserError(f"{where}.entity: {table.entity} is none of {', '.join(entities)}.")
    unknown = sorted({name for name in table.fields if name not in entity.by_name})
    if unknown:
        raise UserError(
            f"{where}: {', '.join(unknown)} is no field of {entity.name}; it has {', '.join(entity.by_name)}."
        )
    for name, value in table.constants.items():
        _check_word(f"{where}.constants.{name}", entity.by_name[name], value, codes)
    for name, words in table.values.items():
        for word, value in words.items():
            _check_word(f"{where}.values.{name}.{word}", entity.by_name[name], value, codes)


def _check_word(where: str, field: EntityField, value: str, codes: dict[str, CodeList]) -> None:
    known = known_words(field, codes)
    if field.is_personal:
        raise UserError(f"{where}: {field.name} is personal; its values stand in no contract.")
    if known is not None and folded(value) not in known:
        name = field.code_list or "yes_no"
        raise UserError(f"{where}: “{value}” is neither a code nor a spelling of contracts/codes/{name}.csv.")


def known_words(field: EntityField, codes: dict[str, CodeList]) -> dict[str, str] | None:
    """What a field's code list or a yes or no may say, folded, each with a writing that every reader knows; None for free text."""
    if field.type == "boolean":
        own = {word: word for word in field.yes_words | field.no_words}
    elif field.code_list:
        own = {}
    else:
        return None
    listed = codes[field.code_list or "yes_no"]
    names = {code.code: code.name_zh for code in listed.codes}
    return (
        {word: names[code] for word, code in listed.spellings.items()} | {folded(c): n for c, n in names.items()} | own
    )


def _check_corrections(where: str, layout: Layout, entities: dict[str, Entity]) -> None:
    own = [entities[table.entity] for table in layout.tables] or list(entities.values())
    for number, each in enumerate(layout.corrections):
        fields = [entity.by_name[each.field] for entity in own if each.field in entity.by_name]
        if not fields:
            raise UserError(f"{where}: corrections.{number}.field: {each.field} is no field of {own[0].name}.")
        if any(field.is_personal for field in fields):
            raise UserError(
                f"{where}: corrections.{number}.field: {each.field} is personal and stands in no contract. Let the county send a corrected file."
            )


def _overlap(one: TableLayout, other: TableLayout) -> bool:
    return _first(one) <= _last(other) and _first(other) <= _last(one)


def _first(table: TableLayout) -> str:
    return table.valid_from or ""


def _last(table: TableLayout) -> str:
    return as_of_date(table.valid_to).isoformat() if table.valid_to else "9"
