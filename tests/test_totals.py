"""Totals that do not add up are told; totals that may be right are left alone."""

from decimal import Decimal

import pytest

from pipeline.rows.totals import total_differences
from tests.county_tables import conformed, records
from tests.drawn_sheets import drawn, found

ROSTER = """
    he | 序号 | 姓名 | 性别 | 身份证号 | 月补贴 | 年龄
    da | 1 | 张三 | 男 | 510499199001011233 | 100 | 30
    da | 2 | 李四 | 女 | 510499199001011234 | 200.5 | 32
    to | 小计 | {} | | | {} |
    da | 3 | 王五 | 女 | 510499199001011235 | 1,050 | 40
    to | 小计 | {} | | | {} |
    to | 合计 | {} | | | {} | 34"""


def differences(text: str) -> list[tuple[int, int, str, str]]:
    return [
        (each.row, each.column, f"{each.stated:f}", f"{each.computed:f}")
        for table in found(drawn(text).grid).tables
        for each in total_differences(table)
    ]


def test_totals_that_add_up():
    assert differences(ROSTER.format(2, 300.5, "1人", 1050, 3, "1,350.5")) == []


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ((3, 300.5, 1, 1050, 3, 1350.5), (4, 2, "3", "2")),
        ((2, 300, 1, 1050, 3, 1350.5), (4, 5, "300", "300.5")),
        ((2, 300.5, 1, 1051, 3, 1350.5), (6, 5, "1051", "1050")),
        ((2, 300.5, 1, 1050, "4人", 1350.5), (7, 2, "4", "3")),
        ((2, 300.5, 1, 1050, 3, 1050), (7, 5, "1050", "1350.5")),
    ],
)
def test_one_wrong_total_is_one_difference(cells, told):
    assert differences(ROSTER.format(*cells)) == [told]


COUNTED = """
    he | 序号 | 姓名 | 身份证号
    {}
    da | 1 | 张三 | 510499199001011233
    da | 2 | 李四 | 510499199001011234
    {}"""


@pytest.mark.parametrize(
    ("top", "bottom", "told"),
    [
        ("to | 合计 | 2", "..", []),
        ("to | 合计 | 57", "..", [(2, 2, "57", "2")]),
        ("to | 合计：57人", "..", [(2, 1, "57", "2")]),
        ("..", "to | 共2人", []),
        ("..", "to | 共计 3 人，其中女1人", [(5, 1, "3", "2")]),
        ("..", "to | 其中：女 | 1", []),
        ("..", "to | 其中 | 女 | 9", []),
        ("..", "to | 合计 | | 2", []),
    ],
)
def test_numbers_of_rows(top, bottom, told):
    assert differences(COUNTED.format(top, bottom)) == told


def test_sums_over_their_rows_and_sections():
    text = """
    he | 县区 | 乡镇 | 持证人数 | 占比
    to | 全市合计 | | {} | 100%
    to | 东区小计 | | {} | 60%
    da | 东区 | 甲镇 | 10 | 30%
    da | 东区 | 乙镇 | 10 | 30%
    to | 西区小计 | | {} | 40%
    da | 西区 | 丙镇 | 13 | 40%"""
    assert differences(text.format(33, 20, 13)) == []
    assert differences(text.format(34, 20, 12)) == [(2, 3, "34", "33"), (6, 3, "12", "13")]


def test_what_is_no_sum_is_not_compared():
    text = """
    he | 站点名称 | 建成时间 | 驻站人数 | 平均年龄 | 满意率 | 备注
    da | 青山站 | 2021 | 3 | 35 | 90 | 1
    da | 云峰站 | 2022 | — | 40 | 92 | 一般
    da | 金江站 | 2022 | 4 | 42 | 95 |
    to | 合计 | 3 | 7 | 39 | 92 | 5"""
    assert differences(text) == []


def test_a_total_of_a_formula_is_compared_and_one_without_value_is_not():
    sheet = drawn("""
    he | 机构名称 | 从业人数 | 持证人数
    da | 暖心中心 | 10 | 3
    da | 助老中心 | 5 | 2
    to | 合计 | 16 | 9""").grid
    total = sheet.rows[4]
    total[2] = total[2]._replace(formula="SUM(B2:B2)")
    total[3] = total[3]._replace(kind="uncached", text="", formula="SUM(C2:C3)")
    (difference,) = total_differences(found(sheet).tables[0])
    assert difference[1:] == (2, Decimal(16), Decimal(15))


def test_the_sums_of_a_cross_table_in_both_directions():
    text = """
    ti | 持证社工按领域和等级统计表
    he | 服务领域 | 初级 | 中级 | 高级 | 小计
    da | 老年 | 10 | 5 | 1 | 16
    da | 社会救助 | 3 | 1 | 0 | {}
    to | 合计 | 13 | {} | 1 | 20"""
    assert differences(text.format(4, 6)) == []
    assert differences(text.format(5, 7)) == [
        (4, 5, "5", "4"),
        (5, 3, "7", "6"),
        (5, 5, "20", "21"),
    ]


def test_the_finding_names_the_cell_and_both_numbers_and_nothing_else():
    grid = drawn(COUNTED.format("to | 合计 | 57", "..")).grid
    (told,) = [each for each in records(conformed(grid), "finding") if each["code"] == "total_differs"]
    assert (told["cell"], told["severity"]) == ("B2", "warn")
    assert "57 ≠ 2" in told["message_zh"]
    assert "57 ≠ 2" in told["message_en"]
