"""What `rollcall delivery seal` does: one account asks, another approves, and the kept bytes of a delivery are destroyed for good.

For lists that were sent by mistake (practice F50). Hash and reason stay, and so do the rows that count, marked as no longer provable.
"""

from dataclasses import dataclass
from hashlib import sha256

from pipeline.contract import load
from pipeline.settings import AnswerIsNo, Settings, UserError
from pipeline.sheets import sandbox
from pipeline.sheets.refusal import Refused
from pipeline.stores.decisions import Decisions
from pipeline.stores.event import SEAL_ASKED, SEALED, Seal
from pipeline.stores.ledger import Delivery, Ledger
from pipeline.stores.seals import finish
from pipeline.stores.tables import Tables
from pipeline.text import folded

ARCHIVE = "zip"


@dataclass(frozen=True)
class Concerned:
    """The file's hash and those of the archives that hold it, and every delivery of these bytes whatever its unit and period."""

    sealed: tuple[str, ...]
    deliveries: list[Delivery]


def seal(settings: Settings, name: str, reason: str, who: str) -> tuple[Concerned, bool]:
    """Ask for a delivery's bytes to be destroyed, or approve what another account asked; what is concerned, and whether it is done.

    UserError where there is no such delivery, AnswerIsNo where the one who asked approves.
    """
    ledger, log = Ledger(settings.home), Decisions(settings.home)
    delivery = _named(name, ledger)
    if before := log.sealed().get(delivery.sha256):
        finish(settings.home)
        raise UserError(f"It was sealed before, in line {before.sequence} of the log, by {before.who}.")
    concerned = _concerned(delivery, ledger, settings)
    asked = next((each for each in reversed(log.of(Seal)) if delivery.sha256 in each.sealed), None)
    if asked and folded(asked.who) == folded(who):
        raise AnswerIsNo(
            f"{who} asked for it in line {asked.sequence} of the log: another account has to approve, with the same command."
        )
    receipts = Tables(settings.home).receipts()
    deliveries = {each.delivery_id: _key(receipts.get(each.delivery_id)) for each in concerned.deliveries}
    said = {"sealed": concerned.sealed, "deliveries": deliveries, "reason": reason}
    log.record(Seal, who, SEALED if asked else SEAL_ASKED, [said])
    if asked:
        finish(settings.home)
    return concerned, bool(asked)


def _named(name: str, ledger: Ledger) -> Delivery:
    """The delivery of that id or beginning of an id, superseded ones too: their bytes are kept as well."""
    known = ledger.deliveries()
    found = [each for each in known if each.delivery_id.startswith(name)] if name else []
    if len(found) != 1:
        what = "There is no delivery" if not found else f"There are {len(found)} deliveries"
        raise UserError(f"{what} of that id. The ids are listed by: rollcall delivery list --all")
    inside = [each.delivery_id for each in known if _is_inside(each, found[0])]
    if inside:
        raise UserError(
            f"It is an archive. Seal the files in it, of which each takes the archive with it: {', '.join(inside)}"
        )
    return found[0]


def _concerned(delivery: Delivery, ledger: Ledger, settings: Settings) -> Concerned:
    """An archive holds a copy of each file in it, so that it must go too; its other files are kept as deliveries of their own."""
    limits = sandbox.Limits(**load(settings.contracts).settings["reader"])
    receipts = ledger.receipts()
    same = [each for each in receipts if each.sha256 == delivery.sha256]
    around = {each.sha256 for each in receipts for file in same if each.format == ARCHIVE and _is_inside(file, each)}
    holding = [each for each in sorted(around) if _holds(ledger, each, delivery.sha256, limits)]
    sealed = (delivery.sha256, *holding)
    return Concerned(sealed, [each for each in ledger.deliveries() if each.sha256 in sealed])


def _holds(ledger: Ledger, archive: str, file: str, limits: sandbox.Limits) -> bool:
    """Whether an archive that stood under that path has this file in it; one that cannot be opened is taken to."""
    path = ledger.bytes_path(archive)
    try:
        return path.exists() and any(sha256(each).hexdigest() == file for _, each in sandbox.unpack(path, limits))
    except Refused:
        return True


def _is_inside(file: Delivery, archive: Delivery) -> bool:
    return (file.unit_code, file.period) == (archive.unit_code, archive.period) and file.path.startswith(
        f"{archive.path}/"
    )


def _key(receipt: dict | None) -> str | None:
    """The key under which it was conformed; None where it was not, or where rows were lost, so that nothing of it may count."""
    return receipt["key"] if receipt and not receipt.get("not_conserved") else None
