"""A layout makes readable what the words of the contracts cannot: one new file, and nothing else is touched."""

import datetime as dt
from pathlib import Path

import pytest
from county_tables import Line, codes, grid, identity, records
from offices import CORRECTION, HEADER, TABLE, Office, roster, table

from pipeline.rows.examples import differences


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path / "contracts")


def test_one_file_makes_an_unknown_county_readable(office: Office) -> None:
    """Must show 6: held before, accepted with every value after, and nothing else was touched."""
    before = office.conformed(roster())
    assert before.receipt["fate"] == "held"
    files = {path for path in office.folder.rglob("*") if path.is_file()}
    after = office.put(TABLE).conformed(roster())
    assert {path.name for path in office.folder.rglob("*") if path.is_file() and path not in files} == {"some.yaml"}
    assert (after.receipt["fate"], codes(after)) == ("accepted", [])
    columns = ["certificate_level", "certificate_date", "is_professional", "township"]
    assert after.tables["worker"].select(columns).rows() == [("1", dt.date(2020, 9, 15), True, "示例镇")] * 3
    matched = {each["field"]: each["matched_by"] for each in records(after, "header_map")}
    assert set(matched.values()) == {"layout"}
    assert differences(office.contracts) == []


def test_another_unit_another_sheet_and_a_known_sheet_are_not_touched(office: Office) -> None:
    office.put(TABLE)
    assert office.conformed(roster(), unit_code="510403").receipt["fate"] == "held"
    assert office.conformed(roster(header=[*HEADER[:5], "别的"])).receipt["fate"] == "held"
    known = grid([["花名册"], ["姓名", "身份证号", "是否专业人才"], ["测试甲", identity(2), "是"]])
    assert {each["matched_by"] for each in records(office.conformed(known), "header_map")} == {"synonym"}


@pytest.mark.parametrize(
    ("dates", "fate"),
    [
        ({}, "accepted"),
        ({"valid_from": "2022-08"}, "accepted"),
        ({"valid_from": "2022"}, "accepted"),
        ({"valid_to": "2022-08"}, "accepted"),
        ({"valid_from": "2022-09"}, "held"),
        ({"valid_to": "2022-07"}, "held"),
        ({"valid_to": "2021"}, "held"),
    ],
)
def test_a_layout_is_valid_for_its_periods(office: Office, dates: dict[str, str], fate: str) -> None:
    assert office.put(table(**dates)).conformed(roster()).receipt["fate"] == fate


def test_a_form_that_changed_has_two_entries(office: Office) -> None:
    swapped = {**TABLE["columns"], "员工称呼": "employer", "片区": "name"}
    office.put(table(valid_to="2021"), table(valid_from="2022", columns=swapped))
    assert office.conformed(roster()).tables["worker"]["employer"].to_list() == ["测试甲", "测试乙", "测试丙"]


def test_constants_letters_ignored_and_the_sheet(office: Office) -> None:
    """Columns under an empty or doubled header by letter; what is ignored is no finding; the sheet names the town, bare as it is."""
    columns = {"员工称呼": "name", "证件资料": "id_number"}
    told = {
        "constants": {"is_professional": "是"},
        "letters": {"D": "certificate_date", "C": "certificate_level", "G": "employer"},
    }
    office.put(table(columns=columns, ignored=["片区", "算不算"], taken_from={"township": "sheet_name"}, **told))
    people = roster(header=[*HEADER[:2], "情形", "情形", *HEADER[4:]])
    people.rows[3][7] = people.rows[3][1]._replace(text="示例单位")
    outcome = office.conformed(type(people)(0, "高桥", "visible", people.rows))
    assert codes(outcome) == []
    found = outcome.tables["worker"].select("is_professional", "certificate_level", "employer", "township").rows()
    assert found[0] == (True, "1", "示例单位", "高桥")
    sources = {
        each["field"]: (each["source"], each["source_cell"], each["cell_column"])
        for each in records(outcome, "header_map")
    }
    assert sources["is_professional"] == ("constant", None, None)
    assert sources["township"] == ("sheet", None, None)
    assert sources["employer"] == ("column", None, "G")


def test_what_is_written_once_is_filled_down_with_its_address(office: Office) -> None:
    office.put(table(taken_from={"township": "fill_down"}))
    outcome = office.conformed(roster((4, 6, None), (5, 6, None)))
    assert outcome.tables["worker"]["township"].to_list() == ["示例镇"] * 3
    assert [each["source_row"] for each in records(outcome, "filled_value")] == [3, 3]
    office.put(TABLE)
    assert office.conformed(roster((4, 6, None))).tables["worker"]["township"].to_list() == ["示例镇", None, "示例镇"]


def test_a_group_and_its_column(office: Office) -> None:
    columns = {key: name for key, name in TABLE["columns"].items() if key not in ("档次", "拿证日子")}
    grouped = {**columns, "本事/档次": "certificate_level", "本事/日子": "certificate_date"}
    lines: list[Line] = [
        ["员工称呼", "证件资料", "本事", None, "算不算", "片区"],
        [None, None, "档次", "日子", None, None],
        ["测试甲", identity(2), "一档", "2020.9.15", "算", "示例镇"],
    ]
    merges = ((1, 3, 1, 4), *((1, column, 2, column) for column in (1, 2, 5, 6)))
    outcome = office.put(table(columns=grouped)).conformed(grid(lines, merges=merges))
    assert (outcome.receipt["fate"], outcome.tables["worker"]["certificate_level"].to_list()) == ("accepted", ["1"])


def test_words_in_a_list_are_translated_one_by_one(office: Office) -> None:
    columns = {**TABLE["columns"], "片区": "domains"}
    values = TABLE["values"] | {"domains": {"老": "elderly", "小": "未成年人保护"}}
    outcome = office.put(table(columns=columns, values=values)).conformed(
        roster((3, 6, "小、老"), (4, 6, "老"), (5, 6, "社区"))
    )
    assert outcome.tables["worker"]["domains"].to_list() == [
        ["child_protection", "elderly"],
        ["elderly"],
        ["community"],
    ]


def test_a_doubled_header_stays_ambiguous(office: Office) -> None:
    office.put(table(recognised_by=["员工称呼"]))
    outcome = office.conformed(roster(header=[*HEADER[:5], "档次"]))
    assert "column_ambiguous" in codes(outcome)


# corrections


def test_a_confirmed_correction_is_applied_and_told(office: Office) -> None:
    outcome = office.put(TABLE, corrections=(CORRECTION,)).conformed(roster())
    assert outcome.tables["worker"]["certificate_level"].to_list() == ["2", "1", "1"]
    (finding,) = records(outcome, "finding")
    assert (finding["code"], finding["field"], finding["cell"]) == ("value_corrected", "certificate_level", "C3")
    assert finding["message_zh"].startswith("订正")
    assert outcome.receipt["fate"] == "accepted"


def test_an_empty_cell_may_be_corrected(office: Office) -> None:
    change = CORRECTION | {"cell": "F4", "field": "township", "expected": "", "value": "青山镇"}
    office.put(table(taken_from={"township": "fill_down"}), corrections=(change,))
    outcome = office.conformed(roster((4, 6, None), (5, 6, None)))
    assert outcome.tables["worker"]["township"].to_list() == ["示例镇", "青山镇", "青山镇"]
    assert [each["source_row"] for each in records(outcome, "filled_value")] == [4]


@pytest.mark.parametrize(
    "change",
    [{"expected": "二档"}, {"expected": ""}, {"sheet": "别的"}, {"cell": "D3"}, {"cell": "C2"}, {"cell": "C99"}],
)
def test_a_correction_that_does_not_fit_holds_and_changes_nothing(office: Office, change: dict[str, str]) -> None:
    outcome = office.put(TABLE, corrections=(CORRECTION | change,)).conformed(roster())
    assert codes(outcome) == ["correction_not_applied"]
    assert outcome.receipt["fate"] == "held"
    assert outcome.tables["worker"]["certificate_level"].to_list() == ["1", "1", "1"]


def test_a_correction_of_another_file_is_none_of_this(office: Office) -> None:
    outcome = office.put(TABLE, corrections=(CORRECTION | {"sha256": "0" * 64},)).conformed(roster())
    assert (codes(outcome), outcome.receipt["fate"]) == ([], "accepted")


def test_a_correction_needs_no_table_of_its_own(office: Office) -> None:
    change = CORRECTION | {"cell": "D3", "expected": "本科", "value": "大专", "field": "education"}
    known = grid([["花名册"], ["姓名", "身份证号", "是否专业人才", "学历"], ["测试甲", identity(2), "是", "本科"]])
    outcome = office.put(corrections=(change,)).conformed(known)
    assert outcome.tables["worker"]["education"].to_list() == ["30"]
