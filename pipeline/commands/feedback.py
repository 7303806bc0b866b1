"""What `rollcall feedback` does: the workbook to send back for a file in hand, or for a delivery that the warehouse knows.

Of a known delivery it also tells what only the whole shows: findings beside other deliveries, persons whom another unit lists too
(which unit is not said), and of a corrected file what was closed since the one that it replaces and what remains.
"""

from collections.abc import Container
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipeline.audit.corrections import closed
from pipeline.contract import Contracts, load
from pipeline.outputs.feedback import problems_of, write_feedback
from pipeline.outputs.feedback_sheet import Problem
from pipeline.outputs.inspection import Inspection, inspect
from pipeline.settings import AnswerIsNo, Settings, UserError
from pipeline.stores.approvals import ledger_of
from pipeline.stores.decisions import Decisions
from pipeline.stores.fates import HELD, REJECTED, WAITING, fates
from pipeline.stores.home import bytes_path
from pipeline.stores.inputs import findings_between
from pipeline.stores.ledger import Delivery, Ledger
from pipeline.stores.releases import NoRelease, current, open_release
from pipeline.stores.tables import Tables

_IN_TWO_UNITS = """
    select address.sheet_index, address.table_index, address.row
    from fct_worker as worker
    join row_address as address using (delivery_id, row_id)
    where worker.delivery_id = ? and exists (
        select 1 from fct_worker as other
        where other.person_key = worker.person_key and other.period = worker.period
            and other.unit_code <> worker.unit_code and other.is_delivery_counted
    )
    order by all
"""


@dataclass(frozen=True)
class SentBack:
    """What came of it. `path` is None where there is nothing to mend; `since` says how findings changed since the file it replaces."""

    path: Path | None
    problems: list[Problem]
    since: list[dict[str, Any]]


def send_back(what: str, settings: Settings, folder: Path) -> SentBack:
    """Write the feedback of a file, or of the delivery of that id, into a folder.

    UserError where there is neither such a file nor such a delivery, or the folder lies in the warehouse.
    """
    contracts = load(settings.contracts)
    if Path(what).exists():
        path, name, since = Path(what), Path(what).name, []
        inspection = inspect(path, contracts)
        problems = problems_of(inspection, contracts)
    else:
        is_used = (settings.home / "collected" / "ledger.sqlite").exists()
        ledger = ledger_of(settings.home, contracts.areas) if is_used else None
        delivery = _known(what, ledger.deliveries() if ledger else [])
        sealed = Decisions(settings.home).sealed()
        if delivery.sha256 in sealed:
            raise AnswerIsNo("The bytes of this delivery were sealed, so that there is no workbook to give back.")
        path, name = bytes_path(settings.home, delivery.sha256), Path(delivery.path).name
        inspection = inspect(path, contracts, delivery.unit_code, delivery.period)
        inspection, between = _beside_others(delivery, inspection, ledger, settings.home, contracts)
        problems = [
            *problems_of(inspection, contracts),
            *between,
            *_in_two_units(delivery, inspection, settings.home, contracts),
        ]
        since = _since(delivery, inspection, ledger, contracts, sealed)
    if not problems:
        return SentBack(None, [], since)
    back = write_feedback(path, name, inspection, problems, since, contracts, folder, settings.home)
    return SentBack(back, problems, since)


def _known(what: str, deliveries: list[Delivery]) -> Delivery:
    """A delivery by its id, or by the name under which a run speaks of it."""
    found = [each for each in deliveries if what in (each.delivery_id, each.file)]
    if not found:
        raise UserError(
            f"{what} is neither a file nor a delivery of this warehouse. "
            "Give the path of a file, or <unit>/<period>/<hash> as a run prints it."
        )
    return found[0]


def _beside_others(
    delivery: Delivery, inspection: Inspection, ledger: Ledger, home: Path, contracts: Contracts
) -> tuple[Inspection, list[Problem]]:
    """The inspection with the fate that the delivery has among the others, and the findings that only those give rise to."""
    log = Decisions(home)
    known = fates(ledger, Tables(home), contracts, log.standing(), log.sealed_deliveries())
    fate = next(each for each in known if each.delivery.delivery_id == delivery.delivery_id)
    told = [
        Problem(each["code"], each["severity"], each["message_zh"], "", None, None)
        for each in findings_between([fate], contracts)
    ]
    if fate.reason == WAITING:
        return inspection, told
    named = {HELD: "held", REJECTED: "rejected"}.get(fate.reason or "", "accepted")
    return replace(inspection, document=inspection.document | {"fate": named}), told


def _in_two_units(delivery: Delivery, inspection: Inspection, home: Path, contracts: Contracts) -> list[Problem]:
    """Persons whom another unit lists in the same period, as the current release knows them."""
    try:
        release = current(home)
    except NoRelease:
        return []
    with open_release(release) as connection:
        found = connection.execute(_IN_TWO_UNITS, [delivery.delivery_id]).fetchall()
    finding = contracts.findings["person_in_other_unit"]
    names = {grid.index: grid.name for grid in inspection.workbook.grids} if inspection.workbook else {}
    return [
        Problem(finding.code, finding.severity, finding.zh, "", names[sheet], cell)
        for sheet, table, row in found
        if (cell := inspection.first_cell(sheet, table, row))
    ]


def _since(
    delivery: Delivery, inspection: Inspection, ledger: Ledger, contracts: Contracts, sealed: Container[str]
) -> list[dict[str, Any]]:
    """How the findings changed since the file that this one replaced under its path; nothing where it is the first, or that was sealed."""
    place = (delivery.unit_code, delivery.period, delivery.path)
    older = [
        each
        for each in ledger.deliveries()
        if (each.unit_code, each.period, each.path) == place and each.sequence < delivery.sequence
    ]
    if not older or older[-1].sha256 in sealed:
        return []
    before = inspect(ledger.bytes_path(older[-1].sha256), contracts, delivery.unit_code, delivery.period)
    return closed(before.conformed.tables["finding"], inspection.conformed.tables["finding"])
