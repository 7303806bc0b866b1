"""What is split into good and refused: the rows of a table with what they are read with, and what is found in them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from pipeline.contract import Contracts
from pipeline.contract.entity import Entity, Field
from pipeline.rows.columns import Columns
from pipeline.rows.values import Reader
from pipeline.sheets.grid import Cell
from pipeline.sheets.tables import Row

NOTHING = ("text", "")
AT_ONCE = 32  # a sheet may be wide: more columns at once might not fit in memory


def by_column(rows: list[Row], columns: list[int]) -> Iterator[tuple[int, tuple[Cell | None, ...]]]:
    """Each of these columns with what stands there in each row itself; nothing where there are no rows."""
    for start in range(0, len(columns), AT_ONCE):
        some = columns[start : start + AT_ONCE]
        held = [tuple(map(row.cells.get, some)) for row in rows]
        yield from zip(some, zip(*held, strict=True), strict=bool(rows))


@dataclass(frozen=True)
class Problem:
    """A finding on one row of the table: `row` counts its data rows from 0; `severity` is quarantine or warn.

    `column` is that of the sheet where it is not the field's.
    """

    row: int
    field: str | None
    code: str
    severity: str
    column: int | None = None


@dataclass(frozen=True)
class Part:
    """The data rows of one table whose entity is known, and what they are read with; `as_of` is the last day of the delivery's period.

    `problems` are findings on its rows that are known before a value is read.
    """

    rows: list[Row]
    columns: Columns
    reader: Reader
    as_of: date | None
    problems: tuple[Problem, ...] = ()


class Readings(dict[Cell | None, Any]):
    """What the cells of one field mean, each read when it is first asked for; a field that is not typed means its text.

    `codes` are the first finding on the way to it, where there is one.
    """

    def __init__(self, reader: Reader, field: Field):
        super().__init__()
        self._reader, self._field, self.is_typed = reader, field, field.is_typed
        self._is_plain = reader.plain(field)
        self._texts: dict[Cell | None, str | None] = {}
        self.codes: dict[Cell | None, str] = {}

    def of(self, cells: Sequence[Cell | None]) -> list[Any]:
        """What each of these cells means."""
        if is_plain := self._is_plain:
            fresh = (cell for cell in set(cells) if cell and cell.kind == "text" and cell not in self)
            self.update({cell: cell.text for cell in fresh if is_plain(cell.text)})
        return list(map(self.__getitem__, cells))

    def __missing__(self, cell: Cell | None) -> Any:
        kind, text = cell[:2] if cell else NOTHING
        written, code = self._reader.text(self._field, kind, text)
        value = written
        if self.is_typed:
            self._texts[cell] = written
            value, unreadable = self._reader.typed(self._field, kind, written)
            code = code or unreadable
        if code:
            self.codes[cell] = code
        self[cell] = value
        return value

    def texts(self, cells: Sequence[Cell | None]) -> list[str | None]:
        """What each of these cells, which have been read, says."""
        return list(map((self._texts if self.is_typed else self).__getitem__, cells))


class _Texts(dict[str, list[str | None]]):
    """The texts of the rows by field, made when they are first asked for: of most fields only the values are."""

    def __init__(self) -> None:
        super().__init__()
        self.readings: dict[str, tuple[Readings, Sequence[Cell | None]]] = {}

    def __missing__(self, name: str) -> list[str | None]:
        readings, cells = self.readings[name]
        texts = self[name] = readings.texts(cells)
        return texts


@dataclass
class Taken:
    """One part while it is read: what stands in its columns, and what they mean."""

    part: Part
    problems: list[Problem]
    texts: _Texts = field(default_factory=_Texts)
    values: dict[str, list[Any]] = field(default_factory=dict)

    def take(self, name: str, readings: Readings) -> Sequence[Cell | None]:
        """Read the cells of a field in each row; gives these."""
        cells = self.cells.get(name) or [None] * len(self.part.rows)
        (self.values if readings.is_typed else self.texts)[name] = readings.of(cells)
        self.texts.readings[name] = readings, cells
        return cells

    @cached_property
    def cells(self) -> dict[str, Sequence[Cell | None]]:
        """What each row holds for each field that stands in a column or is the same for all."""
        found, rows, sources = {}, self.part.rows, self.part.columns.sources
        held = dict(by_column(rows, [source.column for source in sources.values() if source.column is not None]))
        filled = set().union(*(row.filled for row in rows))
        for name, source in sources.items():
            if source.column in filled:
                found[name] = [row.cell(source.column) for row in rows]
            elif source.column in held:
                found[name] = held[source.column]
            elif source.value:
                found[name] = [Cell("text", source.value)] * len(rows)
        return found

    def add(self, contracts: Contracts, row: int, name: str | None, code: str) -> None:
        """Note a finding with the severity that its rule or its text gives it."""
        rule = self.entity.rules_by_code.get(code)
        severity = rule.severity if rule else contracts.findings[code].severity
        self.problems.append(Problem(row, name or (rule.field if rule else None), code, severity))

    @property
    def entity(self) -> Entity:
        return self.part.columns.entity

    @property
    def refused(self) -> set[int]:
        """The rows that are refused so far."""
        return {each.row for each in self.problems if each.severity == "quarantine"}
