"""rollcall difference list, explain and undo: why a figure differs from what a document or a return states, decided into the log."""

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
from pipeline.contract import load
from pipeline.outputs.terminal import print_json, print_plain
from pipeline.settings import Settings, UserError
from pipeline.stores.approvals import check_open
from pipeline.stores.decision import EXPLAIN, UNDO
from pipeline.stores.decisions import Decisions
from pipeline.stores.releases import current, open_release, rows

app = typer.Typer(no_args_is_help=True, help="Say why a figure differs from what was stated.")

Figure = Annotated[str, typer.Argument(metavar="FIGURE", help="The figure, as `rollcall difference list` shows it.")]
Fact = Annotated[str, typer.Argument(metavar="FACT", help="The statement that differs from it.")]


@app.command("list")
def list_(home: Home = None, as_json: AsJson = False) -> None:
    """The differences of the current release with their reasons."""
    with answers():
        found = _differences(used(settings_of(home)))
        if as_json:
            print_json({"differences": found})
        else:
            _show(found)


@app.command()
def explain(
    figure: Figure,
    fact: Fact,
    kind: Annotated[str, typer.Option("--kind", help="A code of contracts/codes/difference_reason.csv.")],
    reason: Reason,
    by: By = None,
    home: Home = None,
) -> None:
    """Give a difference its reason; it holds as long as the difference is what it is now."""
    with answers(), deciding(home) as settings:
        found = _known(settings, figure, fact)
        kinds = [each.code for each in load(settings.contracts).codes["difference_reason"].codes]
        if kind not in kinds:
            raise UserError(f"There is no kind {kind}. Kinds: {', '.join(kinds)}.")
        log = Decisions(settings.home)
        log.add_on_difference(
            who_decides(by),
            EXPLAIN,
            one_line(reason, "--reason"),
            (figure, fact),
            kind=kind,
            difference=f"{found['difference']:f}",
        )


@app.command()
def undo(figure: Figure, fact: Fact, reason: Reason, by: By = None, home: Home = None) -> None:
    """Take the reason of a difference back."""
    with answers(), deciding(home) as settings:
        log = Decisions(settings.home)
        if (figure, fact) not in log.on_differences():
            raise UserError(f"{figure} and {fact}: no reason was given. See: rollcall difference list")
        *_, area, period = figure.split("/")
        check_open(log, load(settings.contracts).areas, [(area, period)])
        said = one_line(reason, "--reason")
        log.add_on_difference(who_decides(by), UNDO, said, (figure, fact), kind=None, difference=None)


def _known(settings: Settings, figure: str, fact: str) -> dict[str, Any]:
    found = {(each["figure_id"], each["fact_id"]): each for each in _differences(settings)}
    if (figure, fact) not in found:
        raise UserError(f"{figure} does not differ from {fact} in the current release. See: rollcall difference list")
    return found[figure, fact]


def _differences(settings: Settings) -> list[dict[str, Any]]:
    with open_release(current(settings.home)) as connection:
        return rows(
            connection,
            "select figure_id, fact_id, file, stated_value, counted_value, difference, difference_reason"
            " from stated_counted where verdict = '不一致' order by figure_id, fact_id",
        )


def _show(found: list[dict[str, Any]]) -> None:
    for each in found:
        print_plain(
            f"{each['figure_id']}  counted {each['counted_value']:,f}  {each['fact_id']} states {each['stated_value']:,f}"
            f"  {each['file']}  {each['difference_reason'] or 'no reason yet'}"
        )
        if not each["difference_reason"]:
            print_plain(
                f"  explain: rollcall difference explain {each['figure_id']} {each['fact_id']} --kind … --reason …"
            )
    if not found:
        print_plain("Nothing that is stated differs from what is counted.")
