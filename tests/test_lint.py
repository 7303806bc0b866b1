"""Lint finds what does not agree across files, and says in one line which file, what was expected and what to do."""

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from county_tables import CONTRACTS
from warehouses import ROOT

from pipeline import lint
from pipeline.contract import load
from pipeline.settings import Settings, UserError

PLAN = "panzhihua-145"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A copy of the contracts, and no deliveries."""
    shutil.copytree(ROOT / "contracts", tmp_path / "contracts")
    (tmp_path / "raw").mkdir()
    return Settings(tmp_path / "raw", tmp_path / "home", tmp_path / "contracts", tmp_path / "key")


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the dbt models, to be changed."""
    folder = tmp_path / "dbt_project" / "models"
    shutil.copytree(ROOT / "dbt_project" / "models", folder)
    monkeypatch.setattr(lint, "ROOT", tmp_path)
    monkeypatch.setattr(lint, "MODELS", folder)
    monkeypatch.setattr(lint, "FACTS", folder / "facts" / "_facts.yml")
    monkeypatch.setattr(lint, "CODES", folder / "dimensions" / "codes" / "_codes.yml")
    shutil.copytree(ROOT / "pipeline", tmp_path / "pipeline", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "docs").mkdir()
    return folder


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def change_plan(settings: Settings, line: str | None = None, **values: Any) -> None:
    """Set values of one line of the plan, or of the plan itself."""
    path = settings.contracts / "plans" / f"{PLAN}.yaml"
    plan = yaml.safe_load(path.read_text(encoding="utf-8"))
    target = next(each for each in plan["indicators"] if each["code"] == line) if line else plan
    target.update(values)
    path.write_text(yaml.safe_dump(plan, allow_unicode=True), encoding="utf-8")


def problems(settings: Settings) -> list[str]:
    """What lint finds, but for the pages on plans: they drift with every plan and measure that is changed here."""
    return [each for each in lint.lint_all(settings) if not each.startswith(("docs/coverage.md", "docs/measures.md"))]


def only_problem(settings: Settings) -> str:
    (problem,) = problems(settings)
    assert "\n" not in problem
    return problem


def test_a_page_on_plans_that_drifted_is_named(settings: Settings) -> None:
    change_plan(settings, "01", name="另一个名称")
    (problem,) = lint.lint_all(settings)
    assert problem == "docs/coverage.md is not what contracts/ say. Write it anew with: rollcall lint --write"
    (settings.contracts / "plans" / "plan.schema.json").write_text("{}", encoding="utf-8")
    assert any(each.startswith("plans/plan.schema.json is not what") for each in lint.lint_all(settings))


def test_the_project_is_in_order() -> None:
    assert lint.lint_all(Settings(ROOT / "raw", ROOT / "warehouse", ROOT / "contracts", ROOT / "key")) == []


def test_a_finding_that_nothing_makes(settings: Settings) -> None:
    with (settings.contracts / "findings.yaml").open("a", encoding="utf-8") as file:
        file.write('nobody_makes_this: {severity: warn, zh: "无", en: "None.", example: "无", pathologies: []}\n')
    unmade, drift = lint.lint_all(settings)
    assert unmade == "contracts/findings.yaml: nobody_makes_this is made by no rule and no code; delete it."
    assert drift.startswith("docs/findings.md is not what contracts/findings.yaml says.")


def test_facts_that_drifted_are_named_and_written_anew(settings: Settings, models: Path) -> None:
    change(models / "facts" / "_facts.yml", "fct_worker", "fct_workers")
    assert only_problem(settings).startswith("dbt_project/models/facts/_facts.yml is not what contracts/ say.")
    assert lint.lint_all(settings, write=True) == []
    assert (models / "facts" / "_facts.yml").read_text() == (ROOT / "dbt_project/models/facts/_facts.yml").read_text()


def test_a_changed_label_is_drift(settings: Settings) -> None:
    change(settings.contracts / "entities" / "agency.odcs.yaml", "businessName: 机构名称", "businessName: 机构全名")
    assert "_facts.yml" in only_problem(settings)


def test_a_measure_that_is_in_no_union(settings: Settings, models: Path) -> None:
    (models / "measures" / "measure_new.sql").write_text("select 1")
    assert only_problem(settings) == "dbt_project/models/measures/listed_candidate.sql: add measure_new"


def test_a_union_of_a_measure_that_is_not_there(settings: Settings, models: Path) -> None:
    (models / "measures" / "measure_township.sql").unlink()
    assert only_problem(settings) == "dbt_project/models/measures/listed_candidate.sql: measure_township has no file"


def test_a_reason_without_a_name(settings: Settings, models: Path) -> None:
    change(models / "measures" / "measure_professional.sql", "'not_professional'", "'not_qualified'")
    assert only_problem(settings) == (
        "measure_professional.sql: reason not_qualified is not in contracts/codes/not_counted_reason.csv"
    )


@pytest.mark.parametrize(
    ("line", "values", "expected"),
    [
        (None, {"area": "510499"}, "area 510499 is not in contracts/codes/areas.csv."),
        ("01", {"numerator": "measure_unheard_of"}, ": 01: there is no measure measure_unheard_of; is it "),
        (
            "01",
            {"numerator": {"measure": "measure_professional", "where": {"systm": ["education"]}}},
            ": 01: measure_professional has no dimension systm; is it system? It has: ",
        ),
        (
            "01",
            {"numerator": {"measure": "measure_professional", "where": {"system": ["educaton"]}}},
            ": 01: system has no member educaton; is it education? It has: ",
        ),
        ("01", {"denominator": "measure_township"}, "indicator 01: a sum has no denominator"),
        ("02", {"denominator": None}, "indicator 02: a sum has no denominator, every other statistic has one"),
        ("01", {"type": "随意"}, "约束性"),
        ("01", {"direction": "sideways"}, "rising"),
        ("01", {"comment": "x"}, "indicators.01.comment: no such key; is it document?"),
        ("01", {"baselin": {}}, "indicators.01.baselin: no such key; is it baseline?"),
        ("01", {"direction": None}, "indicator 01: direction is missing; where there is a target it must be said"),
        ("01", {"direction": "falling"}, "a rising target is >=, > or =, a falling one <= or <"),
        ("04", {"path": "linear"}, "path linear needs a baseline"),
        (None, {"code": "another"}, "the code is the name of the file"),
        (None, {"indicators": []}, "at least 1 item"),
    ],
)
def test_a_plan_that_does_not_fit(settings: Settings, line: str | None, values: dict, expected: str) -> None:
    change_plan(settings, line, **values)
    problem = only_problem(settings)
    assert problem.startswith(f"contracts/plans/{PLAN}.yaml")
    assert expected in problem
    wrong = re.search(r"(?:measure|dimension|member) (\w+)[;,]|indicators\.01\.(\w+): no such", problem)
    if wrong and line:
        text = (settings.contracts / "plans" / f"{PLAN}.yaml").read_text(encoding="utf-8").splitlines()
        number = int(problem.partition("line ")[2].partition(":")[0])
        assert (wrong[1] or wrong[2]) in text[number - 1]


def test_a_plan_is_told_the_line_of_what_is_missing_twice_or_wrong(settings: Settings) -> None:
    path = settings.contracts / "plans" / f"{PLAN}.yaml"
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    first, place = lines.index("    direction: rising") + 1, lines.index("    unit: 人") + 1
    for old, new, line, expected in (
        (
            "    direction: rising\n",
            "",
            lines.index('  - code: "01"') + 1,
            "indicators.01: indicator 01: direction is missing",
        ),
        (
            "    direction: rising\n",
            "    direction: up\n",
            first,
            "indicators.01.direction: Input should be 'rising' or 'falling', found up",
        ),
        ("    unit: 人\n", "    unit: 人\n    unit: 名\n", place + 1, "unit stands twice; keep one"),
        ("    unit: 人\n", "    unit: [人\n", place + 1, "cannot be read: "),
    ):
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        problem = only_problem(settings)
        assert problem.startswith(f"contracts/plans/{PLAN}.yaml, line {line}: {expected}"), problem


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("code: a\nissued: 2021-02-30", ", line 2: cannot be read: day is out of range for month"),
        ("code: a\n? [a, b]\n: 1", ", line 2: cannot be read: found unhashable key"),
        ("code: &a [*a]", " cannot be read: it is nested too deep, or a part of it stands for itself"),
        ("code: " + "[" * 5000, " cannot be read: it is nested too deep"),
        ("issued: !!timestamp abc", ", line 1: cannot be read: "),
        ("!!set {a: 1}", " holds no keys. It needs: code, kind"),
        ("", " holds no keys. It needs: code, kind"),
        ("\tcode: a", ", line 1: cannot be read: "),
    ],
)
def test_a_plan_that_is_hardly_yaml_is_told_in_one_line(settings: Settings, text: str, expected: str) -> None:
    (settings.contracts / "plans" / f"{PLAN}.yaml").write_text(text, encoding="utf-8")
    assert only_problem(settings).startswith(f"contracts/plans/{PLAN}.yaml{expected}")


def test_a_target_for_an_area_that_is_not_there(settings: Settings) -> None:
    target = {"operator": ">=", "printed": True, "by": {"2025-12-31": 1}, "areas": {"510499": {"2025-12-31": 2}}}
    change_plan(settings, "01", target=target)
    assert only_problem(settings).endswith("01 has a target for 510499, which does not lie in 510400.")


def test_a_broken_plan_does_not_hide_another(settings: Settings) -> None:
    plans = settings.contracts / "plans"
    (plans / "aaa.yaml").write_text("code: [", encoding="utf-8")
    change_plan(settings, area="510499")
    assert [each.split(" ")[0].rstrip(":,") for each in problems(settings)] == [
        "contracts/plans/aaa.yaml",
        f"contracts/plans/{PLAN}.yaml",
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("2025-12-31: 2100", "2025-12-31: 2200", "01 says 2200 (2100人), fact P016 says 2100 (2100人)"),
        ("words: ≥750人", "words: 750人", "03 says 750 (750人), fact P018 says 750 (≥750人)"),
        ("fact: P001", "fact: P999", "01 names fact P999, which is not among the published figures of raw/510400/"),
        ("value: 528", "value: 529", "03 says 529"),
    ],
)
def test_a_plan_that_says_other_than_was_published(settings: Settings, old: str, new: str, expected: str) -> None:
    shutil.copytree(ROOT / "raw" / "510400", settings.raw / "510400")
    change(settings.contracts / "plans" / f"{PLAN}.yaml", old, new)
    assert expected in only_problem(settings)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("implementation: gb11643_check_digit", "implementation: unheard_of"),
        ('implementation: "left_on IS NULL', 'implementation: "left_off IS NULL'),
        ("pattern: '^([0-9]{15}", "pattern: '^(([0-9]{15}"),
    ],
)
def test_a_rule_that_cannot_be_asked(settings: Settings, old: str, new: str) -> None:
    change(settings.contracts / "entities" / "worker.odcs.yaml", old, new)
    assert any(each.startswith("contracts/entities/worker.odcs.yaml") for each in lint.lint_all(settings))


# contracts that cannot even be loaded


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        (
            "entities/worker.odcs.yaml",
            "apiVersion: v3.1.0",
            "apiVersion: [",
            "worker.odcs.yaml is no valid data contract",
        ),
        (
            "entities/training.odcs.yaml",
            "intervalEnd, value: ended_on",
            "intervalEnd, value: ended",
            "intervalEnd of started_on names ended, which is no column",
        ),
        ("entities/worker.odcs.yaml", "value: recognition_basis}", "value: basis}", "uses the code list basis"),
        ("entities/worker.odcs.yaml", "logicalType: array", "logicalType: text", "domains has logicalType text"),
        (
            "entities/worker.odcs.yaml",
            "id: left_date_impossible",
            "id: left_unheard_of",
            "rule left_unheard_of has no text",
        ),
        ("entities/worker.odcs.yaml", "engine: polars", "engine: magic", "neither a pattern nor a pandera or polars"),
        ("codes/role.csv", "|定员", "|定员|督导员", "stands for"),
        ("codes/areas.csv", "county,510400", "county,510498", "names 510498, which is not in the file"),
        ("findings.yaml", "severity: warn", "severity: mild", "needs severity"),
    ],
)
def test_contracts_that_cannot_be_used_name_their_file(
    settings: Settings, file: str, old: str, new: str, expected: str
) -> None:
    change(settings.contracts / file, old, new)
    with pytest.raises(UserError) as error:
        lint.lint_all(settings)
    assert file.rpartition("/")[2] in str(error.value)
    assert expected in str(error.value)
    assert error.value.exit_code == 2


def test_no_contracts_at_all(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="Set ROLLCALL_CONTRACTS"):
        load(tmp_path)


def test_what_decides_how_a_delivery_is_read_has_a_hash(settings: Settings) -> None:
    """A synonym changes it, a plan does not."""
    before = load(settings.contracts).reading_hash
    assert before == CONTRACTS.reading_hash
    change_plan(settings, "01", name="另一个名称")
    assert load(settings.contracts).reading_hash == before
    change(settings.contracts / "entities" / "worker.odcs.yaml", "[姓名,", "[姓名, 名 姓,")
    assert load(settings.contracts).reading_hash != before
