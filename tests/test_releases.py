"""A release is a function of its inputs, is swapped in whole, and shows when it is damaged."""

import json
import stat
from datetime import date
from decimal import Decimal

import duckdb
import pytest
from release_files import INPUTS, LATER, make_home

from pipeline.stores import release_writing, releases
from pipeline.stores.home import clear
from pipeline.stores.release_tables import copy_tables, table_hash
from pipeline.stores.release_writing import ReleaseDiffers
from pipeline.stores.releases import NoRelease, ReleaseDamaged

FIRST, SECOND = (releases.release_id(inputs) for inputs in (INPUTS, LATER))


@pytest.fixture
def home(tmp_path):
    return make_home(tmp_path)


def test_the_id_depends_on_inputs_and_not_on_their_order():
    inputs = {"deliveries": [["b", 1]], "engine": "duckdb", "key_fingerprint": "甲"}
    same = dict(reversed(inputs.items()))
    assert releases.release_id(inputs) == releases.release_id(same)
    assert len(releases.release_id(inputs)) == 16
    assert releases.release_id(inputs) != releases.release_id({**inputs, "engine": "spark"})


def test_a_hash_sees_content_and_not_order():
    with duckdb.connect() as connection:

        def made(rows, kind="varchar"):
            connection.execute(
                f"create or replace table t (k integer, a {kind}, d decimal(9, 2), on_day date, codes varchar[])"
            )
            connection.executemany("insert into t values (?, ?, ?, ?, ?)", rows)
            return table_hash(connection, "t", ["k"])

        rows = [[2, "乙", Decimal("1.5"), date(2022, 8, 31), ["x", "y"]], [10, "甲", None, None, None]]
        plain = made(rows)
        assert made(rows[::-1]) == plain
        variants = [
            [rows[0], [10, "", None, None, None]],
            [rows[0], [10, None, None, None, None]],
            [rows[0], [10, "甲", None, None, []]],
            [[2, "乙", Decimal("1.51"), date(2022, 8, 31), ["x", "y"]], rows[1]],
            [[2, "乙", Decimal("1.5"), date(2022, 8, 31), ["x,y"]], rows[1]],
            [*rows, rows[1]],
        ]
        hashes = [made(variant) for variant in variants]
        assert len({plain, *hashes}) == len(variants) + 1
        assert made(rows, "varchar not null") == plain


@pytest.mark.parametrize("kind", ["double", "float", "timestamp", "timestamp with time zone"])
def test_no_doubles_and_no_clock(kind):
    with duckdb.connect() as connection:
        connection.execute(f"create table t (a {kind})")
        with pytest.raises(ValueError, match=r"t\.a is"):
            table_hash(connection, "t")


def test_what_a_release_holds(home):
    tables = home.folder / "marts" / "tables"
    tables.mkdir(parents=True)
    (tables / "panzhihua-145.xlsx").write_bytes(b"a workbook")
    release = home.publish()
    assert releases.current(home.folder) == release == home.folder.resolve() / "published" / FIRST
    assert (home.folder / "published" / "CURRENT").read_text().strip() == FIRST
    assert (home.folder / "published" / "current").readlink().name == FIRST
    manifest = json.loads((release / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["release_id"] == FIRST
    assert manifest["unhashed"] == {"built_at": "2026-01-01", "gate": {}}
    assert manifest["tables"]["fct_worker"]["rows"] == 10
    assert manifest["tables"]["release"]["columns"]["is_synthetic"] == "BOOLEAN"
    files = {path.relative_to(release).as_posix() for path in release.rglob("*") if path.is_file()} - {
        "manifest.json",
        "manifest.sha256",
    }
    assert files == set(manifest["files"])
    assert {"internal/panzhihua-145.xlsx", "internal/fct_worker.parquet", "contracts/settings.yaml"} <= files
    assert not any("int_person" in name or name.endswith(".wal") for name in files)
    assert stat.S_IMODE((release / "internal").stat().st_mode) == 0o700
    assert {stat.S_IMODE((release / name).stat().st_mode) for name in files} == {0o444}
    assert list((home.folder / "published").glob(".*")) == []


def test_tables_keep_comments_keys_and_not_null_and_reach_no_other_file(home):
    with releases.open_release(home.publish()) as connection:
        assert connection.execute("select * from release").fetchall() == [(FIRST, "1f" * 8, "duckdb", True)]
        comments = connection.execute(
            "select comment from duckdb_columns() where column_name = 'value' and comment is not null"
        )
        assert comments.fetchall() == [("factor × numerator ÷ denominator",)]
        kinds = connection.execute(
            "select constraint_type from duckdb_constraints() where table_name = 'indicator_value'"
        )
        assert sorted(kind for (kind,) in kinds.fetchall()) == ["NOT NULL", "NOT NULL", "PRIMARY KEY"]
        assert "int_person" not in str(connection.execute("show tables").fetchall())
        with pytest.raises(duckdb.PermissionException):
            connection.execute("select * from read_text('/etc/hostname')")
        with pytest.raises(duckdb.Error):
            connection.execute("create table t (a integer)")


def test_the_file_is_of_the_version_that_older_clients_read(home):
    with (home.publish() / releases.DATABASE).open("rb") as file:
        header = file.read(20)
    assert header[8:12] == b"DUCK"
    assert int.from_bytes(header[12:20], "little") == 64  # DuckDB 2 writes more; 1.x reads 64 to 68


def test_only_the_city_is_open_and_without_reported_values(home):
    path = home.publish() / "open" / "indicator_value.parquet"
    assert {each.name for each in path.parent.iterdir()} == {path.name}
    rows = duckdb.sql(f"from '{path}'")
    assert "reported_value" not in rows.columns
    assert {"value", "as_of_date", "definition_zh", "source_kind", "approval", "is_synthetic"} <= set(rows.columns)
    assert set(duckdb.sql(f"select distinct area_code from '{path}'").fetchall()) == {("510400",)}


def test_the_same_again_keeps_what_is_published(home):
    release = home.publish()
    before = {path: path.stat().st_ino for path in release.rglob("*")}
    home.publish(LATER)
    for rows in home.tables.values():
        rows.reverse()
    assert home.publish() == release
    assert {path: path.stat().st_ino for path in release.rglob("*")} == before
    assert releases.current(home.folder) == release
    first, second = (releases.read_manifest(release.parent / each)["tables"] for each in (FIRST, SECOND))
    assert [name for name in first if first[name]["sha256"] != second[name]["sha256"]] == ["release"]


def test_other_tables_under_the_same_id_are_refused(home):
    release = home.publish()
    home.tables["indicator_value"][0]["numerator"] += 1
    with pytest.raises(ReleaseDiffers, match="indicator_value") as refusal:
        home.publish()
    assert "fct_worker" not in str(refusal.value)
    assert refusal.value.exit_code == 1
    releases.check_release(release)
    assert list((home.folder / "published").glob(".*")) == []


def test_a_broken_run_leaves_nothing_in_the_way(home):
    leftover = home.folder / "published" / ".staging-dead"
    leftover.mkdir(parents=True)
    (leftover / "half").write_text("half")
    clear(home.folder)
    assert not leftover.exists()


def test_no_release_yet(tmp_path):
    with pytest.raises(NoRelease, match="rollcall run"):
        releases.current(tmp_path)


def test_a_release_is_found_by_its_id(home):
    first, second = home.publish(), home.publish(LATER)
    assert releases.find_release(home.folder, FIRST).samefile(first)
    assert releases.find_release(home.folder).samefile(second)
    for unknown in ("0000000000000000", ".", ".."):
        with pytest.raises(NoRelease, match=f"Published: {', '.join(sorted((FIRST, SECOND)))}"):
            releases.find_release(home.folder, unknown)


def test_a_release_that_needs_a_write_ahead_log_is_not_published(home, monkeypatch):
    first = home.publish()

    def with_log(build, database, *rest):
        built = copy_tables(build, database, *rest)
        database.with_name(database.name + ".wal").write_bytes(b"what is not in the database yet")
        return built

    monkeypatch.setattr(release_writing, "copy_tables", with_log)
    with pytest.raises(ReleaseDamaged, match="a write-ahead log lies beside internal"):
        home.publish(LATER)
    assert releases.current(home.folder) == first
    assert not (home.folder / "published" / SECOND).exists()
