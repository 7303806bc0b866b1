"""Personal data stops at conform: nobody of the sample is anywhere in a home outside the kept bytes, in no format.

The search is tried first: a person planted in a real file of each format must be found there.
"""

import base64
import json
import shutil
import sqlite3
import zipfile
import zlib
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from unittest import mock

import duckdb
import polars as pl
import pytest
from hostile_files import DOCTOR, NAME, another_reader, roster
from leak_search import is_searched, kind, leaks, personal
from openpyxl import Workbook
from warehouses import Warehouse

PERSON = {"阚笑尘", "510499198805230172", "19900007788", "202205104990000123"}
EXAMPLE = "510499199001011233"  # printed in contracts, forms and example rows: nobody's number
SAID = "、".join(sorted(PERSON))

RECORDER = """
proc = f"/proc/{{os.getpid()}}"
with open({said!r}, "ab") as file:
    file.write(open(f"{{proc}}/environ", "rb").read() + b"|" + open(f"{{proc}}/cmdline", "rb").read() + b"\\n")
true(**limits)
"""


@pytest.fixture(scope="module")
def people() -> set[str]:
    found = personal(Warehouse.raw) - {EXAMPLE}
    assert len(found) > 7000  # of some 4,700 rows: most people are in both periods
    return found


def plant_parquet(path: Path) -> None:
    frame = pl.read_parquet(path)
    frame.with_columns(pl.lit(SAID).alias("employer")).write_parquet(path, compression="zstd")


def plant_duckdb(path: Path) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "update fct_worker set employer = case when hash(row_id) % 2 = 0 then ? else '别处' end", [SAID]
        )
        connection.execute("checkpoint")


def plant_sqlite(path: Path) -> None:
    """As Dagster keeps a snapshot of a job: JSON with escapes, deflated."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("create table planted (body blob)")
        connection.execute("insert into planted values (?)", (zlib.compress(json.dumps({"said": SAID}).encode()),))


def plant_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/comments1.xml", f"<comments>{SAID}</comments>")


def plant_text(path: Path) -> None:
    path.write_text(path.read_text(encoding="utf-8") + json.dumps([SAID]), encoding="utf-8")


def plant_bytes(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\xff" + SAID.encode("utf-16-le"))


PLANTS: dict[str, tuple[str, Callable[[Path], None]]] = {
    "parquet": ("conformed/worker/[0-9a-f]*.parquet", plant_parquet),
    "duckdb": ("published/*/internal/rollcall.duckdb", plant_duckdb),
    "sqlite": ("dagster/history/runs/index.db", plant_sqlite),
    "zip": ("published/*/internal/*.xlsx", plant_zip),
    "text": ("marts/dbt/dbt.log", plant_text),
    "bytes": ("marts/dbt/partial_parse.msgpack", plant_bytes),
}


def test_a_person_planted_in_any_format_is_found(copy: Warehouse) -> None:
    formats = {kind(path) for path in copy.home.rglob("*") if is_searched(path, copy.home)}
    assert formats <= PLANTS.keys()
    planted = {}
    for name, (place, plant) in PLANTS.items():
        path = next(copy.home.glob(place)).resolve()
        assert kind(path) == name
        path.chmod(0o600)
        plant(path)
        planted[path.relative_to(copy.home).as_posix()] = PERSON
    named = copy.home / "marts" / f"{SAID}.tmp"
    named.touch()
    assert leaks(copy.home, PERSON) == {**planted, named.relative_to(copy.home).as_posix(): PERSON}


def test_nobody_is_named_after_runs_with_deliveries_that_fail(hostile, people: set[str]) -> None:
    """This home holds the sample's first release and a second one, with rejected, held and crashed deliveries."""
    warehouse, _, said = hostile
    own = {NAME, *(roster(seed).splitlines()[-1].split(",")[2] for seed in (1, 2, 3))}
    assert leaks(warehouse.home, people | own) == {}
    assert not any(each in said["out"] + said["err"] for each in people | own)


def test_the_search_would_find_them_in_the_kept_bytes(night: Warehouse, people: set[str], tmp_path: Path) -> None:
    shutil.copytree(night.home / "collected" / "bytes", tmp_path / "bytes")
    found = set().union(*leaks(tmp_path, people).values())
    assert len(found) / len(people) > 0.99  # the rest are writings without blanks


def test_no_file_is_named_by_its_own_name(hostile) -> None:
    warehouse, _, said = hostile
    names = {path.stem for path in warehouse.raw.rglob("*.*") if len(path.stem) > 1}
    assert leaks(warehouse.home, names) == {}
    assert not any(name in said["out"] + said["err"] for name in names)


def test_the_secret_is_nowhere(hostile) -> None:
    warehouse, _, said = hostile
    secret = warehouse.key_file.read_bytes()
    told = {secret.hex(), base64.b64encode(secret).decode()}
    assert leaks(warehouse.home, told) == {}
    assert not any(secret in path.read_bytes() for path in warehouse.home.rglob("*") if path.is_file())
    assert not any(each in said["out"] + said["err"] for each in told)


def test_what_a_failing_conformer_or_reader_says_names_nobody(new: Warehouse, tmp_path: Path) -> None:
    """An exception's message may hold a cell; the event log gets its kind and place only."""
    import dagster as dg

    from pipeline.definitions import collect_job, conform_job, defs
    from pipeline.stores.home import prepare

    folder = new.raw / "510403" / "2022-08"
    folder.mkdir(parents=True)
    (folder / f"{NAME}.csv").write_text(roster(1), encoding="utf-8")
    prepare(new.home)
    reader = another_reader(tmp_path, DOCTOR, row=3)
    with new.as_environment(), dg.DagsterInstance.get() as instance:

        def execute(job: dg.JobDefinition, **more: str) -> dg.ExecuteInProcessResult:
            resolved = defs.resolve_job_def(job.name)
            return resolved.execute_in_process(instance=instance, raise_on_error=False, **more)

        assert execute(collect_job).success
        with (
            mock.patch("pipeline.conformer.conform_all", side_effect=ValueError(SAID)),
            mock.patch("pipeline.rows.delivery.conform", side_effect=ValueError(SAID)),
        ):
            assert execute(conform_job, partition_key="2022-08").success
        (receipt,) = new.conformer().tables.receipts().values()
        assert (receipt["fate"], receipt["findings"]) == ("rejected", {"conformer_failed": 1})
        (new.home / "conformed" / "receipt" / f"{new.conformer().ledger.deliveries()[0].delivery_id}.json").unlink()
        with mock.patch("pipeline.sheets.sandbox.READER_COMMAND", reader):
            assert not execute(conform_job, partition_key="2022-08").success
    assert leaks(new.home, PERSON | {NAME, roster(1).splitlines()[-1].split(",")[2]}) == {}


def test_a_sheet_or_a_header_that_names_somebody_is_masked(new: Warehouse) -> None:
    folder = new.raw / "510403" / "2022-08"
    folder.mkdir(parents=True)
    book, phone = Workbook(), "19900007788"
    book.active.title = f"{NAME}及其他人员"
    title, head, row = (line.split(",") for line in roster(1).splitlines())
    for line in (title, [*head, f"{NAME}填写"], [*row, f"已核对{phone}"]):
        book.active.append(line)
    book.create_sheet(NAME).append([NAME, phone])
    book.save(folder / "a.xlsx")
    conformer = new.collected()
    conformer.run(conformer.waiting(), lambda *_: None)
    assert leaks(new.home, {NAME, phone, row[2]}) == {}
    (receipt,) = conformer.tables.receipts().values()
    assert receipt["entities"]["worker"]["conformed"] == 1
    assert receipt["findings"].keys() >= {"column_unknown", "sheet_without_table"}


def test_a_reader_is_started_with_nothing_that_could_be_told(new: Warehouse, tmp_path: Path) -> None:
    folder = new.raw / "510403" / "2022-08"
    folder.mkdir(parents=True)
    (folder / f"{NAME}.csv").write_text(roster(1), encoding="utf-8")
    conformer = new.collected()
    recorder = another_reader(tmp_path, RECORDER, said=str(tmp_path / "said"))
    with new.as_environment(), mock.patch("pipeline.sheets.sandbox.READER_COMMAND", recorder):
        conformer.run(conformer.waiting(), lambda *_: None)
    (row,) = conformer.tables.receipts().values()
    assert row["fate"] == "accepted"
    started = (tmp_path / "said").read_bytes().splitlines()
    assert len(started) == 1
    for line in started:
        environment, _, command = line.partition(b"|")
        assert environment == b""
        assert not any(str(place).encode() in command for place in (new.home, new.raw, new.key_file))
