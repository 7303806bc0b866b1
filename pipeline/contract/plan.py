"""A plan or report: its indicator table, its tasks without a number, and what it states that no roster can count.

One file contracts/plans/<code>.yaml. What is printed and what is inferred are told apart; a plan names measures and never computes.
plan.schema.json beside the plans is made from these models, so that editors help.
"""

import json
import re
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from pipeline.contract.counted import Frozen
from pipeline.contract.indicator import Body, Indicator
from pipeline.contract.located import read_located
from pipeline.contract.target import NO_DATE, Deadline, Text
from pipeline.settings import UserError


class Obligation(Frozen):
    """A task without a number (practice C28): the words, who answers for it, and where its evidence stands, or why nowhere.

    `evidence` names lines of this plan, or entities whose rows show that something is done.
    """

    code: Text
    words: str
    responsible: tuple[Body, ...] = ()
    evidence: tuple[Text, ...] = ()
    reason: str | None = None

    @model_validator(mode="after")
    def _is_served_or_says_why_not(self) -> "Obligation":
        if bool(self.evidence) == bool(self.reason):
            raise ValueError(f"obligation {self.code}: either evidence or the reason why there is none")
        return self


class Statement(Frozen):
    """Published facts that stand as published, with the reason why no roster can count them."""

    facts: tuple[str, ...] = Field(min_length=1)
    reason: str


class Footing(Frozen):
    """Facts of one document that must agree: parts with their total, the remainder as a member of its own, or a share recomputed.

    For parts `total` = their sum + the remainder; for a share `total` = factor × parts[0] ÷ parts[1], to half of its last digit.
    """

    total: str
    parts: tuple[str, ...] = Field(min_length=1)
    factor: int | None = Field(default=None, ge=1)
    remainder: str | None = None
    note: str | None = None

    @model_validator(mode="after")
    def _share_has_two_parts(self) -> "Footing":
        if self.factor is not None and len(self.parts) != 2:
            raise ValueError(f"footing of {self.total}: a share with a factor has two parts, above and below")
        return self


class Contradiction(Frozen):
    """What a document says in two ways, shown next to the figures that it concerns."""

    code: str = Field(pattern=r"^I-[0-9]+$")
    indicators: tuple[Text, ...] = ()
    facts: tuple[str, ...] = ()
    words: str
    treatment: str


class Plan(Frozen):
    """One plan or report; `code` equals the file's name."""

    code: str
    kind: Literal["plan", "report"]
    version: Text
    title: str
    document: str | None = None
    area: Text
    years: tuple[int, int] | None = None
    issued: date | None = None
    published: date | None = None
    issuers: tuple[str, ...]
    responsible: tuple[Body, ...] = ()
    indicators: tuple[Indicator, ...] = Field(min_length=1)
    obligations: tuple[Obligation, ...] = ()
    statements: tuple[Statement, ...] = ()
    footings: tuple[Footing, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()

    @model_validator(mode="after")
    def _contradictions_concern_lines(self) -> "Plan":
        lines = {each.code for each in self.indicators}
        for each in self.contradictions:
            if unknown := sorted(set(each.indicators) - lines):
                raise ValueError(f"{each.code} concerns {', '.join(unknown)}, which is no indicator of the plan")
        return self

    @model_validator(mode="after")
    def _a_plan_ends(self) -> "Plan":
        if self.years and self.years[0] > self.years[1]:
            raise ValueError(f"years: the first, {self.years[0]}, is after the last, {self.years[1]}")
        targets = [target for each in self.indicators for target in each.targets]
        by = [due for target in targets for each in (target, *target.amendments) for due in each.by]
        by += [due for target in targets for area in target.areas.values() for due in area]
        if self.years is None and any(due.day is None for due in by):
            raise ValueError(f"a target without a deadline ({NO_DATE}) needs the years of the plan")
        return self

    def last_day(self, due: Deadline) -> date:
        """The day of a deadline; the last of the plan where the document names none."""
        return due.day or date(self.years[1], 12, 31)

    @property
    def named_facts(self) -> dict[str, str]:
        """Every published fact that the file names, with the place that serves it."""
        served: dict[str, str] = {}
        for statement in self.statements:
            served |= dict.fromkeys(statement.facts, statement.reason)
        for each in reversed(self.indicators):
            served |= dict.fromkeys(sorted(each.named_facts), each.code)
        return served


def load_plan(path: Path) -> Plan:
    """Read and check one plan; UserError names file, line, key and what was expected."""
    plan = read_located(path.parent.parent, f"plans/{path.name}", Plan)
    if plan.code != path.stem:
        raise UserError(f"contracts/plans/{path.name} says code: {plan.code}; the code is the name of the file.")
    _check_codes(plan, path)
    return plan


def _check_codes(plan: Plan, path: Path) -> None:
    """UserError names the line where a code stands a second time."""
    codes = [each.code for each in (*plan.indicators, *plan.obligations, *plan.contradictions)]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        written = re.compile(rf"""\s*- (\{{ *)?code: ["']?{re.escape(code)}["']?\s*(,.*)?$""")
        lines = [
            number
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
            if written.match(line)
        ]
        places = f", line {lines[-1]}" if lines else ""
        raise UserError(
            f"contracts/plans/{path.name}{places}: code: {code} stands twice; each line and task has its own."
        )


def plan_schema() -> str:
    """The JSON Schema of a plan file, with which editors complete and check it."""
    return json.dumps(Plan.model_json_schema(), ensure_ascii=False, indent=2) + "\n"
