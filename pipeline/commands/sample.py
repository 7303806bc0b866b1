"""rollcall sample: rows of a figure drawn to be looked at on the spot, results entered back, and the error rate that follows."""

from pathlib import Path
from typing import Annotated, Any

import typer

from pipeline.audit.draw import draw, error_rate
from pipeline.commands.answers import AsJson, By, Home, Release, answers, one_line, settings_of, used, who_decides
from pipeline.contract import load
from pipeline.outputs.check_sheet import TITLE, FilledSheet, write_check_sheet
from pipeline.outputs.terminal import print_json, print_plain, shown
from pipeline.settings import Settings, UserError
from pipeline.stores.decision import CheckDecision
from pipeline.stores.decisions import Decisions
from pipeline.stores.home import only_writer
from pipeline.stores.releases import find_release


def sample(
    figure: Annotated[str, typer.Argument(help="plan/indicator/area/period: the figure whose rows are looked at.")],
    n: Annotated[int, typer.Option("--n", help="How many rows.")] = 50,
    seed: Annotated[int, typer.Option("--seed", help="Draws another sample; the same one draws the same.")] = 1,
    not_counted: Annotated[
        bool, typer.Option("--not-counted", help="Of the rows that were not counted, to see what was wrongly left out.")
    ] = False,
    to: Annotated[Path | None, typer.Option("--to", help="The workbook to write; default in this folder.")] = None,
    enter: Annotated[Path | None, typer.Option("--enter", help="A filled-in workbook, to be entered.")] = None,
    reason: Annotated[
        str | None, typer.Option("--reason", help="With --enter: which check it was; it stands in the log.")
    ] = None,
    by: By = None,
    results: Annotated[bool, typer.Option("--results", help="What was entered for this figure.")] = False,
    release: Release = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Draw rows of a figure to look at on the spot, by reporting unit; enter what was found, and read the error rate."""
    with answers():
        settings = used(settings_of(home))
        if results:
            document = _results(settings, figure)
        elif enter:
            document = _entered(settings, figure, enter, one_line(reason or "", "--reason"), who_decides(by))
        else:
            document = draw(find_release(settings.home, release), figure, n, seed, not_counted=not_counted)
            path = to or Path(f"{TITLE} {figure} {seed}.xlsx".replace("/", "_"))
            document["file"] = shown(write_check_sheet(document, load(settings.contracts), path))
        if as_json:
            print_json(document)
        elif "rows" in document:
            _show_draw(document)
        else:
            for each in document["checks"]:
                _show_check(each)
            if not document["checks"]:
                print_plain(f"Nothing was entered for {figure}. Draw rows to look at with: rollcall sample {figure}")


def _entered(settings: Settings, figure: str, path: Path, reason: str, who: str) -> dict[str, Any]:
    contracts = load(settings.contracts)
    sheet = FilledSheet(path, contracts)
    said = sheet.draw
    if said["figure_id"] != figure:
        raise UserError(f"{path.name} is of another figure, {said['figure_id']}.")
    drawn = draw(
        find_release(settings.home, said["release_id"]),
        figure,
        said["n"],
        said["seed"],
        not_counted=said["not_counted"],
    )
    counts = sheet.answers(drawn)
    with only_writer(settings.home):
        decision = Decisions(settings.home).add_on_check(who, reason, drawn, counts)
    return {"checks": [_check(decision)]}


def _results(settings: Settings, figure: str) -> dict[str, Any]:
    return {"checks": [_check(each) for each in Decisions(settings.home).on_checks() if each.figure_id == figure]}


def _check(decision: CheckDecision) -> dict[str, Any]:
    names = ("figure_id", "release_id", "seed", "n", "not_counted", "at", "who", "reason", "counts")
    return {name: getattr(decision, name) for name in names} | {"rate": error_rate(decision.counts)}


def _show_draw(document: dict[str, Any]) -> None:
    for each in document["strata"]:
        print_plain(f"{each['unit']:<10}{each['drawn']:>6,} of {each['rows']:>9,}  {each['name_zh']}")
    which = "rows that were not counted" if document["not_counted"] else "counted rows"
    print_plain(
        f"{len(document['rows']):,} {which} of {document['figure_id']}, seed {document['seed']}: {document['file']}",
        f"Enter it filled in: rollcall sample {document['figure_id']} --enter FILE --reason …",
    )


def _show_check(check: dict[str, Any]) -> None:
    rate = check["rate"]
    which = ", of rows that were not counted" if check["not_counted"] else ""
    print_plain(
        f"{check['figure_id']}  release {check['release_id']}  seed {check['seed']}  n {check['n']}{which}"
        f"  {check['at']}  {check['who']}  {check['reason']}"
    )
    for each in rate["strata"]:
        print_plain(f"  {each['unit']:<10}{_said(each)}")
    print_plain(f"  {'all':<10}{_said(rate)}")
    if rate["estimate_pct"] is not None:
        print_plain(f"  weighed by the rows of each unit: {rate['estimate_pct']} %")
    if rate["unknown"]:
        print_plain(f"  nothing could be checked in {', '.join(rate['unknown'])}: they are not in this estimate")


def _said(rate: dict[str, Any]) -> str:
    if rate["error_pct"] is None:
        return f"{rate['errors']:>5} of {rate['checked']:>5} wrong,  {rate['unchecked']} not checked"
    between = f"{rate['error_pct']} % (95 %: {rate['low_pct']}–{rate['high_pct']})"
    return f"{rate['errors']:>5} of {rate['checked']:>5} wrong  {between}  {rate['unchecked']} not checked"
