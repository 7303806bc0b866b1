"""What decisions come to is kept in a manifest so that the same can be made of it again."""

import json

from warehouses import Warehouse

from pipeline.stores.approvals import ROLES
from pipeline.stores.decided import Decided
from pipeline.stores.decision import ACCEPT, ADD, APPROVE, MERGE, REPLACE, WITHDRAW
from pipeline.stores.decisions import Decisions
from pipeline.stores.event import SEALED, Seal


def test_what_a_manifest_keeps_gives_the_same_again(new: Warehouse) -> None:
    log = Decisions(new.home)
    log.add("a", ACCEPT, "d3", "first in place of d1", mode=REPLACE, codes=("rows_fell",), replaces=("d1",))
    log.add("a", ACCEPT, "d2", "then in place of d3", mode=REPLACE, replaces=("d3",))
    log.add("a", ACCEPT, "d4", "beside", mode=ADD, codes=("two_files_one_entity",))
    log.add("a", WITHDRAW, "gone", "of what was superseded")
    log.add_on_persons("a", MERGE, "same", rows=("d2:r1", "d4:r2"))
    log.add_on_reading("a", "choose", "so", ("plan", "03"), reading="resident", document="no. 1")
    log.record(Seal, "a", SEALED, [{"sealed": ("f" * 64,), "deliveries": {"d2": "key", "old": None}, "reason": "so"}])
    log.add_on_difference("a", "explain", "so", ("plan/03/1/2024", "K1"), kind="later", difference="1")
    for role in ROLES:
        log.add_on_period(role, APPROVE, "so", ("510402", "2024-12"), role=role, signature="s", received=7)
    decided = Decided.of_log(log, {"d2", "d3", "d4"})
    assert list(decided.deliveries) == ["d3", "d2", "d4"]
    again = Decided.of_effects(json.loads(json.dumps(decided.effects)))
    assert again.effects == decided.effects
    assert again[1:] == decided[1:]
    assert again.approvals == [("510402", "2024-12", "s", 7)]
    assert decided.sealed == {"d2": "key"}
    later = sorted((each for each in again.deliveries.values() if each.mode == REPLACE), key=lambda each: each.sequence)
    assert [each.delivery_id for each in later] == ["d3", "d2"]  # the later one wins, as before
    assert again.deliveries["d4"].codes == ("two_files_one_entity",)
