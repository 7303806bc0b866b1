"""rollcall audit verify and log: whether the log of decisions and events is the one that was written, and what it says."""

from typing import Annotated, Any

import typer

from pipeline.commands.answers import AsJson, Home, answers, settings_of, used
from pipeline.outputs.terminal import paper, print_json, told
from pipeline.stores.decisions import Decisions
from pipeline.stores.lines import Line

app = typer.Typer(no_args_is_help=True, help="Check the log of decisions and events, and read it.")

_OF_EVERY_LINE = ("sequence", "at", "who", "action", "reason", "previous", "hash")


@app.command()
def verify(home: Home = None, as_json: AsJson = False) -> None:
    """The chain of the log, its receipts against the ledger, and the heads of all releases against it; exit 1 where one breaks."""
    with answers():
        from pipeline.audit.chain import check

        said = check(used(settings_of(home)).home)
        if as_json:
            print_json(said)
        else:
            for each in said["broken"]:
                where = f"line {each['line']}: " if each["line"] else ""
                told.print(f"decisions/log.jsonl: {where}{each['what']}", style="red", highlight=False, markup=False)
            if said["head"]:
                counts = " · ".join(f"{action} {count:,}" for action, count in said["lines"].items())
                paper().print(f"{sum(said['lines'].values()):,} lines   {counts}", highlight=False, soft_wrap=True)
                paper().print(f"head {said['head']['hash']}", highlight=False, soft_wrap=True)
            told.print("The log is whole." if said["intact"] else "The log is not the one that was written.")
        if not said["intact"]:
            raise typer.Exit(1)


@app.command()
def log(
    last: Annotated[int | None, typer.Option("--last", min=1, help="Only the last so many lines.")] = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """What the log says, line by line: when, who, what, of which, why."""
    with answers():
        lines = Decisions(used(settings_of(home)).home).all()[-last if last else None :]
        if as_json:
            print_json({"lines": [vars(each) for each in lines]})
        else:
            for each in lines:
                paper().print(_in_words(each), highlight=False, markup=False, soft_wrap=True)


def _in_words(line: Line) -> str:
    said = vars(line)
    parts = [f"{name} {_shown(value)}" for name, value in said.items() if name not in _OF_EVERY_LINE and value]
    reason = f"“{said['reason']}”" if said.get("reason") else ""
    return "  ".join(
        part for part in (f"{line.sequence:>6}", line.at, line.who, line.action, " · ".join(parts), reason) if part
    )


def _shown(value: Any) -> str:
    """Files and deliveries by their names; the hashes stand in the log."""
    return ", ".join(value) if isinstance(value, tuple | dict) else str(value)
