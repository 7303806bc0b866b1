"""The path of a signature over three real releases: three accounts, the same figures, a correction that waits, figures that change all the same."""

from pathlib import Path
from typing import Any

import openpyxl
from rosters import EARLIER, EAST, WEST, deliver, roster, without_pause
from test_decisions import refused
from warehouses import Answer, Warehouse

from pipeline.stores.decision import APPROVE
from pipeline.stores.decisions import Decisions
from pipeline.stores.releases import find_release, open_release, read_manifest, rows

RENHE = "510411"
FIRST = f"panzhihua-145/01/{{}}/{EARLIER}"
STATED = "panzhihua-145/01"
RETURN = f"""仁和区社会工作主要指标汇总表（2022年8月）
数据编号,指标名称,数据类别,数值,计量单位,地区代码,数据日期,口径说明,来源性质
{STATED},社会工作专业人才队伍总量,现状,9,人,{RENHE},2022-08-31,含离岗人员,汇总表
"""


def approve(warehouse: Warehouse, area: str, role: str, who: str, period: str = EARLIER) -> Answer:
    return warehouse.rollcall("period", "approve", area, period, "--as", role, "--reason", "核对无误", "--by", who)


def sign_all(warehouse: Warehouse, area: str) -> None:
    for role, who in (("preparer", "甲"), ("reviewer", "乙"), ("approver", "丙")):
        answer = approve(warehouse, area, role, who)
        assert answer.exit_code == 0, answer.err


def reopen(warehouse: Warehouse, area: str) -> Answer:
    return warehouse.rollcall("period", "reopen", area, EARLIER, "--reason", "县局更正")


def listed(warehouse: Warehouse, area: str) -> dict[str, Any]:
    answer = warehouse.rollcall("period", "list", "--json")
    assert answer.exit_code == 0, answer.err
    return {(each["area_code"], each["period"]): each for each in answer.document["periods"]}[area, EARLIER]


def words(warehouse: Warehouse) -> dict[str, str]:
    """Area to 初步数 or 审定数 of its figures, which all say the same."""
    found = warehouse.rows(
        "select distinct area_code, approval from indicator_value where plan_code = 'panzhihua-145' order by all"
    )
    assert len({each["area_code"] for each in found}) == len(found)
    return {each["area_code"]: each["approval"] for each in found}


def without_approval(release: Path) -> list[dict[str, Any]]:
    with open_release(release) as connection:
        return rows(connection, "select * exclude (approval) from indicator_value order by figure_id")


def figures_of(warehouse: Warehouse, area: str) -> list[dict[str, Any]]:
    return [each for each in without_approval(warehouse.release) if each["area_code"] == area]


def hashes(release: Path) -> dict[str, str]:
    return {name: table["sha256"] for name, table in read_manifest(release)["tables"].items()}


def test_the_path_of_a_signature(new: Warehouse, tmp_path: Path) -> None:
    warehouse = without_pause(new, tmp_path / "contracts")
    refused(warehouse.rollcall("period", "list"), 2, "rollcall run")
    deliver(warehouse, EAST, EARLIER, "a.csv", roster(range(30)))
    deliver(warehouse, WEST, EARLIER, "b.csv", roster(range(40, 45)))
    deliver(warehouse, RENHE, EARLIER, "c.csv", roster(range(50, 55)))
    deliver(warehouse, RENHE, EARLIER, "r.csv", RETURN)
    assert warehouse.run()["approvals"] == []
    unsigned = warehouse.release
    what_may_not_be_signed_is_refused(warehouse)
    changed_figures_are_prepared_anew(warehouse)
    sign_all(warehouse, EAST)
    an_approval_changes_the_word_alone(warehouse, unsigned)
    a_correction_waits_and_what_changed_is_preliminary_again(warehouse)


def what_may_not_be_signed_is_refused(warehouse: Warehouse) -> None:
    refused(approve(warehouse, RENHE, "preparer", "甲"), 1, FIRST.format(RENHE), "rollcall difference explain")
    assert STATED in " ".join(listed(warehouse, RENHE)["in_the_way"])
    refused(approve(warehouse, EAST, "signer", "甲"), 2, "preparer, reviewer, approver")
    refused(approve(warehouse, "510499", "preparer", "甲"), 2, "no figures of 510499")
    refused(approve(warehouse, "420500", "preparer", "甲", "undated"), 1, "none of its figures has a value")
    refused(approve(warehouse, WEST, "reviewer", "乙"), 1, "Next", "preparer, not the reviewer")
    refused(reopen(warehouse, WEST), 2, "Nobody has signed")
    assert warehouse.decisions() == []


def changed_figures_are_prepared_anew(warehouse: Warehouse) -> None:
    others = {"role": "preparer", "release_id": "0" * 16, "signature": "of other figures", "received": 1}
    Decisions(warehouse.home).add_on_period("甲", APPROVE, "核对无误", (WEST, EARLIER), **others)
    refused(approve(warehouse, WEST, "reviewer", "乙"), 1, "changed since 甲 signed", "--as preparer")
    assert "--as preparer" in " ".join(listed(warehouse, WEST)["in_the_way"])
    assert approve(warehouse, WEST, "preparer", "甲").exit_code == 0
    refused(approve(warehouse, WEST, "preparer", "丁"), 1, "甲 signed", "Next is the reviewer")
    refused(approve(warehouse, WEST, "approver", "丙"), 1, "reviewer, not the approver")
    refused(approve(warehouse, WEST, "reviewer", " 甲"), 1, "甲 signed", "another account")
    assert approve(warehouse, WEST, "reviewer", "乙").exit_code == 0
    refused(approve(warehouse, WEST, "approver", "乙"), 1, "as reviewer")
    assert [(each["role"], each["who"]) for each in listed(warehouse, WEST)["signed"]] == [
        ("preparer", "甲"),
        ("reviewer", "乙"),
    ]
    assert approve(warehouse, WEST, "approver", "丙").exit_code == 0
    refused(approve(warehouse, WEST, "preparer", "甲"), 1, "is approved", f"rollcall period reopen {WEST} {EARLIER}")
    assert "rollcall run" in " ".join(listed(warehouse, WEST)["in_the_way"])
    assert listed(warehouse, EAST)["in_the_way"] == []  # the approval of one area changes no figure of another


def an_approval_changes_the_word_alone(warehouse: Warehouse, unsigned: Path) -> None:
    said = warehouse.rollcall("run")
    assert said.exit_code == 0, said.err
    assert f"{EAST} {EARLIER} · {WEST} {EARLIER}" in said.out
    before, after = hashes(unsigned), hashes(warehouse.release)
    assert {name for name in before | after if before.get(name) != after.get(name)} == {
        "release",
        "period_signature",
        "indicator_value",
    }
    assert without_approval(warehouse.release) == without_approval(unsigned)
    others = ("510400", "510400-00", RENHE, "510421", "510422")
    assert words(warehouse) == {EAST: "审定数", WEST: "审定数", **dict.fromkeys(others, "初步数")}
    assert find_release(warehouse.home, "approved") == warehouse.release
    traced = warehouse.rollcall("trace", FIRST.format(EAST), "--release", "approved")
    assert (traced.exit_code, "审定数" in traced.out) == (0, True), traced.err
    workbook = openpyxl.load_workbook(warehouse.release / "internal" / "panzhihua-145.xlsx")
    heads = {sheet.title: " ".join(str(cell.value or "") for cell in sheet[2]) for sheet in workbook}
    assert ("初步数" in heads[EARLIER], "审定数" in heads[EARLIER]) == (True, False)
    assert "初步数(东区、西区为审定数)" in heads[f"{EARLIER} 分地区"]


def a_correction_waits_and_what_changed_is_preliminary_again(warehouse: Warehouse) -> None:
    approved, signed = warehouse.release, figures_of(warehouse, WEST)
    deliver(warehouse, WEST, EARLIER, "b.csv", roster(range(40, 46)))
    deliver(warehouse, RENHE, EARLIER, "c.csv", roster(range(10)))  # persons of the other county: some now count here
    answer = warehouse.rollcall("run")
    assert answer.exit_code == 0, answer.err
    assert f"held          {WEST}/{EARLIER}/" in answer.out
    assert "period_approved" in answer.out
    assert f"{EAST} {EARLIER}   changed since it was signed" in answer.out
    assert figures_of(warehouse, WEST) == signed
    assert (words(warehouse)[WEST], words(warehouse)[EAST]) == ("审定数", "初步数")
    assert f"period reopen {EAST}" in " ".join(listed(warehouse, EAST)["in_the_way"])
    assert find_release(warehouse.home, "approved") == approved != warehouse.release
    assert reopen(warehouse, WEST).exit_code == 0
    assert listed(warehouse, WEST)["signed"] == []
    refused(approve(warehouse, WEST, "preparer", "甲"), 1, "First: rollcall run")  # the correction is to count first
