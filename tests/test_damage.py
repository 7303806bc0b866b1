"""A damaged release is found before it is served, whatever is damaged, and the one before it is served instead.

130 seeded damages of one release (F27 of the fault matrix): 60 flipped bits, 20 cuts, 50 of log, Parquet and manifest.
"""

import hashlib
import json
import multiprocessing
import os
import random
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import dagster as dg
import duckdb
import pytest
from release_files import INPUTS, LATER, Home, make_home
from warehouses import Warehouse

from pipeline.stores.decisions import Decisions
from pipeline.stores.home import only_writer
from pipeline.stores.pointer import make_current, pointed, served, served_before
from pipeline.stores.releases import (
    CHECKSUM,
    DATABASE,
    MANIFEST,
    NoRelease,
    ReleaseDamaged,
    check_release,
    checksum,
    current,
    find_release,
    open_release,
    release_id,
)

SEED, SERVED = 20261122, 12
FIRST, SECOND = (release_id(inputs) for inputs in (INPUTS, LATER))
TOTAL = "panzhihua-145/01/510400/2022-08"
Damage = Callable[[Path, random.Random], None]


def changed(path: Path, content: bytes) -> None:
    """Other bytes in the place of a file; it is a link to a sound one, which stays as it is."""
    path.unlink()
    path.write_bytes(content)


def some(release: Path, pattern: str, chance: random.Random) -> Path:
    return chance.choice(sorted(path for path in release.glob(pattern) if path.is_file()))


def flip(pattern: str) -> Damage:
    def damage(release: Path, chance: random.Random) -> None:
        path = some(release, pattern, chance)
        content = bytearray(path.read_bytes())
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        changed(path, bytes(content))

    return damage


def cut(pattern: str) -> Damage:
    def damage(release: Path, chance: random.Random) -> None:
        path = some(release, pattern, chance)
        content = path.read_bytes()
        changed(path, content[: chance.randrange(len(content))])

    return damage


def lose(pattern: str) -> Damage:
    return lambda release, chance: some(release, pattern, chance).unlink()


def make_folder(pattern: str) -> Damage:
    def damage(release: Path, chance: random.Random) -> None:
        path = some(release, pattern, chance)
        path.unlink()
        path.mkdir()

    return damage


def swap(release: Path, chance: random.Random) -> None:
    """Two sound Parquet files, each under the name of the other."""
    one, other = chance.sample(sorted(release.glob("internal/*.parquet")), 2)
    of_one, of_other = one.read_bytes(), other.read_bytes()
    changed(one, of_other)
    changed(other, of_one)


def plant_log(release: Path, chance: random.Random) -> None:
    """A write-ahead log beside the database: what stood in it when its writer was killed, or nothing at all."""
    (release / f"{DATABASE}.wal").write_bytes(chance.randbytes(chance.choice((0, 4096))))


def lose_log(release: Path, chance: random.Random) -> None:
    """The database of a writer that was killed, whose log is gone: it opens without an error and has fewer rows."""
    database = release / DATABASE
    changed(database, database.read_bytes())
    with duckdb.connect(str(database)) as connection:
        tables = connection.execute("select table_name from duckdb_tables() where estimated_size > 0").fetchall()
        connection.execute(f"delete from {chance.choice(sorted(tables))[0]}")


def edit(**said: object) -> Damage:
    """Another manifest, with the checksum of the old one or, where somebody took care of that, its own."""

    def damage(release: Path, chance: random.Random) -> None:
        path = release / MANIFEST
        manifest = json.loads(path.read_bytes())
        for key, value in said.items():
            manifest[key] = value(manifest[key]) if callable(value) else value
        content = json.dumps(manifest, ensure_ascii=False, indent=2).encode()
        changed(path, content)
        if chance.random() < 0.5:
            changed(release / CHECKSUM, checksum(content))

    return damage


def misstate(content: bytes) -> Damage:
    """What is no manifest, under a checksum that fits."""

    def damage(release: Path, _: random.Random) -> None:
        changed(release / MANIFEST, content)
        changed(release / CHECKSUM, checksum(content))

    return damage


def first_row_count(tables: dict) -> dict:
    name = min(tables)
    return tables | {name: tables[name] | {"rows": tables[name]["rows"] + 1}}


DAMAGES: list[Damage] = [
    *[flip(DATABASE)] * 40, *[flip("internal/*.parquet")] * 10, *[flip("**/*")] * 10,
    *[cut(DATABASE)] * 12, *[cut("internal/*.parquet")] * 4, *[cut("contracts/**/*")] * 4,
    *[plant_log] * 5, *[lose_log] * 9,
    *[lose("internal/*.parquet")] * 5, *[lose("open/*.parquet")] * 2, lose(DATABASE), *[make_folder("internal/*")] * 3, *[swap] * 4,
    lose(MANIFEST), lose(CHECKSUM), make_folder(MANIFEST), make_folder(CHECKSUM), cut(MANIFEST), cut(CHECKSUM),
    edit(release_id="0" * 16), edit(inputs=lambda inputs: inputs | {"engine": "spark"}), edit(tables=first_row_count),
    edit(files=lambda files: dict(list(files.items())[1:])), edit(files=lambda files: files | {"internal/one_more.parquet": "0" * 64}),
    edit(tables=None), edit(files=[]), edit(tables={"fct_worker": 3}),
    misstate(b""), misstate(b"[]"), misstate(b"{}"), misstate(b"\xff\xfe"), misstate(b"[" * 100_000),
    misstate(b'{"release_id": 1, "inputs": NaN, "tables": {}, "files": {}, "unhashed": {}}'),
    *[lambda release, chance: (release / "internal" / f"{chance.random()}.parquet").write_bytes(b"a stranger")],
]  # fmt: skip


def test_the_damages_are_as_many_as_was_promised() -> None:
    assert len(DAMAGES) == 130


def copied(release: Path, folder: Path) -> Path:
    """The release again, file for file a link to the same bytes: `changed` takes a file out of it."""
    return Path(shutil.copytree(release, folder / release.name, copy_function=os.link))


@pytest.mark.parametrize("part", range(10))
def test_every_damage_is_found(night: Warehouse, tmp_path: Path, part: int) -> None:
    found = 0
    for number in range(part * 13, part * 13 + 13):
        release = copied(night.release, tmp_path / str(number))
        DAMAGES[number](release, random.Random(SEED + number))
        with pytest.raises(ReleaseDamaged) as refusal:
            check_release(release)
        assert "rollcall run" in str(refusal.value)
        found += 1
        shutil.rmtree(release)
    assert found == 13
    check_release(night.release)


def test_a_database_that_cannot_be_read_is_damage_and_no_traceback(small: Home) -> None:
    """Even where the manifest says that this is how it was written."""
    release = small.folder.resolve() / "published" / SECOND
    content = (release / DATABASE).read_bytes()
    for garbage in (b"", b"no database at all", content[:5000], content[:12] + bytes(500) + content[512:]):
        changed(release / DATABASE, garbage)
        manifest = json.loads((release / MANIFEST).read_bytes())
        manifest["files"][DATABASE] = hashlib.sha256(garbage).hexdigest()
        misstate(json.dumps(manifest).encode())(release, random.Random())
        with pytest.raises(ReleaseDamaged, match=r"rollcall\.duckdb"):
            check_release(release)


def test_what_a_reader_spills_beside_the_database_is_no_damage(small: Home) -> None:
    spill = current(small.folder) / f"{DATABASE}.tmp"
    spill.mkdir()
    (spill / "duckdb_temp_storage_DEFAULT-0.tmp").write_bytes(b"rows that did not fit into a reader's memory")
    assert current(small.folder).name == SECOND


def test_the_checksum_is_one_that_others_can_check(small: Home) -> None:
    assert os.system(f"cd {current(small.folder)} && sha256sum --quiet --strict -c {CHECKSUM}") == 0


# the one before is served


@pytest.fixture
def small(tmp_path: Path) -> Home:
    """A home with two releases, the second of them current."""
    home = make_home(tmp_path / "small")
    home.publish()
    home.publish(LATER)
    return home


def spoil(home: Path, name: str) -> None:
    path = home / "published" / name / "contracts" / "settings.yaml"
    changed(path, path.read_bytes() + b"\n")


def test_the_one_before_is_served_and_the_pointers_follow(small: Home, caplog: pytest.LogCaptureFixture) -> None:
    assert [name for _, name in served(small.folder)] == [FIRST, SECOND]
    spoil(small.folder, SECOND)
    assert current(small.folder).name == FIRST
    assert (pointed(small.folder), (small.folder / "published" / "CURRENT").read_text()) == (FIRST, f"{FIRST}\n")
    (said,) = caplog.messages
    assert all(word in said for word in (FIRST, SECOND, "contracts/settings.yaml", "rollcall run"))
    caplog.clear()
    assert current(small.folder).name == FIRST
    assert caplog.messages == []
    with pytest.raises(ReleaseDamaged):
        find_release(small.folder, SECOND)


def test_while_somebody_writes_it_is_served_and_the_pointers_stay(small: Home) -> None:
    spoil(small.folder, SECOND)
    context = multiprocessing.get_context("spawn")
    held, done = context.Event(), context.Event()
    other = context.Process(target=_hold, args=(small.folder, held, done))
    other.start()
    held.wait(60)
    assert current(small.folder).name == FIRST
    assert pointed(small.folder) == SECOND
    done.set()
    other.join()


def _hold(home: Path, held: object, done: object) -> None:
    with only_writer(home):
        held.set()
        done.wait(60)


def test_where_nothing_is_sound_nothing_is_served(small: Home) -> None:
    for name in (FIRST, SECOND):
        spoil(small.folder, name)
    with pytest.raises(ReleaseDamaged, match=SECOND):
        current(small.folder)
    assert pointed(small.folder) == SECOND


def test_a_release_that_is_gone_and_a_pointer_that_is_gone(small: Home) -> None:
    shutil.rmtree(small.folder / "published" / SECOND)
    assert current(small.folder).name == FIRST
    small.publish(LATER)
    (small.folder / "published" / "current").unlink()
    assert current(small.folder).name == SECOND
    assert pointed(small.folder) == SECOND


def test_lines_of_the_history_that_say_nothing_are_passed_over(small: Home) -> None:
    path = small.folder / "published" / "history"
    lines = path.read_bytes().splitlines()
    path.write_bytes(
        b"\n".join([b"", lines[0], b"\xff\xfe", b"yesterday ../../etc", b"2026-01-01", lines[1], b"cut o"])
    )
    assert [name for _, name in served(small.folder)] == [FIRST, SECOND]
    assert served_before(small.folder, SECOND) == [FIRST]
    make_current(small.folder, FIRST)
    assert [name for _, name in served(small.folder)][:2] == [FIRST, SECOND]
    path.unlink()
    assert served_before(small.folder, SECOND) == []


@pytest.fixture(scope="module")
def two(night: Warehouse, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """The night's warehouse with two releases; the first is hers, the second differs from it in its inputs and is current."""
    folder = tmp_path_factory.mktemp("two")
    home = folder / "home"
    shutil.copytree(night.home / "collected", home / "collected")
    first = copied(night.release, home / "published")
    manifest = json.loads((first / MANIFEST).read_bytes())
    manifest["inputs"]["engine"] = "another"
    manifest["release_id"] = release_id(manifest["inputs"])
    second = first.rename(first.with_name(manifest["release_id"]))
    misstate(json.dumps(manifest).encode())(second, random.Random())
    make_current(home, copied(night.release, home / "published").name)
    make_current(home, second.name)
    check_release(second)
    return replace(night, home=home)


TOLD = random.Random(SEED).sample(range(len(DAMAGES)), SERVED)


@pytest.mark.parametrize("number", TOLD)
def test_no_damage_is_served(two: Warehouse, night: Warehouse, tmp_path: Path, number: int) -> None:
    home = Path(shutil.copytree(two.home, tmp_path / "home", copy_function=os.link, symlinks=True))
    warehouse = replace(two, home=home)
    second = warehouse.release
    DAMAGES[number](second, random.Random(SEED + number))
    answer = warehouse.rollcall("trace", TOTAL, "--json")
    assert answer.exit_code == 0, answer.err
    assert f"Release {second.name} is damaged" in answer.err
    assert len(answer.err.splitlines()) == 1
    assert warehouse.release.name == night.release.name
    again = warehouse.rollcall("trace", TOTAL, "--json")
    assert (again.out, again.err) == (answer.out, "")


def test_a_guard_moves_the_pointer_of_those_who_open_it_themselves(small: Home, monkeypatch) -> None:
    from pipeline.definitions import defs, release_guard

    def looked() -> dg.SkipReason | dg.SensorResult:
        return release_guard(dg.build_sensor_context(definitions=defs))

    monkeypatch.setenv("ROLLCALL_HOME", str(small.folder))
    assert SECOND in looked().skip_message
    spoil(small.folder, SECOND)
    (found,) = looked().asset_events
    assert (found.passed, found.check_name, found.metadata["served"].value) == (False, "is_sound", FIRST)
    assert pointed(small.folder) == FIRST
    assert FIRST in looked().skip_message
    monkeypatch.setenv("ROLLCALL_HOME", str(small.folder / "none"))
    assert "Nothing has been published" in looked().skip_message


# it is made anew


def test_a_damaged_release_gives_way_to_the_same_made_anew(small: Home) -> None:
    spoil(small.folder, SECOND)
    release = small.publish(LATER)
    check_release(release)
    assert current(small.folder) == release
    assert list((small.folder / "published").glob(".*")) == []


# readers while it is published

VERSIONED = ("indicator_definition", "indicator_value")


def _read_in_a_loop(folder: Path, stop: object, reads: object) -> None:
    while not stop.wait(0.5):
        release = current(folder)
        with open_release(release) as connection:
            (said,) = connection.execute("select release_id from release").fetchone()
            versions = {
                row for table in VERSIONED for row in connection.execute(f"select plan_version from {table}").fetchall()
            }
        reads.put((release.name, said, versions))


def test_ten_readers_through_fifty_publishes(small: Home) -> None:
    """No error, and each answer is of one release: what its folder, its table and its other tables say agree.

    Each tenth publish is of a new release, the others put an older one in the place of the current one.
    """
    context = multiprocessing.get_context("spawn")
    stop, reads = context.Event(), context.Queue()
    readers = [context.Process(target=_read_in_a_loop, args=(small.folder, stop, reads)) for _ in range(10)]
    for reader in readers:
        reader.start()
    seen = [reads.get(timeout=120)]
    published = dict.fromkeys((FIRST, SECOND), "1")
    for turn in range(50):
        if turn % 10:
            make_current(small.folder, sorted(published)[turn % len(published)])
            time.sleep(0.1)
            continue
        for row in (row for table in VERSIONED for row in small.tables[table]):
            row["plan_version"] = f"of turn {turn}"
        published[small.publish(INPUTS | {"deliveries": [turn]}).name] = f"of turn {turn}"
    stop.set()
    while any(reader.is_alive() for reader in readers) or not reads.empty():
        if not reads.empty():
            seen.append(reads.get())
    assert {reader.exitcode for reader in readers} == {0}
    assert all(said == name and versions == {(published[name],)} for name, said, versions in seen)
    assert len({name for name, _, _ in seen}) > 2


def test_without_a_release_there_is_nothing_to_serve(tmp_path: Path) -> None:
    with pytest.raises(NoRelease):
        current(tmp_path)
    assert Decisions(tmp_path).rolled_back() == {}
