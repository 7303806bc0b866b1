"""What all tests share: one finished run of the sample, made once a session whichever worker comes first.

No test sees the user's own key or warehouse: the environment is set here before anything of the pipeline is imported.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from filelock import FileLock
from warehouses import ROOT, Warehouse

os.environ |= {f"ROLLCALL_{name}": f"{tempfile.gettempdir()}/rollcall-no-such-place" for name in ("HOME", "KEY_FILE")}


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Callable[[Path], None]], Path]:
    """A folder made once a session, for all workers: the first that asks makes it, the others wait."""
    is_worker = "PYTEST_XDIST_WORKER" in os.environ
    base = tmp_path_factory.getbasetemp().parent if is_worker else tmp_path_factory.getbasetemp()

    def made(name: str, make: Callable[[Path], None]) -> Path:
        folder, done = base / name, base / name / "done"
        with FileLock(base / f"{name}.lock"):
            if not done.exists():
                folder.mkdir()
                make(folder)
                done.touch()
        return folder

    return made


@pytest.fixture(scope="session")
def night(once) -> Warehouse:
    """The warehouse after one run of the sample by the installed command. Not to be changed."""

    def make(folder: Path) -> None:
        warehouse = Warehouse(folder / "home", folder / "person.key")
        command = [Path(sys.executable).with_name("rollcall"), "run"]
        done = subprocess.run(
            command, cwd=ROOT, env=os.environ | warehouse.environment(), capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        (folder / "said.json").write_text(json.dumps({"out": done.stdout, "err": done.stderr}))

    folder = once("night", make)
    return Warehouse(folder / "home", folder / "person.key")


@pytest.fixture(scope="session")
def hostile(night: Warehouse, once) -> tuple[Warehouse, dict[str, Path], dict[str, Any]]:
    """That warehouse after deliveries that go wrong: with the files by their codes and what the run said. Not to be changed."""
    from hostile_files import KILLER, another_reader, deliver_all, lower_limits, misplace

    def make(folder: Path) -> None:
        warehouse = night.copied(folder).with_contracts(folder / "contracts")
        lower_limits(warehouse)
        misplace(warehouse.raw)
        files = deliver_all(warehouse.raw)
        with mock.patch("pipeline.sheets.sandbox.READER_COMMAND", another_reader(folder, KILLER)):
            said = warehouse.rollcall("run")._asdict() | {"files": {code: str(path) for code, path in files.items()}}
        (folder / "said.json").write_text(json.dumps(said))

    folder = once("hostile", make)
    said = json.loads((folder / "said.json").read_text())
    warehouse = Warehouse(folder / "home", folder / "person.key", folder / "raw", folder / "contracts")
    return warehouse, {code: Path(path) for code, path in said.pop("files").items()}, said


@pytest.fixture
def copy(night: Warehouse, tmp_path: Path) -> Warehouse:
    """A copy of that warehouse and its deliveries, to be changed."""
    return night.copied(tmp_path)


@pytest.fixture
def new(tmp_path: Path) -> Warehouse:
    """An empty warehouse with a folder of no deliveries, to be filled; its key is still to be made."""
    (tmp_path / "raw").mkdir()
    return Warehouse(tmp_path / "home", tmp_path / "person.key", tmp_path / "raw")
