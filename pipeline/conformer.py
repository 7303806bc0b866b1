"""What conforms the deliveries of one home: each read apart, conformed some at a time, balanced against an independent count, stored.

Personal data stops here. A delivery is read again only when its bytes, the contracts' reading part, this code or the key changed.
"""

import gc
import hashlib
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from polars.exceptions import PanicException

from pipeline.contract import Contracts, load
from pipeline.contract.catalogue import hash_of
from pipeline.periods import as_of_date
from pipeline.rows.addresses import table_schemas, unbalanced
from pipeline.rows.delivery import Conformed, Context, conform_all, conform_alone, refuse
from pipeline.rows.keys import Keys
from pipeline.rows.proposal import proposal
from pipeline.settings import ROOT, Settings
from pipeline.sheets import sandbox
from pipeline.sheets.collector import uncollected
from pipeline.sheets.grid import Workbook
from pipeline.sheets.refusal import Refused
from pipeline.stores import secret
from pipeline.stores.approvals import Approval, ledger_of
from pipeline.stores.decision import WITHDRAW
from pipeline.stores.decisions import Decisions
from pipeline.stores.ledger import Delivery, Ledger
from pipeline.stores.tables import Tables

CODE = ("sheets", "rows", "contract")
BATCH, BATCH_CELLS, AHEAD = 100, 1_000_000, 50
RETRIED = {"reader_timeout", "reader_memory", "reader_crashed"}
Progress = Callable[[str, int, int], None]
"""Called with what is being done, how many are done, and how many there are."""


@dataclass(frozen=True)
class Conformer:
    """What conforms the deliveries of one home: contracts, keys, and the hash of all that decides the outcome besides the bytes.

    `sealed` are the deliveries whose bytes were destroyed, which are never read again: their rows stay as they were conformed.
    """

    settings: Settings
    contracts: Contracts
    ledger: Ledger
    tables: Tables
    keys: Keys
    key_fingerprint: str
    rule_hash: str
    sealed: dict[str, str | None]

    @classmethod
    def of(cls, settings: Settings, approved: Iterable[Approval] | None = None) -> "Conformer":
        """Loads contracts and secret; UserError or CannotDecide where they cannot be used.

        `approved` are the periods that are closed, by default those of the log.
        """
        contracts, tables = load(settings.contracts), Tables(settings.home)
        ledger = ledger_of(settings.home, contracts.areas, approved)
        person_key = secret.load(settings.key_file, ledger, settings.home)
        fingerprint = secret.fingerprint(person_key)
        rule_hash = hashlib.sha256(f"{contracts.reading_hash}|{_code_hash()}|{fingerprint}".encode()).hexdigest()
        sealed = Decisions(settings.home).sealed_deliveries()
        return cls(settings, contracts, ledger, tables, Keys(person_key), fingerprint, rule_hash, sealed)

    def key(self, delivery: Delivery) -> str:
        """What a receipt must say for the delivery to be conformed as it would be now."""
        return hashlib.sha256(f"{delivery.delivery_id}|{self.rule_hash}".encode()).hexdigest()[:16]

    def unconformed(self) -> list[Delivery]:
        """The current deliveries without a receipt for their present key, and those whose rows did not balance."""
        receipts = self.tables.receipts()

        def stands(delivery: Delivery) -> bool:
            receipt = receipts.get(delivery.delivery_id, {})
            return receipt.get("key") == self.key(delivery) and not receipt.get("not_conserved")

        return [each for each in self.current() if each.delivery_id not in self.sealed and not stands(each)]

    def gone(self) -> list[str]:
        """The sealed deliveries, neither superseded nor withdrawn, whose rows are not there as they were when the bytes were destroyed."""
        receipts, standing = self.tables.receipts(), Decisions(self.settings.home).standing()
        withdrawn = {name for name, each in standing.items() if each.action == WITHDRAW}
        return [
            each.file
            for each in self.current()
            if (key := self.sealed.get(each.delivery_id)) and each.delivery_id not in withdrawn
            if receipts.get(each.delivery_id, {}).get("key") != key
        ]

    def unread(self) -> dict[Delivery, str]:
        """The current deliveries on which a reader gave up, and for want of what: it may do better tonight."""
        receipts = self.tables.receipts()
        found = {key: code for key, receipt in receipts.items() for code in RETRIED & receipt["findings"].keys()}
        return {
            each: found[each.delivery_id] for each in self.current() if each.delivery_id in found.keys() - self.sealed
        }

    def waiting(self) -> list[Delivery]:
        """What a run has to read."""
        known = {each.delivery_id: each for each in (*self.unconformed(), *self.unread())}
        return sorted(known.values(), key=lambda each: each.sequence)

    def current(self) -> list[Delivery]:
        """The known deliveries that nothing has superseded."""
        current = self.ledger.current()
        return [each for each in self.ledger.deliveries() if each.delivery_id in current]

    def run(self, deliveries: list[Delivery], progress: Progress) -> None:
        """Read and conform these; what is no longer current is forgotten first, so that the stores hold what counts and no more."""
        schemas = table_schemas(self.contracts)
        self.tables.prepare(schemas)
        self.tables.retype(self.sealed, schemas)
        for delivery_id in set(self.tables.receipts()) - {each.delivery_id for each in self.current()}:
            self.tables.forget(delivery_id)
        done = 0
        with uncollected():
            for batch in batches(self._read(deliveries)):
                for delivery, conformed, layout in self._conform(batch):
                    receipt = conformed.receipt | {"key": self.key(delivery)}
                    self.tables.write(delivery.delivery_id, conformed.tables, receipt, layout)
                    done += 1
                    progress(f"conform {delivery.period}", done, len(deliveries))
                batch.clear()  # before the next is read
                gc.collect(1)  # what is left of it in circles: the tracebacks of failed checks hold its frames

    @cached_property
    def _first(self) -> dict[str, str]:
        """The delivery that brought each file first, by file hash."""
        return {each.sha256: each.delivery_id for each in reversed(self.ledger.deliveries())}

    def _read(self, deliveries: list[Delivery]) -> Iterator[tuple[Delivery, "Read"]]:
        limits = sandbox.Limits(**self.contracts.settings["reader"])
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            ahead: deque[tuple[Delivery, Future[Read]]] = deque()
            for each in deliveries:
                ahead.append((each, pool.submit(_read, self.ledger.bytes_path(each.sha256), limits, each.unit_code)))
                if len(ahead) > AHEAD:  # what was read lies in memory
                    delivery, job = ahead.popleft()
                    yield delivery, job.result()
            for delivery, job in ahead:
                yield delivery, job.result()
        sandbox.close()

    def _conform(self, batch: list[tuple[Delivery, "Read"]]) -> Iterator[tuple[Delivery, Conformed, str | None]]:
        """Conform what was read together; where that fails each apart, so that a delivery's failure is its own.

        With each goes the layout that is proposed for it where it is held for want of known columns.
        """
        contexts = [self.context(delivery) for delivery, _ in batch]
        readable = [
            (read.workbook, context) for (_, read), context in zip(batch, contexts, strict=True) if read.workbook
        ]
        try:
            together = iter(conform_all(readable))
        except (Exception, PanicException):
            together = (conform_alone(workbook, context) for workbook, context in readable)
        for (delivery, read), context in zip(batch, contexts, strict=True):
            if read.refused:
                yield delivery, refuse(context, read.refused.code, read.refused.detail), None
                continue
            conformed = next(together)
            if "conformer_failed" not in conformed.receipt["findings"]:
                conformed.receipt["not_conserved"] = unbalanced(read.workbook, conformed.tables["row_address"])
            is_held = conformed.receipt["fate"] == "held"
            yield delivery, conformed, proposal(read.workbook, context, conformed) if is_held else None

    def context(self, delivery: Delivery) -> Context:
        """What a delivery is conformed with."""
        return Context(
            delivery.delivery_id,
            delivery.sha256,
            delivery.unit_code,
            as_of_date(delivery.period),
            self.contracts,
            self.keys,
            self._first[delivery.sha256] != delivery.delivery_id,
            delivery.period,
        )


@dataclass(frozen=True)
class Read:
    """What the reader process said of one file: a workbook, or why it was refused."""

    workbook: Workbook | None = None
    refused: Refused | None = None


def _read(path: Path, limits: sandbox.Limits, sender: str) -> Read:
    try:
        return Read(sandbox.read(path, limits, sender))
    except Refused as refused:
        return Read(refused=refused)


def batches(read: Iterator[tuple[Any, Read]]) -> Iterator[list[tuple[Any, Read]]]:
    """What was read of each delivery, some at a time: enough to share the cost of a check, few enough for the memory."""
    batch, cells = [], 0
    for of, each in read:
        batch.append((of, each))
        cells += each.workbook.cell_count() if each.workbook else 0
        if cells > BATCH_CELLS or len(batch) == BATCH:
            yield batch
            batch, cells = [], 0
    if batch:
        yield batch


@cache
def _code_hash() -> str:
    folder = ROOT / "pipeline"
    files = [path for room in CODE for path in (folder / room).rglob("*.py")]
    return hash_of(
        [*files, folder / "conformer.py", folder / "identity.py", folder / "text.py", folder / "periods.py"], folder
    )


def not_conserved(ledger: Ledger, tables: Tables) -> list[str]:
    """Each row that was lost or invented between file and store, named by file, sheet and row; empty where all is conserved."""
    current, receipts = ledger.current(), tables.receipts()
    return [
        f"{each.file} · {row['sheet']} · row {row['row']}: {row['cells_in_file']} cells in the file, {row['cells_read']} in the store"
        for each in ledger.deliveries()
        if each.delivery_id in current
        for row in receipts.get(each.delivery_id, {}).get("not_conserved", [])
    ]
