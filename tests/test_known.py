"""`rollcall run --known-at`: the release of what was known by a day, made where there is none, whatever is current or expected."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from rosters import EARLIER, EAST, WEST, deliver, roster, without_pause
from warehouses import Warehouse

from pipeline.rebuild.known import moment
from pipeline.settings import UserError
from pipeline.stores.releases import check_release, damage_of, read_manifest

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def quick(new: Warehouse, tmp_path: Path) -> Warehouse:
    return without_pause(new, tmp_path / "contracts")


def test_it_is_built_where_there_is_none_and_made_anew_where_it_is_damaged(quick: Warehouse) -> None:
    """It takes nobody's place: what the gate finds stops nothing, and nothing becomes current."""
    settings = quick.contracts / "settings.yaml"
    text = settings.read_text(encoding="utf-8")
    assert text.count("on_failure: warn") == 1
    settings.write_text(text.replace("on_failure: warn", "on_failure: block"), encoding="utf-8")
    deliver(quick, EAST, EARLIER, "a.csv", roster(range(30)))
    deliver(quick, WEST, EARLIER, "b.csv", roster(range(40, 45)))
    quick.collected()
    answer = quick.rollcall("run", "--known-at", "2999-01-01", "--json")
    assert answer.exit_code == 0, answer.err
    release = quick.home / "published" / answer.document["release_id"]
    check_release(release)
    gate = read_manifest(release)["unhashed"]["gate"]
    assert gate["statistics"]["not_met"] > 0, "or nothing was to be stopped"
    assert (gate["on_failure"], gate["last_release"]) == ("warn", None)
    assert not (quick.home / "published" / "current").exists()
    assert sorted(path.name for path in (quick.home / "published").iterdir()) == [release.name]
    (release / "internal" / "panzhihua-145.xlsx").unlink()
    assert damage_of(release)
    assert quick.rollcall("run", "--known-at", "2999-01-01", "--json").document == answer.document
    assert damage_of(release) is None


@pytest.mark.parametrize(
    "said", ["", " ", "yesterday", "20261123", "2026-W47-1", "2026-02-30", "0001-01-01T00:00:00", "2026-11-23T25:00"]
)
def test_what_is_no_day_is_refused_and_nothing_runs(quick: Warehouse, said: str) -> None:
    deliver(quick, EAST, EARLIER, "a.csv", roster(range(3)))
    quick.collected()
    deliver(quick, EAST, EARLIER, "b.csv", roster(range(4)))
    answer = quick.rollcall("run", "--known-at", said)
    assert (answer.exit_code, "YYYY-MM-DD" in answer.err) == (2, True), answer.err
    assert [each.path for each in quick.conformer().ledger.deliveries()] == ["a.csv"]


def test_contracts_of_nothing_are_not_those_of_today(quick: Warehouse) -> None:
    deliver(quick, EAST, EARLIER, "a.csv", roster(range(3)))
    quick.collected()
    answer = quick.rollcall("run", "--known-at", "2999-01-01", "--contracts-of", "")
    assert (answer.exit_code, "There is no release" in answer.err) == (2, True), answer.err
    assert quick.rollcall("run", "--contracts-of", "").exit_code == 2


def test_before_the_first_delivery_there_is_nothing_and_its_time_is_told_in_the_zone_of_the_day(
    quick: Warehouse,
) -> None:
    import sqlite3

    deliver(quick, EAST, EARLIER, "a.csv", roster(range(3)))
    quick.collected()
    with sqlite3.connect(quick.home / "collected" / "ledger.sqlite") as ledger:
        ledger.execute("update delivery set received_at = '2026-11-22T19:57:36+00:00'")
    answer = quick.rollcall("run", "--known-at", "2026-11-22")
    assert answer.exit_code == 2
    assert "The first delivery came at 2026-11-23T03:57:36, Asia/Shanghai" in answer.err


def test_a_day_ends_where_the_schedule_is_and_a_time_may_name_its_zone() -> None:
    assert moment("2026-11-22", SHANGHAI) == datetime(2026, 11, 22, 15, 59, 59, 999999, tzinfo=UTC)
    assert moment("2026-11-22T08:00:00", SHANGHAI) == datetime(2026, 11, 22, tzinfo=UTC)
    assert moment("2026-11-22T08:00:00Z", SHANGHAI) == datetime(2026, 11, 22, 8, tzinfo=UTC)
    with pytest.raises(UserError, match="no date"):
        moment("22.11.2026", SHANGHAI)
