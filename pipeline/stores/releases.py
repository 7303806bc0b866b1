"""Releases: the published sets, each named by what it was made from; whether one is sound, and which is served.

A release is checked whole before it is served, and the one before it is served in the place of a damaged one.
How a release is written is in release_writing.py; what a figure means must not live here.
"""

import hashlib
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from pipeline.settings import AnswerIsNo, Busy, UserError
from pipeline.stores.decisions import Decisions
from pipeline.stores.home import file_hash, only_writer
from pipeline.stores.pointer import RELEASE_ID, make_current, pointed, served_before
from pipeline.stores.release_tables import row_counts

DATABASE = "internal/rollcall.duckdb"
APPROVED = "approved"
MANIFEST, CHECKSUM = "manifest.json", "manifest.sha256"
_SPILL = DATABASE + ".tmp"  # where a reader's DuckDB puts what its memory cannot hold: no part of the release
_MANIFEST_KEYS = {"release_id", "inputs", "tables", "files", "unhashed"}
_log = logging.getLogger(__name__)


class NoRelease(UserError):
    """No such release, or none at all."""


class ReleaseDamaged(AnswerIsNo):
    """A release is not what was published; `what` says in what."""

    def __init__(self, release: Path, what: str) -> None:
        self.what = what
        super().__init__(
            f"Release {release.name} is damaged: {what}. Figures must not be taken from it. What else stands is listed by: "
            "rollcall release list. The release of today's deliveries is made anew by: rollcall run"
        )


def release_id(inputs: dict) -> str:
    """First 16 hex digits of SHA-256 over the canonical JSON of everything that a release depends on."""
    text = json.dumps(inputs, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]


def current(home: Path) -> Path:
    """The folder of the release that is served, checked and resolved once, so that all that is read through it belongs together.

    Where the current one is damaged it is the last sound one that was served before; a warning says so, and the pointers
    are moved to it unless somebody is writing. Raises NoRelease before the first release, ReleaseDamaged where none is sound.
    """
    at = pointed(home)
    damage = None
    for name in _candidates(home, at):
        release = home.resolve() / "published" / name
        try:
            check_release(release)
        except ReleaseDamaged as error:
            damage = damage or error
            continue
        if damage or name != at:
            _step_back(home, at, name, damage.what if damage else "nothing points to it")
        return release
    raise damage or NoRelease("Nothing has been published in this home yet. Make the first release with: rollcall run")


def find_release(home: Path, release_id: str | None = None) -> Path:
    """The folder of a release by its id, of the one that is served, or of the one that ``approved`` points to; checked."""
    if release_id in (None, "current"):
        return current(home)
    if release_id == APPROVED:
        release_id = pointed(home, APPROVED)
        if release_id is None:
            raise NoRelease("No release is approved here. What stands in the way is listed by: rollcall period list")
    release = named_release(home, release_id)
    check_release(release)
    return release


def named_release(home: Path, release_id: str) -> Path:
    """The folder of a release by its id, in whatever state it is; NoRelease where there is none of that id."""
    found = {each.name: each for each in releases(home)}
    if release_id not in found:
        raise NoRelease(f"There is no release {release_id} here. Published: {', '.join(found) or 'none'}")
    return found[release_id]


def releases(home: Path) -> list[Path]:
    """The folders of all releases, sound or damaged, by id."""
    return [
        path
        for path in sorted((home / "published").glob("*"))
        if RELEASE_ID.fullmatch(path.name) and path.is_dir() and not path.is_symlink()
    ]


def serve(home: Path, release_id: str) -> None:
    """Make a release current, unless it was rolled back from: then what is served stays. The lock of the home is the caller's."""
    decision = Decisions(home).rolled_back().get(release_id)
    if decision is None:
        make_current(home, release_id)
    elif pointed(home) == release_id:  # it was decided, and the pointer not moved
        make_current(home, decision.release_id)


def open_release(release: Path) -> duckdb.DuckDBPyConnection:
    """A read-only connection to the tables of a release; it can reach no other file."""
    database = release / DATABASE
    if database.with_name(database.name + ".wal").exists():
        raise ReleaseDamaged(release, f"a write-ahead log lies beside {DATABASE}")
    with _damage(release, f"{DATABASE} cannot be opened"):
        return duckdb.connect(
            str(database), read_only=True, config={"enable_external_access": "false", "lock_configuration": "true"}
        )


def rows(
    connection: duckdb.DuckDBPyConnection, query: str, parameters: dict[str, Any] | None = None
) -> list[dict[str, Any]]:
    """The rows of a query as dictionaries; decimals stay decimals."""
    cursor = connection.execute(query, parameters)
    names = [each[0] for each in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def read_manifest(release: Path) -> dict:
    """release_id, inputs, tables, files and unhashed of a release; ReleaseDamaged where the manifest is not as it was written."""
    with _damage(release, f"{MANIFEST} or {CHECKSUM} cannot be read"):
        content, said = (release / MANIFEST).read_bytes(), (release / CHECKSUM).read_bytes()
    if said != checksum(content):
        raise ReleaseDamaged(release, f"{MANIFEST} is not what {CHECKSUM} says")
    with _damage(release, f"{MANIFEST} cannot be read"):
        manifest = json.loads(content)
        if missing := _MANIFEST_KEYS - manifest.keys():
            raise ReleaseDamaged(release, f"{MANIFEST} has no {', '.join(sorted(missing))}")
        return manifest


def checksum(manifest: bytes) -> bytes:
    """What stands in manifest.sha256: a line that `sha256sum -c` checks."""
    return f"{hashlib.sha256(manifest).hexdigest()}  {MANIFEST}\n".encode()


def check_release(release: Path, named: str | None = None) -> None:
    """Raise ReleaseDamaged unless all is as it was published: manifest, id, every file and no other, no log, row counts.

    `named` is the id that it must have where its folder does not bear it yet.
    """
    manifest = read_manifest(release)
    with _damage(release, f"{MANIFEST} cannot be understood"):
        ids = {manifest["release_id"], release_id(manifest["inputs"]), named or release.name}
        if len(ids) > 1:
            raise ReleaseDamaged(release, f"its inputs, its {MANIFEST} and its folder name several releases")
        listed, found = manifest["files"], file_hashes(release)
        if wrong := sorted(name for name in listed.keys() | found.keys() if listed.get(name) != found.get(name)):
            raise ReleaseDamaged(release, ", ".join(wrong))
    with open_release(release) as connection, _damage(release, f"{DATABASE} cannot be counted"):
        if row_counts(connection) != {name: table["rows"] for name, table in manifest["tables"].items()}:
            raise ReleaseDamaged(release, f"{DATABASE} has other row counts than {MANIFEST}")


def damage_of(release: Path) -> str | None:
    """What is wrong with a release; None where it is sound."""
    try:
        check_release(release)
    except ReleaseDamaged as damage:
        return damage.what
    return None


def file_hashes(release: Path) -> dict[str, str]:
    """SHA-256 of each file of a release, the manifest and its checksum apart; of what is no readable file, words that are no hash."""
    found = {}
    for path in release.rglob("*"):
        name = path.relative_to(release).as_posix()
        is_folder = path.is_dir() and not path.is_symlink()
        if is_folder or name in (MANIFEST, CHECKSUM) or name.startswith(f"{_SPILL}/"):
            continue
        try:
            found[name] = file_hash(path) if path.is_file() and not path.is_symlink() else "no file"
        except OSError:
            found[name] = "unreadable"
    return found


def _candidates(home: Path, at: str | None) -> Iterator[str]:
    """What may be served: what the pointer names, and only if that is asked for what was served before it."""
    if at:
        yield at
    yield from served_before(home, at)


def _step_back(home: Path, damaged: str | None, name: str, what: str) -> None:
    """Say that an earlier release is served, and move the pointers to it where nobody is writing."""
    _log.warning(
        "Release %s is damaged (%s): release %s, served before it, is served in its place. Make the damaged one anew with: rollcall run",
        damaged,
        what,
        name,
    )
    try:
        with only_writer(home):
            if pointed(home) == damaged:
                make_current(home, name)
    except (Busy, OSError):
        pass  # it is served all the same; whoever holds the lock moves the pointers, or the next who looks


@contextmanager
def _damage(release: Path, what: str) -> Iterator[None]:
    """Whatever reading a damaged file raises is damage of the release, told without what the file holds."""
    try:
        yield
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError, duckdb.Error) as error:
        raise ReleaseDamaged(release, f"{what} ({type(error).__name__})") from None
