"""Decisions are data: each is one line of a chained log, needs a reason, names a delivery, and changes what counts and the release."""

import json
from pathlib import Path
from typing import Any

import pytest
from rosters import EARLIER, EAST, LATER, WEST, deliver, fates, reasons, roster, without_pause
from warehouses import Answer, Warehouse

from pipeline.stores.decision import ACCEPT, WITHDRAW
from pipeline.stores.decisions import Decisions
from pipeline.stores.lines import LogDamaged

HELD, BESIDE = "delivery_held", "two_files_one_entity"
LOOSE = "社会工作从业人员花名册"


@pytest.fixture
def quick(new: Warehouse, tmp_path: Path) -> Warehouse:
    return without_pause(new, tmp_path / "contracts")


@pytest.fixture
def two(quick: Warehouse) -> Warehouse:
    """Two files of one unit and period: the second has one person more, one less, and one who works elsewhere."""
    deliver(quick, EAST, EARLIER, "a.csv", roster(range(30)))
    second = roster(range(1, 31)).splitlines(keepends=True)
    second[5] = second[5].replace("示例社区居委会", "示例街道办事处")
    deliver(quick, EAST, EARLIER, "b更正版.csv", "".join(second))
    assert reasons(quick) == {"a.csv": None, "b更正版.csv": HELD}
    return quick


def ids(warehouse: Warehouse) -> dict[str, str]:
    """File name to delivery id of what its path holds now."""
    return {each.path: each.delivery_id for each in warehouse.conformer().ledger.deliveries()}


def decide(warehouse: Warehouse, action: str, name: str, *options: str) -> Answer:
    given = ("--reason", "县局书面说明", "--by", "测试员", *options)
    return warehouse.rollcall("delivery", action, ids(warehouse)[name], *given)


def listed(warehouse: Warehouse, *options: str) -> dict[str, dict[str, Any]]:
    answer = warehouse.rollcall("delivery", "list", "--json", *options)
    assert answer.exit_code == 0, answer.err
    return {each["file"]: each for each in answer.document["deliveries"]}


def refused(answer: Answer, exit_code: int, *words: str) -> None:
    assert answer.exit_code == exit_code, answer.err
    assert all(word in answer.err for word in words), answer.err


def log(warehouse: Warehouse) -> Path:
    return warehouse.home / "decisions" / "log.jsonl"


# the log


def test_a_decision_is_one_line_that_follows_the_one_before(tmp_path: Path) -> None:
    decisions = Decisions(tmp_path)
    assert decisions.all() == []
    first = decisions.add("甲", "accept", "a" * 16, "因为", codes=("rows_fell",))
    second = decisions.add("乙", "withdraw", "a" * 16, "不对")
    assert decisions.all() == [first, second]
    assert (first.sequence, second.sequence, second.previous) == (1, 2, first.hash)
    assert decisions.standing() == {"a" * 16: second}
    path = tmp_path / "decisions" / "log.jsonl"
    assert path.stat().st_mode & 0o777 == 0o600
    assert [json.loads(line)["who"] for line in path.read_text(encoding="utf-8").splitlines()] == ["甲", "乙"]


def test_any_changed_byte_names_its_line(tmp_path: Path) -> None:
    decisions = Decisions(tmp_path)
    for number in range(3):
        decisions.add("某", "accept", f"{number:016x}", "因为")
    path = tmp_path / "decisions" / "log.jsonl"
    whole = path.read_bytes()
    begins = [0, *(place + 1 for place, byte in enumerate(whole) if byte == 10)]
    for place in range(0, len(whole), 7):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        line = sum(begin <= place for begin in begins)
        with pytest.raises(LogDamaged, match=rf"line {line}:"):
            decisions.all()


@pytest.mark.parametrize(("kept", "line"), [([0, 2], 2), ([1, 2], 1), ([0, 2, 1], 2), ([0, 1, 1], 3)])
def test_a_line_that_is_missing_moved_or_twice_breaks_the_chain(tmp_path: Path, kept: list[int], line: int) -> None:
    decisions = Decisions(tmp_path)
    for number in range(3):
        decisions.add("某", "accept", f"{number:016x}", "因为")
    path = tmp_path / "decisions" / "log.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[number] for number in kept))
    with pytest.raises(LogDamaged, match=rf"line {line}: it does not follow"):
        decisions.all()


def test_nothing_is_decided_on_a_damaged_log(two: Warehouse) -> None:
    from pipeline.model import release_inputs

    assert decide(two, "accept", "b更正版.csv", "--add").exit_code == 0
    first = ids(two)["a.csv"]
    (decision,) = two.decisions()
    log(two).write_bytes(log(two).read_bytes().replace("县局".encode(), "市局".encode()))
    for arguments in (("list",), ("withdraw", first, "--reason", "误报")):
        refused(two.rollcall("delivery", *arguments), 1, f"log.jsonl, line {decision.sequence}", "from its backup")
    with pytest.raises(LogDamaged):  # and no release has a name
        release_inputs(two.conformer())


# what it does


def test_a_held_delivery_counts_once_it_is_accepted_with_a_reason(quick: Warehouse) -> None:
    deliver(quick, EAST, EARLIER, "a.csv", roster(range(5), title=f"西区{LOOSE}"))
    assert reasons(quick) == {"a.csv": HELD}
    assert decide(quick, "accept", "a.csv").exit_code == 0
    assert reasons(quick) == {"a.csv": None}
    (said,) = quick.decisions()
    assert (said.who, said.action, said.reason) == ("测试员", "accept", "县局书面说明")
    assert (said.delivery_id, said.codes, said.mode) == (ids(quick)["a.csv"], ("title_area_differs",), None)


def test_what_was_not_found_when_it_was_accepted_holds_it_again(quick: Warehouse) -> None:
    deliver(quick, EAST, EARLIER, "a.csv", roster(range(5), title=f"西区2019年{LOOSE}"))
    assert reasons(quick) == {"a.csv": HELD}
    Decisions(quick.home).add("某", "accept", ids(quick)["a.csv"], "地区无误", codes=("title_area_differs",))
    (fate,) = fates(quick).values()
    assert (fate.reason, fate.open_codes) == (HELD, ["title_period_differs"])


def test_a_second_file_is_added_or_takes_the_others_place(two: Warehouse) -> None:
    refused(decide(two, "accept", "b更正版.csv"), 2, ids(two)["a.csv"], "--add", "--replace")
    assert decide(two, "accept", "b更正版.csv", "--add").exit_code == 0
    assert reasons(two) == {"a.csv": None, "b更正版.csv": None}
    assert decide(two, "withdraw", "b更正版.csv").exit_code == 0
    assert reasons(two) == {"a.csv": None, "b更正版.csv": "withdrawn"}
    assert decide(two, "accept", "b更正版.csv").exit_code == 0
    refused(decide(two, "accept", "b更正版.csv", "--add", "--replace"), 2, "either")
    assert decide(two, "accept", "b更正版.csv", "--replace").exit_code == 0
    assert counted(two) == {"b更正版.csv": ["worker"]}
    # and back: the later decision wins
    assert decide(two, "accept", "a.csv", "--replace").exit_code == 2
    assert decide(two, "withdraw", "b更正版.csv").exit_code == 0
    assert counted(two) == {"a.csv": ["worker"]}


def counted(warehouse: Warehouse) -> dict[str, list[str]]:
    """File name to the entities that count."""
    from pipeline.stores.inputs import run_deliveries

    known = fates(warehouse).values()
    paths = {each.delivery.delivery_id: each.delivery.path for each in known}
    found: dict[str, list[str]] = {}
    for row in run_deliveries(list(known)):
        if row["is_counted"]:
            found.setdefault(paths[row["delivery_id"]], []).append(row["entity"])
    return found


def test_a_file_is_replaced_only_in_what_the_other_holds_too(quick: Warehouse) -> None:
    agencies = "社会工作服务机构一览表\n机构名称,统一社会信用代码\n示例社会工作服务中心,52510400MJ00000001\n"
    deliver(quick, EAST, EARLIER, "a.csv", f"{roster(range(5))}\n{agencies}")
    deliver(quick, EAST, EARLIER, "b.csv", roster(range(2, 7)))
    assert counted(quick) == {"a.csv": ["agency", "worker"]}
    assert decide(quick, "accept", "b.csv", "--replace").exit_code == 0
    assert counted(quick) == {"a.csv": ["agency"], "b.csv": ["worker"]}
    # what it replaced is corrected afterwards: nobody has said how that stands to it
    deliver(quick, EAST, EARLIER, "a.csv", roster(range(6)))
    assert counted(quick) == {"b.csv": ["worker"]}
    assert [each.open_codes for each in fates(quick).values() if each.reason == HELD] == [[BESIDE]]


def test_where_the_first_is_withdrawn_the_second_stands_alone(two: Warehouse) -> None:
    assert decide(two, "withdraw", "a.csv").exit_code == 0
    assert reasons(two) == {"a.csv": "withdrawn", "b更正版.csv": None}
    refused(decide(two, "withdraw", "a.csv"), 2, "withdrawn before")
    assert decide(two, "accept", "a.csv").exit_code == 0
    assert reasons(two) == {"a.csv": None, "b更正版.csv": HELD}


def test_a_fall_that_was_accepted_is_the_measure_of_the_next_period(quick: Warehouse) -> None:
    for period, count in ((EARLIER, 50), (LATER, 20), ("2023-04", 21)):
        deliver(quick, EAST, period, f"{period}.csv", roster(range(count * 2, count * 3)))
    assert reasons(quick) == {f"{EARLIER}.csv": None, f"{LATER}.csv": HELD, "2023-04.csv": HELD}
    assert decide(quick, "accept", f"{LATER}.csv").exit_code == 0
    assert set(reasons(quick).values()) == {None}


def test_one_file_for_each_town_is_added_up_before_it_is_measured(quick: Warehouse) -> None:
    deliver(quick, EAST, EARLIER, "a.csv", roster(range(60)))
    deliver(quick, EAST, LATER, "东镇.csv", roster(range(100, 130)))
    deliver(quick, EAST, LATER, "西镇.csv", roster(range(130, 160)))
    assert reasons(quick) == {"a.csv": None, "东镇.csv": HELD, "西镇.csv": HELD}
    assert decide(quick, "accept", "西镇.csv", "--add").exit_code == 0
    assert set(reasons(quick).values()) == {None}


def test_a_decision_on_what_was_superseded_has_no_effect(quick: Warehouse) -> None:
    from pipeline.model import decided

    deliver(quick, EAST, EARLIER, "a.csv", roster(range(5), title=f"西区{LOOSE}"))
    assert reasons(quick) == {"a.csv": HELD}
    first = ids(quick)["a.csv"]
    assert decide(quick, "accept", "a.csv").exit_code == 0
    assert len(decided(quick.conformer()).effects["deliveries"]) == 1
    deliver(quick, EAST, EARLIER, "a.csv", roster(range(6), title=f"西区{LOOSE}"))
    assert {each.delivery.delivery_id: each.reason for each in fates(quick).values()}[ids(quick)["a.csv"]] == HELD
    assert not any(decided(quick.conformer()).effects.values())
    refused(quick.rollcall("delivery", "accept", first, "--reason", "因为"), 2, "superseded")


# what it refuses


def test_a_decision_without_effect_reason_or_delivery_is_refused(two: Warehouse) -> None:
    refused(decide(two, "accept", "a.csv"), 2, "counts already")
    refused(two.rollcall("delivery", "accept", "0123456789abcdef", "--reason", "因为"), 2, "no delivery", "list --all")
    refused(two.rollcall("delivery", "accept", "", "--reason", "因为"), 2, "no delivery")
    refused(two.rollcall("delivery", "withdraw", ids(two)["a.csv"], "--reason", "  "), 2, "--reason is empty")
    refused(two.rollcall("delivery", "withdraw", ids(two)["a.csv"], "--reason", "误", "--by", " "), 2, "--by is empty")
    assert two.rollcall("delivery", "withdraw", ids(two)["a.csv"]).exit_code == 2
    assert two.decisions() == []


def test_what_stands_beside_nothing_needs_no_mode(quick: Warehouse) -> None:
    deliver(quick, EAST, EARLIER, "a.csv", roster(range(5), title=f"西区{LOOSE}"))
    assert reasons(quick) == {"a.csv": HELD}
    refused(decide(quick, "accept", "a.csv", "--add"), 2, "beside no other")


def test_what_has_no_row_to_count_cannot_be_accepted(quick: Warehouse) -> None:
    deliver(quick, EAST, EARLIER, "扫描.xlsx", b"PK\x03\x04 cut off")
    deliver(quick, WEST, EARLIER, "缺列.csv", roster(range(5)).replace(",身份证号,", ",联系人,"))
    deliver(quick, WEST, LATER, "空表.csv", roster(()))
    assert reasons(quick) == {"扫描.xlsx": "rejected", "缺列.csv": HELD, "空表.csv": HELD}
    refused(decide(quick, "accept", "扫描.xlsx"), 1, "could not be read")
    refused(decide(quick, "accept", "缺列.csv"), 1, "Not one row", "contracts/layouts/")
    # that a unit has nobody is an answer
    assert decide(quick, "accept", "空表.csv").exit_code == 0


def test_an_archive_is_withdrawn_file_by_file(quick: Warehouse) -> None:
    from test_arrivals import zipped

    packed = zipped(("a.csv", roster(range(5)).encode()))
    deliver(quick, EAST, EARLIER, "报送.zip", packed)
    fates(quick)
    known = ids(quick)
    refused(decide(quick, "withdraw", "报送.zip"), 2, "archive", known["报送.zip/a.csv"])
    assert decide(quick, "withdraw", "报送.zip/a.csv").exit_code == 0


def test_there_is_nothing_to_decide_in_a_new_home(new: Warehouse) -> None:
    refused(new.rollcall("delivery", "list"), 2, "rollcall run")
    assert not new.home.exists()


# what is shown


def test_the_list_shows_what_holds_a_delivery_and_how_it_differs(two: Warehouse) -> None:
    (held,) = listed(two).values()
    assert (held["file"], held["fate"], held["reporting_unit"], held["period"]) == (
        "b更正版.csv", "held", EAST, EARLIER,
    )  # fmt: skip
    assert [each["code"] for each in held["findings"]] == [BESIDE]
    assert held["findings"][0]["message_zh"]
    assert held["rows"]["worker"] == {"data": 30, "conformed": 30, "quarantined": 0}
    assert held["compared_with"] == [ids(two)["a.csv"]]
    assert held["difference"] == {"worker": {"added": 1, "changed": 1, "gone": 1}}
    answer = two.rollcall("delivery", "list")
    assert all(word in answer.out for word in ("b更正版.csv", BESIDE, "worker 1 / 1 / 1", "worker 30/30"))
    assert "测试" not in answer.out  # nobody's name
    decide(two, "accept", "b更正版.csv", "--add")
    assert listed(two) == {}
    assert listed(two, "--all")["b更正版.csv"]["decision"]["who"] == "测试员"


def test_a_corrected_file_is_compared_with_what_its_path_held_before(quick: Warehouse) -> None:
    deliver(quick, EAST, EARLIER, "a.csv", roster(range(30)))
    fates(quick)
    before = ids(quick)["a.csv"]
    deliver(quick, EAST, EARLIER, "a.csv", roster(range(2, 33), title=f"西区{LOOSE}"))
    fates(quick)
    (held,) = listed(quick).values()
    assert held["compared_with"] == [before]
    assert held["difference"] == {"worker": {"added": 3, "changed": 0, "gone": 2}}
    (finding,) = held["findings"]
    assert (finding["code"], finding["cell"]) == ("title_area_differs", "A1")


def test_what_a_correction_closed_and_what_remains() -> None:
    import polars as pl

    from pipeline.audit.corrections import closed

    def findings(*found: tuple[str, str | None]) -> pl.DataFrame:
        return pl.DataFrame(found, schema={"code": pl.String, "field": pl.String}, orient="row")

    before = findings(("date_impossible", "left_on"), ("date_impossible", "left_on"), ("sheet_hidden", None))
    after = findings(("date_impossible", "left_on"), ("code_unknown", "role"))
    assert [tuple(each.values()) for each in closed(before, after)] == [
        ("code_unknown", "role", 0, 1, 0, 1),
        ("date_impossible", "left_on", 2, 1, 1, 0),
        ("sheet_hidden", None, 1, 0, 1, 0),
    ]


# the release


def test_a_decision_is_an_input_of_the_release_and_its_clock_is_not(two: Warehouse, tmp_path: Path) -> None:
    from pipeline.model import release_inputs

    before = release_inputs(two.conformer())
    assert decide(two, "accept", "b更正版.csv", "--add").exit_code == 0
    after = release_inputs(two.conformer())
    assert not any(before["decisions"].values())
    (effect,) = after["decisions"]["deliveries"]
    assert effect == [ids(two)["b更正版.csv"], "accept", "add", [BESIDE], []]
    assert decide(two, "withdraw", "b更正版.csv").exit_code == 0
    assert (
        two.rollcall("delivery", "accept", ids(two)["b更正版.csv"], "--reason", "另一理由", "--by", "他人").exit_code
        == 0
    )
    assert decide(two, "accept", "b更正版.csv", "--add").exit_code == 0
    assert release_inputs(two.conformer()) == after


def test_a_withdrawal_taken_back_leaves_the_release_as_it_was(two: Warehouse) -> None:
    from pipeline.model import release_inputs

    first, *_ = ids(two).values()
    before = release_inputs(two.conformer())
    log = Decisions(two.home)
    log.add("a", WITHDRAW, first, "误报")
    assert release_inputs(two.conformer())["decisions"]["deliveries"] == [[first, WITHDRAW, None, [], []]]
    log.add("a", ACCEPT, first, "无误")
    assert release_inputs(two.conformer()) == before


def test_an_accepted_delivery_is_in_the_next_release_and_what_held_it_is_still_told(copy: Warehouse) -> None:
    figure = "panzhihua-145/01/510402/2022-08"
    before = copy.values()[figure]
    deliver(copy, EAST, EARLIER, "补充.csv", roster(range(3)))
    fates(copy)
    assert decide(copy, "accept", "补充.csv", "--add").exit_code == 0
    said = copy.run()
    assert said["deliveries"].keys() == {"accepted"}
    assert copy.values()[figure] == before + 3
    assert copy.rows("select code, severity from finding where severity = 'hold'") == [
        {"code": BESIDE, "severity": "hold"}
    ]
    answer = copy.rollcall("trace", figure, "--prove", "--json")
    assert (answer.exit_code, answer.document["proved"]) == (0, True)
