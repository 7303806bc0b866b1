"""collect: every file below raw/ becomes a delivery, its bytes kept once under their hash.

raw/<reporting unit>/<period>/<any name>. An archive is kept, and each file in it is a delivery too, under archive/file. Nothing
else is opened beyond telling its format. A folder that names no unit or period is listed and left alone, and so is a file that
is still on its way.
"""

import hashlib
import os
import re
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import dagster as dg

from pipeline.audit.chain import check_remembered
from pipeline.contract import Contracts, load
from pipeline.periods import PERIOD
from pipeline.settings import Settings, UserError
from pipeline.sheets.refusal import READER_CRASHED, READER_MEMORY, READER_TIMEOUT, Refused
from pipeline.sheets.sandbox import Limits, unpack
from pipeline.stores import secret
from pipeline.stores.decisions import Decisions
from pipeline.stores.events import log_contracts, log_receipts
from pipeline.stores.home import clear, file_hash, only_writer
from pipeline.stores.ledger import Changing, Ledger
from pipeline.stores.seals import destroy, finish

PERIODS = dg.DynamicPartitionsDefinition(name="period")
ARCHIVE = "zip"
ON_ITS_WAY = "a file is still being copied; it is taken in by the next run"
SEALED = "a file whose bytes were sealed, or an archive that holds them; remove it there, and have an archive sent without it"
HEAD = 4096
_FORMATS = {
    b"\xd0\xcf\x11\xe0": "ole",
    b"%PDF": "pdf",
    b"\x89PNG": "image",
    b"\xff\xd8\xff": "image",
    b"Rar!": "rar",
    b"7z\xbc\xaf": "7z",
}
_OF_OFFICE = re.compile(rb"\[Content_Types\]\.xml|(_rels|docProps|xl|word|ppt|customXml|META-INF)/|content\.xml")
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?P<xml>\?xml)?")
_NOT_A_DELIVERY = re.compile(r"^(\.|~\$)|^(Thumbs\.db|desktop\.ini)$")
_UNFINISHED = re.compile(r"\.(part|partial|filepart|crdownload|download|tmp|temp)$", re.IGNORECASE)
Stamp = tuple[str, int, int, int]
"""Path below raw/, size, and times of modification and change in ns."""


@dataclass
class Collected:
    """What one look at raw/ found: receipts that were new, bytes that were new, folders and files left alone and why."""

    new_deliveries: int = 0
    new_bytes: int = 0
    left_alone: Counter[str] = field(default_factory=Counter)


def collect(settings: Settings, contracts: Contracts) -> Collected:
    """Take in what is new below raw/, in path order, and log each receipt; UserError where there is no raw/ at all."""
    check_raw(settings.raw)
    finish(settings.home)
    ledger, log, found = Ledger(settings.home), Decisions(settings.home), Collected()
    sealed = set(log.sealed())
    # what was sealed is told for as long as it lies there
    places = {f"{each.unit_code}/{each.period}/{each.path}" for each in ledger.receipts() if each.sha256 in sealed}
    seen = {each for each in ledger.seen() if each[0] not in places}
    taking = _Taking(ledger, Limits(**contracts.settings["reader"]), found, sealed)
    for place, stamp in _settled(_new(settings.raw, contracts, seen, found), contracts, found).items():
        try:
            taking.take(settings.raw / place, stamp)
        except Changing:
            found.left_alone[f"{_shown(place)}: {ON_ITS_WAY}"] += 1
        except OSError as error:
            found.left_alone[f"{_shown(place)}: a file cannot be read ({type(error).__name__})"] += 1
    log_receipts(log, ledger)
    return found


def check_raw(raw: Path) -> None:
    """UserError where there is no folder of deliveries."""
    if not raw.is_dir():
        raise UserError(
            f"There is no folder {raw.name}/ with deliveries. Expected raw/<reporting unit>/<period>/<file>; give another with --raw."
        )


def _new(raw: Path, contracts: Contracts, seen: set[Stamp], found: Collected) -> dict[Path, tuple[Path, Stamp]]:
    """The files that no run has read as they stand now, by their place below raw/, in path order."""
    new = {}
    for file in sorted(path for path in raw.rglob("*") if path.is_file() and not _NOT_A_DELIVERY.match(path.name)):
        place = file.relative_to(raw)
        if problem := _misplaced(place, contracts):
            found.left_alone[problem] += 1
        elif _UNFINISHED.search(file.name):
            found.left_alone[f"{_shown(place)}: {ON_ITS_WAY}"] += 1
        elif (stamp := _stamp(file, place)) and stamp not in seen:
            new[place] = (file, stamp)
    return new


def _settled(new: dict[Path, tuple[Path, Stamp]], contracts: Contracts, found: Collected) -> dict[Path, Stamp]:
    """Those of them that nobody is writing: what changed a moment ago is looked at twice, a moment apart, and must be the same."""
    bounds = contracts.settings["collect"]
    oldest = time.time_ns() - int(bounds["young_seconds"] * 1e9)
    young = {place for place, (_, (_, _, modified, changed)) in new.items() if max(modified, changed) > oldest}
    if young:
        time.sleep(bounds["look_again_seconds"])
    settled = {}
    for place, (file, stamp) in new.items():
        if place in young and _stamp(file, place) != stamp:
            found.left_alone[f"{_shown(place)}: {ON_ITS_WAY}"] += 1
        else:
            settled[place] = stamp
    return settled


def _stamp(file: Path, place: Path) -> Stamp | None:
    """None where the file has gone meanwhile."""
    # a name that is no UTF-8 comes from an archive packed elsewhere: its bytes are kept as escapes
    name = os.fsencode(place).decode("utf-8", "backslashreplace")
    try:
        status = file.stat()
    except OSError:
        return None
    return name, status.st_size, status.st_mtime_ns, status.st_ctime_ns


@dataclass
class _Taking:
    ledger: Ledger
    limits: Limits
    found: Collected
    sealed: set[str]
    is_unread: bool = False

    def take(self, file: Path, stamp: Stamp) -> None:
        """Keep and enter one file; Changing where it is no longer what was looked at."""
        unit_code, period, path = stamp[0].split("/", 2)
        self.is_unread = False
        if self.sealed and file_hash(file) in self.sealed:
            self._leave(unit_code, period)
            return
        self._enter(*self.ledger.keep(file), unit_code, period, path)
        if not self.is_unread:
            self.ledger.remember_seen(stamp)

    def _enter(self, sha256: str, is_new: bool, unit_code: str, period: str, path: str) -> None:
        kept = self.ledger.bytes_path(sha256)
        format_ = format_of(kept)
        members = self._members(kept) if format_ == ARCHIVE else []
        if self.sealed.intersection(hashlib.sha256(content).hexdigest() for _, content in members):
            destroy(kept)
            self.is_unread = True
            self._leave(unit_code, period)
            return
        self.found.new_bytes += is_new
        self.found.new_deliveries += self.ledger.record(sha256, unit_code, period, path, kept.stat().st_size, format_)
        for name, content in members:
            if not _NOT_A_DELIVERY.match(name.rpartition("/")[2]):
                self._enter(*self.ledger.keep_bytes(content), unit_code, period, f"{path}/{name}")

    def _leave(self, unit_code: str, period: str) -> None:
        self.found.left_alone[f"{_shown(Path(unit_code, period))}: {SEALED}"] += 1

    def _members(self, archive: Path) -> list[tuple[str, bytes]]:
        """The files of an archive in the order of their names; none where it is refused, which conform says with its code."""
        try:
            return sorted(unpack(archive, self.limits))
        except Refused as refused:
            self.is_unread |= refused.code in (
                READER_CRASHED,
                READER_MEMORY,
                READER_TIMEOUT,
            )  # it may do better tonight
            return []


def format_of(kept: Path) -> str:
    """What the first bytes say; whether the file can be read is for the reader to find out."""
    with kept.open("rb") as opened:
        head = opened.read(HEAD)
    if head.startswith(b"PK\x03\x04"):
        name = head[30 : 30 + int.from_bytes(head[26:28], "little")]
        if name == b"mimetype":
            return "ods"
        return "xlsx" if _OF_OFFICE.match(name) else ARCHIVE
    if match := _MARKUP.match(head):
        return "xml" if match["xml"] else "html"
    return next((name for magic, name in _FORMATS.items() if head.startswith(magic)), "csv")


def _shown(place: Path) -> str:
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


@dg.asset(
    key=["collected", "delivery"],
    group_name="collected",
    description="The ledger of deliveries and the kept bytes.",
    kinds={"sqlite"},
)
def delivery(context: dg.AssetExecutionContext, settings: dg.ResourceParam[Settings]) -> dg.MaterializeResult:
    with only_writer(settings.home):
        clear(settings.home)
        check_remembered(settings.home)
        secret.load(settings.key_file, Ledger(settings.home), settings.home)
        found = collect(settings, load(settings.contracts))
        log_contracts(Decisions(settings.home), settings.contracts)
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
