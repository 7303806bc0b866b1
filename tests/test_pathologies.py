"""Each of the 72 ways in which county files go wrong is read right, or ends in the finding that names it."""

import pathologies_cells
import pathologies_deliveries
import pathologies_formats
import pathologies_persons
import pathologies_sheets
import pytest
import yaml
from pathology_trials import CASES, Case, Trial
from warehouses import ROOT

NUMBERS = set(range(1, 73))
MODULES = (pathologies_cells, pathologies_deliveries, pathologies_formats, pathologies_persons, pathologies_sheets)


def listed(path: str) -> dict:
    return yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.number}-{case.run.__name__}")
def test_a_pathology(case: Case, tmp_path):
    trial = Trial(tmp_path)
    case.run(trial)
    assert not case.codes or case.codes & set(trial.seen)


def test_every_number_has_a_trial():
    assert {case.number for case in CASES} == NUMBERS


def test_what_ends_in_a_finding_ends_in_one_that_names_the_number():
    """The page that links numbers and codes says of each what its trials show."""
    outcomes, findings = listed("docs/pathologies.yaml"), listed("contracts/findings.yaml")
    assert outcomes.keys() == NUMBERS
    for case in CASES:
        assert all(case.number in findings[code]["pathologies"] for code in case.codes), case
    tried = {case.number for case in CASES if case.codes}
    assert {number for number, told in outcomes.items() if told["outcome"] == "finding"} <= tried
