"""collect: every file below raw/ becomes a delivery, its bytes kept once under their hash.

raw/<reporting unit>/<period>/<any name>. Nothing is opened beyond telling its format; a folder that names no unit or period
is listed and left alone.
"""

import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path

import dagster as dg

from pipeline.contract import Contracts, load
from pipeline.periods import PERIOD
from pipeline.settings import Settings, UserError
from pipeline.stores.home import only_writer
from pipeline.stores.ledger import Ledger

PERIODS = dg.DynamicPartitionsDefinition(name="period")
_FORMATS = {b"PK\x03\x04": "xlsx", b"\xd0\xcf\x11\xe0": "ole", b"%PDF": "pdf"}
_NOT_A_DELIVERY = re.compile(r"^(\.|~\$)|^(Thumbs\.db|desktop\.ini)$")


@dataclass
class Collected:
    """What one look at raw/ found: receipts that were new, bytes that were new, folders and files left alone and why."""

    new_deliveries: int = 0
    new_bytes: int = 0
    left_alone: list[str] = field(default_factory=list)


def collect(settings: Settings, contracts: Contracts) -> Collected:
    """Take in what is new below raw/, in path order; UserError where there is no raw/ at all."""
    if not settings.raw.is_dir():
        raise UserError(
            f"There is no folder {settings.raw.name}/ with deliveries. Expected raw/<reporting unit>/<period>/<file>; give another with --raw."
        )
    ledger, found = Ledger(settings.home), Collected()
    seen = ledger.seen()
    for file in sorted(
        path for path in settings.raw.rglob("*") if path.is_file() and not _NOT_A_DELIVERY.match(path.name)
    ):
        place = file.relative_to(settings.raw)
        problem = _misplaced(place, contracts)
        if problem:
            found.left_alone.append(problem)
            continue
        unit_code, period, path = place.parts[0], place.parts[1], Path(*place.parts[2:]).as_posix()
        status = file.stat()
        stamp = (place.as_posix(), status.st_size, status.st_mtime_ns, status.st_ctime_ns)
        if stamp in seen:
            continue
        sha256 = _sha256(file)
        found.new_bytes += ledger.keep(file, sha256)
        found.new_deliveries += ledger.record(sha256, unit_code, period, path, status.st_size, _format(file))
        ledger.remember_seen(stamp)
    return found


def _misplaced(place: Path, contracts: Contracts) -> str | None:
    """Why a file is no delivery, without its name, which can name a person."""
    if len(place.parts) < 3:
        return f"a file directly in raw/{'/'.join(place.parts[:-1])}: expected raw/<reporting unit>/<period>/<file>"
    if place.parts[0] not in contracts.areas:
        return f"raw/{place.parts[0]}/: not in contracts/codes/areas.csv; add the reporting unit or rename the folder"
    if not PERIOD.match(place.parts[1]):
        return f"raw/{place.parts[0]}/{place.parts[1]}/: a period is YYYY-MM, YYYY or undated"
    return None


def _sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _format(file: Path) -> str:
    """What the first bytes say; whether it can be read is for the reader to find out."""
    with file.open("rb") as opened:
        return _FORMATS.get(opened.read(4), "csv")


@dg.asset(
    key=["collected", "delivery"],
    group_name="collected",
    description="The ledger of deliveries and the kept bytes.",
    kinds={"sqlite"},
)
def delivery(context: dg.AssetExecutionContext, settings: dg.ResourceParam[Settings]) -> dg.MaterializeResult:
    with only_writer(settings.home):
        found = collect(settings, load(settings.contracts))
        deliveries = Ledger(settings.home).deliveries()
        periods = sorted({each.period for each in deliveries})
        context.instance.add_dynamic_partitions(PERIODS.name, periods)
    return dg.MaterializeResult(
        metadata={
            "deliveries": len(deliveries),
            "new_deliveries": found.new_deliveries,
            "new_bytes": found.new_bytes,
            "periods": dg.MetadataValue.json(periods),
            "left_alone": dg.MetadataValue.json(found.left_alone),
        }
    )
