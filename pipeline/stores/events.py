"""What is put on record without anybody deciding it: receipts of the ledger, and what changed in contracts/."""

from pathlib import Path

from pipeline.settings import account
from pipeline.stores.decisions import Decisions
from pipeline.stores.event import CHANNEL, CONTRACTS, RECEIPT, ContractChange, Receipt
from pipeline.stores.home import file_hash
from pipeline.stores.ledger import Delivery, Ledger


def log_receipts(log: Decisions, ledger: Ledger) -> None:
    """One line for each receipt that the log does not know yet, whichever run entered it in the ledger."""
    known = {each.receipt for each in log.of(Receipt)}
    new = (each for each in ledger.receipts() if each.sequence not in known)
    log.record(Receipt, _who(), RECEIPT, map(logged, new))


def logged(receipt: Delivery) -> dict[str, object]:
    """What the log says of a receipt of the ledger."""
    return {
        "receipt": receipt.sequence,
        "delivery_id": receipt.delivery_id,
        "sha256": receipt.sha256,
        "unit_code": receipt.unit_code,
        "period": receipt.period,
        "channel": CHANNEL,
        "received_at": receipt.received_at,
    }


def log_contracts(log: Decisions, contracts: Path) -> None:
    """One line where the files of contracts/ are not those that the log has last seen: which were added, changed and removed."""
    seen: dict[str, str] = {}
    for each in log.of(ContractChange):
        seen = {name: sha256 for name, sha256 in (seen | each.added | each.changed).items() if name not in each.removed}
    paths = sorted(path for path in contracts.rglob("*") if path.suffix in (".yaml", ".csv"))
    now = {path.relative_to(contracts).as_posix(): file_hash(path) for path in paths}
    if now != seen:
        changed = {name: now[name] for name in now if name in seen and now[name] != seen[name]}
        added = {name: now[name] for name in now if name not in seen}
        removed = {name: seen[name] for name in seen if name not in now}
        log.record(ContractChange, _who(), CONTRACTS, [{"added": added, "changed": changed, "removed": removed}])


def _who() -> str:
    """The account that the run belongs to."""
    return account() or "unknown"
