"""Feedback on a delivery that the warehouse knows: what only the whole shows, and what a corrected file has closed."""

from pathlib import Path

import openpyxl
import pytest
from county_tables import EAST, Line, good, table
from warehouses import Warehouse, contents
from workbook_likeness import of_cells

from pipeline.contract import load
from pipeline.text import FEEDBACK_MARK

PERIOD = "2025-12"
SUMMARY = "填报问题汇总"


def deliver(warehouse: Warehouse, lines: list[Line]) -> str:
    """Put a roster into raw/ and collect it; the id of the delivery."""
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line)
    path = warehouse.raw / EAST / PERIOD / "名册.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return warehouse.collected().ledger.deliveries()[-1].delivery_id


def roster(**wrong: dict[int, str]) -> list[Line]:
    rows = [good("worker", number) | {"left_on": None} for number in range(6)]
    for field, values in wrong.items():
        for row, value in values.items():
            rows[row][field] = value
    return table("worker", rows)


def said(path: Path) -> str:
    return " ".join(
        str(cell.value) for row in openpyxl.load_workbook(path)[SUMMARY].iter_rows() for cell in row if cell.value
    )


@pytest.fixture
def old(new: Warehouse, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Warehouse:
    """A warehouse in which files may come as soon as they are written."""
    warehouse = new.with_contracts(tmp_path / "contracts")
    settings = warehouse.contracts / "settings.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(
        text.replace("young_seconds: 10", "young_seconds: 0").replace(
            "look_again_seconds: 0.5", "look_again_seconds: 0"
        )
    )
    monkeypatch.chdir(tmp_path)
    return warehouse


def test_of_a_corrected_file_it_says_what_was_closed_and_what_remains(old: Warehouse, tmp_path: Path) -> None:
    first = deliver(old, roster(id_number={1: "1", 2: "2"}, is_professional={3: "也许"}))
    second = deliver(old, roster(id_number={2: "2"}, certificate_date={4: "没有的日子"}))
    assert old.rollcall("feedback", first, "--to", "first").exit_code == 0
    answer = old.rollcall("feedback", second, "--to", "second")
    assert "2 closed" in answer.out
    assert "2 remain" in answer.out
    (one,), (two,) = ((tmp_path / name).iterdir() for name in ("first", "second"))
    assert "与上次报送相比" not in said(one)
    text = said(two)
    assert "与上次报送相比：已改正2处，仍有2处，其中新出现1处。" in text
    assert "身份证号 id_number_malformed：上次2处，已改正1处，仍有1处" in text
    assert "yes_no_unreadable：上次1处，已改正1处，仍有0处" in text


def test_a_file_in_which_all_was_mended(old: Warehouse, tmp_path: Path) -> None:
    deliver(old, roster(id_number={1: "1"}))
    answer = old.rollcall("feedback", deliver(old, roster()))
    assert answer.out.strip() == "Nothing to mend; since the file that it replaces 1 closed, 0 remain"
    assert not (tmp_path / "feedback").exists()


def test_it_leaves_the_warehouse_as_it_is(old: Warehouse) -> None:
    delivery = deliver(old, roster(id_number={1: "1"}))
    before = contents(old.home)
    assert old.rollcall("feedback", delivery).exit_code == 0
    assert contents(old.home) == before
    inside = old.rollcall("feedback", delivery, "--to", str(old.home / "collected"))
    assert inside.exit_code == 2
    assert contents(old.home) == before


def test_a_person_in_two_units_is_said_to_be_and_no_more(
    night: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    twice = night.rows("""
        select worker.delivery_id, worker.unit_code, address.sheet, address.row
        from fct_worker as worker
        join fct_worker as other on other.person_key = worker.person_key and other.period = worker.period
        join row_address as address on address.row_id = worker.row_id and address.delivery_id = worker.delivery_id
        where worker.unit_code <> other.unit_code and worker.is_delivery_counted and other.is_delivery_counted
        order by all
    """)
    assert twice
    delivery = twice[0]["delivery_id"]
    rows = {each["row"] for each in twice if each["delivery_id"] == delivery}
    assert night.rollcall("feedback", delivery).exit_code == 0
    (back,) = (tmp_path / "feedback").iterdir()
    marked = {
        place: cell["comment"] for place, cell in of_cells(back).items() if "与其他单位重复" in (cell["comment"] or "")
    }
    assert {int("".join(filter(str.isdigit, cell))) for _, cell in marked} == rows
    areas = load(night.contracts).areas
    others = {area.name_zh for code, area in areas.items() if area.kind == "county" and code != twice[0]["unit_code"]}
    for text in (*marked.values(), said(back)):
        assert FEEDBACK_MARK in text or SUMMARY in text
        assert not [name for name in others if name in text]
