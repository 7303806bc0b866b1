"""A plan or report: the lines of its indicator table with target, type, deadline, baseline, readings and the words they came from.

One file contracts/plans/<code>.yaml. What is printed and what is inferred are told apart; a plan names measures and never computes.
"""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from pipeline.contract.located import read_located
from pipeline.settings import UserError


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Source(_Frozen):
    """Where a line of the plan is printed: the published fact and the words as quoted."""

    fact: str
    words: str


class Target(_Frozen):
    """The value to reach by each date; `printed` says whether the document prints the operator or it is inferred.

    "=" is that of a share that cannot pass 100 %: reached where the value is not below it.
    """

    operator: Literal[">=", ">", "=", "<=", "<"]
    printed: bool
    by: dict[date, Decimal]
    areas: dict[str, dict[date, Decimal]] = {}


class Baseline(_Frozen):
    """The value from which the plan starts, with its own date and source."""

    date: date
    value: Decimal
    fact: str | None = None
    words: str | None = None


class Reading(_Frozen):
    """Another reading of an indicator's wording: what it divides by instead, and its own baseline."""

    name: str
    definition: str
    numerator: str | None = None
    denominator: str | None = None
    baseline: Baseline | None = None


class Indicator(_Frozen):
    """One line of the indicator table. value = factor × numerator ÷ denominator; no denominator for a sum.

    `path` is how the value is due between the baseline and the deadline (practice A15): by the month on a straight line, in equal steps
    at the end of each year as examinations are, not before each of several dates, or on the last day only.
    """

    code: str
    name: str
    statistic: Literal["sum", "ratio", "mean"]
    numerator: str
    denominator: str | None = None
    factor: int = Field(default=1, ge=1)
    unit: str
    direction: Literal["rising", "falling"]
    path: Literal["linear", "yearly", "milestones", "deadline"]
    type: Literal["约束性", "预期性", "未标注"]
    target: Target
    baseline: Baseline | None = None
    definition: str
    note: str | None = None
    responsible: str | None = None
    readings: tuple[Reading, ...] = ()
    source: Source

    @model_validator(mode="after")
    def _statistic_fits(self) -> "Indicator":
        if (self.statistic == "sum") != (self.denominator is None):
            raise ValueError(f"indicator {self.code}: a sum has no denominator, a ratio or mean has one")
        return self

    @model_validator(mode="after")
    def _target_lies_ahead(self) -> "Indicator":
        if (self.direction == "falling") != self.target.operator.startswith("<"):
            raise ValueError(f"indicator {self.code}: a rising target is >=, > or =, a falling one <= or <")
        return self

    @model_validator(mode="after")
    def _path_has_a_start(self) -> "Indicator":
        if self.path in ("linear", "yearly") and self.baseline is None:
            raise ValueError(f"indicator {self.code}: path {self.path} needs a baseline; without one: path: deadline")
        return self

    @property
    def measures(self) -> set[str]:
        return {name for each in (self, *self.readings) for name in (each.numerator, each.denominator) if name}


class Plan(_Frozen):
    """One plan or report; `code` equals the file's name."""

    code: str
    kind: Literal["plan", "report"]
    version: str
    title: str
    area: str
    years: tuple[int, int]
    issued: date
    published: date | None = None
    issuers: tuple[str, ...]
    responsible: str
    indicators: tuple[Indicator, ...] = Field(min_length=1)


def load_plan(path: Path) -> Plan:
    """Read and check one plan; UserError names file, line, key and what was expected."""
    plan = read_located(path.parent.parent, f"plans/{path.name}", Plan)
    if plan.code != path.stem:
        raise UserError(f"contracts/plans/{path.name} says code: {plan.code}; the code is the name of the file.")
    codes = [each.code for each in plan.indicators]
    if len(codes) != len(set(codes)):
        raise UserError(f"contracts/plans/{path.name} holds an indicator code twice.")
    return plan
