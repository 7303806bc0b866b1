"""A workbook in SpreadsheetML 2003 comes out with all that its XML says of a cell, and nothing that it does not."""

from datetime import date, datetime
from pathlib import Path

import pytest
from format_checks import mutants, outcome, pieces, texts
from sheet_files import read
from text_workbooks import SPREADSHEET, Special, write_xml2003

from pipeline.sheets.grid import Workbook

ROWS = [
    ["花名册", None, None],
    ["序号", "姓名", "取得时间"],
    [1, "张 三\n丰", date(2022, 8, 1)],
    [
        "510499199001011233",
        Special("李四", is_struck=True, fill="#FFFF00", comment="已调走"),
        datetime(2022, 8, 1, 9, 5),
    ],
    [Special(formula="SUM(A1)"), Special(error="#N/A", formula="B1"), Special(3, formula="1+2"), True],
]


def book(inside: str, data: str = "") -> bytes:
    """A document of one worksheet whose table is `inside`."""
    return (
        f'<?xml version="1.0"?>{data}<Workbook xmlns="{SPREADSHEET}" xmlns:ss="{SPREADSHEET}">'
        f'<Worksheet ss:Name="S"><Table>{inside}</Table></Worksheet></Workbook>'
    ).encode()


def cell(workbook: Workbook, row: int, column: int):
    return workbook.grids[0].rows[row][column]


def test_every_kind_of_cell(tmp_path):
    path = write_xml2003(
        tmp_path / "名册.xls",
        {"城关镇": ROWS, "旧": ROWS[:2]},
        merges={"城关镇": [(1, 1, 1, 3)]},
        hidden_sheets=["旧"],
        hidden_rows={"城关镇": [3]},
        hidden_columns={"城关镇": [2]},
    )
    workbook = read(path)
    first, second = workbook.grids
    assert (workbook.format, first.name, first.state, second.state) == ("xml", "城关镇", "visible", "hidden")
    assert (first.merges, first.hidden_rows, first.hidden_columns) == (((1, 1, 1, 3),), {3}, {2})
    assert first.comments == {(4, 2): "已调走"}
    assert [(each.kind, each.text) for each in first.rows[3].values()] == [
        ("number", "1"),
        ("text", "张 三\n丰"),
        ("date", "2022-08-01"),
    ]
    assert cell(workbook, 4, 1)[:2] == ("text", "510499199001011233")
    assert cell(workbook, 4, 3)[:2] == ("date", "2022-08-01 09:05:00")
    look = workbook.styles[cell(workbook, 4, 2).style]
    assert (look.is_struck, look.fill) == (True, "FFFFFF00")
    assert [(each.kind, each.text, each.formula) for each in first.rows[5].values()] == [
        ("uncached", "", "SUM(A1)"),
        ("error", "#N/A", "B1"),
        ("number", "3", "1+2"),
        ("boolean", "TRUE", None),
    ]


@pytest.mark.parametrize("encoding", ["gb2312", "gbk", "utf-16", "utf-8"])
def test_encodings_that_a_parser_of_xml_need_not_know(tmp_path, encoding):
    path = write_xml2003(tmp_path / "a.xls", {"城关": [["姓名"], ["张三"]]}, encoding=encoding)
    assert cell(read(path), 2, 1).text == "张三"


def test_places_are_counted_on_where_the_file_does_not_say_them():
    data = book(
        '<Row><Cell ss:MergeAcross="2"><Data ss:Type="String">a</Data></Cell><Cell><Data ss:Type="String">b</Data></Cell></Row>'
        '<Row ss:Span="3"/><Row><Cell ss:Index="3"><Data ss:Type="String">c</Data></Cell></Row>'
    )
    assert texts(outcome("spreadsheetml", data)) == {1: {1: ("text", "a"), 4: ("text", "b")}, 6: {3: ("text", "c")}}


def test_digits_are_those_of_the_file_and_text_with_marks_is_joined():
    data = book(
        '<Row><Cell><Data ss:Type="Number">5.10499199001011E+17</Data></Cell><Cell><Data ss:Type="Number">2022.10</Data></Cell>'
        '<Cell><ss:Data ss:Type="String" xmlns="http://www.w3.org/TR/REC-html40">王<B>五</B></ss:Data></Cell>'
        '<Cell><ss:Data ss:Type="String" xmlns="http://www.w3.org/TR/REC-html40"><S>走</S></ss:Data></Cell></Row>'
    )
    lines = outcome("spreadsheetml", data)
    said = ("number", "5.10499199001011E+17"), ("number", "2022.10"), ("text", "王五"), ("text", "走")
    assert tuple(texts(lines)[1].values()) == said
    assert [lines[0][2][each[2]][2] for each in lines[-1]] == [False, False, False, True]


@pytest.mark.parametrize(
    "data",
    [
        book("", '<!DOCTYPE a [<!ENTITY b "bb">]>'),
        book('<Row ss:Index="5"/><Row ss:Index="2"/>'),
        book('<Row ss:Index="-1"/>'),
        book('<Row><Cell ss:Index="3"/><Cell ss:Index="3"><Data ss:Type="String">a</Data></Cell></Row>'),
        book('<Row ss:Index="1048577"><Cell><Data ss:Type="String">a</Data></Cell></Row>'),
        book('<Row><Cell ss:Index="99999999"><Data ss:Type="String">a</Data></Cell></Row>'),
        book("<Row><Cell><Data>a</Data><Data>b</Data></Cell></Row>"),
        book("<Row>" * 200_000),
        book("<a>" * 200_000 + "</a>" * 200_000),
        b'<?xml version="1.0"?><Workbook/>',
        b'<?xml version="1.0" encoding="gbk"?><Workbook>\xff</Workbook>',
    ],
)
def test_what_is_no_sound_workbook_is_refused(data):
    assert outcome("spreadsheetml", data) == "file_unreadable"


def test_a_row_that_is_empty_may_stand_anywhere():
    assert texts(outcome("spreadsheetml", book('<Row ss:Index="99999999"/>'))) == {}


def test_damage_is_refused_or_seen_alike(tmp_path: Path):
    data = write_xml2003(tmp_path / "a.xls", {"表": ROWS, "二": ROWS}).read_bytes()
    whole = outcome("spreadsheetml", data)
    assert {outcome("spreadsheetml", piece) for piece in pieces(data)} == {"file_unreadable"}
    ends = [outcome("spreadsheetml", mutant) for mutant in mutants(data, 400, seed=1)]
    assert len(whole) == 4
    assert 10 < sum(isinstance(end, list) for end in ends) < 390
