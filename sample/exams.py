"""Who registered for the examination and what came of it, by plan: so many sat, passed, passed a part, stayed away.

Subjects follow 国人部发〔2006〕71号: two at the first level, three at the second, one at the third.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sample.learning import spoiled_number
from sample.lists import LEVELS, Line, of_person, spoiled
from sample.people import Worker
from sample.units import generator

SUBJECTS = {
    "1": ("社会工作综合能力(初级)", "社会工作实务(初级)"),
    "2": ("社会工作综合能力(中级)", "社会工作法规与政策", "社会工作实务(中级)"),
    "3": ("社会工作实务(高级)",),
}
PASSED, PARTIAL, FAILED, ABSENT = "全部合格", "部分科目合格", "不合格", "缺考"


class Plan(NamedTuple):
    """Persons of one unit at one level in one year: those who sat passed, passed a part or failed; the rest stayed away."""

    level: str
    passed: int
    partial: int
    failed: int
    absent: int

    @property
    def registered(self) -> int:
        return sum(self[1:])


def sat(row: Worker, year: int, level: str, result: str, is_trained: bool, **changed: Any) -> Line:
    subjects = SUBJECTS[level]
    passed = {PASSED: subjects, PARTIAL: subjects[:1]}.get(result, ())
    return Line(
        {
            **of_person(row),
            "employer_type": EMPLOYERS.get(row.employer_type, "其他"),
            "exam_year": year,
            "level": LEVELS[level],
            "subjects": subjects,
            "passed_subjects": passed or None,
            "is_trained": is_trained,
            "is_present": result != ABSENT,
            "result": result,
            **changed,
        }
    )


EMPLOYERS = {
    "mass_organisation": "群团组织",
    "self_governing_organisation": "基层群众性自治组织",
    "community_service_body": "社区服务机构",
    "party_organisation": "基层党组织",
    "public_institution": "事业单位",
    "social_organisation": "社会组织",
    "enterprise": "企业",
    "administrative_organ": "行政机关",
}


def examinations(people: Sequence[Worker], year: int, plans: Sequence[Plan], *key: Any) -> list[Line]:
    """One row for each registered person; of ``people`` those without certificate sit at the first level, and so on."""
    rng, used, lines = generator("exam", year, *key), set(), []
    for plan in plans:
        below = {"1": (None,), "2": ("1", None), "3": ("2", "1", None)}[plan.level]
        order = sorted(
            (row for row in people if row.level in below and row.id_number not in used),
            key=lambda row: below.index(row.level),
        )
        chosen = order[: plan.registered]
        assert len(chosen) == plan.registered
        used |= {row.id_number for row in chosen}
        results = [PASSED] * plan.passed + [PARTIAL] * plan.partial + [FAILED] * plan.failed + [ABSENT] * plan.absent
        for row, result in zip(chosen, results, strict=True):
            lines.append(sat(row, year, plan.level, result, rng.random() < (0.8 if result == PASSED else 0.5)))
    return sorted(lines, key=lambda line: rng.random())


CHANGES: dict[str, Mapping[str, Any]] = {
    "exam_level_unknown": {"level": "特级"},
    "exam_year_missing": {"exam_year": None},
    "name_missing": {"name": None},
}


def bad_examinations(people: Sequence[Worker], year: int, *faults: str) -> list[Line]:
    """Persons on no other row of the list who would have passed, each with one fault."""
    rows = [sat(row, year, "1", PASSED, True) for row in people[: len(faults)]]
    return [
        spoiled(line, fault, **{**CHANGES.get(fault, {}), **spoiled_number(line, fault)})
        for line, fault in zip(rows, faults, strict=True)
    ]
