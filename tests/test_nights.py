"""What can go wrong at night and by hand: a second run, the key, contracts and plans that are broken, folders that are not there.

Each ends with its exit code and a message that says what to do, never with a traceback.
"""

import json
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from hostile_files import roster
from warehouses import ROOT, Answer, Warehouse, contents

HOLDER = "import sys; from filelock import FileLock; lock = FileLock(sys.argv[1]); lock.acquire(); print(flush=True); sys.stdin.read()"


def refused(answer: Answer, exit_code: int, *words: str) -> None:
    """The command ended with this code and said these words, for a person to read."""
    assert answer.exit_code == exit_code, answer.err
    assert "Traceback" not in answer.err
    assert "Error:" not in answer.err  # the name of an exception is no message
    assert all(word in answer.err for word in words), answer.err


@pytest.fixture
def held(copy: Warehouse) -> Iterator[Warehouse]:
    """A warehouse whose lock another process holds."""
    command = [sys.executable, "-c", HOLDER, str(copy.home / "lock")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        other.stdout.readline()
        yield copy
        other.stdin.close()


def test_a_second_run_ends_at_once_and_writes_nothing(held: Warehouse) -> None:
    (held.raw / "510402" / "2022-08" / "new.csv").write_text(roster(1), encoding="utf-8")
    before = contents(held.home)
    refused(held.rollcall("run"), 4, "Another run is writing this warehouse")
    assert contents(held.home) == before
    assert (
        held.rollcall("trace", "panzhihua-145/09/510400/2022-08", "--prove").exit_code == 0
    )  # readers are not locked out


def test_the_key_is_made_once_for_its_owner_only(new: Warehouse) -> None:
    new.collected()
    assert (len(new.key_file.read_bytes()), new.key_file.stat().st_mode & 0o777) == (32, 0o600)
    key = new.key_file.read_bytes()
    new.collected()
    assert new.key_file.read_bytes() == key


def test_a_missing_key_is_not_made_again(copy: Warehouse) -> None:
    before = contents(copy.home / "published")
    copy.key_file.unlink()
    refused(copy.rollcall("run"), 3, "is missing. Restore it from its backup")
    assert not copy.key_file.exists()
    assert contents(copy.home / "published") == before


def test_another_key_is_refused(copy: Warehouse) -> None:
    before = contents(copy.home / "conformed")
    copy.key_file.write_bytes(secrets.token_bytes(32))
    refused(copy.rollcall("run"), 3, "Set ROLLCALL_KEY_FILE to the key of this warehouse")
    assert contents(copy.home / "conformed") == before


def test_a_key_that_others_can_read_is_refused(copy: Warehouse) -> None:
    copy.key_file.chmod(0o644)
    refused(copy.rollcall("run"), 2, "chmod 600")


def test_a_key_inside_the_home_is_refused(copy: Warehouse) -> None:
    inside = copy.home / "person.key"
    shutil.copy2(copy.key_file, inside)
    refused(replace(copy, key_file=inside).rollcall("run"), 2, "inside the warehouse", "ROLLCALL_KEY_FILE")


def test_no_folder_of_deliveries(copy: Warehouse) -> None:
    refused(replace(copy, raw=copy.raw / "none").rollcall("run"), 2, "There is no folder none/", "--raw")


def test_an_empty_folder_of_deliveries_publishes_nothing(new: Warehouse) -> None:
    refused(new.rollcall("run"), 1, "No delivery can be counted (there is none); nothing is published.")
    assert not (new.home / "published" / "current").exists()


BROKEN = {
    "entities/worker.odcs.yaml": ("schema: [", "apiVersion: v3.1.0\n"),
    "settings.yaml": ("reader: [", "reader: {memory: 2048}\n"),
    "findings.yaml": ("no_table_found: [", "no_table_found: 3\n"),
    "codes/role.csv": ("code\nx\n", ""),
    "codes/areas.csv": ("code\nx\n", ""),
    "plans/panzhihua-145.yaml": ("code: [", "code: panzhihua-145\n"),
}


@pytest.mark.parametrize(("file", "text"), [(file, text) for file, texts in BROKEN.items() for text in texts])
def test_a_broken_contract_is_named(night: Warehouse, tmp_path: Path, file: str, text: str) -> None:
    broken = replace(night.with_contracts(tmp_path / "contracts"), home=tmp_path / "home")
    (broken.contracts / file).write_text(text, encoding="utf-8")
    refused(broken.rollcall("run"), 2, file)
    assert not (broken.home / "collected" / "ledger.sqlite").exists()


def test_no_contracts_at_all(night: Warehouse, tmp_path: Path) -> None:
    refused(replace(night, contracts=tmp_path, home=tmp_path / "home").rollcall("run"), 2, "ROLLCALL_CONTRACTS")


BROKEN_PLAN = """
import json, os
import dagster as dg
from pipeline.definitions import defs
from pipeline.model import inputs
from pipeline.publish import plan_tables
dg.Definitions.validate_loadable(defs)
with dg.DagsterInstance.get() as instance:
    result = dg.materialize([inputs, *plan_tables], instance=instance, resources=defs.resources, raise_on_error=False)
fates = {event.step_key: event.event_type_value for event in result.all_events if event.is_step_success or event.is_step_failure}
print(json.dumps(fates))
"""


def test_a_broken_plan_fails_its_own_asset_and_not_the_code_location(copy: Warehouse, tmp_path: Path) -> None:
    broken = copy.with_contracts(tmp_path / "contracts")
    (broken.contracts / "plans" / "broken-145.yaml").write_text("code: [", encoding="utf-8")
    refused(broken.rollcall("run"), 2, "plans/broken-145.yaml")
    done = subprocess.run(
        [sys.executable, "-c", BROKEN_PLAN], cwd=ROOT, env=os.environ | broken.environment(), capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    sound = [path.stem.replace("-", "_") for path in (ROOT / "contracts" / "plans").glob("*.yaml")]
    assert len(sound) == 6
    assert json.loads(done.stdout.splitlines()[-1]) == {
        "inputs": "STEP_SUCCESS",
        **{f"published__{code}": "STEP_SUCCESS" for code in sound},
        "published__broken_145": "STEP_FAILURE",
    }


def test_a_file_with_a_name_in_another_encoding_stops_nobody(new: Warehouse) -> None:
    """As a Windows archive unpacks on Linux: the bytes of the name are GBK."""
    folder = new.raw / "510403" / "2022-08"
    folder.mkdir(parents=True)
    (folder / os.fsdecode("西区花名册.csv".encode("gbk"))).write_text(roster(1), encoding="utf-8")
    (folder / "b.csv").write_text(roster(2), encoding="utf-8")
    assert len(new.collected().ledger.deliveries()) == 2


def test_a_file_that_is_still_being_written_is_kept_under_its_own_hash(new: Warehouse, monkeypatch) -> None:
    """Or every later proof of the delivery would fail, and its bytes be lost to a file that truly has that hash."""
    folder = new.raw / "510403" / "2022-08"
    folder.mkdir(parents=True)
    file, copyfile = folder / "a.csv", shutil.copyfile

    def grown(source: Path, target: Path) -> None:
        file.write_text(roster(2), encoding="utf-8")
        copyfile(source, target)

    file.write_text(roster(1), encoding="utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "copyfile", grown)
        new.collected()
    ledger = new.collected().ledger
    kept = [ledger.bytes_path(each.sha256).read_bytes() for each in ledger.deliveries()]
    assert [sha256(content).hexdigest() for content in kept] == [each.sha256 for each in ledger.deliveries()]
    assert kept[-1].decode() == roster(2)
