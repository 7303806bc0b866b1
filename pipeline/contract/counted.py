"""How a plan names what is counted: a measure, a part of one, or the units that hold at least so much of another.

Each way has a name of its own, under which its candidate rows, its trace and its totals stand like those of any measure.
"""

from typing import Annotated, Any, NamedTuple

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag, model_validator

from pipeline.contract.target import Amount, Text


class Frozen(BaseModel):
    """What a file of contracts/ holds: nothing changes it, and no key is taken that nobody reads."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Part(Frozen):
    """A measure, or those of its counted rows that are of the given members of dimensions.

    A part takes away from what the measure counts and decides nothing anew: parts by one dimension add up to the measure.
    """

    measure: str = Field(pattern=r"^measure_[a-z_]+$")
    where: dict[str, tuple[Text, ...]] = {}

    @property
    def name(self) -> str:
        conditions = ",".join(f"{dimension}={'+'.join(members)}" for dimension, members in self.where.items())
        return f"{self.measure}[{conditions}]" if conditions else self.measure


def _named(value: Any) -> Any:
    """A bare name is the whole measure."""
    return {"measure": value} if isinstance(value, str) else value


AnyPart = Annotated[Part, BeforeValidator(_named, json_schema_input_type=str | Part)]


class Units(Frozen):
    """The units of a register that hold at least so much: "each community at least two" (practice A7).

    Every counted row of `units` is one unit; it passes where the counted quantity of `of` that stands in it is `at_least` so much,
    or that share of what stands in it of `among`. A unit in which nothing stands fails.
    """

    units: AnyPart
    of: AnyPart
    at_least: Amount
    among: AnyPart | None = None

    @model_validator(mode="after")
    def _asks_for_something(self) -> "Units":
        if self.at_least <= 0:
            raise ValueError("at_least must be above 0: every unit holds at least nothing")
        return self

    @property
    def name(self) -> str:
        among = f"/{self.among.name}" if self.among else ""
        return f"{self.units.name}[{self.of.name}{among}>={self.at_least}]"

    @property
    def parts(self) -> tuple[Part, ...]:
        return tuple(each for each in (self.units, self.of, self.among) if each)


def _kind(value: Any) -> str:
    keys = value if isinstance(value, dict) else {}
    return "Units" if isinstance(value, Units) or "units" in keys else "Part"


Counted = Annotated[
    Annotated[Part, Tag("Part")] | Annotated[Units, Tag("Units")],
    Discriminator(_kind),
    BeforeValidator(_named, json_schema_input_type=str | Part | Units),
]


def parts_of(counted: Part | Units) -> tuple[Part, ...]:
    """The measures, or parts of them, from which it is counted."""
    return counted.parts if isinstance(counted, Units) else (counted,)


LISTS = {  # the code list of a dimension that is not called after it
    "any_domain": "domain",
    "exam_level": "certificate_level",
    "education_from_college": "education",
    "fund_level": "admin_level",
    "recognition_level": "admin_level",
}


class Countable(NamedTuple):
    """What plans may count: the entity and the Chinese definition of each measure, and the entities that each dimension tells apart."""

    measures: dict[str, str]
    definitions: dict[str, str]
    dimensions: dict[str, frozenset[str]]
