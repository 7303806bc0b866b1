"""Releases: the published sets, each named by what it was made from, and the one pointer that says which is current.

A release is written aside, sealed, read back and only then renamed in whole; afterwards nobody writes in it.
What a figure means must not live here, nor how a table becomes text.
"""

import hashlib
import json
import os
import shutil
from pathlib import Path
from typing import Any

import duckdb

from pipeline.settings import AnswerIsNo, UserError
from pipeline.stores.home import file_hash
from pipeline.stores.release_tables import copy_tables, describe_tables, row_counts

DATABASE = "internal/rollcall.duckdb"
MANIFEST = "manifest.json"


class NoRelease(UserError):
    """No such release, or none at all."""


class ReleaseDamaged(AnswerIsNo):
    """A release is not what its manifest says."""

    def __init__(self, release: Path, what: str) -> None:
        super().__init__(
            f"Release {release.name} is damaged: {what}. Figures must not be taken from it. "
            f"Delete the folder published/{release.name} and make the same release again with: rollcall run"
        )


class ReleaseDiffers(AnswerIsNo):
    """The same inputs gave other tables: the promise that a release is a function of its inputs is broken."""


def release_id(inputs: dict) -> str:
    """First 16 hex digits of SHA-256 over the canonical JSON of everything that a release depends on."""
    text = json.dumps(inputs, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]


def write_release(
    home: Path,
    build: Path,
    tables_dir: Path,
    contracts: Path,
    release_id: str,
    inputs: dict,
    unhashed: dict,
    *,
    is_served: bool = True,
) -> Path:
    """Publish the build as ``published/<release_id>`` and, where it ``is_served``, make it current; returns its path.

    ``inputs`` is what the id was made from and names ``key_fingerprint`` and ``engine``; ``unhashed`` holds what may
    differ between equal releases. Where that id is published already, equal tables keep it as it is and other tables
    raise ReleaseDiffers.
    """
    published = home / "published"
    for leftover in published.glob(".staging-*"):
        shutil.rmtree(leftover)
    staging = published / f".staging-{release_id}"
    internal, open_part = staging / "internal", staging / "open"
    open_part.mkdir(parents=True)
    internal.mkdir(mode=0o700)
    identity = release_id, inputs["key_fingerprint"], inputs["engine"]
    built = copy_tables(build, staging / DATABASE, internal, open_part, identity)
    for workbook in sorted(tables_dir.glob("*.xlsx")):
        shutil.copyfile(workbook, internal / workbook.name)
    shutil.copytree(contracts, staging / "contracts")
    with open_release(staging) as connection:
        tables = describe_tables(connection)
    if built != {name: table["rows"] for name, table in tables.items()}:
        raise ReleaseDamaged(staging, f"{DATABASE} has other row counts than the build")
    files = {name: file_hash(staging / name) for name in _files(staging)}
    manifest = {"release_id": release_id, "inputs": inputs, "tables": tables, "files": files, "unhashed": unhashed}
    (staging / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    _seal(staging)
    check_release(staging)
    release = _place(staging, published / release_id)
    if is_served:
        make_current(home, release_id)
    return release


def make_current(home: Path, release_id: str) -> None:
    """Point ``published/current`` and the pointer file at a release: a reader finds the old one or the new one."""
    published = home / "published"
    link, pointer = published / ".current.next", published / ".CURRENT.next"
    link.unlink(missing_ok=True)
    link.symlink_to(release_id)
    os.replace(link, published / "current")
    pointer.write_text(release_id + "\n", encoding="ascii")
    _sync(pointer)
    os.replace(pointer, published / "CURRENT")
    _sync(published)


def current(home: Path) -> Path:
    """The folder of the current release, resolved once, so that all that is read through it belongs together."""
    release = (home / "published" / "current").resolve()
    if not (release / MANIFEST).is_file():
        raise NoRelease("Nothing has been published in this home yet. Make the first release with: rollcall run")
    return release


def find_release(home: Path, release_id: str | None = None) -> Path:
    """The folder of a release by its id, or of the current one."""
    if release_id is None:
        return current(home)
    published = home / "published"
    known = sorted(path.parent.name for path in published.glob(f"[!.]*/{MANIFEST}") if not path.parent.is_symlink())
    if release_id not in known:
        raise NoRelease(f"There is no release {release_id} here. Published: {', '.join(known) or 'none'}")
    return published / release_id


def open_release(release: Path) -> duckdb.DuckDBPyConnection:
    """A read-only connection to the tables of a release; it can reach no other file."""
    database = release / DATABASE
    if database.with_name(database.name + ".wal").exists():
        raise ReleaseDamaged(release, f"a .wal lies beside {DATABASE}")
    try:
        return duckdb.connect(
            str(database), read_only=True, config={"enable_external_access": "false", "lock_configuration": "true"}
        )
    except duckdb.Error:
        raise ReleaseDamaged(release, f"{DATABASE} cannot be opened") from None


def rows(
    connection: duckdb.DuckDBPyConnection, query: str, parameters: dict[str, Any] | None = None
) -> list[dict[str, Any]]:
    """The rows of a query as dictionaries; decimals stay decimals."""
    cursor = connection.execute(query, parameters)
    names = [each[0] for each in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def read_manifest(release: Path) -> dict:
    """release_id, inputs, tables, files and unhashed of a release."""
    try:
        return json.loads((release / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise ReleaseDamaged(release, f"{MANIFEST} cannot be read") from None


def check_release(release: Path) -> None:
    """Raise ReleaseDamaged unless files and row counts are the ones that the manifest lists."""
    manifest = read_manifest(release)
    listed, found = (
        manifest["files"],
        {name: file_hash(release / name) for name in _files(release) if name != MANIFEST},
    )
    if wrong := sorted(name for name in listed.keys() | found.keys() if listed.get(name) != found.get(name)):
        raise ReleaseDamaged(release, ", ".join(wrong))
    with open_release(release) as connection:
        counts = row_counts(connection)
    if counts != {name: table["rows"] for name, table in manifest["tables"].items()}:
        raise ReleaseDamaged(release, f"{DATABASE} has other row counts than {MANIFEST}")


def _place(staging: Path, release: Path) -> Path:
    """Rename the staged release to its place, or keep the equal one that stands there."""
    if not release.exists():
        os.rename(staging, release)
        _sync(release.parent)
        return release
    check_release(release)
    new, old = read_manifest(staging)["tables"], read_manifest(release)["tables"]
    shutil.rmtree(staging)
    if different := sorted(name for name in new.keys() | old.keys() if new.get(name) != old.get(name)):
        raise ReleaseDiffers(
            f"Release {release.name} was published before with other content in: {', '.join(different)}. "
            "Equal inputs must give equal tables; what is published stays as it is. Report this with both run logs."
        )
    return release


def _seal(release: Path) -> None:
    """Make every file read-only and bring files and folders to the disk."""
    for path in release.rglob("*"):
        if path.is_file():
            path.chmod(0o444)
        _sync(path)
    _sync(release)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _files(release: Path) -> list[str]:
    return sorted(path.relative_to(release).as_posix() for path in release.rglob("*") if path.is_file())
