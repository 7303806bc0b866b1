"""Training as its organisers list it: the events of an office, and who attended them for how many hours or days.

Hours stay hours and days stay days. Planted: one attendance that two organisers report, numbers of 15 digits, rows without
number that a certificate or name, birth and employer must identify, and a few where these leave doubt.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from sample.lists import Line, of_person, old_number, spoiled
from sample.people import Worker, check_character
from sample.units import generator, pick


class Course(NamedTuple):
    """One event: ``sessions`` of it, ``attendances`` in all; ``length`` is in hours, or in days where ``in_days``."""

    name: str
    kind: str
    organiser: str
    audience: str
    start: dt.date
    end: dt.date
    length: int
    sessions: int
    attendances: int
    persons: int
    in_days: bool = False

    def measured(self) -> dict[str, Any]:
        return {"days" if self.in_days else "hours": self.length}


def trainings(courses: Sequence[Course]) -> list[Line]:
    return [
        Line(
            {
                "name": course.name,
                "kind": course.kind,
                "organiser": course.organiser,
                "audience": course.audience,
                "started_on": course.start,
                "ended_on": course.end,
                "session_count": course.sessions,
                "attendance_count": course.attendances,
                "person_count": course.persons,
                **course.measured(),
            }
        )
        for course in courses
    ]


def attended(row: Worker, course: Course, **changed: Any) -> Line:
    event = {
        "training_name": course.name,
        "organiser": course.organiser,
        "kind": course.kind,
        "started_on": course.start,
        "ended_on": course.end,
        "is_completed": True,
    }
    return Line({**of_person(row), **event, **course.measured(), **changed})


def attendances(people: Sequence[Worker], courses: Sequence[Course], *key: Any) -> list[Line]:
    """Everybody attends one to three of the courses, in their order."""
    rng, lines = generator("attendance", *key), []
    for row in people:
        first, number = int(rng.random() * len(courses)), 1 + int(rng.random() * 3)
        chosen = sorted({(first + step) % len(courses) for step in range(number)})
        lines += [attended(row, courses[place]) for place in chosen]
    return lines


def without_number(line: Line, **changed: Any) -> Line:
    return Line({**line.values, "id_number": None, **changed}, line.fault)


def with_old_number(line: Line) -> Line:
    return Line({**line.values, "id_number": old_number(line.values["id_number"])}, line.fault)


def namesake(row: Worker) -> Worker:
    """A colleague of the same name and birthday: another person by the number alone."""
    body = f"{row.id_number[:14]}{(int(row.id_number[14:17]) + 480) % 1000:03d}"
    return replace(row, id_number=body + check_character(body), level=None, certificate_number=None)


BAD: dict[str, Mapping[str, Any]] = {
    "id_number_numeric": {},
    "id_number_masked": {},
    "training_name_missing": {"training_name": None},
    "training_date_impossible": {"started_on": "2024年13月5日"},
    "hours_negative": {"hours": -8},
}


def bad_attendances(lines: Sequence[Line], *faults: str) -> list[Line]:
    """Rows of these lists with one fault each; each would add hours if it were let in."""
    return [_spoiled(line, fault, BAD) for line, fault in zip(lines, faults, strict=True)]


def _spoiled(line: Line, fault: str, changes: Mapping[str, Mapping[str, Any]]) -> Line:
    return spoiled(line, fault, **{**changes[fault], **spoiled_number(line, fault)})


def spoiled_number(line: Line, fault: str) -> dict[str, Any]:
    """The ID number as a spreadsheet or a clerk has spoiled it, where the fault is one of these."""
    digits = str(line.values.get("id_number") or "")
    wrong = str((int(digits[16]) + 1) % 10) if len(digits) == 18 else ""
    return {
        "id_number_numeric": {"id_number": float(f"{digits[:15]}000") if wrong else None},
        "id_number_masked": {"id_number": f"{digits[:6]}********{digits[14:]}"},
        "id_number_length": {"id_number": digits[:17]},
        "id_number_check": {"id_number": f"{digits[:16]}{wrong}{digits[17:]}"},
    }.get(fault, {})


def bad_trainings(lines: Sequence[Line], *faults: str) -> list[Line]:
    changes: dict[str, dict[str, Any]] = {
        "training_name_missing": {"name": None},
        "training_date_impossible": {"started_on": "2023-02-30"},
        "training_count_negative": {"attendance_count": -40},
    }
    return [_spoiled(line, fault, changes) for line, fault in zip(lines, faults, strict=True)]


def series(
    name: str, kind: str, organiser: str, audience: str, days: Sequence[dt.date], length: int, numbers: Sequence[int]
) -> list[Course]:
    """The sessions of one course, one row each: on these days, with so many attendances."""
    rng = generator("series", name, organiser)
    words = "一二三四五六七八九十"
    return [
        Course(
            f"{name}（第{words[place]}期）",
            kind,
            organiser,
            audience,
            day,
            day + dt.timedelta(days=max(0, length // 8 - 1)),
            length,
            1,
            number,
            number - int(pick(rng, (0, 2, 3))),
        )
        for place, (day, number) in enumerate(zip(days, numbers, strict=True))
    ]
