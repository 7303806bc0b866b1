"""An .xlsb gives the same cells as it was written from, and as calamine sees; what is damaged is refused."""

import datetime as dt
import random
import struct
from pathlib import Path
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook
from sheet_files import LIMITS, outcome
from xlsb_files import FILLED, STRUCK, Error, Formula, Look, cell, links, record, row_header, sheet, wide, write_xlsb

from pipeline.sheets import sandbox
from pipeline.sheets.conservation import differences
from pipeline.sheets.grid import Grid, Workbook, a1
from pipeline.sheets.refusal import Refused

SMALL = sandbox.Limits(memory_mebibytes=512, seconds=10, output_mebibytes=8)
ROWS = [["姓名", "出生年月"], ["张三", dt.date(1990, 1, 1)], ["李四", None, 3]]


def read(path: Path) -> Workbook:
    """The workbook, on whose cells reader and counter agree."""
    workbook = sandbox.read(path, LIMITS)
    assert workbook.format == "xlsb"
    assert differences(workbook.counts(), workbook.counted.sheets) == []
    return workbook


def cells(grid: Grid) -> dict[str, tuple]:
    return {
        a1(row, column): (each.kind, each.text, each.formula)
        for row, line in grid.rows.items()
        for column, each in line.items()
    }


def refused(path: Path) -> str:
    with pytest.raises(Refused) as caught:
        sandbox.read(path, LIMITS)
    return caught.value.code


@pytest.mark.parametrize("inline", [False, True])
def test_every_kind_of_cell(tmp_path, inline):
    rows = [
        ["张三", " 前后 ", "\u3000", "𬱖", None, "0012"],
        [1, 0.1, -3, 5.10499199001011e17, True, False],
        [
            Error("#N/A"),
            Error("#REF!"),
            dt.date(2022, 8, 1),
            dt.datetime(2022, 8, 1, 10, 0, 5),
            Look(0, 1),
            Look(60, 2),
        ],
        [Formula("文"), Formula(2.5), Formula(True), Formula(Error("#DIV/0!")), Formula("")],
    ]
    assert cells(read(write_xlsb(tmp_path / "a.xlsb", {"花名册": rows}, inline=inline)).grids[0]) == {
        "A1": ("text", "张三", None),
        "B1": ("text", " 前后 ", None),
        "D1": ("text", "𬱖", None),
        "F1": ("text", "0012", None),
        "A2": ("number", "1", None),
        "B2": ("number", "0.1", None),
        "C2": ("number", "-3", None),
        "D2": ("number", "5.10499199001011E+17", None),
        "E2": ("boolean", "TRUE", None),
        "F2": ("boolean", "FALSE", None),
        "A3": ("error", "#N/A", None),
        "B3": ("error", "#REF!", None),
        "C3": ("date", "2022-08-01", None),
        "D3": ("date", "2022-08-01 10:00:05", None),
        "E3": ("date", "1900-01-00", None),
        "F3": ("date", "1900-02-29", None),
        "A4": ("text", "文", ""),
        "B4": ("number", "2.5", ""),
        "C4": ("boolean", "TRUE", ""),
        "D4": ("error", "#DIV/0!", ""),
    }


def test_numbers_in_hundredths_and_parts_of_doubles(tmp_path):
    packed = ((202210 << 2 | 3, "2022.1"), (-150 << 2 | 3, "-1.5"), (0x3FE00000, "0.5"), (0x40590000 | 1, "1"))
    numbers = b"".join(
        record(2, struct.pack("<III", column, 0, bits & 0xFFFFFFFF)) for column, (bits, _) in enumerate(packed)
    )
    found = read(with_sheet(tmp_path, row_header(1) + numbers)).grids[0]
    assert [each.text for each in found.rows[1].values()] == [text for _, text in packed]


def test_what_is_hidden_merged_noted_struck_and_filled(tmp_path):
    workbook = read(
        write_xlsb(
            tmp_path / "a.xlsb",
            {"花名册": [["合", None], ["去", 2], [Look("走", STRUCK), Look("新", FILLED)]], "藏": [["a"]], "深藏": []},
            states={"藏": "hidden", "深藏": "veryHidden"},
            merges={"花名册": [(1, 1, 1, 2)]},
            hidden_rows={"花名册": {2}},
            hidden_columns={"花名册": {2}},
            comments={(3, 1): "已调走"},
            extra={"xl/vbaProject.bin": b"", "xl/media/image1.png": b"", "xl/externalLinks/externalLink1.bin": b""},
        )
    )
    grid = workbook.grids[0]
    assert grid.merges == ((1, 1, 1, 2),)
    assert (grid.hidden_rows, grid.hidden_columns) == ({2}, {2})
    assert grid.comments == {(3, 1): "已调走"}
    assert [(each.name, each.state) for each in workbook.grids] == [
        ("花名册", "visible"),
        ("藏", "hidden"),
        ("深藏", "veryHidden"),
    ]
    gone, new = (workbook.styles[each.style] for each in grid.rows[3].values())
    assert (gone.is_struck, gone.fill, new.is_struck, new.fill) == (True, None, False, "FFFFFF00")
    assert workbook.signs == {"macros", "pictures", "external_links"}


def test_both_date_systems(tmp_path):
    for is_1904 in (False, True):
        path = write_xlsb(
            tmp_path / "a.xlsb", {"S": [[dt.date(1990, 1, 1), dt.datetime(2022, 8, 1, 23, 59, 59)]]}, is_1904=is_1904
        )
        assert [each[1] for each in cells(read(path).grids[0]).values()] == ["1990-01-01", "2022-08-01 23:59:59"]


@pytest.mark.parametrize("seed", range(4))
def test_calamine_sees_the_same_cells(tmp_path, seed):
    chance = random.Random(seed)
    kinds = (
        lambda: chance.choice(["张三", "A & B", "换\n行", "𬱖", "0012"]),
        lambda: chance.choice([0, 7, -3, 4.25, 0.1, 1e17, 1 / 3, chance.random()]),
        lambda: chance.choice([True, False, None]),
        lambda: Formula(chance.choice(["文", 3.5, True])),
    )
    sheets = {name: [[chance.choice(kinds)() for _ in range(9)] for _ in range(50)] for name in "一二"}
    path = write_xlsb(tmp_path / "a.xlsb", sheets)
    book = CalamineWorkbook.from_path(path)
    for grid in read(path).grids:
        rows = book.get_sheet_by_name(grid.name).to_python(skip_empty_area=False)
        theirs = {
            (row, column): value
            for row, line in enumerate(rows, 1)
            for column, value in enumerate(line, 1)
            if value != ""
        }
        ours = {
            (row, column): {"number": float, "boolean": "TRUE".__eq__}.get(each.kind, str)(each.text)
            for row, line in grid.rows.items()
            for column, each in line.items()
        }
        assert ours == theirs


def with_sheet(folder: Path, cells_: bytes = b"", whole: bytes | None = None) -> Path:
    """A workbook whose one sheet holds these records."""
    path = write_xlsb(folder / "b.xlsb", {"S": [["一"]]})
    return with_part(path, "xl/worksheets/sheet1.bin", sheet(cells_) if whole is None else whole)


def with_part(path: Path, name: str, content: bytes) -> Path:
    with ZipFile(path) as archive:
        parts = {each: archive.read(each) for each in archive.namelist()}
    with ZipFile(path, "w") as archive:
        for each, old in parts.items():
            archive.writestr(each, content if each == name else old)
    return path


ONE = row_header(1) + cell(1, 0)


@pytest.mark.parametrize(
    "content",
    [
        sheet(ONE + cell(2, 0)),  # two cells in one place
        sheet(cell(1, 0)),  # a cell before any row
        sheet(ONE + ONE),  # a row twice
        sheet(ONE + record(99, bytes(12)) + cell(1, 1)),  # a record that stands nowhere between cells
        sheet(ONE + cell("一", 1, strings={"二": 5})[:-4] + struct.pack("<I", 7)),  # a shared string of none
        sheet(ONE + record(6, bytes(8) + struct.pack("<I", 99) + b"a\0")),  # a text that is longer than its record
        sheet(row_header(1) + cell(1, 16_384)),
        sheet(ONE + record(5, bytes(8) + b"123456789")),  # a number of nine bytes
        sheet(ONE)[:-2],
        sheet(ONE)[:-1],
        sheet(ONE).replace(record(146), b""),
        b"",
    ],
)
def test_a_sheet_that_cannot_be_accounted_for(tmp_path, content):
    assert refused(with_sheet(tmp_path, whole=content)) == "file_unreadable"
    assert cells(read(with_sheet(tmp_path, ONE)).grids[0]) == {"A1": ("number", "1", None)}


def test_other_parts_that_cannot_be_accounted_for(tmp_path):
    damaged = {
        "xl/workbook.bin": record(131) + record(156, struct.pack("<II", 0, 1) + wide("rId9") + wide("S")) + record(132),
        "xl/sharedStrings.bin": record(159, bytes(8)) + record(19, b"\0" + wide("一")),
        "xl/styles.bin": record(278),
        "xl/_rels/workbook.bin.rels": links(*[("worksheets/sheet1.bin", "worksheet")] * 2).encode(),
    }
    for name, content in damaged.items():
        assert refused(with_part(write_xlsb(tmp_path / "a.xlsb", {"S": ROWS}), name, content)) == "file_unreadable", (
            name
        )


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> bytes:
    rows = [[f"姓名{row}", row, row / 7, row % 2 == 0, dt.date(2022, 8, 1), Error("#N/A")] for row in range(60)]
    return write_xlsb(tmp_path_factory.mktemp("xlsb") / "a.xlsb", {"一": rows, "二": ROWS}).read_bytes()


def test_a_file_cut_short_is_refused(tmp_path, whole):
    path = tmp_path / "a.xlsb"
    for part in range(20):
        path.write_bytes(whole[: len(whole) * part // 20])
        assert isinstance(outcome(path, SMALL), str), f"{5 * part} %"


def test_damaged_bytes_inside_the_parts(tmp_path, whole):
    """Beneath the checksums of the zip: a part is rewritten with damage."""
    chance, refusals = random.Random(9), 0
    path = tmp_path / "a.xlsb"
    path.write_bytes(whole)
    with ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if name.endswith(".bin")}
    for _ in range(200):
        path.write_bytes(whole)
        name = chance.choice(list(parts))
        content = bytearray(parts[name])
        for _ in range(chance.choice([1, 1, 4])):
            content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        refusals += isinstance(outcome(with_part(path, name, bytes(content)), SMALL), str)
    assert 50 < refusals < 195
