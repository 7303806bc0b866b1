"""A trace agrees with its figure, gives the cells, and is proved by the kept bytes or says what does not hold."""

import io
import json
import subprocess
import sys
from datetime import date
from decimal import Decimal

import pytest
from release_files import CITY, CONTRACTS, EAST, IDS, INPUTS, LATER, SOUTH, delivery_id, make_home, row_id
from rich.console import Console

from pipeline.audit.figure import UnknownFigure
from pipeline.audit.show import render
from pipeline.audit.trace import trace
from pipeline.stores.releases import ReleaseDamaged, release_id

TOTAL, SHARE, CERTIFIED = (f"panzhihua-145/{code}/510400/2022-08" for code in ("01", "02", "03"))


@pytest.fixture
def home(tmp_path):
    """A home to be changed and then published."""
    return make_home(tmp_path)


@pytest.fixture(scope="module")
def right(tmp_path_factory):
    """A published home that nobody changes."""
    home = make_home(tmp_path_factory.mktemp("home"))
    home.publish()
    return home


def traced(home, figure=TOTAL, **asked):
    """The trace in the current release, or in a first one of the home as it is now."""
    release = home.folder / "published" / "current"
    return trace(release.resolve() if release.exists() else home.publish(), figure, home=home.folder, **asked)


def test_the_document_has_the_agreed_shape(right):
    found = traced(right, cells=True)
    agreed = {
        "figure_id",
        "release_id",
        "value",
        "unit",
        "numerator",
        "denominator",
        "rows",
        "not_counted",
        "proved",
        "failures",
    }
    assert set(found) == agreed | {"notice", "figure"}
    assert (found["figure_id"], found["release_id"]) == (TOTAL, release_id(INPUTS))
    assert (found["value"], found["unit"], found["denominator"]) == (6, "人", None)
    assert found["notice"] == "合成示例,非官方数据"
    assert found["numerator"] == {
        "measure": "measure_professional", "definition_zh": "截止日未离岗的社会工作专业人才",
        "counted": 6, "not_counted": 4, "candidates": 10,
    }  # fmt: skip
    assert found["not_counted"] == [
        {"reason": "not_professional", "label_zh": "非社会工作专业人才", "count": 1},
        {"reason": "left_before_date", "label_zh": "截止日前已离岗", "count": 1},
        {"reason": "duplicate_same_unit", "label_zh": "本单位内重复", "count": 1},
        {"reason": "duplicate_other_unit", "label_zh": "与其他单位重复", "count": 1},
    ]
    assert found["rows"][1] == {
        "delivery_id": delivery_id(EAST), "row_id": row_id(EAST, 4), "file": right.file(EAST),
        "sha256": right.sha256[EAST], "sheet": "名册", "row": 4,
        "cells": {"id_number": "B4", "is_professional": "A1", "left_on": "F4", "community": "C3"},
        "quantity": 1, "evidence_row_id": None,
    }  # fmt: skip
    places = [(row["file"], row["row"]) for row in found["rows"]]
    assert places == sorted(places)
    assert (found["proved"], found["failures"]) == (False, [])
    assert json.loads(json.dumps(found)) == found


def test_cells_are_given_when_asked(right):
    assert {tuple(row["cells"]) for row in traced(right)["rows"]} == {()}


def test_a_ratio_lists_the_rows_of_both_sides(right):
    found = traced(right, SHARE)
    assert found["value"] == 0.005612
    assert found["denominator"]["counted"] == 1
    assert [row["quantity"] for row in found["denominator"]["rows"]] == [1069100]
    assert len(found["rows"]) == 6


def test_a_condition_names_the_row_that_shows_it(right):
    first, second = traced(right, CERTIFIED, cells=True)["rows"]
    assert (first["row"], first["evidence_row_id"]) == (3, row_id(EAST, 8))
    assert first["evidence"]["cells"]["certificate_level"] == "D8"
    assert second["evidence_row_id"] == second["row_id"]
    assert "evidence" not in second


@pytest.mark.parametrize("code", ["01", "02", "03"])
@pytest.mark.parametrize("area", [CITY, EAST, SOUTH])
def test_every_figure_is_balanced_and_proved(right, code, area):
    found = traced(right, f"panzhihua-145/{code}/{area}/2022-08", why_not=True, prove=True)
    assert (found["proved"], found["failures"]) == (True, [])
    numerator = found["numerator"]
    assert (
        numerator["counted"] + numerator["not_counted"]
        == numerator["candidates"]
        == {CITY: 10, EAST: 6, SOUTH: 4}[area]
    )
    assert len(found["rows"]) == numerator["counted"]
    assert [len(reason["rows"]) for reason in found["not_counted"]] == [
        reason["count"] for reason in found["not_counted"]
    ]
    assert sum(reason["count"] for reason in found["not_counted"]) == numerator["not_counted"]


def test_a_statement_speaks_of_its_own_area_only(right):
    assert traced(right, "panzhihua-145/02/510402/2022-08")["denominator"]["candidates"] == 0


@pytest.mark.parametrize("unit", [EAST, SOUTH])
def test_one_byte_of_a_kept_file_unproves(home, unit):
    release = home.publish()
    assert trace(release, TOTAL, prove=True, home=home.folder)["proved"]
    content = bytearray(home.kept(unit).read_bytes())
    content[len(content) // 2] ^= 1
    home.kept(unit).write_bytes(content)
    found = trace(release, TOTAL, prove=True, home=home.folder)
    assert found["proved"] is False
    assert [(failure["file"], failure["row"]) for failure in found["failures"]] == [(home.file(unit), None)]
    assert "SHA-256" in found["failures"][0]["what_en"]
    home.kept(unit).unlink()
    assert "not there" in trace(release, TOTAL, prove=True, home=home.folder)["failures"][0]["what_en"]


def test_a_changed_fact_unproves_at_its_cell(home):
    home.rows("fct_worker", EAST, 6)[0]["certificate_date"] = None
    found = traced(home, CERTIFIED, prove=True)
    assert found["proved"] is False
    assert [(failure["file"], failure["cell"]) for failure in found["failures"]] == [(home.file(EAST), "E6")]
    assert traced(home, TOTAL, prove=True)["proved"], "the other figure does not read that cell"


@pytest.mark.parametrize(
    ("field", "value"), [("community", "别的社区"), ("left_on", date(2022, 8, 1)), ("is_professional", True)]
)
def test_a_row_that_does_not_count_is_proved_too(home, field, value):
    home.rows("fct_worker", SOUTH, 4)[0][field] = value
    assert [failure["row"] for failure in traced(home, prove=True)["failures"]] == [4]


def test_a_person_counted_twice_unproves(home):
    home.rows("measure_candidate", SOUTH, 2)[0]["not_counted_reason"] = None
    figure = home.figure(TOTAL)
    figure["numerator"] += 1
    figure["value"] += 1
    found = traced(home, prove=True)
    assert [(failure["file"], failure["cell"]) for failure in found["failures"]] == [(home.file(SOUTH), "B2")]
    assert "ID number" in found["failures"][0]["what_en"]


def test_evidence_of_another_person_unproves(home):
    home.rows("measure_candidate", EAST, 3)[1]["evidence_row_id"] = row_id(EAST, 6)
    assert [failure["row"] for failure in traced(home, CERTIFIED, prove=True)["failures"]] == [6]


@pytest.mark.parametrize(
    ("table", "column", "what"),
    [("indicator_value", "numerator", "add up"), ("indicator_value", "value", "follow"),
     ("measure_candidate", "quantity", "add up")],
)  # fmt: skip
def test_sums_that_do_not_fit_unprove(home, table, column, what):
    home.tables[table][0][column] += 1
    assert any(what in failure["what_en"] for failure in traced(home, prove=True)["failures"])


def test_rows_of_a_figure_that_misses_another_list_add_up_to_nothing_that_is_said(home):
    figure = home.figure(TOTAL)
    figure.update(numerator=None, reported_value=None, value=None, status="无法评估", status_reason="无数据")
    found = traced(home, prove=True)
    assert (found["value"], found["proved"], found["failures"]) == (None, True, [])
    home.tables["indicator_value"][0].update(value=Decimal(6))
    release = home.publish(LATER)
    assert not trace(release, TOTAL, prove=True, home=home.folder)["proved"], "a value without a numerator"


def test_a_denominator_must_stand_in_its_cell(home):
    home.rows("measure_candidate", CITY, 2)[0]["quantity"] = Decimal(1000000)
    home.figure(SHARE).update(denominator=Decimal(1000000), value=Decimal("0.006"))
    found = traced(home, SHARE, prove=True)
    assert [(failure["file"], failure["row"]) for failure in found["failures"]] == [(home.file(CITY), 2)]


def test_a_row_left_out_of_the_candidates_unproves(home):
    home.tables["measure_candidate"].remove(home.rows("measure_candidate", SOUTH, 4)[0])
    found = traced(home, prove=True)
    assert [(failure["file"], failure["row"]) for failure in found["failures"]] == [(home.file(SOUTH), None)]


def test_an_address_beside_the_row_unproves(home):
    home.rows("row_address", EAST, 8)[0]["row"] = 9
    assert "Nothing stands in this row." in [failure["what_en"] for failure in traced(home, prove=True)["failures"]]


def test_a_title_that_is_gone_unproves(home):
    home.tables["header_map"][-1]["source_cell"] = "B1"
    failures = traced(home, prove=True)["failures"]
    assert {failure["cell"] for failure in failures} == {"B1"}
    assert [failure["row"] for failure in failures] == [3, 4, 5, 6, 7, 8]


def test_a_damaged_release_proves_nothing(home):
    release = home.publish()
    path = release / "contracts" / "settings.yaml"
    path.chmod(0o644)
    path.write_bytes(path.read_bytes() + b"\n")
    with pytest.raises(ReleaseDamaged, match=r"settings\.yaml"):
        trace(release, TOTAL, prove=True, home=home.folder)


def test_the_second_reader_is_not_the_first():
    code = "import sys, pipeline.audit.trace; print(any(name.startswith('pipeline.sheets') for name in sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=CONTRACTS.parent)
    assert run.stdout.strip() == "False"


def test_an_unknown_figure_names_what_there_is(right):
    with pytest.raises(UnknownFigure) as refusal:
        traced(right, "panzhihua-145/01/510400/2023-08")
    assert refusal.value.exit_code == 2
    assert "Periods of panzhihua-145: 2022-08" in str(refusal.value)
    assert TOTAL in str(refusal.value)
    with pytest.raises(UnknownFigure, match="Plans: panzhihua-145"):
        traced(right, "panzhihua/01/510400/2022-08")


def shown(found, **options):
    output = io.StringIO()
    render(found, Console(file=output, **options))
    return output.getvalue()


def test_what_is_printed(right):
    text = shown(traced(right, CERTIFIED, cells=True, why_not=True, prove=True))
    for words in (
        "合成示例,非官方数据", "初步数", "2 人", "measure_certified_worker", "counted 2 + not counted 8 = candidates 10",
        f"{right.file('510402')}  名册!3–6", "certificate_level D3", "certificate_level D8", "未持证", "no_certificate", "Proved",
    ):  # fmt: skip
        assert words in text
    assert "\x1b" not in text
    assert "\x1b" in shown(traced(right), force_terminal=True)
    assert all(len(line) == len(line.rstrip()) for line in text.splitlines())


def test_what_is_printed_when_it_is_not_proved(home):
    home.kept(SOUTH).unlink()
    text = shown(traced(home, prove=True))
    assert "Not proved" in text
    assert f"{home.file('510411')}  The kept file is not there." in text


def test_no_person_is_named(home):
    home.rows("fct_worker", EAST, 6)[0]["certificate_date"] = None
    found = traced(home, CERTIFIED, cells=True, why_not=True, prove=True)
    said = json.dumps(found, ensure_ascii=False) + shown(found)
    assert not any(number in said.upper() for number in IDS)
    assert "甲" not in said
