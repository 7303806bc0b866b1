"""Text of any encoding and delimiter that an office program writes; text that went through a wrong encoding is refused."""

import io

import pytest
from format_checks import mutants, outcome, texts
from sheet_files import read
from text_workbooks import write_delimited

from pipeline.sheets.formats.text import is_garbled

ROWS = [
    ["序号", "姓名", "身份证号", "备注"],
    *([number, f"张三{number}", "510499199001011233", "甲、乙，丙"] for number in range(1, 6)),
    [6, "一一", "510499199001011233", '第一行\n第"二"行'],
]
HEADERS = "序号,姓名,性别,身份证号,工作单位,证书等级,取得时间\n"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "；", "，", "、", "|"])
def test_the_delimiter_is_told_by_content(tmp_path, delimiter):
    grid = read(write_delimited(tmp_path / "a.xls", ROWS, delimiter)).grids[0]
    assert [cell.text for cell in grid.rows[7].values()] == ["6", "一一", "510499199001011233", '第一行\n第"二"行']
    assert [cell.text for cell in grid.rows[2].values()] == ["1", "张三1", "510499199001011233", "甲、乙，丙"]


@pytest.mark.parametrize(
    ("encoding", "named"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("gbk", "gb18030"),
        ("gb18030", "gb18030"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
    ],
)
def test_the_encoding_is_told_by_content(tmp_path, encoding, named):
    workbook = read(write_delimited(tmp_path / "a.csv", ROWS, "\t", encoding))
    assert (workbook.encoding, workbook.grids[0].rows[3][2].text) == (named, "张三2")


def test_an_error_of_a_spreadsheet_is_an_error_here_too():
    lines = outcome("delimited", "姓名,人数\n#N/A,#REF!\n张#N/A,3\n".encode())
    assert texts(lines)[2] == {1: ("error", "#N/A"), 2: ("error", "#REF!")}
    assert texts(lines)[3][1] == ("text", "张#N/A")


def test_one_column_has_no_delimiter(tmp_path):
    assert texts(outcome("delimited", "姓名\n张三\n李四\n".encode())) == {
        number: {1: ("text", name)} for number, name in enumerate(("姓名", "张三", "李四"), start=1)
    }


@pytest.mark.parametrize("saved", ["utf-8", "utf-16", "utf-8-sig"])
def test_utf8_that_was_read_as_gbk_and_saved_again_is_refused(saved):
    """招录 has become 鎷涘綍; where a byte was left over, the character is lost for good."""
    text = (HEADERS + "1,欧阳明,男,510499199001011233,东区某社区居民委员会,中级,2022年8月\n" * 3).encode()
    assert outcome("delimited", text.decode("gbk", "replace").encode(saved)) == "encoding_unknown"


def test_sound_text_is_never_taken_for_garbled():
    """Single words may be: 联通 in GBK is valid UTF-8. Whole texts are not."""
    assert not is_garbled("联通,联通,联通")
    assert not is_garbled("瑜波,轲白,浍波,张三,李四,王五,赵六")
    assert not is_garbled("姓名,鎷涘綍")
    assert not is_garbled(HEADERS)
    assert is_garbled("鎷涘綍,濮撳悕,鎬у埆,韬唤璇佸彿")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (HEADERS.encode("utf-16")[:-1], "encoding_unknown"),
        (HEADERS.encode("utf-16-le")[:-1], "format_unsupported"),
        (b"\xff\xfe\x00\xd8,\0", "encoding_unknown"),
        (b"a,b\0\n", "format_unsupported"),
        ("<table>\n<tr><td>1</table>\n".encode("utf-16-le"), "format_unsupported"),
        (b"\0\0\0\0\n\n", "format_unsupported"),
        ('序号,姓名\n1,"张三\n'.encode("utf-16"), "file_unreadable"),
        (b'a,"' + b"b" * (2 << 20) + b'"\n', "file_unreadable"),
    ],
)
def test_what_is_no_clean_text_is_refused(data, code):
    assert outcome("delimited", data) == code


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_damage_is_refused_or_seen_alike(tmp_path, encoding):
    data = write_delimited(tmp_path / "a.csv", ROWS, encoding=encoding).read_bytes()
    ends = [outcome("delimited", mutant) for mutant in mutants(data, 200, seed=4)]
    assert any(isinstance(end, list) for end in ends)
    assert io.BytesIO(data).read(1)
