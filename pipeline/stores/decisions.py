"""The chained log of decisions and of what else must be on record: who, when and why; it only grows, each line follows the one before.

One JSON line each in decisions/log.jsonl, 0600. It names deliveries and rows by their ids, never a person or a file. A line is never
changed: another one takes its place or undoes it.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline.stores.decision import (
    CHECK,
    CHOOSE,
    EXPLAIN,
    ROLL_BACK,
    UNDO,
    ApprovalDecision,
    CheckDecision,
    Decision,
    DifferenceDecision,
    PersonDecision,
    ReadingDecision,
    ReleaseDecision,
)
from pipeline.stores.event import SEALED, Seal
from pipeline.stores.home import sync, whole
from pipeline.stores.lines import START, Line, hash_of, read_lines, written


class Decisions:
    """The log of one home directory; with `until`, a UTC time, as it stood then."""

    def __init__(self, home: Path, until: datetime | None = None):
        self._path = home / "decisions" / "log.jsonl"
        self._until = until

    def all(self) -> list[Line]:
        """Every line in order; LogDamaged at the first that is not the one that was written."""
        found = list(read_lines(self._content()))
        if self._until is None:
            return found
        known = [each.sequence for each in found if datetime.fromisoformat(each.at) <= self._until]
        return found[: max(known, default=0)]

    def head(self) -> dict[str, Any]:
        """Sequence and hash of the last line, by which it is found out when lines before it were changed or cut off later."""
        known = self.all()
        return {"sequence": len(known), "hash": known[-1].hash if known else START}

    def of(self, kind: type[Any]) -> list[Any]:
        """The lines of one kind, in order."""
        return [each for each in self.all() if isinstance(each, kind)]

    def sealed(self) -> dict[str, Seal]:
        """The line by which each file was sealed, by SHA-256: its bytes were destroyed, and what was read of them cannot be proved again."""
        return {sha256: each for each in self.of(Seal) if each.action == SEALED for sha256 in each.sealed}

    def sealed_deliveries(self) -> dict[str, str | None]:
        """Each delivery whose bytes were sealed, with the key under which its rows were conformed; None where none may count."""
        return {name: key for each in self.of(Seal) if each.action == SEALED for name, key in each.deliveries.items()}

    def standing(self) -> dict[str, Decision]:
        """The last decision on each delivery."""
        return {each.delivery_id: each for each in self.of(Decision)}

    def on_persons(self) -> list[PersonDecision]:
        """The decisions on persons that nothing has undone, in order."""
        found = self.of(PersonDecision)
        undone = {each.undoes for each in found}
        return [each for each in found if each.action != UNDO and each.sequence not in undone]

    def on_readings(self) -> dict[tuple[str, str], ReadingDecision]:
        """The last decision on each line of a plan, those that nothing has undone."""
        last = {(each.plan_code, each.indicator_code): each for each in self.of(ReadingDecision)}
        return {line: each for line, each in last.items() if each.action == CHOOSE}

    def readings(self) -> dict[tuple[str, str], str | None]:
        """The reading that was chosen for each line, None for the bare one."""
        return {line: each.reading for line, each in self.on_readings().items()}

    def on_differences(self) -> dict[tuple[str, str], DifferenceDecision]:
        """The last decision on each figure and statement, those that nothing has undone."""
        last = {(each.figure_id, each.fact_id): each for each in self.of(DifferenceDecision)}
        return {difference: each for difference, each in last.items() if each.action == EXPLAIN}

    def rolled_back(self) -> dict[str, ReleaseDecision]:
        """The releases that were rolled back from and not returned to since, each with its decision."""
        found: dict[str, ReleaseDecision] = {}
        for each in self.of(ReleaseDecision):
            if each.action == ROLL_BACK:
                found.pop(each.release_id, None)
                found |= dict.fromkeys(each.left, each)
        return found

    def on_checks(self) -> list[CheckDecision]:
        """The last entry for each draw of rows to be looked at, in order."""
        last = {each.draw: each for each in self.of(CheckDecision)}
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
        return self.record(kind, who, action, [said | {"reason": reason}])[0]

    def record(self, kind: type[Any], who: str, action: str, entries: Iterable[dict[str, Any]]) -> list[Any]:
        """Append one line for each entry, all of them on disk when this returns; the lock of the home is the caller's."""
        content = self._content()
        known = read_lines(content)
        at, lines, previous = datetime.now(UTC).isoformat(timespec="seconds"), [], known[-1].hash if known else START
        for number, said in enumerate(entries, len(known) + 1):
            record = {"sequence": number, "at": at, "who": who, "action": action, **said, "previous": previous}
            lines.append(kind(**record, hash=hash_of(record)))
            previous = lines[-1].hash
        if lines:
            self._write(content + "".join(map(written, lines)).encode())
        return lines

    def _content(self) -> bytes:
        return self._path.read_bytes() if self._path.exists() else b""

    def _write(self, content: bytes) -> None:
        """Whole or not at all: a line that a kill or a full disk cut off would make the log a damaged one."""
        with whole(self._path) as temporary:
            temporary.write_bytes(content)
            temporary.chmod(0o600)
        sync(self._path.parent)
