"""Proof of a figure from the kept bytes: all that does not hold, with file, sheet, row and cell. Nothing found, proved.

Files are hashed again, cells read again by the witness and understood again by the contracts of the release, quantities
added up again. It trusts no conformed row, and never says what a cell holds.
"""

import functools
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import duckdb

from pipeline.audit.figure import Address, Addresses, Candidate, Cell, Figure, Measure
from pipeline.audit.witness import Seen, Sheet, read_again
from pipeline.contract import Contracts, load
from pipeline.identity import eighteen
from pipeline.rows.units import measured
from pipeline.rows.values import Reader, identity_text
from pipeline.stores.home import bytes_path, file_hash
from pipeline.stores.releases import check_release

Failure = dict[str, Any]

TEN_THOUSAND = 10_000  # 万: populations are printed in it

WORDS = {
    "file_missing": ("The kept file is not there.", "留存文件缺失。"),
    "file_changed": (
        "The kept file is not the one that was counted: its SHA-256 differs.",
        "留存文件已被改动：SHA-256 不一致。",
    ),
    "file_unreadable": ("The second reader cannot read the kept file.", "第二种程序无法读取留存文件。"),
    "row_empty": ("Nothing stands in this row.", "该行没有内容。"),
    "fact_missing": ("The release has no record of this row.", "发布版中没有该行的记录。"),
    "title_empty": ("Nothing stands in the title that this value comes from.", "该值所依据的标题为空。"),
    "value_differs": ("The cell does not read as the value in the release.", "单元格内容与发布版中的值不一致。"),
    "quantity_unfounded": (
        "The quantity is neither one nor a number of this row.",
        "计入数量既不是1，也不是该行中的数值。",
    ),
    "number_twice": ("The same ID number is counted in another row too.", "同一身份证号在另一行重复计入。"),
    "other_person": ("The row that shows the condition has another ID number.", "作为依据的行，身份证号不同。"),
    "rows_left_out": ("Rows of this file neither count nor have a reason.", "该文件有数据行既未计入，也未说明原因。"),
    "sum_differs": ("The counted rows do not add up to the figure.", "计入各行之和与指标数不一致。"),
    "value_wrong": ("The value does not follow from numerator and denominator.", "指标值与分子、分母不一致。"),
}


def prove(
    connection: duckdb.DuckDBPyConnection, figure: Figure, addresses: Addresses, release: Path, home: Path
) -> list[Failure]:
    """Everything that keeps the figure from being proved.

    A failure is {file, sheet, row, cell, what_en, what_zh}, null where it has no such place. Raises ReleaseDamaged where
    the release itself is not what its manifest says.
    """
    check_release(release)
    failures = list(_sums(figure))
    proof = _Proof(connection, addresses, release / "contracts", home)
    for measure in figure.measures:
        failures += proof.of_measure(measure, figure.candidates[measure.name])
    return [dict(each) for each in dict.fromkeys(tuple(failure.items()) for failure in failures)]


def _sums(figure: Figure) -> Iterator[Failure]:
    counted = [[each.quantity for each in figure.candidates[of.name] if each.reason is None] for of in figure.measures]
    sums = [sum(quantities, Decimal(0)) for quantities in counted]
    stated = [figure.record["numerator"], figure.record["denominator"]]
    value = figure.record["value"]
    # where a list was missing, nothing is said of what the others add up to; a value says something
    silent = value is None and stated[0] is None
    if any(found != (said or 0) and (said or not silent) for found, said in zip(sums, stated, strict=False)):
        yield _failure("sum_differs")
    divisor = Fraction(sums[1]) if len(sums) > 1 else Fraction(1)
    if value is not None and (not divisor or value != _rounded(figure.factor * Fraction(sums[0]) / divisor, value)):
        yield _failure("value_wrong")


def _rounded(exact: Fraction, like: Decimal) -> Decimal:
    """Half up, at the last decimal of another number."""
    digits = -like.as_tuple().exponent
    return Decimal(math.floor(exact * 10**digits + Fraction(1, 2))).scaleb(-digits)


class _Proof:
    """The kept files and facts of one figure; a file that fails is reported once and looked into no further."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, addresses: Addresses, contracts: Path, home: Path
    ) -> None:
        self._connection = connection
        self._addresses = addresses
        self._contracts = contracts
        self._home = home
        self._opened: dict[str, tuple[Sheet, ...] | str] = {}
        self._facts: dict[tuple[str, str], dict[str, dict[str, Any]]] = {}

    def of_measure(self, measure: Measure, candidates: list[Candidate]) -> Iterator[Failure]:
        numbers: Counter[str] = Counter()
        for candidate in sorted(candidates, key=lambda each: self._addresses.of(each).place):
            address = self._addresses.of(candidate)
            evidence = self._addresses.of_evidence(candidate)
            if broken := [each for each in (address, evidence) if each and isinstance(self._sheets(each), str)]:
                yield from (_failure(self._sheets(each), each, whole_file=True) for each in broken)
                continue
            yield from self._row(measure, address)
            number = self._number(measure, address)
            if evidence:
                yield from self._row(measure, evidence)
                if number and number != (self._number(measure, evidence) or number):
                    yield _failure("other_person", evidence)
            if candidate.reason is None:
                yield from self._quantity(measure, candidate, address)
                numbers[number] += 1
                if number and numbers[number] > 1:
                    yield _failure("number_twice", address, self._addresses.cells(address, ["id_number"])["id_number"])
        if measure.source_kind == "roster":
            yield from self._left_out(measure, candidates)

    def _row(self, measure: Measure, address: Address) -> Iterator[Failure]:
        """The row is there, and each field that the measure reads still means what the release says."""
        sheets = self._sheets(address)
        if address.sheet_index >= len(sheets) or not sheets[address.sheet_index].get(address.row):
            yield _failure("row_empty", address)
            return
        fact = self._fact(address)
        if fact is None:
            yield _failure("fact_missing", address)
            return
        # A row of another entity stands as evidence with all that it says: the measure names only fields of its own.
        fields = measure.reads if address.entity == measure.entity else self._addresses.fields(address)
        for field, cell in self._addresses.cells(address, fields).items():
            seen = self._seen(address, cell)
            if cell.is_title:
                if seen is None:
                    yield _failure("title_empty", address, cell)
            elif field in fact and not _same(
                _meaning(self._contracts, address.unit, address.entity, field, cell.scale, seen), fact[field]
            ):
                yield _failure("value_differs", address, cell)

    def _quantity(self, measure: Measure, candidate: Candidate, address: Address) -> Iterator[Failure]:
        """One unit is one; anything else must be a number that the measure reads, as it stands or in 万."""
        if candidate.quantity == 1 and measure.source_kind == "roster":
            return
        read = map((self._fact(address) or {}).get, measure.reads)
        numbers = [
            Decimal(value) for value in read if isinstance(value, (int, Decimal)) and not isinstance(value, bool)
        ]
        if not any(candidate.quantity in (number, number * TEN_THOUSAND) for number in numbers):
            yield _failure("quantity_unfounded", address)

    def _number(self, measure: Measure, address: Address) -> str | None:
        """The ID number as compared, where the measure reads one and the row has one."""
        if "id_number" not in measure.reads or address.entity != measure.entity:
            return None
        cell = self._addresses.cells(address, ["id_number"]).get("id_number")
        seen = self._seen(address, cell) if cell else None
        return eighteen(identity_text(seen.text)) if seen else None

    def _left_out(self, measure: Measure, candidates: Iterable[Candidate]) -> Iterator[Failure]:
        """Every conformed row of a file in scope is a candidate."""
        found: dict[str, list[Address]] = defaultdict(list)
        for candidate in candidates:
            found[candidate.delivery].append(self._addresses.of(candidate))
        conformed = dict(
            self._connection.execute(
                "select delivery_id, count(*) from row_address where entity = ? and fate = 'conformed' group by all",
                [measure.entity],
            ).fetchall()
        )
        for delivery, addresses in found.items():
            if conformed.get(delivery) != len(addresses):
                yield _failure("rows_left_out", addresses[0], whole_file=True)

    def _sheets(self, address: Address) -> tuple[Sheet, ...] | str:
        """The sheets of the row's kept file, or what is wrong with it. The bytes are hashed anew for each figure."""
        if address.sha256 not in self._opened:
            self._opened[address.sha256] = self._open(address.sha256)
        return self._opened[address.sha256]

    def _open(self, sha256: str) -> tuple[Sheet, ...] | str:
        path = bytes_path(self._home, sha256)
        if not path.is_file():
            return "file_missing"
        if file_hash(path) != sha256:
            return "file_changed"
        try:
            return read_again(path, sha256)
        except Exception:
            return "file_unreadable"

    def _seen(self, address: Address, cell: Cell) -> Seen | None:
        sheets = self._sheets(address)
        if isinstance(sheets, str) or address.sheet_index >= len(sheets):
            return None
        return sheets[address.sheet_index].get(cell.row, {}).get(cell.column)

    def _fact(self, address: Address) -> dict[str, Any] | None:
        key = (address.entity, address.delivery)
        if key not in self._facts:
            cursor = self._connection.execute(
                f"select * from fct_{address.entity} where delivery_id = ?", [address.delivery]
            )
            columns = [column[0] for column in cursor.description]
            rows = [dict(zip(columns, values, strict=True)) for values in cursor.fetchall()]
            self._facts[key] = {row["row_id"]: row for row in rows}
        return self._facts[key].get(address.row_id)


@functools.lru_cache(maxsize=200_000)
def _meaning(contracts: Path, unit: str, entity: str, field: str, scale: int | None, seen: Seen | None) -> Any:
    """What a cell says as a value of this field, None where nothing can be read. Each writing is understood once."""
    kind, text = seen or Seen("text", "")
    catalogue, reader = _reader(contracts, unit, kind == "plain")
    described = measured(catalogue.entities[entity].by_name[field], scale)
    value = reader.typed(described, kind, reader.text(described, kind, text).value).value
    return tuple(value) if isinstance(value, list) else value


@functools.lru_cache(maxsize=1_000)
def _reader(contracts: Path, unit: str, is_plain_text: bool) -> tuple[Contracts, Reader]:
    catalogue = load(contracts)  # a release's own, which never change: loading looks at every file
    return catalogue, Reader(catalogue, unit, is_plain_text=is_plain_text)


def _same(said: Any, stored: Any) -> bool:
    if isinstance(stored, Decimal) and isinstance(said, (int, Decimal)):
        return Decimal(said).quantize(stored, ROUND_HALF_UP) == stored
    return (said or None) == (tuple(stored) or None) if isinstance(stored, list) else said == stored


def _failure(
    code: str, address: Address | None = None, cell: Cell | None = None, *, whole_file: bool = False
) -> Failure:
    what_en, what_zh = WORDS[code]
    has_row = address is not None and not whole_file
    return {
        "file": address.file if address else None,
        "sheet": address.sheet if has_row else None,
        "row": address.row if has_row else None,
        "cell": cell.name if cell else None,
        "what_en": what_en,
        "what_zh": what_zh,
    }
