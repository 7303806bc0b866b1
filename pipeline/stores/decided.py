"""What the standing decisions come to: what of them can change a figure, as the model takes it and as a manifest keeps it.

Neither who decided nor when or why: those stay in the log. From what a manifest keeps the same can be made again.
"""

from typing import Any, NamedTuple

from pipeline.stores.approvals import Approval, approvals
from pipeline.stores.decision import REPLACE, Decision
from pipeline.stores.decisions import Decisions
from pipeline.stores.person_decisions import person_decisions

Effects = dict[str, list[Any]]


class Decided(NamedTuple):
    """What was decided on deliveries, on rows of persons, on readings of plan lines, on differences from what is stated, and on periods.

    `persons` are rows of the control table person_decision; of a difference stand the kind of its reason and the difference for
    which it was given; `approvals` are the areas and periods that all three signed. `sealed` are deliveries whose bytes were destroyed,
    each with the key under which its rows were conformed, None where none may count: no other rules can read them again.
    """

    deliveries: dict[str, Decision]
    persons: list[dict[str, Any]]
    readings: dict[tuple[str, str], str | None]
    differences: dict[tuple[str, str], tuple[str, str]]
    approvals: list[Approval]
    sealed: dict[str, str | None]

    @classmethod
    def of_log(cls, log: Decisions, current: set[str]) -> "Decided":
        """The standing decisions, of those on deliveries and their rows only what concerns the `current` ones."""
        return cls(
            {name: each for name, each in log.standing().items() if name in current and each.has_effect},
            person_decisions(log.on_persons(), current),
            log.readings(),
            {between: (each.kind, each.difference) for between, each in log.on_differences().items()},
            approvals(log.all()),
            {name: key for name, key in log.sealed_deliveries().items() if name in current},
        )

    @property
    def effects(self) -> Effects:
        """As a manifest keeps it: JSON, the same for decisions that come to the same."""
        # among files that take the place of others the later decision wins, so that their order counts
        ordered = sorted(
            self.deliveries.values(), key=lambda each: (each.mode == REPLACE and each.sequence, each.delivery_id)
        )
        return {
            "deliveries": [each.effect for each in ordered],
            "persons": [list(row.values()) for row in self.persons],
            "readings": [[*line, reading] for line, reading in sorted(self.readings.items())],
            "differences": [[*between, *reason] for between, reason in sorted(self.differences.items())],
            "approvals": [list(each) for each in self.approvals],
            "sealed": [list(each) for each in sorted(self.sealed.items())],
        }

    @classmethod
    def of_effects(cls, effects: Effects) -> "Decided":
        """What a manifest keeps, as the model takes it."""
        deliveries = [Decision.of_effect(number, effect) for number, effect in enumerate(effects["deliveries"], 1)]
        columns = ("decision", "action", "delivery_id", "row_id", "node")
        return cls(
            {each.delivery_id: each for each in deliveries},
            [dict(zip(columns, values, strict=True)) for values in effects["persons"]],
            {(plan, line): reading for plan, line, reading in effects["readings"]},
            {(figure, fact): (kind, difference) for figure, fact, kind, difference in effects["differences"]},
            [Approval(*each) for each in effects["approvals"]],
            dict(effects["sealed"]),
        )
