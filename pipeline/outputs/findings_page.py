"""docs/findings.md: every finding with its texts and an example, and what becomes of each way in which a spreadsheet goes wrong.

Made from contracts/findings.yaml and docs/pathologies.yaml; lint refuses the page where it says anything else.
"""

from dataclasses import dataclass
from pathlib import Path

import yaml

from pipeline.contract import Contracts
from pipeline.contract.catalogue import Finding
from pipeline.outputs.words import SEVERITIES

KNOWN = range(1, 73)
_MEANINGS = {
    "reject": ("the file is sent back; nothing of it counts", "文件退回，内容不采用"),
    "hold": ("the delivery is read and counts only after somebody has decided", "整份报送待确认，确认后方可计入"),
    "quarantine": ("this row is sent back; the others count", "该行退回核实，其余各行照常计入"),
    "warn": ("read as told; look at it", "照常读取，请核对"),
}
_HEAD = """<!-- Made by `rollcall lint --write` from contracts/findings.yaml and docs/pathologies.yaml; change a text there. -->
# Findings · 问题清单

What Rollcall says of a spreadsheet, and when. Codes are stable; texts may get better. `rollcall inspect FILE` prints the findings
of one file, `rollcall feedback FILE` writes them into the county's own workbook. No text shows what stands in a cell. `{label}` is
the name of the column, `{detail}` a number or a short technical word.

"""


@dataclass(frozen=True)
class Pathology:
    """One way in which a spreadsheet goes wrong; outcome `read` or `finding`."""

    number: int
    zh: str
    en: str
    outcome: str


def load_pathologies(path: Path) -> list[Pathology]:
    """The list by number; ValueError where an entry is of another shape."""
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    found = [Pathology(number, **entry) for number, entry in document.items()]
    if [each.number for each in found] != list(KNOWN) or {each.outcome for each in found} - {"read", "finding"}:
        raise ValueError(
            f"expected the numbers {KNOWN[0]} to {KNOWN[-1]} in order, each with zh, en and outcome read or finding"
        )
    return found


def disagreements(findings: dict[str, Finding], pathologies: list[Pathology]) -> list[str]:
    """What the two lists say that cannot be: numbers that do not exist, a finding that no code makes."""
    unknown = [
        f"contracts/findings.yaml: {each.code} names pathology {number}, which is not in docs/pathologies.yaml"
        for each in findings.values()
        for number in each.pathologies
        if number not in KNOWN
    ]
    silent = [
        f"docs/pathologies.yaml: {each.number} ends in a finding, and no code of contracts/findings.yaml names it"
        for each in pathologies
        if each.outcome == "finding" and not _codes(each, findings)
    ]
    return unknown + silent


def findings_page(contracts: Contracts, pathologies: list[Pathology]) -> str:
    """The text of the page."""
    findings = contracts.findings
    parts = [_HEAD, _overview(findings)]
    for severity in SEVERITIES:
        of_severity = [each for each in findings.values() if each.severity == severity]
        en, zh = _MEANINGS[severity]
        parts.append(f"## {SEVERITIES[severity]} · {severity}\n\n{zh}。 {en[0].upper()}{en[1:]}.\n\n")
        parts += [_entry(each) for each in of_severity]
    parts += [
        "## What becomes of each pathology · 常见情形及处理\n\n",
        "*read* 读取: the value is read right, the codes are for what stays in doubt. *finding* 提出问题: it ends in one of the codes.\n\n",
        "| | 情形 | situation | outcome | codes |\n|--:|---|---|---|---|\n",
        *(_row(each, findings) for each in pathologies),
    ]
    return "".join(parts)


def _overview(findings: dict[str, Finding]) -> str:
    rows = (
        f"| [{SEVERITIES[severity]} · {severity}](#{SEVERITIES[severity]}--{severity}) | {_MEANINGS[severity][1]} | {_MEANINGS[severity][0]} |"
        f" {sum(each.severity == severity for each in findings.values())} |\n"
        for severity in SEVERITIES
    )
    return f"| | | | codes |\n|---|---|---|--:|\n{''.join(rows)}\n"


def _entry(each: Finding) -> str:
    numbers = f"  \n  情形 {', '.join(map(str, each.pathologies))}" if each.pathologies else ""
    return f"- **`{each.code}`**  \n  {each.zh}  \n  {each.en}  \n  例 `{each.example}`{numbers}\n\n"


def _row(each: Pathology, findings: dict[str, Finding]) -> str:
    codes = " ".join(f"`{code}`" for code in _codes(each, findings))
    return f"| {each.number} | {each.zh} | {each.en} | {each.outcome} | {codes} |\n"


def _codes(each: Pathology, findings: dict[str, Finding]) -> list[str]:
    return [finding.code for finding in findings.values() if each.number in finding.pathologies]
