"""One county never stops the others, and a reader that loses a row stops everything: seven deliveries that go wrong, each
with its own code, in one run; and a doctored reader, which the independent count gives away.
"""

from hashlib import sha256
from pathlib import Path

import pytest
from biff_files import write_xls5
from hostile_files import DOCTOR, OUT_OF_MEMORY, another_reader, roster
from text_workbooks import write_html
from warehouses import SAMPLE_FILES, Warehouse, contents

from pipeline.conformer import not_conserved

WEST = "510403/2022-08/西区社会工作人才台账.xlsx"
FATES = {
    "reader_memory": "rejected",
    "reader_timeout": "rejected",
    "reader_crashed": "rejected",
    "file_unreadable": "rejected",
    "format_unsupported": "rejected",
    "two_files_one_entity": "held",
    "required_column_missing": "held",
}


def masked(path: Path) -> str:
    """The name under which a delivery is shown: unit, period, hash."""
    return f"{path.parts[-3]}/{path.parts[-2]}/{sha256(path.read_bytes()).hexdigest()[:12]}"


def test_each_delivery_that_goes_wrong_has_its_own_code(hostile) -> None:
    warehouse, files, _ = hostile
    found = warehouse.rows("select file, fate, finding_code as code from run_delivery where fate <> 'accepted'")
    assert {(row["file"], row["fate"], row["code"]) for row in found} == {
        (masked(path), FATES[code], code) for code, path in files.items()
    }


def test_the_figures_of_the_others_are_unchanged(night: Warehouse, hostile) -> None:
    warehouse, _, _ = hostile
    assert warehouse.values() == night.values()
    assert warehouse.release.name != night.release.name


def test_the_run_lists_them_and_ends_well(hostile) -> None:
    _, files, said = hostile
    assert said["exit_code"] == 0
    lines = said["out"].splitlines()
    assert any(line.endswith(f"accepted {SAMPLE_FILES} · held 2 · rejected 5") for line in lines)
    for code, path in files.items():
        assert any(line.split() == [FATES[code], masked(path), code] for line in lines)
    assert not any(path.stem in said["out"] + said["err"] for path in files.values())


def test_what_is_no_delivery_is_counted_by_reason_and_left_alone(hostile) -> None:
    warehouse, files, said = hostile
    left = [line.strip() for line in said["err"].splitlines() if "left alone" in line]
    assert len(left) == 3
    for words in (
        "left alone 1: files of a folder that is no reporting unit",
        "left alone 1: files of raw/510402/ in a folder that is no period",
        "left alone 2: files that stand in no raw/<reporting unit>/<period>/",
    ):
        assert any(line.startswith(words) for line in left)
    assert len(warehouse.conformer().ledger.deliveries()) == SAMPLE_FILES + len(files)


def test_held_rows_are_conformed_and_say_why_they_do_not_count(hostile) -> None:
    warehouse, files, _ = hostile
    beside = masked(files["two_files_one_entity"])
    rows = warehouse.rows(
        "select c.not_counted_reason as reason, d.data_row_count as n from measure_professional c"
        f" join run_delivery d using (delivery_id) where d.file = '{beside}' and d.entity = 'worker'"
    )
    assert rows == [{"reason": "delivery_held", "n": 1}]


@pytest.fixture
def again(copy: Warehouse) -> Warehouse:
    """A warehouse in which one delivery is to be conformed again: its receipt is missing, as after a power cut."""
    (row,) = copy.rows(
        "select distinct delivery_id from run_delivery where unit_code = '510403' and period = '2022-08' and entity = 'worker'"
    )
    (copy.home / "conformed" / "receipt" / f"{row['delivery_id']}.json").unlink()
    return copy


def doctored(monkeypatch: pytest.MonkeyPatch, folder: Path, row: int) -> None:
    """A reader that keeps one row of the first sheet to itself."""
    command = another_reader(folder, DOCTOR, row=row)
    monkeypatch.setattr("pipeline.sheets.sandbox.READER_COMMAND", command)


def test_a_lost_row_stops_the_run_until_the_reader_is_right(again, night, monkeypatch, tmp_path) -> None:
    published = contents(again.home / "published")
    with monkeypatch.context() as patch:
        doctored(patch, tmp_path, row=9)
        for _ in range(2):  # what was read wrongly is not kept as if it were right
            answer = again.rollcall("run")
            assert answer.exit_code == 1
            assert f"{masked(again.raw / WEST)} · 人员花名册 · row 9: " in answer.err
            assert "Traceback" not in answer.err
            assert "16 cells in the file, 0 in the store" in answer.err
            assert "西区社会工作人才台账" not in answer.err
            assert contents(again.home / "published") == published
    said = again.run()
    assert (said["reader_starts"], said["release_id"]) == (1, night.release.name)


def test_what_is_not_conserved_is_not_published_by_the_job_either(again, monkeypatch, tmp_path) -> None:
    import dagster as dg

    from pipeline.definitions import conform_job, defs, publish_job

    doctored(monkeypatch, tmp_path, row=9)
    with again.as_environment(), dg.DagsterInstance.get() as instance:
        conformed, published = (
            defs.resolve_job_def(job.name).execute_in_process(
                instance=instance, raise_on_error=False, partition_key=key
            )
            for job, key in ((conform_job, "2022-08"), (publish_job, None))
        )
    assert [check.passed for check in conformed.get_asset_check_evaluations()] == [False]
    assert not published.success
    assert not published.asset_materializations_for_node("marts")


def test_a_conform_that_was_interrupted_is_done_again(again, night) -> None:
    said = again.run()
    assert (said["reader_starts"], said["release_id"]) == (1, night.release.name)
    stores = ("conformed", "quarantine")
    assert {store: sorted(contents(again.home / store)) for store in stores} == {
        store: sorted(contents(night.home / store)) for store in stores
    }


def test_the_place_of_a_corrected_file_is_its_own(new: Warehouse) -> None:
    """A second file is held beside the first; that the first is corrected later does not let the second in."""
    from pipeline.stores.fates import fates
    from pipeline.stores.inputs import run_deliveries

    folder = new.raw / "510403" / "2022-08"
    folder.mkdir(parents=True)

    def counted() -> list[str]:
        conformer = new.collected()
        conformer.run(conformer.waiting(), lambda *_: None)
        paths = {each.delivery_id: each.path for each in conformer.ledger.deliveries()}
        known = run_deliveries(fates(conformer.ledger, conformer.tables, conformer.contracts, {}, {}))
        return [paths[row["delivery_id"]] for row in known if row["is_counted"]]

    (folder / "a.csv").write_text(roster(1), encoding="utf-8")
    (folder / "b.csv").write_text(roster(2), encoding="utf-8")
    assert counted() == ["a.csv"]
    (folder / "a.csv").write_text(roster(3), encoding="utf-8")
    assert counted() == ["a.csv"]


def test_what_a_reader_gave_up_on_is_read_the_next_night_and_is_another_release(
    new: Warehouse, monkeypatch, tmp_path
) -> None:
    from pipeline.model import release_inputs

    folder = new.raw / "510403" / "2022-08"
    folder.mkdir(parents=True)
    (folder / "a.csv").write_text(roster(1), encoding="utf-8")
    conformer, seen = new.collected(), []
    for script in ("import os; os.abort()", OUT_OF_MEMORY, None):
        with monkeypatch.context() as patch:
            if script:
                patch.setattr("pipeline.sheets.sandbox.READER_COMMAND", another_reader(tmp_path, script))
            conformer.run(conformer.waiting(), lambda *_: None)
        (receipt,) = conformer.tables.receipts().values()
        seen.append((receipt["fate"], list(receipt["findings"]), release_inputs(conformer)["unread"]))
    assert [each[:2] for each in seen] == [
        ("rejected", ["reader_crashed"]), ("rejected", ["reader_memory"]), ("accepted", []),
    ]  # fmt: skip
    assert conformer.waiting() == []
    assert len({str(unread) for _, _, unread in seen}) == 3


def test_where_a_library_counts_otherwise_the_delivery_alone_is_held(new: Warehouse, monkeypatch, tmp_path) -> None:
    """In .xls, .xlsb and HTML the second count may be the one that errs: a question to a person, and no stop for the others."""
    folder = new.raw / "510403" / "2022-08"
    folder.mkdir(parents=True)
    rows = [line.split(",") for line in roster(1).splitlines()]
    write_xls5(folder / "a.xls", {"人员花名册": rows})
    write_html(folder / "b.xls", rows)
    doctored(monkeypatch, tmp_path, row=3)
    conformer = new.collected()
    conformer.run(conformer.waiting(), lambda *_: None)
    receipts = conformer.tables.receipts().values()
    assert [(each["fate"], each["not_conserved"], each["findings"]["readers_disagree"]) for each in receipts] == [
        ("held", [], 1)
    ] * 2
    assert not_conserved(conformer.ledger, conformer.tables) == []
    found = conformer.tables.scan("finding", conformer.tables.receipts()).filter(code="readers_disagree").collect()
    assert found.select("cell", "sheet").rows() == [("3:3", "人员花名册"), ("3:3", "第1表")]
