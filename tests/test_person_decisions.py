"""Decisions on persons: what may be named, what is refused, how they stand in the log and what they come to for the build."""

from dataclasses import replace
from pathlib import Path

import pytest
from rosters import EARLIER, EAST, deliver, fates, roster, without_pause
from test_decisions import refused
from warehouses import Warehouse

from pipeline.model import release_inputs
from pipeline.stores.decision import MERGE, SPLIT, UNDO, PersonDecision
from pipeline.stores.decisions import Decisions
from pipeline.stores.lines import LogDamaged
from pipeline.stores.person_decisions import lapsed, person_decisions


@pytest.fixture
def conformed(new: Warehouse, tmp_path: Path) -> Warehouse:
    """A roster that was conformed and of which no release was made."""
    quick = without_pause(new, tmp_path / "contracts")
    deliver(quick, EAST, EARLIER, "a.csv", roster(range(4)))
    fates(quick)
    return quick


def rows_of(warehouse: Warehouse) -> list[str]:
    """Names of the conformed rows of workers, in order."""
    conformer = warehouse.conformer()
    table = conformer.tables.scan("worker", conformer.ledger.current()).collect().sort("row_id")
    return [f"{row['delivery_id']}:{row['row_id']}" for row in table.to_dicts()]


# what is refused


def test_a_decision_names_rows_that_are_known(conformed: Warehouse) -> None:
    one, two, *_ = rows_of(conformed)
    delivery, row = one.split(":")
    reason = ("--reason", "因为")
    refused(conformed.rollcall("person", "merge", one, *reason), 2, "two different rows")
    refused(conformed.rollcall("person", "merge", one, one[:-1], *reason), 2, "two different rows")
    refused(conformed.rollcall("person", "split", delivery, *reason), 2, "DELIVERY:ROW")
    refused(conformed.rollcall("person", "split", f"zz:{row}", *reason), 2, "no delivery")
    refused(conformed.rollcall("person", "split", f"{delivery}:zz", *reason), 2, "no row of a person")
    refused(conformed.rollcall("person", "split", one, "--reason", " "), 2, "--reason is empty")
    refused(conformed.rollcall("person", "undo", "1", *reason), 2, "No decision", "number 1")
    refused(conformed.rollcall("person", "list"), 2, "no release")
    refused(conformed.rollcall("person", "show", one), 2, "no release")
    assert conformed.decisions() == []
    assert conformed.rollcall("person", "merge", two, one, *reason).exit_code == 0
    number = str(conformed.decisions()[-1].sequence)
    refused(conformed.rollcall("person", "merge", one, two, *reason), 2, f"Decision {number} says so already")
    assert conformed.rollcall("person", "undo", number, *reason).exit_code == 0
    refused(conformed.rollcall("person", "undo", number, *reason), 2, f"number {number}")
    assert conformed.rollcall("person", "merge", one, two, *reason).exit_code == 0


def test_there_is_nobody_in_a_new_home(new: Warehouse) -> None:
    refused(new.rollcall("person", "list"), 2, "rollcall run")
    refused(new.rollcall("person", "split", "a:b", "--reason", "因为"), 2, "rollcall run")
    assert not new.home.exists()


def test_a_row_of_a_superseded_delivery_is_decided_on_no_longer(conformed: Warehouse) -> None:
    one, two, *_ = rows_of(conformed)
    assert conformed.rollcall("person", "merge", one, two, "--reason", "因为").exit_code == 0
    assert len(release_inputs(conformed.conformer())["decisions"]["persons"]) == 2
    deliver(conformed, EAST, EARLIER, "a.csv", roster(range(5)))
    fates(conformed)
    assert release_inputs(conformed.conformer())["decisions"]["persons"] == []
    refused(conformed.rollcall("person", "split", one, "--reason", "因为"), 2, "superseded")


# the log


def test_both_kinds_of_decision_stand_in_one_chain(tmp_path: Path) -> None:
    log = Decisions(tmp_path)
    accepted = log.add("甲", "accept", "a" * 16, "因为", codes=("rows_fell",))
    split = log.add_on_persons("乙", SPLIT, "两人", rows=("a:1",))
    merged = log.add_on_persons("乙", MERGE, "一人", rows=("a:1", "b:2"))
    undone = log.add_on_persons("丙", UNDO, "误", undoes=2)
    assert log.all() == [accepted, split, merged, undone]
    assert [each.previous for each in log.all()[1:]] == [accepted.hash, split.hash, merged.hash]
    assert log.standing() == {"a" * 16: accepted}
    assert log.on_persons() == [merged]
    path = tmp_path / "decisions" / "log.jsonl"
    path.write_bytes(path.read_bytes().replace(b"b:2", b"b:3"))
    with pytest.raises(LogDamaged, match="line 3:"):
        log.all()


def decision(sequence: int, action: str, *rows: str) -> PersonDecision:
    return PersonDecision(sequence, "2026-11-22T00:00:00+00:00", "某", action, tuple(sorted(rows)), None, "", "", "")


def test_decisions_come_to_the_same_whatever_else_stands_in_the_log() -> None:
    taken = [decision(1, SPLIT, "a:1"), decision(2, MERGE, "a:1", "b:2"), decision(3, SPLIT, "a:1")]
    current = {"a", "b"}
    found = person_decisions(taken, current)
    assert [(each["action"], each["delivery_id"], each["row_id"], each["node"]) for each in found] == [
        (SPLIT, "a", "1", "split:a:1:2"),  # the last one
        (MERGE, "a", "1", "split:a:1"),  # where it stood when it was merged
        (MERGE, "b", "2", None),
    ]
    later = [replace(each, sequence=each.sequence + 5, at="", who="别人", reason="别的") for each in taken]
    assert person_decisions(later, current) == found
    assert person_decisions([*taken, decision(4, MERGE, "a:1", "c:3")], current) == found
    assert person_decisions(taken, {"b"}) == []
    assert person_decisions([], current) == []


def test_a_decision_has_lapsed_as_soon_as_one_of_its_rows_is_gone() -> None:
    taken = [decision(1, SPLIT, "a:1"), decision(2, MERGE, "a:1", "b:2"), decision(3, MERGE, "b:2", "b:3")]
    assert lapsed(taken, {"a:1", "b:2", "b:3"}) == []
    assert lapsed(taken, {"a:1", "b:3"}) == taken[1:]
    assert lapsed(taken, set()) == taken
