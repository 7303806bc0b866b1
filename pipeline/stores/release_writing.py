"""How a release is written: aside, sealed, read back and only then renamed in whole; afterwards nobody writes in it."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from pipeline.settings import AnswerIsNo
from pipeline.stores.home import empty, remove, sync
from pipeline.stores.release_tables import copy_tables, describe_tables
from pipeline.stores.releases import (
    CHECKSUM,
    DATABASE,
    MANIFEST,
    ReleaseDamaged,
    check_release,
    checksum,
    file_hashes,
    open_release,
    read_manifest,
    release_id,
    serve,
)


class ReleaseDiffers(AnswerIsNo):
    """The same inputs gave other tables: the promise that a release is a function of its inputs is broken."""


def write_release(
    home: Path,
    build: Path,
    tables_dir: Path,
    contracts: Path,
    inputs: dict,
    unhashed: dict,
    gate: Callable[[Path], dict],
    *,
    is_served: bool = True,
) -> Path:
    """Publish the build under the id of its inputs and, where it ``is_served``, serve it unless it was rolled back from; returns its path.

    ``inputs`` names ``key_fingerprint`` and ``engine``; ``unhashed`` holds what may differ between equal releases. ``gate`` looks
    at the folder before it is sealed and may add files to it; what it returns is kept in ``unhashed``, and where it raises nothing
    is published. Where that id is published already, equal tables keep it as it is and other tables raise ReleaseDiffers; a damaged one is replaced.
    Raises ReleaseDamaged, with nothing published, where what was written is not what was built or needs a write-ahead log.
    """
    named = release_id(inputs)
    staging = empty(home / "published" / f".staging-{named}")
    internal, open_part = staging / "internal", staging / "open"
    open_part.mkdir()
    internal.mkdir(mode=0o700)
    identity = named, inputs["key_fingerprint"], inputs["engine"]
    built = copy_tables(build, staging / DATABASE, internal, open_part, identity)
    for made in sorted(tables_dir.iterdir()):
        shutil.copyfile(made, internal / made.name)
    shutil.copytree(contracts, staging / "contracts")
    with open_release(staging) as connection:
        tables = describe_tables(connection)
    if built != {name: table["rows"] for name, table in tables.items()}:
        raise ReleaseDamaged(staging, f"{DATABASE} has other row counts than the build")
    try:
        unhashed = unhashed | {"gate": gate(staging)}
    except AnswerIsNo:
        remove(staging)
        raise
    files = dict(sorted(file_hashes(staging).items()))
    manifest = {"release_id": named, "inputs": inputs, "tables": tables, "files": files, "unhashed": unhashed}
    content = (json.dumps(manifest, ensure_ascii=False, indent=2) + "\n").encode("utf-8")
    (staging / MANIFEST).write_bytes(content)
    (staging / CHECKSUM).write_bytes(checksum(content))
    _seal(staging)
    check_release(staging, named)
    release = _place(staging, home / "published" / named)
    if is_served:
        serve(home, named)
    return release


def _place(staging: Path, release: Path) -> Path:
    """Rename the staged release to its place, or keep the equal one that stands there.

    A damaged one gives way and is not kept: what was built from its inputs is what it was.
    """
    damaged = release.with_name(f".damaged-{release.name}")
    if os.path.lexists(release):
        try:
            check_release(release)
        except ReleaseDamaged:
            remove(damaged)
            os.rename(release, damaged)
        else:
            return _kept(staging, release)
    os.rename(staging, release)
    sync(release.parent)
    remove(damaged)
    return release


def _kept(staging: Path, release: Path) -> Path:
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
        sync(path)
    sync(release)
