"""A CSV file keeps every field and the line where an auditor finds it."""

import codecs
from pathlib import Path

import pytest

from pipeline.sheets import sandbox
from pipeline.sheets.conservation import differences
from pipeline.sheets.refusal import Refused

LIMITS = sandbox.Limits(memory_mebibytes=512, seconds=20)
ROSTER = "仁和区社会工作从业人员花名册（2022年8月）,,\n序号,姓名,备注\n1,张三,第一\n"


def read(path: Path, data: bytes):
    path.write_bytes(data)
    workbook = sandbox.read(path, LIMITS)
    assert workbook.format == "csv"
    assert differences(workbook.counts(), workbook.counted.sheets) == []
    return workbook


def texts(workbook) -> dict[int, dict[int, str]]:
    return {row: {column: cell.text for column, cell in cells.items()} for row, cells in workbook.grids[0].rows.items()}


@pytest.mark.parametrize(
    ("encoding", "named"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("gb18030", "gb18030"), ("gbk", "gb18030")],
)
def test_the_encoding_is_told_by_content(tmp_path, encoding, named):
    workbook = read(tmp_path / "a.xls", ROSTER.encode(encoding))
    assert (workbook.format, workbook.encoding, len(workbook.grids)) == ("csv", named, 1)
    assert texts(workbook)[1] == {1: "仁和区社会工作从业人员花名册（2022年8月）"}
    assert {cell.kind for cells in workbook.grids[0].rows.values() for cell in cells.values()} == {"text"}


def test_characters_beyond_gbk_come_through(tmp_path):
    assert texts(read(tmp_path / "a.csv", "姓名,籍贯\n𬱖·努尔,四川\n".encode("gb18030")))[2] == {
        1: "𬱖·努尔",
        2: "四川",
    }


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_told_by_content(tmp_path, delimiter):
    lines = [
        ["花名册,2022;8月\t表"],
        ["序号", "姓名", "备注"],
        ["1", "张三", "甲,乙;丙"],
        ["2", "李四", "丁,戊"],
        ["3", "王五", "己,庚"],
    ]
    data = "\n".join(delimiter.join(f'"{field}"' for field in line) for line in lines)
    assert texts(read(tmp_path / "a.csv", data.encode()))[3] == {1: "1", 2: "张三", 3: "甲,乙;丙"}


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_a_record_has_the_number_of_its_first_physical_line(tmp_path, ending):
    lines = ["", "姓名,备注", '张三,"第一行', '第二行"', "", ' , "', '" ', '李四,"说""好"""', "王五"]
    workbook = read(tmp_path / "a.csv", ending.join(lines).replace(' , "', ',"').replace('" ', '"').encode())
    assert texts(workbook) == {
        2: {1: "姓名", 2: "备注"},
        3: {1: "张三", 2: f"第一行{ending}第二行"},
        6: {1: "李四", 2: '说"好"'},
        7: {1: "王五"},
    }


def test_white_space_alone_is_no_cell_and_other_text_keeps_its_own(tmp_path):
    assert texts(read(tmp_path / "a.csv", "姓名,\u3000, 张 三 \n ,\t,\n".encode())) == {1: {1: "姓名", 3: " 张 三 "}}


def test_a_file_of_one_column_has_one_column(tmp_path):
    assert texts(read(tmp_path / "a.csv", "姓名\n张三\n".encode())) == {1: {1: "姓名"}, 2: {1: "张三"}}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (codecs.BOM_UTF8 + ROSTER.encode("gbk"), "encoding_unknown"),
        (ROSTER.encode() + b"\xff\xfe", "encoding_unknown"),
        (ROSTER.encode()[:-1] + "张".encode()[:2], "encoding_unknown"),
        (b"name\xff\xff,\xff\n", "encoding_unknown"),
        ('姓名,备注\n张三,"没有结束\n李四,\n王五,\n'.encode(), "file_unreadable"),
        ('姓名,备注\n"张三"丰,一\n'.encode(), "file_unreadable"),
        ("<html><frameset>姓名</frameset></html>".encode(), "format_unsupported"),
        (b'\n  <?xml version="1.0"?><Workbook/>', "format_unsupported"),
        ("姓名,备注\n张\0三,\n".encode(), "format_unsupported"),
        (bytes(range(1, 128)) * 3, "format_unsupported"),
    ],
)
def test_what_is_not_clean_text_is_refused(tmp_path, data, code):
    path = tmp_path / "a.csv"
    path.write_bytes(data)
    with pytest.raises(Refused) as caught:
        sandbox.read(path, LIMITS)
    assert caught.value.code == code


def test_a_roster_that_happens_to_look_like_utf8_in_places_is_still_gb18030(tmp_path):
    """Two GB18030 characters may read as valid UTF-8; a whole roster never does."""
    data = ("序号,姓名\n" + "".join(f"{number},联通{number}\n" for number in range(40))).encode("gb18030")
    assert texts(read(tmp_path / "a.csv", data))[2] == {1: "0", 2: "联通0"}
