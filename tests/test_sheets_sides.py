"""Tables side by side: told apart where it is certain, held as one table with a gap where it is not."""

import pytest

from pipeline.sheets.tables import SheetRows
from tests.drawn_sheets import drawn, found

CERTAIN = {
    "a header that begins again": """
        ti | 青山镇花名册 | > | > | > | > | >
        he | 序号 | 姓名 | 电话 | 序号 | 姓名 | 电话
        da | 1 | 张三 | 19900000001 | 3 | 王五 | 19900000003
        da | 2 | 李四 | 19900000002 | | |""",
    "a header that begins again behind an empty column": """
        ti | 青山镇花名册 | > | > | > | > | > | >
        he | 序号 | 姓名 | 电话 | | 序号 | 姓名 | 电话
        da | 1 | 张三 | 19900000001 | | 3 | 王五 | 19900000003
        da | 2 | 李四 | 19900000002 | | | |""",
    "titles of their own": """
        ti | 持证人员名单 | > | > | | 社工站情况表 | > | >
        he | 姓名 | 身份证号 | 性别 | | 站点名称 | 层级 | 驻站人数
        da | 张三 | 510499199001011233 | 男 | | 青山站 | 乡镇站 | 3
        da | 李四 | 510499199001011234 | 女 | | 云峰站 | 乡镇站 | 2""",
    "headers in other rows": """
        ti | 花名册
        he | 序号 | 姓名 | 身份证号 | 证书等级
        da | 1 | 张三 | 510499199001011233 | 初级 | | 统计 |
        da | 2 | 李四 | 510499199001011234 | 初级 | | 证书等级 | 人数
        da | 3 | 王五 | 510499199001011235 | 中级 | | 初级 | 2
        da | 4 | 赵六 | 510499199001011236 | 中级 | | 中级 | 2""",
    "a sum beside a person": """
        he | 序号 | 姓名 | 身份证号 | 证书等级 | | 证书等级 | 人数
        da | 1 | 张三 | 510499199001011233 | 初级 | | 初级 | 2
        da | 2 | 李四 | 510499199001011234 | 初级 | | 中级 | 1
        da | 3 | 王五 | 510499199001011235 | 中级 | | 合计 | 3""",
    "a serial each": """
        he | 序号 | 姓名 | 身份证号 | | 编号 | 站点名称 | 层级
        da | 1 | 张三 | 510499199001011233 | | 1 | 青山站 | 乡镇站
        da | 2 | 李四 | 510499199001011234 | | 2 | 云峰站 | 乡镇站""",
}
PARTS = {
    "a header that begins again": ["ti he da da", "he da"],
    "a header that begins again behind an empty column": ["ti he da da", "he da"],
    "titles of their own": ["ti he da da", "ti he da da"],
    "headers in other rows": ["ti he da da da da", "ti he da da"],
    "a sum beside a person": ["he da da da", "he da da to"],
    "a serial each": ["he da da", "he da da"],
}


def parts(told: SheetRows) -> list[str]:
    return [" ".join(row.kind[:2] for row in table.rows) for table in told.tables]


@pytest.mark.parametrize("name", CERTAIN)
def test_tables_that_are_certainly_two(name):
    told = found(drawn(CERTAIN[name]).grid)
    assert parts(told) == PARTS[name]
    assert [table.gaps for table in told.tables] == [(), ()]
    assert [table.index for table in told.tables] == [row.table for row in told.rows if row.kind == "header"] == [0, 1]
    left, right = told.tables
    assert max(left.columns) < min(right.columns) == right.first_column
    assert {column for row in right.rows for column in row.cells} <= right.columns.keys()


DOUBTFUL = {
    "an empty column in a roster": """
        he | 序号 | 姓名 | 性别 | | 学历 | 备注
        da | 1 | 张三 | 男 | | 本科 |
        da | 2 | 李四 | 女 | | 大专 | 新增""",
    "two columns that not everybody fills": """
        he | 姓名 | 身份证号 | | 证书等级 | 取得时间
        da | 张三 | 510499199001011233 | | 初级 | 2020.9
        da | 李四 | 510499199001011234 | | |
        da | 王五 | 510499199001011235 | | |""",
    "one word twice": """
        he | 姓名 | 身份证号 | 备注 | | 证书等级 | 备注
        da | 张三 | 510499199001011233 | | | 初级 |
        da | 李四 | 510499199001011234 | | | 初级 | 新增""",
}


@pytest.mark.parametrize("text", DOUBTFUL.values(), ids=DOUBTFUL)
def test_a_table_with_a_gap_stays_one(text):
    (table,) = found(drawn(text).grid).tables
    assert len(table.gaps) == 1
    assert [row.kind for row in table.rows[1:]] == ["data"] * (len(table.rows) - 1)


def test_words_that_recur_inside_a_header_part_no_table():
    """A pair of columns for each certificate: the header does not begin again."""
    (table,) = found(
        drawn("""
        he | 姓名 | 身份证号 | 等级 | 取得时间 | 等级 | 取得时间
        da | 张三 | 510499199001011233 | 初级 | 2016.9 | 中级 | 2019.10""").grid
    ).tables
    assert len(table.columns) == 6


def test_a_title_over_both_stands_over_the_second_and_is_a_row_of_the_first():
    told = found(drawn(CERTAIN["a header that begins again"]).grid)
    left, right = told.tables
    assert [row.number for row in left.of_kind("title")] == [row.number for row in right.over] == [1]
    assert right.of_kind("title") == []
    assert left.over == ()


def test_tables_side_by_side_below_a_wider_one():
    told = found(
        drawn("""
        ti | 一、人员
        he | 序号 | 姓名 | 性别 | 身份证号 | 学历 | 证书等级 | 备注
        da | 1 | 张三 | 男 | 510499199001011233 | 本科 | 初级 | 新增
        da | 2 | 李四 | 女 | 510499199001011234 | 本科 | 中级 | 新增
        ..
        ti | 二、按性别 | | | | 三、按学历
        he | 性别 | 人数 | | | 学历 | 人数
        da | 男 | 1 | | | 本科 | 2
        da | 女 | 1 | | | 大专 | 0""").grid
    )
    assert parts(told) == ["ti he da da", "ti he da da", "ti he da da"]
    assert [table.first_column for table in told.tables] == [1, 1, 5]


def test_three_tables_side_by_side():
    told = found(
        drawn("""
        he | 姓名 | 电话 | | 姓名 | 电话 | | 姓名 | 电话
        da | 张三 | 19900000001 | | 李四 | 19900000002 | | 王五 | 19900000003
        da | 赵六 | 19900000004 | | 钱七 | 19900000005 | | |""").grid
    )
    assert parts(told) == ["he da da", "he da da", "he da"]
