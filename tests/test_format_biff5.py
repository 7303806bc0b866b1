"""BIFF5, which Excel 5 and 95 wrote: texts in a codepage, and what is no worksheet."""

import datetime as dt

import pytest
from biff_files import CHART, DATES_OF_1904, book, cell, codepage, compound, sheet, substream, write_xls5
from sheet_files import LIMITS
from test_format_xls import cells, read, refused
from xlsb_files import Error, Formula, Look

from pipeline.sheets import sandbox


def test_biff5_in_the_codepage_of_china(tmp_path):
    rows = [
        ["姓名", "日期"],
        ["赵德𠮷"[:2], dt.date(2022, 8, 1)],
        [Error("#DIV/0!"), Look("走", 2)],
        [Formula("结果"), None, 1.5],
    ]
    workbook = read(write_xls5(tmp_path / "a.xls", {"花名册": rows, "二": [["乙"]]}))
    assert [each.name for each in workbook.grids] == ["花名册", "二"]
    found = cells(workbook.grids[0])
    assert found["A2"] == ("text", "赵德", None)
    assert found["B2"] == ("date", "2022-08-01", None)
    assert found["A3"] == ("error", "#DIV/0!", None)
    assert found["A4"] == ("text", "结果", "")  # of which xlrd counts the bytes as characters, and fails
    assert workbook.styles[workbook.grids[0].rows[3][2].style].is_struck
    latin = read(write_xls5(tmp_path / "b.xls", {"S": [["é"]]}, number=1252))
    assert cells(latin.grids[0])["A1"][1] == "é"


def test_an_encoding_that_the_file_does_not_say(tmp_path):
    for settings, outcome in (((), "张"), ((codepage(4711),), "encoding_unknown")):
        path = tmp_path / "a.xls"
        path.write_bytes(compound({"Book": book({"S": sheet([["张"]])}, *settings)}))
        if settings:
            assert refused(path).code == outcome
        else:
            workbook = sandbox.read(path, LIMITS)
            assert workbook.grids[0].rows[1][1].text == outcome


@pytest.mark.parametrize("is_1904", [False, True])
def test_both_date_systems(tmp_path, is_1904):
    days = [dt.date(1990, 1, 1), dt.datetime(2022, 8, 1, 23, 59, 59), dt.date(2024, 2, 29)]
    settings = [codepage(936)] + [DATES_OF_1904] * is_1904
    path = tmp_path / "a.xls"
    path.write_bytes(compound({"Book": book({"S": sheet([days], is_1904=is_1904)}, *settings)}))
    assert [each[1] for each in cells(read(path).grids[0]).values()] == [
        "1990-01-01",
        "2022-08-01 23:59:59",
        "2024-02-29",
    ]


def test_macros_and_charts(tmp_path):
    path = tmp_path / "a.xls"
    chart = substream(CHART, cell(7, 0, 0))
    stream = book({"图": chart, "S": sheet([["一"]])}, codepage(936), kinds={"图": 2})
    path.write_bytes(compound({"Book": stream, "_VBA_PROJECT_CUR": b""}))
    workbook = read(path)
    assert [(each.name, len(each.rows)) for each in workbook.grids] == [("图", 0), ("S", 1)]
    assert workbook.signs == {"macros"}


def test_an_embedded_chart_gives_no_cells(tmp_path):
    path = tmp_path / "a.xls"
    inner = substream(CHART, cell(7, 5, 5))
    path.write_bytes(compound({"Book": book({"S": sheet([["一"]], inner)}, codepage(936))}))
    assert cells(read(path).grids[0]) == {"A1": ("text", "一", None)}


def test_sheets_whose_names_the_second_reader_cannot_tell_apart_are_counted_apart(tmp_path):
    """Without a code page it gives two Chinese names of one length as the same marks."""
    path = tmp_path / "a.xls"
    write_xls5(path, {"双河镇": [["姓名", "性别"], ["甲", "男"]], "石桥镇": [["姓名"], ["乙"], ["丙"]]})
    workbook = sandbox.read(path, LIMITS)
    assert workbook.counts() == ({1: 2, 2: 2}, {1: 1, 2: 1, 3: 1}) == workbook.counted.sheets
