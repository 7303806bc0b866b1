"""HTML under the name of a workbook becomes one grid in which nothing that the page shows is lost."""

import time

import pytest
from format_checks import mutants, outcome, pieces, texts
from sheet_files import LIMITS, read
from text_workbooks import Special, write_html

from pipeline.sheets import sandbox
from pipeline.sheets.refusal import Refused

ROWS = [
    ["花名册", None, None],
    ["序号", "姓名", "备注"],
    [1, "张三", "第一行\n第二行"],
    [2.50, Special("李四", is_struck=True, fill="#FFFF00"), "A & B <c>"],
    [Special(formula="SUM(A1)"), Special(error="#N/A", formula="B1"), Special(3, formula="1+2")],
]


def of_page(body: str) -> list:
    return outcome("html", f"<html><body>{body}</body></html>".encode())


def table(*rows: str, said: str = "") -> str:
    return f"<table{said}>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"


def shown(body: str) -> dict:
    """Text by row and column."""
    return {row: {column: text for column, (_, text) in cells.items()} for row, cells in texts(of_page(body)).items()}


@pytest.mark.parametrize(("encoding", "named"), [("gbk", "gb18030"), ("utf-8", "utf-8"), ("utf-16", "utf-16")])
def test_every_kind_of_cell(tmp_path, encoding, named):
    path = write_html(tmp_path / "名册.xls", ROWS, encoding=encoding, merges=[(1, 1, 1, 3)], hidden_rows=[3])
    workbook = read(path)
    (grid,) = workbook.grids
    assert (workbook.format, workbook.encoding) == ("html", named)
    assert (grid.merges, grid.hidden_rows) == (((1, 1, 1, 3),), {3})
    said = {
        number: [(each.kind, each.text, each.formula) for each in cells.values()] for number, cells in grid.rows.items()
    }
    assert said[3] == [("number", "1", None), ("text", "张三", None), ("text", "第一行\n第二行", None)]
    assert said[4] == [("number", "2.5", None), ("text", "李四", None), ("text", "A & B <c>", None)]
    assert said[5] == [("uncached", "", "SUM(A1)"), ("error", "#N/A", "B1"), ("number", "3", "1+2")]
    look = workbook.styles[grid.rows[4][2].style]
    assert (look.is_struck, look.fill, look.number_format) == (True, "FFFFFF00", "@")


def test_tables_and_lines_of_text_stand_below_each_other():
    page = (
        "<h1>花名册</h1>填报单位：某镇<br>2022年"
        + table("<td>a<td>b", "<td>c")
        + table()
        + table("<td>d")
        + "<p>填表人</p>"
    )
    assert shown(page) == {
        1: {1: "花名册"},
        2: {1: "填报单位：某镇"},
        3: {1: "2022年"},
        4: {1: "a", 2: "b"},
        5: {1: "c"},
        7: {1: "d"},
        8: {1: "填表人"},
    }


def test_a_table_in_a_cell_follows_the_one_around_it():
    inner = table("<td>姓名<td>备注", "<td>张三<td>一")
    assert shown(table("<td>标题", f"<td>{inner}以上")) == {
        1: {1: "标题"},
        2: {1: "以上"},
        4: {1: "姓名", 2: "备注"},
        5: {1: "张三", 2: "一"},
    }


def test_spans_move_the_cells_below_and_beside_them():
    page = table("<td rowspan=3>镇<td colspan=2>证书<th>注", "<td>等级<td>时间<td>无", "<td>初级", "<td>尾")
    lines = of_page(page)
    assert texts(lines) == {
        1: {1: ("text", "镇"), 2: ("text", "证书"), 4: ("text", "注")},
        2: {2: ("text", "等级"), 3: ("text", "时间"), 4: ("text", "无")},
        3: {2: ("text", "初级")},
        4: {1: ("text", "尾")},
    }
    assert lines[1][3] == [[1, 1, 3, 1], [1, 2, 1, 3]]


@pytest.mark.parametrize("span", ["0", "99999999", "1000000"])
def test_a_span_ends_with_its_table(span):
    lines = of_page(table(f"<td rowspan={span}>镇<td>a", "<td>b") + table("<td>c"))
    assert lines[1][3] == [[1, 1, 2, 1]]
    assert texts(lines)[4] == {1: ("text", "c")}


def test_white_space_entities_and_what_a_page_does_not_show():
    page = (
        "<!-- <table><tr><td>no --><!----------><!-- - -- --><script>if (a < b) '<table>'</script><title>no</title>"
        "<![if supportMisalignedColumns]><![endif]>"
        + table("<td> 张 \n 三 <td>&nbsp;<td>&lt;5&nbsp;人&#x4eba;<td>3 < 5 & 6<td><p>甲</p><p>乙</p><div>丙</div>")
    )
    assert shown(page) == {1: {1: "张 三", 3: "<5\xa0人人", 4: "3 < 5 & 6", 5: "甲\n乙\n丙"}}


def test_a_spreadsheet_programs_own_attributes():
    page = (
        "<style>.d{mso-number-format:'yyyy\\0022年\\0022m\\0022月\\0022'} .s {text-decoration:line-through; background:yellow none}</style>"
        + table(
            "<td x:num='44774' class=d>2022年8月<td x:num>1,234<td x:num='1234'>1,234<td x:str=' 甲 '>甲<td x:bool>TRUE<td x:err>#REF!"
            "<td>#REF!<td x:fmla='=A1' x:str><td class='s x'>走<td>510499199001011233"
        )
    )
    lines = of_page(page)
    assert list(texts(lines)[1].values()) == [
        ("date", "2022-08-01"),
        ("text", "1,234"),
        ("number", "1234"),
        ("text", " 甲 "),
        ("boolean", "TRUE"),
        ("error", "#REF!"),
        ("error", "#REF!"),
        ("text", "走"),
        ("text", "510499199001011233"),
    ]
    assert lines[0][2][lines[-1][6][2]][2:] == (True, "FFFFFF00")


def test_what_is_hidden_is_read_and_told():
    page = table(
        "<td>序号<td style='display: none'>身份证号<td>姓名",
        "<td>1<td style='DISPLAY:NONE'>510499199001011233<td>张三",
    ) + table("<td>旧", said=" hidden")
    lines = of_page(page)
    assert (lines[1][4], lines[1][5]) == ([4], [2])
    assert texts(lines)[2][2] == ("text", "510499199001011233")


def test_struck_out_only_where_all_of_it_is():
    lines = of_page(
        table("<td><s>走</s><td><del>走</del>留<td><span style='text-decoration:line-through'><b>调走</b></span>")
    )
    assert [lines[0][2][cell[2]][2] for cell in lines[-1]] == [True, False, True]


@pytest.mark.parametrize(
    ("page", "code"),
    [
        ("<html><frameset><frame src='sheet001.htm'></frameset></html>", "format_unsupported"),
        ("<html><table><tr><td>a</table>", "file_unreadable"),
        ("<table><tr><td>a", "file_unreadable"),
        ("<table><tr><td>a</td></tr></table><!-- ", "file_unreadable"),
        ("<table><tr><td title='a>a</td></tr></table>", "file_unreadable"),
        ("<table><tr><td>a</td></tr></table><td>b", "file_unreadable"),
        ("<table><tr><td>a\0</td></tr></table>", "format_unsupported"),
        ("<table>" + "<tr><td>" * 200_000, "file_unreadable"),
        ("<table><tr><td>" * 200_000, "file_unreadable"),
        ("<table><tr>" + "<td " + "a=" * 200_000, "file_unreadable"),
        ("<table><tr><td colspan=16384>a<td>b</table>", "file_unreadable"),
    ],
)
def test_what_is_not_whole_is_refused(page, code):
    assert outcome("html", page.encode()) == code


def test_a_page_of_many_tables_in_each_other_is_read():
    depth = 3_000
    lines = outcome("html", ("<table><tr><td>a" * depth + "</td></tr></table>" * depth).encode())
    assert len(lines[1][-1]) == depth


def test_a_frame_page_is_refused_with_its_own_reason(tmp_path):
    path = tmp_path / "a.xls"
    path.write_bytes(b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n")
    with pytest.raises(Refused) as caught:
        sandbox.read(path, LIMITS)
    assert caught.value.code == "format_unsupported"


def test_damage_is_refused_or_seen_alike(tmp_path):
    data = write_html(tmp_path / "a.xls", ROWS, ROWS[:3], merges=[(1, 1, 1, 3)]).read_bytes()
    assert {outcome("html", piece) for piece in pieces(data)} <= {"file_unreadable", "encoding_unknown"}
    ends = [outcome("html", mutant) for mutant in mutants(data, 400, seed=1)]
    assert 50 < sum(isinstance(end, list) for end in ends) < 350


WIDE = "<td rowspan=1000 colspan=1000>x"


@pytest.mark.parametrize(
    "rows",
    [f"<tr>{WIDE * 16}" * 625, f"<tr>{WIDE}" * 10_000, "<tr><td rowspan=60000>x" * 16_000],
    ids=["wide", "long", "stairs"],
)
def test_spans_that_no_table_of_people_has_are_refused_at_once(tmp_path, rows):
    begun = time.monotonic()
    assert of_page(f"<table>{rows}</table>") == "file_too_large"
    assert time.monotonic() - begun < LIMITS.seconds / 2


def test_a_span_is_no_wider_than_what_is_written(tmp_path):
    """What a merge covers is looked up cell by cell later: a hundred that reach to the end of the sheet must cost nothing."""
    rows = "".join(f"<tr><td colspan=16000>{number}" for number in range(100))
    (path := tmp_path / "a.xls").write_text(f"<table>{rows}<tr><td>a<td>b<td>c</table>", encoding="utf-8")
    (grid,) = read(path).grids
    assert grid.merges[0] == (1, 1, 1, 3)
    assert {right for _, _, _, right in grid.merges} == {3}


def test_a_style_of_endless_length_is_refused():
    style = f"<style>.a{{{'color:red;' * 2000}}}</style>"
    assert of_page(f"{style}<table><tr><td class=a>x</table>") == "file_too_large"
