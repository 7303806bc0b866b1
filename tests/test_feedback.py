"""A county's own workbook comes back with what is wrong marked in it, and with nothing else changed."""

import re
import stat
import time
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl
import pytest
from county_tables import CONTRACTS
from office_workbook import bad_lines, decorated
from sheet_files import MAIN, write_xlsx
from warehouses import Warehouse
from workbook_likeness import of_cells, of_sheets, parts

from pipeline.outputs.feedback import problems_of, write_feedback
from pipeline.outputs.inspection import inspect
from pipeline.settings import UserError
from pipeline.text import FEEDBACK_MARK, SYNTHETIC_NOTICE

SUMMARY = "填报问题汇总"
TYPES = """<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">\
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>\
<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>\
<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>\
</Types>"""


def written(path: Path, folder: Path) -> tuple[Path, list]:
    inspection = inspect(path, CONTRACTS)
    problems = problems_of(inspection, CONTRACTS)
    return write_feedback(path, path.name, inspection, problems, [], CONTRACTS, folder, folder / "home"), problems


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, list]:
    folder = tmp_path_factory.mktemp("feedback")
    original = decorated(folder / "county.xlsx")
    return original, *written(original, folder / "out")


def test_every_finding_is_marked_at_its_cell(pair) -> None:
    _, back, problems = pair
    cells = of_cells(back)
    placed = [each for each in problems if each.cell]
    assert {"id_number_malformed", "certificate_date_missing", "yes_no_unreadable", "code_unknown", "rows_hidden"} <= {
        each.code for each in placed
    }
    for each in placed:
        address = "A6" if each.cell == "6:6" else each.cell
        comment = cells[each.sheet, address]["comment"]
        assert FEEDBACK_MARK in comment
        assert each.text in comment
        assert "solid" in cells[each.sheet, address]["fill"]


def test_nothing_else_is_changed(pair) -> None:
    original, back, problems = pair
    before, after = of_cells(original), of_cells(back)
    marked = {(each.sheet, "A6" if each.cell == "6:6" else each.cell) for each in problems if each.cell}
    assert len(marked) >= 5
    for place, cell in before.items():
        same = cell.keys() - ({"fill", "comment"} if place in marked else set())
        assert {name: after[place][name] for name in same} == {name: cell[name] for name in same}, place
    assert {place for place in after.keys() - before.keys() if place[0] != SUMMARY} <= marked
    sheets = of_sheets(back)
    assert sheets.pop(SUMMARY)
    for name, told in of_sheets(original).items():
        assert sheets[name] == told
    assert openpyxl.load_workbook(back).defined_names.keys() == {"人数"}


def test_parts_that_nobody_has_to_touch_keep_their_bytes(pair) -> None:
    original, back, _ = pair
    before, after = parts(original), parts(back)
    touched = {name for name, data in before.items() if after[name] != data}
    assert touched <= {
        "[Content_Types].xml",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/styles.xml",
        "xl/worksheets/sheet1.xml",  # its tab is no longer the chosen one
        "xl/worksheets/sheet2.xml",
        "xl/comments1.xml",
        "xl/drawings/vmlDrawing1.vml",
    }
    assert {name for name in after if name not in before} == {"xl/worksheets/sheetRollcall1.xml"}


def test_the_comments_of_the_office_stand_before_ours(pair) -> None:
    original, back, _ = pair
    assert of_cells(back)["花名册", "A4"]["comment"].startswith("已核对")
    both = of_cells(back)["花名册", "B4"]["comment"]
    assert both.startswith(of_cells(original)["花名册", "B4"]["comment"])
    assert FEEDBACK_MARK in both


def test_the_summary_says_what_to_mend_and_where(pair) -> None:
    _, back, problems = pair
    book = openpyxl.load_workbook(back)
    assert book.sheetnames == [SUMMARY, "封面", "花名册", "旧表"]
    assert book.active.title == SUMMARY
    assert [sheet.title for sheet in book if sheet.sheet_view.tabSelected] == [SUMMARY]
    sheet = book[SUMMARY]
    said = {cell.value for row in sheet.iter_rows() for cell in row}
    assert {each.code for each in problems} <= said
    assert "退回核实" in said
    links = {cell.hyperlink.location for row in sheet.iter_rows() for cell in row if cell.hyperlink}
    assert {f"'花名册'!{each.cell}" for each in problems if each.cell} <= links
    assert not [text for text in map(str, said) if "测试" in text or "510499" in text]


def test_what_comes_back_is_read_as_it_was(pair) -> None:
    """The county mends the cells in the workbook that it was given: neither its summary nor our comments are in the way."""
    original, back, _ = pair
    before, after = (inspect(path, CONTRACTS).document for path in (original, back))
    assert after["tables"] == before["tables"]
    assert [each | {"sheet": None} for each in after["findings"]] == [
        each | {"sheet": None} for each in before["findings"]
    ]


def test_a_file_of_another_format_comes_back_as_xlsx(tmp_path: Path) -> None:
    lines = bad_lines()
    lines[4][8] = "=1+1"
    csv = tmp_path / "roster.csv"
    csv.write_text("\n".join(",".join("" if cell is None else str(cell) for cell in line) for line in lines), "gb18030")
    back, problems = written(csv, tmp_path / "out")
    assert back.name == "roster（填报问题）.xlsx"
    cells = of_cells(back)
    book = openpyxl.load_workbook(back)
    sheet = book[book.sheetnames[1]]
    for number, line in enumerate(lines, 1):
        for column, value in enumerate(line, 1):
            assert (sheet.cell(number, column).value or "") == ("" if value is None else str(value))
    assert sheet["I5"].data_type == "s"
    assert sheet["I5"].quotePrefix
    for each in problems:
        assert not each.cell or FEEDBACK_MARK in cells[sheet.title, each.cell]["comment"]


def test_a_file_that_cannot_be_opened_comes_back_as_the_summary(tmp_path: Path) -> None:
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04" + bytes(50))
    back, _ = written(broken, tmp_path / "out")
    book = openpyxl.load_workbook(back)
    assert book.sheetnames == [SUMMARY]
    said = " ".join(str(cell.value) for row in book[SUMMARY].iter_rows() for cell in row if cell.value)
    assert "file_unreadable" in said
    assert "退回" in said


def test_a_sample_says_so(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    lines = bad_lines()
    lines[0][0] += "（合成示例）"
    for line in lines:
        book.active.append(line)
    book.save(tmp_path / "sample.xlsx")
    back, _ = written(tmp_path / "sample.xlsx", tmp_path / "out")
    assert openpyxl.load_workbook(back)[SUMMARY]["A2"].value == SYNTHETIC_NOTICE


def test_it_is_for_its_owner_alone_and_never_over_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    original = decorated(tmp_path / "county.xlsx")
    first, _ = written(original, tmp_path / "out")
    later = time.localtime(time.time() + 3600)
    monkeypatch.setattr(time, "localtime", lambda *_: later)  # a package says when each of its parts was written
    second, _ = written(original, tmp_path / "out")
    assert first != second
    assert first.read_bytes() == second.read_bytes()
    assert stat.S_IMODE(first.stat().st_mode) == 0o600
    assert stat.S_IMODE(first.parent.stat().st_mode) == 0o700


def test_never_inside_the_warehouse(tmp_path: Path) -> None:
    original = decorated(tmp_path / "county.xlsx")
    inspection = inspect(original, CONTRACTS)
    with pytest.raises(UserError, match="inside the warehouse"):
        write_feedback(original, "x.xlsx", inspection, [], [], CONTRACTS, tmp_path / "home" / "out", tmp_path / "home")
    assert not (tmp_path / "home").exists()


def test_never_over_a_file(tmp_path: Path) -> None:
    (file := tmp_path / "out").touch()
    with pytest.raises(UserError, match="Give a folder"):
        written(decorated(tmp_path / "county.xlsx"), file)


def test_the_command(new: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    original = decorated(tmp_path / "county.xlsx")
    answer = new.rollcall("feedback", str(original))
    assert answer.exit_code == 0, answer.err
    (back,) = (tmp_path / "feedback").iterdir()
    assert str(back.relative_to(tmp_path)) in answer.out
    missing = new.rollcall("feedback", "no-such-file.xlsx")
    assert missing.exit_code == 2
    assert "neither a file nor a delivery" in missing.err


@pytest.mark.parametrize("mark", ["", "x:"])
def test_a_package_that_is_spelled_another_way(mark: str, tmp_path: Path) -> None:
    """Prefixed names, cells and rows that do not say where they stand, no styles, no view of the workbook: as exporters write them."""
    rows = "".join(
        "<row>" + "".join(f'<c t="inlineStr"><is><t>{escape(str(cell or ""))}</t></is></c>' for cell in line) + "</row>"
        for line in bad_lines()
    )
    sheet = f"<worksheet><sheetData>{rows}</sheetData></worksheet>"
    spelled = re.sub(r"<(/?)(\w)", rf"<\1{mark}\2", sheet)
    spelled = spelled.replace("worksheet>", f'worksheet xmlns{":x" if mark else ""}="{MAIN}">', 1)
    path = write_xlsx(tmp_path / "export.xlsx", spelled, extra={"[Content_Types].xml": TYPES})
    back, problems = written(path, tmp_path / "out")
    cells = of_cells(back)
    assert {"id_number_malformed", "yes_no_unreadable"} <= {each.code for each in problems}
    for each in problems:
        assert not each.cell or each.text in cells[each.sheet, each.cell]["comment"]
    before = of_cells(path)
    assert {place: cells[place]["value"] for place in before} == {
        place: cell["value"] for place, cell in before.items()
    }
