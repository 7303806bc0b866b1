"""The printed table of a plan: the columns that offices use, and never a number that says more than was reached."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from pipeline.contract.plan import Plan
from pipeline.outputs.plan_appendix import Appendix
from pipeline.outputs.plan_table import write_plan_table
from pipeline.outputs.words import shown

COLUMNS = [
    "序号",
    "指标",
    "单位",
    "基期值(时点)",
    "目标值(年)",
    "指标属性",
    "现状值(数据截止)",
    "完成率",
    "状态",
    "责任单位",
    "口径及备注",
]
RELEASE = "0123456789abcdef"


def indicator(code, name, *, printed=False, target="2100", readings=(), **other):
    return {
        "code": code, "name": name, "statistic": "sum", "numerator": "measure_a", "unit": "人", "direction": "rising", "path": "deadline",
        "type": "约束性", "target": {"operator": ">=", "printed": printed, "by": {date(2025, 12, 31): target}},
        "definition": "截止日在册。",
        "source": {"fact": "P001", "words": "2100人"}, "readings": readings, **other,
    }  # fmt: skip


def plan(*indicators):
    return Plan.model_validate(
        {
            "code": "plan", "kind": "plan", "version": "1", "title": "某市社会工作人才规划", "area": "510400",
            "years": (2021, 2025),
            "issued": date(2022, 10, 17), "issuers": ("某局",),
            "responsible": ({"name": "某部门"}, {"name": "某局", "role": "配合"}), "indicators": indicators,
        }
    )  # fmt: skip


def figure(code="01", area="510400", period="2024-12", **other):
    return {
        "figure_id": f"plan/{code}/{area}/{period}", "indicator_code": code, "indicator_name": "社会工作专业人才队伍总量",
        "area_code": area, "area_name": {"510400": "攀枝花市", "510402": "东区"}.get(area, "市本级"), "period": period,
        "as_of_date": date(2024, 12, 31) if period == "2024-12" else date(2022, 8, 31), "reading": None,
        "statistic": "sum", "denominator_as_of": None, "denominator_source": None, "value": Decimal(1986),
        "reported_value": Decimal(1990), "unit": "人", "unit_minimum": None, "sealed_row_count": 0, "operator": ">=", "target": Decimal("2100.0000"),
        "target_upper": None, "target_zh": "2,100",
        "target_type": "约束性", "deadline": date(2025, 12, 31), "baseline": Decimal("1740.0000"),
        "baseline_date": date(2022, 8, 31), "attained_pct": Decimal("94.571429"), "status": "进行中",
        "status_reason": None, "needs_zh": None, "on_schedule_value": None, "coverage_pct": Decimal(100), "is_synthetic": True, "approval": "初步数",
        "definition_zh": "截止日在册。",
        "note_zh": None, "contradiction_zh": None, "source_words_zh": "2100人", **other,
    }  # fmt: skip


@pytest.fixture
def written(tmp_path):
    def write(rows, *indicators):
        lines = indicators or [indicator("01", "社会工作专业人才队伍总量")]
        return openpyxl.load_workbook(write_plan_table(rows, plan(*lines), tmp_path / "plan.xlsx", RELEASE))

    return write


def table(sheet):
    """The rows below the header as mappings from its words to cells."""
    rows = list(sheet.iter_rows())
    header = next(number for number, cells in enumerate(rows) if cells[0].value == "序号")
    words = [cell.value for cell in rows[header]]
    return [dict(zip(words, cells, strict=True)) for cells in rows[header + 1 :] if cells[2].value]


def printed(cell):
    """A number as a spreadsheet program shows it, of the formats used here."""
    pattern, _, suffix = cell.number_format.partition('"')
    places = len(pattern.rstrip("%").partition(".")[2])
    percent = "%" in pattern
    return f"{cell.value * (100 if percent else 1):,.{places}f}{'%' if percent else ''}{suffix.rstrip(chr(34))}"


def test_the_sheets_and_what_stands_above_the_table(written):
    book = written([figure(period="2022-08"), figure(period="2024-12")])
    assert book.sheetnames == ["2024-12", "2024-12 分地区", "2022-08", "2022-08 分地区"]
    for sheet in book:
        said = [str(cell.value) for cells in sheet["A1:A3"] for cell in cells]
        assert said[0] == "某市社会工作人才规划 主要指标" + sheet.title[7:]
        assert all(words in said[1] for words in ("攀枝花市", "初步数", RELEASE, f"数据截止:{sheet.title[:7]}"))
        assert said[2] == "合成示例,非官方数据"
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
        assert sheet.print_title_rows == "$1:$4"
        assert "合成示例,非官方数据" in sheet.oddFooter.left.text


def test_a_line_of_the_plan(written):
    (line,) = table(written([figure()])["2024-12"])
    assert list(line) == COLUMNS
    assert [cell.value for cell in line.values()] == [
        "1", "社会工作专业人才队伍总量", "人", "1,740(2022-08-31)", "2,100(2025)", "约束性", 1986, 0.946, "进行中",
        "某部门", "截止日在册；原文“2100人”",
    ]  # fmt: skip
    assert printed(line["现状值(数据截止)"]) == "1,986(2024-12-31)"
    assert printed(line["完成率"]) == "94.6%"


def test_an_operator_stands_only_where_it_is_printed(written):
    book = written([figure("01"), figure("02")], indicator("01", "甲"), indicator("02", "乙", printed=True))
    assert [line["目标值(年)"].value for line in table(book["2024-12"])] == ["2,100(2025)", "≥2,100(2025)"]


def test_only_synthetic_figures_are_called_synthetic(written):
    book = written([figure(is_synthetic=False)])
    assert not any("合成" in str(cell.value) for sheet in book for cells in sheet.iter_rows() for cell in cells)
    mixed = written([figure(is_synthetic=False), figure(area="510402")])
    assert all(sheet["A3"].value == "合成示例,非官方数据" for sheet in mixed)


@pytest.mark.parametrize(
    ("value", "decimals", "below", "expected"),
    [
        ("99.96", 1, 100, "99.96"), ("99.94", 1, 100, "99.9"), ("99.99999", 1, 100, "99.9999"),
        ("99.9999999", 1, 100, "99.9999"),
        ("1.6983", 2, "1.7", "1.698"), ("1.65", 1, "1.7", "1.65"), ("1.645", 2, "1.7", "1.65"), ("0.5", 0, None, "1"),
        ("2.5", 0, None, "3"), ("100", 1, None, "100.0"), ("34.99", 0, 35, "34.99"), ("100.000000", 1, 100, "99.9999"),
    ],
)  # fmt: skip
def test_rounding_never_reaches_what_was_not_reached(value, decimals, below, expected):
    assert str(shown(Decimal(value), decimals, None if below is None else Decimal(below))) == expected


def test_a_share_that_falls_short_is_not_printed_as_reached(written):
    share = {"statistic": "ratio", "unit": "%", "reported_value": None, "target": Decimal(100), "baseline": None}
    (line,) = table(
        written([figure(value=Decimal("99.960000"), attained_pct=Decimal("99.960000"), **share)])["2024-12"]
    )
    assert printed(line["现状值(数据截止)"]).startswith("99.96(")
    assert printed(line["完成率"]) == "99.96%"
    assert line["基期值(时点)"].value == "—"


def test_a_share_of_all_is_not_printed_while_some_have_not_reported(written):
    share = {"statistic": "ratio", "unit": "%", "reported_value": None, "target": Decimal(100), "attained_pct": None}
    incomplete = figure(value=Decimal(100), coverage_pct=Decimal("83.3333"), **share)
    (line,) = table(written([incomplete])["2024-12"])
    assert (line["现状值(数据截止)"].value, line["完成率"].value) == ("—", "—")
    assert "覆盖 83.3%" in line["口径及备注"].value
    (line,) = table(written([{**incomplete, "coverage_pct": Decimal(100)}])["2024-12"])
    assert printed(line["现状值(数据截止)"]).startswith("100.00(")


def test_another_reading_stands_below_its_indicator(written):
    reading = {"name": "resident", "definition": "÷常住人口"}
    lines = table(
        written(
            [figure("02"), figure("01", reading="resident", definition_zh="÷常住人口"), figure("01")],
            indicator("01", "甲", readings=(reading,)), indicator("02", "乙"),
        )["2024-12"]
    )  # fmt: skip
    assert [line["序号"].value for line in lines] == ["1", "", "2"]
    assert lines[1]["指标"].value == "　另一口径:÷常住人口"
    assert lines[1]["口径及备注"].value == "÷常住人口"


def test_what_cannot_be_assessed_says_why(written):
    row = figure(value=None, attained_pct=None, target=None, status="无法评估", status_reason="未分解",
                 denominator_as_of=date(2022, 12, 31), denominator_source="外部", note_zh="沿用")  # fmt: skip
    (line,) = table(written([row])["2024-12"])
    assert [line[word].value for word in ("目标值(年)", "现状值(数据截止)", "完成率", "状态")] == [
        "—",
        "—",
        "—",
        "无法评估(未分解)",
    ]
    assert line["口径及备注"].value == "截止日在册；沿用；原文“2100人”；分母时点 2022-12-31,外部"


@pytest.mark.parametrize(
    ("status", "target_type", "printed"),
    [("滞后", "约束性", "滞后(预警)"), ("滞后", "预期性", "滞后"), ("符合进度", "约束性", "符合进度")],
)
def test_what_is_due_by_now_stands_beside_the_status(written, status, target_type, printed):
    for due, words in (
        (Decimal("1992.000000"), "1,992"),
        (Decimal("7.200000"), "7.2"),
        (Decimal("1.619250"), "1.6193"),
    ):
        row = figure(status=status, target_type=target_type, on_schedule_value=due)
        (line,) = table(written([row])["2024-12"])
        assert line["状态"].value == printed
        assert line["口径及备注"].value.endswith(f"时序应达值 {words}")


def test_what_a_document_sets_stands_as_it_sets_it(written):
    rows = [
        figure("01", target=Decimal("0.3333"), target_zh="1/3"),
        figure("02", target=Decimal(30), target_upper=Decimal(50), target_zh="30–50"),
    ]
    book = written(rows, indicator("01", "甲", printed=True), indicator("02", "乙", printed=True))
    assert [line["目标值(年)"].value for line in table(book["2024-12"])] == ["≥1/3(2025)", "30–50(2025)"]


def test_what_a_line_needs_and_what_contradicts_it_stand_beside_it(written):
    row = figure(
        unit_minimum=Decimal("0.0000"), needs_zh="社区名录(名称)", contradiction_zh="I-1:两处不同",
        note_zh="文件用“力争”",
    )  # fmt: skip
    (line,) = table(written([row])["2024-12"])
    assert line["口径及备注"].value == (
        "截止日在册；文件用“力争”；原文“2100人”；文件矛盾 I-1:两处不同；最低单位 0；须报送 社区名录(名称)"
    )


def test_bodies_lead_as_long_as_they_do(written):
    bodies = (
        {"name": "某局"},
        {"name": "旧局", "valid_to": date(2023, 12, 31)},
        {"name": "新部", "valid_from": date(2024, 1, 1)},
        {"name": "他局", "role": "配合"},
    )
    book = written([figure(period="2022-08"), figure()], indicator("01", "甲", responsible=bodies))
    assert [table(book[period])[0]["责任单位"].value for period in ("2022-08", "2024-12")] == [
        "某局、旧局",
        "某局、新部",
    ]


def test_appendices_stand_behind_the_tables_and_empty_ones_nowhere(tmp_path):
    columns = {"编号": 8, "原文": 30}
    appendices = [Appendix("文件矛盾", columns, [["I-1", None], ["I-2", "=1+1"]]), Appendix("重点任务", columns, [])]
    path = write_plan_table(
        [figure(period="undated", as_of_date=None, value=None, attained_pct=None)],
        plan(indicator("01", "甲")), tmp_path / "plan.xlsx", RELEASE, appendices,
    )  # fmt: skip
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["未注明时点", "未注明时点 分地区", "文件矛盾"]
    rows = [[cell.value for cell in row] for row in book["文件矛盾"].iter_rows()]
    assert rows[-3:] == [["编号", "原文"], ["I-1", "—"], ["I-2", "=1+1"]]
    assert book["文件矛盾"].cell(len(rows), 2).data_type == "s"


def test_areas_show_reported_attributed_and_their_difference(written):
    rows = [
        figure(area="510402", value=Decimal(400), reported_value=Decimal(404)),
        figure(area="510400-00", value=Decimal(1586), reported_value=Decimal(1586)),
        figure(),
    ]
    lines = table(written(rows)["2024-12 分地区"])
    found = [[line[word].value for word in ("地区", "上报数", "归属数(现状值)", "差额(上报-归属)")] for line in lines]
    assert found == [["攀枝花市", 1990, 1986, 4], ["　市本级", 1586, 1586, 0], ["　东区", 404, 400, 4]]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "=cmd|'/C calc'!A0", "http://a.b"])
def test_what_looks_like_a_formula_is_a_string(written, text):
    book = written([figure(indicator_name=text, definition_zh=text, area_name=text)])
    for sheet in book:
        (line,) = table(sheet)
        assert line["指标"].value == text
        assert {cell.data_type for cells in sheet.iter_rows() for cell in cells} <= {"s", "n"}
        assert not any(cell.hyperlink for cells in sheet.iter_rows() for cell in cells)


def test_the_same_figures_give_the_same_bytes(tmp_path):
    first, second = (
        write_plan_table([figure()], plan(indicator("01", "甲")), tmp_path / name, RELEASE) for name in ("a", "b")
    )
    assert first.read_bytes() == second.read_bytes()
    assert (
        first.read_bytes()
        != write_plan_table(
            [figure(value=Decimal(1987))], plan(indicator("01", "甲")), tmp_path / "c", RELEASE
        ).read_bytes()
    )


def test_no_period_yet(written):
    assert written([]).sheetnames == ["无数据"]


def test_the_plan_of_the_repository_can_be_printed(tmp_path):
    from pipeline.contract import load

    contracts = load(Path(__file__).parent.parent / "contracts")
    for code in contracts.plan_codes():
        known = contracts.plan(code)
        rows = [figure(each.code, each.area or known.area) for each in known.indicators]
        book = openpyxl.load_workbook(write_plan_table(rows, known, tmp_path / "plan.xlsx", RELEASE))
        assert len(table(book.worksheets[0])) == len(known.indicators)
