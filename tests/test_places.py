"""The township that only a sheet's name or a title gives: taken where it is certain, else left out with a finding."""

import pytest
from county_tables import Line, codes, conformed, good, grid, identity, records, table

HEADER = ["姓名", "身份证号", "性别", "是否社会工作专业人才"]


def sheet(name: str, index: int = 0, title: str = "花名册", header: list[str] = HEADER, under: str | None = None):
    person: Line = [f"测试{index}", identity(2 * index + 2), "女", "是", "示例镇"][: len(header)]
    lines: list[Line] = [[title], header, person]
    if under:
        lines.insert(1, [under])
    return grid(lines, name=name, index=index)


def townships(*sheets) -> list[str | None]:
    return conformed(*sheets).tables["worker"]["township"].to_list()


@pytest.mark.parametrize(
    ("name", "township"),
    [
        ("青山镇", "青山镇"),
        ("青山镇(已核)", "青山镇"),
        ("1.青山镇", "青山镇"),
        ("3、云峰乡", "云峰乡"),
        ("云峰彝族乡", "云峰彝族乡"),
        ("青山镇花名册", "青山镇"),
        ("青山街道办事处", "青山街道"),
        ("青山镇人民政府", "青山镇"),
        ("仁和镇", "仁和镇"),
        ("青山镇 12人", "青山镇"),
        *(
            (name, None)
            for name in (
                "Sheet2",
                "表1",
                "花名册",
                "乡镇",
                "各乡镇",
                "乡镇街道",
                "全镇",
                "城镇",
                "2025年",
                "在岗人员",
                "合成",
            )
        ),
    ],
)
def test_the_name_of_one_sheet(name: str, township: str | None) -> None:
    assert townships(sheet(name)) == [township]


def test_the_header_map_says_that_it_is_the_sheet() -> None:
    (found,) = (each for each in records(conformed(sheet("青山镇")), "header_map") if each["field"] == "township")
    assert (found["source"], found["source_cell"], found["cell_column"], found["header"]) == ("sheet", None, None, None)


def test_one_sheet_for_each_town() -> None:
    """Names that end in nothing are towns where several sheets of one header bear them; Sheet2 is none."""
    outcome = conformed(sheet("城关"), sheet("Sheet2", 1), sheet("东坪(已核)", 2))
    assert outcome.tables["worker"]["township"].to_list() == ["城关", None, "东坪"]
    assert [(each["code"], each["sheet_index"]) for each in records(outcome, "finding")] == [("place_in_doubt", 1)]
    assert townships(sheet("城关")) == [None]


@pytest.mark.parametrize(
    "others", [("在岗", "离岗"), ("一季度", "二季度"), ("男", "女"), ("社区", "机构"), ("城关", "离职")]
)
def test_sheets_that_are_parted_otherwise_are_no_towns(others: tuple[str, str]) -> None:
    assert townships(sheet(others[0]), sheet(others[1], 1)) == [None, None]


def test_what_may_be_a_person_is_no_town_and_is_told() -> None:
    outcome = conformed(sheet("王小明"), sheet("李四", 1))
    assert outcome.tables["worker"]["township"].to_list() == [None, None]
    assert codes(outcome) == ["place_in_doubt", "place_in_doubt"]
    assert outcome.receipt["fate"] == "accepted"
    assert townships(sheet("高桥"), sheet("青山镇", 1)) == ["高桥", "青山镇"]


def test_a_community_is_told_by_its_ending() -> None:
    outcome = conformed(sheet("长征社区"), sheet("红旗村", 1))
    assert outcome.tables["worker"]["community"].to_list() == ["长征社区", "红旗村"]
    assert outcome.tables["worker"]["township"].to_list() == [None, None]


def test_a_column_is_stronger_than_the_sheet() -> None:
    assert townships(sheet("青山镇", header=[*HEADER, "乡镇"])) == ["示例镇"]


@pytest.mark.parametrize(
    ("line", "township"),
    [
        ("填报单位(盖章)：青山镇   填报日期：2022.6.30", "青山镇"),
        ("填报单位：青山镇人民政府（盖章）", "青山镇"),
        ("填报单位（公章）:青山街道办事处", "青山街道"),
        ("填报单位：东区民政局", None),
        ("填报单位：青山镇、云峰镇", None),
        ("青山镇社会工作者登记", None),
        ("填报单位：", None),
    ],
)
def test_the_title_that_names_who_hands_in(line: str, township: str | None) -> None:
    outcome = conformed(sheet("Sheet1", under=line))
    assert outcome.tables["worker"]["township"].to_list() == [township]
    found = [each for each in records(outcome, "header_map") if each["field"] == "township"]
    assert [(each["source"], each["source_cell"]) for each in found] == ([("title", "A2")] if township else [])


def test_a_title_against_the_sheet_is_neither() -> None:
    outcome = conformed(sheet("云峰镇", under="填报单位：青山镇"))
    assert outcome.tables["worker"]["township"].to_list() == [None]
    assert codes(outcome) == ["place_in_doubt"]


def test_a_station_of_a_sheet_belongs_to_its_township() -> None:
    lines = table("station", [good("station") | {"tier": "乡镇(街道)社工站"}])
    place = lines[1].index("乡镇(街道)")
    grids = [grid([line[:place] + line[place + 1 :] for line in lines], name="青山镇")]
    outcome = conformed(*grids)
    assert outcome.tables["station"]["township"].to_list() == ["青山镇"]
