"""rollcall delivery list, accept, withdraw and seal: what waits for a decision and why, and the decision into the log.

The real names of files are shown here: it is for the person who holds them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from pipeline.commands.answers import (
    AsJson,
    By,
    Home,
    Reason,
    answers,
    deciding,
    one_line,
    settings_of,
    used,
    who_decides,
)
from pipeline.outputs.terminal import paper, print_json, told
from pipeline.settings import UserError
from pipeline.stores.decision import ADD, REPLACE

app = typer.Typer(no_args_is_help=True, help="Say what is held and decide on it.")

Id = Annotated[str, typer.Argument(help="The delivery's id, or its beginning, as `rollcall delivery list` shows it.")]


@app.command("list")
def list_(
    everything: Annotated[bool, typer.Option("--all", help="Every known delivery, not only what waits.")] = False,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Deliveries that are held, with what holds them and how they differ from what they stand beside or replace."""
    with answers():
        from pipeline.commands.docket import Docket

        docket = Docket.of(used(settings_of(home)))
        document = {"deliveries": docket.document(everything=everything)}
        if as_json:
            print_json(document)
        else:
            _show(document["deliveries"])


@app.command()
def accept(
    delivery: Id,
    reason: Reason,
    add: Annotated[bool, typer.Option("--add", help="It counts beside the others of its unit and period.")] = False,
    replace: Annotated[bool, typer.Option("--replace", help="It counts in their place.")] = False,
    by: By = None,
    home: Home = None,
) -> None:
    """Count a delivery that is held or was withdrawn, in spite of what was found in it."""
    with answers():
        if add and replace:
            raise UserError("Say either --add or --replace.")
        mode = ADD if add else REPLACE if replace else None
        with _docket(home) as docket:
            still = docket.accept(delivery, mode, one_line(reason, "--reason"), who_decides(by))
        if still:
            told.print(f"It stays held all the same: {', '.join(still)}", highlight=False, soft_wrap=True)


@app.command()
def withdraw(delivery: Id, reason: Reason, by: By = None, home: Home = None) -> None:
    """Count a delivery no longer; its bytes stay."""
    with answers(), _docket(home) as docket:
        docket.withdraw(delivery, one_line(reason, "--reason"), who_decides(by))


@app.command()
def seal(delivery: Id, reason: Reason, by: By = None, home: Home = None) -> None:
    """Destroy the kept bytes of a delivery for good: one account asks, another approves with the same command."""
    with answers():
        from pipeline.commands.sealing import seal as seal_bytes

        with deciding(home) as settings:
            concerned, is_done = seal_bytes(settings, delivery, one_line(reason, "--reason"), who_decides(by))
        for each in concerned.deliveries:
            paper().print(f"{each.delivery_id}  {each.file}", highlight=False, soft_wrap=True)
        if is_done:
            said = "The bytes are destroyed; what counted goes on counting, marked. Remove the file below raw/ and in backups yourself."
        else:
            said = "Nothing is destroyed yet: another account has to approve with the same command."
        told.print(said, highlight=False, soft_wrap=True)


@contextmanager
def _docket(home: Path | None) -> Iterator[Any]:
    """The docket of a home, whose lock is held until the decision is written."""
    from pipeline.commands.docket import Docket

    with deciding(home) as settings:
        yield Docket.of(settings)


def _show(deliveries: list[dict[str, Any]]) -> None:
    if not deliveries:
        told.print("Nothing is held.", highlight=False)
        return
    table = Table("delivery", "unit", "period", "file", "fate", "rows", "added / changed / gone", "findings")
    for each in deliveries:
        rows = (f"{entity} {counts['conformed']}/{counts['data']}" for entity, counts in each["rows"].items())
        moved = (f"{entity} {' / '.join(map(str, by.values()))}" for entity, by in each["difference"].items())
        against = [f"against {', '.join(each['compared_with'])}"] if each["compared_with"] else []
        codes = dict.fromkeys(finding["code"] for finding in each["findings"])
        cells = [each[name] for name in ("delivery_id", "reporting_unit", "period", "file", "fate")]
        cells += ["\n".join(lines) for lines in (rows, [*moved, *against], codes)]
        table.add_row(*map(escape, cells))
    paper().print(table)
    told.print(
        "Decide with: rollcall delivery accept ID --reason … [--add|--replace], or withdraw ID --reason …",
        highlight=False,
        markup=False,
    )
