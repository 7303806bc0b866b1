"""The ledger of deliveries and the kept bytes: what came from whom for which period, in which order, never edited.

One row is one receipt of a delivery (SHA-256, reporting unit, period) under a path. The real file name stands here and
nowhere else downstream. The ledger only grows: which delivery supersedes which is worked out from it, not written into it.
"""

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import astuple, dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

from pipeline.stores.home import bytes_path, file_hash

_SCHEMA = """
create table if not exists delivery (
    sequence integer primary key autoincrement,
    delivery_id text not null,
    sha256 text not null,
    unit_code text not null,
    period text not null,
    path text not null,
    size integer not null,
    format text not null,
    received_at text not null
);
create index if not exists delivery_path on delivery (unit_code, period, path, sequence);
create table if not exists seen (path text, size integer, modified integer, changed integer, primary key (path));
create table if not exists installation (name text primary key, value text not null);
"""


@dataclass(frozen=True)
class Delivery:
    """One delivery as the ledger knows it; `path` is below raw/<unit>/<period>/."""

    sequence: int
    delivery_id: str
    sha256: str
    unit_code: str
    period: str
    path: str
    size: int
    format: str
    received_at: str

    @property
    def file(self) -> str:
        """The name under which others see the file: unit/period/first 12 of SHA-256. File names can name people."""
        return f"{self.unit_code}/{self.period}/{self.sha256[:12]}"


def delivery_id(sha256: str, unit_code: str, period: str) -> str:
    """Hash of (file hash, unit, period), 16 hex."""
    return hashlib.sha256(f"{sha256}|{unit_code}|{period}".encode()).hexdigest()[:16]


Closed = Mapping[tuple[str, str], int]
"""For each unit and period that an approval closes the last receipt that counts: none after it supersedes anything."""
OPEN: Closed = MappingProxyType({})


def standing(receipts: Iterable[Delivery], closed: Closed = OPEN) -> set[str]:
    """The deliveries that the last receipt of some unit, period and path holds; `receipts` are in order."""
    counting = _counting(receipts, closed)
    return set({(each.unit_code, each.period, each.path): each.delivery_id for each in counting}.values())


def current(receipts: Sequence[Delivery], closed: Closed) -> set[str]:
    """Those that nothing has superseded, with those that came too late for that and wait beside what they would replace."""
    return standing(receipts, closed) | standing(receipts)


def _counting(receipts: Iterable[Delivery], closed: Closed) -> list[Delivery]:
    """The receipts that did not come too late."""
    return [each for each in receipts if each.sequence <= closed.get((each.unit_code, each.period), each.sequence)]


class Changing(Exception):
    """A file that somebody was writing while it was copied in."""


class Ledger:
    """The ledger of one home directory, with what approvals close."""

    def __init__(self, home: Path, closed: Closed = OPEN):
        self._home, self._folder, self._closed = home, home / "collected", closed
        self._path = self._folder / "ledger.sqlite"
        with closing(self._connect()) as connection:
            connection.executescript(_SCHEMA)
        self._path.chmod(0o600)

    def deliveries(self) -> list[Delivery]:
        """Every known delivery as last received, of a closed period as it was when that was closed, in that order."""
        receipts = self.receipts()
        newest, counting = {each.delivery_id: each for each in receipts}, standing(receipts, self._closed)
        newest |= {each.delivery_id: each for each in _counting(receipts, self._closed) if each.delivery_id in counting}
        return sorted(newest.values(), key=lambda each: each.sequence)

    def current(self) -> set[str]:
        """The ids of deliveries that no newer file of the same unit, period and path has replaced (definitions.md), late ones among them."""
        return current(self.receipts(), self._closed)

    def late(self) -> set[str]:
        """The ids of the newest deliveries that came after their period was closed: each waits beside what it would replace."""
        receipts = self.receipts()
        return standing(receipts) - standing(receipts, self._closed)

    def first_received(self) -> dict[tuple[str, str, str], int]:
        """The sequence with which each (unit, period, path) came first: a corrected file keeps its predecessor's place."""
        first: dict[tuple[str, str, str], int] = {}
        for each in self.receipts():
            first.setdefault((each.unit_code, each.period, each.path), each.sequence)
        return first

    def previous(self, delivery: Delivery) -> Delivery | None:
        """What counted under the path of a delivery before it, None where it is the first there."""
        place = (delivery.unit_code, delivery.period, delivery.path)
        before = [
            each
            for each in _counting(self.receipts(), self._closed)
            if (each.unit_code, each.period, each.path) == place and each.sequence < delivery.sequence
        ]
        return next((each for each in reversed(before) if each.delivery_id != delivery.delivery_id), None)

    def _newest(self, unit_code: str, period: str, path: str) -> str | None:
        """The delivery that a path holds now; asked for one path, so that taking in a file costs the same however many are known."""
        query = "select delivery_id from delivery where (unit_code, period, path) = (?, ?, ?) order by sequence desc limit 1"
        with closing(self._connect()) as connection:
            row = connection.execute(query, (unit_code, period, path)).fetchone()
            return row[0] if row else None

    def receipts(self) -> list[Delivery]:
        """Every receipt in order: the same delivery stands here as often as it was received under a path that held another."""
        with closing(self._connect()) as connection:
            return [Delivery(*row) for row in connection.execute("select * from delivery order by sequence")]

    def bytes_path(self, sha256: str) -> Path:
        """Where the kept bytes of that hash lie."""
        return bytes_path(self._home, sha256)

    def keep(self, file: Path) -> tuple[str, bool]:
        """Copy the bytes in, read-only; their hash, and whether they are new. Changing where somebody wrote the file meanwhile.

        It is the copy that is hashed: a file that somebody still writes must not be kept under another hash than its own.
        """
        before, incoming = _state(file), self._incoming()
        shutil.copyfile(file, incoming)
        if _state(file) != before:
            incoming.unlink()
            raise Changing
        return self._kept(incoming)

    def keep_bytes(self, content: bytes) -> tuple[str, bool]:
        """The same for what stood in an archive."""
        incoming = self._incoming()
        incoming.write_bytes(content)
        return self._kept(incoming)

    def _incoming(self) -> Path:
        incoming = self._folder / "bytes" / ".incoming"
        incoming.parent.mkdir(exist_ok=True, mode=0o700)
        incoming.unlink(missing_ok=True)
        return incoming

    def _kept(self, incoming: Path) -> tuple[str, bool]:
        sha256 = file_hash(incoming)
        with incoming.open("rb") as copied:
            os.fsync(copied.fileno())
        kept = self.bytes_path(sha256)
        if kept.exists():
            incoming.unlink()
            return sha256, False
        incoming.chmod(0o400)
        kept.parent.mkdir(exist_ok=True, mode=0o700)
        incoming.rename(kept)
        return sha256, True

    def record(self, sha256: str, unit_code: str, period: str, path: str, size: int, format: str) -> bool:
        """Enter one receipt; false where that path already holds these bytes.

        An older file that is put back is received again, and so supersedes what had replaced it.
        """
        known = delivery_id(sha256, unit_code, period)
        if self._newest(unit_code, period, path) == known:
            return False
        row = (known, sha256, unit_code, period, path, size, format, datetime.now(UTC).isoformat(timespec="seconds"))
        with closing(self._connect()) as connection, connection:
            connection.execute(
                "insert into delivery (delivery_id, sha256, unit_code, period, path, size, format, received_at) values (?,?,?,?,?,?,?,?)",
                row,
            )
        return True

    def restore(self, receipts: Iterable[Delivery]) -> None:
        """Enter receipts of another ledger, or of a release, with the sequences that they have there."""
        with closing(self._connect()) as connection, connection:
            connection.executemany("insert into delivery values (?,?,?,?,?,?,?,?,?)", map(astuple, receipts))

    def seen(self) -> set[tuple[str, int, int, int]]:
        """(path below raw/, size, times of modification and change in ns) of the files that were read before: unchanged ones are not hashed again."""
        with closing(self._connect()) as connection:
            return set(connection.execute("select path, size, modified, changed from seen"))

    def remember_seen(self, stamp: tuple[str, int, int, int]) -> None:
        with closing(self._connect()) as connection, connection:
            connection.execute("insert or replace into seen values (?, ?, ?, ?)", stamp)

    def key_fingerprint(self) -> str | None:
        """Fingerprint of the secret that the deliveries were conformed with; None while there is no delivery."""
        with closing(self._connect()) as connection:
            row = connection.execute(
                "select value from installation where name = 'key_fingerprint' and exists (select 1 from delivery)"
            ).fetchone()
            return row[0] if row else None

    def remember_key(self, fingerprint: str) -> None:
        with closing(self._connect()) as connection, connection:
            connection.execute("insert or replace into installation values ('key_fingerprint', ?)", (fingerprint,))

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self._path, timeout=30)


def _state(file: Path) -> tuple[int, int, int]:
    status = file.stat()
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns
