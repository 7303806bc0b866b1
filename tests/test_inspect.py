"""`rollcall inspect` says how one file would be read, in exactly one document, and leaves nothing behind."""

import os
import subprocess
import sys
from pathlib import Path
from unittest import mock

import openpyxl
import pytest
from county_tables import CONTRACTS, EAST, good, table
from warehouses import ROOT, Warehouse

from pipeline.outputs.inspection import file_name, inspect
from pipeline.settings import UserError

DOCUMENT = ["file", "sha256", "reporting_unit", "period", "format", "fate", "tables", "findings"]
TABLE = ["sheet", "entity", "header_rows", "first_data_row", "last_data_row", "columns", "rows"]
COLUMN = ["column", "header", "field", "matched_by"]
ROWS = ["title", "header", "section", "note", "example", "total", "data", "conformed", "quarantined"]
FINDING = ["code", "severity", "sheet", "cell", "field", "message_zh", "message_en"]
ROSTER = ["序号", "姓名", "身份证\n号码", "性别", "是否社会工作专业人才", "联系电话（必填）", "爱好", "职务"]


def write(path: Path, *sheets: tuple[str, list]) -> Path:
    """A workbook of these sheets."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, lines in sheets:
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(line)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path


def roster(rows: int = 4) -> list:
    people = [good("worker", number) for number in range(rows)]
    lines = [
        [n, p["name"], p["id_number"], "女", "是", p["phone"], "下棋", "社区专职工作者"]
        for n, p in enumerate(people, 1)
    ]
    return [["社会工作人员花名册"], ROSTER, *lines, ["合计", rows], ["填表人：某某"]]


def test_the_document_holds_what_was_understood(tmp_path: Path) -> None:
    lines = roster()
    lines[3][2] = "51049919900203"
    path = write(
        tmp_path / EAST / "2025-12" / "花名册.xlsx", ("花名册", lines), ("机构", table("agency", [good("agency")]))
    )
    document = inspect(path, CONTRACTS).document
    assert list(document) == DOCUMENT
    assert [document[name] for name in ("file", "reporting_unit", "period", "format", "fate")] == [
        "花名册.xlsx", EAST, "2025-12", "xlsx", "accepted",
    ]  # fmt: skip
    first, second = document["tables"]
    assert list(first) == TABLE
    assert (first["sheet"], first["entity"], first["header_rows"]) == ("花名册", "worker", [2])
    assert (first["first_data_row"], first["last_data_row"]) == (3, 6)
    assert list(first["columns"][0]) == COLUMN
    assert [tuple(each.values()) for each in first["columns"]] == [
        ("A", "序号", None, None),
        ("B", "姓名", "name", "synonym"),
        ("C", "身份证\n号码", "id_number", "synonym"),
        ("D", "性别", "sex", "synonym"),
        ("E", "是否社会工作专业人才", "is_professional", "synonym"),
        ("F", "联系电话（必填）", "phone", "normalised"),
        ("G", "爱好", None, None),
        ("H", "职务", "role", "synonym"),
    ]
    assert list(first["rows"]) == ROWS
    assert list(first["rows"].values()) == [1, 1, 0, 1, 0, 1, 4, 3, 1]
    assert (second["sheet"], second["entity"], second["rows"]["conformed"]) == ("机构", "agency", 1)
    assert all(list(each) == FINDING for each in document["findings"])
    found = {each["code"]: each for each in document["findings"]}
    assert (found["id_number_malformed"]["sheet"], found["id_number_malformed"]["cell"]) == ("花名册", "C4")
    assert found["id_number_malformed"]["field"] == "id_number"
    assert found["column_unknown"]["cell"] == "G2"


def test_a_finding_of_a_row_stands_at_the_first_cell_of_its_table(tmp_path: Path) -> None:
    """Of two tables side by side each row has a cell of its own."""
    lines = [["序号", "姓名", "身份证号", "是否社会工作专业人才", None, "序号", "性别", "学历"]]
    people = [good("worker", number) for number in range(2)]
    lines += [[n, p["name"], p["id_number"], "是", None, n, "女", "本科"] for n, p in enumerate(people, 1)]
    alone = [[None, *line[5:]] for line in lines]
    for name, sheet, cells in (("a.xlsx", lines, ["F2", "F3"]), ("b.xlsx", alone, ["B2", "B3"])):
        inspection = inspect(write(tmp_path / name, ("表", sheet)), CONTRACTS)
        back = [each for each in inspection.document["findings"] if each["severity"] == "quarantine"]
        assert [(each["code"], each["cell"]) for each in back] == [("table_unknown", cell) for cell in cells]
    inspection = inspect(tmp_path / "a.xlsx", CONTRACTS)
    assert [inspection.first_cell(0, table, 2) for table in (0, 1, None)] == ["A2", "F2", "A2"]
    assert inspection.first_cell(0, 0, 99) is None


def test_without_unit_and_period(tmp_path: Path) -> None:
    """Nothing of an area or a period can contradict what is not known; both may be said."""
    path = write(tmp_path / "花名册.xlsx", ("花名册", [["西区2022年社会工作人员花名册"], *roster()[1:]]))
    document = inspect(path, CONTRACTS).document
    assert (document["reporting_unit"], document["period"], document["fate"]) == (None, None, "accepted")
    document = inspect(path, CONTRACTS, EAST, "2025-12").document
    assert (document["reporting_unit"], document["period"], document["fate"]) == (EAST, "2025-12", "held")
    assert {"title_area_differs", "title_period_differs"} <= {each["code"] for each in document["findings"]}


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("附件2_张三_花名册.xlsx", "附件2_＊＊_花名册.xlsx"),
        ("东区社会工作人员花名册(终稿3)(1).xls", "东区社会工作人员花名册(终稿3)(1).xls"),
        ("东区王小明统计表.XLSX", "东区＊＊统计表.XLSX"),
        ("三年.csv", "三年.csv"),
        ("一明.csv", "＊＊.csv"),
        ("19900000001.csv", "＊＊.csv"),
        ("花名册.张三", "花名册＊＊"),
        ("〇张三.xlsx", "＊＊.xlsx"),
        ("٥١٠٤٩٩张三.xlsx", "＊＊.xlsx"),
    ],
)
def test_names_in_the_name_of_a_file_are_masked(name: str, shown: str) -> None:
    assert file_name(name, CONTRACTS) == shown


def test_a_file_that_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"PK\x03\x04" + bytes(60))
    document = inspect(path, CONTRACTS).document
    assert (document["fate"], document["format"], document["tables"]) == ("rejected", None, [])
    assert [each["code"] for each in document["findings"]] == ["file_unreadable"]


def test_an_instruction_sheet_is_no_finding_unless_it_holds_a_record(tmp_path: Path) -> None:
    told = [
        ["填表说明"],
        ["1.学历填最高学历"],
        ["性别", "学历", "政治面貌", "证书等级"],
        ["男", "大学本科", "群众", "社会工作师"],
    ]
    for name in ("填表说明", "代码表", " 说明(1)"):
        document = inspect(write(tmp_path / "x.xlsx", ("花名册", roster()), (name, told)), CONTRACTS).document
        assert [each["code"] for each in document["findings"]] == ["column_unknown"]
        assert [each["sheet"] for each in document["tables"]] == ["花名册"]
    for name, lines in (
        ("说明", [*told, ["某某", good("worker")["id_number"], "女"]]),
        ("附注", told),
        ("说明", roster()),
    ):
        document = inspect(write(tmp_path / "x.xlsx", ("花名册", roster()), (name, lines)), CONTRACTS).document
        assert document["fate"] == "held" or len(document["tables"]) == 2


def test_the_command_leaves_nothing_behind(new: Warehouse, tmp_path: Path) -> None:
    path = write(tmp_path / "in" / "x.xlsx", ("花名册", roster()))
    before = sorted(tmp_path.rglob("*"))
    answer = new.rollcall("inspect", str(path), "--json")
    assert answer.exit_code == 0
    assert answer.document["fate"] == "accepted"
    assert answer.out.count("\n") == 1
    assert sorted(tmp_path.rglob("*")) == before


def test_exit_codes(new: Warehouse, tmp_path: Path) -> None:
    held = write(
        tmp_path / "held.xlsx",
        ("花名册", [["花名册"], ROSTER[:2] + ROSTER[3:], *(each[:2] + each[3:] for each in roster()[2:6])]),
    )
    assert new.rollcall("inspect", str(held)).exit_code == 1
    assert new.rollcall("inspect", str(tmp_path)).exit_code == 2
    missing = new.rollcall("inspect", str(tmp_path / "nothing.xlsx"))
    assert missing.exit_code == 2
    assert "is not there" in missing.err
    assert new.rollcall("inspect", str(held), "--unit", "1").exit_code == 2
    assert new.rollcall("inspect", str(held), "--period", "Q1").exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["."], "is a folder"),
        (["/dev/null"], "is no file"),
        (["gone.xlsx"], "is not there"),
        (["a.csv", "--unit", ""], "no reporting unit"),
        (["a.csv", "--period", "2022-13"], "no period"),
    ],
)
def test_what_cannot_be_inspected_is_said_in_a_line(
    arguments: list[str], said: str, new: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.csv").write_text("姓名\n", encoding="utf-8")
    answer = new.rollcall("inspect", *arguments, "--json")
    assert (answer.exit_code, answer.out) == (2, "")
    assert said in answer.err
    assert len(answer.err.splitlines()) == 1


def test_a_file_that_may_not_be_read_is_a_mistake_of_its_user(tmp_path: Path) -> None:
    (path := tmp_path / "a.csv").write_text("姓名\n", encoding="utf-8")
    with (
        mock.patch("pipeline.outputs.inspection.file_hash", side_effect=PermissionError(13, "Permission denied")),
        pytest.raises(UserError, match="cannot be read: Permission denied"),
    ):
        inspect(path, CONTRACTS)


def test_a_person_reads_what_was_understood(new: Warehouse, tmp_path: Path) -> None:
    """Texts of the county are printed as they are: neither as markup nor as commands to the terminal."""
    lines = roster()
    lines[1] = [*ROSTER[:6], "[bold]爱\x85好[/bold]", "职务"]
    lines[3][2] = "51049919900203"
    out = new.rollcall("inspect", str(write(tmp_path / "x.xlsx", ("花名册", lines)))).out
    for text in (
        "已接收 accepted",
        "id_number",
        "身份证号码",
        "[bold]爱",
        "not read",
        "退回核实 quarantine",
        "C4",
        "feedback",
    ):
        assert text in out
    assert "\x1b" not in out
    assert "\x85" not in out


def test_a_held_file_shows_a_proposed_layout(new: Warehouse, tmp_path: Path) -> None:
    lines = [["花名册"], ["人名", "证照号", "男女"], *([each[1], each[2], each[3]] for each in roster(12)[2:14])]
    out = new.rollcall("inspect", str(write(tmp_path / "x.xlsx", ("花名册", lines))), "--unit", EAST).out
    assert "待确认 held" in out
    assert "证照号" in out
    assert "id_number" in out


def test_it_is_one_document_of_one_process_and_needs_no_orchestrator(tmp_path: Path) -> None:
    fields = CONTRACTS.entities["worker"].fields
    path = tmp_path / "x.xlsx"
    write(
        path,
        (
            "花名册",
            [line + ["x"] * (25 - len(fields)) for line in table("worker", [good("worker", n) for n in range(500)])],
        ),
    )
    command = [Path(sys.executable).with_name("rollcall"), "inspect", path, "--json"]
    done = subprocess.run(command, cwd=ROOT, env=os.environ, capture_output=True, check=False)
    assert done.stdout.startswith(b'{"file"'), done.stderr
    loaded = "import sys, pipeline.cli, pipeline.outputs.inspection_text; print('dagster' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", loaded], cwd=ROOT).strip() == b"False"


def test_a_sheet_named_after_somebody_is_masked_and_one_named_after_a_place_is_not(tmp_path):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name in ("城关", "东坪(已核)", "王测试", "李四填报"):
        sheet = book.create_sheet(name)
        sheet.append(["姓名", "身份证号", "是否社会工作专业人才"])
        sheet.append(["王测试", "510499199001011233", "是"])
    book.save(tmp_path / "a.xlsx")
    told = [each["sheet"] for each in inspect(tmp_path / "a.xlsx", CONTRACTS).document["tables"]]
    assert told == ["城关", "东坪(已核)", "＊＊", "＊＊填报"]
