"""Rules with numbers are read as they stand, and a file that cannot be right is refused by name."""

import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from warehouses import ROOT

from pipeline.contract import load
from pipeline.settings import UserError


def test_hours_and_days_stay_apart_and_what_cannot_be_computed_has_no_amount() -> None:
    rules = load(ROOT / "contracts").rules
    due = {(each.area_code, each.level): (each.quantity, each.unit) for each in rules["continuing_education"]}
    assert due[None, "1"] == due["510400", "1"] == (Decimal(72), "hour")
    assert due["500110", "2"] == (Decimal(15), "day")
    assert ("500110", "3") not in due
    paid = {(each.area_code, each.level): (each.monthly_amount, each.roles) for each in rules["allowance"]}
    assert paid["510400", "3"] == (Decimal(500), ("full_time",))
    assert paid["500110", "3"][0] == Decimal(200)
    assert paid["310110", "1"] == (None, ())


@pytest.mark.parametrize(
    ("name", "line", "expected"),
    [
        ("continuing_education", "510400,1,72,week,registration_period,,,文件,文字", "unit"),
        ("continuing_education", "510400,1,-1,hour,registration_period,,,文件,文字", "quantity"),
        ("continuing_education", "510400,1,80,hour,registration_period,,,文件,文字", "twice"),
        ("continuing_education", "999999,1,72,hour,registration_period,,,文件,文字", "999999"),
        ("allowance", "510402,9,100,full_time,,,,,文件,文字", "level 9"),
        ("allowance", "510402,1,100,,,,,,文件,文字", "for nobody"),
        ("allowance", "510402,1,100,full-time,,,,,文件,文字", "full-time"),
    ],
)
def test_a_wrong_rule_is_refused_by_its_file(tmp_path: Path, name: str, line: str, expected: str) -> None:
    contracts = Path(shutil.copytree(ROOT / "contracts", tmp_path / "contracts"))
    with (contracts / "rules" / f"{name}.csv").open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    with pytest.raises(UserError, match=f"rules/{name}.csv") as caught:
        load(contracts)
    assert expected in str(caught.value)
