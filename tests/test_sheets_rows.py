"""What every row below a header is; in doubt it is data."""

import random
from datetime import datetime

import pytest

from pipeline.sheets.grid import Cell, Grid
from pipeline.sheets.tables import tables
from pipeline.sheets.words import without_brackets
from pipeline.text import folded
from tests.sheet_layouts import WORDS, kinds, sheet


def test_totals_sections_examples_and_empty_numbered_lines(tmp_path):
    found = sheet(
        tmp_path,
        [
            ["序号", "姓名", "性别", "身份证号", "学历", "备注"],
            ["例：", "王某", "男", "510499199001011233", "本科", ""],
            ["1", "示例", "男", "", "", ""],
            ["一、机关", "", "", "", "", ""],
            [1, "张三", "男", "510499199001011233", "本科", ""],
            [2, "李四", "女", "510499199001011234", "本科", ""],
            ["小计", 2],
            ["（二）街道"],
            [3, "王五", "女", "510499199001011235", "专科", ""],
            ["街道小计", "", 1],
            ["其中：女", 2],
            ["其中", "女", 2],
            [4],
            ["合计", "=SUM(B7:B10)", "", "", "", "含退休1人"],
            ["总计：3人"],
            ["注：1.学历填最高学历；2.证书编号填管理号"],
            ["", "", "学历栏请填写最高学历，尚未取得毕业证书的人员请在备注栏中说明"],
            ["", "", "", "", "", "2022年8月31日"],
        ],
    )
    assert kinds(found) == "he ex ex se da da to se da to to to no to to no no no"


@pytest.mark.parametrize(
    "person",
    [
        [4, "小计", "女", "510499199001011235", "专科", ""],
        [4, "合计", "女", "", "专科", ""],
        ["", "总计", "女", "", "", ""],
        ["", "小计", "", "510499199001011235", "", ""],
        [4, "张三", "女", "", "", "小计"],
        [4, "其中", "女", "", "本科", "其中"],
        ["", "赵六", "", "", "", ""],
        ["", "", "", "510499199001011235", "", ""],
        [4, "赵六", "", "", "", "例"[:0]],
        [4, "注", "女", "", "本科", ""],
        [4, "例生", "女", "", "本科", ""],
        ["#REF!", "赵六", "#N/A", "", "", ""],
        ["姓名", "赵六", "女", "510499199001011235", "本科", ""],
        [4, "学历", "性别", "510499199001011235", "本科", "备注"],
        [4, "赵六", "女", "510499199001011235", "本科", "示例"],
        ["", "赵六", "女", "510499199001011235", "", "例：见说明"],
    ],
)
def test_a_person_stays_a_person(tmp_path, person):
    """Whatever somebody is called or left blank: what is not convincingly something else is data."""
    lines = [
        ["序号", "姓名", "性别", "身份证号", "学历", "备注"],
        [1, "张三", "男", "510499199001011233", "本科", ""],
        [2, "李四", "女", "510499199001011234", "本科", ""],
        [3, "王五", "女", "510499199001011236", "专科", ""],
        person,
        [5, "孙七", "男", "510499199001011237", "本科", ""],
    ]
    assert kinds(sheet(tmp_path, lines)) == "he da da da da da"


VALUES = [
    2,
    "2",
    1.5,
    True,
    "510499199001011235",
    "51049919900101123Ｘ",
    "510499********1235",
    "138 0000 0000",
    "138-0000-0000",
    "0827-5220000",
    13800000000,
    datetime(1990, 1, 1),
    "1990.1.1",
    "1990-01-01 00:00:00",
    "90年1月",
    "1月1日",
    "35人",
    "—",
]


@pytest.mark.parametrize("above", [[], ["二、街道"]])
@pytest.mark.parametrize("value", VALUES, ids=str)
def test_a_person_described_in_header_words_is_no_header(tmp_path, above, value):
    """Codes are header words too (社区, 岗位): below an empty row or a section line they make no table of a person."""
    lines = [
        ["序号", "姓名", "性别", "身份证号", "工作单位", "级别", "岗位", "乡镇"],
        [1, "张三", "男", "510499199001011233", "民政局", "中级", "社工", "青山镇"],
        above,
        ["", "钱七宝", "男", value, "社区", "等级", "岗位", "乡镇"],
        [3, "李四", "女", "510499199001011234", "民政局", "中级", "社工", "青山镇"],
    ]
    found = sheet(tmp_path, lines)
    assert kinds(found) == ("he da se da da" if above else "he da da da")
    assert len(found.tables) == 1


def test_a_person_of_whom_only_words_are_known_is_no_header_either(tmp_path):
    lines = [
        ["姓名", "性别", "工作单位", "级别", "岗位"],
        ["张三", "男", "社区", "等级", "民政局"],
        [],
        ["钱七宝", "男", "社区", "等级", "岗位"],
        ["李四", "女", "社区", "等级", "岗位"],
    ]
    assert kinds(sheet(tmp_path, lines)) == "he da da da"


def test_what_a_section_says_is_there_for_the_caller(tmp_path):
    lines = [["序号", "姓名", "性别"], [1, "张三", "男"], ["已离岗人员"], [2, "李四", "女"]]
    (section,) = sheet(tmp_path, lines).tables[0].of_kind("section")
    assert (section.number, {column: cell.text for column, cell in section.cells.items()}) == (3, {1: "已离岗人员"})


def test_records_above_the_first_header_that_anybody_knows_are_not_titles(tmp_path):
    lines = [
        ["花名册", "", "", ""],
        ["编制", "张三", "510499199001011233", "青山镇"],
        ["外聘", "李四", "510499199001011234", "青山镇"],
        ["序号", "姓名", "性别", "学历"],
        [1, "王五", "女", "本科"],
    ]
    assert kinds(sheet(tmp_path, lines)) == "ti da da he da"


def test_the_last_record_above_a_header_printed_again_is_no_group(tmp_path):
    header = ["姓名", "性别", "学历", "备注"]
    found = sheet(tmp_path, [header, ["张三", "男", "本科", "无"], ["李四", "", "本科", ""], header, ["王五", "女"]])
    assert kinds(found) == "he da da he da"


def test_every_row_of_any_sheet_has_one_kind_and_every_filled_cell_a_source():
    chance = random.Random(4)
    texts = [
        "姓名",
        "性别",
        "学历",
        "证书情况",
        "等级",
        "备注",
        "张三",
        "小计",
        "合计：3",
        "例：",
        "注：x",
        "一、机关",
        "同上",
        "填报单位：青山",
        "2022.8",
        "（必填）",
    ]
    others = [
        Cell("number", "3"),
        Cell("number", "1e999"),
        Cell("date", "2022-08-31"),
        Cell("error", ""),
        Cell("uncached", ""),
    ]
    for _ in range(300):
        rows = {
            row: {
                column: Cell("text", chance.choice(texts)) if chance.random() < 0.8 else chance.choice(others)
                for column in columns
            }
            for row in range(1, chance.randrange(2, 25))
            if (columns := [column for column in range(1, 9) if chance.random() < 0.6])
        }
        corners = [(chance.randrange(1, 20), chance.randrange(1, 7)) for _ in range(chance.randrange(6))]
        merges = tuple((top, left, top + chance.randrange(4), left + chance.randrange(4)) for top, left in corners)
        found = tables(Grid(0, "a", "visible", rows, merges), WORDS)
        held = sorted((row.number, column) for row in found.rows for column in row.cells)
        assert held == sorted((number, column) for number, cells in rows.items() for column in cells)
        assert all(row.kind == "data" and row.cell(column) for row in found.rows for column in row.filled)
        for table in found.tables:
            assert {row.table for row in table.rows} == {table.index}
            assert all(
                header.column == column and header.row in table.header_rows for column, header in table.columns.items()
            )


def test_the_sum_of_a_table_of_sums(tmp_path):
    found = sheet(
        tmp_path,
        [
            ["表2 岗位开发设置情况", "", "", "单位：个"],
            ["类别", "机构总数量（个）", "岗位个数", "备注"],
            ["甲", 1, 2, 3],
            ["合计", 57, 12, ""],
            ["养老机构", 40, 10, ""],
            ["儿童福利机构", 17, 2, "含新建"],
            ["其中：新建", 3, 1, ""],
            ["单位负责人（签章）：", "", "填表人：", ""],
        ],
        ("A1:C1",),
    )
    assert kinds(found) == "ti he he to da da to no"


def test_a_cell_merged_downwards_stands_for_the_rows_below(tmp_path):
    found = sheet(
        tmp_path,
        [
            ["序号", "乡镇", "站点名称", "层级"],
            [1, "云峰镇", "云峰站", "乡镇站"],
            [2, "", "青山社区室", "社工室"],
            ["", "", "小计", 2],
            [3, "", "金江社区室", "社工室"],
            [4, "", "无乡镇室", "社工室"],
        ],
        ("B2:B5",),
    )
    assert kinds(found) == "he da da to da da"
    rows = {row.number: row for row in found.rows}
    assert {number: row.filled for number, row in rows.items() if row.filled} == {3: {2: 2}, 5: {2: 2}}
    assert rows[5].cell(2) == Cell("text", "云峰镇")
    assert rows[5].cell(3).text == "金江社区室"
    assert rows[6].cell(2) is None


def test_ditto_marks_stand_for_what_they_repeat(tmp_path):
    found = sheet(
        tmp_path, [["姓名", "乡镇", "社区"], ["张三", "云峰镇", "同上"], ["李四", "同上", "金江"], ["王五", "〃", "〃"]]
    )
    assert [row.filled for row in found.rows] == [{}, {}, {2: 2}, {2: 2, 3: 3}]
    assert found.rows[3].cell(2).text == "云峰镇"
    assert found.rows[1].cell(3).text == "同上"


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("（ 身份\n证号 ）", "(身份证号)"),
        ("ＩＤ\u200b号", "id号"),
        ("\ufeff姓\u3000名", "姓名"),
        ("２０２２．８", "2022.8"),
        ("Ａ\u00a0b", "ab"),
        ("葛\U000e0100\ufe00某\ufe0f", "葛某"),
        ("\u202a身\u2066份\u00ad证\u061c号\u202c", "身份证号"),
    ],
)
def test_spellings_that_fold_to_one(text, same):
    assert folded(text) == same == folded(same)


def test_brackets_and_marks_of_a_required_column():
    assert [without_brackets(folded(text)) for text in ("*学历（必填）", "姓名【2】", "乡镇(街道)", "※岗位")] == [
        "学历",
        "姓名",
        "乡镇",
        "岗位",
    ]
