"""Rows are drawn alike everywhere, by unit; what is entered back must be that draw, filled in; the error rate is the one by hand."""

import hashlib
from collections import Counter

import openpyxl
import pytest
from release_files import CITY, EAST, IDS, LATER, PERIOD, SOUTH, make_home, row_id
from warehouses import Warehouse

from pipeline.audit.draw import allocation, draw, error_rate
from pipeline.stores.decisions import Decisions

FIGURE = f"panzhihua-145/01/{CITY}/{PERIOD}"
ANSWER = 8  # column of the results


@pytest.mark.parametrize(
    ("sizes", "n", "expected"),
    [
        ({"a": 600, "b": 300, "c": 100}, 50, {"a": 30, "b": 15, "c": 5}),
        ({"a": 990, "b": 9, "c": 1}, 50, {"a": 48, "b": 1, "c": 1}),  # 49.5, 0.45, 0.05: one of each
        ({"a": 5, "b": 5, "c": 5}, 4, {"a": 2, "b": 1, "c": 1}),
        ({"a": 50, "b": 30, "c": 20}, 2, {"a": 1, "b": 1, "c": 0}),  # too few for one of each
        ({"a": 2, "b": 1}, 50, {"a": 2, "b": 1}),
    ],
)
def test_each_unit_has_its_share(sizes, n, expected):
    assert allocation(sizes, n) == expected


def test_the_error_rate_is_the_one_by_hand():
    """2 of 20 and 3 of 10 wrong; units of 400 and 100 rows weigh 0.8 × 10 % + 0.2 × 30 %. Wilson for 5 of 30: 7.34 to 33.56 %."""
    counts = {
        "a": {"rows": 400, "confirmed": 18, "wrong": 1, "not_found": 1, "unchecked": 5},
        "b": {"rows": 100, "confirmed": 7, "wrong": 3, "not_found": 0, "unchecked": 0},
        "c": {"rows": 900, "confirmed": 0, "wrong": 0, "not_found": 0, "unchecked": 2},
    }
    found = error_rate(counts)
    assert (found["checked"], found["errors"], found["unchecked"]) == (30, 5, 7)
    assert (found["error_pct"], found["low_pct"], found["high_pct"]) == (16.67, 7.34, 33.56)
    assert (found["estimate_pct"], found["unknown"]) == (14.0, ["c"])
    assert [each["error_pct"] for each in found["strata"]] == [10.0, 30.0, None]


def test_no_error_and_nothing_but_errors_have_an_interval_too():
    none, all_ = (error_rate({"a": {"rows": 9, "confirmed": 9 - wrong, "wrong": wrong}}) for wrong in (0, 9))
    assert (none["low_pct"], none["high_pct"]) == (0.0, 29.91)
    assert (all_["low_pct"], all_["high_pct"]) == (70.09, 100.0)


@pytest.fixture
def home(tmp_path):
    home = make_home(tmp_path / "home")
    (home.folder / "collected" / "ledger.sqlite").touch()
    home.publish()
    return home


@pytest.fixture
def warehouse(home, tmp_path):
    return Warehouse(home.folder, tmp_path / "person.key")


def test_a_draw_depends_on_rows_and_seed_alone(home):
    release = (home.folder / "published" / "current").resolve()
    again = home.publish(LATER)
    first, second = (draw(each, FIGURE, 4, 7)["rows"] for each in (release, again))
    assert first == second
    counted = {EAST: [3, 4, 6, 7], SOUTH: [3, 5]}
    for unit, size in ((EAST, 3), (SOUTH, 1)):
        turns = sorted(counted[unit], key=lambda row: hashlib.sha256(f"7/{row_id(unit, row)}".encode()).hexdigest())
        assert [each["row"] for each in first if each["unit"] == unit] == sorted(turns[:size])
    assert len({tuple(each["row_id"] for each in draw(again, FIGURE, 3, seed)["rows"]) for seed in range(9)}) > 1


def test_rows_that_were_not_counted_are_drawn_with_their_reasons(home):
    found = draw((home.folder / "published" / "current").resolve(), FIGURE, 50, 1, not_counted=True)
    assert {(each["unit"], each["row"]): each["reason_zh"] for each in found["rows"]} == {
        (EAST, 5): "截止日前已离岗", (EAST, 8): "本单位内重复", (SOUTH, 2): "与其他单位重复", (SOUTH, 4): "非社会工作专业人才",
    }  # fmt: skip


@pytest.fixture
def sheet(warehouse, tmp_path):
    answer = warehouse.rollcall("sample", FIGURE, "--n", "5", "--seed", "3", "--to", str(tmp_path / "核查.xlsx"))
    assert answer.exit_code == 0, answer.err
    return tmp_path / "核查.xlsx"


def fill(path, *answers: str | None, change: dict[str, object] | None = None):
    """Fill the results in row by row, and change some cells."""
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    header = next(cell.row for cell in page["A"] if cell.value == "序号")
    for row, answer in enumerate(answers, header + 1):
        page.cell(row, ANSWER).value = answer
    for cell, value in (change or {}).items():
        page[cell] = value
    book.save(path)
    return header


def enter(warehouse, path, *options: str):
    return warehouse.rollcall(
        "sample", FIGURE, "--enter", str(path), "--reason", "年度核查", "--by", "核查组", *options
    )


def test_a_workbook_goes_out_and_comes_back(warehouse, sheet):
    fill(sheet, "属实", "不属实", "属实", "未能核查", "查无此人")
    (check,) = enter(warehouse, sheet, "--json").document["checks"]
    assert {unit: Counter(each) for unit, each in check["counts"].items()} == {
        EAST: Counter(rows=4, confirmed=2, wrong=1), SOUTH: Counter(rows=2, not_found=1, unchecked=1),
    }  # fmt: skip
    assert (check["rate"]["checked"], check["rate"]["errors"], check["rate"]["error_pct"]) == (4, 2, 50.0)
    assert check["rate"]["estimate_pct"] == pytest.approx((4 * 100 / 3 + 2 * 100) / 6, abs=0.01)
    fill(sheet, "属实", "属实", "属实", "属实", "属实")
    assert enter(warehouse, sheet).exit_code == 0
    (last,) = warehouse.rollcall("sample", FIGURE, "--results", "--json").document["checks"]
    assert (last["rate"]["errors"], last["reason"], last["who"], last["seed"]) == (0, "年度核查", "核查组", 3)
    assert "0 of     5 wrong" in warehouse.rollcall("sample", FIGURE, "--results").out
    assert len(Decisions(warehouse.home).all()) == 2, "what was entered first stays in the log"


def test_the_sheet_says_of_which_draw_it_is_and_nothing_of_persons(warehouse, sheet):
    page = openpyxl.load_workbook(sheet).worksheets[0]
    said = [str(cell.value) for row in page.iter_rows() for cell in row if cell.value is not None]
    assert {FIGURE, warehouse.release.name, "3", "5", "已计入的行"} <= set(said)
    assert not any(number in text.upper() for text in said for number in IDS)
    assert "甲" not in "".join(said)
    for mark in ("表号", "制定机关", "有效期至", "综合机关", "核查单位（盖章）", "统计负责人", "填表说明", "合成示例"):
        assert any(mark in text for text in said), mark
    (check,) = page.data_validations.dataValidation
    assert check.formula1 == '"属实,不属实,查无此人,未能核查"'
    assert page.print_title_rows


def test_a_place_that_can_hold_no_workbook_is_refused(warehouse, tmp_path):
    for place in (tmp_path / "nowhere" / "s.xlsx", tmp_path / "s.txt"):
        answer = warehouse.rollcall("sample", FIGURE, "--to", str(place))
        assert (answer.exit_code, ".xlsx file in a folder that is there" in " ".join(answer.err.split())) == (2, True)
        assert not place.exists()


def test_where_nothing_was_entered_that_is_said(warehouse):
    assert "Nothing was entered for no/such/figure" in warehouse.rollcall("sample", "no/such/figure", "--results").out


ALL = ("属实",) * 5


@pytest.mark.parametrize(
    ("answers", "change", "said"),
    [
        (("属实", None, "属实", "属实", "属实"), {}, "H{1} is empty"),
        (("属实", "对", "属实", "属实", "属实"), {}, "H{1} holds something else"),
        (ALL, {"C{0}": "510402/2022-08/000000000000"}, "C{0} is not 文件 as drawn"),
        (ALL, {"E{2}": "4000"}, "E{2} is not 行 as drawn"),
        (ALL, {"A{1}": "1"}, "A{1} is no row of this draw, or stands there twice"),
        (ALL, {"A{5}": "6"}, "A{5} is no row of this draw"),
        (ALL, {f"{column}{{0}}": None for column in "ABCDEFGHIJ"}, "no row 1"),
        (ALL, {"C5": "panzhihua-145/02/510400/2022-08"}, "of another figure"),
        (ALL, {"C6": "0000"}, "There is no release 0000"),
        (ALL, {"C7": "4"}, "as drawn"),
        (ALL, {"C8": "many"}, "no longer says of which draw it is"),
        (ALL, {"C9": "全部"}, "no longer says of which draw it is"),
    ],
)
def test_what_is_not_that_draw_filled_in_is_refused_by_cell(warehouse, sheet, answers, change, said):
    header = fill(sheet)
    rows = [header + 1 + at for at in range(6)]
    fill(sheet, *answers, change={cell.format(*rows): value for cell, value in change.items()})
    answer = enter(warehouse, sheet)
    assert answer.exit_code == 2
    assert said.format(*rows) in " ".join(answer.err.split())
    assert Decisions(warehouse.home).all() == []


def test_what_is_no_check_sheet_is_refused(warehouse, sheet, tmp_path):
    (tmp_path / "a.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    openpyxl.Workbook().save(tmp_path / "b.xlsx")
    for name, said in (("a.xlsx", "cannot be read"), ("b.xlsx", "is no 现场核查表"), ("c.xlsx", "There is no file")):
        answer = enter(warehouse, tmp_path / name)
        assert (answer.exit_code, said in answer.err) == (2, True), answer.err
    assert "--reason is empty" in warehouse.rollcall("sample", FIGURE, "--enter", str(sheet)).err
    again = warehouse.rollcall("sample", FIGURE, "--to", str(sheet))
    assert (again.exit_code, "there already" in again.err) == (2, True)
    assert warehouse.rollcall("sample", FIGURE, "--n", "0").exit_code == 2
    assert warehouse.rollcall("sample", f"panzhihua-145/03/{SOUTH}/{PERIOD}").exit_code == 2, "nothing is counted there"
