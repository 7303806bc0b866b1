"""`rollcall verify`: a release made again from its kept bytes is the same, and where somebody made it say something else that is found."""

import json
from dataclasses import replace
from pathlib import Path
from unittest import mock

import duckdb
import pytest
from warehouses import Warehouse

from pipeline.audit.same import differences
from pipeline.stores.home import file_hash
from pipeline.stores.release_writing import checksum
from pipeline.stores.releases import CHECKSUM, DATABASE, MANIFEST, check_release


def said(warehouse: Warehouse, exit_code: int) -> dict:
    answer = warehouse.rollcall("verify", "--json")
    assert answer.exit_code == exit_code, answer.err
    return answer.document


def falsified(warehouse: Warehouse) -> Path:
    """The current release with one value raised, and every hash of a file made to fit."""
    release = warehouse.release
    for path in (release / DATABASE, release / MANIFEST, release / CHECKSUM):
        path.chmod(0o600)
    with duckdb.connect(str(release / DATABASE)) as connection:
        connection.execute(
            "update indicator_value set value = value + 1 where figure_id = 'panzhihua-145/01/510400/2024-12'"
        )
    manifest = json.loads((release / MANIFEST).read_text(encoding="utf-8"))
    manifest["files"][DATABASE] = file_hash(release / DATABASE)
    content = json.dumps(manifest).encode()
    (release / MANIFEST).write_bytes(content)
    (release / CHECKSUM).write_bytes(checksum(content))
    check_release(release)
    return release


def test_the_sample_is_verified(night: Warehouse) -> None:
    document = said(night, 0)
    assert document["same"]
    assert document["same_key"]
    assert document["other_code"] == []
    assert document["tables"] > 150
    assert document["differences"] == []


def test_a_value_that_was_raised_is_found_also_with_another_secret(copy: Warehouse, tmp_path: Path) -> None:
    falsified(copy)
    document = said(replace(copy, key_file=tmp_path / "none"), 1)
    assert not document["same_key"]
    found = {(each["table"], each["what"]): each["only_in_release"] for each in document["differences"]}
    assert found == {
        ("indicator_value", "manifest"): None,
        ("indicator_value", "rows"): 1,
        ("indicator_value", "parquet"): 1,
    }


def test_with_other_code_a_difference_decides_nothing(copy: Warehouse) -> None:
    falsified(copy)
    with mock.patch(
        "pipeline.rebuild.verify.code_hashes", return_value={"pipeline": "another", "dbt_project": "", "lock": ""}
    ):
        answer = copy.rollcall("verify")
    assert answer.exit_code == 3
    assert "By other code than the one that made it" in answer.out
    assert "Not decided" in answer.out


def test_a_falsified_release_is_not_excused_by_what_was_sealed(copy: Warehouse) -> None:
    delivery = copy.rows("select min(delivery_id) as id from fct_training")[0]["id"]
    for who in ("甲", "乙"):
        answer = copy.rollcall("delivery", "seal", delivery, "--reason", "误报", "--by", who)
        assert answer.exit_code == 0, answer.err
    falsified(copy)
    document = said(copy, 1)
    assert document["sealed"]
    assert not document["same"]


def test_bytes_that_are_gone_or_changed_are_told_before_anything_is_built(copy: Warehouse) -> None:
    gone, changed, *_ = sorted(path for path in (copy.home / "collected" / "bytes").rglob("*") if path.is_file())
    gone.unlink()
    changed.chmod(0o600)
    changed.write_bytes(b"another")
    answer = copy.rollcall("verify")
    assert answer.exit_code == 1
    assert gone.name[:12] in answer.err
    assert changed.name[:12] in answer.err
    assert "collected/bytes" in answer.err


def test_a_release_that_is_not_there(night: Warehouse) -> None:
    assert night.rollcall("verify", "f" * 16).exit_code == 2


def test_diff_where_the_key_is_missing_decides_nothing_and_makes_none(copy: Warehouse, tmp_path: Path) -> None:
    """A home as an auditor has it: releases and bytes, and no ledger that would remember the key."""
    release = copy.release.name
    (copy.home / "collected" / "ledger.sqlite").unlink()
    other = replace(copy, key_file=tmp_path / "nowhere" / "person.key")
    answer = other.rollcall("diff", release, release)
    assert (answer.exit_code, "ROLLCALL_KEY_FILE" in answer.err) == (3, True), answer.err
    assert not other.key_file.exists()
    assert not (copy.home / "collected" / "ledger.sqlite").exists()


@pytest.fixture
def two(tmp_path: Path) -> tuple[Path, Path]:
    """Two folders with equal tables, in the form of releases."""
    folders = (tmp_path / "one", tmp_path / "two")
    for folder in folders:
        (folder / "internal").mkdir(parents=True)
        (folder / "open").mkdir()
        with duckdb.connect(str(folder / DATABASE)) as connection:
            connection.execute("create table person as select 'k1' as person_key, 1 as row union all select 'k1', 1")
    return folders


def changed(folder: Path, statement: str) -> None:
    with duckdb.connect(str(folder / DATABASE)) as connection:
        connection.execute(statement)


def test_rows_that_stand_twice_are_counted_twice(two: tuple[Path, Path]) -> None:
    assert differences(*two, with_keys=True) == []
    changed(two[1], "delete from person; insert into person values ('k1', 1)")
    assert differences(*two, with_keys=True) == [
        {"table": "person", "what": "rows", "only_in_release": 1, "only_in_rebuilt": 0}
    ]


def test_keys_are_left_out_only_where_that_is_asked_for(two: tuple[Path, Path]) -> None:
    changed(two[1], "update person set person_key = 'k2'")
    assert differences(*two, with_keys=False) == []
    assert [each["only_in_rebuilt"] for each in differences(*two, with_keys=True)] == [2]


def test_a_table_or_column_too_many_is_told(two: tuple[Path, Path]) -> None:
    changed(two[0], "alter table person add column more integer")
    changed(two[1], "create table other (row integer)")
    assert [(each["table"], each["what"]) for each in differences(*two, with_keys=True)] == [
        ("other", "columns"),
        ("person", "columns"),
    ]
