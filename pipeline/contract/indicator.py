"""One line of a plan's indicator table: what it counts, its target, type, path, baseline and readings, and the words they came from."""

from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import Field, model_validator

from pipeline.contract.counted import Counted, Frozen, Part, Units, parts_of
from pipeline.contract.target import Amount, Due, Text


class Source(Frozen):
    """Where a line of the plan is printed: the published fact and the words as quoted."""

    fact: str | None = None
    words: str


class Body(Frozen):
    """A body that is responsible, leading (牵头) or assisting (配合), as long as the validity says (practice C29)."""

    name: str
    role: Literal["牵头", "配合"] = "牵头"
    valid_from: date | None = None
    valid_to: date | None = None

    def is_valid_on(self, day: date) -> bool:
        return (self.valid_from or day) <= day <= (self.valid_to or day)


class Amendment(Frozen):
    """Targets that a later document sets instead; they hold for figures from the day of its approval."""

    approved: date
    document: str
    by: dict[Due, Amount]
    words: str


class Target(Frozen):
    """The value to reach by each date; `printed` says whether the document prints the operator or it is inferred.

    "=" is that of a share that cannot pass 100 %: reached where the value is not below it. `upper` makes a range of it, which is
    kept from its lower end on: above it is no failure (practice B20). Without `everywhere` an area below the plan's own has only
    the target that `areas` gives it (practice A1).
    """

    operator: Literal[">=", ">", "=", "<=", "<"]
    printed: bool
    by: dict[Due, Amount] = Field(min_length=1)
    upper: Amount | None = None
    areas: dict[Text, dict[Due, Amount]] = Field(default={})
    everywhere: bool = False
    amendments: tuple[Amendment, ...] = ()

    @model_validator(mode="after")
    def _range_has_two_ends(self) -> "Target":
        if self.upper is not None and self.upper <= max(self.by.values()):
            raise ValueError(f"upper must lie above {max(self.by.values())}")
        return self

    @model_validator(mode="after")
    def _amendments_follow_each_other(self) -> "Target":
        if [each.approved for each in self.amendments] != sorted({each.approved for each in self.amendments}):
            raise ValueError("amendments stand in the order of their approval, one a day")
        return self


class Baseline(Frozen):
    """The value from which the plan starts, with its own date and source."""

    date: date
    value: Decimal
    fact: str | None = None
    words: str | None = None


class Reading(Frozen):
    """Another reading of an indicator's wording: what it counts or divides by instead, with a baseline of its own.

    Where it reads a share of units out of a share, as "a third in each body", its target is another one too.
    """

    name: str = Field(pattern="^[a-z][a-z0-9_]*$")
    definition: str
    numerator: Counted | None = None
    denominator: Counted | None = None
    baseline: Baseline | None = None
    target: Target | None = None


class Indicator(Frozen):
    """One line of the indicator table. value = factor × numerator ÷ denominator; no denominator for a sum.

    `statistic` units is the share of units that pass, rule that of cases in which a rule is kept. `path` is how the value is due
    between the baseline and the deadline (practice A15): by the month on a straight line, in equal steps at the end of each year as
    examinations are, not before each of several dates, or on the last day only. `choice` open says that the wording does not choose
    among the readings: no status until a decision does (practice B19). `area` is that of a line which speaks of another area than
    its plan, `stated` are the facts in which a document says the same figure, `facts` those that its definition was built from.
    """

    code: Text
    name: str
    statistic: Literal["sum", "ratio", "mean", "units", "rule"]
    numerator: Counted
    denominator: Counted | None = None
    factor: int = Field(default=1, ge=1)
    unit: str
    direction: Literal["rising", "falling"] | None = None
    path: Literal["linear", "yearly", "milestones", "deadline"] | None = None
    type: Literal["约束性", "预期性", "未标注"]
    wording: str | None = None
    area: Text | None = None
    target: Target | None = None
    baseline: Baseline | None = None
    definition: str
    note: str | None = None
    responsible: tuple[Body, ...] = ()
    choice: Literal["printed", "open"] = "printed"
    readings: tuple[Reading, ...] = ()
    source: Source
    stated: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _statistic_fits(self) -> "Indicator":
        if self.statistic == "units" and not isinstance(self.numerator, Units):
            raise ValueError(f"indicator {self.code}: a share of units has a numerator with units, of and at_least")
        if (self.statistic == "sum") != (self.denominator is None):
            raise ValueError(f"indicator {self.code}: a sum has no denominator, every other statistic has one")
        for _, (above, *below) in self.ways:
            if isinstance(above, Units) and below and below[0].name != above.units.name:
                raise ValueError(f"indicator {self.code}: units are divided by those units: {above.units.name}")
        return self

    @model_validator(mode="after")
    def _target_lies_ahead(self) -> "Indicator":
        for target in self.targets:
            for key in ("direction", "path"):
                if getattr(self, key) is None:
                    raise ValueError(
                        f"indicator {self.code}: {key} is missing; where there is a target it must be said"
                    )
            if (self.direction == "falling") != target.operator.startswith("<"):
                raise ValueError(f"indicator {self.code}: a rising target is >=, > or =, a falling one <= or <")
            if self.statistic == "sum" and target.everywhere:
                raise ValueError(
                    f"indicator {self.code}: the target of a sum is that of its own area, not everywhere; see areas"
                )
        return self

    @model_validator(mode="after")
    def _path_has_a_start(self) -> "Indicator":
        if self.path in ("linear", "yearly") and self.baseline is None:
            raise ValueError(f"indicator {self.code}: path {self.path} needs a baseline; without one: path: deadline")
        last = max((due.day for due in self.target.by if due.day), default=None) if self.target else None
        if self.baseline and last and self.baseline.date >= last:
            raise ValueError(
                f"indicator {self.code}: the baseline of {self.baseline.date} is not before the last deadline, {last}"
            )
        return self

    @model_validator(mode="after")
    def _readings_are_told_apart(self) -> "Indicator":
        names = [each.name for each in self.readings]
        if self.choice == "open" and not names:
            raise ValueError(f"indicator {self.code}: choice: open needs readings to choose among")
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"indicator {self.code}: the reading {', '.join(twice)} stands twice")
        return self

    @property
    def ways(self) -> tuple[tuple[str | None, tuple[Part | Units, ...]], ...]:
        """The line and each of its readings by name, None for the line, with what it counts above and below."""
        return tuple(
            (way.name if isinstance(way, Reading) else None, tuple(filter(None, (above, below))))
            for way in (self, *self.readings)
            for above, below in [(way.numerator or self.numerator, way.denominator or self.denominator)]
        )

    @property
    def targets(self) -> tuple[Target, ...]:
        """The target of the line and those that its readings have of their own."""
        return tuple(filter(None, (self.target, *(each.target for each in self.readings))))

    @property
    def counted(self) -> tuple[Part | Units, ...]:
        """Everything that the line and its readings count."""
        found = [
            counted for each in (self, *self.readings) for counted in (each.numerator, each.denominator) if counted
        ]
        return tuple({counted.name: counted for counted in found}.values())

    @property
    def measures(self) -> set[str]:
        return {part.measure for counted in self.counted for part in parts_of(counted)}

    @property
    def named_facts(self) -> set[str]:
        """Every published fact that the line names."""
        baselines = [each.baseline.fact for each in (self, *self.readings) if each.baseline]
        return {*filter(None, [self.source.fact, *baselines]), *self.stated, *self.facts}
