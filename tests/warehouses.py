"""A warehouse as a test sees it: its four places, the command line run on it in this process, and what its release says.

The user's own key and warehouse are never touched: every command gets its places by environment.
"""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

from typer.testing import CliRunner

ROOT = Path(__file__).resolve().parents[1]
SAMPLE_FILES = sum(path.is_file() for path in (ROOT / "raw").rglob("*"))


class Answer(NamedTuple):
    """What a command said and with which exit code it ended."""

    exit_code: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        """The one JSON document on standard output."""
        return json.loads(self.out)


@dataclass(frozen=True)
class Warehouse:
    """Where everything of one installation is."""

    home: Path
    key_file: Path
    raw: Path = ROOT / "raw"
    contracts: Path = ROOT / "contracts"

    def environment(self) -> dict[str, str]:
        places = {"HOME": self.home, "KEY_FILE": self.key_file, "RAW": self.raw, "CONTRACTS": self.contracts}
        return {f"ROLLCALL_{name}": str(path) for name, path in places.items()} | {
            "DAGSTER_HOME": str(self.home / "dagster"),
            "DAGSTER_DISABLE_TELEMETRY": "1",
            "DO_NOT_TRACK": "1",
            "PYTHONPATH": str(ROOT),
        }

    @contextmanager
    def as_environment(self) -> Iterator[None]:
        """The places of this warehouse in the environment of this process; whatever is set meanwhile is undone."""
        with mock.patch.dict(os.environ, self.environment()):
            yield

    def rollcall(self, *arguments: str) -> Answer:
        """Run the command line in this process; an exception that is no answer is raised here."""
        from pipeline.cli import app

        with self.as_environment():
            result = CliRunner().invoke(app, arguments, catch_exceptions=False)
        return Answer(result.exit_code, result.stdout, result.stderr)

    def run(self) -> dict[str, Any]:
        """`rollcall run --json`, which must succeed."""
        answer = self.rollcall("run", "--json")
        assert answer.exit_code == 0, answer.err
        return answer.document

    def settings(self) -> Any:
        from pipeline.settings import Settings

        return Settings(self.raw, self.home, self.contracts, self.key_file)

    def conformer(self) -> Any:
        from pipeline.conformer import Conformer

        return Conformer.of(self.settings())

    def collected(self) -> Any:
        """Collect what is below raw/ into a home made ready; returns the conformer of what then waits."""
        from pipeline.collect import collect
        from pipeline.stores.home import prepare

        prepare(self.home)
        conformer = self.conformer()
        collect(self.settings(), conformer.contracts)
        return conformer

    def decisions(self) -> list[Any]:
        """The lines of the log that somebody decided: without receipts, changes of contracts, looks and seals."""
        from pipeline.stores.decisions import Decisions
        from pipeline.stores.event import Event

        return [each for each in Decisions(self.home).all() if not isinstance(each, Event)]

    @property
    def release(self) -> Path:
        """The folder of the current release."""
        return (self.home / "published" / "current").resolve()

    def rows(self, query: str) -> list[dict[str, Any]]:
        """Rows of the current release."""
        from pipeline.stores.releases import open_release, rows

        with open_release(self.release) as connection:
            return rows(connection, query)

    def values(self) -> dict[str, Any]:
        """figure_id to value."""
        return {row["figure_id"]: row["value"] for row in self.rows("select figure_id, value from indicator_value")}

    def copied(self, folder: Path) -> "Warehouse":
        """The same warehouse in another folder, key and deliveries included, to be changed at will."""
        shutil.copytree(self.home, folder / "home", symlinks=True)
        shutil.copytree(self.raw, folder / "raw")
        shutil.copy2(self.key_file, folder / "person.key")
        return replace(self, home=folder / "home", key_file=folder / "person.key", raw=folder / "raw")

    def with_contracts(self, folder: Path) -> "Warehouse":
        """The same warehouse with a copy of the contracts, to be changed at will."""
        shutil.copytree(self.contracts, folder)
        return replace(self, contracts=folder)


def contents(folder: Path) -> dict[str, str]:
    """Each file below a folder with the hash of what it holds, each link with where it leads."""
    return {
        path.relative_to(folder).as_posix(): str(path.readlink())
        if path.is_symlink()
        else sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_symlink() or path.is_file()
    }
