"""rollcall person list, show, merge, split and undo: who is one person, and the decisions on it into the log.

Rows are named DELIVERY:ROW; neither names nor numbers of persons are shown.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

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
from pipeline.outputs.terminal import print_json, print_plain

app = typer.Typer(no_args_is_help=True, help="Say which rows may be of one person and decide on it.")

Row = Annotated[
    str, typer.Argument(metavar="DELIVERY:ROW", help="A row; each part may be shortened to what is unique.")
]
Rows = Annotated[
    list[str], typer.Argument(metavar="DELIVERY:ROW…", help="Rows; each part may be shortened to what is unique.")
]


@app.command("list")
def list_(
    doubtful: Annotated[bool, typer.Option("--doubtful", help="Only what waits for a decision.")] = False,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Doubtful matches of the current release, and the decisions on persons that stand."""
    with answers():
        from pipeline.commands.matches import Matches

        matches = Matches.of(used(settings_of(home)))
        doubts, decisions = matches.doubts(), matches.decisions()
        if as_json:
            print_json({"doubts": doubts} | ({} if doubtful else {"decisions": decisions}))
        else:
            _show(doubts, [each for each in decisions if not (doubtful and each["is_in_force"])])


@app.command()
def show(row: Row, home: Home = None, as_json: AsJson = False) -> None:
    """Every row of the person of one row, with the rule that brought it there."""
    with answers():
        from pipeline.commands.matches import Matches

        found = Matches.of(used(settings_of(home))).person(row)
        if as_json:
            print_json({"rows": found})
        else:
            print_plain(*map(_line, found))


@app.command()
def merge(rows: Rows, reason: Reason, by: By = None, home: Home = None) -> None:
    """Count the persons of these rows as one."""
    with answers(), _matches(home) as matches:
        _said(matches.merge(rows, one_line(reason, "--reason"), who_decides(by)))


@app.command()
def split(rows: Rows, reason: Reason, by: By = None, home: Home = None) -> None:
    """Take rows away from the person that the rules give them: they are a person of their own."""
    with answers(), _matches(home) as matches:
        _said(matches.split(rows, one_line(reason, "--reason"), who_decides(by)))


@app.command()
def undo(
    sequence: Annotated[int, typer.Argument(help="Number of the decision, as `rollcall person list` shows it.")],
    reason: Reason,
    by: By = None,
    home: Home = None,
) -> None:
    """Take one decision on persons back."""
    with answers(), _matches(home) as matches:
        matches.undo(sequence, one_line(reason, "--reason"), who_decides(by))


@contextmanager
def _matches(home: Path | None) -> Iterator[Any]:
    """The matches of a home, whose lock is held until the decision is written."""
    from pipeline.commands.matches import Matches

    with deciding(home) as settings:
        yield Matches.of(settings)


def _said(sequence: int) -> None:
    print_plain(f"Decision {sequence}; it is taken back by: rollcall person undo {sequence} --reason …")


def _show(doubts: list[dict[str, Any]], decisions: list[dict[str, Any]]) -> None:
    for each in doubts:
        names = " ".join(row["name"] for row in each["rows"])
        print_plain(
            f"{each['doubt']}: {each['message_en']}",
            *(f"  {_line(row)}" for row in each["rows"]),
            f"  one person:  rollcall person merge {names} --reason …",
            f"  two persons: rollcall person split {each['split']} --reason …",
        )
    if not doubts:
        print_plain("No match is doubtful.")
    for each in decisions:
        print_plain(f"{each['sequence']} {each['action']} by {each['who']}, {each['at']}: {each['reason']}")
        print_plain(*(f"  {row}" for row in each["rows"]))
        if not each["is_in_force"]:
            print_plain(
                "  WITHOUT EFFECT: a row of it stands in no list any longer, its file was replaced or withdrawn.",
                f"  Decide on the rows that took its place, then: rollcall person undo {each['sequence']} --reason …",
            )


def _line(row: dict[str, Any]) -> str:
    doubt = ", doubtful" if row["is_doubtful"] else ""
    how = f"by {row['matched_by']}, {row['certainty']}{doubt}" if row["matched_by"] else "no person"
    return f"{row['name']}  {row['file']} {row['sheet']} row {row['row']}, {row['entity']}: {how}"
