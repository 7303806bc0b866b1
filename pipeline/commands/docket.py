"""What waits for a decision: each held delivery with what holds it, how it differs from others, and whether it may be decided.

A decision is written only where it would have an effect; whoever asks for another is told what to do instead.
"""

from dataclasses import asdict, dataclass
from typing import Any

import polars as pl

from pipeline.audit.corrections import difference
from pipeline.conformer import Conformer
from pipeline.contract import Contracts, load
from pipeline.rows.delivery import conform
from pipeline.settings import AnswerIsNo, Settings, UserError
from pipeline.sheets import sandbox
from pipeline.sheets.refusal import Refused
from pipeline.stores.approvals import check_open, ledger_of
from pipeline.stores.decision import ACCEPT, REPLACE, WITHDRAW
from pipeline.stores.decisions import Decisions
from pipeline.stores.fates import HELD, REJECTED, SUPERSEDED, WAITING, WITHDRAWN, Fate, fates
from pipeline.stores.inputs import findings_between
from pipeline.stores.ledger import Delivery, Ledger
from pipeline.stores.tables import Tables

LIST = "rollcall delivery list"


@dataclass(frozen=True)
class Docket:
    """The known deliveries of one home with their fates, and the log of decisions on them."""

    settings: Settings
    contracts: Contracts
    ledger: Ledger
    tables: Tables
    log: Decisions
    known: list[Fate]

    @classmethod
    def of(cls, settings: Settings) -> "Docket":
        """As things stand now; LogDamaged where the log is not what was written."""
        contracts, tables = load(settings.contracts), Tables(settings.home)
        ledger = ledger_of(settings.home, contracts.areas)
        log = Decisions(settings.home)
        return cls(
            settings,
            contracts,
            ledger,
            tables,
            log,
            fates(ledger, tables, contracts, log.standing(), log.sealed_deliveries()),
        )

    def document(self, *, everything: bool) -> list[dict[str, Any]]:
        """One dictionary for each held delivery, or for each known one; those of one unit and period together."""
        listed = [each for each in self.known if everything or each.reason == HELD]
        return [self._entry(each) for each in sorted(listed, key=lambda each: each.delivery.file[:-12])]

    def accept(self, name: str, mode: str | None, reason: str, who: str) -> list[str]:
        """Write that a delivery counts; returns the findings that hold it all the same. PeriodApproved where its period is."""
        each = self._named(name)
        check_open(self.log, self.contracts.areas, [_folder(each)])
        self._check_acceptable(each)
        beside = self._others(each)
        if each.beside and mode is None:
            raise UserError(
                f"It stands beside {', '.join(each.beside)}. Say with --add that it counts beside that, or with --replace "
                "that it counts in its place."
            )
        if mode and not each.beside:
            raise UserError("It stands beside no other file: leave out --add and --replace.")
        delivery_id, replaces = each.delivery.delivery_id, tuple(beside) if mode == REPLACE else ()
        self.log.add(who, ACCEPT, delivery_id, reason, mode=mode, codes=tuple(each.codes), replaces=replaces)
        return Docket.of(self.settings)._named(delivery_id).open_codes

    def withdraw(self, name: str, reason: str, who: str) -> None:
        """Write that a delivery counts no longer; PeriodApproved where its period is."""
        each = self._named(name)
        check_open(self.log, self.contracts.areas, [_folder(each)])
        if each.reason == WITHDRAWN:
            raise UserError("It was withdrawn before.")
        inside = [
            other.delivery.delivery_id
            for other in self.known
            if other.delivery.path.startswith(f"{each.delivery.path}/") and _folder(other) == _folder(each)
        ]
        if inside:
            raise UserError(f"It is an archive, of which nothing counts. Withdraw the files in it: {', '.join(inside)}")
        self.log.add(who, WITHDRAW, each.delivery.delivery_id, reason)

    def _named(self, name: str) -> Fate:
        """The delivery of that id or beginning of an id; superseded ones are no longer open to decisions."""
        found = [each for each in self.known if each.delivery.delivery_id.startswith(name)] if name else []
        if len(found) != 1:
            what = "There is no delivery" if not found else f"There are {len(found)} deliveries"
            raise UserError(f"{what} of that id. The ids are listed by: {LIST} --all")
        if found[0].reason == SUPERSEDED:
            raise UserError("A newer file has superseded this delivery, so that a decision on it has no effect.")
        return found[0]

    def _check_acceptable(self, each: Fate) -> None:
        if each.reason is None:
            raise UserError("It counts already: nothing holds it.")
        if each.reason == WAITING:
            raise UserError("It has not been read yet. First: rollcall run")
        if each.is_sealed and not each.receipt:
            raise AnswerIsNo("Its bytes were sealed and no row of it was kept, so there is nothing to count.")
        codes = ", ".join(each.codes)
        if "reject" in {self.contracts.findings[code].severity for code in each.codes}:
            raise AnswerIsNo(f"It could not be read ({codes}), so there is nothing to count. It must be sent again.")
        rows = [sum(counts[kind] for counts in each.entities.values()) for kind in ("data", "conformed")]
        if each.codes and (not each.entities or (rows[0] and not rows[1])):
            raise AnswerIsNo(
                f"Not one row of it was conformed ({codes}), so there is nothing to count. Have it sent again, or write a "
                "layout for it under contracts/layouts/."
            )

    def _others(self, each: Fate) -> list[str]:
        """The deliveries that count, or come first, where this one would."""
        places = set(each.places())
        return [
            other.delivery.delivery_id
            for other in self.known
            if other is not each
            and places & set(other.places())
            and (other.reason is None or other.delivery.delivery_id in each.beside)
        ]

    def _entry(self, each: Fate) -> dict[str, Any]:
        delivery, decision = each.delivery, each.decision
        return {
            "delivery_id": delivery.delivery_id,
            "reporting_unit": delivery.unit_code,
            "period": delivery.period,
            "file": delivery.path,
            "received_at": delivery.received_at,
            "fate": {HELD: "held", REJECTED: "rejected"}.get(each.reason, each.reason or "accepted"),
            "is_sealed": each.is_sealed,
            "findings": self._findings(each),
            "rows": each.entities,
            **self._compared(each),
            "decision": {
                name: getattr(decision, name) for name in ("sequence", "at", "who", "action", "mode", "reason")
            }
            if decision
            else None,
        }

    def _findings(self, each: Fate) -> list[dict[str, Any]]:
        """What holds or rejects it and nobody has accepted, with the place where the file itself shows it."""
        columns = ["code", "severity", "sheet", "cell", "field", "message_zh", "message_en"]
        of_file = self.tables.scan("finding", [each.delivery.delivery_id] if each.receipt else []).collect()
        shown = pl.col("code").is_in(each.open_codes) & pl.col("severity").is_in(["hold", "reject"])
        between = [row | dict.fromkeys(("sheet", "cell", "field")) for row in findings_between([each], self.contracts)]
        return [
            *of_file.filter(shown).select(columns).unique(maintain_order=True).to_dicts(),
            *({name: row[name] for name in columns} for row in between if row["code"] in each.open_codes),
        ]

    def _compared(self, each: Fate) -> dict[str, Any]:
        """What it differs from, and by how many rows of each entity: the files beside it, else what its path held before."""
        previous = None if each.beside else self.ledger.previous(each.delivery)
        if previous and previous.sha256 in self.log.sealed():
            previous = None
        if each.reason in (SUPERSEDED, WAITING, REJECTED) or not (each.beside or previous):
            return {"compared_with": [], "difference": {}}
        old = self._conformed_before(previous) if previous else {}
        compared = {}
        for entity in each.entities:
            after = self.tables.scan(entity, [each.delivery.delivery_id]).collect()
            before = old.get(entity, after.clear()) if previous else self.tables.scan(entity, each.beside).collect()
            compared[entity] = asdict(difference(before, after))
        return {"compared_with": [previous.delivery_id] if previous else each.beside, "difference": compared}

    def _conformed_before(self, delivery: Delivery) -> dict[str, pl.DataFrame]:
        """The rows of a superseded delivery, read once more from its bytes: the stores hold only what is current."""
        conformer = Conformer.of(self.settings)
        limits = sandbox.Limits(**self.contracts.settings["reader"])
        try:
            workbook = sandbox.read(self.ledger.bytes_path(delivery.sha256), limits)
            return conform(workbook, conformer.context(delivery)).tables
        except Refused:
            return {}


def _folder(each: Fate) -> tuple[str, str]:
    return each.delivery.unit_code, each.delivery.period
