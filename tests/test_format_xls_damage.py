"""A damaged .xls is refused or read as it stands: no sheet, row or cell is left out without a word."""

import random
from pathlib import Path

import pytest
import xlwt
from biff_files import (
    CHART,
    ENCRYPTED,
    book,
    cell,
    codepage,
    compound,
    record,
    sheet,
    substream,
)
from sheet_files import outcome
from test_format_xls import ROSTER, page, read, refused, saved
from xlsb_files import Formula

from pipeline.sheets import sandbox
from pipeline.sheets.formats.ole import Ole

SMALL = sandbox.Limits(memory_mebibytes=512, seconds=10, output_mebibytes=8)


def written(folder: Path, stream: bytes, name: str = "Book") -> Path:
    path = folder / "a.xls"
    path.write_bytes(compound({name: stream}))
    return path


def in_book(folder: Path, *records: bytes) -> Path:
    """A BIFF5 workbook of one sheet with these records."""
    return written(folder, book({"S": substream(0x0010, *records)}, codepage(936)))


@pytest.mark.parametrize(
    "records",
    [
        (cell(1, 0, 0), cell(2, 0, 0)),  # two numbers in one place
        (cell(1, 0, 256),),  # a column that BIFF does not have
        (cell(1, 0, 0), record(0x4203, bytes(14)), cell(1, 1, 0)),  # a number whose code was damaged
        (record(0x0003, bytes(15)),),  # a number of BIFF2
        (cell(Formula("文"), 0, 0)[:27], cell(1, 1, 0)),  # a formula whose text is missing
        (record(0x00BD, bytes(6) + bytes(6) + b"\x05\0"),),  # one number where six are said
        (record(0x00FD, bytes(10)),),  # a shared string of none
        (record(0x0204, bytes(6) + b"\xff\0ab"),),  # a text that is longer than its record
        (record(0x0203, bytes(9)),),  # half a number
    ],
)
def test_a_cell_that_cannot_be_accounted_for(tmp_path, records):
    assert refused(in_book(tmp_path, *records)).code == "file_unreadable"


def test_sheets_that_cannot_be_accounted_for(tmp_path):
    one, settings = sheet([["一"]]), codepage(936)
    whole = book({"S": one, "T": one}, settings)
    tab = whole.index(b"\x85\0")
    cases = {
        "a tab is lost": whole[:tab] + b"\x86" + whole[tab + 1 :],
        "the last sheet lacks its end": whole[:-4],
        "a sheet lies behind the end": whole[: -len(one)],
        "two tabs, one sheet": whole.replace(
            whole[whole.index(b"\x01T") - 6 :][:4], whole[whole.index(b"\x01S") - 6 :][:4]
        ),
        "a chart where a worksheet is said": book({"S": substream(CHART)}, settings),
        "no end of what comes first": whole[:-4][:600],
    }
    for name, stream in cases.items():
        assert refused(written(tmp_path, stream)).code == "file_unreadable", name
    assert len(read(written(tmp_path, whole)).grids) == 2


def test_other_kinds_of_file(tmp_path):
    path = tmp_path / "a.xls"
    for stream, code in (
        (book({"S": sheet(ROSTER)}, ENCRYPTED), "file_encrypted"),
        (b"\x09\x04\x06\x00\x00\x04\x00\x01\0\0" + record(0x000A), "format_unsupported"),
    ):
        assert refused(written(tmp_path, stream)).code == code
    path.write_bytes(b"\x09\x08" + book({"S": sheet(ROSTER)}, codepage(936))[2:])
    assert refused(path).code == "format_unsupported"  # a stream without a compound file


def test_a_file_that_calamine_cannot_open_is_counted_by_xlrd(tmp_path):
    made, _ = page(*ROSTER[:1], ["张三", True, 3])
    stream = Ole(saved(made, tmp_path).read_bytes()).stream("workbook")
    place = stream.index(b"\x42\0\x02\0") + 4
    path = written(tmp_path, stream[:place] + b"\x01\xff" + stream[place + 2 :], "Workbook")
    workbook = read(path)
    assert workbook.counted.sheets == ({1: 3, 2: 3},)


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> bytes:
    """A workbook with something of everything."""
    made, sheet = page(*[[f"姓名{row}", row, row / 7, row % 2 == 0, "同上"] for row in range(60)])
    sheet.row(3).set_cell_error(6, 0x2A)
    sheet.write(4, 6, 44774, xlwt.easyxf(num_format_str="yyyy-mm-dd"))
    sheet.write(5, 7, xlwt.Formula("B1"))
    made.add_sheet("二").write(0, 0, "乙")
    return saved(made, tmp_path_factory.mktemp("xls")).read_bytes()


def test_a_file_cut_short_is_refused(tmp_path, whole):
    path = tmp_path / "a.xls"
    for part in range(20):
        path.write_bytes(whole[: len(whole) * part // 20])
        assert isinstance(outcome(path, SMALL), str), f"{5 * part} %"
    path.write_bytes(whole)
    assert len(outcome(path, SMALL)) == 2


def test_damaged_bytes_are_refused_or_read_alike_by_reader_and_counter(tmp_path, whole):
    chance, path, refusals = random.Random(7), tmp_path / "a.xls", 0
    for _ in range(200):
        data = bytearray(whole)
        for _ in range(chance.choice([1, 1, 4])):
            data[chance.randrange(len(data))] = chance.randrange(256)
        path.write_bytes(data)
        refusals += isinstance(outcome(path, SMALL), str)
    assert 20 < refusals < 180
