"""What an approval closes: which deliveries wait, which decisions are refused, where the second pointer stands. No release is built of deliveries."""

from pathlib import Path

import pytest
from release_files import INPUTS, make_home
from rosters import EARLIER, EAST, LATER, WEST, deliver, fates, reasons, roster, without_pause
from test_decisions import HELD, decide, ids, listed, refused
from test_person_decisions import rows_of
from warehouses import Warehouse

from pipeline.stores.approvals import ROLES, approvals, signed
from pipeline.stores.approved import point_approved
from pipeline.stores.decision import APPROVE, EXPLAIN, REOPEN
from pipeline.stores.decisions import Decisions
from pipeline.stores.inputs import run_deliveries
from pipeline.stores.releases import NoRelease, current, find_release

CITY, OWN, LATE = "510400", "510400-00", "period_approved"
REASON = ("--reason", "因为")


@pytest.fixture
def quick(new: Warehouse, tmp_path: Path) -> Warehouse:
    return without_pause(new, tmp_path / "contracts")


def sign(warehouse: Warehouse, area: str, period: str = EARLIER) -> None:
    """All three sign what is known now; of which figures is no matter here."""
    received = max((each.sequence for each in warehouse.conformer().ledger.receipts()), default=0)
    for role in ROLES:
        Decisions(warehouse.home).add_on_period(
            role, APPROVE, "因为", (area, period), role=role, signature="of figures", received=received
        )


def reopen(warehouse: Warehouse, area: str, period: str = EARLIER) -> None:
    Decisions(warehouse.home).add_on_period("某", REOPEN, "更正", (area, period))


def test_three_signatures_approve_and_a_new_preparer_begins_anew(tmp_path: Path) -> None:
    log, place = Decisions(tmp_path), (CITY, EARLIER)
    for role, signature in (("preparer", "old"), ("reviewer", "old"), ("preparer", "new"), ("reviewer", "new")):
        log.add_on_period(role, APPROVE, "因为", place, role=role, signature=signature, received=1)
    assert [(each.role, each.signature) for each in signed(log.all())[place]] == [
        ("preparer", "new"),
        ("reviewer", "new"),
    ]
    assert approvals(log.all()) == []
    log.add_on_period("approver", APPROVE, "因为", place, role="approver", signature="new", received=4)
    assert approvals(log.all()) == [(CITY, EARLIER, "new", 4)]
    log.add_on_period("某", REOPEN, "更正", place)
    assert (approvals(log.all()), signed(log.all())) == ([], {})


@pytest.mark.parametrize("area", [EAST, CITY])
def test_a_correction_waits_beside_what_was_signed_until_it_is_reopened(quick: Warehouse, area: str) -> None:
    deliver(quick, EAST, EARLIER, "a.csv", roster(range(30)))
    (before,) = fates(quick).values()
    sign(quick, area)
    deliver(quick, EAST, EARLIER, "a.csv", roster(range(3)))
    old, late = sorted(quick_fates(quick), key=lambda each: each.delivery.delivery_id != before.delivery.delivery_id)
    assert (old.reason, old.codes, old.entities["worker"]["conformed"]) == (None, {}, 30)
    assert (late.reason, late.open_codes, late.entities["worker"]["conformed"]) == (HELD, [LATE], 3)
    rows = {row["delivery_id"]: row for row in run_deliveries([old, late])}
    assert (rows[late.delivery.delivery_id]["fate"], rows[late.delivery.delivery_id]["entity"]) == ("held", None)
    assert listed(quick)["a.csv"]["difference"] == {"worker": {"added": 0, "changed": 0, "gone": 27}}
    reopen(quick, area)
    assert reasons(quick) == {"a.csv": None}
    assert [each.reason for each in quick_fates(quick)] == ["superseded", None]


def quick_fates(warehouse: Warehouse) -> list:
    """The fates in the order of receipt; a path stands once in `fates`, so here by what they are of."""
    from pipeline.stores.fates import fates as decided

    conformer = warehouse.collected()
    conformer.run(conformer.waiting(), lambda *_: None)
    return decided(conformer.ledger, conformer.tables, conformer.contracts, Decisions(warehouse.home).standing(), ())


def test_a_new_file_of_a_closed_unit_waits_and_others_do_not(quick: Warehouse) -> None:
    deliver(quick, EAST, EARLIER, "a.csv", roster(range(5)))
    deliver(quick, WEST, EARLIER, "b.csv", roster(range(40, 45)))
    fates(quick)
    sign(quick, EAST)
    for unit, period, name in ((EAST, EARLIER, "c.csv"), (EAST, LATER, "d.csv"), (WEST, EARLIER, "b.csv")):
        deliver(quick, unit, period, name, roster(range(60, 66)))
    assert reasons(quick) == {"a.csv": None, "b.csv": None, "c.csv": HELD, "d.csv": None}
    assert {name.rpartition("/")[2] for name, each in fates(quick).items() if LATE in each.codes} == {"c.csv"}
    assert fates(quick)[f"{WEST}/{EARLIER}/b.csv"].entities["worker"]["conformed"] == 6


def test_a_city_closes_what_lies_in_it_and_the_first_of_two_approvals_decides(quick: Warehouse) -> None:
    deliver(quick, OWN, EARLIER, "own.csv", roster(range(5)))
    fates(quick)
    sign(quick, CITY)
    deliver(quick, OWN, EARLIER, "own.csv", roster(range(6)))
    fates(quick)
    sign(quick, OWN)  # of what counts: the correction waits for the city
    assert sorted(str(each.reason) for each in quick_fates(quick)) == ["None", HELD]
    reopen(quick, CITY)
    assert [each.reason for each in quick_fates(quick)] == ["superseded", None]


def test_what_was_signed_comes_back_or_is_sent_again_and_nothing_waits(quick: Warehouse) -> None:
    first = roster(range(5))
    deliver(quick, EAST, EARLIER, "a.csv", first)
    deliver(quick, EAST, EARLIER, "b.csv", roster(range(7, 12)))
    assert reasons(quick) == {"a.csv": None, "b.csv": HELD}
    sign(quick, EAST)
    deliver(quick, EAST, EARLIER, "a.csv", roster(range(4)))
    assert LATE in {code for each in quick_fates(quick) for code in each.codes}
    deliver(quick, EAST, EARLIER, "a.csv", first)
    deliver(quick, EAST, EARLIER, "c.csv", first)  # the bytes that count, under another name
    found = {each.delivery.path: each for each in quick_fates(quick) if each.reason != "superseded"}
    assert {name: each.reason for name, each in found.items()} == {"a.csv": None, "b.csv": HELD}
    assert found["b.csv"].open_codes == ["two_files_one_entity"]


def test_decisions_that_could_change_what_is_approved_say_what_to_reopen(quick: Warehouse) -> None:
    deliver(quick, EAST, EARLIER, "a.csv", roster(range(5)))
    fates(quick)
    one, two, three, *_ = rows_of(quick)
    assert quick.rollcall("person", "merge", one, two, *REASON).exit_code == 0
    merged = str(Decisions(quick.home).on_persons()[-1].sequence)
    chosen = ("reading", "choose", "panzhihua-145/02", "resident", "--document", "某文", *REASON)
    assert quick.rollcall(*chosen).exit_code == 0
    difference = (f"panzhihua-145/01/{EAST}/{EARLIER}", "panzhihua-145/01")
    Decisions(quick.home).add_on_difference("某", EXPLAIN, "因为", difference, kind="scope", difference="1")
    sign(quick, CITY)
    deliver(quick, EAST, EARLIER, "b.csv", roster(range(20, 25)))
    fates(quick)
    before = Decisions(quick.home).all()
    for answer in (
        decide(quick, "withdraw", "a.csv"),
        decide(quick, "accept", "b.csv"),
        quick.rollcall("person", "merge", two, three, *REASON),
        quick.rollcall("person", "split", three, *REASON),
        quick.rollcall("person", "undo", merged, *REASON),
        quick.rollcall(*chosen),
        quick.rollcall("reading", "undo", "panzhihua-145/02", *REASON),
        quick.rollcall("difference", "undo", *difference, *REASON),
    ):
        refused(answer, 1, "approved", f"rollcall period reopen {CITY} {EARLIER} --reason")
    assert Decisions(quick.home).all() == before
    elsewhere = ("reading", "choose", "qijiang-2020-60/02", "bare", "--document", "某文", *REASON)
    assert quick.rollcall(*elsewhere).exit_code == 0
    reopen(quick, CITY)
    assert decide(quick, "withdraw", "a.csv").exit_code == 0
    assert ids(quick)["a.csv"] in Decisions(quick.home).standing()


def test_the_second_pointer_moves_stays_and_goes(tmp_path: Path) -> None:
    home = make_home(tmp_path)
    with pytest.raises(NoRelease, match="rollcall period list"):
        find_release(home.folder, "approved")

    def published(release: str, *words: str) -> Path:
        home.tables["period_signature"] = [
            {"area_code": f"{number}", "approved_signature": "s", "approval": word} for number, word in enumerate(words)
        ] + [{"area_code": "unsigned", "approval": "初步数"}]
        path = home.publish(INPUTS | {"deliveries": [release]})
        point_approved(home.folder, path)
        return path

    first = published("a" * 16, "审定数", "审定数")
    assert find_release(home.folder, "approved") == first
    assert (home.folder / "published" / "APPROVED").read_text() == f"{first.name}\n"
    second = published("b" * 16, "审定数", "初步数")
    assert (find_release(home.folder, "approved"), find_release(home.folder, "current")) == (first, second)
    assert current(home.folder) == second
    third = published("c" * 16, "审定数")
    assert find_release(home.folder, "approved") == third
    published("d" * 16)
    with pytest.raises(NoRelease):
        find_release(home.folder, "approved")
    assert not [each for each in (home.folder / "published").iterdir() if "approved" in each.name.lower()]
