"""One delivery: every row of every sheet is accounted for, nobody is named, and nothing that a county writes can stop it."""

import datetime as dt
from collections import Counter
from typing import Any

import pytest
from county_tables import (
    AS_OF,
    CONTRACTS,
    EAST,
    KEYS,
    Line,
    codes,
    conformed,
    good,
    grid,
    identity,
    records,
    table,
    workbook,
)
from garbage import garbage

from pipeline.rows.addresses import ADDRESS_TABLES, table_schemas
from pipeline.rows.delivery import Conformed, Context, refuse
from pipeline.sheets.grid import Grid

KINDS = {"title", "header", "section", "note", "example", "total", "data"}
PERSON = ("欧阳测试", identity(2), "女", "是")
ROSTER = ["姓名", "身份证号", "性别", "是否社会工作专业人才"]


def workers(count: int) -> list[dict[str, Any]]:
    return [good("worker", number) for number in range(count)]


def assert_balanced(outcome: Conformed, *grids: Grid) -> None:
    """Each non-empty row of each sheet is there once, of one kind; a data row has one fate; what is conformed is in its table."""
    addresses = records(outcome, "row_address")
    stood = [(each.index, number, len(cells)) for each in grids for number, cells in sorted(each.rows.items())]
    assert [(each["sheet_index"], each["row"], each["cell_count"]) for each in addresses] == stood
    assert {each["kind"] for each in addresses} <= KINDS
    data = [each for each in addresses if each["kind"] == "data"]
    assert all(each["row_id"] and each["fate"] in ("conformed", "quarantined") for each in data)
    assert len({each["row_id"] for each in data}) == len(data)
    assert all(each["fate"] is each["row_id"] is None for each in addresses if each["kind"] != "data")
    conformed_rows = {each["row_id"] for each in data if each["fate"] == "conformed"}
    assert conformed_rows == {row for name in CONTRACTS.entities for row in row_ids(outcome, name)}
    assert {each["row_id"] for each in data} - conformed_rows == set(row_ids(outcome, "quarantine"))
    assert outcome.receipt["rows"] == dict(Counter(each["kind"] for each in addresses))
    for name, counts in outcome.receipt["entities"].items():
        assert counts["data"] == counts["conformed"] + counts["quarantined"]
        assert counts["conformed"] == len(row_ids(outcome, name))


def row_ids(outcome: Conformed, name: str) -> list[str]:
    return [each["row_id"] for each in records(outcome, name)]


def test_every_table_has_its_columns_and_types() -> None:
    outcome = conformed(grid(table("worker", workers(2))), grid(table("agency", [good("agency")]), index=1))
    schemas = table_schemas(CONTRACTS)
    assert set(outcome.tables) == {"worker", "agency", *ADDRESS_TABLES}
    for name, frame in outcome.tables.items():
        assert dict(frame.schema) == schemas[name]
        assert set(frame["delivery_id"]) <= {"d" * 16}


def test_no_personal_field_is_a_column() -> None:
    personal = {each.name for entity in CONTRACTS.entities.values() for each in entity.fields if each.is_personal}
    of_persons = {"name", "id_number", "phone", "certificate_number", "birth_date"}
    assert personal == {*of_persons, "registration_number", "bank_account"}
    for entity in CONTRACTS.entities.values():
        stored = table_schemas(CONTRACTS)[entity.name].keys()
        # a station has a name that is nobody's
        assert {each.name for each in entity.fields if each.is_personal}.isdisjoint(stored)
        assert (personal - {"name"}).isdisjoint(stored)


def test_the_rows_of_a_whole_workbook_balance() -> None:
    roster = table("worker", [*workers(4), good("worker", 9) | {"id_number": "1"}])
    sheets = (
        grid([*roster, ["合计", None, None, 5], ["填表人：某某"]], "花名册", 0),
        grid([["填表说明"], ["一、请如实填写"]], "说明", 1),
        grid(table("agency", [good("agency"), good("agency", 1)]), "机构", 2),
        grid([], "Sheet4", 3),
        grid([["名称", "街道"], ["甲", "乙"], ["丙", "丁"]], "不知道", 4),
    )
    outcome = conformed(*sheets)
    assert_balanced(outcome, *sheets)
    assert outcome.receipt["rows"]["total"] == 1
    assert outcome.receipt["entities"]["worker"] == {"data": 5, "conformed": 4, "quarantined": 1}


@pytest.mark.parametrize("seeds", [range(start, start + 50) for start in range(0, 300, 50)], ids=str)
def test_garbage_stops_nothing_and_balances(seeds: range) -> None:
    known = 0
    for seed in seeds:
        sheet = garbage(seed)
        unit = ("510402", "510400", "511900-00")[seed % 3]
        outcome = conformed(sheet, unit_code=unit)
        assert_balanced(outcome, sheet)
        known += bool(outcome.receipt["entities"])
    assert known > 5


def test_a_sheet_that_is_empty_below_its_header_beside_one_that_is_not() -> None:
    """One sheet for each town, some with nobody on it."""
    sheets = [grid(table("worker", workers(count)), f"村{count}", index) for index, count in enumerate((0, 2, 0, 1))]
    outcome = conformed(*sheets)
    assert_balanced(outcome, *sheets)
    assert outcome.tables["worker"].height == 3


def test_a_table_of_no_known_kind_is_held_with_its_rows() -> None:
    sheet = grid([["序号", "主题", "层级"], [1, "甲", "乙"], [2, "丙", "丁"], ["合计", None, None]], "表1")
    outcome = conformed(sheet)
    assert_balanced(outcome, sheet)
    assert outcome.receipt["fate"] == "held"
    assert outcome.receipt["entities"] == {}
    refused = records(outcome, "quarantine")
    assert [(each["row"], each["code"], each["entity"]) for each in refused] == [
        (2, "table_unknown", None),
        (3, "table_unknown", None),
    ]
    assert all(each["message_zh"] and each["message_en"] for each in refused)


def test_a_sheet_without_any_table_is_held() -> None:
    sheet = grid([["关于报送数据的说明"], ["请各县区按时报送"]])
    outcome = conformed(sheet)
    assert_balanced(outcome, sheet)
    assert codes(outcome) == ["no_table_found", "sheet_without_table"]
    assert outcome.receipt["fate"] == "held"


def test_an_empty_file_is_held() -> None:
    outcome = conformed(grid([]))
    held = {"fate": "held", "findings": {"no_table_found": 1}}
    assert outcome.receipt == {"is_synthetic": False, "entities": {}, "rows": {}, **held}


def test_values_under_a_merged_cell_have_the_address_of_their_own() -> None:
    rows = workers(4)
    lines = table("worker", rows)
    column = [each.name for each in CONTRACTS.entities["worker"].fields].index("township")
    for line in lines[3:5]:
        line[column] = None
    lines[5][column] = "同上"
    outcome = conformed(grid(lines, merges=((3, column + 1, 5, column + 1),)))
    assert outcome.tables["worker"]["township"].to_list() == ["示例街道"] * 4
    by_row = {each["row_id"]: each["row"] for each in records(outcome, "row_address") if each["row_id"]}
    filled = [(by_row[each["row_id"]], each["field"], each["source_row"]) for each in records(outcome, "filled_value")]
    assert filled == [(4, "township", 3), (5, "township", 3), (6, "township", 3)]


def test_a_finding_on_a_filled_value_shows_the_cell_it_came_from() -> None:
    lines = table("worker", workers(3))
    column = [each.name for each in CONTRACTS.entities["worker"].fields].index("education")
    lines[2][column], lines[3][column] = "五花八门", None
    outcome = conformed(grid(lines, merges=((3, column + 1, 4, column + 1),)))
    assert [(each["code"], each["cell"]) for each in records(outcome, "finding")] == [("code_unknown", "G3")] * 2


@pytest.mark.parametrize("place", ["title", "footer", "sheet above"])
def test_a_synthetic_delivery_says_so(place: str) -> None:
    lines: list[Line] = [["花名册"], ROSTER, list(PERSON)]
    notice = "注：合成示例,非官方数据"
    if place == "title":
        lines[0] = ["花名册（合成示例，非官方数据）"]
    elif place == "footer":
        lines.append([notice])
    sheets = [grid(lines, index=1)] + ([grid([[notice]], index=0)] if place == "sheet above" else [])
    assert conformed(*sheets).receipt["is_synthetic"] is True
    assert conformed(grid([["花名册"], ROSTER, list(PERSON)])).receipt["is_synthetic"] is False


def test_a_person_does_not_make_a_delivery_synthetic() -> None:
    lines = table("worker", workers(2))
    lines[2][[each.name for each in CONTRACTS.entities["worker"].fields].index("employer")] = "合成示例单位"
    assert conformed(grid(lines)).receipt["is_synthetic"] is False


def test_row_ids_are_of_file_sheet_row_and_table() -> None:
    lines = [*table("worker", workers(2)), [], *table("agency", [good("agency")])]
    here, again = conformed(grid(lines)), conformed(grid(lines))
    assert row_ids(here, "worker") == row_ids(again, "worker")
    assert set(row_ids(here, "worker")).isdisjoint(row_ids(here, "agency"))
    assert set(row_ids(here, "worker")).isdisjoint(row_ids(conformed(grid(lines, index=1)), "worker"))
    assert all(len(each) == 16 and int(each, 16) >= 0 for each in row_ids(here, "worker"))


def test_the_same_bytes_again_are_told_and_counted() -> None:
    outcome = conformed(grid(table("worker", workers(1))), is_known_file=True)
    assert codes(outcome) == ["same_bytes_again"]
    assert outcome.receipt["fate"] == "accepted"


def test_hidden_parts_are_told() -> None:
    sheet = grid(table("worker", workers(3)), state="veryHidden")
    assert codes(conformed(sheet)) == ["sheet_hidden"]
    shown = grid(table("worker", workers(3)))
    rows_hidden = Grid(shown.index, shown.name, shown.state, shown.rows, hidden_rows=frozenset({2, 4, 5}))
    (finding,) = records(conformed(rows_hidden), "finding")
    assert (finding["code"], finding["cell"]) == ("rows_hidden", "4:4")
    assert "2" in finding["message_zh"]


def test_a_refused_delivery_has_one_finding_and_no_rows() -> None:
    outcome = refuse(Context("d" * 16, "f" * 64, EAST, AS_OF, CONTRACTS, KEYS), "reader_timeout", "limit 60 s")
    (finding,) = records(outcome, "finding")
    assert (finding["code"], finding["severity"]) == ("reader_timeout", "reject")
    assert "limit 60 s" in finding["message_zh"]
    assert outcome.receipt["fate"] == "rejected"
    assert {name: frame.height for name, frame in outcome.tables.items() if frame.height} == {"finding": 1}


def test_a_file_of_a_clerk_from_end_to_end(tmp_path) -> None:
    """A real workbook with title, two-row header's worth of padding, errors, totals and a footer."""
    lines: list[Line] = [
        ["东区社会工作人员花名册"],
        ["填报单位：东区民政局", None, None, "填报日期：2022.8.30"],
        ["序号", "姓   名", "身份\n证号", "专业人才", "证书\n等级", "发证日期"],
        [1, "测试 甲", identity(2), "√", "初级", dt.date(2020, 9, 15)],
        [2, "测试乙", identity(4).lower(), "×", "/", None],
        [3, "测试丙", 510499199002030075, "√", None, None],
        ["合计", 3],
        ["填表人：某某      审核人：某某"],
    ]
    outcome = conformed(*workbook(tmp_path / "roster.xlsx", lines).grids)
    kinds = ["title", "title", "header", "data", "data", "data", "total", "note"]
    assert [each["kind"] for each in records(outcome, "row_address")] == kinds
    assert outcome.tables["worker"].select("is_professional", "certificate_level", "certificate_date").rows() == [
        (True, "1", dt.date(2020, 9, 15)),
        (False, None, None),
    ]
    assert [(each["code"], each["cell"]) for each in records(outcome, "quarantine")] == [("id_number_lossy", "C6")]
