"""Two other readers as witnesses: openpyxl cell by cell, and the room's own counter row by row."""

import random
from datetime import date, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from pipeline.sheets import sandbox
from pipeline.sheets.conservation import Difference, differences
from pipeline.sheets.grid import Workbook
from tests.sheet_files import sheet_xml, write_xlsx

LIMITS = sandbox.Limits(memory_mebibytes=512, seconds=30)
TEXTS = ["张三", "A & B <c>", " 前后有空格 ", "换\n行", "𬱖·努尔", "'5104", "=不是公式", "0012", "\u3000", " "]
ERRORS = ["#N/A", "#DIV/0!", "#REF!"]


def value(chance: random.Random):
    kind = chance.randrange(8)
    if kind < 3:
        return chance.choice(TEXTS)
    if kind == 3:
        return chance.choice([0, 7, -3, 4.25, 0.1, 1e17, 123456789012345])
    if kind == 4:
        return datetime(1990, 1, 1) + timedelta(days=chance.randrange(20_000), seconds=chance.choice([0, 3661, 86_399]))
    return chance.choice([None, None, True, False]) if kind < 7 else date(2022, 8, 31)


def by_openpyxl(path: Path, chance: random.Random) -> None:
    book = openpyxl.Workbook()
    for index in range(3):
        sheet = book.active if not index else book.create_sheet(f"表{index}")
        for row in range(1, 60):
            for column in range(1, 12):
                sheet.cell(row + chance.randrange(2) * 100, column, value(chance))
        sheet["M3"], sheet["M4"] = "=A1", chance.choice(ERRORS)
        sheet.merge_cells("B70:D72")
        sheet.row_dimensions[5].hidden = True
    book.save(path)


def by_xlsxwriter(path: Path, chance: random.Random, in_memory: bool = True) -> None:
    with xlsxwriter.Workbook(path, {"constant_memory": not in_memory, "strings_to_formulas": False}) as book:
        days = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        plain = book.add_format({"bold": True})
        for index in range(2):
            sheet = book.add_worksheet(f"表{index}")
            for row in range(60):
                for column in range(11):
                    each = value(chance)
                    if isinstance(each, date):
                        sheet.write_datetime(
                            row, column, each if isinstance(each, datetime) else datetime(*each.timetuple()[:3]), days
                        )
                    elif each is None:
                        sheet.write_blank(row, column, None, plain)
                    elif isinstance(each, str) and chance.random() < 0.2:
                        sheet.write_rich_string(row, column, plain, each + "甲", "乙")
                    else:
                        sheet.write(row, column, each)
                sheet.write_formula(row, 12, "=A1", None, chance.choice(["文", 3, ""]))


def in_memory(path: Path, chance: random.Random) -> None:
    by_xlsxwriter(path, chance)


def in_place(path: Path, chance: random.Random) -> None:
    by_xlsxwriter(path, chance, in_memory=False)


def shown(cell) -> tuple[str, str] | None:
    """What openpyxl says of a cell, in the words of Cell."""
    if cell.value is None or (isinstance(cell.value, str) and not cell.value.strip()):
        return None
    if isinstance(cell.value, bool):
        return "boolean", str(cell.value).upper()
    if cell.is_date:
        text = cell.value.isoformat(sep=" ", timespec="seconds")
        return "date", text.removesuffix(" 00:00:00")
    if cell.data_type == "n":
        return "number", repr(float(cell.value))
    return "error" if cell.data_type == "e" else "text", cell.value


@pytest.mark.parametrize("write", [by_openpyxl, in_memory, in_place])
@pytest.mark.parametrize("seed", range(3))
def test_openpyxl_sees_the_same_cells(tmp_path, write, seed):
    path = tmp_path / "a.xlsx"
    write(path, random.Random(seed))
    workbook = sandbox.read(path, LIMITS)
    other = openpyxl.load_workbook(path, data_only=True)
    formulas = openpyxl.load_workbook(path)
    assert [grid.name for grid in workbook.grids] == other.sheetnames
    for grid, sheet, formula_sheet in zip(workbook.grids, other, formulas, strict=True):
        ours = {}
        for row, cells in grid.rows.items():
            for column, cell in cells.items():
                has_formula = formula_sheet.cell(row, column).data_type == "f"
                assert (cell.formula is not None) == has_formula
                if has_formula:
                    assert "=" + cell.formula == formula_sheet.cell(row, column).value
                if cell.kind != "uncached":
                    ours[row, column] = (cell.kind, repr(float(cell.text)) if cell.kind == "number" else cell.text)
        theirs = {(cell.row, cell.column): shown(cell) for line in sheet.iter_rows() for cell in line if shown(cell)}
        assert ours == theirs
        assert {(top, left, bottom, right) for top, left, bottom, right in grid.merges} == {
            (each.min_row, each.min_col, each.max_row, each.max_col) for each in sheet.merged_cells.ranges
        }
        assert grid.hidden_rows == {
            row for row, dimension in sheet.row_dimensions.items() if dimension.hidden and row in grid.rows
        }
        for row, cells in grid.rows.items():
            for column, cell in cells.items():
                assert (
                    workbook.styles[cell.style].number_format.lower() == sheet.cell(row, column).number_format.lower()
                )


@pytest.mark.parametrize("write", [by_openpyxl, in_memory, in_place])
@pytest.mark.parametrize("seed", range(3))
def test_the_counter_sees_as_many_cells_in_each_row(tmp_path, write, seed):
    path = tmp_path / "a.xlsx"
    write(path, random.Random(seed))
    workbook = sandbox.read(path, LIMITS)
    assert differences(workbook.counts(), workbook.counted.sheets) == []
    assert sum(map(len, workbook.counted.sheets)) > 100


DOCTORED = """
import sys
sys.path.append({root!r})
from pipeline.sheets.formats.rows import Rows
whole = Rows.read
def without_row_2(self, *arguments):
    whole(self, *arguments)
    self.pop(2, None)
Rows.read = without_row_2
from pipeline.sheets.reader import main, serve
serve(main)
"""


def test_a_reader_that_skips_a_row_is_found_out(tmp_path, monkeypatch):
    rows = "".join(
        f'<row r="{row}"><c r="A{row}"><v>{row}</v></c><c r="B{row}"><v>1</v></c></row>' for row in range(1, 6)
    )
    path = write_xlsx(tmp_path / "a.xlsx", sheet_xml(""), sheet_xml(rows))
    script = tmp_path / "doctored.py"
    script.write_text(DOCTORED.format(root=str(Path(__file__).parents[1])))
    monkeypatch.setattr(sandbox, "READER_COMMAND", [*sandbox.READER_COMMAND[:-1], str(script)])
    doctored: Workbook = sandbox.read(path, LIMITS)
    assert 2 not in doctored.grids[1].rows
    assert differences(doctored.counts(), doctored.counted.sheets) == [
        Difference(sheet_index=1, row=2, read=0, counted=2)
    ]


def test_reader_and_counter_share_no_code():
    """Neither imports the other's modules; the refusal codes are the only thing both know."""
    folder = Path(sandbox.__file__).parent

    def imported(room: str) -> set[str]:
        lines = (line for path in (folder / room).glob("*.py") for line in path.read_text().splitlines())
        return {line.split()[1] for line in lines if line.startswith("from pipeline.")}

    assert {each for each in imported("counts") if ".counts." not in each} == {"pipeline.sheets.refusal"}
    assert not any("counts" in name or "conservation" in name for name in imported("formats"))


def test_the_room_imports_nothing_but_itself_text_two_readers_and_the_standard_library():
    import ast
    import sys

    for source in Path(sandbox.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(source.read_text())):
            names = (
                [node.module]
                if isinstance(node, ast.ImportFrom)
                else [each.name for each in node.names]
                if isinstance(node, ast.Import)
                else []
            )
            for name in names:
                is_ours = name == "pipeline.text" or name.startswith("pipeline.sheets")
                assert is_ours or name.partition(".")[0] in sys.stdlib_module_names | {"xlrd", "python_calamine"}
