"""A plan file says what a document sets, exactly, or is refused in one line that tells where and why; the shipped ones leave nothing out."""

import csv
import re
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from county_tables import CONTRACTS
from warehouses import ROOT

from pipeline.contract.counted import Part, Units
from pipeline.contract.plan import Plan, load_plan
from pipeline.contract.target import Deadline, as_printed
from pipeline.settings import UserError
from pipeline.stores.plan_inputs import plan_rows

SHIPPED = ["bazhong-2024", "kaifu-2010", "panzhihua-145", "qijiang-2020-60", "yangpu-article", "yichang-5s"]
PLAN = """\
code: plan
kind: plan
version: "1"
title: 某市规划
area: "510400"
years: [2021, 2025]
issuers: [某局]
responsible: [{name: 某局}]
indicators:
  - code: "01"
    name: 甲
    statistic: sum
    numerator: measure_professional
    unit: 人
    direction: rising
    path: deadline
    type: 约束性
    target: {operator: ">=", printed: true, by: {2025-12-31: 2100}}
    definition: 在册的。
    source: {words: 2100人}
  - code: "02"
    name: 乙
    statistic: units
    factor: 100
    numerator: {units: measure_urban_community, of: measure_certified_worker, at_least: 2}
    denominator: measure_urban_community
    unit: "%"
    type: 未标注
    definition: 每个不少于2名。
    source: {words: 至少2名}
"""


def load(folder: Path, text: str) -> Plan:
    path = folder / "contracts" / "plans" / "plan.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return load_plan(path)


def changed(old: str, new: str) -> str:
    assert PLAN.count(old) >= 1
    return PLAN.replace(old, new, 1)


def refused(folder: Path, text: str) -> str:
    """The one line in which a plan is refused."""
    with pytest.raises(UserError) as error:
        load(folder, text)
    assert error.value.exit_code == 2
    (line,) = str(error.value).splitlines()
    return line


def set_by(folder: Path, by: str) -> dict[Deadline, Fraction]:
    """Deadlines and amounts of line 01 with these written as its target."""
    return load(folder, changed("{2025-12-31: 2100}", by)).indicators[0].target.by


def test_the_plan_of_these_tests_is_sound(tmp_path: Path) -> None:
    plan = load(tmp_path, PLAN)
    assert [each.code for each in plan.indicators] == ["01", "02"]
    assert plan.indicators[0].numerator == Part(measure="measure_professional")
    held = plan.indicators[1].numerator
    assert isinstance(held, Units)
    assert held.name == "measure_urban_community[measure_certified_worker>=2]"


@pytest.mark.parametrize(
    ("old", "new", "at", "expected"),
    [
        # a target that does not say which way is up, or how it is due
        ("    direction: rising\n", "", '  - code: "01"', "indicators.01: indicator 01: direction is missing; where there"),
        ("    path: deadline\n", "", '  - code: "01"', "indicators.01: indicator 01: path is missing; where there is a target"),
        ("direction: rising", "direction: falling", '  - code: "01"', "indicators.01: indicator 01: a rising target is >="),
        ("path: deadline", "path: linear", '  - code: "01"', "indicators.01: indicator 01: path linear needs a baseline"),
        # a key that nobody reads, at every depth
        ("direction: rising", "directon: rising", "    directon: rising", "indicators.01.directon: no such key; is it direction?"),
        ("printed: true", "printed: true, evrywhere: true", None, "indicators.01.target.evrywhere: no such key; is it everywhere?"),
        ("at_least: 2", "at_lest: 2, at_least: 2", None, "indicators.02.numerator.at_lest: no such key; is it at_least?"),
        ("title: 某市规划", "title: 某市规划\nisued: 2021-01-01", None, "isued: no such key; is it issued?"),
        # units
        (", at_least: 2}", "}", None, "indicators.02.numerator.at_least: is missing."),
        ("at_least: 2", "at_least: two", None, "a number or a fraction such as 1/3 is expected, found two."),
        ("    denominator: measure_urban_community\n", "", None, "indicator 02: a sum has no denominator, every other statistic"),
        ("    denominator: measure_urban_community\n", "    denominator: measure_rural_community\n", None,
         "indicator 02: units are divided by those units: measure_urban_community"),
        ("at_least: 2", "at_least: 0", None, "at_least must be above 0"),
        ("{units: measure_urban_community, of: measure_certified_worker, at_least: 2}", "measure_urban_community", None,
         "indicator 02: a share of units has a numerator with units, of and at_least"),
        # amounts
        ("2100}}", "true}}", None, "a number or a fraction such as 1/3 is expected"),
        ("2100}}", "1/0}}", None, "a number or a fraction such as 1/3 is expected, found 1/0."),
        ("2100}}", "约2100}}", None, "a number or a fraction such as 1/3 is expected, found 约2100."),
        # deadlines
        ("2025-12-31: 2100", "2025-13: 2100", None, "a date, YYYY-MM, YYYY or plan is expected, found 2025-13."),
        ("2025-12-31: 2100", "十四五末: 2100", None, "a date, YYYY-MM, YYYY or plan is expected, found 十四五末."),
        # codes
        ('code: "02"', 'code: "01"', '  - code: "01"', "code: 01 stands twice"),
        # what cannot be meant
        ("years: [2021, 2025]", "years: [2025, 2021]", None, "years: the first, 2025, is after the last, 2021"),
        ("2100}}", "2100}, upper: 2000}", None, "upper must lie above 2100"),
        ("2100}}", "2100}, everywhere: true}", None, "indicator 01: the target of a sum is that of its own area"),
        ("    path: deadline\n", "    path: deadline\n    baseline: {date: 2026-01-01, value: 1}\n", None,
         "indicator 01: the baseline of 2026-01-01 is not before the last deadline, 2025-12-31"),
        ("    source: {words: 2100人}", "    readings: [{name: a, definition: 一}, {name: a, definition: 二}]\n    source: {words: 2100人}",
         None, "indicator 01: the reading a stands twice"),
        ("    source: {words: 2100人}", "    readings: [{name: a, definition: 一, target: {operator: \"<=\", printed: true, by: {2025: 1}}}]\n"
         "    source: {words: 2100人}", None, "indicator 01: a rising target is >="),
        ("indicators:\n", "footings: [{total: A, parts: [B], factor: 100}]\nindicators:\n", None,
         "footing of A: a share with a factor has two parts"),
    ],
)  # fmt: skip
def test_a_plan_is_refused_with_file_line_and_key(
    tmp_path: Path, old: str, new: str, at: str | None, expected: str
) -> None:
    text = changed(old, new)
    problem = refused(tmp_path, text)
    told = re.match(r"contracts/plans/plan\.yaml, line (\d+): ", problem)
    assert told, problem
    assert expected in problem
    if at is not None:
        assert text.splitlines()[int(told[1]) - 1].startswith(at), problem


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("{2025-12-31: 1/3}", {Deadline(date(2025, 12, 31), "day"): Fraction(1, 3)}),
        ("{2025-12-31: 1.7}", {Deadline(date(2025, 12, 31), "day"): Fraction(17, 10)}),
        ("{2024-02: 5}", {Deadline(date(2024, 2, 29), "month"): Fraction(5)}),
        ("{2023: 1/5, 2025: 1/3}", {
            Deadline(date(2023, 12, 31), "year"): Fraction(1, 5), Deadline(date(2025, 12, 31), "year"): Fraction(1, 3),
        }),
        ("{plan: 100}", {Deadline(None, "none"): Fraction(100)}),
    ],
)  # fmt: skip
def test_amounts_and_deadlines_stay_as_exact_as_they_are_printed(tmp_path: Path, by: str, expected: dict) -> None:
    assert set_by(tmp_path, by) == expected


def test_a_deadline_that_no_document_names_is_the_last_day_of_the_plan(tmp_path: Path) -> None:
    text = changed("{2025-12-31: 2100}", "{plan: 2100}")
    plan = load(tmp_path, text)
    (due,) = plan.indicators[0].target.by
    assert plan.last_day(due) == date(2025, 12, 31)
    problem = refused(tmp_path, text.replace("years: [2021, 2025]\n", ""))
    assert "a target without a deadline (plan) needs the years of the plan" in problem


@pytest.mark.parametrize(
    ("amount", "printed"),
    [("1/3", "1/3"), ("1/4", "0.25"), ("2100", "2,100"), ("1.70", "1.7"), ("100", "100"), ("1/5", "0.2"), ("-2", "-2")],
)
def test_a_fraction_is_printed_as_one_only_where_no_decimal_says_it(amount: str, printed: str) -> None:
    assert as_printed(Fraction(amount)) == printed


def test_a_reading_is_chosen_among_several(tmp_path: Path) -> None:
    opened = changed("    definition: 在册的。\n", "    definition: 在册的。\n    choice: open\n")
    assert "indicator 01: choice: open needs readings to choose among" in refused(tmp_path, opened)
    readings = "    readings: [{name: in_post, definition: 在岗的。, numerator: measure_certified_in_post}]\n"
    plan = load(tmp_path, opened.replace("    choice: open\n", f"    choice: open\n{readings}"))
    first = plan.indicators[0]
    assert (first.choice, [name for name, _ in first.ways]) == ("open", [None, "in_post"])
    assert first.measures == {"measure_professional", "measure_certified_in_post"}
    assert "readings" in refused(
        tmp_path, opened.replace("    choice: open\n", readings.replace("in_post,", "In Post,"))
    )


@pytest.mark.parametrize(
    ("said", "is_sound"),
    [
        ('evidence: ["01"]', True), ("evidence: [training]", True), ("reason: 没有名录", True),
        ('evidence: ["01"], reason: 没有名录', False), ("responsible: [{name: 某局}]", False), ("evidence: []", False),
    ],
)  # fmt: skip
def test_a_task_is_served_or_says_why_not(tmp_path: Path, said: str, is_sound: bool) -> None:
    text = f"{PLAN}obligations:\n  - {{code: O01, words: 加强领导, {said}}}\n"
    if is_sound:
        assert [each.code for each in load(tmp_path, text).obligations] == ["O01"]
    else:
        problem = refused(tmp_path, text)
        assert f"line {len(text.splitlines())}: obligations.O01: " in problem
        assert "obligation O01: either evidence or the reason why there is none" in problem


def test_lines_and_tasks_share_their_codes(tmp_path: Path) -> None:
    text = f'{PLAN}obligations:\n  - {{code: "02", words: 加强领导, reason: 没有名录}}\n'
    assert "code: 02 stands twice" in refused(tmp_path, text)


def test_a_contradiction_concerns_lines_that_there_are(tmp_path: Path) -> None:
    said = "\ncontradictions:\n  - {code: I-1, indicators: ['03'], words: 两处不同, treatment: 并列}\n"
    assert "I-1 concerns 03, which is no indicator of the plan" in refused(tmp_path, PLAN + said)


def test_amendments_stand_in_their_order(tmp_path: Path) -> None:
    def amended(*days: str) -> str:
        each = ", ".join(
            f"{{approved: {day}, document: 通知, by: {{2025-12-31: 2200}}, words: 调整为2200人}}" for day in days
        )
        return changed("by: {2025-12-31: 2100}}", f"by: {{2025-12-31: 2100}}, amendments: [{each}]}}")

    target = load(tmp_path, amended("2023-01-01", "2024-01-01")).indicators[0].target
    assert [each.approved for each in target.amendments] == [date(2023, 1, 1), date(2024, 1, 1)]
    for days in (("2024-01-01", "2023-01-01"), ("2023-01-01", "2023-01-01")):
        assert "amendments stand in the order of their approval, one a day" in refused(tmp_path, amended(*days))


def test_every_shipped_plan_loads() -> None:
    assert CONTRACTS.plan_codes() == SHIPPED
    assert [CONTRACTS.plan(code).code for code in SHIPPED] == SHIPPED


def test_the_shipped_plans_name_every_published_fact_and_no_other() -> None:
    """Populations come from statistics and are divided by; everything else is said by one document."""
    published = [
        row
        for path in sorted((ROOT / "sample").glob("published_figures*.csv"))
        for row in csv.DictReader(path.open(encoding="utf-8"))
    ]
    said = {row["事实编号"] for row in published if row["来源性质"] == "公报"}
    assert {row["主题"] for row in published if row["事实编号"] not in said} == {"人口"}
    assert len(said) == 168
    named = [fact for code in SHIPPED for fact in CONTRACTS.plan(code).named_facts]
    assert sorted(named) == sorted(said)


def test_the_shipped_plans_name_each_contradiction() -> None:
    found = {each.code for code in SHIPPED for each in CONTRACTS.plan(code).contradictions}
    assert found == {f"I-{number}" for number in range(1, 38)}


@pytest.mark.parametrize(
    ("choice", "decided", "expected"),
    [
        ("printed", {}, [True, False]),
        ("open", {}, [None, None]),
        ("open", {("plan", "01"): "other"}, [False, True]),
        ("printed", {("plan", "01"): None}, [True, False]),
        # a reading that the plan has no longer is chosen in vain
        ("printed", {("plan", "01"): "gone"}, [True, False]),
        ("open", {("plan", "01"): "gone"}, [None, None]),
    ],
)
def test_the_print_or_a_decision_chooses_among_readings(
    tmp_path: Path, choice: str, decided: dict, expected: list[bool | None]
) -> None:
    text = changed(
        "    source: {words: 2100人}",
        f"    choice: {choice}\n    readings: [{{name: other, definition: 另一读法}}]\n    source: {{words: 2100人}}",
    )
    rows = plan_rows([load(tmp_path, text)], CONTRACTS, decided, {"measure_professional"})["indicator"]
    assert [row["is_chosen"] for row in rows if row["indicator_code"] == "01"] == expected
