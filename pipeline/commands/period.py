"""rollcall period list, approve and reopen: preparer, reviewer and approver sign the figures of an area and period into the log."""

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

app = typer.Typer(no_args_is_help=True, help="Say which figures are approved, approve them and reopen them.")

Area = Annotated[str, typer.Argument(help="Code of the area, as `rollcall period list` shows it.")]
Period = Annotated[str, typer.Argument(help="The period: YYYY-MM or YYYY.")]


@app.command("list")
def list_(home: Home = None, as_json: AsJson = False) -> None:
    """The areas and periods of the current release: 初步数 or 审定数, who signed, what stands in the way."""
    with answers():
        from pipeline.commands.signing import Signing

        document = {"periods": Signing.of(used(settings_of(home))).document()}
        if as_json:
            print_json(document)
        else:
            _show(document["periods"])


@app.command()
def approve(
    area: Area,
    period: Period,
    role: Annotated[str, typer.Option("--as", help="preparer, then reviewer, then approver: three accounts.")],
    reason: Reason,
    by: By = None,
    home: Home = None,
) -> None:
    """Sign the figures as they stand in the current release; with the approver's signature they are 审定数."""
    with answers(), _signing(home) as signing:
        signing.approve(area, period, role, one_line(reason, "--reason"), who_decides(by))


@app.command()
def reopen(area: Area, period: Period, reason: Reason, by: By = None, home: Home = None) -> None:
    """Void every signature of an area and period, so that corrections count again."""
    with answers(), _signing(home) as signing:
        signing.reopen(area, period, one_line(reason, "--reason"), who_decides(by))


@contextmanager
def _signing(home: Path | None) -> Iterator[Any]:
    """What is signed in a home, whose lock is held until the decision is written."""
    from pipeline.commands.signing import Signing

    with deciding(home) as settings:
        yield Signing.of(settings)


def _show(periods: list[dict[str, Any]]) -> None:
    table = Table("area", "period", "figures", "", "signed", "in the way")
    for each in periods:
        signed = (f"{sign['role']} {sign['who']}, {sign['at']}" for sign in each["signed"])
        cells = [f"{each['area_code']} {each['area_name'] or ''}", each["period"]]
        cells += [f"{each['with_value']}/{each['figures']}", each["approval"] or ""]
        cells += ["\n".join(signed), "\n".join(each["in_the_way"])]
        table.add_row(*map(escape, cells))
    paper().print(table)
    told.print(
        "Sign with: rollcall period approve AREA PERIOD --as preparer|reviewer|approver --reason …",
        highlight=False,
        markup=False,
    )
