"""Where tables begin and end and what their columns are called, on layouts that agree on nothing."""

from dataclasses import replace

import pytest

from pipeline.sheets.grid import Cell, Grid
from pipeline.sheets.tables import SheetRows, tables
from tests.sheet_layouts import WORDS, comma, kinds, names, sheet


def test_a_merged_title_a_subtitle_and_a_header(tmp_path):
    found = sheet(
        tmp_path,
        [
            ["平湖县2025年社会工作专业人才花名册"],
            ["填报单位(盖章)：青山镇   填报日期：2025.6.30"],
            ["序号", "姓   名", "性\n别", "身份\n证号", "学历（必填）", "*岗位", "备注", "备注"],
            [1, "张三", "男", "510499199001011233", "本科", "网格员"],
            [2, "李四", "女", "510499199001011234", "本科", "专职", "新增", "2024.5离职"],
            ["填表人：李某", "", "", "审核人：王某", "", "联系电话：0827-5220000"],
        ],
        ("A1:H1", "A2:H2"),
    )
    assert kinds(found) == "ti ti he da da no"
    table = found.tables[0]
    assert (table.header_rows, table.first_data_row, table.last_data_row, table.first_column) == ((3,), 4, 5, 1)
    assert names(found) == ["序号", "姓   名", "性\n别", "身份\n证号", "学历（必填）", "*岗位", "备注", "备注"]
    assert (table.columns[4].row, table.columns[4].column, table.columns[4].parts) == (3, 4, ("身份\n证号",))


def test_a_header_of_two_rows_where_every_column_has_a_group(tmp_path):
    found = sheet(
        tmp_path,
        [
            ["攀枝花市东区社会工作专业人才花名册（2022年8月）"],
            ["基本情况", "", "", "工作情况", "", "证书情况", "", "", "其他"],
            ["序号", "姓名", "性别", "工作单位", "岗位", "等级", "证书编号", "取得时间", "备注"],
            [1, "张三", "男", "民政局", "专职", "中级", "00123", "2022.8"],
        ],
        ("A1:I1", "A2:C2", "D2:E2", "F2:H2"),
    )
    assert kinds(found) == "ti he he da"
    assert found.tables[0].header_rows == (2, 3)
    assert found.tables[0].columns[6].parts == ("证书情况", "等级")
    assert names(found)[-2:] == ["证书情况/取得时间", "其他/备注"]


@pytest.mark.parametrize("known_group", [True, False])
def test_a_header_of_two_rows_with_columns_that_reach_down(tmp_path, known_group):
    top = (
        ["序号", "姓名", "性别", "证书情况", "", "", "备注"]
        if known_group
        else ["编码", "称呼", "男女", "证书情况", "", "", "附注"]
    )
    found = sheet(
        tmp_path,
        [top, ["", "", "", "等级", "证书编号", "取得时间", ""], [1, "张三", "男", "中级", "00123", "2022.8", ""]],
        ("A1:A2", "B1:B2", "C1:C2", "D1:F1", "G1:G2"),
    )
    assert kinds(found) == "he he da"
    assert names(found) == [*top[:3], "证书情况/等级", "证书情况/证书编号", "证书情况/取得时间", top[6]]
    assert (found.tables[0].columns[1].row, found.tables[0].columns[4].row) == (1, 2)


def test_a_header_of_three_rows(tmp_path):
    found = sheet(
        tmp_path,
        [
            ["人员情况", "", "", "", "", ""],
            ["序号", "姓名", "证书情况", "", "", "备注"],
            ["", "", "等级", "证书编号", "取得时间", ""],
            [1, "张三", "中级", "00123", "2022.8"],
            [2, "李四", "初级", "00124", "2022.8"],
        ],
        ("A1:F1", "A2:A3", "B2:B3", "C2:E2", "F2:F3"),
    )
    assert kinds(found) == "ti he he da da"
    found = sheet(
        tmp_path,
        [
            ["基本", "", "资格", "", "", "备注"],
            ["序号", "姓名", "证书情况", "", "", ""],
            ["", "", "等级", "证书编号", "取得时间", ""],
            [1, "张三", "中级", "00123", "2022.8"],
        ],
        ("A1:B1", "C1:E1", "F1:F3", "A2:A3", "B2:B3", "C2:E2"),
    )
    assert kinds(found) == "he he he da"
    assert found.tables[0].columns[3].parts == ("资格", "证书情况", "等级")
    assert found.tables[0].columns[6].parts == ("备注",)


def test_a_csv_file_with_a_title_line_and_one_with_groups(tmp_path):
    found = comma(
        tmp_path,
        [
            ["仁和区从业人员花名册（2022年8月）", "", ""],
            ["序号", "姓名", "性别"],
            ["1", "张三", "男"],
            ["", "", ""],
            ["2", "李四", "女"],
        ],
    )
    assert kinds(found) == "ti he da da"
    assert [row.number for row in found.rows] == [1, 2, 3, 5]
    found = comma(
        tmp_path,
        [
            ["花名册2022年", "", "", "", "", ""],
            ["序号", "姓名", "证书情况", "", "", "备注"],
            ["", "", "等级", "证书编号", "取得时间", ""],
            ["1", "张三", "中级", "00123", "2022.8", ""],
            ["合计", "1", "", "", "", ""],
        ],
    )
    assert kinds(found) == "ti he he da to"
    assert names(found) == ["序号", "姓名", "证书情况/等级", "证书情况/证书编号", "证书情况/取得时间", "备注"]


def test_groups_that_nobody_merged_and_labels_beside_the_table(tmp_path):
    lines = [
        ["花名册"],
        ["序号", "单位", "资格", "", "", "人员", ""],
        ["", "", "等级", "证书编号", "取得时间", "男", "女"],
        [1, "民政局", "中级", "00123", "2022.8", 1, 2],
    ]
    found = sheet(tmp_path, lines, ("A1:G1",))
    assert kinds(found) == "ti he he da"
    assert names(found) == ["序号", "单位", "资格/等级", "资格/证书编号", "资格/取得时间", "人员/男", "人员/女"]
    found = comma(tmp_path, [["序号", "单位", "人数", ""], ["", "", "男", "女"], ["1", "民政局", "1", "2"]])
    assert (kinds(found), names(found)) == ("he he da", ["序号", "单位", "人数/男", "人数/女"])
    lines = [
        ["社工", "青山镇花名册"],
        ["", "姓名", "性别", "学历"],
        ["", "张三", "男", "本科"],
        ["", "学历", "女", "本科"],
    ]
    found = sheet(tmp_path, lines, ("A1:A4", "B1:D1"))
    assert kinds(found) == "ti he da da"
    assert found.tables[0].first_column == 2


def test_a_record_below_a_header_of_one_row_is_never_taken_for_its_second_row(tmp_path):
    """Columns without a header, merged header cells and short words are no second header row."""
    found = sheet(
        tmp_path, [["序号", "姓名", "备注", ""], [1, "张三", "级别", "人数"], ["", "李四", "", "岗位"]], ("C1:D1",)
    )
    assert kinds(found) == "he da da"
    found = comma(tmp_path, [["姓名", "备注", ""], ["张三", "学历", "本科"], ["李四", "", "专科"]])
    assert kinds(found) == "he da da"


def test_a_header_again_on_each_page(tmp_path):
    header = ["序号", "姓名", "性别", "备注"]
    title = ["青山镇花名册"]
    lines = [title, header, [1, "张三", "男"], header, [2, "李四", "女", "同上"], title, header, [3, "王五", "女"]]
    found = sheet(tmp_path, lines, ("A1:D1", "A6:D6"))
    assert kinds(found) == "ti he da he da ti he da"
    assert (len(found.tables), found.tables[0].header_rows, found.tables[0].last_data_row) == (1, (2,), 8)


def test_the_same_header_under_another_title_is_another_table(tmp_path):
    header = ["序号", "姓名", "性别", "备注"]
    lines = [["青山镇花名册"], header, [1, "张三", "男"], [], ["云峰镇花名册"], header, [1, "李四", "女"]]
    found = sheet(tmp_path, lines, ("A1:D1", "A5:D5"))
    assert kinds(found) == "ti he da ti he da"
    assert [row.table for row in found.rows] == [0, 0, 0, 1, 1, 1]


def test_tables_below_each_other(tmp_path):
    found = sheet(
        tmp_path,
        [
            ["一、人员"],
            ["序号", "姓名", "性别", "学历"],
            [1, "张三", "男", "本科"],
            [2, "李四", "女", "本科"],
            ["填表人：李某"],
            [],
            ["二、站点"],
            ["填报单位：青山镇", "", "", "单位：个"],
            ["站点名称", "层级", "", "驻站人数"],
            ["青山站", "乡镇站", "", 3],
            ["合计", "", "", 3],
            [],
            ["", "", "类别", "人数"],
            ["", "", "站长", 1],
        ],
    )
    assert kinds(found) == "ti he da da no ti ti he da to he da"
    assert [(table.header_rows, table.first_column) for table in found.tables] == [((2,), 1), ((9,), 1), ((13,), 3)]
    assert [row.table for row in found.rows] == [0] * 5 + [1] * 5 + [2] * 2


def test_the_last_person_above_a_second_table_is_no_title(tmp_path):
    lines = [["姓名", "性别"], ["张三", "男"], ["李四", ""], ["站点名称", "层级"], ["青山站", "乡镇站"]]
    found = sheet(tmp_path, lines)
    assert kinds(found) == "he da da he da"


def test_a_table_anywhere_on_the_sheet_and_remarks_beside_it(tmp_path):
    lines = [[]] * 11 + [
        ["", "", "姓名", "性别", "学历", "", ""],
        ["", "", "张三", "男", "本科"],
        ["", "", "", "", "", "", "黄色为新增"],
        ["", "", "李四", "女"],
    ]
    found = sheet(tmp_path, lines, hidden=(13,))
    assert [(row.number, row.kind) for row in found.rows] == [(12, "header"), (13, "data"), (14, "note"), (15, "data")]
    assert found.tables[0].first_column == 3


def test_headers_that_hold_digits_are_headers(tmp_path):
    header = ["姓名", "身份证号（例510499199001011233）", "联系电话(11位)", "2025年", "1月", "1.学历"]
    found = sheet(tmp_path, [header, ["张三", "510499199001011234", "13800000000", "是", "是", "本科"]])
    assert kinds(found) == "he da"


def test_a_table_beside_a_table_shows_as_a_gap(tmp_path):
    lines = [
        ["序号", "姓名", "性别", "", "类别", "人数"],
        [1, "张三", "男", "", "社区", 1],
        [2, "李四", "女", "", "机关", 1],
        [3, "王五", "女"],
    ]
    assert sheet(tmp_path, lines).tables[0].gaps == comma(tmp_path, lines).tables[0].gaps == (4,)
    lines[3] = [3, "王五", "女", "新增"]
    assert sheet(tmp_path, lines).tables[0].gaps == ()


def test_what_is_merged_is_no_gap(tmp_path):
    lines = [
        ["花名册"],
        ["", "姓名", "", "证书情况", "", "", "备注"],
        ["", "", "", "等级", "", "证书编号", ""],
        ["", "张三", "", "中级", "", "00123", ""],
    ]
    merges = ("A1:H1", "B2:C3", "D2:F2", "G2:G3")
    found = sheet(tmp_path, lines, merges)
    assert kinds(found) == "ti he he da"
    assert found.tables[0].gaps == ()


def test_records_that_speak_in_header_words_are_records(tmp_path):
    found = sheet(
        tmp_path,
        [
            ["指标", "类别", "数值", "单位", "备注"],
            ["持证人数", "学历", 528, "人", "2022-08-31"],
            ["驻站人数", "性别", 94, "人", ""],
            ["站点名称", "层级", "岗位", "人", ""],
        ],
    )
    assert kinds(found) == "he da da da"


@pytest.mark.parametrize(
    "lines",
    [
        [["花名册"], ["张三", "男", "510499199001011233"], ["李四", "女", "510499199001011234"]],
        [["填表说明"], ["1.本表由单位填写"]],
        [["姓名"], ["张三"]],
    ],
)
def test_a_sheet_without_a_recognisable_header_has_no_table(tmp_path, lines):
    found = sheet(tmp_path, lines)
    assert found.tables == ()
    assert {row.kind for row in found.rows} <= {"title", "note"}
    assert [row.table for row in found.rows] == [None] * len(lines)


def test_an_empty_sheet_has_no_rows(tmp_path):
    assert sheet(tmp_path, []) == SheetRows((), ())


def test_merges_without_end_cost_nothing():
    rows = {1: {1: Cell("text", "姓名"), 2: Cell("text", "性别")}, 2: {1: Cell("text", "张三"), 2: Cell("text", "男")}}
    grid = Grid(0, "a", "visible", rows, merges=((2, 1, 1_048_576, 16_384), (1, 2, 1, 16_384)))
    found = tables(grid, WORDS)
    assert kinds(found) == "he da"
    assert tables(replace(grid, merges=()), WORDS).tables[0].columns.keys() == {1, 2}
