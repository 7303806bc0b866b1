"""rollcall, the front door: each command goes through the same assets as Dagster's own interface, in this process.

Exit: 0 done, 1 the answer is no, 2 usage or unusable contracts, 3 cannot decide, 4 busy. With --json one document on standard
output and nothing else; everything for the eye goes to standard error or, where it is the answer, to standard output.
"""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline.commands import audit, delivery, difference, period, person, reading, release
from pipeline.commands.answers import AsJson, Home, Raw, answers, settings_of, used
from pipeline.commands.figure import compare, diff, lineage, trace, verify
from pipeline.commands.sample import sample
from pipeline.outputs.terminal import paper, print_json, progress, shown, told
from pipeline.settings import ROOT, Settings, UserError

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__.splitlines()[0]
)


@app.command()
def run(
    home: Home = None,
    raw: Raw = None,
    known_at: Annotated[
        str | None,
        typer.Option("--known-at", help="Make the release of what was known by the end of this day; current stays."),
    ] = None,
    contracts_of: Annotated[
        str | None, typer.Option("--contracts-of", help="With --known-at: by the contracts that this release carries.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Collect, conform, model and publish what is below raw/."""
    with answers():
        settings = settings_of(home, raw)
        if contracts_of is not None and known_at is None:
            raise UserError("--contracts-of belongs to --known-at: a run takes the contracts of today.")
        with progress(quiet=as_json) as bars:
            if known_at is not None:
                from pipeline.rebuild.known import run_known_at

                said = run_known_at(used(settings), known_at, contracts_of, bars)
            else:
                from pipeline.run import run_all

                said = run_all(settings, bars, told if not as_json else None)
        if as_json:
            print_json(said)
        else:
            from pipeline.outputs.summary import show

            show(said, paper(), shown(settings.home), shown(Path(sys.argv[0])))


@app.command()
def inspect(
    file: Annotated[Path, typer.Argument(help="A file as a county sent it.")],
    unit: Annotated[str | None, typer.Option("--unit", help="Reporting unit; default from the path.")] = None,
    period: Annotated[str | None, typer.Option("--period", help="Period; default from the path.")] = None,
    as_json: AsJson = False,
) -> None:
    """Say how one file would be read: tables, columns, rows by kind, findings. Writes nothing."""
    with answers():
        from pipeline.contract import load
        from pipeline.outputs.inspection import inspect as read
        from pipeline.outputs.inspection_text import show

        contracts = load(Settings.from_environment().contracts)
        inspection = read(file, contracts, unit, period)
        if as_json:
            print_json(inspection.document)
        else:
            show(inspection, contracts, paper(), str(file), shown(Path(sys.argv[0])))
        if inspection.document["fate"] != "accepted":
            raise typer.Exit(1)


@app.command()
def feedback(
    what: Annotated[
        str, typer.Argument(metavar="FILE|DELIVERY", help="A file, or a delivery that this warehouse knows.")
    ],
    to: Annotated[Path, typer.Option("--to", help="Folder to write into; never inside the warehouse.")] = Path(
        "feedback"
    ),
    home: Home = None,
) -> None:
    """Give a county its own workbook back: faulty cells filled and commented, a first sheet that says what to mend."""
    with answers():
        from pipeline.commands.feedback import send_back

        back = send_back(what, settings_of(home), to)
        said = f"{len(back.problems)} to mend, marked in {shown(back.path)}" if back.path else "Nothing to mend"
        if back.since:
            closed, left = (sum(each[name] for each in back.since) for name in ("closed", "remaining"))
            said += f"; since the file that it replaces {closed} closed, {left} remain"
        paper().print(said, highlight=False, markup=False, soft_wrap=True)


@app.command()
def template(
    entity: Annotated[str, typer.Argument(help="What the form is for, such as worker.")],
    area: Annotated[str, typer.Option("--area", help="Reporting unit that is to fill it in.")],
    period: Annotated[str, typer.Option("--period", help="Period that it is for: YYYY-MM or YYYY.")],
) -> None:
    """Write a blank intake workbook into this folder: drop-downs, input checks, instructions."""
    with answers():
        from pipeline.contract import load
        from pipeline.outputs.template import write_template

        contracts = load(Settings.from_environment().contracts)
        paper().print(
            shown(write_template(entity, area, period, contracts, Path.cwd())), highlight=False, soft_wrap=True
        )


@app.command()
def lint(
    write: Annotated[
        bool, typer.Option("--write", help="Write the generated files instead of comparing them.")
    ] = False,
) -> None:
    """Check contracts/, and that what is generated from them is what stands in the project."""
    with answers():
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
    with answers():
        settings = settings_of(home, raw)
        from pipeline.stores.home import prepare

        prepare(settings.home)
        os.chdir(settings.home)  # the dagster.yaml that counts is the one installed there
        quiet = ["-W", "ignore::FutureWarning"]  # `dagster dev` is superseded by a tool that is not needed here
        where = ["--host", "127.0.0.1", "--port", str(port), "--working-directory", str(ROOT)]
        os.execv(sys.executable, [sys.executable, *quiet, "-m", "dagster", "dev", "-m", "pipeline.definitions", *where])


for command in (trace, verify, compare, diff, lineage, sample):
    app.command()(command)
for name, group in (
    ("delivery", delivery),
    ("person", person),
    ("reading", reading),
    ("difference", difference),
    ("release", release),
    ("period", period),
    ("audit", audit),
):
    app.add_typer(group.app, name=name)
