"""A field spread over a column for each answer: read where ticks make it certain, held where they do not; titles and rows of others held."""

from typing import Any

import pytest
from county_tables import CONTRACTS, Line, codes, conformed, good, grid, identity, records, table

from pipeline.rows.delivery import Conformed

DATE = "2020-09-15"


def roster(headers: list[Any], *rows: list[Any], title: str = "社会工作专业人才花名册", **told: Any) -> Conformed:
    """Persons, each with these cells beside name, ID number and the date of a certificate."""
    lines: list[Line] = [[title], ["姓名", "身份证号", "取得证书时间", *headers]]
    for place, cells in enumerate(rows):
        date = DATE if any(cell in ("√", 1, "是") for cell in cells) else None
        lines.append([f"测试{'甲乙丙丁戊己'[place]}", identity(2 * place), date, *cells])
    return conformed(grid(lines, **told))


def held(outcome: Conformed) -> list[tuple[str, str | None, str | None]]:
    found = [each for each in records(outcome, "finding") if each["severity"] == "hold"]
    return [(each["code"], each["field"], each["cell"]) for each in found]


def levels(outcome: Conformed) -> list[str | None]:
    return outcome.tables["worker"]["certificate_level"].to_list()


@pytest.mark.parametrize("headers", [["助理社会工作师", "社会工作师", "高级"], ["初级证", "中级证书", "高级（√）"]])
@pytest.mark.parametrize(("yes", "no"), [("√", None), ("√", "×"), (1, 0), ("是", "否"), ("√", "/")])
def test_a_tick_under_an_answer_is_the_answer(headers: list[str], yes: Any, no: Any) -> None:
    outcome = roster(headers, [yes, no, no], [no, yes, no], [no, no, yes], [no, no, no])
    assert codes(outcome) == []
    assert levels(outcome) == ["1", "2", "3", None]
    assert outcome.receipt["fate"] == "accepted"


def test_two_ticks_of_one_person_refuse_the_row() -> None:
    outcome = roster(["初级", "中级"], ["√", "√"], ["√", None])
    assert codes(outcome) == ["several_certificates"]
    assert levels(outcome) == ["1"]


def test_several_domains_may_be_ticked() -> None:
    outcome = roster(["老年", "儿童"], ["√", "√"], ["√", None])
    assert outcome.tables["worker"]["domains"].to_list() == [["elderly", "child_protection"], ["elderly"]]


@pytest.mark.parametrize("cells", [[DATE, None], ["20200510499001", None], ["√", "合格"], [5, 3]])
def test_answers_with_something_else_below_them_hold(cells: list[Any]) -> None:
    outcome = roster(["初级", "中级"], cells, [None, None])
    assert held(outcome) == [("column_per_answer", "certificate_level", "D2")]
    assert levels(outcome) == [None] * outcome.tables["worker"].height


def test_answers_as_groups_hold() -> None:
    lines: list[Line] = [
        ["社会工作专业人才花名册"],
        ["姓名", "身份证号", "助理社会工作师", None, "社会工作师", None],
        [None, None, "编号", "取得时间", "编号", "取得时间"],
        ["测试甲", identity(2), "20200510499001", DATE, None, None],
    ]
    outcome = conformed(grid(lines, merges=((2, 3, 2, 4), (2, 5, 2, 6), (2, 1, 3, 1), (2, 2, 3, 2))))
    assert [code for code, *_ in held(outcome)] == ["column_per_answer"]


def test_one_such_word_alone_is_a_column_like_any_other() -> None:
    assert codes(roster(["高级", "合唱团"], ["√", "√"])) == ["column_unknown", "column_unknown"]


def test_a_column_for_the_field_is_stronger() -> None:
    outcome = roster(["证书等级", "初级", "中级"], ["初级", "√", None], ["初级", None, "√"])
    assert levels(outcome) == ["1", "1"]
    assert set(codes(outcome)) == {"column_unknown"}


def test_two_numbers_of_a_certificate_are_told_and_neither_is_used() -> None:
    outcome = roster(["证书编号", "管理号"], ["CN20200001", "20200510499001"])
    assert codes(outcome) == ["certificate_numbers_apart"]
    assert outcome.tables["worker"]["certificate_key"].to_list() == [None]


@pytest.mark.parametrize("title", ["志愿者花名册", "社工、志愿者名册", "东区义工登记花名册"])
def test_volunteers_hold(title: str) -> None:
    outcome = roster(["是否专业人才"], ["是"], title=title)
    assert [code for code, *_ in held(outcome)] == ["volunteers_listed"]


def test_volunteers_of_a_section_or_sheet_hold() -> None:
    lines = table("worker", [good("worker"), good("worker", 1)])
    lines.insert(3, ["二、志愿者"])
    assert held(conformed(grid(lines))) == [("volunteers_listed", None, "A4")]
    assert held(conformed(grid(table("worker", [good("worker")]), name="志愿者"))) == [
        ("volunteers_listed", None, None)
    ]


@pytest.mark.parametrize(
    "line", ["填报单位：东区志愿者协会", "东区志愿者服务总队社会工作专业人才花名册", "志愿服务工作人员"]
)
def test_a_body_called_after_volunteers_is_none(line: str) -> None:
    assert held(conformed(grid([[line], *table("worker", [good("worker")])]))) == []


def stations(headers: list[str], cells: list[Any], *, is_repeated: bool) -> Conformed:
    lines: list[Line] = [["社工站台账"], ["社工站名称", "层级", "乡镇", "是否运行", *headers]]
    for place in range(6):
        town = f"示例{'一二三四五六'[place // 2 if is_repeated else place]}镇"
        lines.append([f"{town}社工站", "乡镇（街道）社工站", town, "是", cells[place]])
    return conformed(grid(lines))


def test_a_station_on_the_rows_of_its_staff_holds() -> None:
    names = ["王伟", "李芳", "张敏", "刘静", "陈丽", "杨强"]
    assert held(stations(["驻站社工姓名"], names, is_repeated=True)) == [("row_per_person", None, "A2")]
    assert held(stations(["驻站社工姓名"], names, is_repeated=False)) == []
    assert held(stations(["站长"], names, is_repeated=False)) == []
    # a column that asks how many and says who
    assert held(stations(["驻站社工数"], names, is_repeated=False)) == [("column_contradicts", "staff_count", "E2")]


def test_a_table_without_the_column_that_each_record_needs_is_still_of_its_kind() -> None:
    rows = [["甲方", f"52510400MJ0000000{place}", "2019-03-14", "联合党支部", 3] for place in range(3)]
    headers = ["机构大名", "统一社会信用代码", "登记日期", "党建覆盖方式", "正式党员数"]
    outcome = conformed(grid([headers, *rows]))
    assert outcome.receipt["entities"].keys() == {"agency"}
    assert held(outcome) == [("required_column_missing", "name", None)]


def test_two_words_of_a_kind_are_not_enough_without_it() -> None:
    outcome = conformed(grid([["学历", "政治面貌", "品名"], ["本科", "群众", "纸"]]))
    assert outcome.receipt["entities"] == {}


def test_a_file_without_a_table_is_told_once() -> None:
    outcome = conformed(grid([["甲", "乙", "丙", "丁"], ["a", "b", "c", "d"]]))
    assert codes(outcome) == ["no_table_found"]


@pytest.mark.parametrize(("group", "found"), [("技能评价", False), ("取得社会工作者证书情况", True)])
def test_a_level_below_an_unknown_group_is_not_lost(group: str, found: bool) -> None:
    lines: list[Line] = [
        ["社会工作专业人才花名册"],
        ["姓名", "身份证号", group, None],
        [None, None, "证书等级", "取得证书时间"],
        ["测试甲", identity(2), "初级", DATE],
    ]
    outcome = conformed(grid(lines, merges=((2, 3, 2, 4), (2, 1, 3, 1), (2, 2, 3, 2))))
    told = [
        ("column_below_unknown_group", "certificate_date", "D3"),
        ("column_below_unknown_group", "certificate_level", "C3"),
    ]
    assert sorted(held(outcome)) == ([] if found else told)
    assert levels(outcome) == (["1"] if found else [None])


def test_every_answer_column_is_a_field_of_the_contract() -> None:
    outcome = roster(["初级", "中级"], ["√", None])
    (found,) = (each for each in records(outcome, "header_map") if each["field"] == "certificate_level")
    assert (found["source_cell"], found["matched_by"]) == ("D2", "answers")
    assert found["field"] in CONTRACTS.entities["worker"].by_name
