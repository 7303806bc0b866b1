"""What titles say of area and period against the folder: each contradiction holds, and nothing that an office plainly writes does."""

import pytest
from county_tables import AS_OF, CONTRACTS, EAST, KEYS, codes, good, grid, records, table

from pipeline.rows.context import contradictions
from pipeline.rows.delivery import Conformed, Context, conform
from pipeline.sheets.grid import Grid, Workbook

AREA, PERIOD = "title_area_differs", "title_period_differs"


def conformed(*grids: Grid, unit_code: str = EAST, period: str = "2022-08") -> Conformed:
    context = Context("d" * 16, "f" * 64, unit_code, AS_OF, CONTRACTS, KEYS, period=period)
    return conform(Workbook("xlsx", None, grids, ()), context)


def said(title: str, unit: str = EAST, period: str = "2022-08", sheet: str = "人员花名册") -> dict[str, str]:
    """Code to detail for one title."""
    folder = Context("d" * 16, "f" * 64, unit, AS_OF, CONTRACTS, KEYS, period=period)
    return {each.code: each.detail for each in contradictions(sheet, {"A1": title}, (), folder)}


@pytest.mark.parametrize(
    ("title", "area"),
    [
        ("西区社会工作人才台账", "510403"),
        ("2022年西区社工花名册", "510403"),
        ("攀枝花市西区清香坪街道名册", "510403"),
        ("附件2：米易县社会工作专业人才花名册", "510421"),
        ("《盐边县社会工作专业人才花名册》", "510422"),
        ("填报单位（盖章）：米易县民政局　　填报日期：2022年8月31日", "510421"),
        ("填报单位：中共西区委社会工作部", "510403"),
        ("四川省巴中市通江县社会工作人才", "511921"),
        ("宜昌社会工作人才花名册", "420500"),
        ("市本级社会工作人才台账", "510400-00"),
    ],
)
def test_another_area_at_the_head_of_a_title_contradicts(title: str, area: str) -> None:
    assert said(title) == {AREA: area}


@pytest.mark.parametrize(
    "title",
    [
        "攀枝花市东区社会工作专业人才花名册",
        "东区民政局关于2022年8月社工情况的报表",
        "渡口市东区社工",
        "四川省攀枝花市社会工作专业人才花名册",
        "填报单位（盖章）：攀枝花市民政局",
        "东区赴西区交流社工名册",
        "西区街道社工名册",  # a street of that name
        "通江路社区花名册",
        "填报单位：米易县阳光社会工作服务中心",  # an organisation may be registered elsewhere
        "平湖县社会工作专业人才花名册",  # no known area: nothing is known of it
        "青山镇社工花名册",
        "联系电话：0812-3336666",
    ],
)
def test_its_own_area_and_names_inside_other_names_do_not(title: str) -> None:
    assert said(title) == {}


def test_parents_children_and_heirs_of_a_unit_do_not_contradict() -> None:
    assert said("攀枝花市东区花名册", "510400") == {}
    assert said("攀枝花市社会工作人才", "510400-00") == {}
    assert said("綦江县社会工作人才", "500110") == {}
    assert said("万盛区社会工作人才", "500110") == {}
    assert said("东区社会工作人才", "510400-00") == {AREA: "510402"}


@pytest.mark.parametrize(
    ("title", "period", "stated"),
    [
        ("东区2025年社会工作专业人才花名册", "2022-08", "2025"),
        ("花名册（2022年8月）", "2024-12", "2022-08"),
        ("花名册（二〇二二年八月）", "2024-12", "2022-08"),
        ("花名册（2024年8月）", "2024-12", "2024-08"),
        ("2024年度花名册", "2023", "2024"),
        ("2024年上半年花名册", "2024-12", "2024-01/2024-06"),
        ("2024年第三季度花名册", "2024-12", "2024-07/2024-09"),
        ("花名册 截至2024年11月30日", "2024-12", "2024-11"),
        ("统计时间：2023.12", "2024-12", "2023-12"),
        ("填报单位：东区民政局 填报日期：2022.8.31", "2024-12", "2022-08"),
        ("2022年8月31日", "2024-12", "2022-08"),
        ("2019-2021年花名册", "2022-08", "2019-01/2021-12"),
    ],
)
def test_another_period_in_a_title_contradicts(title: str, period: str, stated: str) -> None:
    assert said(title, period=period) == {PERIOD: stated}


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("花名册（2022年8月）", "2022-08"),
        ("花名册（2022年8月）", "2022"),
        ("2022年花名册", "2022-08"),
        ("2022年第三季度花名册", "2022-08"),
        ("2021-2025年规划", "2022-08"),
        ("2025年花名册（截至2025年12月）", "2025-12"),
        ("截至2023年1月1日零时", "2022-12"),  # midnight is the end of the day before
        ("填报日期：2022年9月15日", "2022-08"),  # a form is filed after its day
        ("填报日期：2023.1.5", "2022"),
        ("2021年考取社会工作师人员花名册", "2022-08"),
        ("2018年版社会工作人才统计表", "2022-08"),
        ("自2019年社工人数", "2022-08"),
        ("民发〔2009〕44号", "2022-08"),
        ("十四五规划", "2022-08"),
        ("花名册（2019年）", "undated"),
        ("填表说明：" + "请按2019年格式填写。" * 12, "2022-08"),
    ],
)
def test_its_own_period_and_other_years_do_not(title: str, period: str) -> None:
    assert said(title, period=period) == {}


@pytest.mark.parametrize(
    ("sheet", "found"),
    [
        ("米易县", {AREA: "510421"}),
        ("2021年花名册", {PERIOD: "2021"}),
        ("202112", {PERIOD: "2021-12"}),
        ("2021", {PERIOD: "2021"}),
        ("西区", {}),  # too short: a part of a town is called so too
        ("2022", {}),
        ("2021级学员", {}),
        ("Sheet1", {}),
    ],
)
def test_the_name_of_a_sheet_is_taken_lightly(sheet: str, found: dict[str, str]) -> None:
    assert said("花名册", sheet=sheet) == found


def workers(title: str, *people: int) -> list:
    lines = table("worker", [good("worker", each) for each in people])
    return [[title], *lines[1:]]


def test_a_contradiction_holds_the_delivery_and_names_the_cell() -> None:
    outcome = conformed(grid([["附件1"], *workers("西区2021年花名册", 1, 2)]))
    found = [(each["code"], each["cell"], each["severity"]) for each in records(outcome, "finding")]
    assert found == [(AREA, "A2", "hold"), (PERIOD, "A2", "hold")]
    assert outcome.receipt["fate"] == "held"
    assert outcome.receipt["entities"]["worker"]["conformed"] == 2
    assert "510403" in records(outcome, "finding")[0]["message_zh"]


def test_rows_that_say_of_what_day_they_are_need_no_title_to() -> None:
    statements = table("observation", [good("observation")])
    statements[0] = ["攀枝花市2019年公布数据"]
    assert codes(conformed(grid(statements))) == []
    statements[0] = ["米易县公布数据"]
    assert codes(conformed(grid(statements))) == [AREA]


def test_addresses_in_identity_numbers_are_never_compared_with_the_unit() -> None:
    """They tell where a person was first registered: all of the tests' are of no area at all."""
    assert codes(conformed(grid(workers("东区花名册", *range(5))))) == []


def test_headers_without_rows_hold_a_delivery() -> None:
    outcome = conformed(grid(workers("东区花名册")))
    assert codes(outcome) == ["no_data_rows"]
    assert outcome.receipt["fate"] == "held"


def test_an_empty_table_beside_others_is_told_and_counts_as_none() -> None:
    agencies = table("agency", [])
    outcome = conformed(grid(workers("东区花名册", 1)), grid(agencies, "机构", 1))
    assert codes(outcome) == ["entity_without_rows"]
    assert outcome.receipt["fate"] == "accepted"


def test_a_list_of_which_no_row_is_good_is_held_and_not_counted_as_none() -> None:
    bad = [good("worker", place) | {"id_number": "510499199013019"} for place in range(10)]
    agencies = table("agency", [good("agency", 1)])
    outcome = conformed(grid(table("worker", bad)), grid(agencies, "机构", 1))
    assert outcome.receipt["entities"]["worker"] == {"data": 10, "conformed": 0, "quarantined": 10}
    assert codes(outcome).count("no_row_conformed") == 1
    assert outcome.receipt["fate"] == "held"
    for others in ([*bad, good("worker", 9)], bad[:9]):
        outcome = conformed(grid(table("worker", others)))
        assert "no_row_conformed" not in codes(outcome)
        assert outcome.receipt["fate"] == "accepted"


def test_one_sheet_for_each_town_and_nobody_in_some() -> None:
    outcome = conformed(grid(workers("东区花名册", 1)), grid(workers("东区花名册"), "表2", 1))
    assert codes(outcome) == []
