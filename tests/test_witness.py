"""The second reading of binary workbooks, of HTML and of XML sees what was written, by other means than the reader that counted."""

import datetime as dt
import sys

import pytest
import xlwt
from biff_files import write_xls5
from text_workbooks import SPREADSHEET, write_html, write_xml2003
from workbook_values import Special
from xlsb_files import Error, Look, write_xlsb

from pipeline.audit.seen import Seen
from pipeline.audit.witness import read_again
from pipeline.sheets.grid import a1
from pipeline.sheets.sandbox import Limits, read

DAY = Seen("date", "2022-08-01 00:00:00")
ROWS = [["张三", 3, 1.5, True, dt.date(2022, 8, 1)], [None, "\u3000", 0, "x"]]
SEEN = {"A": Seen("text", "张三"), "B": Seen("number", "3"), "C": Seen("number", "1.5"), "D": Seen("boolean", "TRUE")}


def by_xlwt(path, rows):
    made, day = xlwt.Workbook(), xlwt.easyxf(num_format_str="yyyy-mm-dd")
    page = made.add_sheet("一")
    for row, line in enumerate(rows):
        for column, value in enumerate(line):
            page.write(row, column, value, *([day] if isinstance(value, dt.date) else []))
    made.save(str(path))


def by_hand(path, rows):
    write_xls5(path, {"一": rows})


def in_binary(path, rows):
    write_xlsb(path, {"一": rows})


@pytest.mark.parametrize(("write", "ending"), [(by_xlwt, "xls"), (by_hand, "xls"), (in_binary, "xlsb")])
def test_the_same_cells_whatever_the_format(tmp_path, write, ending):
    path = tmp_path / f"a.{ending}"
    write(path, ROWS)
    (sheet,) = read_again(path)
    assert sheet == {1: SEEN | {"E": DAY}, 2: {"C": Seen("number", "0"), "D": Seen("text", "x")}}


def test_days_of_xlsb_by_their_format(tmp_path):
    """calamine gives a whole number as a number, whatever its format, and knows no Chinese one."""
    row = [Look(44774, 1), Look(44774, 2), Look(44774.5, 1), Look(0, 1), 44774, Error("#N/A")]
    path = write_xlsb(tmp_path / "a.xlsb", {"空": [], "一": [row]})
    assert read_again(path)[1][1] == {
        "A": DAY,
        "B": DAY,
        "C": Seen("date", "2022-08-01 12:00:00"),
        "D": Seen("date", "1900-01-00 00:00:00"),
        "E": Seen("number", "44774"),
    }
    later = write_xlsb(tmp_path / "b.xlsb", {"一": [[dt.date(2022, 8, 1)]]}, is_1904=True)
    assert read_again(later)[0][1] == {"A": DAY}


def test_a_page_is_seen_as_one_sheet(tmp_path):
    """Where a cell stands depends on those that span it; a number is one only where the page says so."""
    page = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><style>.day{mso-number-format:"yyyy\\-mm\\-dd"}
        td{color:red}</style><title>no cell</title></head><body>花名册<br>2024年
        <table><tr><th rowspan=2>姓名<th colspan=2>证书</tr><tr><td>等级<td>日期</tr>
        <tr><td>张&amp;三<td x:num="3">三<td class=day x:num>44774</tr>
        <tr><td> &nbsp; <td x:bool="TRUE">真<td x:err="#REF!">#REF!</tr></table>
        <table><caption>合计</caption><tr><td rowspan=0><div>一</div><div>二</div><td>2022.1</tr><tr><td>x</tr></table>填表人</body></html>"""
    (path := tmp_path / "a.xls").write_text(page, encoding="gb18030")

    def plain(**texts):
        return {letters: Seen("plain", text) for letters, text in texts.items()}

    (sheet,) = read_again(path)
    assert sheet == {
        1: plain(A="花名册"),
        2: plain(A="2024年"),
        3: plain(A="姓名", B="证书"),
        4: plain(B="等级", C="日期"),
        5: plain(A="张&三") | {"B": Seen("number", "3"), "C": DAY},
        6: {"B": Seen("boolean", "TRUE"), "C": Seen("error", "#REF!")},
        8: plain(A="合计"),
        9: plain(A="一\n\n二", B="2022.1"),
        10: plain(B="x"),
        11: plain(A="填表人"),
    }


def test_a_workbook_of_xml_is_seen_with_its_days(tmp_path):
    rows = [*ROWS, [], [Special(error="#N/A"), None, Special(44774, formula="A1")]]
    path = write_xml2003(tmp_path / "a.xls", {"空": [], "一": rows}, {"一": [(1, 1, 1, 2)]}, encoding="gb18030")
    empty, sheet = read_again(path)
    first = {letters: each for letters, each in SEEN.items() if letters != "B"}
    assert (empty, sheet) == (
        {},
        {
            1: first | {"E": DAY},
            2: {"C": Seen("number", "0"), "D": Seen("text", "x")},
            4: {"A": Seen("error", "#N/A"), "C": Seen("number", "44774")},
        },
    )
    styled = f"""<?xml version="1.0"?><Workbook xmlns="{SPREADSHEET}" xmlns:ss="{SPREADSHEET}"><Styles>
        <Style ss:ID="d"><NumberFormat ss:Format="Short Date"/></Style><Style ss:ID="e" ss:Parent="d"/></Styles>
        <Worksheet ss:Name="一"><Table><Column ss:Index="2" ss:Span="1" ss:StyleID="d"/><Row ss:Index="3" ss:Span="1">
        <Cell ss:MergeAcross="1"><Data ss:Type="Number">44774</Data></Cell><Cell><Data ss:Type="Number">44774</Data></Cell>
        <Cell ss:StyleID="e"><Data ss:Type="Number">44774</Data></Cell></Row><Row><Cell><Data ss:Type="String">x</Data></Cell></Row>
        </Table></Worksheet></Workbook>"""
    (later := tmp_path / "b.xml").write_text(styled, encoding="utf-8")
    (sheet,) = read_again(later)
    assert sheet == {3: {"A": Seen("number", "44774"), "C": DAY, "D": DAY}, 5: {"A": Seen("text", "x")}}


def test_the_production_reader_sees_the_same_cells(tmp_path):
    """Of one page and one workbook with everything in it, by both readers."""
    rows = [
        ["标题"],
        ["甲", "乙", "丙", "丁"],
        ["a", 1.5, "2022.1", "第一行\n第二行"],
        [Special("x", is_struck=True), None, -3, "  "],
    ]
    merges = [(1, 1, 1, 4)]
    made = (write_html(tmp_path / "a.html", rows, rows, merges=merges), write_xml2003(tmp_path / "a.xml", {"一": rows}))
    for path in made:
        (grid,), (sheet,) = read(path, Limits()).grids, read_again(path)
        mine = {row: {a1(row, at): each.text for at, each in cells.items()} for row, cells in grid.rows.items()}
        theirs = {row: {f"{at}{row}": each.text for at, each in cells.items()} for row, cells in sheet.items()}
        assert mine == theirs


def test_it_shares_no_code_with_the_reader():
    assert not any(
        "pipeline.sheets" in str(vars(sys.modules[name]))
        for name in ("pipeline.audit.witness", "pipeline.audit.witness_binary", "pipeline.audit.witness_markup")
    )
