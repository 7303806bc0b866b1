"""Totals that somebody typed, against the rows that they speak of: where a total differs, and by what.

A total is compared only where it is plain what it says: a sum of a column of numbers, or how many rows there are. What may
speak of several rows is right if it agrees with any of them.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from pipeline.sheets.grid import Cell
from pipeline.sheets.tables import Row, Table
from pipeline.text import folded

PART = "其中"
SUBTOTAL = "小计"
TOTAL = ("合计", "总计", "共计", "总数", "累计")
NEAR_LABEL = 3  # a count of rows stands so near its label; further right it may count anything

_NUMBER = re.compile(r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(\.[0-9]+)?(?:人次|人|名|个|户|家|处|所|条|元|万元|万人)?")
_COUNT = re.compile(r"(?:合计|小计|总计|共计|总数|共|计)[:\s]*([0-9]{1,7})(?:人|名|个|家|户|条)?(?:[,;。(].*)?")
_NO_SUM = re.compile(r"率|占|比|均|年龄|单价|标准|序号|编号|号码|电话|年份|日期|时间|排名|等级|得分|分数|学时")
_NOTHING = frozenset(("-", "—", "——", "--", "/", "无", "0"))


class Difference(NamedTuple):
    """One cell of a total row: what it states, and what its rows give."""

    row: int
    column: int
    stated: Decimal
    computed: Decimal

    @property
    def detail(self) -> str:
        """Both numbers, for a finding."""
        return f"{self.stated:f} ≠ {self.computed:f}"


def total_differences(table: Table) -> list[Difference]:
    """Every number in the total rows of a table that agrees with none of the rows it may speak of, and each sum of a cross table's row."""
    found = list(_across(table))
    data = table.of_kind("data") if any(row.kind == "total" for row in table.rows) else []
    if not data:
        return found
    numeric = {column for column in table.columns if _is_numeric(table, data, column)}
    for place, row in enumerate(table.rows):
        if row.kind != "total" or _is_part(row):
            continue
        scopes = _scopes(table, place)
        if scopes:
            found += _of_sums(row, scopes, numeric)
            found += _of_counts(row, scopes, numeric, table)
    return sorted(found)


def _is_numeric(table: Table, data: list[Row], column: int) -> bool:
    """True for a column of numbers that may be added up: no serial, no rate, nothing else in it."""
    if _NO_SUM.search(folded(table.columns[column].text)):
        return False
    numbers = []
    for cell in (row.cells[column] for row in data if column in row.cells):
        number = _amount(cell)
        if number is None:
            return False
        numbers.append(number)
    if not numbers or 2 * len(numbers) < len(data):
        return False
    is_serial = len(numbers) > 2 and numbers == list(range(1, len(numbers) + 1)) and column == min(table.columns)
    return not is_serial and max(numbers) < 10**10


def _amount(cell: Cell | None) -> Decimal | None:
    """The number of a cell, nothing as 0; None where it holds anything else."""
    if cell is None:
        return Decimal(0)
    if cell.kind == "number":
        return number if (number := Decimal(cell.text)).is_finite() else None
    text = folded(cell.text) if cell.kind == "text" else ""
    match = _NUMBER.fullmatch(text)
    if match:
        return Decimal((match[1] + (match[2] or "")).replace(",", ""))
    return Decimal(0) if text in _NOTHING else None


def _scopes(table: Table, place: int) -> list[list[Row]]:
    """The data rows that a total may speak of: those since the last total or section, or those below it, or all."""
    rows = table.rows
    before, after = rows[:place], rows[place + 1 :]
    above = _until(reversed(before))
    below = _until(after)
    data = table.of_kind("data")
    word = _word(rows[place])
    if word == SUBTOTAL:
        return [scope for scope in [below if _begins_with_sum(rows) else above] if scope]
    is_last, is_first = not _holds(after, "data"), not _holds(before, "data")
    again = sum(row.kind == "total" and _word(row) == word for row in rows) > 1
    if (is_last or is_first) and not again:
        return [data]
    earlier = [row for row in before if row.kind == "data"]
    return [scope for scope in (above, earlier, data, below) if scope]


def _until(rows: Iterator[Row] | tuple[Row, ...]) -> list[Row]:
    """The data rows up to the next total or section."""
    found: list[Row] = []
    for row in rows:
        if row.kind in ("total", "section") and not _is_part(row) and (found or row.kind == "total"):
            break
        if row.kind == "data":
            found.append(row)
    return found


def _begins_with_sum(rows: tuple[Row, ...]) -> bool:
    """True where each subtotal stands over its rows, as the first one does."""
    first = next((row for row in rows if row.kind == "data" or (row.kind == "total" and _word(row) == SUBTOTAL)), None)
    return first is not None and first.kind == "total"


def _is_part(row: Row) -> bool:
    return any(folded(cell.text).lstrip("#(").startswith(PART) for cell in row.cells.values())


def _holds(rows: tuple[Row, ...], kind: str) -> bool:
    return any(row.kind == kind for row in rows)


def _word(row: Row) -> str:
    texts = [folded(cell.text) for cell in row.cells.values() if cell.kind == "text"]
    return next((word for text in texts for word in (SUBTOTAL, *TOTAL) if word in text), TOTAL[0])


def _of_sums(row: Row, scopes: list[list[Row]], numeric: set[int]) -> Iterator[Difference]:
    for column in sorted(numeric & row.cells.keys()):
        stated = _amount(row.cells[column])
        if stated is None or row.cells[column].text.strip() in _NOTHING - {"0"}:
            continue
        sums = [sum((_amount(each.cells.get(column)) for each in scope), Decimal(0)) for scope in scopes]
        if stated not in sums:
            yield Difference(row.number, column, stated, sums[0])


def _of_counts(row: Row, scopes: list[list[Row]], numeric: set[int], table: Table) -> Iterator[Difference]:
    """How many rows there are: in the label itself, or as the first number beside it in a column of words that is full."""
    counts = [Decimal(len(scope)) for scope in scopes]
    for column, cell in row.cells.items():
        label = _COUNT.fullmatch(folded(cell.text)) if cell.kind == "text" else None
        stated = Decimal(label[1]) if label else _amount(cell)
        if stated is None:
            continue
        is_near = sum(min(row.cells) <= each < column for each in table.columns) <= NEAR_LABEL
        is_count = not numeric if label else is_near and column not in numeric and _is_full(scopes[0], column)
        if is_count and stated not in counts:
            yield Difference(row.number, column, stated, counts[0])
        return


def _is_full(scope: list[Row], column: int) -> bool:
    """True for a column of words in which each row says something."""
    cells = {row.cells.get(column) for row in scope}
    return all(cell and cell.kind == "text" and _amount(cell) is None for cell in cells)


def _across(table: Table) -> Iterator[Difference]:
    """The sums at the end of the rows of a cross table."""
    if table.cross is None:
        return
    for sums, columns in table.cross.sums.items():
        for row in table.rows:
            if row.kind in ("data", "total") and sums in row.cells:
                stated = _amount(row.cells[sums])
                parts = [_amount(row.cells.get(column)) for column in columns]
                if stated is not None and None not in parts and stated not in set(_runs(parts)):
                    yield Difference(row.number, sums, stated, sum(parts, Decimal(0)))


def _runs(parts: list[Decimal]) -> Iterator[Decimal]:
    """What a sum may add up: all, or the first or the last few where several divisions stand beside each other."""
    for place in range(2, len(parts) + 1):
        yield sum(parts[:place], Decimal(0))
        yield sum(parts[-place:], Decimal(0))
