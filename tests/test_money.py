"""Amounts of money reach the warehouse in yuan, by the unit that somebody wrote; where nobody did, none is guessed and the delivery is held."""

from decimal import Decimal
from typing import Any

import pytest
from county_tables import CONTRACTS, EAST, Line, conformed, grid, records

from pipeline.audit.reread import Meanings
from pipeline.audit.seen import Seen
from pipeline.rows.delivery import Conformed
from pipeline.rows.units import of_header, of_lines

SCALES = (("元", 1), ("千元", 1000), ("万元", 10_000), ("亿元", 100_000_000))


def outcome(header: str, *cells: Any, line: str | None = None) -> Conformed:
    """Projects whose budgets stand below this header, with a line over the table."""
    title: list[Line] = [["东区社会工作服务项目表"], *([[line]] if line else [])]
    rows = [[f"示例项目{number}", 2022, "示例社会工作服务中心", cell] for number, cell in enumerate(cells)]
    return conformed(grid([*title, ["项目名称", "项目年度", "承接机构", header], *rows]))


def budgets(result: Conformed) -> list[Decimal | None]:
    return [row["budget"] for row in records(result, "project")]


def codes(result: Conformed) -> list[str]:
    return [each["code"] for each in records(result, "finding")]


@pytest.mark.parametrize(
    ("header", "line", "expected"),
    [
        ("项目金额(元)", None, 1),
        ("项目金额（万元）", None, 10_000),
        ("项目金额\n（单位：万元）", None, 10_000),
        ("项目金额/万元", None, 10_000),
        ("项目金额（人民币万元）", None, 10_000),
        ("项目经费（千元）", None, 1000),
        ("项目金额(万元/年)", None, 10_000),
        ("项目金额", "填报单位：东区民政局    单位：万元    2022年8月", 10_000),
        ("项目金额", "计量单位：人、万元", 10_000),
        ("项目金额", "金额单位:元", 1),
        ("项目金额", "（单位：万元）", 10_000),
        ("项目金额(元)", "单位：万元", 1),
        ("项目金额（元）*", "单位：万元", 1),
        ("项目金额（元）（必填）", "单位：万元", 1),
        ("项目金额(万元)①", "单位：元", 10_000),
        ("项目金额（元）必填", "单位：万元", 1),
    ],
)
def test_the_unit_is_what_header_or_line_say(header: str, line: str | None, expected: int) -> None:
    result = outcome(header, Decimal("12.5"), "1,200", line=line)
    assert budgets(result) == [Decimal("12.5") * expected, 1200 * expected]
    assert codes(result) == []
    (mapped,) = (each for each in records(result, "header_map") if each["field"] == "budget")
    assert (mapped["scale"], mapped["cell_column"]) == (expected, "D")


@pytest.mark.parametrize(
    ("header", "line"),
    [
        ("项目金额", None),
        ("项目金额", "单位：人"),
        ("项目金额", "填报单位：元坝镇"),
        ("项目金额", "单位：元、万元"),
        ("项目金额", "单位：美元"),
        ("项目金额(RMB)", "单位：万元"),
    ],
)
def test_without_a_unit_nothing_is_guessed(header: str, line: str | None) -> None:
    result = outcome(header, 12.5, 3, line=line)
    (finding,) = records(result, "finding")
    assert (finding["code"], finding["severity"], finding["field"]) == ("amount_without_unit", "hold", "budget")
    assert finding["cell"] == ("D3" if line else "D2")
    assert finding["row_id"] is None
    assert budgets(result) == [None, None]


def test_a_cell_may_name_its_own_unit() -> None:
    told = ["3.5万元", "35000元", "3.5万", "2千元", "0.2亿元", 0, None]
    yuan = [35_000, 35_000, 35_000, 2000, 20_000_000, 0, None]
    result = outcome("项目金额", *told)
    assert budgets(result) == yuan
    assert codes(result) == []


def test_an_amount_beyond_reason_is_a_unit_mistaken() -> None:
    """120,000 below 单位：万元 would be 1.2 thousand million yuan for one project."""
    result = outcome("项目金额", 120_000, line="单位：万元")
    assert codes(result) == ["number_out_of_range"]
    assert budgets(result) == []


def test_signs_and_words_of_the_currency_are_read() -> None:
    told = ["￥1200", "¥1,200.00", "人民币5万元", "100元/月", "100元/人·月", "$1200"]
    result = outcome("项目金额（元）", *told)
    assert budgets(result) == [1200, 1200, 50_000, 100, 100, None]
    assert outcome("项目金额", "￥1200").tables["project"]["budget"].to_list() == [1200]


def test_a_unit_in_the_cell_goes_before_the_column_s() -> None:
    result = outcome("项目金额(万元)", "3.5万元", "35000元", 3.5, "12.345678")
    assert budgets(result) == [35_000, 35_000, 35_000, Decimal("123456.78")]
    assert codes(result) == []


def test_what_may_be_multiplied_twice_is_a_question() -> None:
    """3.5万 below (万元) is 3.5万元, or 3.5 亿."""
    result = outcome("项目金额(万元)", "3.5万", 2)
    assert budgets(result) == [None, 20_000]
    assert codes(result) == ["number_with_unit"]


@pytest.mark.parametrize("header", ["项目金额(百万元)", "项目金额(美元)", "项目金额(万美元)"])
def test_another_unit_is_another_column(header: str) -> None:
    result = outcome(header, 5)
    assert "budget" not in {each["field"] for each in records(result, "header_map")}
    assert "column_unknown" in codes(result)


def test_a_required_amount_without_a_unit_refuses_its_row() -> None:
    lines = [["东区职业津贴发放表"], ["姓名", "身份证号", "证书等级", "发放月数", "实发金额"]]
    lines += [["测试甲", "510499199001011233", "初级", 12, 1200]]
    result = conformed(grid(lines))
    (refused,) = records(result, "quarantine")
    assert (refused["code"], refused["cell"]) == ("amount_without_unit", "E3")
    assert sorted(each["severity"] for each in records(result, "finding") if each["code"] == refused["code"]) == [
        "hold",
        "quarantine",
    ]


def test_groups_name_the_unit_of_what_stands_below_them() -> None:
    lines = [
        ["东区社会工作经费情况表"],
        ["年度", "经费用途", "资金投入（万元）", None],
        [None, None, "预算", "支出"],
        [2022, "购买服务", 10, 8.5],
    ]
    result = conformed(grid(lines, merges=((2, 1, 3, 1), (2, 2, 3, 2), (2, 3, 2, 4))))
    (row,) = records(result, "funding")
    assert (row["budgeted"], row["spent"]) == (100_000, 85_000)
    assert codes(result) == []


@pytest.mark.parametrize(
    ("part", "expected"),
    [("月津贴标准(元/月)", 1), ("津贴(元/人·月)", 1), ("万元", 10_000), ("金额(百万元)", None), ("所在单位", None)],
)
def test_a_header_s_end_is_its_unit(part: str, expected: int | None) -> None:
    assert of_header([part], SCALES) == expected
    assert of_header([part, "实发"], SCALES) == expected


def test_a_proof_reads_the_cell_in_the_unit_of_its_column() -> None:
    seen, meanings = Seen("number", "12.5"), Meanings(CONTRACTS, EAST)
    assert meanings.of("project", "budget", 10_000, seen) == 125_000
    assert meanings.of("project", "budget", None, seen) is None
    assert meanings.of("project", "satisfaction_pct", None, seen) == Decimal("12.5")


def test_two_units_over_a_table_are_none() -> None:
    assert of_lines(["单位：元"], SCALES) == 1
    assert of_lines(["单位：元", "单位：万元"], SCALES) is None


def test_every_amount_is_called_by_its_unit() -> None:
    """The label is what forms and comments print: in it stands the unit in which the column is kept."""
    amounts = [each for entity in CONTRACTS.entities.values() for each in entity.fields if each.scales]
    assert len(amounts) == 9
    assert {each.label[-3:] for each in amounts} == {"(元)"}
    assert {each.scale for each in amounts} == {None}
