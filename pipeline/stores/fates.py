"""What becomes of each known delivery: counted, held for what, withdrawn or superseded; by receipts, decisions and what stands beside it.

A function of ledger, tables, contracts and decisions alone.
"""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pipeline.contract import Contracts
from pipeline.periods import as_of_date
from pipeline.stores.comparison import changed_beyond, copies, is_last
from pipeline.stores.decision import ACCEPT, REPLACE, WITHDRAW, Decision
from pipeline.stores.ledger import Delivery, Ledger
from pipeline.stores.tables import Tables

BESIDE, LATE = "two_files_one_entity", "period_approved"
SUPERSEDED, WITHDRAWN, HELD, REJECTED, WAITING = "superseded", "withdrawn", "delivery_held", "rejected", "waiting"


@dataclass
class Fate:
    """One known delivery. `reason` says why it does not count, None where it does.

    `codes` are the findings that hold or reject it with their detail, `between` those of them that no reading of the file alone
    shows. Of a sealed one the bytes were destroyed. `beside` are the deliveries with which it shares a unit, period and entity and which it would add to or replace;
    `replaced` are the entities in which another was accepted in its place.
    """

    delivery: Delivery
    receipt: dict[str, Any]
    is_sealed: bool = False
    decision: Decision | None = None
    reason: str | None = None
    codes: dict[str, str] = field(default_factory=dict)
    between: dict[str, str] = field(default_factory=dict)
    beside: list[str] = field(default_factory=list)
    replaced: set[str] = field(default_factory=set)

    @property
    def entities(self) -> dict[str, dict[str, int]]:
        return self.receipt.get("entities", {})

    @property
    def is_late(self) -> bool:
        """Whether it came after its period was approved: it is listed, and nothing of it stands beside the others until that is reopened."""
        return LATE in self.codes

    @property
    def open_codes(self) -> list[str]:
        """The findings that hold it and that nobody has accepted."""
        accepted = self.decision.codes if self.decision and self.decision.action == ACCEPT else ()
        return [code for code in self.codes if code not in accepted]

    def places(self) -> list[tuple[str, str, str]]:
        """Unit, period and entity of what it would count for."""
        return [
            (self.delivery.unit_code, self.delivery.period, entity)
            for entity in self.entities
            if entity not in self.replaced
        ]

    def found(self, code: str, detail: str = "") -> None:
        """A finding that others beside it give rise to."""
        self.codes[code] = self.between[code] = detail


def fates(
    ledger: Ledger,
    tables: Tables,
    contracts: Contracts,
    decisions: Mapping[str, Decision],
    sealed: Container[str],
) -> list[Fate]:
    """Every known delivery in the order in which its path was first received; `decisions` are the standing ones, `sealed` delivery ids."""
    receipts, current, late, place = tables.receipts(), ledger.current(), ledger.late(), ledger.first_received()
    ordered = sorted(ledger.deliveries(), key=lambda each: place[each.unit_code, each.period, each.path])
    found = [Fate(each, {}, each.delivery_id in sealed, reason=SUPERSEDED) for each in ordered]
    for each in found:
        if each.delivery.delivery_id in current:
            _read(each, receipts.get(each.delivery.delivery_id), decisions.get(each.delivery.delivery_id), contracts)
        if each.delivery.delivery_id in late:
            _hold_late(each)
    present = [each for each in found if each.reason is None]
    known = {each.delivery.delivery_id: each for each in present}
    for copy in copies([each.delivery for each in present], tables, contracts):
        known[copy.delivery_id].found(copy.code, str(copy.share))
    replacing = _replaced(present, known)
    _beside(present, replacing)
    for each in present:
        each.reason = HELD if each.open_codes else None
    _moved(present, contracts)
    for each in replacing:
        if each.reason:  # what was to take their place does not count
            for other in (known[name] for name in each.decision.replaces if name in known):
                other.replaced -= each.entities.keys()
    return found


def _read(each: Fate, receipt: dict[str, Any] | None, decision: Decision | None, contracts: Contracts) -> None:
    each.receipt, each.decision = receipt or {}, decision
    # a sealed one may have findings that the contracts no longer know
    known = (contracts.findings[code] for code in each.receipt.get("findings", {}) if code in contracts.findings)
    severities = {finding.code: finding.severity for finding in known}
    each.codes = {code: "" for code, severity in severities.items() if severity in ("reject", "hold")}
    if decision and decision.action == WITHDRAW:
        each.reason = WITHDRAWN
    elif receipt is None:
        each.reason = WITHDRAWN if each.is_sealed else WAITING
    else:
        each.reason = REJECTED if receipt["fate"] == "rejected" else None


def _hold_late(each: Fate) -> None:
    each.between[LATE] = ""
    each.codes = {LATE: "", **each.codes}
    each.reason = each.reason or HELD


def _replaced(present: list[Fate], known: dict[str, Fate]) -> list[Fate]:
    """Take the entities of those that were accepted in place of others out of these; the later decision wins."""
    replacing = [each for each in present if each.decision and each.decision.mode == REPLACE and not each.open_codes]
    replacing.sort(key=lambda each: each.decision.sequence)
    for each in replacing:
        each.replaced.clear()
        for other in (known[name] for name in each.decision.replaces if name in known):
            other.replaced |= other.entities.keys() & each.entities.keys()
    return replacing


def _beside(present: list[Fate], replacing: list[Fate]) -> None:
    """A second file of a unit, period and entity is held beside the first, or beside what has taken the first's place."""
    first: dict[tuple[str, str, str], Fate] = {}
    for each in [*replacing, *(each for each in present if each not in replacing)]:
        others = {place: first.setdefault(place, each) for place in each.places()}
        each.beside = list(dict.fromkeys(other.delivery.delivery_id for other in others.values() if other is not each))
        if each.beside:
            each.found(BESIDE)


def _moved(present: list[Fate], contracts: Contracts) -> None:
    """Hold the files of a unit and period whose rows of an entity, taken together, moved beyond the bound since the last accepted one."""
    by_unit: dict[str, dict[date, list[Fate]]] = {}
    for each in present:
        day = as_of_date(each.delivery.period)
        if day and each.reason is None:
            by_unit.setdefault(each.delivery.unit_code, {}).setdefault(day, []).append(each)
    for days in by_unit.values():
        last: dict[str, tuple[date, int]] = {}
        for day, together in sorted(days.items()):
            for entity, now in _rows(together).items():
                before = last.get(entity)
                code = changed_beyond(before[1], now, entity, contracts) if before else None
                if code and is_last(before[0], day, contracts):
                    _hold(together, entity, code, f"{before[1]} → {now}")
            last |= {entity: (day, rows) for entity, rows in _rows(together).items()}


def _hold(together: list[Fate], entity: str, code: str, detail: str) -> None:
    concerned = [each for each in together if entity in each.entities and entity not in each.replaced]
    # whoever adds or replaces a file has looked at the period as a whole
    is_accepted = any(each.decision and (each.decision.mode or code in each.decision.codes) for each in concerned)
    for each in concerned:
        each.found(code, detail)
        if not is_accepted:
            each.reason = HELD


def _rows(together: Iterable[Fate]) -> dict[str, int]:
    """Conformed rows by entity of those that count."""
    rows: dict[str, int] = {}
    for each in together:
        for _, _, entity in each.places() if each.reason is None else ():
            rows[entity] = rows.get(entity, 0) + each.entities[entity]["conformed"]
    return rows
