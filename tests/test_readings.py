"""Which reading of a line counts: the document's word, nobody's yet, or a decision's; it changes the next release and can be undone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from county_tables import CONTRACTS
from warehouses import Answer, Warehouse

from pipeline.stores.decisions import Decisions
from pipeline.stores.lines import LogDamaged
from pipeline.stores.plan_inputs import Choices, plan_rows

PRINTED, OPEN = ("panzhihua-145", "02"), ("yichang-5s", "06")
CITY, PERIOD = "510400", "2024-12"


class Everything:
    """Whatever plans count can be counted."""

    def __contains__(self, name: object) -> bool:
        return True


def chosen(choices: Choices) -> dict[str, dict[str | None, bool | None]]:
    """Of both lines each reading, None for the bare one, with what the control table says of it."""
    plans = [CONTRACTS.plan(plan) for plan, _ in (PRINTED, OPEN)]
    rows = plan_rows(plans, CONTRACTS, choices, Everything())["indicator"]
    return {
        plan: {
            row["reading"]: row["is_chosen"]
            for row in rows
            if (row["plan_code"], row["indicator_code"]) == (plan, code)
        }
        for plan, code in (PRINTED, OPEN)
    }


def decide(home: Path, line: tuple[str, str], reading: str | None, action: str = "choose") -> None:
    document = "市府办〔2025〕1号" if action == "choose" else None
    Decisions(home).add_on_reading("某", action, "书面确认", line, reading=reading, document=document)


def test_the_document_chooses_or_nobody_does(tmp_path: Path) -> None:
    assert Decisions(tmp_path).readings() == {}
    assert chosen({}) == {
        "panzhihua-145": {None: True, "resident": False},
        "yichang-5s": {None: None, "city_level": None, "county_level": None},
    }


def test_the_last_decision_on_a_line_chooses_until_it_is_undone(tmp_path: Path) -> None:
    decide(tmp_path, PRINTED, "resident")
    decide(tmp_path, OPEN, "city_level")
    decide(tmp_path, OPEN, None)
    log = Decisions(tmp_path)
    assert log.readings() == {PRINTED: "resident", OPEN: None}
    assert chosen(log.readings()) == {
        "panzhihua-145": {None: False, "resident": True},
        "yichang-5s": {None: True, "city_level": False, "county_level": False},
    }
    decide(tmp_path, OPEN, None, "undo")
    assert log.readings() == {PRINTED: "resident"}
    assert chosen(log.readings())["yichang-5s"] == chosen({})["yichang-5s"]
    decide(tmp_path, PRINTED, None, "undo")
    assert chosen(log.readings()) == chosen({})
    assert [each.sequence for each in log.all()] == [1, 2, 3, 4, 5]


def test_a_decision_on_a_reading_stands_in_the_chain(tmp_path: Path) -> None:
    decide(tmp_path, PRINTED, "resident")
    Decisions(tmp_path).add("甲", "accept", "a" * 16, "因为")
    decide(tmp_path, OPEN, "city_level")
    assert [type(each).__name__ for each in Decisions(tmp_path).all()] == [
        "ReadingDecision",
        "Decision",
        "ReadingDecision",
    ]
    path = tmp_path / "decisions" / "log.jsonl"
    path.write_text(path.read_text(encoding="utf-8").replace('"resident"', '"registered"'), encoding="utf-8")
    with pytest.raises(LogDamaged, match="line 1"):
        Decisions(tmp_path).readings()


def asked(warehouse: Warehouse, *arguments: str) -> Answer:
    return warehouse.rollcall("reading", *arguments)


def choose(warehouse: Warehouse, line: tuple[str, str], reading: str) -> Answer:
    given = ("--document", "市府办〔2025〕1号", "--reason", "责任单位书面确认", "--by", "测试员")
    return asked(warehouse, "choose", "/".join(line), reading, *given)


def undo(warehouse: Warehouse, line: tuple[str, str]) -> Answer:
    return asked(warehouse, "undo", "/".join(line), "--reason", "误选", "--by", "测试员")


def statuses(warehouse: Warehouse, line: tuple[str, str]) -> dict[str | None, tuple[Any, ...]]:
    """Reading to what the release says of it in the plan's own area and newest period."""
    rows = warehouse.rows(
        "select value.* from indicator_value as value join plan_definition using (plan_code, area_code)"
        f" where plan_code = '{line[0]}' and indicator_code = '{line[1]}' and period in ('{PERIOD}', 'undated')"
    )
    return {row["reading"]: (row["is_chosen"], row["status"], row["status_reason"]) for row in rows}


def test_a_reading_chosen_changes_the_next_release_and_an_undo_takes_it_back(copy: Warehouse, night: Warehouse) -> None:
    from pipeline.model import release_inputs
    from pipeline.stores.releases import release_id

    assert statuses(copy, PRINTED) == {None: (True, "提前完成", None), "resident": (False, "无法评估", "未采用")}
    assert set(statuses(copy, OPEN).values()) == {(None, "无法评估", "待定口径")}
    before = release_inputs(copy.conformer())
    assert release_id(before) == night.release.name

    for line, reading in ((PRINTED, "resident"), (OPEN, "bare")):
        answer = choose(copy, line, reading)
        assert answer.exit_code == 0, answer.err
    after = release_inputs(copy.conformer())
    added = [each for each in after["decisions"]["readings"] if each not in before["decisions"]["readings"]]
    assert added == [[*PRINTED, "resident"], [*OPEN, None]]
    assert {name for name in after if after[name] != before[name]} == {"decisions"}
    values = copy.values()
    copy.run()
    assert copy.release.name == release_id(after) != night.release.name
    # 1.635 ‰ of those who live there is less than 1.7, and more than 1.431 + (1.7 − 1.431) × 28 ÷ 40 months
    assert statuses(copy, PRINTED) == {None: (False, "无法评估", "未采用"), "resident": (True, "符合进度", None)}
    assert statuses(copy, OPEN) == {
        None: (True, "无法评估", "无数据"),
        "city_level": (False, "无法评估", "未采用"),
        "county_level": (False, "无法评估", "未采用"),
    }
    assert copy.values() == values, "a choice judges, it does not count"

    for line in (PRINTED, OPEN):
        answer = undo(copy, line)
        assert answer.exit_code == 0, answer.err
    assert release_inputs(copy.conformer()) == before, "and so the next release is the one from before"


def test_what_cannot_be_chosen_is_told_with_what_can(copy: Warehouse) -> None:
    for arguments, words in (
        (("panzhihua-145/02", "everybody"), ("has no reading everybody", "bare, resident")),
        (("panzhihua-145/01", "bare"), ("no line 01 with several readings", "02")),
        (("panzhihua/02", "bare"), ("There is no plan panzhihua", "panzhihua-145")),
    ):
        line, reading = arguments
        answer = choose(copy, tuple(line.split("/")), reading)
        assert answer.exit_code == 2
        assert all(word in answer.err for word in words), answer.err
    answer = undo(copy, PRINTED)
    assert answer.exit_code == 2
    assert "Nothing was decided on the readings of panzhihua-145/02" in answer.err
    assert copy.decisions() == []


def test_what_waits_for_a_choice_is_listed(copy: Warehouse) -> None:
    waiting = {each["line"]: each for each in asked(copy, "list", "--open", "--json").document["lines"]}
    assert "/".join(OPEN) in waiting
    assert "/".join(PRINTED) not in waiting
    assert choose(copy, OPEN, "city_level").exit_code == 0
    lines = {each["line"]: each for each in asked(copy, "list", "--json").document["lines"]}
    assert lines.keys() > waiting.keys()
    assert (lines["/".join(PRINTED)]["chosen"], lines["/".join(PRINTED)]["decided"]) == ("bare", None)
    found = lines["/".join(OPEN)]
    assert (found["chosen"], found["decided"]["document"]) == ("city_level", "市府办〔2025〕1号")
    assert list(found["readings"]) == ["bare", "city_level", "county_level"]
