"""A line of the log as it is written, and read again: what kind it is of, that every byte is the one that was written, and what it follows."""

import hashlib
import json
from functools import lru_cache
from typing import Any

from pipeline.settings import AnswerIsNo
from pipeline.stores.decision import (
    AnyDecision,
    ApprovalDecision,
    CheckDecision,
    Decision,
    DifferenceDecision,
    PersonDecision,
    ReadingDecision,
    ReleaseDecision,
)
from pipeline.stores.event import ContractChange, Event, Look, Receipt, Seal

Line = AnyDecision | Event
START = "0" * 64


class LogDamaged(AnswerIsNo):
    """A line of the log is not what was written."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(
            f"decisions/log.jsonl, line {line}: {what}. The decisions cannot be trusted, so nothing is decided or published "
            "from them. Put the file back from its backup."
        )
        self.line, self.what = line, what


_KINDS: tuple[tuple[str, type, tuple[str, ...]], ...] = (  # a key that only this kind has, and its lists
    ("rows", PersonDecision, ("rows",)),
    ("plan_code", ReadingDecision, ()),
    ("looked_at", Look, ("looked_at", "fields")),
    ("seed", CheckDecision, ()),
    ("figure_id", DifferenceDecision, ()),
    ("left", ReleaseDecision, ("left",)),
    ("signature", ApprovalDecision, ()),
    ("receipt", Receipt, ()),
    ("added", ContractChange, ()),
    ("sealed", Seal, ("sealed",)),
    ("delivery_id", Decision, ("codes", "replaces")),
)


@lru_cache(maxsize=1)
def read_lines(content: bytes) -> tuple[Line, ...]:
    """The same bytes say the same: a run asks many times, of a log that has a line for each receipt."""
    found: list[Line] = []
    for number, line in enumerate(content.splitlines(keepends=True), 1):
        found.append(_read(number, line, found[-1].hash if found else START))
    return tuple(found)


def _read(number: int, line: bytes, previous: str) -> Line:
    try:
        record = json.loads(line)
        kind, lists = next((kind, lists) for key, kind, lists in _KINDS if key in record)
        found = kind(**record | {name: tuple(record[name]) for name in lists})
    except (ValueError, TypeError, KeyError, StopIteration):
        raise LogDamaged(number, "it is no line of this log") from None
    # the bytes too: JSON can be spelt in many ways, and every byte counts
    if line != written(found).encode():
        raise LogDamaged(number, "it is not as it was written")
    said = record.pop("hash")
    if said != hash_of(record):
        raise LogDamaged(number, "its content and its hash do not agree")
    if found.previous != previous or found.sequence != number:
        raise LogDamaged(number, "it does not follow the line before it")
    return found


def written(line: Line) -> str:
    return json.dumps(vars(line), ensure_ascii=False) + "\n"


def hash_of(record: dict[str, Any]) -> str:
    text = json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
