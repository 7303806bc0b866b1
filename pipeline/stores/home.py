"""The home directory: its folders, how a file is written whole or not at all, and the lock of the one writer.

0700 throughout. A stage names the files of its own store; nobody else builds a path below the home.
"""

import hashlib
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from pipeline.settings import ROOT, Busy, UserError

STORES = ("collected", "conformed", "quarantine", "marts", "published", "dagster")
_locks: dict[Path, FileLock] = {}
_guard = threading.Lock()


def prepare(home: Path) -> None:
    """Make the folders, and give Dagster its instance configuration so that UI, daemon and command line share one instance."""
    if home.exists() and not home.is_dir():
        raise UserError(f"{home.name} is a file. Give a folder for the warehouse with --home or ROLLCALL_HOME.")
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    for store in STORES:
        (home / store).mkdir(exist_ok=True, mode=0o700)
    installed, ours = home / "dagster" / "dagster.yaml", (ROOT / "dagster.yaml").read_text(encoding="utf-8")
    if not installed.exists() or installed.read_text(encoding="utf-8") != ours:
        write_text(installed, ours)


@contextmanager
def only_writer(home: Path) -> Iterator[None]:
    """Hold the lock of this home in this process; the kernel lets go of it when the process ends, however it ends.

    Raises Busy at once where another process holds it. Nested use within the process is one hold.
    """
    with _guard:
        lock = _locks.setdefault(home, FileLock(home / "lock", timeout=0, mode=0o600))
    os.umask(0o077)  # what is written below the home is for its owner alone
    try:
        lock.acquire()
    except Timeout:
        raise Busy(
            "Another run is writing this warehouse. Wait until it ends, or give another ROLLCALL_HOME."
        ) from None
    try:
        yield
    finally:
        lock.release()


def clear(home: Path) -> None:
    """Remove what writers that were killed left half made: nothing else begins with a dot. The lock is the caller's.

    Dagster's folder is left alone, as others write there without the lock, and so is what stands inside a release.
    """
    for store in {*STORES, "decisions"} - {"dagster"}:
        for leftover in [*(home / store).glob(".*"), *((home / store).glob("*/.*") if store != "published" else ())]:
            remove(leftover)


def remove(path: Path) -> None:
    """Remove a file or a folder with all that is in it; nothing where there is none."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Write a text file whole or not at all."""
    with whole(path) as temporary:
        temporary.write_text(text, encoding="utf-8")


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A temporary path beside `path` that takes its place when the block ends without an error."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
    try:
        yield temporary
        with temporary.open("rb") as file:
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def sync(path: Path) -> None:
    """Bring a file or the names in a folder to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def file_hash(path: Path) -> str:
    """SHA-256 of the bytes as they are now."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def bytes_path(home: Path, sha256: str) -> Path:
    """Where the kept bytes of that hash lie."""
    return home / "collected" / "bytes" / sha256[:2] / sha256


def empty(folder: Path) -> Path:
    """The folder, made anew without content."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    return folder
