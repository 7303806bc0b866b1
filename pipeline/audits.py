"""rollcall verify and diff: a release made again and compared with what was published, and two releases with what changed between them."""

from typing import Annotated

import typer

from pipeline.answers import AsJson, Home, answers, settings_of
from pipeline.outputs.terminal import paper, print_json, progress


def verify(
    release: Annotated[str | None, typer.Argument(help="A release id; default the current one.")] = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Make a release again from the kept bytes with the contracts that it carries, and compare every table."""
    with answers():
        settings = settings_of(home)
        from pipeline.outputs.verification_text import show
        from pipeline.stores.releases import find_release
        from pipeline.verify import verify as rebuild_and_compare

        with progress(quiet=as_json) as bars:
            document = rebuild_and_compare(find_release(settings.home, release), settings, bars)
        if as_json:
            print_json(document)
        else:
            show(document, paper())
        if document["answer"]:
            raise typer.Exit(document["answer"])


def diff(
    old: Annotated[str, typer.Argument(help="A release id.")],
    new: Annotated[str, typer.Argument(help="Another one.")],
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """List every figure that differs between two releases, its change split by cause, with the rows behind each part."""
    with answers():
        settings = settings_of(home)
        from pipeline.changes import diff as split
        from pipeline.outputs.changes_text import show
        from pipeline.stores.releases import find_release

        releases = [find_release(settings.home, each) for each in (old, new)]
        with progress(quiet=as_json) as bars:
            document = split(*releases, settings, bars)
        if as_json:
            print_json(document)
        else:
            show(document, paper())
