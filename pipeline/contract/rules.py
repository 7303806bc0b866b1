"""Rules with numbers that hold for the persons of an area: contracts/rules/<rule>.csv, one row for each level.

A rule of an area holds for all that lies in it; a row without area holds wherever no area on the way up has the rule. A level that
the nearest such area does not name is not ruled (无规定): nothing is taken from a rule further up.
"""

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator


class _Rule(BaseModel):
    """What every rule says: where, for which certificate level, from when to when, by which document and in which words."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    area_code: str | None
    level: str
    valid_from: date | None
    valid_to: date | None
    source: str
    quote: str


class ContinuingEducation(_Rule):
    """Hours or days of continuing education due within a window; the unit is the rule's and is never converted."""

    quantity: Decimal = Field(gt=0)
    unit: Literal["hour", "day"]
    window: Literal["registration_period", "three_years"]


class Allowance(_Rule):
    """What a holder of a certificate gets a month, in yuan; no amount where the rule cannot be computed from level and role."""

    monthly_amount: Decimal | None
    roles: tuple[str, ...]
    payer: str | None
    condition_zh: str | None

    @field_validator("roles", mode="before")
    @classmethod
    def _several(cls, text: str | None) -> tuple[str, ...]:
        return tuple((text or "").split("|")) if text else ()

    @model_validator(mode="after")
    def _somebody_gets_it(self) -> "Allowance":
        if self.monthly_amount is not None and not self.roles:
            raise ValueError("an amount without roles is for nobody: name the roles that get it")
        return self


RULES: dict[str, type[_Rule]] = {"continuing_education": ContinuingEducation, "allowance": Allowance}


def load_rules(path: Path) -> tuple[_Rule, ...]:
    """The rows of one file; ValueError where one is not as its kind wants it."""
    kind = RULES[path.stem]
    with path.open(encoding="utf-8", newline="") as file:
        rows = tuple(
            kind.model_validate({name: text or None for name, text in row.items()}) for row in csv.DictReader(file)
        )
    places = [(row.area_code, row.level, row.valid_from) for row in rows]
    if len(places) != len(set(places)):
        raise ValueError("an area rules one level twice from the same day on")
    return rows
