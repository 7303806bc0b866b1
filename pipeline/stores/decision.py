"""What a decision says, one kind for each thing that is decided on; decisions.py keeps them in the log."""

from dataclasses import dataclass
from typing import Any

ACCEPT, WITHDRAW = "accept", "withdraw"
ADD, REPLACE = "add", "replace"
MERGE, SPLIT, UNDO = "merge", "split", "undo"
CHOOSE, EXPLAIN = "choose", "explain"
ROLL_BACK, PRUNE = "rollback", "prune"
CHECK = "check"
APPROVE, REOPEN = "approve", "reopen"


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

    @classmethod
    def of_effect(cls, sequence: int, effect: list[Any]) -> "Decision":
        """The decision that had this effect, as far as it can change a figure; `sequence` is its place among others."""
        delivery_id, action, mode, codes, replaces = effect
        return cls(sequence, "", "", action, delivery_id, mode, tuple(codes), tuple(replaces), "", "", "")


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


@dataclass(frozen=True)
class ReadingDecision:
    """One line of the log about the wording of a plan's line: the reading that counts, None for the bare one, and by which document.

    Undone (`undo`), the plan's own word stands again.
    """

    sequence: int
    at: str
    who: str
    action: str
    plan_code: str
    indicator_code: str
    reading: str | None
    document: str | None
    reason: str
    previous: str
    hash: str


@dataclass(frozen=True)
class DifferenceDecision:
    """One line of the log about a figure that differs from what is stated: the kind of reason, a code of difference_reason.

    It holds for the difference that it was given for; another one has no reason yet.

    Undone (`undo`), the difference has no reason again.
    """

    sequence: int
    at: str
    who: str
    action: str
    figure_id: str
    fact_id: str
    kind: str | None
    difference: str | None
    reason: str
    previous: str
    hash: str


@dataclass(frozen=True)
class ReleaseDecision:
    """One line of the log about releases: the one that is served after it, and those that it left.

    To roll back leaves the release that was served; to go back to one that was left leaves none. To prune leaves those removed.
    """

    sequence: int
    at: str
    who: str
    action: str
    release_id: str
    left: tuple[str, ...]
    reason: str
    previous: str
    hash: str


@dataclass(frozen=True)
class ApprovalDecision:
    """One line of the log about the figures of an area and period: who signed them, as what, in which release.

    `signature` is that of the figures (period_signature), `received` the last receipt that the release was made of. Reopened
    (`reopen`), all signatures of the area and period are void.
    """

    sequence: int
    at: str
    who: str
    action: str
    area_code: str
    period: str
    role: str | None
    release_id: str | None
    signature: str | None
    received: int | None
    reason: str
    previous: str
    hash: str


@dataclass(frozen=True)
class CheckDecision:
    """One line of the log about rows of a figure that were looked at on the spot: the draw, and what was answered.

    `counts` is by reporting unit how many `rows` there are and how many had each result, a code of check_result. It changes no figure.
    """

    sequence: int
    at: str
    who: str
    action: str
    figure_id: str
    release_id: str
    seed: int
    n: int
    not_counted: bool
    counts: dict[str, dict[str, int]]
    reason: str
    previous: str
    hash: str

    @property
    def draw(self) -> tuple[str, str, int, int, bool]:
        """What is drawn again alike: the last entry for it holds."""
        return self.figure_id, self.release_id, self.seed, self.n, self.not_counted


AnyDecision = (
    Decision
    | PersonDecision
    | ReadingDecision
    | DifferenceDecision
    | ReleaseDecision
    | CheckDecision
    | ApprovalDecision
)
