"""A kept file read a second time: hashed, its cells read by the witness and understood by the contracts of the release.

Each field of each row is checked once, whatever measures read it. What a cell holds stays here: ID numbers leave as digests
under a key that dies with the proof.
"""

import hashlib
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from pipeline.audit.failures import Failure, of_row
from pipeline.audit.figure import Address, Addresses
from pipeline.audit.seen import Seen, Sheet
from pipeline.audit.witness import read_again
from pipeline.contract import Contracts, load
from pipeline.identity import eighteen
from pipeline.rows.units import measured
from pipeline.rows.values import Reader, identity_text
from pipeline.stores.decisions import Decisions
from pipeline.stores.home import bytes_path, file_hash
from pipeline.stores.releases import rows

Key = tuple[str, str]  # delivery and row


class Finding(NamedTuple):
    """What fails in a row: ``field`` is None where it is the row as a whole, ``is_title`` where a title speaks for it."""

    field: str | None
    is_title: bool
    failure: Failure


class Reread(NamedTuple):
    """What came of one file: a ``problem`` of all of it, a code of WORDS, or what fails in its rows; and whose rows are of one ID number."""

    problem: str | None
    findings: dict[Key, list[Finding]]
    numbers: dict[Key, bytes]


class Rereader:
    """Reads the kept files of one release again; ``secret`` is what ID numbers are told apart by, drawn anew for each proof."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, release: Path, home: Path, secret: bytes) -> None:
        self._connection = connection
        self._contracts = load(release / "contracts")
        self._home = home
        self._secret = secret

    def read(self, sha256: str) -> Reread:
        """The rows of every delivery of these bytes."""
        path = bytes_path(self._home, sha256)
        if problem := _problem(self._home, path, sha256):
            return Reread(problem, {}, {})
        try:
            sheets = read_again(path)
        except Exception:  # whatever a library makes of a file, the answer is that it cannot be read
            return Reread("file_unreadable", {}, {})
        return self._compare(sheets, Addresses.of_file(self._connection, sha256))

    def _compare(self, sheets: tuple[Sheet, ...], addresses: Addresses) -> Reread:
        facts = self._facts(addresses)
        meanings: dict[str, Meanings] = {}
        found = Reread(None, {}, {})
        for address in addresses:
            key = address.delivery, address.row_id
            sheet = sheets[address.sheet_index] if address.sheet_index < len(sheets) else {}
            if address.unit not in meanings:
                meanings[address.unit] = Meanings(self._contracts, address.unit)
            if problems := list(_row(sheet, address, addresses, facts.get(key), meanings[address.unit])):
                found.findings[key] = problems
            if number := _number(sheet, address, addresses):
                found.numbers[key] = hashlib.blake2b(number.encode(), key=self._secret, digest_size=16).digest()
        return found

    def _facts(self, addresses: Addresses) -> dict[Key, dict[str, Any]]:
        """The records of the release, by row."""
        deliveries = defaultdict(set)
        for address in addresses:
            deliveries[address.entity].add(address.delivery)
        facts = {}
        for entity, of_entity in deliveries.items():
            query = f"select * from fct_{entity} where delivery_id in (select unnest($deliveries::varchar[]))"
            for fact in rows(self._connection, query, {"deliveries": sorted(of_entity)}):
                facts[fact["delivery_id"], fact["row_id"]] = fact
        return facts


class Meanings:
    """What the cells that one reporting unit wrote say as values; each writing is understood once."""

    def __init__(self, contracts: Contracts, unit: str) -> None:
        self._entities = contracts.entities
        self._readers = {is_plain: Reader(contracts, unit, is_plain_text=is_plain) for is_plain in (False, True)}
        self._known: dict[tuple, Any] = {}

    def of(self, entity: str, field: str, scale: int | None, seen: Seen | None) -> Any:
        """The value of a field that a cell says, None where nothing can be read; ``scale`` is the unit of its column."""
        key = entity, field, scale, seen
        if key not in self._known:
            self._known[key] = self._read(*key)
        return self._known[key]

    def _read(self, entity: str, field: str, scale: int | None, seen: Seen | None) -> Any:
        kind, text = seen or Seen("text", "")
        reader, described = self._readers[kind == "plain"], measured(self._entities[entity].by_name[field], scale)
        value = reader.typed(described, kind, reader.text(described, kind, text).value).value
        return tuple(value) if isinstance(value, list) else value


def new_secret() -> bytes:
    return os.urandom(32)


def relevant(findings: Iterable[Finding], fields: Iterable[str] | None) -> Iterator[Failure]:
    """What fails of a row where only these fields are read; None where the row stands for all that its columns say."""
    for each in findings:
        if each.field is None or (not each.is_title if fields is None else each.field in fields):
            yield each.failure


def _problem(home: Path, path: Path, sha256: str) -> str | None:
    """What keeps a file from being read, before anybody looks into it. The bytes are hashed anew for each proof."""
    if not path.is_file():
        return "file_sealed" if sha256 in Decisions(home).sealed() else "file_missing"
    return "file_changed" if file_hash(path) != sha256 else None


def _row(
    sheet: Sheet, address: Address, addresses: Addresses, fact: dict[str, Any] | None, meanings: Meanings
) -> Iterator[Finding]:
    """The row is there, and each field still means what the release says."""
    if not sheet.get(address.row):
        yield Finding(None, False, of_row("row_empty", address))
        return
    if fact is None:
        yield Finding(None, False, of_row("fact_missing", address))
        return
    for field, cell in addresses.cells(address).items():
        seen = sheet.get(cell.row, {}).get(cell.column)
        if cell.is_title:
            if seen is None:
                yield Finding(field, True, of_row("title_empty", address, cell))
        elif field in fact and not _same(meanings.of(address.entity, field, cell.scale, seen), fact[field]):
            yield Finding(field, False, of_row("value_differs", address, cell))


def _number(sheet: Sheet, address: Address, addresses: Addresses) -> str | None:
    """The ID number as compared, where the row has one."""
    cell = addresses.cells(address, ["id_number"]).get("id_number")
    seen = sheet.get(cell.row, {}).get(cell.column) if cell else None
    return eighteen(identity_text(seen.text)) if seen else None


def _same(said: Any, stored: Any) -> bool:
    if isinstance(stored, Decimal) and isinstance(said, (int, Decimal)):
        return Decimal(said).quantize(stored, ROUND_HALF_UP) == stored
    return (said or None) == (tuple(stored) or None) if isinstance(stored, list) else said == stored
