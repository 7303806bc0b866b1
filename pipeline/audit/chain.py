"""Whether the log is the one that was written: its chain, the ledger beside it, and the heads that releases remember.

A line well chained onto the end since the last release cannot be told from one that Rollcall wrote, unless it names a receipt: whoever
needs more keeps the head elsewhere, as signed forms do.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any

from pipeline.settings import AnswerIsNo
from pipeline.stores.decisions import Decisions
from pipeline.stores.event import Receipt
from pipeline.stores.events import logged
from pipeline.stores.ledger import Ledger
from pipeline.stores.lines import Line, LogDamaged
from pipeline.stores.releases import MANIFEST, ReleaseDamaged, read_manifest


def check(home: Path) -> dict[str, Any]:
    """What is wrong with the log of a home, each with the line where it shows, and what it holds: lines by action, head."""
    log = Decisions(home)
    try:
        lines, head = log.all(), log.head()
    except LogDamaged as damaged:
        return {"intact": False, "lines": {}, "head": None, "broken": [{"line": damaged.line, "what": damaged.what}]}
    broken = [*_against_ledger(log.of(Receipt), Ledger(home)), *_against_releases(lines, home)]
    return {"intact": not broken, "lines": _by_action(lines), "head": head, "broken": broken}


def check_remembered(home: Path) -> None:
    """Raise AnswerIsNo where a release remembers a line that the log has no more: what was decided there would go without a word."""
    if gone := [each for each in _against_releases(Decisions(home).all(), home) if each["line"]]:
        raise AnswerIsNo(
            "\n".join(f"decisions/log.jsonl, line {each['line']}: {each['what']}" for each in gone)
            + "\nThe log is not the one that was written. Put it back from its backup; until then nothing is taken in or published."
        )


def _by_action(lines: list[Line]) -> dict[str, int]:
    return dict(sorted(Counter(each.action for each in lines).items()))


def _against_ledger(logged_ones: list[Receipt], ledger: Ledger) -> Iterator[dict[str, Any]]:
    """Every receipt stands in both, and says the same."""
    in_log: dict[int, list[Receipt]] = {}
    for each in logged_ones:
        in_log.setdefault(each.receipt, []).append(each)
    for receipt in ledger.receipts():
        said = in_log.pop(receipt.sequence, [])
        if not said:
            yield _wrong(None, f"receipt {receipt.sequence} of the ledger has no line; the next run writes it")
        for each, first in zip_longest(said, said[:1]):
            if first is None:
                yield _wrong(each, f"receipt {receipt.sequence} of the ledger stands there a second time")
            elif different := [name for name, value in logged(receipt).items() if getattr(each, name) != value]:
                yield _wrong(each, f"receipt {receipt.sequence} differs from the ledger in {', '.join(different)}")
    for said in in_log.values():
        yield from (_wrong(each, f"the ledger has no receipt {each.receipt}") for each in said)


def _against_releases(lines: list[Line], home: Path) -> Iterator[dict[str, Any]]:
    """The head that each release was published with is still a line of the log."""
    for path in sorted((home / "published").glob(f"[!.]*/{MANIFEST}")):
        if path.parent.is_symlink():
            continue
        try:
            head = read_manifest(path.parent).get("unhashed", {}).get("decisions") or {"sequence": -1}
        except ReleaseDamaged as damage:
            yield _wrong(None, f"release {path.parent.name} is damaged and no witness: {damage.what}")
            continue
        number = head["sequence"]
        if number < 0:
            yield _wrong(None, f"release {path.parent.name} does not say how long it was")
        elif number > len(lines):
            what = f"the log ends before it: release {path.parent.name} was published when it had {number} lines"
            yield {"line": len(lines) + 1, "what": what}
        elif number and lines[number - 1].hash != head["hash"]:
            yield _wrong(lines[number - 1], f"it is not the line with which release {path.parent.name} was published")


def _wrong(line: Line | None, what: str) -> dict[str, Any]:
    return {"line": line.sequence if line else None, "what": what}
