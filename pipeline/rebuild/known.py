"""rollcall run --known-at: the release of what had been received and decided by a day, made again; what is current stays current."""

from datetime import UTC, datetime, time
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pipeline.conformer import Progress
from pipeline.contract import load
from pipeline.outputs.summary import summary
from pipeline.publish import gate_candidate, unhashed_of, write_lineage, write_workbook
from pipeline.rebuild.rebuilding import Rebuilding, Recipe, workshop
from pipeline.settings import Settings, UserError
from pipeline.stores.approvals import approvals, closed_by
from pipeline.stores.decided import Decided
from pipeline.stores.decisions import Decisions
from pipeline.stores.home import only_writer
from pipeline.stores.ledger import Delivery, Ledger, current
from pipeline.stores.release_writing import write_release
from pipeline.stores.releases import check_release, find_release, release_id


def run_known_at(settings: Settings, said: str, contracts_of: str | None, progress: Progress) -> dict[str, Any]:
    """Publish that release, unless it stands, and sum it up.

    Receipts and decisions go back to the highest sequence that had been entered by then, so that a clock that was put back hides
    nothing. The contracts are those of today, or those that the release `contracts_of` carries.
    """
    contracts = find_release(settings.home, contracts_of) / "contracts" if contracts_of else settings.contracts
    until = moment(said, load(settings.contracts).settings["schedule"]["timezone"])
    receipts = _received(Ledger(settings.home).receipts(), until, said)
    log = Decisions(settings.home, until)
    with only_writer(settings.home), workshop() as folder:
        recipe = Recipe(tuple(receipts), _decided(log, receipts, contracts), contracts)
        rebuilding = Rebuilding.of(settings, recipe, folder, progress, settings.home)
        release = settings.home / "published" / release_id(rebuilding.inputs)
        if release.exists():
            check_release(release)
        else:
            _publish(rebuilding, settings.home, release.name, receipts)
    return summary(release, log.on_persons())


def moment(said: str, timezone: str) -> datetime:
    """The end of a day, or a point of time, in the time zone of the schedule unless it names one; UserError where it is neither."""
    try:
        at = datetime.fromisoformat(said)
    except ValueError:
        raise UserError(f"--known-at {said} is no date. Expected: YYYY-MM-DD, or YYYY-MM-DDTHH:MM:SS.") from None
    if len(said) == len("YYYY-MM-DD"):
        at = datetime.combine(at, time.max)
    return (at if at.tzinfo else at.replace(tzinfo=ZoneInfo(timezone))).astimezone(UTC)


def _decided(log: Decisions, receipts: list[Delivery], contracts: Path) -> Decided:
    closed = closed_by(approvals(log.all()), load(contracts).areas)
    return Decided.of_log(log, current(receipts, closed))


def _received(receipts: list[Delivery], until: datetime, said: str) -> list[Delivery]:
    known = [each.sequence for each in receipts if datetime.fromisoformat(each.received_at) <= until]
    if not known:
        first = f" The first delivery came at {receipts[0].received_at}." if receipts else ""
        raise UserError(f"By {said} nothing had been received.{first}")
    return [each for each in receipts if each.sequence <= max(known)]


def _publish(rebuilding: Rebuilding, home: Path, name: str, receipts: list[Delivery]) -> None:
    rebuilding.model(tested=True)
    aside, contracts = rebuilding.settings, rebuilding.conformer.contracts
    for code in contracts.plan_codes():
        write_workbook(contracts.plan(code), aside.home, name)
    write_lineage(aside)
    write_release(
        home,
        rebuilding.build,
        aside.home / "marts" / "tables",
        aside.contracts,
        rebuilding.inputs,
        unhashed_of(home, receipts),
        partial(gate_candidate, home, contracts),
        is_served=False,
    )
