"""rollcall release list, rollback and prune: what is published and sound, which is served, and what is kept.

To roll back and to prune are decisions, each a line of the log.
"""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from pipeline.commands.answers import AsJson, By, Home, Reason, answers, one_line, settings_of, used, who_decides
from pipeline.outputs.terminal import paper, print_json, print_plain
from pipeline.settings import UserError
from pipeline.stores.decision import APPROVE, PRUNE, ROLL_BACK
from pipeline.stores.decisions import Decisions
from pipeline.stores.home import clear, only_writer, remove
from pipeline.stores.pointer import make_current, pointed, served, served_before
from pipeline.stores.releases import (
    APPROVED,
    ReleaseDamaged,
    check_release,
    damage_of,
    named_release,
    read_manifest,
    releases,
)

app = typer.Typer(no_args_is_help=True, help="Say what is published, serve an earlier release, remove old ones.")


@app.command("list")
def list_(home: Home = None, as_json: AsJson = False) -> None:
    """Every release, the newest first: what it holds, whether it is sound, since when it is served."""
    with answers():
        found = _catalogue(used(settings_of(home)).home)
        if as_json:
            print_json({"releases": found})
        else:
            _show(found)


@app.command()
def rollback(
    reason: Reason,
    release: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="The release to serve; default the one before.")
    ] = None,
    by: By = None,
    home: Home = None,
) -> None:
    """Serve an earlier release. The one that is left is served again only when one goes back to it."""
    with answers():
        settings, why, who = used(settings_of(home)), one_line(reason, "--reason"), who_decides(by)
        with only_writer(settings.home):
            left, log = pointed(settings.home), Decisions(settings.home)
            target = named_release(settings.home, release) if release else _before(settings.home)
            if target is None:
                raise UserError("No sound release was served before this one. What there is: rollcall release list")
            if target.name == left:
                raise UserError(f"Release {left} is the one that is served. What there is: rollcall release list")
            check_release(target)
            is_return = target.name in log.rolled_back()
            leaves = () if is_return or left is None else (left,)
            log.add_on_releases(who, ROLL_BACK, why, target.name, left=leaves)
            make_current(settings.home, target.name)
        print_plain(f"Served now: release {target.name}.")
        if leaves:
            print_plain(
                f"Release {left} is not served again as long as deliveries, decisions and code stay as they are; another release is.",
                f"Return to it with: rollcall release rollback {left} --reason …",
            )


@app.command()
def prune(
    keep: Annotated[int, typer.Option("--keep", min=1, help="How many of the newest releases to keep.")],
    reason: Reason,
    by: By = None,
    home: Home = None,
) -> None:
    """Remove old releases; never the current one, the one before it, or one that was approved."""
    with answers():
        settings, why, who = used(settings_of(home)), one_line(reason, "--reason"), who_decides(by)
        with only_writer(settings.home):
            clear(settings.home)
            kept = _kept(settings.home)
            old = [each for each in _newest_first(settings.home)[keep:] if each.name not in kept]
            if old:
                names = tuple(each.name for each in old)
                serving = pointed(settings.home) or ""
                Decisions(settings.home).add_on_releases(who, PRUNE, why, serving, left=names)
            for each in old:
                aside = each.with_name(f".pruned-{each.name}")  # no half release, whenever this is interrupted
                each.rename(aside)
                remove(aside)
        print_plain(f"Removed {len(old)}: {', '.join(names)}" if old else "Nothing to remove.")


def _before(home: Path) -> Path | None:
    """The last sound release that was served before the current one."""
    for name in served_before(home, pointed(home)):
        release = home / "published" / name
        if damage_of(release) is None:
            return release
    return None


def _kept(home: Path) -> set[str | None]:
    """The releases that are never removed."""
    before = _before(home)
    approved = {getattr(each, "release_id", None) for each in Decisions(home).all() if each.action == APPROVE}
    return {pointed(home), pointed(home, APPROVED), before.name if before else None} | approved


def _newest_first(home: Path) -> list[Path]:
    """All releases by when they were last made current, those that never were by when they were built."""
    since = {name: (time, number) for number, (time, name) in enumerate(served(home), 1)}  # several may share a second
    return sorted(releases(home), key=lambda each: since.get(each.name) or (_built_at(each) or "", 0), reverse=True)


def _built_at(release: Path) -> str | None:
    try:
        return read_manifest(release)["unhashed"]["built_at"]
    except ReleaseDamaged:
        return None


def _catalogue(home: Path) -> list[dict[str, Any]]:
    """One dictionary for each release; what a damaged one holds is not said."""
    since, left = {name: time for time, name in served(home)}, Decisions(home).rolled_back()
    marks = {name: pointed(home, name) for name in ("current", APPROVED)}
    found = []
    for release in _newest_first(home):
        damage = damage_of(release)
        manifest = None if damage else read_manifest(release)
        found.append(
            {
                "release_id": release.name,
                "built_at": manifest and manifest["unhashed"]["built_at"],
                "served_since": since.get(release.name),
                "is_current": marks["current"] == release.name,
                "is_approved": marks[APPROVED] == release.name,
                "rolled_back_at": left[release.name].at if release.name in left else None,
                "deliveries": manifest and len(manifest["inputs"]["deliveries"]),
                "rows": manifest and sum(table["rows"] for table in manifest["tables"].values()),
                "damage": damage,
            }
        )
    return found


def _show(found: list[dict[str, Any]]) -> None:
    if not found:
        print_plain("Nothing has been published in this home yet. Make the first release with: rollcall run")
        return
    table = Table("release", "built at", "last served since", "", "deliveries", "rows", "state")
    for each in found:
        marks = [mark for mark in ("current", "approved") if each[f"is_{mark}"]]
        marks += ["rolled back from"] if each["rolled_back_at"] else []
        counts = ["—" if each[name] is None else f"{each[name]:,}" for name in ("deliveries", "rows")]
        state = f"damaged: {each['damage']}" if each["damage"] else "sound"
        cells = [each["release_id"], each["built_at"] or "—", each["served_since"] or "never", ", ".join(marks)]
        table.add_row(*map(escape, [*cells, *counts, state]))
    paper().print(table)
