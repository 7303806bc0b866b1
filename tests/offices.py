"""An office with a county whose headers no contract knows: its layout, its roster, its correction; for the tests of layouts."""

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import yaml
from county_tables import EAST, Line, conformed, grid, identity
from warehouses import ROOT

from pipeline.contract import load
from pipeline.rows.delivery import Conformed

SHA = "f" * 64
HEADER = ["员工称呼", "证件资料", "档次", "拿证日子", "算不算", "片区"]
TABLE: dict[str, Any] = {
    "entity": "worker",
    "columns": {
        "员工称呼": "name",
        "证件资料": "id_number",
        "档次": "certificate_level",
        "拿证日子": "certificate_date",
        "算不算": "is_professional",
        "片区": "township",
    },
    "values": {"certificate_level": {"一档": "1", "二档": "社工师"}, "is_professional": {"算": "是", "不算": "否"}},
    "example": {
        "rows": [HEADER, ["测试甲", identity(2), "二档", "2020.9.15", "算", "示例镇"]],
        "expected": [{"certificate_level": 2, "certificate_date": dt.date(2020, 9, 15), "is_professional": True}],
    },
}
CORRECTION: dict[str, Any] = {
    "sha256": SHA,
    "sheet": "表1",
    "cell": "C3",
    "field": "certificate_level",
    "expected": "一档",
    "value": "社会工作师",
    "reason": "证书为中级",
    "confirmation": {
        "number": "〔2025〕7号",
        "role": "民政局社工科",
        "date": dt.date(2025, 7, 1),
        "attachment": "a" * 64,
    },
}


class Office:
    """An office with its own contracts; `put` adds or replaces its one layout."""

    def __init__(self, folder: Path):
        self.folder = Path(shutil.copytree(ROOT / "contracts", folder))
        self.contracts = load(folder)

    def put(
        self, *tables: dict[str, Any], corrections: tuple[dict[str, Any], ...] = (), units: tuple[str, ...] = (EAST,)
    ):
        document = {"unit_codes": list(units), "tables": list(tables), "corrections": list(corrections)}
        text = yaml.safe_dump(document, allow_unicode=True, sort_keys=False)
        (self.folder / "layouts" / "some.yaml").write_text(text, encoding="utf-8")
        self.contracts = load(self.folder)
        return self

    def conformed(self, *grids, unit_code: str = EAST) -> Conformed:
        return conformed(*grids, contracts=self.contracts, unit_code=unit_code)


def roster(*changed: tuple[int, int, Any], header: list[str] = HEADER, title: str = "名单"):
    """Three people, under headers that no contract knows; `changed` are row, column, value."""
    people = [
        [f"测试{name}", identity(2 * row), "一档", "2020.9.15", "算", "示例镇"] for row, name in enumerate("甲乙丙")
    ]
    lines: list[Line] = [[title], header, *people]
    for row, column, value in changed:
        lines[row - 1][column - 1] = value
    return grid(lines)


def table(**changes: Any) -> dict[str, Any]:
    return {**TABLE, **changes}
