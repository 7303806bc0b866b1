"""The chained log of decisions: who took which, when and why; it only grows, each line follows the one before.

One JSON line a decision in decisions/log.jsonl, 0600. It names deliveries and rows by their ids, never a person or a file. A
decision is never changed: another one takes its place or undoes it.
"""

import hashlib
import json
import os
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline.settings import AnswerIsNo
from pipeline.stores.decision import (
    CHECK,
    CHOOSE,
    EXPLAIN,
    ROLL_BACK,
    UNDO,
    AnyDecision,
    ApprovalDecision,
    CheckDecision,
    Decision,
    DifferenceDecision,
    PersonDecision,
    ReadingDecision,
    ReleaseDecision,
)

_START = "0" * 64


class LogDamaged(AnswerIsNo):
    """A line of the log is not what was written."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(
            f"decisions/log.jsonl, line {line}: {what}. The decisions cannot be trusted, so nothing is decided or published "
            "from them. Put the file back from its backup."
        )


class Decisions:
    """The log of one home directory; with `until`, a UTC time, as it stood then."""

    def __init__(self, home: Path, until: datetime | None = None):
        self._path = home / "decisions" / "log.jsonl"
        self._until = until

    def all(self) -> list[AnyDecision]:
        """Every decision in order; LogDamaged at the first line that is not the one that was written."""
        content = self._path.read_bytes() if self._path.exists() else b""
        found: list[AnyDecision] = []
        for number, line in enumerate(content.splitlines(keepends=True), 1):
            found.append(_read(number, line, found[-1].hash if found else _START))
        if self._until is None:
            return found
        known = [each.sequence for each in found if datetime.fromisoformat(each.at) <= self._until]
        return found[: max(known, default=0)]

    def standing(self) -> dict[str, Decision]:
        """The last decision on each delivery."""
        return {each.delivery_id: each for each in self.all() if isinstance(each, Decision)}

    def on_persons(self) -> list[PersonDecision]:
        """The decisions on persons that nothing has undone, in order."""
        found = [each for each in self.all() if isinstance(each, PersonDecision)]
        undone = {each.undoes for each in found}
        return [each for each in found if each.action != UNDO and each.sequence not in undone]

    def on_readings(self) -> dict[tuple[str, str], ReadingDecision]:
        """The last decision on each line of a plan, those that nothing has undone."""
        last = {(each.plan_code, each.indicator_code): each for each in self.all() if isinstance(each, ReadingDecision)}
        return {line: each for line, each in last.items() if each.action == CHOOSE}

    def readings(self) -> dict[tuple[str, str], str | None]:
        """The reading that was chosen for each line, None for the bare one."""
        return {line: each.reading for line, each in self.on_readings().items()}

    def on_differences(self) -> dict[tuple[str, str], DifferenceDecision]:
        """The last decision on each figure and statement, those that nothing has undone."""
        last = {(each.figure_id, each.fact_id): each for each in self.all() if isinstance(each, DifferenceDecision)}
        return {difference: each for difference, each in last.items() if each.action == EXPLAIN}

    def rolled_back(self) -> dict[str, ReleaseDecision]:
        """The releases that were rolled back from and not returned to since, each with its decision."""
        found: dict[str, ReleaseDecision] = {}
        for each in self.all():
            if isinstance(each, ReleaseDecision) and each.action == ROLL_BACK:
                found.pop(each.release_id, None)
                found |= dict.fromkeys(each.left, each)
        return found

    def on_checks(self) -> list[CheckDecision]:
        """The last entry for each draw of rows to be looked at, in order."""
        last = {each.draw: each for each in self.all() if isinstance(each, CheckDecision)}
        return sorted(last.values(), key=lambda each: each.sequence)

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

    def add_on_reading(
        self, who: str, action: str, reason: str, line: tuple[str, str], *, reading: str | None, document: str | None
    ) -> ReadingDecision:
        """Append one decision on a line of a plan, on disk when this returns; the lock of the home is the caller's."""
        said = {"plan_code": line[0], "indicator_code": line[1], "reading": reading, "document": document}
        return self._add(ReadingDecision, who, action, reason, said)

    def add_on_difference(
        self, who: str, action: str, reason: str, between: tuple[str, str], *, kind: str | None, difference: str | None
    ) -> DifferenceDecision:
        """Append one decision on a figure and a statement, on disk when this returns; the lock of the home is the caller's."""
        said = {"figure_id": between[0], "fact_id": between[1], "kind": kind, "difference": difference}
        return self._add(DifferenceDecision, who, action, reason, said)

    def add_on_releases(
        self, who: str, action: str, reason: str, release_id: str, *, left: tuple[str, ...]
    ) -> ReleaseDecision:
        """Append one decision on releases, on disk when this returns; the lock of the home is the caller's."""
        return self._add(ReleaseDecision, who, action, reason, {"release_id": release_id, "left": left})

    def add_on_check(
        self, who: str, reason: str, draw: dict[str, Any], counts: dict[str, dict[str, int]]
    ) -> CheckDecision:
        """Append what a check on the spot found, on disk when this returns; the lock of the home is the caller's."""
        said = {name: draw[name] for name in ("figure_id", "release_id", "seed", "n", "not_counted")}
        return self._add(CheckDecision, who, CHECK, reason, said | {"counts": counts})

    def add_on_period(
        self,
        who: str,
        action: str,
        reason: str,
        place: tuple[str, str],
        *,
        role: str | None = None,
        release_id: str | None = None,
        signature: str | None = None,
        received: int | None = None,
    ) -> ApprovalDecision:
        """Append one decision on an area and period, on disk when this returns; the lock of the home is the caller's."""
        said = {"role": role, "release_id": release_id, "signature": signature, "received": received}
        said = {"area_code": place[0], "period": place[1], **said}
        return self._add(ApprovalDecision, who, action, reason, said)

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


_KINDS: tuple[tuple[str, type, tuple[str, ...]], ...] = (  # a key that only this kind has, and its lists
    ("rows", PersonDecision, ("rows",)),
    ("plan_code", ReadingDecision, ()),
    ("seed", CheckDecision, ()),
    ("figure_id", DifferenceDecision, ()),
    ("left", ReleaseDecision, ("left",)),
    ("signature", ApprovalDecision, ()),
    ("delivery_id", Decision, ("codes", "replaces")),
)


def _read(number: int, line: bytes, previous: str) -> AnyDecision:
    try:
        record = json.loads(line)
        kind, lists = next((kind, lists) for key, kind, lists in _KINDS if key in record)
        decision = kind(**record | {name: tuple(record[name]) for name in lists})
    except (ValueError, TypeError, KeyError, StopIteration):
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
