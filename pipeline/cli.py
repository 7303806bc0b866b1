"""rollcall, the front door: each command goes through the same assets as Dagster's own interface, in this process.

Exit: 0 done, 1 the answer is no, 2 usage or unusable contracts, 3 cannot decide, 4 busy. With --json one document on standard
output and nothing else; everything for the eye goes to standard error or, where it is the answer, to standard output.
"""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from pipeline.settings import ROOT, Settings, UserError

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__.splitlines()[0]
)
told = Console(stderr=True)

Raw = Annotated[Path | None, typer.Option("--raw", help="Folder with <reporting unit>/<period>/<file>; default raw/.")]
Home = Annotated[Path | None, typer.Option("--home", help="The warehouse; default $ROLLCALL_HOME or warehouse/.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]


@contextmanager
def _answers() -> Iterator[None]:
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


def _settings(home: Path | None, raw: Path | None = None) -> Settings:
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


@app.command()
def run(home: Home = None, raw: Raw = None, as_json: AsJson = False) -> None:
    """Collect, conform, model and publish what is below raw/."""
    with _answers():
        settings = _settings(home, raw)
        from pipeline.run import run_all

        with _progress(quiet=as_json) as progress:
            said = run_all(settings, progress, told if not as_json else None)
        if as_json:
            _print_json(said)
        else:
            from pipeline.outputs.summary import show

            show(said, _paper(), _shown(settings.home), _shown(Path(sys.argv[0])))


@app.command()
def trace(
    figure: Annotated[str, typer.Argument(help="plan/indicator/area/period, such as panzhihua-145/01/510400/2022-08.")],
    cells: Annotated[bool, typer.Option("--cells", help="The cell of every field that was read.")] = False,
    why_not: Annotated[bool, typer.Option("--why-not", help="The rows that were not counted, and why.")] = False,
    prove: Annotated[
        bool, typer.Option("--prove", help="Hash the kept bytes again, read the cells with a second reader and add up.")
    ] = False,
    release: Annotated[str | None, typer.Option("--release", help="A release id; default the current one.")] = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Follow one figure to the rows and cells that it was counted from."""
    with _answers():
        settings = _settings(home)
        from pipeline.audit.show import render
        from pipeline.audit.trace import trace as follow
        from pipeline.stores.releases import find_release

        document = follow(
            find_release(settings.home, release), figure, cells=cells, why_not=why_not, prove=prove, home=settings.home
        )
        if as_json:
            _print_json(document)
        else:
            render(document, _paper())
        if prove and not document["proved"]:
            raise typer.Exit(1)


@app.command()
def lint(
    write: Annotated[
        bool, typer.Option("--write", help="Write the generated files instead of comparing them.")
    ] = False,
) -> None:
    """Check contracts/, and that what is generated from them is what stands in the project."""
    with _answers():
        from pipeline.lint import lint_all

        problems = lint_all(Settings.from_environment(), write=write)
        for problem in problems:
            told.print(problem, highlight=False, markup=False, soft_wrap=True)
        if problems:
            raise typer.Exit(2)
        told.print("contracts and generated files are in order", highlight=False)


@app.command()
def dev(
    home: Home = None,
    raw: Raw = None,
    port: Annotated[int, typer.Option("--port", help="Port on the loopback interface.")] = 3000,
) -> None:
    """Open Dagster's UI and daemon on this machine's loopback interface; whoever reaches it can start runs."""
    with _answers():
        settings = _settings(home, raw)
        from pipeline.stores.home import prepare

        prepare(settings.home)
        os.chdir(settings.home)  # the dagster.yaml that counts is the one installed there
        quiet = ["-W", "ignore::FutureWarning"]  # `dagster dev` is superseded by a tool that is not needed here
        where = ["--host", "127.0.0.1", "--port", str(port), "--working-directory", str(ROOT)]
        os.execv(sys.executable, [sys.executable, *quiet, "-m", "dagster", "dev", "-m", "pipeline.definitions", *where])


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Any]:
    """A bar for each thing that takes long, on standard error; nothing where nobody looks at it."""
    columns = (TextColumn("{task.description:<24}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=told, transient=True, disable=quiet or not told.is_terminal) as bars:
        tasks: dict[str, TaskID] = {}

        def update(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what, total=total)
            bars.update(tasks[what], completed=done, visible=done < total)

        yield update


def _paper() -> Console:
    """Standard output: as wide as the terminal, and wide enough for a whole line where it is a pipe or a file."""
    return Console() if sys.stdout.isatty() else Console(width=160)


def _shown(path: Path) -> str:
    """A path as the user would type it."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def _print_json(document: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(document, ensure_ascii=False, default=_plain) + "\n")


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)
