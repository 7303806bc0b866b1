"""rollcall run --known-at: the release of what had been received and decided by a day, made again; what is current stays current."""

import re
from datetime import UTC, date, datetime, time
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pipeline.conformer import Progress
from pipeline.contract import load
from pipeline.outputs.summary import summary
from pipeline.publish import gate_unserved, unhashed_of, write_lineage, write_workbook
from pipeline.rebuild.rebuilding import Rebuilding, Recipe, workshop
from pipeline.settings import Settings, UserError
from pipeline.stores.approvals import approvals, closed_by
from pipeline.stores.decided import Decided
from pipeline.stores.decisions import Decisions
from pipeline.stores.home import empty, only_writer
from pipeline.stores.ledger import Delivery, Ledger, current
from pipeline.stores.release_writing import write_release
from pipeline.stores.releases import damage_of, find_release, release_id


def run_known_at(settings: Settings, said: str, contracts_of: str | None, progress: Progress) -> dict[str, Any]:
    """Publish that release, unless it stands, and sum it up.

    Receipts and decisions go back to the highest sequence that had been entered by then, so that a clock that was put back hides
    nothing. The contracts are those of today, or those that the release `contracts_of` carries. A damaged release is made anew.
    """
    is_today = contracts_of is None
    contracts = settings.contracts if is_today else find_release(settings.home, contracts_of) / "contracts"
    zone = ZoneInfo(load(settings.contracts).settings["schedule"]["timezone"])
    until = moment(said, zone)
    receipts = _received(Ledger(settings.home).receipts(), until, said, zone)
    log = Decisions(settings.home, until)
    with only_writer(settings.home), workshop() as folder:
        recipe = Recipe(tuple(receipts), _decided(log, receipts, contracts), contracts)
        rebuilding = Rebuilding.of(settings, recipe, folder, progress, settings.home)
        release = settings.home / "published" / release_id(rebuilding.inputs)
        if damage_of(release):
            _publish(rebuilding, settings.home, release.name, receipts)
    return summary(release, log.on_persons())


def moment(said: str, zone: ZoneInfo) -> datetime:
    """The end of a day, or a point of time, in the time zone of the schedule unless it names one; UserError where it is neither."""
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", said):
            at = datetime.combine(date.fromisoformat(said), time.max)
        elif re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]", said):
            at = datetime.fromisoformat(said)
        else:
            raise ValueError(said)
        return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise UserError(f"--known-at {said} is no date. Expected: YYYY-MM-DD, or YYYY-MM-DDTHH:MM:SS.") from None


def _decided(log: Decisions, receipts: list[Delivery], contracts: Path) -> Decided:
    closed = closed_by(approvals(log.all()), load(contracts).areas)
    return Decided.of_log(log, current(receipts, closed))


def _received(receipts: list[Delivery], until: datetime, said: str, zone: ZoneInfo) -> list[Delivery]:
    known = [each.sequence for each in receipts if datetime.fromisoformat(each.received_at) <= until]
    if not known:
        came = datetime.fromisoformat(receipts[0].received_at).astimezone(zone) if receipts else None
        first = f" The first delivery came at {came:%Y-%m-%dT%H:%M:%S}, {zone.key}." if came else ""
        raise UserError(f"By {said} nothing had been received.{first}")
    return [each for each in receipts if each.sequence <= max(known)]


def _publish(rebuilding: Rebuilding, home: Path, name: str, receipts: list[Delivery]) -> None:
    rebuilding.model(tested=True)
    aside, contracts = rebuilding.settings, rebuilding.conformer.contracts
    empty(aside.home / "marts" / "tables")
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
        partial(gate_unserved, contracts),
        is_served=False,
    )
