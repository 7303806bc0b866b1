"""A release made again aside, from chosen receipts, decisions and contracts: for who verifies, asks what was known, or what changed it.

Everything happens in a home of its own; of the warehouse only the kept bytes are read.
"""

import io
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from pipeline.collect import format_of
from pipeline.conformer import Conformer, Progress, not_conserved
from pipeline.model import DBT, inputs_of, make_ready, manifest, write_inputs
from pipeline.settings import AnswerIsNo, CannotDecide, Settings
from pipeline.stores.decided import Decided
from pipeline.stores.decisions import Decisions
from pipeline.stores.home import bytes_path, file_hash, prepare
from pipeline.stores.ledger import Delivery, delivery_id
from pipeline.stores.release_tables import copy_tables
from pipeline.stores.releases import DATABASE, open_release, read_manifest


@dataclass(frozen=True)
class Recipe:
    """What a release is made of, besides code and secret: receipts, decisions, and the folder of the contracts."""

    receipts: tuple[Delivery, ...]
    decided: Decided
    contracts: Path

    @classmethod
    def of_release(cls, release: Path, home: Path) -> "Recipe":
        """What the manifest of a release names; a path stands there as its hash, which tells two apart as well.

        Raises AnswerIsNo where the kept bytes of a receipt are gone, unless they were sealed, or are others.
        """
        inputs = read_manifest(release)["inputs"]
        sealed = Decisions(home).sealed().keys()
        with open_release(release) as connection:
            formats = dict(connection.execute("select sha256, format from run_delivery").fetchall())
        wrong, receipts = [], []
        for sha256, unit_code, period, path, sequence in inputs["deliveries"]:
            kept = bytes_path(home, sha256)
            if sha256 not in sealed and (not kept.is_file() or file_hash(kept) != sha256):
                wrong.append(f"{unit_code}/{period}/{sha256[:12]}")
                continue
            known = delivery_id(sha256, unit_code, period)
            kind = format_of(kept) if kept.is_file() else formats[sha256]
            receipts.append(Delivery(sequence, known, sha256, unit_code, period, path, 0, kind, ""))
        if wrong:
            raise AnswerIsNo(
                f"The kept bytes of {', '.join(sorted(wrong))} are missing or changed, so release {release.name} cannot be made "
                "again from them. Put collected/bytes back from its backup."
            )
        return cls(tuple(receipts), Decided.of_effects(inputs["decisions"]), release / "contracts")


@contextmanager
def workshop() -> Iterator[Path]:
    """A folder of its own for what is made again; gone when the block ends."""
    with tempfile.TemporaryDirectory(prefix="rollcall-") as folder:
        yield Path(folder)


@dataclass(frozen=True)
class Rebuilding:
    """A home of its own in which a recipe was conformed: what its release would be called, and the way to its tables."""

    settings: Settings
    conformer: Conformer
    recipe: Recipe
    progress: Progress

    @classmethod
    def of(
        cls, settings: Settings, recipe: Recipe, folder: Path, progress: Progress, conformed: Path | None = None
    ) -> "Rebuilding":
        """Conform a recipe below `folder`; UserError where that cannot be done.

        With `conformed`, another home, only what would be conformed otherwise than there is read again.

        `settings` say where the kept bytes and the secret are; where there is no secret another is made up, so that all but the
        keys of persons is the same.
        """
        aside = replace(settings, home=folder / "home", contracts=recipe.contracts, raw=folder / "raw")
        if not aside.key_file.exists():
            aside = replace(aside, key_file=folder / "person.key")
        prepare(aside.home)
        for store in ("conformed", "quarantine") if conformed else ():
            shutil.copytree(conformed / store, aside.home / store, dirs_exist_ok=True)
        (aside.home / "collected" / "bytes").symlink_to(settings.home / "collected" / "bytes")
        conformer = Conformer.of(aside, recipe.decided.approvals)
        sealed = Decisions(settings.home).sealed_deliveries() | recipe.decided.sealed
        if not conformed:
            _copy_rows(settings.home, aside.home, sealed)
        conformer = replace(conformer, sealed=sealed)
        conformer.ledger.restore(recipe.receipts)
        conformer.run(conformer.waiting(), progress)
        if gone := conformer.gone():
            raise CannotDecide(
                f"The bytes of {', '.join(gone)} were sealed, and what was conformed of them is not in this home. Put conformed/ back "
                "from its backup."
            )
        if lost := not_conserved(conformer.ledger, conformer.tables):
            raise AnswerIsNo("Rows were lost or invented between file and store.\n" + "\n".join(lost))
        return cls(aside, conformer, recipe, progress)

    @cached_property
    def inputs(self) -> dict[str, Any]:
        """What its release is a function of."""
        return inputs_of(self.conformer, self.recipe.decided)

    @property
    def build(self) -> Path:
        """The database with every table, also those in between."""
        return self.settings.home / "marts" / "build.duckdb"

    def model(self, *selected: str, tested: bool = False) -> None:
        """Build all models, or the selected ones; `tested` with their tests, for what is to be published."""
        write_inputs(self.conformer, self.recipe.decided)
        make_ready(self.settings)
        command = ["build", "--exclude-resource-type", "unit_test"] if tested else ["run"]
        select = ["--select", " ".join(selected)] if selected else []
        _run_dbt([*command, *select], self.settings.home / "marts" / "dbt", self.progress)

    def release(self, identity: tuple[str, str, str]) -> Path:
        """The tables as a release holds them; `identity` as its table `release` says it: id, fingerprint, engine."""
        folder = self.settings.home / "published" / identity[0]
        for each in (folder / "internal", folder / "open"):
            each.mkdir(parents=True)
        copy_tables(self.build, folder / DATABASE, folder / "internal", folder / "open", identity)
        return folder


def _copy_rows(home: Path, aside: Path, deliveries: Iterable[str]) -> None:
    """What was conformed of these deliveries: of sealed bytes nothing else is left."""
    for name in deliveries:
        for store in ("conformed", "quarantine"):
            for path in (home / store).rglob(f"{name}.*"):
                copy = aside / path.relative_to(home)
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, copy)


def _run_dbt(command: list[str], target: Path, progress: Progress) -> None:
    running = DBT.cli(command, manifest=manifest(), target_path=target, raise_on_error=False)
    with redirect_stdout(io.StringIO()):
        for event in running.stream_raw_events():
            told = event.raw_event["data"]
            if event.raw_event["info"]["name"] in ("LogModelResult", "LogTestResult"):
                progress("model", told["index"], told.get("total", told.get("num_models")))
    if not running.is_successful():
        raise CannotDecide(
            "This code cannot build its tables from these inputs. Take the code that made the release: its manifest names the commit."
        )
