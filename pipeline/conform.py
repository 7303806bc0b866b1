"""conform: each delivery read apart, conformed, balanced against an independent count, and stored with its receipt.

Personal data stops here. A delivery is read again only when its bytes, the contracts' reading part, this code or the key changed.
"""

import hashlib
import os
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import dagster as dg
from polars.exceptions import PanicException

from pipeline.collect import PERIODS
from pipeline.contract import Contracts, load
from pipeline.contract.catalogue import hash_of
from pipeline.periods import as_of_date
from pipeline.rows.addresses import ADDRESS_TABLES, table_schemas, unbalanced
from pipeline.rows.delivery import Conformed, Context, conform, refuse
from pipeline.rows.keys import Keys
from pipeline.settings import ROOT, Settings
from pipeline.sheets import sandbox
from pipeline.sheets.conservation import Counted
from pipeline.sheets.grid import Workbook
from pipeline.sheets.refusal import Refused
from pipeline.stores import secret
from pipeline.stores.home import only_writer
from pipeline.stores.ledger import Delivery, Ledger
from pipeline.stores.tables import Tables

CODE = ("sheets", "rows", "contract")
RETRIED = {"reader_timeout", "reader_memory", "reader_crashed"}
Progress = Callable[[str, int, int], None]
"""Called with what is being done, how many are done, and how many there are."""


@dataclass(frozen=True)
class Conformer:
    """What conforms the deliveries of one home: contracts, keys, and the hash of all that decides the outcome besides the bytes."""

    settings: Settings
    contracts: Contracts
    ledger: Ledger
    tables: Tables
    keys: Keys
    key_fingerprint: str
    rule_hash: str

    @classmethod
    def of(cls, settings: Settings) -> "Conformer":
        """Loads contracts and secret; UserError or CannotDecide where they cannot be used."""
        contracts, ledger, tables = load(settings.contracts), Ledger(settings.home), Tables(settings.home)
        person_key = secret.load(settings.key_file, ledger, settings.home)
        fingerprint = secret.fingerprint(person_key)
        rule_hash = hashlib.sha256(f"{contracts.reading_hash}|{_code_hash()}|{fingerprint}".encode()).hexdigest()
        return cls(settings, contracts, ledger, tables, Keys(person_key), fingerprint, rule_hash)

    def key(self, delivery: Delivery) -> str:
        """What a receipt must say for the delivery to be conformed as it would be now."""
        return hashlib.sha256(f"{delivery.delivery_id}|{self.rule_hash}".encode()).hexdigest()[:16]

    def unconformed(self) -> list[Delivery]:
        """The current deliveries without a receipt for their present key, and those whose rows did not balance."""
        receipts = self.tables.receipts()

        def stands(delivery: Delivery) -> bool:
            receipt = receipts.get(delivery.delivery_id, {})
            return receipt.get("key") == self.key(delivery) and not receipt.get("not_conserved")

        return [each for each in self.current() if not stands(each)]

    def unread(self) -> dict[Delivery, str]:
        """The current deliveries on which a reader gave up, and for want of what: it may do better tonight."""
        receipts = self.tables.receipts()
        found = {key: code for key, receipt in receipts.items() for code in RETRIED & receipt["findings"].keys()}
        return {each: found[each.delivery_id] for each in self.current() if each.delivery_id in found}

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
        self.tables.prepare(table_schemas(self.contracts))
        for delivery_id in set(self.tables.receipts()) - {each.delivery_id for each in self.current()}:
            self.tables.forget(delivery_id)
        for done, (delivery, read) in enumerate(self._read(deliveries), 1):
            conformed = self._conform(delivery, read)
            self.tables.write(
                delivery.delivery_id,
                conformed.tables,
                conformed.receipt | {"key": self.key(delivery)},
            )
            progress(f"conform {delivery.period}", done, len(deliveries))

    @cached_property
    def _first(self) -> dict[str, str]:
        """The delivery that brought each file first, by file hash."""
        return {each.sha256: each.delivery_id for each in reversed(self.ledger.deliveries())}

    def _read(self, deliveries: list[Delivery]) -> Iterator[tuple[Delivery, "Read"]]:
        limits = sandbox.Limits(**self.contracts.settings["reader"])
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            jobs = [(each, pool.submit(_read, self.ledger.bytes_path(each.sha256), limits)) for each in deliveries]
            for delivery, job in jobs:
                yield delivery, job.result()

    def _conform(self, delivery: Delivery, read: "Read") -> Conformed:
        is_known = self._first[delivery.sha256] != delivery.delivery_id
        context = Context(
            delivery.delivery_id,
            delivery.sha256,
            delivery.unit_code,
            as_of_date(delivery.period),
            self.contracts,
            self.keys,
            is_known,
        )
        if read.refused:
            return refuse(context, read.refused.code, read.refused.detail)
        try:
            conformed = conform(read.workbook, context)
        except (Exception, PanicException) as error:
            # a message may hold the content of a cell: only the kind of error and the place in our code are told
            place = traceback.extract_tb(error.__traceback__)[-1]
            return refuse(
                context, "conformer_failed", f"{type(error).__name__}, {Path(place.filename).name}:{place.lineno}"
            )
        conformed.receipt["not_conserved"] = unbalanced(read.counted, conformed.tables["row_address"])
        return conformed


@dataclass(frozen=True)
class Read:
    """What the reader processes said of one file: a workbook and the independent count, or why it was refused."""

    workbook: Workbook | None = None
    counted: Counted | None = None
    refused: Refused | None = None


def _read(path: Path, limits: sandbox.Limits) -> Read:
    try:
        return Read(sandbox.read(path, limits), sandbox.count(path, limits))
    except Refused as refused:
        return Read(refused=refused)


@cache
def _code_hash() -> str:
    folder = ROOT / "pipeline"
    files = [path for room in CODE for path in (folder / room).glob("*.py")]
    return hash_of(
        [*files, folder / "conform.py", folder / "identity.py", folder / "text.py", folder / "periods.py"], folder
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


_ENTITIES = sorted(
    path.name.removesuffix(".odcs.yaml")
    for path in (Settings.from_environment().contracts / "entities").glob("*.odcs.yaml")
)
_CONSERVED = dg.AssetCheckSpec(
    "rows_conserved",
    asset=["conformed", "row_address"],
    blocking=True,
    description="Every row that an independent count sees in the files is in the store, with as many cells.",
)


@dg.multi_asset(
    name="conformed_tables",
    partitions_def=PERIODS,
    specs=[
        dg.AssetSpec(
            ["quarantine"] if table == "quarantine" else ["conformed", table],
            deps=[["collected", "delivery"]],
            group_name="quarantine" if table == "quarantine" else "conformed",
            kinds={"parquet"},
            description="One Parquet file for each delivery.",
        )
        for table in (*_ENTITIES, *ADDRESS_TABLES)
    ],
    check_specs=[_CONSERVED],
)
def conformed_tables(
    context: dg.AssetExecutionContext, settings: dg.ResourceParam[Settings], progress: dg.ResourceParam[Any]
) -> Iterator[Any]:
    with only_writer(settings.home):
        conformer = Conformer.of(settings)
        waiting = [each for each in conformer.waiting() if each.period == context.partition_key]
        conformer.run(waiting, progress)
        receipts = conformer.tables.receipts()
        lost = not_conserved(conformer.ledger, conformer.tables)
    ours = {each.delivery_id: each for each in conformer.current() if each.period == context.partition_key}
    fates = {ours[key].file: receipt["fate"] for key, receipt in receipts.items() if key in ours}
    for key in context.selected_asset_keys:
        rows = sum(
            receipt["entities"].get(key.path[-1], {}).get("conformed", 0)
            for name, receipt in receipts.items()
            if name in ours
        )
        yield dg.MaterializeResult(
            asset_key=key,
            metadata={"conformed_rows": rows, "reader_starts": len(waiting), "fates": dg.MetadataValue.json(fates)},
        )
    yield dg.AssetCheckResult(
        passed=not lost,
        check_name=_CONSERVED.name,
        asset_key=_CONSERVED.asset_key,
        metadata={"lost": dg.MetadataValue.json(lost)},
    )
