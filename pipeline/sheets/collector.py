"""Python's search for garbage, held off while much is made that lives: it would find none, and looks at all of it again and again."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_lock = Lock()
_held = {"by": 0, "was_enabled": False}


@contextmanager
def uncollected() -> Iterator[None]:
    """Hold it off; it is as it was before when the last of those that hold it lets go, in whatever thread each does."""
    with _lock:
        if not _held["by"]:
            _held["was_enabled"] = gc.isenabled()
            gc.disable()
        _held["by"] += 1
    try:
        yield
    finally:
        with _lock:
            _held["by"] -= 1
            if not _held["by"] and _held["was_enabled"]:
                gc.enable()
