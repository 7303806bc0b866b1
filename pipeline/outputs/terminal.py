"""Where the command line prints: answers on standard output, everything else and all bars on standard error."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

told = Console(stderr=True)


@contextmanager
def progress(*, quiet: bool) -> Iterator[Any]:
    """A bar for each thing that takes long, on standard error; nothing where nobody looks at it."""
    columns = (TextColumn("{task.description:<24}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=told, transient=True, disable=quiet or not told.is_terminal) as bars:
        tasks: dict[str, TaskID] = {}

        def update(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what, total=total)
            bars.update(tasks[what], completed=done, visible=done < total)

        yield update


def paper() -> Console:
    """Standard output: as wide as the terminal, and wide enough for a whole line where it is a pipe or a file."""
    return Console() if sys.stdout.isatty() else Console(width=160)


def print_plain(*lines: str) -> None:
    """Lines as they are: neither coloured nor wrapped."""
    for line in lines:
        paper().print(line, highlight=False, markup=False, soft_wrap=True)


def shown(path: Path) -> str:
    """A path as the user would type it."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def print_json(document: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(document, ensure_ascii=False, default=_plain) + "\n")


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)
