"""The log of decisions and events: what stands in it, that no byte of it changes unseen, and that a kill leaves no gap."""

import json
import random
import subprocess
from collections.abc import Callable
from pathlib import Path
from unittest import mock

import pytest
from rosters import EARLIER, EAST, deliver, roster, without_pause
from warehouses import ROOT, Answer, Warehouse

from pipeline.stores.decisions import Decisions
from pipeline.stores.event import RECEIPT, ContractChange, Receipt
from pipeline.stores.events import log_contracts
from pipeline.stores.lines import LogDamaged

Lines = list[bytes]


@pytest.fixture
def quick(new: Warehouse, tmp_path: Path) -> Warehouse:
    return without_pause(new, tmp_path / "contracts")


def log(warehouse: Warehouse) -> Path:
    return warehouse.home / "decisions" / "log.jsonl"


def verified(warehouse: Warehouse) -> Answer:
    return warehouse.rollcall("audit", "verify", "--json")


def broken(warehouse: Warehouse) -> list[tuple[int | None, str]]:
    """The line and what is wrong with it, of a log that must be found wrong."""
    answer = verified(warehouse)
    assert answer.exit_code == 1, answer.out
    assert not answer.document["intact"]
    return [(each["line"], each["what"]) for each in answer.document["broken"]]


# what stands in it


def test_each_receipt_is_a_line_without_a_file_name(quick: Warehouse) -> None:
    deliver(quick, EAST, EARLIER, "测试甲的名册.csv", roster(range(3)))
    deliver(quick, EAST, EARLIER, "b.csv", roster(range(4)))
    ledger = quick.collected().ledger
    receipts = Decisions(quick.home).of(Receipt)
    assert [(each.receipt, each.delivery_id, each.sha256) for each in receipts] == [
        (each.sequence, each.delivery_id, each.sha256) for each in ledger.receipts()
    ]
    assert {(each.unit_code, each.period, each.channel) for each in receipts} == {(EAST, EARLIER, "raw")}
    assert all(each.who for each in receipts)
    assert "测试甲" not in log(quick).read_text(encoding="utf-8")
    before = log(quick).read_bytes()
    quick.collected()
    assert log(quick).read_bytes() == before


def test_a_kill_between_ledger_and_log_is_made_good_by_the_next_run(quick: Warehouse) -> None:
    deliver(quick, EAST, EARLIER, "a.csv", roster(range(3)))
    with mock.patch("pipeline.collect.log_receipts", side_effect=KeyboardInterrupt), pytest.raises(KeyboardInterrupt):
        quick.collected()
    assert not log(quick).exists()
    assert broken(quick) == [(None, "receipt 1 of the ledger has no line; the next run writes it")]
    quick.collected()
    assert verified(quick).document["lines"] == {RECEIPT: 1}


def test_many_lines_are_one_write_and_follow_each_other(tmp_path: Path) -> None:
    many = [
        {"receipt": each, "delivery_id": f"{each:016x}", "sha256": f"{each:064x}", "unit_code": EAST}
        | {"period": EARLIER, "channel": "raw", "received_at": "2026-01-01T00:00:00+00:00"}
        for each in range(1, 2001)
    ]
    decisions = Decisions(tmp_path)
    with mock.patch("pipeline.stores.decisions.sync") as synced:
        decisions.record(Receipt, "甲", RECEIPT, many)
        assert synced.call_count == 1
        decisions.record(Receipt, "甲", RECEIPT, [])
        assert synced.call_count == 1
    assert [each.receipt for each in decisions.all()] == list(range(1, 2001))
    assert decisions.add("乙", "accept", "a" * 16, "因为").sequence == 2001


def test_what_is_killed_while_it_writes_leaves_the_log_as_it_was(tmp_path: Path) -> None:
    decisions = Decisions(tmp_path)
    decisions.add("甲", "accept", "a" * 16, "因为")
    before = decisions.all()
    with mock.patch.object(Path, "replace", side_effect=KeyboardInterrupt), pytest.raises(KeyboardInterrupt):
        decisions.add("甲", "withdraw", "a" * 16, "不对")
    assert Decisions(tmp_path).all() == before


def test_what_changes_in_contracts_is_a_line(tmp_path: Path) -> None:
    contracts, decisions = tmp_path / "contracts", Decisions(tmp_path)
    (contracts / "plans").mkdir(parents=True)
    first, second = contracts / "plans" / "a.yaml", contracts / "b.csv"
    first.write_text("1")
    second.write_text("1")
    log_contracts(decisions, contracts)
    log_contracts(decisions, contracts)
    first.write_text("2")
    log_contracts(decisions, contracts)
    second.unlink()
    (contracts / "c.csv").write_text("3")
    log_contracts(decisions, contracts)
    first.write_text("1")  # and back: it changed all the same
    log_contracts(decisions, contracts)
    assert [tuple(map(sorted, (each.added, each.changed, each.removed))) for each in decisions.of(ContractChange)] == [
        (["b.csv", "plans/a.yaml"], [], []),
        ([], ["plans/a.yaml"], []),
        (["c.csv"], [], ["b.csv"]),
        ([], ["plans/a.yaml"], []),
    ]


def test_a_run_logs_contracts_and_a_release_remembers_the_head(night: Warehouse) -> None:
    lines = Decisions(night.home).all()
    (change,) = (each for each in lines if isinstance(each, ContractChange))
    assert {"plans/panzhihua-145.yaml", "findings.yaml", "codes/areas.csv"} <= change.added.keys()
    unhashed = json.loads((night.release / "manifest.json").read_text(encoding="utf-8"))["unhashed"]
    assert unhashed["decisions"] == {"sequence": len(lines), "hash": lines[-1].hash}
    head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False)
    known = head.stdout.strip() if head.returncode == 0 else None
    assert unhashed["commit"] in ((known, f"{known}-dirty") if known else (None,))


def test_a_release_does_not_depend_on_what_was_received_looked_at_or_found_changed(quick: Warehouse) -> None:
    from pipeline.model import release_inputs
    from pipeline.stores.releases import release_id

    deliver(quick, EAST, EARLIER, "a.csv", roster(range(3)))
    conformer = quick.collected()
    before = release_id(release_inputs(conformer))
    log_contracts(Decisions(quick.home), quick.contracts)
    assert release_id(release_inputs(quick.conformer())) == before


# what is found


def test_any_changed_byte_is_found(copy: Warehouse) -> None:
    assert verified(copy).exit_code == 0
    whole, seeded = log(copy).read_bytes(), random.Random(20261122)
    for place in [seeded.randrange(len(whole)) for _ in range(25)] + [len(whole) - 1]:
        log(copy).write_bytes(whole[:place] + bytes([whole[place] ^ seeded.randrange(1, 256)]) + whole[place + 1 :])
        ((line, _),) = broken(copy)
        assert line == whole.count(b"\n", 0, place) + 1
    log(copy).write_bytes(whole)
    assert verified(copy).document["intact"]


def forged(lines: Lines) -> Lines:
    return [*lines, lines[-1].replace(b'"sequence": %d' % len(lines), b'"sequence": %d' % (len(lines) + 1))]


def swapped(lines: Lines) -> Lines:
    return [*lines[:3], lines[4], lines[3], *lines[5:]]


@pytest.mark.parametrize(
    ("change", "line", "words"),
    [
        (lambda lines: lines[:-1], -1, "the log ends before it: release"),
        (lambda lines: [], 0, "the log ends before it: release"),
        (swapped, 4, "does not follow"),
        (forged, None, "do not agree"),
    ],
)
def test_a_line_that_is_removed_swapped_or_forged_is_found(
    copy: Warehouse, change: Callable[[Lines], Lines], line: int | None, words: str
) -> None:
    lines = log(copy).read_bytes().splitlines(keepends=True)
    log(copy).write_bytes(b"".join(change(lines)))
    expected = {-1: len(lines), 0: 1, None: len(lines) + 1}.get(line, line)
    assert [each for each in broken(copy) if each[0] == expected and words in each[1]]


def test_a_log_that_was_written_anew_is_found_by_the_head_of_a_release(copy: Warehouse) -> None:
    """Every hash fits: only what was published before tells."""
    lines = Decisions(copy.home).all()
    log(copy).unlink()
    for each in lines:
        said = {name: value for name, value in vars(each).items() if name not in ("sequence", "at", "previous", "hash")}
        again = Decisions(copy.home)
        again.record(type(each), "别人", said.pop("action"), [{k: v for k, v in said.items() if k != "who"}])
    ((line, what),) = broken(copy)
    assert (line, what) == (len(lines), f"it is not the line with which release {copy.release.name} was published")


def test_a_forged_receipt_is_found_by_the_ledger_and_the_ledger_by_the_log(copy: Warehouse) -> None:
    import sqlite3

    decisions = Decisions(copy.home)
    receipts = decisions.of(Receipt)
    said = {name: getattr(receipts[0], name) for name in ("receipt", "delivery_id", "sha256", "unit_code")}
    said |= {"period": EARLIER, "channel": "raw", "received_at": receipts[0].received_at}
    added = decisions.record(Receipt, "某", RECEIPT, [said, said | {"receipt": 999}])
    assert broken(copy) == [
        (added[0].sequence, "receipt 1 of the ledger stands there a second time"),
        (added[1].sequence, "the ledger has no receipt 999"),
    ]
    with sqlite3.connect(copy.home / "collected" / "ledger.sqlite") as ledger:
        ledger.execute("update delivery set period = '2019-01' where sequence = 2")
        ledger.execute("delete from delivery where sequence = 3")
    assert {(receipts[1].sequence, "receipt 2 differs from the ledger in period")} < set(broken(copy))
    assert {(receipts[2].sequence, "the ledger has no receipt 3")} < set(broken(copy))


def test_the_log_is_read_in_words(copy: Warehouse) -> None:
    delivery = Decisions(copy.home).of(Receipt)[0].delivery_id
    assert copy.rollcall("delivery", "withdraw", delivery, "--reason", "误报", "--by", "甲").exit_code == 0
    (line,) = copy.rollcall("audit", "log", "--last", "1").out.splitlines()
    assert all(word in line for word in ("甲", "withdraw", delivery, "“误报”"))
    said = copy.rollcall("audit", "log", "--json").document["lines"]
    assert said == [json.loads(each) for each in log(copy).read_text(encoding="utf-8").splitlines()]
    assert "The log is whole" in copy.rollcall("audit", "verify").err


def test_nothing_is_made_of_a_log_that_was_cut_off(copy: Warehouse) -> None:
    """What was decided on its last lines would go without a word, and an earlier release be served as that of today."""
    before = (copy.home / "published" / "CURRENT").read_bytes(), log(copy).read_bytes()
    log(copy).write_bytes(b"".join(before[1].splitlines(keepends=True)[:-1]))
    answer = copy.rollcall("run")
    assert (answer.exit_code, "the log ends before it: release" in answer.err) == (1, True), answer.err
    assert "from its backup" in answer.err
    assert (copy.home / "published" / "CURRENT").read_bytes() == before[0]
    assert len(log(copy).read_bytes().splitlines()) == len(before[1].splitlines()) - 1, "nothing was written after it"


def test_a_damaged_release_is_no_witness_of_the_log(copy: Warehouse) -> None:
    with (copy.release / "manifest.json").open("ab") as manifest:
        manifest.write(b" ")
    ((line, what),) = broken(copy)
    assert (line, "is damaged and no witness" in what) == (None, True)


def test_nothing_is_taken_in_on_a_damaged_log(quick: Warehouse) -> None:
    deliver(quick, EAST, EARLIER, "a.csv", roster(range(3)))
    quick.collected()
    log(quick).write_bytes(log(quick).read_bytes()[:-1])
    deliver(quick, EAST, EARLIER, "b.csv", roster(range(4)))
    with pytest.raises(LogDamaged):
        quick.collected()
    from pipeline.stores.ledger import Ledger

    assert [each.path for each in Ledger(quick.home).deliveries()] == ["a.csv"]
