"""Sealed bytes are gone, and nothing else: two accounts, hash and reason kept, rows that count go on counting and are marked."""

import io
import zipfile
from hashlib import sha256
from pathlib import Path
from unittest import mock

import polars as pl
import pytest
from rosters import EARLIER, EAST, LATER, WEST, deliver, reasons, roster, without_pause
from warehouses import Answer, Warehouse

from pipeline.collect import SEALED as LEFT_ALONE
from pipeline.collect import collect
from pipeline.settings import AnswerIsNo
from pipeline.stores import seals
from pipeline.stores.decisions import Decisions
from pipeline.stores.event import SEAL_ASKED, SEALED, Seal
from pipeline.stores.tables import Tables


@pytest.fixture
def quick(new: Warehouse, tmp_path: Path) -> Warehouse:
    return without_pause(new, tmp_path / "contracts")


def ids(warehouse: Warehouse) -> dict[str, str]:
    """unit/period/file name to delivery id."""
    known = warehouse.conformer().ledger.deliveries()
    return {f"{each.unit_code}/{each.period}/{each.path}": each.delivery_id for each in known}


def seal(warehouse: Warehouse, name: str, by: str) -> Answer:
    return warehouse.rollcall("delivery", "seal", ids(warehouse)[name], "--reason", "误报服务对象名单", "--by", by)


def sealed(warehouse: Warehouse, name: str) -> Answer:
    """Asked by one and approved by another."""
    assert seal(warehouse, name, "甲").exit_code == 0
    answer = seal(warehouse, name, "乙")
    assert answer.exit_code == 0, answer.err
    return answer


def kept(warehouse: Warehouse, content: bytes) -> bool:
    return warehouse.conformer().ledger.bytes_path(sha256(content).hexdigest()).exists()


def left_alone(warehouse: Warehouse) -> dict[str, int]:
    return dict(collect(warehouse.settings(), warehouse.conformer().contracts).left_alone)


def zipped(**members: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in members.items():
            archive.writestr(f"{name}.csv", content)
    return packed.getvalue()


A = f"{EAST}/{EARLIER}/a.csv"


def test_it_takes_two_accounts(quick: Warehouse) -> None:
    content = roster(range(5)).encode()
    deliver(quick, EAST, EARLIER, "a.csv", content)
    assert reasons(quick) == {"a.csv": None}
    assert "another account" in seal(quick, A, "甲").err
    assert kept(quick, content)
    again = seal(quick, A, "甲")
    assert (again.exit_code, kept(quick, content)) == (1, True)
    assert "another account has to approve" in again.err
    spelled = seal(quick, A, " 甲\u200b")
    assert (spelled.exit_code, kept(quick, content)) == (1, True), "the same account in another spelling"
    assert seal(quick, A, "乙").exit_code == 0
    assert not kept(quick, content)
    lines = Decisions(quick.home).of(Seal)
    assert [(each.action, each.who, each.reason) for each in lines] == [
        (SEAL_ASKED, "甲", "误报服务对象名单"),
        (SEALED, "乙", "误报服务对象名单"),
    ]
    assert Decisions(quick.home).sealed() == {sha256(content).hexdigest(): lines[1]}
    assert seal(quick, A, "丙").exit_code == 2
    assert quick.rollcall("delivery", "seal", "zz", "--reason", "因为").exit_code == 2


def test_bytes_are_overwritten_before_they_are_removed(tmp_path: Path) -> None:
    path = tmp_path / "kept"
    path.write_bytes(b"secret" * 1000)
    path.chmod(0o400)
    other = tmp_path / "other"
    other.hardlink_to(path)  # what the disk holds under the name that goes
    seals.destroy(path)
    assert not path.exists()
    assert (other.stat().st_size, b"secret" in other.read_bytes()) == (6000, False)
    seals.destroy(path)


def test_all_deliveries_of_these_bytes_are_concerned_and_named(quick: Warehouse) -> None:
    content = roster(range(5)).encode()
    deliver(quick, EAST, EARLIER, "a.csv", content)
    deliver(quick, EAST, LATER, "b.csv", content)
    reasons(quick)
    said = sealed(quick, A).out
    assert all(each in said for each in ids(quick).values())
    assert Decisions(quick.home).sealed_deliveries().keys() == set(ids(quick).values())


def test_what_counts_goes_on_counting_whatever_changes(quick: Warehouse) -> None:
    deliver(quick, EAST, EARLIER, "a.csv", roster(range(30)))
    deliver(quick, WEST, EARLIER, "b.csv", roster(range(40, 45)))
    reasons(quick)
    before = Decisions(quick.home).head()
    sealed(quick, A)
    rows = quick.conformer().tables.scan("worker", [ids(quick)[A]]).collect()
    path = quick.contracts / "entities" / "worker.odcs.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("[姓名,", "[姓名, 姓氏名字,"), encoding="utf-8")
    assert [each.path for each in quick.conformer().waiting()] == ["b.csv"]  # every other is read again
    assert reasons(quick) == {"a.csv": None, "b.csv": None}
    assert quick.conformer().tables.scan("worker", [ids(quick)[A]]).collect().equals(rows)
    assert quick.conformer().gone() == []
    assert before["sequence"] + 2 == Decisions(quick.home).head()["sequence"]


def test_lost_rows_of_sealed_bytes_stop_a_release(quick: Warehouse) -> None:
    from dagster import Failure

    from pipeline.model import check_conserved

    deliver(quick, EAST, EARLIER, "a.csv", roster(range(5)))
    reasons(quick)
    sealed(quick, A)
    check_conserved(quick.conformer())
    quick.conformer().tables.forget(ids(quick)[A])
    with pytest.raises(Failure, match="bytes were sealed"):
        check_conserved(quick.conformer())


def test_what_was_withdrawn_is_forgotten_too(quick: Warehouse) -> None:
    deliver(quick, EAST, EARLIER, "a.csv", roster(range(5)))
    deliver(quick, EAST, LATER, "b.csv", roster(range(40, 45)))
    reasons(quick)
    reason = ("--reason", "误报", "--by", "甲")
    assert quick.rollcall("delivery", "withdraw", ids(quick)[A], *reason).exit_code == 0
    sealed(quick, A)
    assert ids(quick)[A] not in quick.conformer().tables.receipts()
    assert not list((quick.home / "conformed").rglob(f"{ids(quick)[A]}*"))
    refused = quick.rollcall("delivery", "accept", ids(quick)[A], *reason)
    assert (refused.exit_code, "no row of it was kept" in refused.err) == (1, True)
    # and what is withdrawn afterwards, with the next run
    later = f"{EAST}/{LATER}/b.csv"
    sealed(quick, later)
    assert quick.rollcall("delivery", "withdraw", ids(quick)[later], *reason).exit_code == 0
    assert reasons(quick) == {"a.csv": "withdrawn", "b.csv": "withdrawn"}
    assert quick.conformer().tables.receipts() == {}


def test_what_was_never_conformed_counts_as_withdrawn(quick: Warehouse) -> None:
    deliver(quick, EAST, EARLIER, "a.csv", roster(range(5)))
    quick.collected()
    sealed(quick, A)
    assert (quick.conformer().waiting(), reasons(quick)) == ([], {"a.csv": "withdrawn"})


def test_sealed_bytes_are_not_taken_in_again(quick: Warehouse) -> None:
    content = roster(range(5)).encode()
    deliver(quick, EAST, EARLIER, "测试甲.csv", content)
    reasons(quick)
    sealed(quick, f"{EAST}/{EARLIER}/测试甲.csv")
    for period, expected in ((EARLIER, 1), (LATER, 2)):
        deliver(quick, EAST, period, "测试甲.csv", content)
        assert sum(left_alone(quick).values()) == expected
    assert left_alone(quick) == {f"raw/{EAST}/{period}/: {LEFT_ALONE}": 1 for period in (EARLIER, LATER)}
    assert not kept(quick, content)
    assert len(ids(quick)) == 1
    deliver(quick, EAST, LATER, "c.zip", zipped(one=content, two=b"x,y\n"))
    assert left_alone(quick)[f"raw/{EAST}/{LATER}/: {LEFT_ALONE}"] == 2
    assert (len(ids(quick)), len(list((quick.home / "collected" / "bytes").rglob("*/*")))) == (1, 0)


def test_an_archive_goes_with_the_file_in_it_and_the_others_stay(quick: Warehouse) -> None:
    one, two = (roster(range(count)).encode() for count in (5, 6))
    whole = zipped(one=one, two=two)
    deliver(quick, EAST, EARLIER, "a.zip", whole)
    reasons(quick)
    refused = seal(quick, f"{EAST}/{EARLIER}/a.zip", "甲")
    assert (refused.exit_code, ids(quick)[f"{EAST}/{EARLIER}/a.zip/one.csv"] in refused.err) == (2, True)
    sealed(quick, f"{EAST}/{EARLIER}/a.zip/one.csv")
    assert (kept(quick, whole), kept(quick, one), kept(quick, two)) == (False, False, True)
    assert left_alone(quick) == {f"raw/{EAST}/{EARLIER}/: {LEFT_ALONE}": 1}


def test_a_kill_between_line_and_destruction_is_made_good(quick: Warehouse) -> None:
    content = roster(range(5)).encode()
    deliver(quick, EAST, EARLIER, "a.csv", content)
    reasons(quick)
    assert seal(quick, A, "甲").exit_code == 0
    with mock.patch("pipeline.commands.sealing.finish", side_effect=KeyboardInterrupt):
        seal(quick, A, "乙")
    assert kept(quick, content)
    assert [each.action for each in Decisions(quick.home).of(Seal)] == [SEAL_ASKED, SEALED]
    quick.collected()
    assert not kept(quick, content)


def test_no_workbook_can_be_given_back(quick: Warehouse, tmp_path: Path) -> None:
    deliver(quick, EAST, EARLIER, "a.csv", roster(range(5)))
    reasons(quick)
    sealed(quick, A)
    answer = quick.rollcall("feedback", ids(quick)[A], "--to", str(tmp_path / "back"))
    assert (answer.exit_code, "were sealed" in answer.err) == (1, True)
    deliver(quick, EAST, EARLIER, "a.csv", roster(range(6)))
    reasons(quick)
    assert quick.rollcall("feedback", ids(quick)[A], "--to", str(tmp_path / "back")).exit_code == 0
    (listed,) = quick.rollcall("delivery", "list", "--all", "--json").document["deliveries"][1:]
    assert (listed["is_sealed"], listed["compared_with"]) == (False, [])


def test_a_seal_is_an_input_of_the_release(quick: Warehouse) -> None:
    from pipeline.model import release_inputs

    deliver(quick, EAST, EARLIER, "a.csv", roster(range(5)))
    reasons(quick)
    key = quick.conformer().tables.receipts()[ids(quick)[A]]["key"]
    assert seal(quick, A, "甲").exit_code == 0
    assert release_inputs(quick.conformer())["decisions"]["sealed"] == []
    assert seal(quick, A, "乙").exit_code == 0
    assert release_inputs(quick.conformer())["decisions"]["sealed"] == [[ids(quick)[A], key]]


def test_a_figure_says_how_many_of_its_rows_cannot_be_proved_again(copy: Warehouse) -> None:
    figure = "panzhihua-145/01/510402/2024-12"
    name = next(each for each in ids(copy) if each.startswith("510402/2024-12/") and "人才台账" in each)
    before = copy.values()
    sealed(copy, name)
    said = copy.run()
    assert said["reader_starts"] == 0
    assert copy.values() == before
    counts = {
        row["figure_id"]: row for row in copy.rows("select figure_id, sealed_row_count, numerator from indicator_value")
    }
    assert counts[figure]["sealed_row_count"] == counts[figure]["numerator"] > 0
    assert counts["panzhihua-145/01/510403/2024-12"]["sealed_row_count"] == 0
    assert copy.rows("select delivery_id from dim_delivery where is_sealed") == [{"delivery_id": ids(copy)[name]}]
    answer = copy.rollcall("trace", figure, "--prove")
    assert answer.exit_code == 1
    assert "行的原件已经批准销毁" in answer.out
    assert "留存文件已经批准销毁" in answer.out
    assert copy.rollcall("audit", "verify").exit_code == 0


def test_rows_of_sealed_bytes_take_the_types_that_their_table_has_now(tmp_path: Path) -> None:
    tables = Tables(tmp_path)
    rows = pl.DataFrame({"delivery_id": ["d"], "row_id": ["r"], "staff": ["7"], "gone": ["x"]})
    tables.prepare({"agency": dict(rows.schema)})
    tables.write("d", {"agency": rows}, {"key": "k"})
    now = {"delivery_id": pl.String(), "row_id": pl.String(), "staff": pl.Int32(), "new": pl.Date()}
    tables.prepare({"agency": now})
    tables.retype(["d", "none"], {"agency": now})
    assert tables.scan("agency", ["d"]).collect().rows() == [("d", "r", 7, None)]
    with pytest.raises(AnswerIsNo, match="of the sealed delivery d"):
        tables.retype(["d"], {"agency": now | {"row_id": pl.Int32(), "staff": pl.Date()}})
