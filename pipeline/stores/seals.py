"""Sealed bytes: what the log says was destroyed is destroyed, whatever a kill left of it."""

import os
import secrets
from pathlib import Path

from pipeline.stores.decision import WITHDRAW
from pipeline.stores.decisions import Decisions
from pipeline.stores.home import bytes_path, sync
from pipeline.stores.tables import Tables

_PIECE = 1 << 20


def finish(home: Path) -> None:
    """Destroy what the log says is sealed, as far as it is still there; the lock of the home is the caller's.

    The line in the log comes first and is on disk by then. Rows that were conformed of it stay while they count; those of a
    delivery that was withdrawn, or that never counted, are forgotten with it.
    """
    log, tables = Decisions(home), Tables(home)
    for sha256 in log.sealed():
        destroy(bytes_path(home, sha256))
    if sealed := log.sealed_deliveries():
        standing = log.standing()
        for delivery_id, key in sealed.items():
            tables.proposal(delivery_id).unlink(missing_ok=True)
            if key is None or (delivery_id in standing and standing[delivery_id].action == WITHDRAW):
                tables.forget(delivery_id)


def destroy(path: Path) -> None:
    """Overwrite a kept file with random bytes and remove it; nothing where it is gone already.

    That is what a program can do, and not all: a disk that writes elsewhere (SSD, a file system of snapshots or copy on write, a
    journal), backups, and the file below raw/ may hold the bytes still. Only an encrypted volume whose key is destroyed is sure.
    """
    if not path.exists():
        return
    path.chmod(0o600)
    left = path.stat().st_size
    with path.open("r+b") as file:
        while left > 0:
            left -= file.write(secrets.token_bytes(min(left, _PIECE)))
        file.flush()
        os.fsync(file.fileno())
    path.unlink()
    sync(path.parent)
