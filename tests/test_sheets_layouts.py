"""Sheets as offices draw them (drawings/*.txt): every row is told right, every table is found and none is invented."""

from pathlib import Path

import pytest

from pipeline.sheets.grid import Cell, Grid
from tests.drawn_sheets import drawings, drawn, found

DRAWINGS = [each for path in sorted(Path(__file__).with_name("drawings").glob("*.txt")) for each in drawings(path)]


@pytest.mark.parametrize(("text", "is_text"), [each[1:] for each in DRAWINGS], ids=[each[0] for each in DRAWINGS])
def test_each_row_is_told_as_it_is_drawn(text, is_text):
    sheet = drawn(text, is_text=is_text)
    told = found(sheet.grid)
    assert {row.number: row.kind[:2] for row in told.rows} == sheet.kinds
    assert tuple(min(row.number for row in table.rows) for table in told.tables) == sheet.begins


NO_TABLES = {
    "a person's card": """
        .. | 登记表 | > | > | >
        .. | 姓名 | 张三 | 性别 | 男
        .. | 单位 | 民政局 | 学历 | 本科
        .. | 身份证号 | 510499199001011233 | 联系电话 | 19900000001""",
    "a blank card": """
        .. | 姓名 | | 性别 |
        .. | 工作单位 | | 学历 |""",
    "a roster on its side": """
        .. | 姓名 | 张三 | 李四 | 王五
        .. | 性别 | 男 | 女 | 女
        .. | 身份证号 | 510499199001011233 | 510499199001011234 | 510499199001011235""",
    "instructions": """
        .. | 填表说明
        .. | 一、姓名：填写身份证上的姓名。
        .. | 二、身份证号、联系电话：填写完整号码。
        .. | 三、证书等级：填写最高等级。""",
    "a guide to the columns": """
        .. | 字段 | 是否必填 | 说明
        .. | 姓名 | 是 | 与身份证一致
        .. | 身份证号 | 是 | 18位
        .. | 学历 | 否 | 填最高学历""",
    "a letter": """
        .. | 关于报送社会工作专业人才花名册的函
        .. | 市民政局：
        .. | 现将我县社会工作专业人才花名册报上，请审阅。
        .. | | | 平湖县民政局
        .. | | | 2025年6月30日""",
}


@pytest.mark.parametrize("text", NO_TABLES.values(), ids=NO_TABLES)
def test_no_table_is_invented(text):
    told = found(drawn(text).grid)
    assert told.tables == ()
    assert {row.kind for row in told.rows} <= {"title", "note"}


def test_a_person_below_a_blank_line_is_no_header_and_no_total():
    """Whatever a person's words are: in the column of serial numbers a header has words, a person a number or nothing."""
    told = found(
        drawn("""
        he | 序号 | 姓名 | 工作单位 | 岗位 | 学历
        da | 1 | 张三 | 民政局 | 社工 | 本科
        ..
        da | | 合计生 | 社区 | 岗位 | 学历
        da | 3 | 累计红 | 统计局 | 小计 | 大专""").grid
    )
    assert [row.kind for row in told.rows] == ["header", "data", "data", "data"]


@pytest.mark.parametrize("width", [17, 30, 60])
def test_a_header_is_found_by_two_known_words_among_many(width):
    header = {1: "姓名", 2: "身份证号"} | {column: f"栏目（{column}）其他说明文字" for column in range(3, width)}
    rows = {1: {column: Cell("text", text) for column, text in header.items()}}
    for number in (2, 3, 4):
        record = {1: "张三", 2: f"51049919900101123{number}"} | dict.fromkeys(range(3, width), "有")
        rows[number] = {column: Cell("text", text) for column, text in record.items()}
    told = found(Grid(0, "表1", "visible", rows))
    assert [row.kind for row in told.rows] == ["header", "data", "data", "data"]
    assert len(told.tables[0].columns) == width - 1
