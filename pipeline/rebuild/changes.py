"""rollcall diff: every figure that differs between two releases, its change split by cause so that the parts add up, and the rows behind each.

Between the two, releases are made again aside, each with one cause more than the one before it. A part is the difference of two neighbours, so
the parts of a figure add up to its change, whatever the causes do to each other.
"""

from decimal import Decimal
from pathlib import Path
from typing import Any

from pipeline.audit.changed import changed_figures
from pipeline.conformer import Progress
from pipeline.model import code_hashes
from pipeline.rebuild.rebuilding import Rebuilding, Recipe, workshop
from pipeline.rebuild.recipes import Step, steps
from pipeline.settings import CannotDecide, Settings, UserError
from pipeline.stores.releases import DATABASE, read_manifest
from pipeline.stores.secret import fingerprint_of

LABELS = {
    "code": "程序",
    "boundary": "区划",
    "rule": "规则",
    "layout": "版式或同义词",
    "plan": "规划调整",
    "approvals": "审定",
    "corrected": "订正报送",
    "new": "新报送",
    "withdrawn": "撤回报送",
    "accepted": "接收待确认报送",
    "persons": "人员认定",
    "readings": "口径选择",
    "differences": "差异说明",
    "sealed": "原件销毁",
}
"""The causes of a change, in the order in which they are added."""

FIGURES = ("+indicator_value", "+measure_candidate", "row_address", "run_delivery", "quarantined_row")


def diff(old: Path, new: Path, settings: Settings, progress: Progress) -> dict[str, Any]:
    """One document: the causes with what each consists of, and by figure what both releases say and the part of each cause.

    Raises CannotDecide where the secret is not the one with which both were made.
    """
    manifests = [read_manifest(release) for release in (old, new)]
    fingerprint = fingerprint_of(settings.key_file)
    if any(each["inputs"]["key_fingerprint"] != fingerprint for each in manifests):
        raise CannotDecide(
            "The person key is missing, or one of the releases was made with another: persons cannot be matched. Set "
            "ROLLCALL_KEY_FILE to the key with which both were made."
        )
    with workshop() as folder:
        recipes = [Recipe.of_release(release, settings.home) for release in (old, new)]
        way = _with_code(steps(*recipes, folder / "contracts"), recipes, manifests)
        parts = _Parts(settings, folder, progress).along(way, old / DATABASE, new / DATABASE)
    whole = changed_figures(old / DATABASE, new / DATABASE)
    return {
        "old": old.name,
        "new": new.name,
        "causes": [{"cause": cause, "label_zh": label(cause), "what": list(what)} for cause, what, _ in parts],
        "figures": [_figure(name, whole.get(name), parts) for name in _named(whole, parts)],
    }


def label(cause: str) -> str:
    """A cause in Chinese; several that could only be made together stand together."""
    return "、".join(LABELS[each] for each in cause.split("+"))


def _with_code(way: list[Step], recipes: list[Recipe], manifests: list[dict[str, Any]]) -> list[Step]:
    """Other code at either end is a cause of its own: what it counts otherwise from the same inputs."""
    old, new = (
        tuple(name for name, digest in code_hashes().items() if each["inputs"][name] != digest) for each in manifests
    )
    first = [Step("code", old, recipes[0])] if old else []
    last = [Step("code", new, recipes[1])] if new else []
    return [*first, *way, *last]


Part = tuple[str, tuple[str, ...], dict[str, dict[str, Any]]]


class _Parts:
    """The builds between two releases, one after the other."""

    def __init__(self, settings: Settings, folder: Path, progress: Progress) -> None:
        self._settings, self._folder, self._progress = settings, folder, progress
        self._conformed = settings.home

    def along(self, way: list[Step], old: Path, new: Path) -> list[Part]:
        """Of each cause what it consists of and the figures that it changes.

        A cause without which nothing can be built goes together with the next, as CAUSE+CAUSE.
        """
        parts, before, waiting = [], old, []
        for number, step in enumerate(way, 1):
            waiting.append(step)
            after = new if number == len(way) else self._built(step.recipe, number, len(way))
            if after:
                cause = "+".join(dict.fromkeys(each.cause for each in waiting))
                what = tuple(said for each in waiting for said in each.what)
                parts.append((cause, what, changed_figures(before, after)))
                before, waiting = after, []
        return parts

    def _built(self, recipe: Recipe, number: int, of: int) -> Path | None:
        def progress(what: str, done: int, total: int) -> None:
            self._progress(f"{number}/{of - 1} {what}", done, total)

        folder = self._folder / str(number)
        try:
            rebuilding = Rebuilding.of(self._settings, recipe, folder, progress, self._conformed)
            rebuilding.model(*FIGURES)
        except UserError:
            return None
        self._conformed = rebuilding.settings.home
        return rebuilding.build


def _named(whole: dict[str, Any], parts: list[Part]) -> list[str]:
    return sorted(whole.keys() | {name for _, _, figures in parts for name in figures})


def _figure(name: str, whole: dict[str, Any] | None, parts: list[Part]) -> dict[str, Any]:
    """A figure that changed and changed back is listed too, with its parts and no change."""
    own = [(cause, figures[name]) for cause, _, figures in parts if name in figures]
    first, last = (whole["before"], whole["after"]) if whole else (own[0][1]["before"], own[-1][1]["after"])
    return {
        **(whole or own[0][1])["figure"],
        "old": first,
        "new": last,
        "change": _change(first, last),
        "parts": [
            {
                "cause": cause,
                "label_zh": label(cause),
                "change": _change(each["before"], each["after"]),
                "before": each["before"],
                "after": each["after"],
                "rows": dict(each["rows"]),
            }
            for cause, each in own
        ],
    }


def _change(before: dict[str, Any] | None, after: dict[str, Any] | None) -> dict[str, Decimal]:
    """By how much value, numerator and denominator moved; what a release does not say counts as nothing, so that parts add up."""
    return {
        name: ((after or {}).get(name) or Decimal(0)) - ((before or {}).get(name) or Decimal(0))
        for name in ("value", "numerator", "denominator")
    }
