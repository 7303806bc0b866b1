"""The layout that is proposed for a delivery held for want of known columns: right, sure only where it may be, and without anybody in it."""

import re
import shutil
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from county_tables import AS_OF, CONTRACTS, EAST, KEYS, Line, good, grid, identity, table
from warehouses import ROOT

from pipeline.contract import Contracts, load
from pipeline.rows.delivery import Context, conform
from pipeline.rows.examples import differences
from pipeline.rows.proposal import proposal
from pipeline.sheets.grid import Grid, Workbook

NAMES = "王一 李二 张三丰 刘四 陈五 杨六 赵七".split()
IDS = [identity(2 * number) for number in range(7)]
PHONES = [f"1990001{number:04d}" for number in range(7)]
HEADER = ["员工称呼", "证件资料", "社工水平", "拿证日子", "算不算人才", "联络", "口号"]


def people(header: list[Any] = HEADER, title: str = "某某名单") -> list[Line]:
    told = zip(NAMES, IDS, ["初级", "中级", "高级"] * 3, PHONES, strict=False)
    return [
        [title],
        header,
        *([name, number, level, "2020.9", "是", phone, "加油"] for name, number, level, phone in told),
    ]


def proposed(*grids: Grid, contracts: Contracts = CONTRACTS) -> str | None:
    context = Context("d" * 16, "f" * 64, EAST, AS_OF, contracts, KEYS)
    workbook = Workbook("xlsx", None, grids, ())
    return proposal(workbook, context, conform(workbook, context))


def confirmed(text: str) -> str:
    """The proposal as an engineer leaves it who confirms the first line of each column and of each field."""
    lines, done = [], set()
    for line in text.splitlines():
        match = re.fullmatch(r"( +)#\? (.+): (.+)", line)
        if match and (match[2] in done or match[3] in done):
            continue
        plain = match[1] + match[2] + ": " + match[3] if match else line
        if entry := re.fullmatch(r' {6}("?[^#"]+"?): ([a-z_]+)', plain):
            done |= {entry[1], entry[2]}
        lines.append(plain)
    return "\n".join(lines) + "\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "contracts", tmp_path / "contracts"))


def sure(text: str) -> dict[str, str]:
    """The lines that stand without being confirmed."""
    table = yaml.safe_load(text)["tables"][0]
    return (table["columns"] or {}) | (table["letters"] or {})


def test_a_known_delivery_gets_none() -> None:
    assert proposed(grid(table("worker", [good("worker")]))) is None
    assert proposed(grid([["关于报送数据的说明"], ["请各县区按时报送"]])) is None


def test_what_is_certain_stands_and_the_rest_waits() -> None:
    text = proposed(grid(people()))
    assert sure(text) == {"员工称呼": "name", "证件资料": "id_number", "拿证日子": "certificate_date"}
    assert '#? "社工水平": certificate_level' in text
    assert '#? "联络": phone' in text
    assert "# B: 7 of 7 values are valid ID numbers; the header shares 证件 with 证件号码. Certain." in text
    assert "# G: no field found" in text


def test_a_proposal_is_a_layout_that_accepts_the_delivery_once_confirmed(folder: Path) -> None:
    """Must show 6, with a file that nobody had to write."""
    text = proposed(grid(people()))
    (folder / "layouts" / "some.yaml").write_text(text, encoding="utf-8")
    assert differences(load(folder)) == [
        "contracts/layouts/some.yaml: tables.0.example: it would be held: required_column_missing."
    ]
    (folder / "layouts" / "some.yaml").write_text(confirmed(text), encoding="utf-8")
    contracts = load(folder)
    assert differences(contracts) == []
    context = Context("d" * 16, "f" * 64, EAST, AS_OF, contracts, KEYS)
    outcome = conform(Workbook("xlsx", None, (grid(people()),), ()), context)
    assert outcome.receipt["fate"] == "accepted"
    assert outcome.receipt["entities"]["worker"]["conformed"] == 7


def test_only_what_is_missing_is_asked_where_the_rest_is_known(folder: Path) -> None:
    lines = people(["姓名", "证件资料", "证书等级", "取得证书时间", "是否专业人才", "联系电话", "口号"])
    text = proposed(grid(lines))
    assert sure(text) == {"证件资料": "id_number"}
    assert "no column for id_number" in text
    (folder / "layouts" / "some.yaml").write_text(text, encoding="utf-8")
    assert differences(load(folder)) == []


def test_headers_of_two_rows_keep_their_groups(folder: Path) -> None:
    merges = ((2, 3, 2, 4), *((2, column, 3, column) for column in (1, 2, 5, 6)))
    known = [
        ["社工名册"],
        ["姓名", "证件资料", "证书情况", None, "算不算人才", "联系电话", "口号"],
        [None, None, "等级", "取得时间", None, None, None],
        *people()[2:],
    ]
    text = proposed(grid(known, merges=merges))
    assert yaml.safe_load(text)["tables"][0]["example"]["merges"][0] == "C1:D1"
    (folder / "layouts" / "some.yaml").write_text(confirmed(text), encoding="utf-8")
    assert differences(load(folder)) == []


def test_two_columns_that_both_look_right_are_called_by_letter_and_neither_stands() -> None:
    lines = people(["姓名", "证件资料", "取得证书时间", "证书等级", "是否专业人才", "证件资料", "口号"])
    for line, number in zip(lines[2:], IDS, strict=True):
        line[2], line[3], line[5] = line[3], line[2], number
    text = proposed(grid(lines))
    assert sure(text) == {}
    assert "#? B: id_number" in text
    assert "#? F: id_number" in text


def test_a_required_field_that_no_column_may_be_is_offered_as_a_constant() -> None:
    lines = [line[:4] for line in people(["姓名", "身份证号", "证书等级", "取得证书时间"])]
    text = proposed(grid(lines))
    assert "no column looks like is_professional" in text
    assert '#? is_professional: "是"' in text


def test_a_column_that_contradicts_is_asked_about() -> None:
    lines = people(["姓名", "身份证号", "证书等级", "取得证书时间", "是否专业人才", "学历", "口号"])
    text = proposed(grid(lines))
    assert "# F: 7 of 7 values are telephone numbers. Likely." in text


def test_several_sheets_are_proposed_together() -> None:
    agencies: list[Line] = [["团体叫法", "18位代号", "几个人", "党建咋搞的"]]
    agencies += [[f"示例{number}中心", f"52510400MJ{number:08d}", 3, "联合党支部"] for number in range(6)]
    text = proposed(grid(people()), grid(agencies, index=1, name="表2"))
    assert [each["entity"] for each in yaml.safe_load(text)["tables"]] == ["worker", "agency"]


def test_nobody_is_in_it() -> None:
    known = ["姓名", "证件资料", "证书等级", "取得证书时间", "是否专业人才", "联络123456", "口号"]
    for header in (HEADER, known):
        text = proposed(grid(people(header, title="王一的名单")))
        assert [each for each in (*NAMES, *IDS, *PHONES, "123456", "2020.9", "加油") if each in text] == []
    assert "#? F: phone" in text


def test_a_wide_sheet_is_proposed_soon() -> None:
    header = [f"生词{number}甲乙丙丁戊己庚辛" for number in range(40)]
    lines = [header, *([f"{number}{row}" for number in range(40)] for row in range(300))]
    begun = time.perf_counter()
    proposed(grid([["名单"], *lines, ["员工称呼", "证件资料"]]))
    assert time.perf_counter() - begun < 20  # against a hang: it takes less than half a second


def test_a_second_telephone_needs_no_layout() -> None:
    lines = people(["姓名", "身份证号", "证书等级", "取得证书时间", "是否专业人才", "联系电话", "手机"])
    for line, phone in zip(lines[2:], PHONES, strict=True):
        line[6] = phone
    assert proposed(grid(lines)) is None
