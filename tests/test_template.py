"""A blank form that an office can send out; filled in, it is read without a question."""

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from county_tables import CONTRACTS, EAST, good
from warehouses import Warehouse

from pipeline.identity import birth_date
from pipeline.outputs.inspection import inspect
from pipeline.outputs.template import write_template
from pipeline.settings import UserError

PERIOD = "2025-12"
MARKS = ["表号", "制定机关", "批准（备案）文号", "有效期至", "综合机关", "填报单位（盖章）", "单位负责人", "统计负责人", "填表人", "联系电话", "报出日期"]  # fmt: skip
ENTITIES = sorted(CONTRACTS.entities)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder whose files belong to the unit and period."""
    made = tmp_path / EAST / PERIOD
    made.mkdir(parents=True)
    return made


def filled(path: Path, rows: list[dict[str, Any]], entity: str) -> Path:
    """The form with rows written by openpyxl below its header, each value in the column of its label."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    labels = {each.label: each.name for each in CONTRACTS.entities[entity].fields}
    header = next(row for row in sheet.iter_rows() if {cell.value for cell in row} >= set(labels))
    for number, values in enumerate(rows, header[0].row + 1):
        for cell in header:
            sheet.cell(number, cell.column, values.get(labels[cell.value]))
    book.save(path)
    return path


def valid(entity: str, number: int) -> dict[str, Any]:
    """A row as a clerk fills it in with the form's own words: dates as dates, choices from the lists."""
    row = good(entity, number)
    if entity == "worker":
        row |= {
            "birth_date": birth_date(row["id_number"]),
            "certificate_date": dt.date(2020, 9, 15),
            "domains": "老年、社区建设",
            "left_on": None,
        }
    if entity == "station":
        row |= {"is_operating": "是", "closed_on": None, "opened_on": dt.date(2021, 5, 1)}
    if entity == "community":
        row["valid_to"] = None
    if entity == "observation":
        row |= {"area_code": "东区", "member": f"第{number}组"}
    return row


@pytest.mark.parametrize("entity", ENTITIES)
def test_a_filled_form_is_accepted_without_a_finding(entity: str, folder: Path) -> None:
    path = filled(
        write_template(entity, EAST, PERIOD, CONTRACTS, folder), [valid(entity, each) for each in range(200)], entity
    )
    document = inspect(path, CONTRACTS).document
    assert document["reporting_unit"] == EAST
    assert document["findings"] == []
    assert document["fate"] == "accepted"
    (table,) = document["tables"]
    assert table["entity"] == entity
    assert table["rows"]["conformed"] == table["rows"]["data"] == 200
    assert [each["field"] for each in table["columns"]] == [each.name for each in CONTRACTS.entities[entity].fields]
    assert {each["matched_by"] for each in table["columns"]} == {"synonym"}


def test_a_wrong_row_in_the_form_is_found(folder: Path) -> None:
    rows = [valid("worker", 0), valid("worker", 1) | {"id_number": "1"}]
    path = filled(write_template("worker", EAST, PERIOD, CONTRACTS, folder), rows, "worker")
    assert [each["code"] for each in inspect(path, CONTRACTS).document["findings"]] == ["id_number_malformed"]


@pytest.mark.parametrize("entity", ENTITIES)
def test_every_choice_of_every_list_is_read_back(entity: str, folder: Path) -> None:
    """One row for each choice: none of the words that the form offers is unknown to the contract."""
    path = write_template(entity, EAST, PERIOD, CONTRACTS, folder)
    codes = openpyxl.load_workbook(path)["代码表"]
    by_label = {each.label: each.name for each in CONTRACTS.entities[entity].fields}
    rows = []
    for column in codes.iter_cols(min_row=2, values_only=True):
        field = by_label[column[0].removeprefix("可选：")]
        rows += [valid(entity, len(rows) + at) | {field: choice} for at, choice in enumerate(filter(None, column[1:]))]
    found = {each["code"] for each in inspect(filled(path, rows, entity), CONTRACTS).document["findings"]}
    assert found.isdisjoint({"code_unknown", "yes_no_unreadable", "area_differs"})


def test_the_form_carries_its_marks(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(write_template("worker", EAST, PERIOD, CONTRACTS, tmp_path))
    sheet = book.worksheets[0]
    assert book.sheetnames == ["社会工作人员花名册", "填表说明", "代码表"]
    head = "".join(str(cell.value) for row in sheet["A1:A4"] for cell in row)
    assert not [mark for mark in MARKS if mark not in head]
    assert "东区" in head
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.paperSize == 9
    assert sheet.print_title_rows == "$5:$5"
    assert {each.sheet_state for each in book} == {"visible"}


def test_every_form_has_a_number_of_its_own() -> None:
    numbers = CONTRACTS.settings["forms"]["numbers"]
    assert numbers.keys() == {*CONTRACTS.entities, "check"}
    assert len(set(numbers.values())) == len(numbers)


def test_the_form_checks_what_is_typed(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(write_template("worker", EAST, PERIOD, CONTRACTS, tmp_path)).worksheets[0]
    checks = {str(each.sqref).partition(":")[0]: each for each in sheet.data_validations.dataValidation}
    places = {cell.value: f"{cell.column_letter}6" for cell in sheet[5]}
    identity = checks[places["身份证号"]]
    assert (identity.type, identity.formula1) == ("custom", "OR(LEN(B6)=18,LEN(B6)=15)")
    assert sheet[places["身份证号"]].number_format == "@"
    assert checks[places["取得证书时间"]].type == "date"
    assert checks[places["性别"]].formula1 == "代码表!$A$3:$A$5"
    assert str(checks[places["性别"]].sqref) == "F6:F1005"


def test_the_same_contract_gives_the_same_bytes(tmp_path: Path) -> None:
    first, second = (write_template("worker", EAST, PERIOD, CONTRACTS, tmp_path) for _ in range(2))
    assert first != second
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize(
    ("entity", "unit", "period", "expected"),
    [
        ("wrkr", EAST, PERIOD, "wrkr is no entity"),
        ("worker", "999999", PERIOD, "999999 is no reporting unit"),
        ("worker", EAST, "Q4", "Q4 is no period"),
        ("worker", EAST, "undated", "undated is no period"),
    ],
)
def test_what_is_not_known_is_said(entity: str, unit: str, period: str, expected: str, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=expected):
        write_template(entity, unit, period, CONTRACTS, tmp_path)
    assert not list(tmp_path.iterdir())


def test_the_command_writes_where_it_is_called(new: Warehouse, tmp_path: Path, monkeypatch) -> None:
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    answer = new.rollcall("template", "worker", "--area", EAST, "--period", PERIOD)
    assert answer.exit_code == 0, answer.err
    (path,) = folder.iterdir()
    assert answer.out.strip() == path.name
    assert not new.home.exists()
