"""rollcall release: what is published is listed, an earlier release is served by decision, old ones are removed and never those that count."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from release_files import INPUTS, Home, make_home
from test_damage import changed
from warehouses import Answer, Warehouse

from pipeline.commands import release as catalogue
from pipeline.stores.decisions import Decisions
from pipeline.stores.pointer import pointed
from pipeline.stores.releases import check_release, release_id, releases, serve

WHY = ("--reason", "市局通知", "--by", "测试员")


@pytest.fixture
def four(tmp_path: Path) -> tuple[Home, Warehouse, list[str]]:
    """A home with four releases, served one after the other, and their ids in that order."""
    home = make_home(tmp_path / "home")
    (home.folder / "collected" / "ledger.sqlite").touch()
    names = [home.publish(INPUTS | {"deliveries": [turn]}).name for turn in range(4)]
    return home, Warehouse(home.folder, tmp_path / "person.key"), names


def release(warehouse: Warehouse, *arguments: str) -> Answer:
    return warehouse.rollcall("release", *arguments)


def done(warehouse: Warehouse, *arguments: str) -> str:
    answer = release(warehouse, *arguments, *WHY)
    assert answer.exit_code == 0, answer.err
    return answer.out


def refused(warehouse: Warehouse, exit_code: int, word: str, *arguments: str) -> None:
    answer = release(warehouse, *arguments)
    assert (answer.exit_code, word in answer.err) == (exit_code, True), answer.err
    assert "Traceback" not in answer.err


def said(warehouse: Warehouse) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(each.action, each.release_id, each.left) for each in Decisions(warehouse.home).all()]


def spoil(warehouse: Warehouse, name: str) -> None:
    changed(warehouse.home / "published" / name / "contracts" / "settings.yaml", b"")


def test_each_release_is_listed_with_its_state(four) -> None:
    _, warehouse, names = four
    spoil(warehouse, names[1])
    (warehouse.home / "published" / "approved").symlink_to(names[0])
    done(warehouse, "rollback")
    found = {each["release_id"]: each for each in release(warehouse, "list", "--json").document["releases"]}
    assert found.keys() == set(names)
    assert [name for name in names if found[name]["is_current"]] == [names[2]]
    assert [name for name in names if found[name]["is_approved"]] == [names[0]]
    assert [name for name in names if found[name]["rolled_back_at"]] == [names[3]]
    assert [found[name]["damage"] for name in names] == [None, "contracts/settings.yaml", None, None]
    assert (found[names[0]]["deliveries"], found[names[0]]["built_at"]) == (1, "2026-01-01")
    assert found[names[0]]["rows"] > 50
    assert found[names[1]]["rows"] is None
    shown = release(warehouse, "list")
    for word in ("current", "approved", "rolled back from", "damaged: contracts/settings.yaml", *names):
        assert word in shown.out
    assert pointed(warehouse.home) == names[2], "to look moves nothing"


def test_rolled_back_from_it_is_not_served_again_until_one_returns(four) -> None:
    home, warehouse, (_, second, third, last) = four
    assert f"Served now: release {third}" in done(warehouse, "rollback")
    assert said(warehouse) == [("rollback", third, (last,))]
    serve(warehouse.home, last)  # as a run with the same inputs does
    assert pointed(warehouse.home) == third
    home.publish(INPUTS | {"deliveries": [3]})
    assert pointed(warehouse.home) == third
    done(warehouse, "rollback")
    assert pointed(warehouse.home) == second
    other = home.publish(INPUTS | {"deliveries": ["other"]}).name
    assert pointed(warehouse.home) == other, "other inputs are published as ever"
    done(warehouse, "rollback", last)
    serve(warehouse.home, last)
    assert pointed(warehouse.home) == last
    assert said(warehouse)[-1] == ("rollback", last, ())


def test_a_rollback_that_was_cut_off_before_the_pointer_moved_is_finished(four, monkeypatch) -> None:
    _, warehouse, (_, _, third, last) = four
    with monkeypatch.context() as patch:
        patch.setattr(catalogue, "make_current", lambda *_: None)
        done(warehouse, "rollback")
    assert pointed(warehouse.home) == last
    serve(warehouse.home, last)
    assert pointed(warehouse.home) == third


def test_what_cannot_be_rolled_back_to(four) -> None:
    _, warehouse, (first, second, third, last) = four
    refused(warehouse, 2, "is the one that is served", "rollback", last, *WHY)
    refused(warehouse, 2, "There is no release 0123456789abcdef here", "rollback", "0123456789abcdef", *WHY)
    refused(warehouse, 2, "--reason", "rollback", last)
    refused(warehouse, 2, "--reason is empty", "rollback", third, "--reason", " ")
    spoil(warehouse, third)
    refused(warehouse, 1, f"Release {third} is damaged", "rollback", third, *WHY)
    assert said(warehouse) == []
    done(warehouse, "rollback")
    assert pointed(warehouse.home) == second, "the last sound one"
    for name in (first, second):
        spoil(warehouse, name)
    refused(warehouse, 2, "No sound release was served before", "rollback", *WHY)


def test_prune_keeps_the_newest_and_all_that_count(four) -> None:
    home, warehouse, (first, second, third, last) = four
    names = [first, second, third, last, *(home.publish(INPUTS | {"deliveries": [turn]}).name for turn in range(4, 8))]
    (warehouse.home / "published" / "approved").symlink_to(first)
    half = warehouse.home / "published" / ".pruned-0123456789abcdef"
    half.mkdir()
    spoil(warehouse, names[6])
    text = done(warehouse, "prune", "--keep", "1")
    kept = {names[7], names[5], first}  # current, the last sound one before it, the approved one
    assert {each.name for each in releases(warehouse.home)} == kept
    assert "Removed 5" in text
    ((action, serving, left),) = said(warehouse)
    assert (action, serving, set(left)) == ("prune", names[7], set(names) - kept)
    assert not half.exists()
    for name in kept:
        check_release(warehouse.home / "published" / name)
    assert "Nothing to remove" in done(warehouse, "prune", "--keep", "1")
    assert len(said(warehouse)) == 1
    refused(warehouse, 2, "--keep", "prune", "--keep", "0", *WHY)


def test_a_release_that_a_decision_approves_is_kept(four, monkeypatch) -> None:
    _, warehouse, names = four
    log = Decisions(warehouse.home)
    log.add_on_releases("测试员", "approve", "省厅采用", names[0], left=())
    done(warehouse, "prune", "--keep", "2")
    assert {each.name for each in releases(warehouse.home)} == {names[0], names[2], names[3]}


def test_a_prune_that_is_cut_off_leaves_no_half_release(four, monkeypatch) -> None:
    _, warehouse, names = four

    def cut_off(path: Path) -> None:
        shutil.rmtree(path / "internal")
        raise OSError("cut off")

    with monkeypatch.context() as patch:
        patch.setattr(catalogue, "remove", cut_off)
        assert release(warehouse, "prune", "--keep", "2", *WHY).exit_code == 1
    for each in releases(warehouse.home):
        check_release(each)
    done(warehouse, "prune", "--keep", "2")
    assert {each.name for each in releases(warehouse.home)} == set(names[2:])
    assert list((warehouse.home / "published").glob(".*")) == []


def test_a_run_says_that_its_release_was_rolled_back_from(night: Warehouse, tmp_path: Path) -> None:
    """And publishes it no more until one returns to it; the run itself goes well."""
    home = Path(shutil.copytree(night.home, tmp_path / "home", symlinks=True))
    warehouse = replace(night, home=home)
    today = warehouse.release
    manifest = json.loads((today / "manifest.json").read_bytes())
    manifest["inputs"]["engine"] = "another"
    earlier = home / "published" / release_id(manifest["inputs"])
    shutil.copytree(today, earlier)
    from test_damage import misstate

    misstate(json.dumps(manifest | {"release_id": earlier.name}).encode())(earlier, None)
    done(warehouse, "rollback", earlier.name)
    answer = warehouse.rollcall("run")
    assert answer.exit_code == 0, answer.err
    assert f"rollcall release rollback {today.name}" in answer.err
    assert warehouse.release == earlier.resolve()
    document = warehouse.run()
    assert (document["release_id"], document["rolled_back_from"]) == (earlier.name, today.name)
    done(warehouse, "rollback", today.name)
    document = warehouse.run()
    assert (document["release_id"], document["rolled_back_from"]) == (today.name, None)
