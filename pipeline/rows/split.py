"""The rows of many tables of one entity, told into good and refused: text checks, typing, value checks, strict proof of what is left.

Every data row ends in exactly one of the two. What is said of a cell is a code, a field and a place, never its content.
Tables are checked together, since a check costs as much for one row as for ten thousand.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate, chain
from typing import Any

import polars as pl

from pipeline.contract import Contracts
from pipeline.contract.entity import Entity, Field
from pipeline.contract.pandera_polars import pa
from pipeline.contract.schemas import TYPES, failures, text_schema, value_schema
from pipeline.rows import persons
from pipeline.rows.keys import Keys
from pipeline.rows.parts import Part, Problem, Readings, Taken
from pipeline.rows.relations import relate
from pipeline.rows.units import measured
from pipeline.sheets.grid import Cell


@dataclass(frozen=True)
class Split:
    """`good` has one row per conformed row: `row` (0-based data row), the stored fields, keys and age where the entity has persons.

    `personal` are the texts of personal fields, for masking; they are never written.
    """

    good: pl.DataFrame
    refused: frozenset[int]
    problems: tuple[Problem, ...]
    personal: frozenset[str]


def conformed_types(entity: Entity) -> dict[str, pl.DataType]:
    """Columns and types of an entity's conformed table after delivery_id and row_id."""
    keys = {name: pl.String() for name in persons.KEYS} if entity.has_persons else {}
    fields = {each.name: TYPES[each.type] for each in entity.stored}
    return {**keys, **({"age": pl.Int32()} if keys else {}), **fields}


def split(parts: Sequence[Part], contracts: Contracts, keys: Keys) -> list[Split]:
    """Read, check and part the data rows of tables of one entity, of one delivery or of many: one Split for each, in their order.

    What becomes of a table does not depend on the others that are given with it.
    """
    if not parts:
        return []
    batch = _Batch(parts[0].columns.entity, contracts, [Taken(part, list(part.problems)) for part in parts])
    batch.read()
    batch.check_texts()
    for each in batch.tables:
        relate(each, contracts, keys)
    return batch.outcome()


@dataclass(frozen=True)
class _Batch:
    entity: Entity
    contracts: Contracts
    tables: list[Taken]

    def read(self) -> None:
        """Values of every field; each distinct writing is read once."""
        for each in self.entity.fields:
            scopes: dict[tuple, Readings] = {}
            for table in self.tables:
                reader, source = table.part.reader, table.part.columns.sources.get(each.name)
                asked = measured(each, source.scale if source else None)
                known = scopes.setdefault((*reader.scope(each), asked.scale), Readings(reader, asked))
                cells = table.take(each.name, known)
                if known.codes:
                    table.problems += [
                        self._unreadable(row, each, known, cell)
                        for row, cell in enumerate(cells)
                        if cell in known.codes
                    ]

    def check_texts(self) -> None:
        schema = _text_schema(self.contracts, self.entity.name)
        texts = {name: list(chain.from_iterable(table.texts[name] for table in self.tables)) for name in schema.columns}
        frame = pl.DataFrame(texts, schema=dict.fromkeys(texts, pl.String()))
        said = [
            {(each.row, each.field) for each in table.problems if each.severity == "quarantine"}
            for table in self.tables
        ]
        for index, row, name, code in self._failures(schema, frame):
            if (row, name) not in said[index]:
                self.tables[index].add(self.contracts, row, name, code)

    def outcome(self) -> list[Split]:
        """Check the values of what is left, prove what is good, and cut it by table."""
        types = conformed_types(self.entity)
        columns = {name: list(chain.from_iterable(table.values[name] for table in self.tables)) for name in types}
        rows = chain.from_iterable(range(len(table.part.rows)) for table in self.tables)
        frame = pl.DataFrame(
            {"row": pl.Series(rows, dtype=pl.UInt32)}
            | {name: _series(values, types[name]) for name, values in columns.items()}
        )
        stored = [each.name for each in self.entity.stored]
        refused = self._refused()
        left = frame.filter(~pl.Series(refused, dtype=pl.Boolean))
        schema = _value_schema(self.contracts, self.entity.name, ("quarantine", "warn"))
        places = [place for place, is_refused in enumerate(refused) if not is_refused]
        found = list(self._failures(schema, left.select(stored), places))
        for index, row, name, code in found:
            self.tables[index].add(self.contracts, row, name, code)
        if found:  # where nothing failed, that was the proof
            proof = _value_schema(self.contracts, self.entity.name, ("quarantine",))
            proof.validate(frame.filter(~pl.Series(self._refused(), dtype=pl.Boolean)).select(stored))
        return [self._cut(table, frame, start) for table, start in zip(self.tables, self._starts, strict=True)]

    @cached_property
    def _starts(self) -> list[int]:
        """The first row of each table in a frame of all."""
        return list(accumulate((len(table.part.rows) for table in self.tables[:-1]), initial=0))

    def _failures(
        self, schema: pa.DataFrameSchema, frame: pl.DataFrame, rows: list[int] | None = None
    ) -> Iterator[tuple[int, int, str | None, str]]:
        """Table, row of the table, field and code; `rows` are those of the frame of all, where some were left out."""
        for place, name, code in failures(schema, frame):
            row = rows[place] if rows else place
            index = bisect_right(self._starts, row) - 1
            yield index, row - self._starts[index], name, code

    def _refused(self) -> list[bool]:
        """Of each row of all tables whether it is refused so far."""
        refused = [False] * sum(len(table.part.rows) for table in self.tables)
        for table, start in zip(self.tables, self._starts, strict=True):
            for row in table.refused:
                refused[start + row] = True
        return refused

    def _cut(self, table: Taken, frame: pl.DataFrame, start: int) -> Split:
        refused = table.refused
        own = frame.slice(start, len(table.part.rows))
        personal = {
            text
            for each in self.entity.fields
            if each.is_personal
            for text in table.texts[each.name]
            if text and len(text) > 1
        }
        told = {(each.row, each.field) for each in table.problems if each.severity == "quarantine"}
        problems = [
            each for each in table.problems if each.severity == "quarantine" or (each.row, each.field) not in told
        ]
        return Split(
            own.filter(~pl.col("row").is_in(sorted(refused))) if refused else own,
            frozenset(refused),
            tuple(sorted(problems, key=lambda each: each.row)),
            frozenset(personal),
        )

    def _unreadable(self, row: int, each: Field, known: Readings, cell: Cell | None) -> Problem:
        """A cell that cannot be read refuses its row where the field must be known; else it is left empty, with a finding."""
        code = known.codes[cell]
        refuses = (known[cell] is None and each.refuses_row) or self.contracts.findings[code].severity == "quarantine"
        return Problem(row, each.name, code, "quarantine" if refuses else "warn")


def _series(values: list[Any], dtype: pl.DataType) -> pl.Series:
    """A column of a frame; lists are made once for each distinct one, since each costs a column of its own."""
    if not isinstance(dtype, pl.List):
        return pl.Series(values, dtype=dtype)
    keys = [None if value is None else tuple(value) for value in values]
    places = {key: place for place, key in enumerate(dict.fromkeys(keys))}
    distinct = pl.Series([None if key is None else list(key) for key in places], dtype=dtype)
    return distinct.gather([places[key] for key in keys])


@lru_cache(maxsize=64)
def _text_schema(contracts: Contracts, entity: str) -> pa.DataFrameSchema:
    return text_schema(contracts.entities[entity])


@lru_cache(maxsize=64)
def _value_schema(contracts: Contracts, entity: str, severities: tuple[str, ...]) -> pa.DataFrameSchema:
    codes = {name: frozenset(code.code for code in each.codes) for name, each in contracts.codes.items()}
    return value_schema(contracts.entities[entity], codes, severities)
