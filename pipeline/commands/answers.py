"""What every command shares: its common options, its settings from options and environment, and a user's mistake as message and exit code."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated
from unicodedata import category

import typer

from pipeline.outputs.terminal import told
from pipeline.settings import Settings, UserError, account
from pipeline.stores.home import only_writer

Raw = Annotated[Path | None, typer.Option("--raw", help="Folder with <reporting unit>/<period>/<file>; default raw/.")]
Home = Annotated[Path | None, typer.Option("--home", help="The warehouse; default $ROLLCALL_HOME or warehouse/.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
Release = Annotated[
    str | None, typer.Option("--release", help="A release id, current or approved; default the current one.")
]
Reason = Annotated[str, typer.Option("--reason", help="Why; it stands in the log.")]
By = Annotated[str | None, typer.Option("--by", help="Who decides; default the user of this machine.")]


@contextmanager
def answers() -> Iterator[None]:
    """Turn a user's mistake into a message and an exit code, and what a store warns of into a line."""
    log, warned = logging.getLogger("pipeline"), _Warned()
    log.addHandler(warned)
    try:
        yield
    except UserError as error:
        told.print(str(error), style="red", highlight=False, markup=False, soft_wrap=True)
        raise typer.Exit(error.exit_code) from None
    except OSError as error:
        # no path: names of files can name people
        told.print(f"Stopped: {error.strerror or type(error).__name__}. What was current stays current.", style="red")
        raise typer.Exit(1) from None
    finally:
        log.removeHandler(warned)


class _Warned(logging.Handler):
    """What the stores warn of, one line each on standard error."""

    def emit(self, record: logging.LogRecord) -> None:
        told.print(record.getMessage(), style="yellow", highlight=False, markup=False, soft_wrap=True)


def settings_of(home: Path | None, raw: Path | None = None) -> Settings:
    """Settings from options and environment; the environment is set so that every asset and dbt see the same."""
    for name, value in (("ROLLCALL_HOME", home), ("ROLLCALL_RAW", raw)):
        if value:
            os.environ[name] = str(value.expanduser().resolve())
    settings = Settings.from_environment()
    os.environ.update(
        {
            "ROLLCALL_HOME": str(settings.home),
            "DAGSTER_HOME": str(settings.home / "dagster"),
            "DAGSTER_DISABLE_TELEMETRY": "1",
            "DO_NOT_TRACK": "1",
        }
    )
    return settings


def used(settings: Settings) -> Settings:
    """The same settings; UserError where nothing has been delivered to that home yet."""
    if not (settings.home / "collected" / "ledger.sqlite").exists():
        raise UserError("Nothing has been delivered to this home yet. Take in what is below raw/ with: rollcall run")
    return settings


@contextmanager
def deciding(home: Path | None) -> Iterator[Settings]:
    """The settings of a home whose lock is held until the decision is written."""
    settings = used(settings_of(home))
    with only_writer(settings.home):
        yield settings
    told.print("Written to the log of decisions. Figures follow with the next: rollcall run", highlight=False)


def who_decides(by: str | None) -> str:
    who = by if by is not None else account()
    if who is None:
        raise UserError("This machine does not know who you are. Say who decides with --by.")
    return one_line(who, "--by")


def one_line(said: str, option: str) -> str:
    """One line of visible text, without what a terminal would obey or nobody would see."""
    known = said.encode("utf-8", "replace").decode()
    text = " ".join("".join(each for each in known if each.isspace() or category(each)[0] != "C").split())
    if not text:
        raise UserError(f"{option} is empty: a decision is kept with who took it and why.")
    return text
