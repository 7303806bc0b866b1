"""The page of findings names every code and every pathology, and is what the contracts say."""

from dataclasses import replace
from pathlib import Path

import pytest
from county_tables import CONTRACTS
from warehouses import ROOT

from pipeline.outputs.findings_page import KNOWN, disagreements, findings_page, load_pathologies

LISTED = load_pathologies(ROOT / "docs" / "pathologies.yaml")
PAGE = findings_page(CONTRACTS, LISTED)


def test_every_finding_stands_on_the_page_with_its_texts_and_example() -> None:
    for each in CONTRACTS.findings.values():
        assert PAGE.count(f"- **`{each.code}`**") == 1
        for text in (each.zh, each.en, each.example):
            assert text in PAGE


def test_every_pathology_stands_on_the_page_with_its_codes() -> None:
    assert list(KNOWN) == list(range(1, 73))
    rows = {line.split("|")[1].strip(): line for line in PAGE.splitlines() if line.startswith("| ")}
    for each in LISTED:
        codes = {code for code, finding in CONTRACTS.findings.items() if each.number in finding.pathologies}
        assert {part.strip("` |") for part in rows[str(each.number)].split("`")} >= codes
        assert codes or each.outcome == "read"


def test_the_two_lists_agree() -> None:
    assert disagreements(CONTRACTS.findings, LISTED) == []


def test_lists_that_disagree_are_told() -> None:
    findings = dict(CONTRACTS.findings)
    findings["id_number_lossy"] = replace(findings["id_number_lossy"], pathologies=(73,))
    told = disagreements(findings, [each for each in LISTED if each.number == 18])
    assert told == [
        "contracts/findings.yaml: id_number_lossy names pathology 73, which is not in docs/pathologies.yaml",
        "docs/pathologies.yaml: 18 ends in a finding, and no code of contracts/findings.yaml names it",
    ]


@pytest.mark.parametrize(
    ("old", "new"), [("72: ", "73: "), ("outcome: read}", "outcome: lost}"), ("zh: 大标题", "cn: 大标题")]
)
def test_a_list_of_another_shape_is_refused(old: str, new: str, tmp_path: Path) -> None:
    text = (ROOT / "docs" / "pathologies.yaml").read_text(encoding="utf-8")
    (tmp_path / "p.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises((TypeError, ValueError)):
        load_pathologies(tmp_path / "p.yaml")
