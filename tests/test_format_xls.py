"""The .xls of offices: BIFF8 as xlwt writes it, BIFF5 by hand; every cell there and right, or the file refused."""

import datetime as dt
import random
import struct
from pathlib import Path

import pytest
import xlrd
import xlwt
from biff_files import (
    book,
    codepage,
    compound,
    record,
    sheet,
    write_xls5,
)
from sheet_files import LIMITS
from xlsb_files import Error, Formula

from pipeline.sheets import sandbox
from pipeline.sheets.conservation import differences
from pipeline.sheets.formats.biff import shared_strings
from pipeline.sheets.formats.ole import Ole
from pipeline.sheets.grid import Grid, Workbook, a1
from pipeline.sheets.refusal import Refused

ROSTER = [["姓名", "身份证号", "出生年月"], ["张三", "510499199001011233", dt.date(1990, 1, 1)], ["李四", None, 44774]]


def read(path: Path) -> Workbook:
    """The workbook, on whose cells reader and counter agree."""
    workbook = sandbox.read(path, LIMITS)
    assert workbook.format == "xls"
    assert differences(workbook.counts(), workbook.counted.sheets) == []
    return workbook


def cells(grid: Grid) -> dict[str, tuple]:
    return {
        a1(row, column): (cell.kind, cell.text, cell.formula)
        for row, line in grid.rows.items()
        for column, cell in line.items()
    }


def refused(path: Path) -> Refused:
    with pytest.raises(Refused) as caught:
        sandbox.read(path, LIMITS)
    return caught.value


def saved(made: xlwt.Workbook, folder: Path, *records: bytes) -> Path:
    """A workbook of xlwt; further records go to the end of its last sheet."""
    path = folder / "a.xls"
    made.save(str(path))
    if records:
        stream = Ole(path.read_bytes()).stream("workbook")
        end = stream.rindex(record(0x000A))
        path.write_bytes(compound({"Workbook": stream[:end] + b"".join(records) + record(0x000A)}))
    return path


def page(*rows: list) -> tuple[xlwt.Workbook, xlwt.Worksheet]:
    made = xlwt.Workbook()
    sheet = made.add_sheet("花名册")
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            sheet.write(number, column, value)
    return made, sheet


def test_every_kind_of_cell(tmp_path):
    made, sheet = page(
        ["张三", 1, 0.1, -3.25, True, False], [5.10499199001011e17, 123456789012345, 2022.1, "\u3000", " 前后 ", "0012"]
    )
    sheet.write(2, 0, dt.datetime(2022, 8, 1), xlwt.easyxf(num_format_str="yyyy-mm-dd"))
    sheet.write(2, 1, 0, xlwt.easyxf(num_format_str="yyyy-mm-dd"))
    sheet.write(2, 2, 60.5, xlwt.easyxf(num_format_str="yyyy-mm-dd hh:mm"))
    sheet.row(2).set_cell_error(3, 0x2A)
    sheet.row(2).set_cell_error(4, 0x17)
    sheet.write_rich_text(2, 5, [("甲", xlwt.Font()), ("乙", xlwt.easyfont("struck_out true"))])
    assert cells(read(saved(made, tmp_path)).grids[0]) == {
        "A1": ("text", "张三", None),
        "B1": ("number", "1", None),
        "C1": ("number", "0.1", None),
        "D1": ("number", "-3.25", None),
        "E1": ("boolean", "TRUE", None),
        "F1": ("boolean", "FALSE", None),
        "A2": ("number", "5.10499199001011E+17", None),
        "B2": ("number", "123456789012345", None),
        "C2": ("number", "2022.1", None),
        "E2": ("text", " 前后 ", None),
        "F2": ("text", "0012", None),
        "A3": ("date", "2022-08-01", None),
        "B3": ("date", "1900-01-00", None),
        "C3": ("date", "1900-02-29 12:00:00", None),
        "D3": ("error", "#N/A", None),
        "E3": ("error", "#REF!", None),
        "F3": ("text", "甲乙", None),
    }


def test_what_is_hidden_merged_struck_and_filled(tmp_path):
    made, sheet = page(["合"])
    sheet.write(1, 0, "去", xlwt.easyxf("font: struck_out true"))
    sheet.write(2, 0, "黄", xlwt.easyxf("pattern: pattern solid, fore_colour yellow"))
    sheet.write(1, 1, 2)
    sheet.merge(0, 0, 0, 1)
    sheet.row(1).hidden = True
    sheet.col(1).hidden = True
    for name, visibility in (("藏", 1), ("深藏", 2)):
        made.add_sheet(name).visibility = visibility
    workbook = read(saved(made, tmp_path))
    grid = workbook.grids[0]
    assert grid.merges == ((1, 1, 1, 2),)
    assert (grid.hidden_rows, grid.hidden_columns) == ({2}, {2})
    assert [(each.name, each.state) for each in workbook.grids] == [
        ("花名册", "visible"),
        ("藏", "hidden"),
        ("深藏", "veryHidden"),
    ]
    style = {name: workbook.styles[grid.rows[row][1].style] for row, name in enumerate(("合", "去", "黄"), 1)}
    assert [name for name, each in style.items() if each.is_struck] == ["去"]
    assert {name: each.fill for name, each in style.items()} == {"合": None, "去": None, "黄": "indexed:13"}


def test_formulas_that_were_never_calculated(tmp_path):
    made, sheet = page([1])
    sheet.write(0, 1, xlwt.Formula("A1+1"))
    assert cells(read(saved(made, tmp_path)).grids[0])["B1"] == ("uncached", "", "")
    blank = write_xls5(
        tmp_path / "b.xls", {"S": [[Formula(None), Formula("文"), Formula(True), Formula(Error("#N/A"))]]}
    )
    assert cells(read(blank).grids[0]) == {
        "B1": ("text", "文", ""),
        "C1": ("boolean", "TRUE", ""),
        "D1": ("error", "#N/A", ""),
    }


def test_notes_are_comments_and_pictures_are_signs(tmp_path):
    note5 = record(0x001C, struct.pack("<HHH", 0, 0, 4) + "离职".encode("gbk"))
    path = tmp_path / "b.xls"
    path.write_bytes(compound({"Book": book({"S": sheet([["张三"]], note5)}, codepage(936))}))
    assert read(path).grids[0].comments == {(1, 1): "离职"}
    picture = record(0x005D, struct.pack("<HHHH", 0x15, 18, 8, 1) + bytes(18))
    box = record(0x005D, struct.pack("<HHHH", 0x15, 18, 25, 2) + bytes(18))
    text = record(0x01B6, bytes(10) + struct.pack("<HHI", 3, 0, 0)) + record(
        0x003C, b"\x01" + "已调".encode("utf-16-le")
    )
    text += record(0x003C, b"\x01" + "走".encode("utf-16-le"))
    note8 = record(0x001C, struct.pack("<HHHH", 0, 1, 0, 2) + bytes(4))
    made, _ = page(["张三"])
    workbook = read(saved(made, tmp_path, picture, box, text, note8))
    assert workbook.grids[0].comments == {(1, 2): "已调走"}
    assert workbook.signs == {"pictures"}


def test_shared_strings_that_run_on(tmp_path):
    """A character of two halves parted between two records, bytes of one width and then of two, runs and pronunciation."""
    left, right = "张𬱖".encode("utf-16-le")[:4], "张𬱖".encode("utf-16-le")[4:]
    first = struct.pack("<II", 3, 3) + struct.pack("<HB", 3, 1) + left
    second = b"\x01" + right + struct.pack("<HBHI", 4, 0x0C, 1, 6) + b"ab"
    third = b"\x01" + "乙丙".encode("utf-16-le") + bytes(4)
    assert shared_strings([first, second, third, bytes(6) + struct.pack("<HB", 1, 0) + b"z"]) == ["张𬱖", "ab乙丙", "z"]
    with pytest.raises(Refused):
        shared_strings([first])
    texts = ["长" * 4000 + str(number) + "𬱖" * 300 for number in range(20)]
    made, _ = page(*[[text] for text in texts])
    assert [each[1].text for each in read(saved(made, tmp_path)).grids[0].rows.values()] == texts


@pytest.mark.parametrize("seed", range(4))
def test_xlrd_sees_the_same_cells(tmp_path, seed):
    chance = random.Random(seed)
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    made = xlwt.Workbook()
    for name in ("一", "二"):
        page = made.add_sheet(name)
        for row in range(60):
            for column in range(11):
                kind = chance.randrange(6)
                if kind < 2:
                    page.write(row, column, chance.choice(["张三", "A & B", "换\n行", "𬱖", "0012", "\u3000"]))
                elif kind == 2:
                    page.write(row, column, chance.choice([0, 7, -3, 4.25, 0.1, 1e17, 1 / 3, chance.random()]))
                elif kind == 3:
                    page.write(row, column, chance.randrange(1, 50_000), day)
                elif kind == 4:
                    page.write(row, column, chance.choice([True, False, None]))
                else:
                    page.row(row).set_cell_error(column, chance.choice([0x2A, 0x07, 0x1D]))
    path = saved(made, tmp_path)
    other = xlrd.open_workbook(path)
    for grid, theirs in zip(read(path).grids, other.sheets(), strict=True):
        expected = {
            (row + 1, column + 1): shown(each, other.datemode)
            for row in range(theirs.nrows)
            for column, each in enumerate(theirs.row(row))
        }
        ours = {
            (row, column): (each.kind, float(each.text) if each.kind == "number" else each.text)
            for row, line in grid.rows.items()
            for column, each in line.items()
        }
        assert ours == {place: each for place, each in expected.items() if each}


def shown(each: xlrd.sheet.Cell, datemode: int) -> tuple | None:
    if each.ctype == xlrd.XL_CELL_DATE:
        return "date", str(xlrd.xldate.xldate_as_datetime(each.value, datemode).date())
    if each.ctype == xlrd.XL_CELL_ERROR:
        return "error", xlrd.error_text_from_code[each.value]
    if each.ctype == xlrd.XL_CELL_BOOLEAN:
        return "boolean", "TRUE" if each.value else "FALSE"
    if each.ctype == xlrd.XL_CELL_NUMBER:
        return "number", each.value
    return ("text", each.value) if each.value.strip() else None
