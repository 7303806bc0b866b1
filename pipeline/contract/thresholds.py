"""What contracts/settings.yaml holds: limits, bounds and words that an office may change without a programmer."""

from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, NonNegativeFloat, PositiveInt


class _Reader(BaseModel):
    model_config = ConfigDict(extra="forbid")
    memory_mebibytes: PositiveInt
    seconds: PositiveInt
    output_mebibytes: PositiveInt
    file_mebibytes: PositiveInt
    inflated_mebibytes: PositiveInt


class _Schedule(BaseModel):
    model_config = ConfigDict(extra="forbid")
    nightly: str = Field(pattern=r"^\S+( \S+){4}$")
    timezone: str


class _Collect(BaseModel):
    model_config = ConfigDict(extra="forbid")
    young_seconds: NonNegativeFloat
    look_again_seconds: NonNegativeFloat


class _Comparison(BaseModel):
    model_config = ConfigDict(extra="forbid")
    rows_change_pct: dict[str, PositiveInt]
    rows_at_least: PositiveInt
    months_apart: PositiveInt
    near_copy_pct: PositiveInt = Field(le=100)
    same_as_last_pct: PositiveInt = Field(le=100)


class _Figures(BaseModel):
    model_config = ConfigDict(extra="forbid")
    coverage_floor_pct: Decimal = Field(ge=0, le=100)
    binding_pace_pct: PositiveInt = Field(le=100)
    expected_pace_pct: PositiveInt = Field(le=100)
    rank_at_least: PositiveInt
    directory_months: PositiveInt


class _Gate(BaseModel):
    model_config = ConfigDict(extra="forbid")
    on_failure: Literal["warn", "block"]
    rows_at_least: PositiveInt
    rows_change_pct: PositiveInt = Field(le=100)
    moved_points: PositiveInt = Field(le=100)
    empty_rise_points: PositiveInt = Field(le=100)
    coverage_fall_points: PositiveInt = Field(le=100)


class _Forms(BaseModel):
    model_config = ConfigDict(extra="forbid")
    numbers: dict[str, str]
    issued_by: str
    approval: str
    valid_until: str
    compiled_by: str


class Thresholds(BaseModel):
    """What settings.yaml holds."""

    model_config = ConfigDict(extra="forbid")
    reader: _Reader
    schedule: _Schedule
    collect: _Collect
    comparison: _Comparison
    figures: _Figures
    gate: _Gate
    forms: _Forms
    words: dict[str, list[str] | str]
