"""The plans on the sample's release: what documents state is what rosters give, every line says its figure or why there is none,
what is missing is truly missing, parts add up, and a part and a share of units are traced and proved.

What is stated stands in sample/published_figures*.csv and is read from there; which facts a line states, from the plan's own file.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from decimal import Decimal
from typing import Any

import oracle
import pytest
import yaml
from warehouses import ROOT, Warehouse

PLANS = sorted(path.stem for path in (ROOT / "contracts" / "plans").glob("*.yaml"))
PERIODS = {  # the periods in which a plan has figures: those of its area's rosters, else those in which anything came
    "panzhihua-145": {"2022-08", "2024-12"},
    "bazhong-2024": {"2024-08"},
    "kaifu-2010": {"2010-06"},
    "qijiang-2020-60": {"undated"},
    "yangpu-article": {"undated"},
    "yichang-5s": {"undated"},
}
STATED = {"panzhihua-145": ("2022-08", 8), "bazhong-2024": ("2024-08", 37)}
TEN_THOUSAND, HALF = 10_000, Decimal("0.5")


def lines(plan: str) -> list[dict[str, Any]]:
    """The lines of a plan as its file has them."""
    return yaml.safe_load((ROOT / "contracts" / "plans" / f"{plan}.yaml").read_text(encoding="utf-8"))["indicators"]


def facts_of(line: dict[str, Any]) -> set[str]:
    """The published facts that say the same figure as a line."""
    ways = [line, *line.get("readings", ())]
    return {*line.get("stated", ()), *(way["baseline"]["fact"] for way in ways if way.get("baseline", {}).get("fact"))}


@pytest.fixture(scope="module")
def published() -> dict[str, dict[str, str]]:
    """Fact to its row of the published figures."""
    paths = sorted((ROOT / "sample").glob("published_figures*.csv"))
    return {row["事实编号"]: row for path in paths for row in csv.DictReader(path.open(encoding="utf-8"))}


@pytest.fixture(scope="module")
def figures(night: Warehouse) -> list[dict[str, Any]]:
    return night.rows("select * from indicator_value")


def agrees(counted: Decimal, row: dict[str, str], *, is_sum: bool) -> bool:
    """A sum to the last unit, a share to half of its last printed digit, "more than" from the number on."""
    printed = Decimal(row["数值"])
    scale = TEN_THOUSAND if row["单位"].startswith("万") else 1
    if row["限定"] == "余":
        return counted >= printed * scale
    tolerance = 0 if is_sum and scale == 1 else HALF.scaleb(printed.as_tuple().exponent) * scale
    return abs(counted - printed * scale) <= tolerance


@pytest.mark.parametrize("plan", STATED)
def test_what_a_document_states_is_what_is_counted(
    night: Warehouse, published: dict[str, dict[str, str]], figures: list[dict[str, Any]], plan: str
) -> None:
    period, expected = STATED[plan]
    stated = {(fact, line["code"]) for line in lines(plan) for fact in facts_of(line)}
    assert len(stated) == len({fact for fact, _ in stated}) == expected
    counted = {
        (row["indicator_code"], row["area_code"]): row
        for row in figures
        if (row["plan_code"], row["period"], row["reading"]) == (plan, period, None)
    }
    for fact, code in stated:
        row = published[fact]
        figure = counted[code, row["地区代码"]]
        assert str(figure["as_of_date"]) == row["数据日期"]
        assert agrees(figure["value"], row, is_sum=figure["statistic"] == "sum"), (fact, code, figure["value"])
    rows = night.rows(
        f"select * from stated_counted where plan_code = '{plan}' and source_kind = 'bulletin' and figure_id like '%/{period}'"
    )
    assert {(row["fact_id"], row["indicator_code"]) for row in rows} == stated
    assert {row["verdict"] for row in rows} == {"一致"}
    for row in rows:
        figure = counted[row["indicator_code"], row["area_code"]]
        assert (row["figure_id"], row["counted_value"]) == (figure["figure_id"], figure["value"])
        assert row["stated_value"] == Decimal(published[row["fact_id"]]["数值"])


def test_every_line_of_every_plan_has_a_figure_or_says_why_not(figures: list[dict[str, Any]]) -> None:
    found = defaultdict(dict)
    for row in figures:
        found[row["plan_code"], row["indicator_code"], row["reading"], row["area_code"]][row["period"]] = row
    assert PERIODS.keys() == set(PLANS)
    for plan in PLANS:
        area = yaml.safe_load((ROOT / "contracts" / "plans" / f"{plan}.yaml").read_text(encoding="utf-8"))["area"]
        for line in lines(plan):
            for reading in (None, *(each["name"] for each in line.get("readings", ()))):
                of_line = found[plan, line["code"], reading, line.get("area", area)]
                assert of_line.keys() == PERIODS[plan], (plan, line["code"], reading)
                for row in of_line.values():
                    assert row["value"] is not None or row["status_reason"], row["figure_id"]
                    assert (row["status"] == "无法评估") == (row["status_reason"] is not None), row["figure_id"]
    assert {row["plan_code"] for row in figures} == set(PLANS)


@pytest.fixture(scope="module")
def lists() -> dict[str, tuple[str, dict[str, str]]]:
    """Entity to its Chinese name and those of its fields."""
    found = {}
    for path in (ROOT / "contracts" / "entities").glob("*.odcs.yaml"):
        (schema,) = yaml.safe_load(path.read_text(encoding="utf-8"))["schema"]
        fields = {each["name"]: each.get("businessName", each["name"]) for each in schema["properties"]}
        found[path.name.partition(".")[0]] = (schema["businessName"], fields)
    return found


@pytest.fixture(scope="module")
def delivered(night: Warehouse, lists: dict[str, Any]) -> dict[tuple[str, str], dict[str, set[str]]]:
    """(Unit, list by its Chinese name) to the fields that stand in its counted files by period."""
    rows = night.rows(
        "select distinct unit_code, period, delivery.entity, header.field from run_delivery as delivery"
        " join header_map as header on header.delivery_id = delivery.delivery_id and header.entity = delivery.entity"
        " where is_counted and header.field is not null"
    )
    found: dict[tuple[str, str], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in rows:
        assert (ROOT / "raw" / row["unit_code"] / row["period"]).is_dir()
        name, fields = lists[row["entity"]]
        found[row["unit_code"], name][row["period"]].add(fields[row["field"]])
    return found


def needs_of(row: dict[str, Any], lists: dict[str, Any]) -> list[tuple[str, set[str]]]:
    """Each list that a figure says it needs, with its fields."""
    found = []
    for need in (row["needs_zh"] or "").split("；"):
        (told,) = [each for each in lists.values() if need.startswith(f"{each[0]}(") and need.endswith(")")]
        fields = set(need.removeprefix(f"{told[0]}(").removesuffix(")").split("、"))
        assert fields, row["figure_id"]
        assert told == lists["observation"] or fields <= set(told[1].values()), row["figure_id"]
        found.append((told[0], fields))
    return found


def test_what_has_no_data_names_what_is_missing_and_it_is_missing(
    night: Warehouse, figures: list[dict[str, Any]], lists: dict[str, Any], delivered: dict[tuple[str, str], Any]
) -> None:
    members = defaultdict(set)
    for row in night.rows("select area_code, member_code from dim_area_member"):
        members[row["area_code"]].add(row["member_code"])
    missing = [row for row in figures if row["status_reason"] == "无数据"]
    assert len(missing) > 40
    register, statements = lists["community"][0], lists["observation"][0]
    for row in missing:
        assert row["value"] is None, row["figure_id"]
        needed = needs_of(row, lists)
        if [name for name, _ in needed] == [statements]:
            # a list of numbers may be there without the one that is divided by: it is named
            definition = "常住" if row["reading"] == "resident" else "户籍"
            assert needed == [(statements, {f"该地区{definition}人口的年末数"})]
            assert (row["area_code"], definition) not in oracle.population(ROOT / "raw", row["as_of_date"])
            continue
        # a register counts until the next one comes, every other list for its own period
        is_there = [
            any(
                fields <= told
                for unit in members[row["area_code"]]
                for period, told in delivered[unit, name].items()
                if period == row["period"] or (name == register and period <= row["period"])
            )
            for name, fields in needed
        ]
        assert not all(is_there), (row["figure_id"], row["needs_zh"])


PARTS = {  # a line of the report to those that divide it by one attribute
    "S01": ("S02a S02b S02c S02d S02e S02f S02g S02h", "S04a S04b S04c S04d", "S05a S05b"),
    "S06": ("S06a S06b",),
}


@pytest.mark.parametrize("whole", PARTS)
def test_parts_by_one_dimension_add_up_in_every_area(figures: list[dict[str, Any]], whole: str) -> None:
    values: dict[str, dict[str, Decimal]] = defaultdict(dict)
    for row in figures:
        if row["plan_code"] == "bazhong-2024":
            values[row["area_code"]][row["indicator_code"]] = row["value"]
    assert len(values) == 7
    by_code = {line["code"]: line["numerator"] for line in lines("bazhong-2024")}
    for codes in map(str.split, PARTS[whole]):
        (dimension,) = {name for code in codes for name in by_code[code]["where"]}
        assert {by_code[code]["measure"] for code in codes} == {by_code[whole]}, dimension
        for area, found in values.items():
            assert sum(found[code] for code in codes) == found[whole], (area, dimension)


@pytest.mark.parametrize(
    ("figure", "measure"),
    [
        ("bazhong-2024/S02a/511900/2024-08", "measure_professional[employer_type=mass_organisation]"),
        ("panzhihua-145/T01/510400/2024-12", None),
    ],
)
def test_a_part_and_a_share_of_units_are_traced_and_proved(
    night: Warehouse, figures: list[dict[str, Any]], figure: str, measure: str | None
) -> None:
    answer = night.rollcall("trace", figure, "--cells", "--why-not", "--prove", "--json")
    found = answer.document
    assert (answer.exit_code, found["proved"], found["failures"]) == (0, True, [])
    (row,) = [row for row in figures if row["figure_id"] == figure]
    numerator = found["numerator"]
    assert numerator["counted"] == len(found["rows"]) == row["numerator"]
    assert numerator["counted"] + numerator["not_counted"] == numerator["candidates"]
    reasons = {each["reason"]: each["count"] for each in found["not_counted"]}
    if measure:
        assert numerator["measure"] == measure
        assert reasons["other_member"] > 0
        assert all("employer_type" in each["cells"] for each in found["rows"])
    else:
        assert numerator["measure"].endswith(">=2]")
        assert row["denominator"] == found["denominator"]["counted"] == row["numerator"] + reasons["below_minimum"]
        assert all(each["evidence_row_id"] for each in found["rows"])
        standing = night.rows(
            "select quantity, not_counted_reason from unit_standing"
            f" where measure = '{numerator['measure']}' and period = '2024-12' and unit_reason is null"
        )
        assert sum(each["quantity"] >= 2 for each in standing) == row["numerator"]
        assert row["unit_minimum"] == min(each["quantity"] for each in standing)
