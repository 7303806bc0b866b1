"""Two releases, between them one of everything that can change a figure: `rollcall diff` names the cause of each change, and the parts add up."""

import json
import shutil
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from warehouses import ROOT, Answer, Warehouse

from pipeline.outputs.changes_text import show
from pipeline.outputs.terminal import paper

CITY, EAST, WEST, THIRD = "510400", "510402", "510403", "510411"
PERIOD = "2024-12"
ROSTER = "仁和区社会工作从业人员花名册.csv"
LATE = "仁和区考试报名表.csv"
MEASURES = ("numerator", "denominator")


def figure(line: str, area: str = CITY) -> str:
    return f"panzhihua-145/{line}/{area}/{PERIOD}"


def replaced(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, old
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture(scope="module")
def told(once) -> dict[str, Any]:
    """What diff says, both releases with their values, and what a known-at run said."""

    def make(folder: Path) -> None:
        (folder / "said.json").write_text(json.dumps(_happened(folder), default=str), encoding="utf-8")

    return json.loads((once("changes", make) / "said.json").read_text(encoding="utf-8"), parse_float=Decimal)


def _happened(folder: Path) -> dict[str, Any]:
    for place in (CITY, f"{EAST}/{PERIOD}", f"{WEST}/{PERIOD}", f"{THIRD}/{PERIOD}"):
        shutil.copytree(ROOT / "raw" / place, folder / "raw" / place)
    (folder / "raw" / THIRD / PERIOD / LATE).rename(folder / LATE)
    warehouse = Warehouse(folder / "home", folder / "person.key", folder / "raw").with_contracts(folder / "contracts")
    old = warehouse.run()["release_id"]
    values = {old: _values(warehouse)}
    _yesterday(warehouse)
    _change_everything(warehouse, folder)
    new = warehouse.run()["release_id"]
    values[new] = _values(warehouse)
    known = warehouse.rollcall("run", "--known-at", "2020-01-02", "--contracts-of", old, "--json")
    return {
        "old": old,
        "new": new,
        "values": values,
        "diff": _document(warehouse.rollcall("diff", old, new, "--json")),
        "known": _document(known)["release_id"],
        "current": warehouse.release.name,
    }


def _document(answer: Answer) -> dict[str, Any]:
    assert answer.exit_code == 0, answer.err
    return answer.document


def _values(warehouse: Warehouse) -> dict[str, list[Any]]:
    query = "select figure_id, value, numerator, denominator from indicator_value"
    return {row["figure_id"]: [row["value"], *(row[name] for name in MEASURES)] for row in warehouse.rows(query)}


def _yesterday(warehouse: Warehouse) -> None:
    """What has come so far came long ago, so that there is a day before the correction."""
    import sqlite3

    with sqlite3.connect(warehouse.home / "collected" / "ledger.sqlite") as connection:
        connection.execute("update delivery set received_at = '2020-01-02T03:04:05+00:00'")


def _change_everything(warehouse: Warehouse, folder: Path) -> None:
    contracts, county = folder / "contracts", folder / "raw" / THIRD / PERIOD
    replaced(contracts / "codes" / "areas.csv", f"{WEST},西区,county,{CITY}", f"{WEST},西区,county,511900")
    replaced(contracts / "rules" / "allowance.csv", f"{CITY},1,100,", f"{CITY},1,120,")
    replaced(contracts / "codes" / "certificate_level.csv", "|高级社工师|", "|")  # two rows of a county are so spelled
    replaced(contracts / "plans" / "panzhihua-145.yaml", "{2025-12-31: 2100}", "{2025-12-31: 2200}")
    lines = (county / ROSTER).read_bytes().splitlines(keepends=True)
    (county / ROSTER).write_bytes(b"".join([*lines[:-9], *lines[-6:]]))  # three persons fewer
    (folder / LATE).rename(county / LATE)
    pair = warehouse.rows(f"""
        select min(delivery_id || ':' || row_id) as one from fct_worker
        where period = '{PERIOD}' and is_professional and unit_code = '{EAST}'
        group by person_key having count(*) = 2 order by one limit 1
    """)
    said = ["--reason", "因为", "--by", "甲"]
    assert warehouse.rollcall("person", "split", pair[0]["one"], *said).exit_code == 0
    assert (
        warehouse.rollcall("reading", "choose", "panzhihua-145/02", "resident", "--document", "一号", *said).exit_code
        == 0
    )


def test_every_cause_is_named(told) -> None:
    assert [each["cause"] for each in told["diff"]["causes"]] == [
        "boundary", "rule", "layout", "plan", "corrected", "new", "persons", "readings"
    ]  # fmt: skip


def test_the_parts_add_up_to_the_change_of_every_figure(told) -> None:
    old, new = (told["values"][told[name]] for name in ("old", "new"))
    listed = {each["figure_id"]: each for each in told["diff"]["figures"]}
    changed = {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}
    assert changed
    assert changed <= listed.keys()
    for name, each in listed.items():
        for place, column in enumerate(("value", *MEASURES)):
            before, after = (Decimal((side.get(name) or [None] * 3)[place] or 0) for side in (old, new))
            parts = [Decimal(part["change"][column]) for part in each["parts"]]
            assert sum(parts) == Decimal(each["change"][column]) == after - before, (name, column)


def test_the_rows_behind_a_part_add_up_to_it(told) -> None:
    seen = defaultdict(int)
    for each in told["diff"]["figures"]:
        for part in each["parts"]:
            for side in MEASURES:
                rows = part["rows"].get(side, [])
                if each["unit"] == "%" and not rows:
                    continue
                moved = sum(_counted(row["after"]) - _counted(row["before"]) for row in rows)
                if part["before"] and part["after"] and None not in (part["before"][side], part["after"][side]):
                    assert moved == Decimal(part["change"][side]), (each["figure_id"], part["cause"], side)
                    seen[part["cause"]] += bool(rows)
    assert {cause for cause, count in seen.items() if count} >= {"boundary", "rule", "layout", "corrected", "persons"}


def _counted(side: dict[str, Any] | None) -> Decimal:
    return Decimal(side["quantity"] or 0) if side else Decimal(0)


def parts(told, name: str) -> dict[str, dict[str, Any]]:
    (found,) = (each for each in told["diff"]["figures"] if each["figure_id"] == name)
    return {part["cause"]: part for part in found["parts"]}


def test_each_cause_stands_where_it_should(told) -> None:
    total = parts(told, figure("01"))
    assert {"boundary", "plan", "corrected"} <= total.keys()
    assert Decimal(total["boundary"]["change"]["value"]) < 0, "a county left the city"
    assert total["plan"]["before"]["target"] != total["plan"]["after"]["target"]
    assert not any(map(Decimal, total["plan"]["change"].values()))
    assert "rule" in parts(told, figure("R2")), "the allowance that is due"
    assert "persons" in {cause for each in told["diff"]["figures"] for cause in [p["cause"] for p in each["parts"]]}
    chosen = parts(told, figure("02~resident"))["readings"]
    assert (chosen["before"]["status_reason"], chosen["after"]["status_reason"]) != (
        chosen["after"]["status_reason"],
    ) * 2
    late = [each for each in told["diff"]["figures"] if {part["cause"] for part in each["parts"]} == {"new"}]
    assert late, "what the late file brings stands by itself"


def test_the_row_that_is_gone_is_shown_where_it_stood(told) -> None:
    rows = parts(told, figure("01"))["corrected"]["rows"]["numerator"]
    assert rows
    assert all(row["before"]["file"].startswith(f"{THIRD}/{PERIOD}/") and row["before"]["row"] > 1 for row in rows)


def test_a_row_that_went_into_quarantine_is_not_told_to_be_gone(told) -> None:
    found = [part for each in told["diff"]["figures"] for part in each["parts"] if part["cause"] == "layout"]
    gone = [
        row for part in found for side in MEASURES for row in part["rows"].get(side, []) if not row["after"]["quantity"]
    ]
    assert gone
    assert {row["after"]["reason"] for row in gone} == {"quarantined, code_unknown"}
    assert all(
        (row["after"]["file"], row["after"]["row"]) == (row["before"]["file"], row["before"]["row"]) for row in gone
    )


def _exact(value: Any) -> Any:
    """JSON with every number as the exact one that it stands for."""
    if isinstance(value, dict):
        return {name: each if name == "row" else _exact(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_exact(each) for each in value]
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


def test_the_text_names_causes_figures_and_rows(told, capsys) -> None:
    show(_exact(told["diff"]), paper())
    text = capsys.readouterr().out
    for said in (
        "区划",
        "规则",
        "版式或同义词",
        "quarantined, code_unknown",
        "规划调整",
        "订正报送",
        "新报送",
        "人员认定",
        "口径选择",
        figure("01"),
        "no such row",
    ):
        assert said in text, said


def test_known_at_the_day_before_gives_the_release_of_then_and_leaves_current(told) -> None:
    assert told["known"] == told["old"] != told["new"] == told["current"]
