"""rollcall trace, verify, compare, diff and lineage: where a figure comes from, whether it holds, and what changed it."""

from typing import Annotated

import typer

from pipeline.commands.answers import AsJson, Home, Release, answers, one_line, settings_of, who_decides
from pipeline.outputs.terminal import paper, print_json, progress, told
from pipeline.settings import UserError


def trace(
    figure: Annotated[str, typer.Argument(help="plan/indicator/area/period, such as panzhihua-145/01/510400/2022-08.")],
    cells: Annotated[bool, typer.Option("--cells", help="The cell of every field that was read.")] = False,
    why_not: Annotated[bool, typer.Option("--why-not", help="The rows that were not counted, and why.")] = False,
    prove: Annotated[
        bool, typer.Option("--prove", help="Hash the kept bytes again, read the cells with a second reader and add up.")
    ] = False,
    reveal: Annotated[
        bool, typer.Option("--reveal", help="What these cells hold, of 20 rows at most; needs --reason, and is logged.")
    ] = False,
    reason: Annotated[str | None, typer.Option("--reason", help="Why you look; it stands in the log.")] = None,
    row: Annotated[str | None, typer.Option("--row", help="Only the row of that id or beginning of an id.")] = None,
    in_full: Annotated[
        str | None, typer.Option("--in-full", help="Why numbers are to be shown whole; for one row.")
    ] = None,
    by: Annotated[str | None, typer.Option("--by", help="Who looks; default the user of this machine.")] = None,
    release: Release = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Follow one figure to the rows and cells that it was counted from."""
    with answers():
        if reveal and reason is None:
            raise UserError("Nothing is shown: whoever looks at cells says why, with --reason. It stands in the log.")
        if not reveal and any(each is not None for each in (reason, row, in_full, by)):
            raise UserError("--reason, --row, --in-full and --by go with --reveal.")
        settings = settings_of(home)
        from pipeline.audit.show import render
        from pipeline.audit.trace import trace as follow
        from pipeline.stores.releases import find_release

        found = find_release(settings.home, release)
        document = follow(found, figure, cells=cells or reveal, why_not=why_not, prove=prove, home=settings.home)
        if reveal:
            from pipeline.audit.look import look

            why = {
                "reason": one_line(reason, "--reason"),
                "in_full": None if in_full is None else one_line(in_full, "--in-full"),
            }
            document["revealed"] = look(
                settings.home, found, figure, who=who_decides(by), row=row, why_not=why_not, **why
            )
        if as_json:
            print_json(document)
        else:
            render(document, paper())
        if prove and not document["proved"]:
            raise typer.Exit(1)


def verify(
    release: Annotated[str | None, typer.Argument(help="A release id; default the current one.")] = None,
    figures: Annotated[
        bool,
        typer.Option("--figures", help="Prove every figure from the kept bytes instead, each file and cell read once."),
    ] = False,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Make a release again from the kept bytes with the contracts that it carries, and compare every table."""
    with answers():
        settings = settings_of(home)
        from pipeline.stores.releases import find_release

        found = find_release(settings.home, release)
        with progress(quiet=as_json) as bars:
            if figures:
                from pipeline.audit.proof_text import render as show
                from pipeline.audit.prove import proof_of_all

                document = proof_of_all(found, settings.home, bars)
            else:
                from pipeline.outputs.verification_text import show
                from pipeline.rebuild.verify import verify as rebuild_and_compare

                document = rebuild_and_compare(found, settings, bars)
        if as_json:
            print_json(document)
        else:
            show(document, paper())
        if document["answer"]:
            raise typer.Exit(document["answer"])


def compare(
    figures: Annotated[list[str], typer.Argument(help="Two or more figures: plan/indicator/area/period.")],
    release: Release = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Rank figures and add them up; refused, with what differs, where they count different populations or dates."""
    with answers():
        settings = settings_of(home)
        from pipeline.audit.compare import compare as beside
        from pipeline.outputs.comparison_text import show
        from pipeline.stores.releases import find_release

        document = beside(find_release(settings.home, release), figures)
        if as_json:
            print_json(document)
        else:
            show(document, paper())
        if not document["comparable"]:
            raise typer.Exit(1)


def diff(
    old: Annotated[str, typer.Argument(help="A release id.")],
    new: Annotated[str, typer.Argument(help="Another one.")],
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """List every figure that differs between two releases, its change split by cause, with the rows behind each part."""
    with answers():
        settings = settings_of(home)
        from pipeline.outputs.changes_text import show
        from pipeline.rebuild.changes import diff as split
        from pipeline.stores.releases import find_release

        releases = [find_release(settings.home, each) for each in (old, new)]
        with progress(quiet=as_json) as bars:
            document = split(*releases, settings, bars)
        if as_json:
            print_json(document)
        else:
            show(document, paper())


def lineage(
    name: Annotated[
        str | None, typer.Argument(metavar="[TABLE[.COLUMN]]", help="A table or column of a release.")
    ] = None,
    to: Annotated[
        str | None, typer.Option("--to", help="Send the release's OpenLineage events to a file or to a server's URL.")
    ] = None,
    release: Release = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Say which columns a column is computed from, back to the lists as they were conformed."""
    with answers():
        if (name is None) == (to is None):
            raise UserError("Name a TABLE or TABLE.COLUMN, or say with --to where the events of the release go.")
        settings = settings_of(home)
        from pipeline.audit.lineage_path import follow
        from pipeline.stores.releases import find_release

        path = find_release(settings.home, release)
        if to:
            from pipeline.outputs.openlineage import send
            from pipeline.publish import release_events

            send(release_events(path), to)
            told.print(f"Release {path.name}: events sent to {to}", highlight=False, markup=False)
            return
        document = follow(path, name)
        if as_json:
            print_json(document)
        else:
            from pipeline.outputs.lineage_text import show

            show(document, paper())
