"""What every command shares: its common options, its settings from options and environment, and a user's mistake as message and exit code."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from pipeline.outputs.terminal import told
from pipeline.settings import Settings, UserError

Raw = Annotated[Path | None, typer.Option("--raw", help="Folder with <reporting unit>/<period>/<file>; default raw/.")]
Home = Annotated[Path | None, typer.Option("--home", help="The warehouse; default $ROLLCALL_HOME or warehouse/.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]


@contextmanager
def answers() -> Iterator[None]:
    """Turn a user's mistake into a message and an exit code."""
    try:
        yield
    except UserError as error:
        told.print(str(error), style="red", highlight=False, markup=False, soft_wrap=True)
        raise typer.Exit(error.exit_code) from None
    except OSError as error:
        # no path: names of files can name people
        told.print(f"Stopped: {error.strerror or type(error).__name__}. What was current stays current.", style="red")
        raise typer.Exit(1) from None


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
