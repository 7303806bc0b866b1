"""Decisions on deliveries and persons: who took which, when and why; a log that only grows, each line chained to the one before.

One JSON line a decision in decisions/log.jsonl, 0600. It names deliveries and rows by their ids, never a person or a file. A
decision is never changed: another one takes its place or undoes it.
"""

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline.settings import AnswerIsNo

ACCEPT, WITHDRAW = "accept", "withdraw"
ADD, REPLACE = "add", "replace"
MERGE, SPLIT, UNDO = "merge", "split", "undo"
_START = "0" * 64


class LogDamaged(AnswerIsNo):
    """A line of the log is not what was written."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(
            f"decisions/log.jsonl, line {line}: {what}. The decisions cannot be trusted, so nothing is decided or published "
            "from them. Put the file back from its backup."
        )


@dataclass(frozen=True)
class Decision:
    """One line of the log.

    `codes` are the findings in spite of which a delivery was accepted: one that is found later holds it again. `mode` says
    whether a second file adds to the others of its unit, period and entity or replaces those named in `replaces`.
    """

    sequence: int
    at: str
    who: str
    action: str
    delivery_id: str
    mode: str | None
    codes: tuple[str, ...]
    replaces: tuple[str, ...]
    reason: str
    previous: str
    hash: str

    @property
    def has_effect(self) -> bool:
        """Whether it can change a figure: to accept what nothing holds only takes a withdrawal back."""
        return self.action != ACCEPT or bool(self.mode or self.codes)

    @property
    def effect(self) -> list[Any]:
        """What of it can change a figure: neither the clock, nor who, nor why."""
        return [self.delivery_id, self.action, self.mode, sorted(self.codes), sorted(self.replaces)]


@dataclass(frozen=True)
class PersonDecision:
    """One line of the log about persons; a row is named by its delivery and its own id, as DELIVERY:ROW.

    To merge is to say that the rows, with all that already goes with each, are one person; to split, that the rows go with
    nobody else, and with each other where there are several. `undoes` is the sequence of what is undone.
    """

    sequence: int
    at: str
    who: str
    action: str
    rows: tuple[str, ...]
    undoes: int | None
    reason: str
    previous: str
    hash: str


class Decisions:
    """The log of one home directory."""

    def __init__(self, home: Path):
        self._path = home / "decisions" / "log.jsonl"

    def all(self) -> list[Decision | PersonDecision]:
        """Every decision in order; LogDamaged at the first line that is not the one that was written."""
        content = self._path.read_bytes() if self._path.exists() else b""
        found: list[Decision | PersonDecision] = []
        for number, line in enumerate(content.splitlines(keepends=True), 1):
            found.append(_read(number, line, found[-1].hash if found else _START))
        return found

    def standing(self) -> dict[str, Decision]:
        """The last decision on each delivery."""
        return {each.delivery_id: each for each in self.all() if isinstance(each, Decision)}

    def on_persons(self) -> list[PersonDecision]:
        """The decisions on persons that nothing has undone, in order."""
        found = [each for each in self.all() if isinstance(each, PersonDecision)]
        undone = {each.undoes for each in found}
        return [each for each in found if each.action != UNDO and each.sequence not in undone]

    def add(
        self,
        who: str,
        action: str,
        delivery_id: str,
        reason: str,
        *,
        mode: str | None = None,
        codes: tuple[str, ...] = (),
        replaces: tuple[str, ...] = (),
    ) -> Decision:
        """Append one decision, on disk when this returns; the lock of the home is the caller's."""
        said = {"delivery_id": delivery_id, "mode": mode, "codes": codes, "replaces": replaces}
        return self._add(Decision, who, action, reason, said)

    def add_on_persons(
        self, who: str, action: str, reason: str, *, rows: tuple[str, ...] = (), undoes: int | None = None
    ) -> PersonDecision:
        """Append one decision on persons, on disk when this returns; the lock of the home is the caller's."""
        return self._add(PersonDecision, who, action, reason, {"rows": rows, "undoes": undoes})

    def _add(self, kind: type, who: str, action: str, reason: str, said: dict[str, Any]) -> Any:
        known = self.all()
        record = {
            "sequence": len(known) + 1,
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "who": who,
            "action": action,
            **said,
            "reason": reason,
            "previous": known[-1].hash if known else _START,
        }
        decision = kind(**record, hash=_hash(record))
        self._append(json.dumps(asdict(decision), ensure_ascii=False) + "\n")
        return decision

    def _append(self, line: str) -> None:
        """Whole or not at all: what a full disk cut off is taken back."""
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            before, data = os.fstat(handle).st_size, line.encode()
            try:
                if os.write(handle, data) != len(data):
                    raise OSError("a line was cut off")
                os.fsync(handle)
            except OSError:
                os.ftruncate(handle, before)
                raise
        finally:
            os.close(handle)


def _read(number: int, line: bytes, previous: str) -> Decision | PersonDecision:
    try:
        record = json.loads(line)
        kind, lists = (PersonDecision, ("rows",)) if "rows" in record else (Decision, ("codes", "replaces"))
        decision = kind(**record | {name: tuple(record[name]) for name in lists})
    except (ValueError, TypeError, KeyError):
        raise LogDamaged(number, "it is no decision") from None
    # the bytes too: JSON can be spelt in many ways, and every byte counts
    if line != (json.dumps(asdict(decision), ensure_ascii=False) + "\n").encode():
        raise LogDamaged(number, "it is not as it was written")
    said = record.pop("hash")
    if said != _hash(record):
        raise LogDamaged(number, "its content and its hash do not agree")
    if decision.previous != previous or decision.sequence != number:
        raise LogDamaged(number, "it does not follow the line before it")
    return decision


def _hash(record: dict[str, Any]) -> str:
    text = json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
