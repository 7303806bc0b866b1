"""What tells one release's receipts, contracts and decisions from another's, cause by cause, each added to those before it.

The order is fixed: boundary, rule, layout or synonym, plan, approvals, corrected and new deliveries, what was withdrawn or accepted, persons,
readings, the rest. A change that two causes make only together so falls to the later of them.
"""

import csv
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from pipeline.contract import load
from pipeline.rebuild.rebuilding import Recipe
from pipeline.stores.approvals import closed_by
from pipeline.stores.decided import Decided
from pipeline.stores.decision import WITHDRAW
from pipeline.stores.ledger import Delivery, current

WORDS = ("headers", "words")  # how the keys end that only say how counties write


@dataclass(frozen=True)
class Step:
    """One cause, what it consists of, and what the release is made of once it has been added."""

    cause: str
    what: tuple[str, ...]
    recipe: Recipe


def steps(old: Recipe, new: Recipe, folder: Path) -> list[Step]:
    """The causes that tell `new` from `old`; the contracts in between are put into `folder`."""
    found: list[Step] = []

    def at() -> Recipe:
        return found[-1].recipe if found else old

    def add(cause: str, what: Iterable[str], **changed: Any) -> None:
        if said := tuple(what):
            found.append(Step(cause, said, replace(at(), **changed)))

    for cause, files in _files_by_cause(old.contracts, new.contracts).items():
        if files:
            add(cause, files, contracts=_overlaid(at().contracts, new.contracts, files, folder / cause))

    def add_decided(fields: Iterable[str]) -> None:
        for field in fields:
            before, after = at().decided.effects[field], new.decided.effects[field]
            changed = [each for each in (*before, *after) if not (each in before and each in after)]
            add(
                field,
                (_in_words(field, each, new) for each in changed),
                decided=at().decided._replace(**{field: getattr(new.decided, field)}),
            )

    add_decided(["approvals"])  # what they close supersedes nothing
    for cause, receipts in _receipts_by_cause(old, new).items():
        after = _with(at().receipts, receipts, new)
        standing = current(after, closed_by(at().decided.approvals, load(at().contracts).areas))
        decided = at().decided._replace(deliveries=_decided_on(at().decided, new.decided, standing, receipts))
        add(cause, sorted({each.file for each in receipts}), receipts=after, decided=decided)
    for cause, names in _decisions_by_cause(at().decided, new.decided).items():
        others = {name: each for name, each in at().decided.deliveries.items() if name not in names}
        chosen = {name: each for name, each in new.decided.deliveries.items() if name in names}
        add(cause, sorted(names), decided=at().decided._replace(deliveries=others | chosen))
    add_decided(field for field in Decided._fields if field not in ("deliveries", "approvals"))
    return found


def _in_words(field: str, effect: list[Any], recipe: Recipe) -> str:
    """A decision as the manifest keeps it, without hashes: an approval by area and period, a sealed delivery by its file."""
    if field == "approvals":
        effect = effect[:2]
    if field == "sealed":
        effect = [next((each.file for each in recipe.receipts if each.delivery_id == effect[0]), effect[0])]
    return " ".join(map(str, effect))


def _files_by_cause(old: Path, new: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {"boundary": [], "rule": [], "layout": [], "plan": []}
    names = {path.relative_to(side).as_posix() for side in (old, new) for path in side.rglob("*") if path.is_file()}
    for name in sorted(names):
        sides = [side / name for side in (old, new)]
        contents = [path.read_bytes() if path.exists() else b"" for path in sides]
        if contents[0] != contents[1]:
            found[_cause_of(name, *contents)].append(name)
    return found


def _cause_of(name: str, old: bytes, new: bytes) -> str:
    """Files of words, and files in which only words differ, are layouts and synonyms; what else says what counts is a rule."""
    if name == "codes/areas.csv":
        return "boundary"
    if name.startswith("plans/"):
        return "plan"
    if name.startswith("layouts/"):
        return "layout"
    bare = {".csv": _without_spellings, ".yaml": _without_words}.get(Path(name).suffix)
    return "layout" if bare and bare(old) == bare(new) else "rule"


def _without_spellings(content: bytes) -> list[dict[str, str]]:
    rows = csv.DictReader(content.decode("utf-8").splitlines())
    return [{key: value for key, value in row.items() if key != "spellings"} for row in rows]


def _without_words(content: bytes) -> Any:
    def bare(value: Any) -> Any:
        if isinstance(value, dict):
            named = value.get("property")  # in an ODCS contract, words are properties with a name and a value
            if isinstance(named, str) and named.lower().endswith(WORDS):
                return None
            return {key: bare(each) for key, each in value.items() if not str(key).lower().endswith(WORDS)}
        return [bare(each) for each in value] if isinstance(value, list) else value

    return bare(yaml.safe_load(content))


def _overlaid(at: Path, new: Path, files: list[str], folder: Path) -> Path:
    """A copy of the contracts `at` with these files as they are in `new`, or gone."""
    shutil.copytree(at, folder)
    for name in files:
        if (new / name).exists():
            (folder / name).parent.mkdir(exist_ok=True)
            shutil.copyfile(new / name, folder / name)
        else:
            (folder / name).unlink()
    return folder


def _place(each: Delivery) -> tuple[str, str, str]:
    return each.unit_code, each.period, each.path


def _receipts_by_cause(old: Recipe, new: Recipe) -> dict[str, list[Delivery]]:
    """Receipts that only one of the two has: of a place that both know they are corrections."""
    sides = [{(each.sequence, each.delivery_id): each for each in side.receipts} for side in (old, new)]
    known = set(map(_place, old.receipts)) & set(map(_place, new.receipts))
    found: dict[str, list[Delivery]] = {"corrected": [], "new": []}
    for key in sorted(sides[0].keys() ^ sides[1].keys()):
        each = sides[0].get(key) or sides[1][key]
        found["corrected" if _place(each) in known else "new"].append(each)
    return found


def _with(receipts: tuple[Delivery, ...], changed: list[Delivery], new: Recipe) -> tuple[Delivery, ...]:
    wanted = {each.sequence: each for each in receipts if each not in changed}
    wanted |= {each.sequence: each for each in changed if each in new.receipts}
    return tuple(wanted[sequence] for sequence in sorted(wanted))


def _decided_on(at: Decided, new: Decided, standing: set[str], changed: list[Delivery]) -> dict[str, Any]:
    """Decisions on deliveries go with their deliveries: what held a new file was accepted for its sake."""
    concerned = {each.delivery_id for each in changed}
    return {
        **{name: each for name, each in at.deliveries.items() if name in standing},
        **{name: each for name, each in new.deliveries.items() if name in concerned},
    }


def _decisions_by_cause(at: Decided, new: Decided) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {"withdrawn": set(), "accepted": set()}
    for name in at.deliveries.keys() | new.deliveries.keys():
        before, after = at.deliveries.get(name), new.deliveries.get(name)
        if (before and before.effect) != (after and after.effect):
            found["withdrawn" if (after or before).action == WITHDRAW else "accepted"].add(name)
    return found
