"""collect: every file below raw/ becomes a delivery, its bytes kept once under their hash.

raw/<reporting unit>/<period>/<any name>. Nothing is opened beyond telling its format; a folder that names no unit or period
is listed and left alone.
"""

import os
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import dagster as dg

from pipeline.contract import Contracts, load
from pipeline.periods import PERIOD
from pipeline.settings import Settings, UserError
from pipeline.stores import secret
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
    left_alone: Counter[str] = field(default_factory=Counter)


def collect(settings: Settings, contracts: Contracts) -> Collected:
    """Take in what is new below raw/, in path order; UserError where there is no raw/ at all."""
    check_raw(settings.raw)
    ledger, found = Ledger(settings.home), Collected()
    seen = ledger.seen()
    for file in sorted(
        path for path in settings.raw.rglob("*") if path.is_file() and not _NOT_A_DELIVERY.match(path.name)
    ):
        place = file.relative_to(settings.raw)
        if problem := _misplaced(place, contracts):
            found.left_alone[problem] += 1
            continue
        try:
            _take(file, place, ledger, seen, found)
        except OSError as error:
            found.left_alone[f"{_place(place)}: a file cannot be read ({type(error).__name__})"] += 1
    return found


def check_raw(raw: Path) -> None:
    """UserError where there is no folder of deliveries."""
    if not raw.is_dir():
        raise UserError(
            f"There is no folder {raw.name}/ with deliveries. Expected raw/<reporting unit>/<period>/<file>; give another with --raw."
        )


def _take(file: Path, place: Path, ledger: Ledger, seen: set[tuple[str, int, int, int]], found: Collected) -> None:
    # a name that is no UTF-8 comes from an archive packed elsewhere: its bytes are kept as escapes
    name = os.fsencode(place).decode("utf-8", "backslashreplace")
    status = file.stat()
    stamp = (name, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
    if stamp in seen:
        return
    unit_code, period, path = name.split("/", 2)
    sha256, is_new = ledger.keep(file)
    found.new_bytes += is_new
    found.new_deliveries += ledger.record(sha256, unit_code, period, path, *_size_and_format(ledger.bytes_path(sha256)))
    ledger.remember_seen(stamp)


def _place(place: Path) -> str:
    return f"raw/{place.parts[0]}/{place.parts[1]}/"


def _misplaced(place: Path, contracts: Contracts) -> str | None:
    """Why a file is no delivery, without any name that somebody chose: names of files and folders can name people."""
    if len(place.parts) < 3:
        return "files that stand in no raw/<reporting unit>/<period>/"
    if place.parts[0] not in contracts.areas:
        return "files of a folder that is no reporting unit: add it to contracts/codes/areas.csv or rename the folder"
    if not PERIOD.match(place.parts[1]):
        return f"files of raw/{place.parts[0]}/ in a folder that is no period: a period is YYYY-MM, YYYY or undated"
    return None


def _size_and_format(kept: Path) -> tuple[int, str]:
    """Of the kept bytes; the format is what the first of them say, whether it can be read is for the reader to find out."""
    with kept.open("rb") as opened:
        return kept.stat().st_size, _FORMATS.get(opened.read(4), "csv")


@dg.asset(
    key=["collected", "delivery"],
    group_name="collected",
    description="The ledger of deliveries and the kept bytes.",
    kinds={"sqlite"},
)
def delivery(context: dg.AssetExecutionContext, settings: dg.ResourceParam[Settings]) -> dg.MaterializeResult:
    with only_writer(settings.home):
        secret.load(settings.key_file, Ledger(settings.home), settings.home)
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
            "left_alone": dg.MetadataValue.json(dict(found.left_alone)),
        }
    )
