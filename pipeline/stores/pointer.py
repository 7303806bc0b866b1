"""The pointers to releases, and the history of what was served: one line of time and release id for each time that it changed.

``published/current`` is a link, ``published/CURRENT`` the same as text; ``approved`` and ``APPROVED`` likewise.
Whether what they name is sound must not be asked here.
"""

import os
import re
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from pipeline.stores.decisions import Decisions
from pipeline.stores.home import sync, write_text

RELEASE_ID = re.compile(r"[0-9a-f]{16}")
_LINE = re.compile(rf"(\S+) ({RELEASE_ID.pattern})")


def make_current(home: Path, release_id: str) -> None:
    """Point ``published/current`` and the pointer file at a release: a reader finds the old one or the new one."""
    published = home / "published"
    if pointed(home) != release_id:
        now = datetime.now(UTC).isoformat(timespec="seconds")
        write_text(published / "history", f"{_history(home)}{now} {release_id}\n")
    point(home, "current", release_id)


def point(home: Path, pointer: str, release_id: str) -> None:
    """Make link and text of a pointer name a release; the link in one step."""
    published = home / "published"
    if pointed(home, pointer) != release_id:
        link = published / f".{pointer}.next"
        link.unlink(missing_ok=True)
        link.symlink_to(release_id)
        os.replace(link, published / pointer)
    write_text(published / pointer.upper(), release_id + "\n")
    sync(published)


def withdraw(home: Path, pointer: str) -> None:
    """Take a pointer away, where it is."""
    (home / "published" / pointer).unlink(missing_ok=True)
    (home / "published" / pointer.upper()).unlink(missing_ok=True)


def pointed(home: Path, pointer: str = "current") -> str | None:
    """The release that the pointer names, whatever has become of it; None where there is no pointer."""
    try:
        return (home / "published" / pointer).readlink().name
    except OSError:
        return None


def served(home: Path) -> list[tuple[str, str]]:
    """(since when, release id) of all that was ever made current, oldest first; a line that says something else is passed over."""
    found = (_LINE.fullmatch(line) for line in _history(home).splitlines())
    return [(match[1], match[2]) for match in found if match]


def served_before(home: Path, release_id: str | None) -> list[str]:
    """The releases that were current before this one was, the last first, without those that were rolled back from."""
    names = [name for _, name in served(home)]
    if release_id in names:
        del names[len(names) - 1 - names[::-1].index(release_id) :]
    passed_over = {release_id, *Decisions(home).rolled_back()}
    return [name for name in dict.fromkeys(reversed(names)) if name not in passed_over]


def _history(home: Path) -> str:
    """The text of the history, whose last line is whole; empty where there is none or it cannot be read."""
    with suppress(OSError):
        return (home / "published" / "history").read_text(encoding="ascii", errors="replace")
    return ""
