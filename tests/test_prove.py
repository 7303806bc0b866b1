"""All figures are proved in one pass: what it finds is what the proof of each single figure finds, and it counts units whole."""

import json
from datetime import date
from decimal import Decimal

import duckdb
import pytest
from release_files import CITY, EAST, PERIOD, SOUTH, Home, delivery_id, make_home, row_id

from pipeline.audit.prove import prove, prove_release
from pipeline.audit.trace import trace
from pipeline.settings import UserError

CERTIFIED = f"panzhihua-145/03/{CITY}/{PERIOD}"


@pytest.fixture
def home(tmp_path):
    return make_home(tmp_path)


def in_one_pass(home: Home) -> dict:
    release = home.publish()
    found = prove_release(release, home.folder, lambda *_: None)
    one_by_one = {figure: prove(release, figure, home.folder) for figure in found}
    assert found == one_by_one
    assert len(found) == len(home.tables["indicator_value"])
    return {figure: failures for figure, failures in found.items() if failures}


def lose_a_byte(home: Home) -> None:
    content = bytearray(home.kept(EAST).read_bytes())
    content[len(content) // 2] ^= 1
    home.kept(EAST).write_bytes(content)


def count_twice(home: Home) -> None:
    home.rows("measure_candidate", SOUTH, 2)[0]["not_counted_reason"] = None


def change_a_fact(home: Home) -> None:
    home.rows("fct_worker", EAST, 6)[0]["certificate_date"] = date(2021, 11, 1)


def leave_a_row_out(home: Home) -> None:
    home.tables["measure_candidate"].remove(home.rows("measure_candidate", SOUTH, 4)[0])


def invent_a_quantity(home: Home) -> None:
    home.rows("measure_candidate", CITY, 2)[0]["quantity"] = Decimal(1000000)


def show_another_person(home: Home) -> None:
    home.rows("measure_candidate", EAST, 3)[1]["evidence_row_id"] = row_id(EAST, 6)


def lose_an_address(home: Home) -> None:
    home.tables["row_address"].remove(home.rows("row_address", EAST, 4)[0])


def lose_evidence(home: Home) -> None:
    home.tables["row_address"].remove(home.rows("row_address", EAST, 8)[0])


def state_another_value(home: Home) -> None:
    home.figure(CERTIFIED)["value"] += 1


TOUCHED = {  # the figures that each falsification touches: lines by area; 01 and 02 read the same rows
    lose_a_byte: {"01", "02", "03"},
    count_twice: {"01", "02"},
    change_a_fact: {"03"},
    leave_a_row_out: {"01", "02"},
    invent_a_quantity: {"02"},
    show_another_person: {"03"},
    lose_an_address: {"01", "02", "03"},
    lose_evidence: {"01", "02", "03"},
    state_another_value: {"03"},
}


def test_a_right_release_is_proved(home):
    assert in_one_pass(home) == {}


@pytest.mark.parametrize("falsify", TOUCHED, ids=lambda each: each.__name__)
def test_one_pass_finds_what_each_single_proof_finds(home, falsify):
    falsify(home)
    failing = in_one_pass(home)
    assert {figure.split("/")[1] for figure in failing} == TOUCHED[falsify]
    assert any(f"/{CITY}/" in figure for figure in failing)
    said = json.dumps(failing, ensure_ascii=False)
    assert "510499" not in said
    assert "甲" not in said


# units: a community register is added, in which two professionals must stand in each


@pytest.fixture
def asked(home):
    """The east lists three communities; two have two professionals or more, one has one; the fourth line of the plan counts them."""
    unit = {"delivery_id": delivery_id(EAST), "period": PERIOD}
    name = "measure_professional[measure_professional>=2]"  # each unit is a row of the roster here: the register itself is no matter
    home.tables["measure_unit"] = [
        {"measure": name, "unit_measure": "measure_professional", "of_measure": "measure_professional"}
        | {"among_measure": None, "minimum_above": 2, "minimum_below": 1}
    ]
    definition = next(each for each in home.tables["measure_definition"] if each["measure"] == "measure_professional")
    home.tables["measure_definition"].append(definition | {"measure": name})
    places = {3: "full", 4: "full", 6: "few"}
    home.tables["row_place"] = [unit | {"row_id": row_id(EAST, row), "place_key": key} for row, key in places.items()]
    keys = {3: "full", 6: "few", 7: "empty"}
    for each in [each for each in home.tables["measure_candidate"] if each["measure"] == "measure_professional"]:
        row = next((row for row in range(2, 9) for unit in (EAST, SOUTH) if row_id(unit, row) == each["row_id"]), 0)
        is_east = each["delivery_id"] == delivery_id(EAST)
        reason = each["not_counted_reason"] or (None if is_east and row == 3 else "below_minimum")
        key = keys.get(row) if is_east else None
        home.tables["measure_candidate"].append(
            each | {"measure": name, "unit_key": key, "not_counted_reason": reason, "quantity": Decimal(1)}
        )
    line = next(each for each in home.tables["indicator_definition"] if each["indicator_code"] == "03")
    home.tables["indicator_definition"].append(line | {"indicator_code": "04", "numerator": name})
    for area, count in ((CITY, 1), (EAST, 1), (SOUTH, 0)):
        figure = home.figure(f"panzhihua-145/03/{area}/{PERIOD}")
        said = {"figure_id": f"panzhihua-145/04/{area}/{PERIOD}", "indicator_code": "04"}
        home.tables["indicator_value"].append(
            figure | said | {"numerator": Decimal(count), "value": Decimal(count), "reported_value": Decimal(count)}
        )
    home.tables["not_counted_reason"].append({"reason": "below_minimum", "rank": 90, "name_zh": "单位内不足下限"})
    return home


UNITS = f"panzhihua-145/04/{CITY}/{PERIOD}"


def test_units_are_proved_from_all_that_stands_in_them(asked):
    assert in_one_pass(asked) == {}


def test_a_unit_that_passes_with_too_little_in_it_is_not_proved(asked):
    asked.tables["row_place"].pop(1)
    failing = in_one_pass(asked)
    assert set(failing) == {UNITS, UNITS.replace(CITY, EAST)}
    assert [(each["row"], each["what_zh"]) for each in failing[UNITS]] == [(3, "该单位内各行之和与其是否达标不一致。")]


def test_a_unit_that_fails_with_enough_in_it_is_not_proved(asked):
    asked.tables["row_place"].append(asked.tables["row_place"][0] | {"row_id": row_id(EAST, 7), "place_key": "few"})
    assert [each["row"] for each in in_one_pass(asked)[UNITS]] == [6]


def test_a_row_moved_to_another_unit_is_found_at_the_cell_that_places_it(asked):
    """What line 04 alone reads: where a row stands."""
    for measure in asked.tables["measure_definition"]:
        measure["reads"] = [field for field in measure["reads"] if field != "community"]
    asked.rows("fct_worker", EAST, 6)[0]["community"] = "别的社区"
    failing = in_one_pass(asked)
    assert {figure.split("/")[1] for figure in failing} == {"04"}
    assert [(each["row"], each["cell"]) for each in failing[UNITS]] == [(6, "C6")]


# the sample


def test_every_figure_of_the_sample_is_proved(night):
    answer = night.rollcall("verify", "--figures", "--json")
    assert (answer.exit_code, answer.document["not_proved"]) == (0, [])
    assert answer.document["figures"] == answer.document["proved"] == len(night.values()) > 900


def test_what_fails_is_told_once_with_the_figures_that_it_touches(copy):
    with duckdb.connect(str(copy.release / "internal" / "rollcall.duckdb"), read_only=True) as connection:
        (sha256, file), = connection.execute(
            "select sha256, file from run_delivery where entity = 'supervisor' and is_counted"
            " order by conformed_count desc limit 1"
        ).fetchall()  # fmt: skip
    (copy.home / "collected" / "bytes" / sha256[:2] / sha256).unlink()
    answer = copy.rollcall("verify", "--figures")
    assert answer.exit_code == 1
    (line,) = [line for line in answer.out.splitlines() if line.startswith(file)]
    assert "留存文件缺失" in line
    assert "Not proved" in answer.out


def test_a_release_that_is_not_there_is_a_user_s_mistake(night):
    assert night.rollcall("verify", "--figures", "0000").exit_code == UserError.exit_code


def test_every_line_of_every_plan_can_be_traced(night):
    """Every line and reading in its own area, and some in other areas: rows, cells, and every reason by its rows."""
    figures = night.rows(
        "select figure_id, v.numerator, v.denominator, v.value, v.area_code = plan_area_code as is_own,"
        " row_number() over (partition by v.plan_code, v.indicator_code, v.reading, v.area_code = plan_area_code"
        " order by hash(figure_id)) as turn"
        " from indicator_value v join indicator_definition d on d.plan_code = v.plan_code"
        " and d.indicator_code = v.indicator_code and d.reading is not distinct from v.reading"
    )
    own, others = (
        [each for each in figures if each["turn"] == 1 and each["is_own"] is is_own] for is_own in (True, False)
    )
    chosen = [*own, *others[::5]]
    assert (len(own) > 120, len(others) > 80) == (True, True)
    for figure in chosen:
        found = trace(night.release, figure["figure_id"], cells=True, why_not=True, home=night.home)
        sides = [(found["numerator"] | {"rows": found["rows"], "reasons": found["not_counted"]}, figure["numerator"])]
        sides += [(found["denominator"], figure["denominator"])] if found["denominator"] else []
        for side, stated in sides:
            assert side["counted"] + side["not_counted"] == side["candidates"]
            assert sum(len(each["rows"]) for each in side["reasons"]) == side["not_counted"]
            assert all(row["cells"] for row in side["rows"])
            if stated is not None:
                assert sum(Decimal(str(row["quantity"])) for row in side["rows"]) == stated
