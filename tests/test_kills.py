"""A run that is killed at any instant: one plain run afterwards gives what an undisturbed run gives, and leaves nothing beside it.

By default a few kills, with what dbt builds kept from the undisturbed run. `KILLS=60 STARTS=20` does as many, each boundary in a
home of its own, and with dbt itself.
"""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from killed_run import BOUNDARIES
from warehouses import ROOT, Warehouse

from pipeline.stores.releases import MANIFEST, check_release, current

IS_QUICK = "KILLS" not in os.environ
SEED, KILLS, STARTS = 20261122, int(os.environ.get("KILLS", 2)), int(os.environ.get("STARTS", 2))
DRIVER = Path(__file__).with_name("killed_run.py")
DELIVERED = ("510411/2022-08/仁和区社工站点一览表.csv", "510411/2022-08/仁和区社会工作服务机构一览表.csv")
COUNTED = "510411/2022-08/仁和区社会工作从业人员花名册.csv"


@dataclass(frozen=True)
class Calm:
    """What an undisturbed run of a few deliveries left: its release, the hashes of its tables, all paths; and how long it takes."""

    warehouse: Warehouse
    release_id: str
    tables: dict[str, str]
    paths: set[str]
    seconds: float
    kept: Path | None

    def again(self, folder: Path) -> Warehouse:
        """The same deliveries and key, in a home of which nothing is there yet."""
        return replace(self.warehouse, home=folder / "home")

    def start(self, warehouse: Warehouse, boundary: str = "none") -> subprocess.Popen:
        """A run in a process group of its own."""
        environment = os.environ | warehouse.environment() | ({"DBT_KEPT": str(self.kept)} if self.kept else {})
        return subprocess.Popen(
            [sys.executable, DRIVER, boundary], cwd=ROOT, env=environment, start_new_session=True, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip

    def assert_repaired(self, warehouse: Warehouse) -> str:
        """One plain run gives the same release, whole, with equal tables, and the same files and no other; what it says."""
        plain = self.start(warehouse)
        said, _ = plain.communicate()
        assert plain.returncode == 0, said
        release = current(warehouse.home)
        check_release(release)
        assert (release.name, tables(release)) == (self.release_id, self.tables)
        assert (warehouse.home / "published" / "CURRENT").read_text().strip() == self.release_id
        assert paths(warehouse.home) == self.paths
        return said


def tables(release: Path) -> dict[str, str]:
    return {name: table["sha256"] for name, table in json.loads((release / MANIFEST).read_bytes())["tables"].items()}


def paths(home: Path) -> set[str]:
    """All that is below a home; of what Dagster keeps of each run, under an id that no other run has, only the folder."""
    found = (path.relative_to(home) for path in home.rglob("*"))
    return {path.as_posix() for path in found if path.parts[0] != "dagster" or len(path.parts) == 1}


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Calm:
    folder = tmp_path_factory.mktemp("calm")
    for file in (*DELIVERED, COUNTED):
        (folder / "raw" / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / "raw" / file, folder / "raw" / file)
    kept = folder / "kept" if IS_QUICK else None
    if kept:
        kept.mkdir()
    warehouse = Warehouse(folder / "home", folder / "person.key", folder / "raw")
    unknown = Calm(warehouse, "", {}, set(), 0, kept)
    since = time.monotonic()
    run = unknown.start(warehouse)
    said, _ = run.communicate()
    assert run.returncode == 0, said
    seconds = time.monotonic() - since - (float((kept / "seconds").read_text()) - 1 if kept else 0)
    release = warehouse.release
    return replace(
        unknown, release_id=release.name, tables=tables(release), paths=paths(warehouse.home), seconds=seconds
    )


@pytest.mark.parametrize("boundaries", [list(BOUNDARIES)] if IS_QUICK else [[each] for each in BOUNDARIES], ids=str)
def test_killed_at_each_boundary(calm: Calm, tmp_path: Path, boundaries: list[str]) -> None:
    """One after the other in one home, or each in a home of its own."""
    warehouse = calm.again(tmp_path)
    for boundary in boundaries:
        run = calm.start(warehouse, boundary)
        said, _ = run.communicate()
        assert run.returncode == -signal.SIGKILL, f"{boundary}: {said}"
    calm.assert_repaired(warehouse)


@pytest.mark.parametrize("number", range(KILLS))
def test_killed_at_a_random_instant(calm: Calm, tmp_path: Path, number: int) -> None:
    warehouse = calm.again(tmp_path)
    run = calm.start(warehouse)
    time.sleep(random.Random(SEED + number).uniform(0, calm.seconds))
    if calm.kept or number % 2:
        os.killpg(run.pid, signal.SIGKILL)
    else:
        run.kill()  # its children see to themselves, and the next run does not wait for them
    run.wait()
    calm.assert_repaired(warehouse)
    run.communicate()


def test_dbt_ends_when_nobody_hears_it(tmp_path: Path) -> None:
    dbt = Path(sys.executable).with_name("rollcall-dbt")
    folders = ["--target-path", tmp_path / "target", "--log-path", tmp_path / "logs"]
    running = subprocess.Popen(
        [dbt, "compile", "--no-partial-parse", "--no-introspect", *folders], cwd=ROOT / "dbt_project",
        env=os.environ | {"ROLLCALL_HOME": str(tmp_path)}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    assert b"Running with dbt" in running.stdout.readline()
    running.stdout.close()
    assert running.wait(60) == 1
    assert not (tmp_path / "target").exists(), "it would have compiled"


def test_what_an_earlier_killed_run_left_is_cleared_away(calm: Calm, tmp_path: Path) -> None:
    warehouse = calm.again(tmp_path)
    shutil.copytree(calm.warehouse.home, warehouse.home, symlinks=True)
    (warehouse.home / "published" / ".staging-0123456789abcdef" / "internal").mkdir(parents=True)
    (warehouse.home / "published" / ".current.next").symlink_to("0123456789abcdef")
    (warehouse.home / "conformed" / "worker" / ".abc.parquet.1.1").write_bytes(b"half")
    (warehouse.home / "collected" / "bytes" / ".incoming").write_bytes(b"half")
    (warehouse.home / "decisions" / ".log.jsonl.1.1").write_bytes(b"half")
    assert current(warehouse.home).name == calm.release_id
    calm.assert_repaired(warehouse)


def test_a_damaged_release_is_made_anew(calm: Calm, tmp_path: Path) -> None:
    warehouse = calm.again(tmp_path)
    shutil.copytree(calm.warehouse.home, warehouse.home, symlinks=True)
    (warehouse.release / "open" / "indicator_value.parquet").unlink()
    answer = warehouse.rollcall("release", "list")
    assert "damaged: open/indicator_value.parquet" in answer.out
    answer = warehouse.rollcall("difference", "list")
    assert (answer.exit_code, "is damaged" in answer.err) == (1, True), "there is none before it"
    assert f"release {calm.release_id} is damaged and made anew" in calm.assert_repaired(warehouse)


@pytest.mark.parametrize("number", range(STARTS))
def test_of_two_that_start_at_once_one_writes(calm: Calm, tmp_path: Path, number: int) -> None:
    warehouse = calm.again(tmp_path)
    shutil.copytree(calm.warehouse.home, warehouse.home, symlinks=True)
    both = [calm.start(warehouse, "gate") for _ in range(2)]
    for each in both:
        while each.stdout.readline() != "ready\n":
            pass
    for each in both:
        each.stdin.write("go\n")
        each.stdin.flush()
    said = [each.communicate()[0] for each in both]
    assert sorted(each.returncode for each in both) == [0, 4], said
    assert "Another run is writing this warehouse" in "".join(said)
    assert paths(warehouse.home) == calm.paths
    assert current(warehouse.home).name == calm.release_id
