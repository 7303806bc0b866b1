"""Rows beyond the sample's totals: read right but not counted, or bad and to be refused.

A special row is well-formed and has the one property that a figure must notice. A bad row has one fault and would raise
a total if it were let in. ``special`` in quotas.csv says how many special rows count as professionals all the same.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from sample.people import DOMAINS, Formula, Worker, identity, office, ordinary_rows, with_certificate
from sample.places import TWIN_NAMES, register
from sample.units import PERIODS, UNITS, generator, last_day, pick

# Numbers of people from here on; ordinary ones stay below.
FIRST_SPECIAL, FIRST_BAD, SHARED, PREPARERS = 1000, 1200, 1400, 1450
# One person stands on two rosters: in post only on the first, with the certificate only on the second.
SHARED_UNITS = ("510411", "510422")
RARE_NAME = "李䶮飞"  # its middle character takes four bytes in GB18030

FAULTS = {
    ("510402", "2022-08"): "id_number_missing id_number_numeric id_number_check certificate_date_impossible "
    "certificate_date_missing formula_uncached",
    ("510403", "2022-08"): "id_number_masked id_number_length certificate_level_unknown error_cell id_number_numeric",
    ("510411", "2022-08"): "id_number_missing id_number_check id_number_scientific name_missing "
    "professional_unreadable certificate_date_impossible",
    ("510421", "2022-08"): "id_number_numeric id_number_length error_cell formula_uncached professional_unreadable",
    ("510422", "2022-08"): "id_number_check id_number_masked name_missing certificate_level_unknown "
    "certificate_date_missing certificate_date_impossible",
    ("510400-00", "2022-08"): "id_number_numeric certificate_level_unknown error_cell",
    ("510402", "2024-12"): "id_number_numeric certificate_level_unknown formula_uncached",
    ("510403", "2024-12"): "id_number_check certificate_date_missing name_missing",
    ("510411", "2024-12"): "id_number_masked professional_unreadable certificate_date_impossible",
    ("510421", "2024-12"): "id_number_missing id_number_numeric error_cell",
    ("510422", "2024-12"): "id_number_length professional_unreadable certificate_date_impossible",
    ("510400-00", "2024-12"): "id_number_numeric formula_uncached",
}


def _anyone(unit_code: str, number: int, **change: Any) -> Worker:
    """A professional of an office or agency, in post and without certificate."""
    name, sex, id_number, phone = identity(unit_code, number)
    rng = generator("person", unit_code, number)
    worker = Worker(name, sex, id_number, phone, "bachelor", "", "", "", (pick(rng, DOMAINS[1:]),), basis="training")
    return replace(worker, **{**office(unit_code, rng), "role": "other", **change})


def _certified(worker: Worker, *key: Any) -> Worker:
    return with_certificate(worker, key, dt.date(2015, 1, 1), dt.date(2021, 1, 1))


def special_rows(unit_code: str, period: str) -> list[Worker]:
    unit, date = UNITS[unit_code], last_day(period)
    town = unit.townships.split()[0] if unit.townships else None
    soon, later = date + dt.timedelta(days=40), date + dt.timedelta(days=75)
    people = [_anyone(unit_code, FIRST_SPECIAL + number) for number in range(8)]
    rows = [
        with_certificate(people[0], (unit_code, "future"), soon, later),
        replace(_certified(people[1], unit_code, "local"), level="0", basis="training"),
        replace(_certified(people[2], unit_code, "passed"), level="exam_passed_senior", basis="post"),
        replace(people[3], left_on=soon, note="拟离岗"),
        replace(people[4], domains=("community", "elderly")),
        *(
            replace(person, is_in_post=False, left_on=dt.date(2021, month, 12), note="已离岗")
            for person, month in zip(people[5:], (4, 9, 12), strict=True)
        ),
    ]
    if town:  # a community that no register knows
        rows.append(
            _anyone(
                unit_code,
                FIRST_SPECIAL + 10,
                role="committee",
                township=town,
                community="幸福里社区",
                employer="幸福里社区居民委员会",
                employer_type="self_governing_organisation",
            )
        )
    if unit.layout != 1:  # a full-time worker, not professional, who has left
        rows.append(
            _anyone(
                unit_code,
                FIRST_SPECIAL + 11,
                role="full_time",
                township=town,
                is_professional=False,
                basis=None,
                is_in_post=False,
                left_on=dt.date(2022, 3, 15),
            )
        )
    if unit.layout == 2:
        rows[1] = replace(rows[1], name=RARE_NAME)
    return rows + _repeated(unit_code, period) + _shared(unit_code) + _unresolved(unit_code, period)


def _repeated(unit_code: str, period: str) -> list[Worker]:
    """Persons on two rows of one unit."""
    ordinary = [row for row in ordinary_rows(unit_code, period) if row.is_in_post and not row.left_on]
    plain = [row for row in ordinary if not row.level]
    if UNITS[unit_code].layout == 1:
        rows = [replace(plain[5], is_in_post=False, left_on=dt.date(2022, 2, 1), note="原岗位")]
        if (unit_code, period) == ("510402", "2024-12"):  # the only professional who is there twice and passes twice
            rows.append(replace(plain[9], is_in_post=False, note="重复填报"))
        return rows
    full_time = [row for row in ordinary if row.role == "full_time" and row.township and not row.is_professional]
    holder = next(row for row in full_time if row.level)
    if unit_code == "510411":
        return [replace(holder, note="重复填报")]
    if unit_code == "510422":
        return [replace(holder, role="grid_worker", is_in_post=False, note="兼职")]
    where = next(row for row in full_time if not row.level)
    name, sex, id_number, phone = identity(unit_code, FIRST_SPECIAL + 12)
    first = replace(where, name=name, sex=sex, id_number=id_number, phone=phone)
    second = replace(first, role="grid_worker", is_in_post=False)
    return [first, _certified(second, unit_code, "second row")]  # the certificate stands on the second row only


def _shared(unit_code: str) -> list[Worker]:
    if unit_code not in SHARED_UNITS:
        return []
    name, sex, id_number, phone = identity(SHARED_UNITS[0], SHARED)
    row = _anyone(unit_code, SHARED, name=name, sex=sex, id_number=id_number, phone=phone, domains=("assistance",))
    return [row if unit_code == SHARED_UNITS[0] else replace(_certified(row, "shared"), is_in_post=False)]


def _unresolved(unit_code: str, period: str) -> list[Worker]:
    """A name that two townships share, without township; a community that was dissolved the year before."""
    if unit_code == "510422":
        twin = TWIN_NAMES[unit_code][0]
        return [
            _anyone(
                unit_code,
                FIRST_SPECIAL + 13,
                role="committee",
                township=None,
                community=twin,
                employer=f"{twin}居民委员会",
                employer_type="self_governing_organisation",
            )
        ]
    if (unit_code, period) == ("510402", "2024-12"):
        old = next(place for place in register(unit_code, period) if place.valid_to and place.valid_to.year == 2023)
        return [
            _anyone(
                unit_code,
                FIRST_SPECIAL + 14,
                role="committee",
                township=old.township,
                community=old.name,
                employer=f"{old.name}居民委员会",
                employer_type="self_governing_organisation",
            )
        ]
    return []


def bad_rows(unit_code: str, period: str) -> list[Worker]:
    """Professionals with one fault each, who would be counted if the fault were overlooked."""
    start = FIRST_BAD + 20 * list(PERIODS).index(period)
    return [
        spoiled(_anyone(unit_code, number), fault, unit_code, number)
        for number, fault in enumerate(FAULTS[unit_code, period].split(), start)
    ]


def spoiled(row: Worker, fault: str, unit_code: str, number: int) -> Worker:
    """The unit's n-th person with one fault."""
    digits = row.id_number
    wrong = str((int(digits[16]) + 1) % 10)
    cells = {
        "id_number_missing": {"id_number": None},
        "id_number_numeric": {"id_number": float(digits[:15] + "000")},
        "id_number_scientific": {"id_number": f"{digits[0]}.{digits[1:15]}E+17"},
        "id_number_check": {"id_number": digits[:16] + wrong + digits[17]},
        "id_number_masked": {"id_number": digits[:6] + "********" + digits[14:]},
        "id_number_length": {"id_number": digits[:17]},
        "name_missing": {"name": None},
        "professional_unreadable": {"is_professional": "待定"},
        "error_cell": {"id_number": Formula("=VLOOKUP(AA5,AB:AC,2,FALSE)", "#N/A")},
        "formula_uncached": {"id_number": Formula("=TRIM(AA5)", "")},
        "certificate_level_unknown": {"level": "特级"},
        "certificate_date_impossible": {"certificate_on": ("2022年13月", "2023-02-30", "2022.13")[number % 3]},
        "certificate_date_missing": {"certificate_on": None},
    }[fault]
    holder = _certified(row, unit_code, number) if fault.startswith("certificate") else row
    return replace(holder, cells=cells, fault=fault)
