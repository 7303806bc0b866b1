"""An .xlsx file loses nothing on its way into a Grid, however its XML is spelled."""

import zipfile
from datetime import datetime

import pytest
import xlsxwriter
from openpyxl import Workbook as OpenpyxlWorkbook
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from pipeline.sheets.grid import a1, column_letters
from tests.sheet_files import MAIN, cells, read, sheet_xml, strings_xml, write_xlsx


def test_addresses_are_those_of_a_spreadsheet():
    assert [column_letters(column) for column in (1, 26, 27, 702, 703, 16384)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]
    assert a1(41, 5) == "E41"


def test_every_kind_of_value_keeps_its_own_words(tmp_path):
    data = (
        '<row r="3"><c r="B3"><v>5.10499199001011E+17</v></c><c r="C3"><v>2022.10</v></c><c r="D3" t="b"><v>1</v></c>'
        '<c r="E3" t="e"><v>#N/A</v></c><c r="F3" t="str"><f>A1&amp;"x"</f><v>甲&lt;乙</v></c><c r="G3" t="b"><v>0</v></c></row>'
        '<row r="7"><c r="A7" t="inlineStr"><is><t>姓名</t></is></c><c r="B7" t="s"><v>0</v></c><c r="C7" t="s"><v>1</v></c><c r="D7" t="e"/></row>'
        '<row r="9"><c r="A9" t="d"><v>2022-08-31T00:00:00</v></c><c r="B9" t="d"><v>2022-08-31T08:30:00Z</v></c><c r="C9"><v>约20</v></c></row>'
    )
    path = write_xlsx(tmp_path / "a.xlsx", sheet_xml(data), strings=strings_xml("<t>身份证号</t>", "<t>2</t>"))
    assert cells(path) == {
        "B3": ("number", "5.10499199001011E+17", None),
        "C3": ("number", "2022.10", None),
        "D3": ("boolean", "TRUE", None),
        "E3": ("error", "#N/A", None),
        "F3": ("text", "甲<乙", 'A1&"x"'),
        "G3": ("boolean", "FALSE", None),
        "A7": ("text", "姓名", None),
        "B7": ("text", "身份证号", None),
        "C7": ("text", "2", None),
        "D7": ("error", "", None),
        "A9": ("date", "2022-08-31", None),
        "B9": ("date", "2022-08-31 08:30:00", None),
        "C9": ("text", "约20", None),
    }


def test_a_formula_without_stored_value_is_uncached_and_one_that_gave_nothing_is_empty(tmp_path):
    data = (
        '<row r="1"><c r="A1"><f>SUM(B1:C1)</f></c><c r="B1"><f>1+1</f><v></v></c><c r="C1"><f>1+1</f><v/></c>'
        '<c r="D1" t="str"><f>IF(A1="","",1)</f><v></v></c><c r="E1"><f t="shared" ref="E1:E2" si="0">A1+1</f><v>4</v></c></row>'
        '<row r="2"><c r="E2"><f t="shared" si="0"/><v>5</v></c><c r="F2"><f t="shared" si="0"/></c>'
        '<c r="G2" t="e"><f>A1/0</f><v>#DIV/0!</v></c></row>'
    )
    assert cells(write_xlsx(tmp_path / "a.xlsx", sheet_xml(data))) == {
        "A1": ("uncached", "", "SUM(B1:C1)"),
        "B1": ("uncached", "", "1+1"),
        "C1": ("uncached", "", "1+1"),
        "E1": ("number", "4", "A1+1"),
        "E2": ("number", "5", ""),
        "F2": ("uncached", "", ""),
        "G2": ("error", "#DIV/0!", "A1/0"),
    }


def test_strings_are_joined_unescaped_and_without_their_pronunciation(tmp_path):
    strings = strings_xml(
        '<r><rPr><b/></rPr><t xml:space="preserve">张 </t></r><r><t>三</t></r><rPh sb="0" eb="1"><t>ZHANG</t></rPh><phoneticPr fontId="1"/>',
        "<t>身份_x000A_证号 &amp; &#x4E2D;&#25991; _x005F_x000A_</t>",
        '<t xml:space="preserve"> \u3000 </t>',
        "<t/>",
        "<t>_x000D__x0020_</t>",
        "<t>a\r\nb</t>",
        "<t>_xD83D__xDE00__xD83D_</t>",
    )
    row = "".join(f'<c r="{letter}1" t="s"><v>{index}</v></c>' for index, letter in enumerate("ABCDEFG"))
    found = cells(write_xlsx(tmp_path / "a.xlsx", sheet_xml(f'<row r="1">{row}</row>'), strings=strings))
    assert {address: text for address, (_, text, _) in found.items()} == {
        "A1": "张 三",
        "B1": "身份\n证号 & 中文 _x000A_",
        "F1": "a\nb",
        "G1": "\U0001f600\ufffd",
    }


@pytest.mark.parametrize(
    ("is_1904", "shown"),
    [
        (
            False,
            [
                "1900-01-00",
                "1900-01-01",
                "1900-02-28",
                "1900-02-29",
                "1900-03-01",
                "2022-08-01",
                "2022-08-01 12:30:00",
                "1900-01-00 06:00:00",
            ],
        ),
        (
            True,
            [
                "1904-01-01",
                "1904-01-02",
                "1904-02-29",
                "1904-03-01",
                "1904-03-02",
                "2026-08-02",
                "2026-08-02 12:30:00",
                "1904-01-01 06:00:00",
            ],
        ),
    ],
)
def test_dates_of_both_systems_are_those_that_excel_shows(tmp_path, is_1904, shown):
    serials = ["0", "1", "59", "60", "61", "44774", "44774.520833333336", "0.25", "-1", "99999999"]
    styles = f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="31"/></cellXfs></styleSheet>'
    data = "".join(
        f'<row r="{row}"><c r="A{row}" s="1"><v>{serial}</v></c><c r="B{row}"><v>{serial}</v></c></row>'
        for row, serial in enumerate(serials, 1)
    )
    properties = '<workbookPr date1904="1"/>' if is_1904 else ""
    found = cells(write_xlsx(tmp_path / "a.xlsx", sheet_xml(data), styles=styles, properties=properties))
    assert [found[f"A{row}"][:2] for row in range(1, 9)] == [("date", day) for day in shown]
    assert [found[f"A{row}"][:2] for row in (9, 10)] == [("number", "-1"), ("number", "99999999")]
    assert [found[f"B{row}"][:2] for row in range(1, 11)] == [("number", serial) for serial in serials]


@pytest.mark.parametrize(
    ("number_format", "is_date"),
    [
        ("yyyy年m月d日", True),
        ('[$-804]yyyy"年"m"月"', True),
        ("yyyy.mm.dd;@", True),
        ("[DBNum1]上午/下午h时", True),
        ("e-mm-dd", True),
        ("aaaa", True),
        ("G/通用格式", False),
        ("General", False),
        ("0.00E+00", False),
        ('0"days"', False),
        ("[Red]0.0;[Blue]-0.0", False),
        ("[h]:mm", False),
        ("@", False),
        ("#,##0_);\\d0", False),
    ],
)
def test_a_date_is_told_by_its_number_format(tmp_path, number_format, is_date):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        workbook.add_worksheet().write_number(0, 0, 44774, workbook.add_format({"num_format": number_format}))
    book = read(path)
    cell = book.grids[0].rows[1][1]
    assert cell[:2] == (("date", "2022-08-01") if is_date else ("number", "44774"))
    assert book.styles[cell.style].number_format == number_format


def test_looks_that_carry_meaning_are_kept(tmp_path):
    sheet = OpenpyxlWorkbook()
    first, second = sheet.active, sheet.create_sheet("旧数据")
    sheet.create_sheet("深藏").sheet_state = "veryHidden"
    second.sheet_state = "hidden"
    first["B2"], first["C3"], first["D4"] = "离职", "新增", "可见"
    first["B2"].font = Font(strike=True)
    first["C3"].fill = PatternFill("solid", fgColor="FFFFFF00")
    first.merge_cells("B2:D2")
    first.merge_cells("F5:F9")
    first.row_dimensions[3].hidden = first.row_dimensions[8].hidden = True
    first.column_dimensions["C"].hidden = True
    sheet.save(tmp_path / "a.xlsx")
    book = read(tmp_path / "a.xlsx")
    grid = book.grids[0]
    assert [(each.index, each.name, each.state) for each in book.grids] == [
        (0, "Sheet", "visible"),
        (1, "旧数据", "hidden"),
        (2, "深藏", "veryHidden"),
    ]
    assert grid.merges == ((2, 2, 2, 4), (5, 6, 9, 6))
    assert (grid.hidden_rows, grid.hidden_columns) == ({3}, {3})
    assert [book.styles[grid.rows[row][column].style].is_struck for row, column in ((2, 2), (3, 3), (4, 4))] == [
        True,
        False,
        False,
    ]
    assert [book.styles[grid.rows[row][column].style].fill for row, column in ((2, 2), (3, 3), (4, 4))] == [
        None,
        "FFFFFF00",
        None,
    ]


def test_sheets_stand_in_the_order_of_their_tabs(tmp_path):
    sheets = [sheet_xml(f'<row r="1"><c r="A1"><v>{number}</v></c></row>') for number in (1, 2, 3)]
    book = read(write_xlsx(tmp_path / "a.xlsx", *sheets, states=("visible", "hidden", "veryHidden")))
    assert [(grid.name, grid.rows[1][1].text, grid.state) for grid in book.grids] == [
        ("S1", "1", "visible"),
        ("S2", "2", "hidden"),
        ("S3", "3", "veryHidden"),
    ]


def test_a_date_typed_in_excel_is_a_date(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_datetime("A1", datetime(2022, 8, 31), workbook.add_format({"num_format": 14}))
        sheet.write_datetime("A2", datetime(2022, 8, 31, 23, 59, 59), workbook.add_format({"num_format": 22}))
    assert {address: text for address, (_, text, _) in cells(path).items()} == {
        "A1": "2022-08-31",
        "A2": "2022-08-31 23:59:59",
    }


def test_comments_and_what_else_a_file_carries(tmp_path):
    book = OpenpyxlWorkbook()
    book.active["B3"] = "张三"
    book.active["B3"].comment = Comment("已调走", "审核人")
    book.active["C3"] = "=[1]Sheet1!A1"
    book.save(tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx", "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"never run")
        archive.writestr("xl/externalLinks/externalLink1.xml", "<externalLink/>")
        archive.writestr("xl/media/image1.png", b"\x89PNG")
    workbook = read(tmp_path / "a.xlsx")
    assert workbook.grids[0].comments == {(3, 2): "已调走"}
    assert (workbook.format, workbook.signs) == ("xlsm", {"macros", "external_links", "pictures"})
