"""What the decisions on periods come to: who signed which figures of an area and period, and what nothing may change since.

A period is approved once preparer, reviewer and approver, three accounts, signed the same figures (practice D36). From then on a
file of the area, or of a unit in it, for that period supersedes nothing until the period is reopened.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from pipeline.contract.codes import Area, lies_in
from pipeline.settings import AnswerIsNo
from pipeline.stores.decision import REOPEN, AnyDecision, ApprovalDecision
from pipeline.stores.decisions import Decisions
from pipeline.stores.ledger import Closed, Ledger

PREPARER, REVIEWER, APPROVER = ROLES = ("preparer", "reviewer", "approver")

Period = tuple[str, str]
"""Area and period."""


class Approval(NamedTuple):
    """An area and period that all three signed: the signature of its figures, and the last receipt that they were counted from."""

    area_code: str
    period: str
    signature: str
    received: int


def signed(decisions: Iterable[AnyDecision]) -> dict[Period, list[ApprovalDecision]]:
    """The signatures that stand for each area and period, preparer first; with a preparer's it begins anew."""
    found: dict[Period, list[ApprovalDecision]] = {}
    for each in decisions:
        if not isinstance(each, ApprovalDecision):
            continue
        place = (each.area_code, each.period)
        if each.action == REOPEN:
            found.pop(place, None)
        elif each.role == PREPARER:
            found[place] = [each]
        else:
            found.setdefault(place, []).append(each)
    return found


def approvals(decisions: Iterable[AnyDecision]) -> list[Approval]:
    """What all three signed and nothing reopened, by area and period."""
    return [
        Approval(*place, signatures[-1].signature, signatures[-1].received)
        for place, signatures in sorted(signed(decisions).items())
        if len(signatures) == len(ROLES)
    ]


class PeriodApproved(AnswerIsNo):
    """What would change belongs to figures that were approved."""

    def __init__(self, approved: Iterable[Approval]) -> None:
        periods = [f"{each.area_code} {each.period}" for each in approved]
        ways = "; ".join(f"rollcall period reopen {each} --reason …" for each in periods)
        super().__init__(
            f"The figures of {', '.join(periods)} are approved, and this could change them. Reopen first: {ways}"
        )


def ledger_of(home: Path, areas: Mapping[str, Area], approved: Iterable[Approval] | None = None) -> Ledger:
    """The ledger of a home directory with what approvals close, by default those of its own log."""
    return Ledger(home, closed_by(approvals(Decisions(home).all()) if approved is None else approved, areas))


def closed_by(approved: Iterable[Approval], areas: Mapping[str, Area]) -> Closed:
    """What approvals close: of several over one unit the first decides."""
    closed: dict[Period, int] = {}
    for each in approved:
        for unit in areas:
            if each.area_code in lies_in(unit, areas):
                closed[unit, each.period] = min(each.received, closed.get((unit, each.period), each.received))
    return closed


def check_open(log: Decisions, areas: Mapping[str, Area], units: Iterable[Period]) -> None:
    """Raise PeriodApproved where an approval closes one of these units and periods."""
    above = {(area, period) for unit, period in units for area in lies_in(unit, areas)}
    if closing := [each for each in approvals(log.all()) if (each.area_code, each.period) in above]:
        raise PeriodApproved(closing)


def check_open_within(log: Decisions, areas: Mapping[str, Area], area: str) -> None:
    """Raise PeriodApproved where any period of an area, or of one in it, is approved."""
    if closing := [each for each in approvals(log.all()) if area in lies_in(each.area_code, areas)]:
        raise PeriodApproved(closing)
