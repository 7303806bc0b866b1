"""Cross tables become observations, one for each number and with its address; nothing else does."""

from decimal import Decimal

import pytest

from pipeline.rows.delivery import Conformed
from pipeline.sheets.tables import Table
from tests.county_tables import codes, conformed, records
from tests.drawn_sheets import drawn, found

BY_LEVEL = """
    ti | 东区持证社工按领域和等级统计表（2022年8月）
    ti | | | | | 单位：人
    he | 服务领域 | 初级 | 中级 | 小计 | 备注
    da | 老年 | 10 | - | 10 |
    da | 社会救助 | 3 | 1 | 4 | 含新增
    to | 合计 | 13 | 1 | 14"""


def outcome(text: str) -> Conformed:
    return conformed(drawn(text).grid)


def told(text: str, *fields: str) -> list[tuple]:
    return [tuple(each[field] for field in fields) for each in records(outcome(text), "observation")]


def test_a_domain_by_a_level():
    assert told(BY_LEVEL, "fact_id", "dimension", "member", "value", "unit") == [
        ("1!B4", "服务领域×证书等级", "老年×初级", Decimal(10), "人"),
        ("1!B5", "服务领域×证书等级", "社会救助×初级", Decimal(3), "人"),
        ("1!C5", "服务领域×证书等级", "社会救助×中级", Decimal(1), "人"),
    ]
    (same,) = set(told(BY_LEVEL, "kind", "source_kind", "area_code", "subject"))
    assert same == ("actual", "return", "510402", "东区持证社工按领域和等级统计表(2022年8月)")
    assert codes(outcome(BY_LEVEL)) == []


def test_areas_by_measures():
    text = """
    ti | 各县（区）社工站情况（2022年8月）
    he | 县区 | 持证人数 | 驻站人数（人）
    da | 东区 | 10 | 12
    da | 西区 | 20 | 22
    to | 合计 | 30 | 34"""
    assert told(text, "subject", "area_code", "value", "unit", "member") == [
        ("持证人数", "510402", Decimal(10), "人", None),
        ("持证人数", "510403", Decimal(20), "人", None),
        ("驻站人数", "510402", Decimal(12), "人", None),
        ("驻站人数", "510403", Decimal(22), "人", None),
    ]


def test_two_labels_one_of_them_merged_downwards():
    text = """
    ti | 持证社工分布（2022年8月）
    he | 县区 | 证书等级 | 人数
    da | 东区 | 初级 | 3
    da | ^ | 中级 | 4
    da | 西区 | 初级 | 5
    da | ^ | 中级 | 6"""
    assert told(text, "area_code", "dimension", "member", "value") == [
        ("510402", "证书等级", "初级", Decimal(3)),
        ("510402", "证书等级", "中级", Decimal(4)),
        ("510403", "证书等级", "初级", Decimal(5)),
        ("510403", "证书等级", "中级", Decimal(6)),
    ]


def test_a_year_of_a_column_is_no_day():
    text = """
    ti | 持证人数统计表
    he | 县区 | 2021年 | 2022年
    da | 东区 | 10 | 20
    da | 西区 | 30 | 40"""
    assert told(text, "dimension", "member", "data_date")[::2] == [("年份", "2021年", None), ("年份", "2022年", None)]


def test_each_observation_has_its_own_row_id_and_cell_and_each_cell_of_the_sheet_is_counted_once():
    done = outcome(BY_LEVEL)
    rows = {each["row_id"]: each for each in records(done, "row_address") if each["row_id"]}
    places = {each["table_index"]: each for each in records(done, "header_map") if each["field"] == "value"}
    cells = [
        f"{places[rows[each['row_id']]['table_index']]['cell_column']}{rows[each['row_id']]['row']}"
        for each in records(done, "observation")
    ]
    assert cells == ["B4", "B5", "C5"]
    counted: dict[int, int] = {}
    for each in records(done, "row_address"):
        counted[each["row"]] = counted.get(each["row"], 0) + each["cell_count"]
    assert counted == {number: len(row) for number, row in drawn(BY_LEVEL).grid.rows.items()}
    assert {each["fate"] for each in rows.values()} == {"conformed"}
    members = [each for each in records(done, "header_map") if each["field"] == "member"]
    assert {(each["cell_column"], each["source_cell"], each["header"]) for each in members} == {("A", "A3", "服务领域")}


def test_a_table_is_understood_once_and_a_row_is_refused_where_one_of_its_numbers_is():
    sheet = drawn(BY_LEVEL).grid
    sheet.rows[5][3] = sheet.rows[5][3]._replace(kind="error", text="#REF!")
    done = conformed(sheet)
    (understood,) = done.understood
    assert (understood.columns.entity.name, understood.refused) == ("observation", frozenset({1}))
    assert [each["fate"] for each in records(done, "row_address") if each["row"] == 5] == ["conformed", "quarantined"]


UNCERTAIN = {
    "a plan": BY_LEVEL.replace("统计表", "目标任务分解表"),
    "no subject": """
        ti | 表2
        he | 学历 | 人数
        da | 本科 | 10
        da | 大专 | 20""",
    "rows that are called after persons": """
        ti | 持证人员培训次数统计表
        he | 姓名 | 初级 | 中级 | 高级
        da | 张三 | 1 | 2 | 3
        da | 李四 | 1 | 0 | 0""",
    "rows that nobody knows": """
        ti | 持证人员统计表
        he | 栏目 | 初级 | 中级 | 高级
        da | 张三 | 1 | 2 | 3
        da | 李四 | 1 | 0 | 0""",
}


@pytest.mark.parametrize("text", UNCERTAIN.values(), ids=UNCERTAIN)
def test_what_is_not_certain_is_held(text):
    done = outcome(text)
    assert records(done, "observation") == []
    assert done.receipt["fate"] == "held"
    assert {each["fate"] for each in records(done, "row_address") if each["kind"] == "data"} == {"quarantined"}


RECORDS = {
    "a roster": """
        he | 姓名 | 身份证号 | 证书等级 | 年龄
        da | 张三 | 510499199001011233 | 初级 | 30
        da | 李四 | 510499199001011234 | 中级 | 31""",
    "a roster without numbers of persons": """
        he | 序号 | 姓名 | 证书等级 | 年龄
        da | 1 | 张三 | 初级 | 30
        da | 2 | 李四 | 中级 | 31""",
    "stations": """
        he | 站点名称 | 层级 | 驻站人数 | 持证人数
        da | 青山站 | 乡镇站 | 3 | 2
        da | 云峰站 | 乡镇站 | 2 | 2""",
    "codes instead of words": """
        he | 性别 | 学历 | 人员编号 | 证书等级
        da | 男 | 本科 | 1 | 初级
        da | 女 | 本科 | 2 | 初级""",
    "the same label twice": """
        he | 证书等级 | 年龄
        da | 初级 | 30
        da | 初级 | 31""",
}


@pytest.mark.parametrize("text", RECORDS.values(), ids=RECORDS)
def test_records_are_no_cross_table(text):
    tables: tuple[Table, ...] = found(drawn(text).grid).tables
    assert [table.cross for table in tables] == [None]
    assert records(outcome(text), "observation") == []
