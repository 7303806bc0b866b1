"""Bazhong's rows as its units list them: the people counted, and beside them rows that no figure may count.

Persons on two rows, people who have left, staff who are no professionals, bad rows; agencies and stations not there on the date.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace

from sample.bazhong import AS_OF, PERIOD, certified, people, quotas, someone
from sample.people import Worker
from sample.places import Agency, Station, agencies, communities, credit_code, stations
from sample.registration import registered
from sample.traps import spoiled
from sample.units import BAZHONG, generator, pick
from sample.workbooks import columns

FIRST_LEFT, FIRST_PLAIN, FIRST_BAD = 1000, 1050, 1200
PLAIN = 8  # staff who are no professionals, where the roster says who is
LEFT = (dt.date(2021, 6, 30), dt.date(2023, 12, 31), AS_OF)
KINDS = "self_governing_organisation public_institution administrative_organ".split()
FAULTS = {
    "511902": "id_number_numeric id_number_missing certificate_level_unknown name_missing",
    "511903": "id_number_check error_cell professional_unreadable formula_uncached",
    "511921": "id_number_scientific id_number_masked certificate_date_impossible name_missing professional_unreadable",
    "511922": "id_number_length certificate_date_missing id_number_numeric professional_unreadable",
    "511923": "id_number_check id_number_masked certificate_date_missing",
    "511900-00": "id_number_missing error_cell",
}
OLD_ROW, TWICE, ELSEWHERE = "兼职", "重复填报", "借调"


def roster(unit_code: str) -> list[Worker]:
    """All rows of the unit's roster."""
    rows = [*_listed(unit_code), *_elsewhere(unit_code), *_left(unit_code), *_plain(unit_code), *_bad(unit_code)]
    return [registered(row) for row in rows]


def _first(unit_code: str, condition: Callable[[Worker], bool]) -> Worker:
    """The first of the unit's people who is in post, stays, and fulfils the condition."""
    return next(
        row for row in people(unit_code) if row.is_in_post and not row.left_on and not row.post_grade and condition(row)
    )


def _listed(unit_code: str) -> list[Worker]:
    """The people counted, one of them on two rows: plainly, or with the certificate or the higher level on the second."""
    rows = list(people(unit_code))
    if unit_code == "511902":
        twice = _first(unit_code, lambda row: row.level == "1" and _flag(unit_code, row) == "urban")
        rows.append(_moved(twice, unit_code, "rural", TWICE))
    if unit_code in ("511903", "511922"):
        level = {"511903": "1", "511922": "2"}[unit_code]
        whole = _first(
            unit_code, lambda row: row.level == level and row.employer_type == KINDS[0] and row.id_number[6:8] == "19"
        )
        first = replace(whole, level=None, certificate_number=None, certificate_on=None, basis="training")
        if level == "2":
            first = certified(whole, "1", dt.date(2010, 1, 1), dt.date(2012, 1, 1))
        rows[rows.index(whole)] = first
        rows.append(replace(whole, role="grid_worker", is_in_post=False, note=OLD_ROW))
    return rows


def shared() -> dict[str, tuple[str, Worker]]:
    """Unit that lists them again to the unit that counts them and the person: in post there, here no longer."""
    return {
        "511922": ("511921", _first("511921", lambda row: row.level == "1" and row.id_number[6:8] == "19")),
        "511923": ("511900-00", _first("511900-00", lambda row: row.employer_type == "administrative_organ")),
    }


def _elsewhere(unit_code: str) -> list[Worker]:
    """A person whom another unit counts: in one county under the number of 15 digits that he or she had before."""
    if unit_code not in shared():
        return []
    _, person = shared()[unit_code]
    row = replace(_moved(person, unit_code, "rural", ELSEWHERE), employer=f"{BAZHONG[unit_code].area}民政局")
    digits = row.id_number
    return [replace(row, cells={"id_number": digits[:6] + digits[8:17]}) if unit_code == "511922" else row]


def _flag(unit_code: str, row: Worker) -> str:
    """Whether the community that the row names is urban or rural."""
    return next(
        place.urban_rural
        for place in communities(unit_code, PERIOD)
        if (place.township, place.name) == (row.township, row.community)
    )


def _moved(row: Worker, unit_code: str, flag: str, note: str) -> Worker:
    """The same person in another place, with another kind of employer and without schooling: none of it may be counted."""
    place = pick(generator("moved", unit_code), communities(unit_code, PERIOD, flag))
    return replace(
        row,
        township=place.township,
        community=place.name,
        employer_type="community_service_body",
        employer=f"{place.township}社会工作服务站",
        education="",
        is_in_post=False,
        note=note,
    )


def _left(unit_code: str) -> Iterator[Worker]:
    """People who have left, the last of them on the very date."""
    for number, (kind, day) in enumerate(zip(KINDS, LEFT, strict=True)):
        row = someone(unit_code, FIRST_LEFT + number, kind, "urban")
        yield replace(row, is_in_post=False, left_on=day, note="已离岗")


def _plain(unit_code: str) -> Iterator[Worker]:
    """Staff who are no professionals; a roster of professionals has none."""
    for number in range(PLAIN if "is_professional" in columns("worker", BAZHONG[unit_code].layout) else 0):
        row = someone(unit_code, FIRST_PLAIN + number, KINDS[0], "urban")
        yield replace(row, is_professional=False, basis=None)


def _bad(unit_code: str) -> Iterator[Worker]:
    for number, fault in enumerate(FAULTS[unit_code].split(), FIRST_BAD):
        row = someone(unit_code, number, KINDS[number % 3], "urban")
        yield replace(spoiled(row, fault, unit_code, number), is_in_post=True)


def agency_rows(unit_code: str) -> list[Agency]:
    """The unit's agencies with all who work there; 巴州区 lists one twice, 通江县 one that was struck off."""
    rows = agencies(unit_code, PERIOD)
    total, rng = quotas(unit_code)["employees"][""], generator("employees", unit_code)
    shares = [int(total / len(rows) * (0.7 + 0.6 * rng.random())) for _ in rows[1:]]
    shares.insert(0, total - sum(shares))
    rows = [row._replace(employee_count=share) for row, share in zip(rows, shares, strict=True)]
    if unit_code == "511902":
        rows.append(rows[2]._replace(note="重复登记"))
    if unit_code == "511921":
        name = f"旧雨社会工作服务中心（{BAZHONG[unit_code].name}）"
        rows.append(rows[0]._replace(name=name, credit_code=credit_code(990), closed_on=dt.date(2023, 6, 30)))
    return rows


def station_rows(unit_code: str) -> list[Station]:
    """The unit's stations; in 南江县 also a room that opens after the date."""
    rows = stations(unit_code, PERIOD)
    if unit_code == "511922":
        room = next(row for row in rows if row.note and "停用" in row.note)
        name = room.name.replace("（旧）", "（新）")
        rows.append(
            room._replace(name=name, opened_on=dt.date(2024, 10, 8), closed_on=None, is_operating=True, note=None)
        )
    return rows
