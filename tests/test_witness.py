"""The second reading of binary workbooks sees what was written, by other means than the reader that counted."""

import datetime as dt
import sys

import pytest
import xlwt
from biff_files import write_xls5
from xlsb_files import Error, Look, write_xlsb

from pipeline.audit.seen import Seen
from pipeline.audit.witness import read_again

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
    (sheet,) = read_again(path, f"{write.__name__}")
    assert sheet == {1: SEEN | {"E": DAY}, 2: {"C": Seen("number", "0"), "D": Seen("text", "x")}}


def test_days_of_xlsb_by_their_format(tmp_path):
    """calamine gives a whole number as a number, whatever its format, and knows no Chinese one."""
    row = [Look(44774, 1), Look(44774, 2), Look(44774.5, 1), Look(0, 1), 44774, Error("#N/A")]
    path = write_xlsb(tmp_path / "a.xlsb", {"空": [], "一": [row]})
    assert read_again(path, "days")[1][1] == {
        "A": DAY,
        "B": DAY,
        "C": Seen("date", "2022-08-01 12:00:00"),
        "D": Seen("date", "1900-01-00 00:00:00"),
        "E": Seen("number", "44774"),
    }
    later = write_xlsb(tmp_path / "b.xlsb", {"一": [[dt.date(2022, 8, 1)]]}, is_1904=True)
    assert read_again(later, "1904")[0][1] == {"A": DAY}


def test_it_shares_no_code_with_the_reader():
    assert not any(
        "pipeline.sheets" in str(vars(sys.modules[name]))
        for name in ("pipeline.audit.witness", "pipeline.audit.witness_binary")
    )
