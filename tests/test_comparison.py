"""A delivery beside others: near copies and rows that moved beyond the bound are held; what is small, old or honest is not."""

from pathlib import Path

import pytest
from rosters import EARLIER, EAST, LATER, WEST, deliver, fates, roster, without_pause
from warehouses import Warehouse

NEAR, SAME, FELL, ROSE = "near_copy_of_other_unit", "same_as_last_period", "rows_fell", "rows_rose"


@pytest.fixture
def quick(new: Warehouse, tmp_path: Path) -> Warehouse:
    return without_pause(new, tmp_path / "contracts")


def between(warehouse: Warehouse) -> dict[str, dict[str, str]]:
    """File name to what it shows only beside others."""
    return {name.rpartition("/")[2]: each.between for name, each in fates(warehouse).items()}


def test_a_roster_of_another_units_persons_is_held_and_the_other_counts(quick: Warehouse) -> None:
    deliver(quick, EAST, EARLIER, "a.csv", roster(range(30)))
    deliver(quick, WEST, EARLIER, "b.csv", roster([*range(1, 28), *range(90, 93)], employer="另一单位"))
    assert between(quick) == {"a.csv": {}, "b.csv": {NEAR: "90"}}
    assert [each.reason for each in fates(quick).values()] == [None, "delivery_held"]


@pytest.mark.parametrize(
    ("people", "unit", "period"),
    [
        (range(26), EAST, EARLIER),  # the same unit's second file: a question, but no copy of another unit's
        (range(4, 34), WEST, EARLIER),  # 26 of 30, 86 %
        (range(19), WEST, EARLIER),  # too few to mean anything
        (range(30), WEST, LATER),  # people moved: that is another period
        (range(30), "510400", EARLIER),  # the list of the whole city holds those of its counties
    ],
)
def test_what_is_no_copy_of_another_unit(quick: Warehouse, people: range, unit: str, period: str) -> None:
    deliver(quick, EAST, EARLIER, "a.csv", roster(range(30)))
    deliver(quick, unit, period, "b.csv", roster(people, employer="另一单位"))
    assert NEAR not in between(quick)["b.csv"]


def test_last_periods_roster_under_this_periods_folder_is_held(quick: Warehouse) -> None:
    deliver(quick, EAST, EARLIER, "a.csv", roster(range(100)))
    deliver(quick, EAST, LATER, "b.csv", roster([*range(98), 200, 201], title="东区花名册"))
    assert between(quick) == {"a.csv": {}, "b.csv": {SAME: "98"}}


@pytest.mark.parametrize(
    ("people", "employer", "period"),
    [
        ([*range(97), 200, 201, 202], "示例社区居委会", LATER),  # three came and three went
        (range(100), "示例街道办事处", LATER),  # every row says something else
        (range(100), "示例社区居委会", "2024-12"),  # 28 months later is no next period
        (range(100), "示例社区居委会", "undated"),
    ],
)
def test_a_roster_that_moved_or_is_far_off_is_none_of_the_last_period(
    quick: Warehouse, people: range, employer: str, period: str
) -> None:
    deliver(quick, EAST, EARLIER, "a.csv", roster(range(100)))
    deliver(quick, EAST, period, "b.csv", roster(people, employer=employer))
    assert between(quick)["b.csv"] == {}


@pytest.mark.parametrize(
    ("before", "now", "period", "found"),
    [
        (50, 34, LATER, {FELL: "50 → 34"}),
        (50, 35, LATER, {}),
        (50, 65, LATER, {}),
        (50, 66, LATER, {ROSE: "50 → 66"}),
        (19, 40, LATER, {}),  # a small number doubles easily
        (50, 5, "2024-08", {}),  # 24 months later
    ],
)
def test_rows_beyond_the_bound_are_held(
    quick: Warehouse, before: int, now: int, period: str, found: dict[str, str]
) -> None:
    deliver(quick, EAST, EARLIER, "a.csv", roster(range(before)))
    deliver(quick, EAST, period, "b.csv", roster(range(200, 200 + now)))
    assert between(quick) == {"a.csv": {}, "b.csv": found}


def test_rows_are_measured_against_the_last_period_that_counts(quick: Warehouse) -> None:
    """One that is held for its fall is no measure for the next."""
    deliver(quick, EAST, "2022-03", "a.csv", roster(range(50)))
    deliver(quick, EAST, "2022-06", "b.csv", roster(range(100, 110)))
    deliver(quick, EAST, "2022-09", "c.csv", roster(range(200, 250)))
    assert between(quick) == {"a.csv": {}, "b.csv": {FELL: "50 → 10"}, "c.csv": {}}


def test_a_bound_for_what_is_no_entity_is_refused(quick: Warehouse) -> None:
    path = quick.contracts / "settings.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("{worker: 30", "{workers: 30"), encoding="utf-8")
    answer = quick.rollcall("run")
    assert answer.exit_code == 2
    assert "comparison.rows_change_pct names no entity: workers" in answer.err


def test_the_sample_moves_within_its_bounds(night: Warehouse) -> None:
    """Its periods are 28 months apart: too far to be each other's last one."""
    assert night.rows("select code from finding where severity = 'hold'") == []
    assert night.rows("select 1 from run_delivery where fate <> 'accepted'") == []
