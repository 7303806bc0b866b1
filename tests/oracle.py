"""The figures of Panzhihua counted a second time, by definitions.md, from rows that openpyxl and csv alone have read.

Persons are known by ID number, in memory; every figure is two whole numbers. Nothing is rounded and nothing guessed:
where the rule leaves open which unit counts a person, the oracle stops. Imports nothing of the pipeline.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from oracle_rows import LAYOUT, YES_NO, Worker, date, records, sheets, text, worker

CITY = "510400"
AS_OF = {"2022-08": dt.date(2022, 8, 31), "2024-12": dt.date(2024, 12, 31)}
FULL_TIME = {"社区专职工作者", "专职社区工作者", "社区专职"}
ELDERLY = {"老年", "老年人", "老年服务"}
CHILD = {"未成年人保护", "未成年人", "未成年人关爱保护"}
URBAN, RURAL = {"城市", "城镇"}, {"农村", "乡村"}
UNCOVERED = {"未覆盖", "未建立", "尚未覆盖"}
TOWNSHIP_KINDS = {"镇", "乡", "街道"}


class Figure(NamedTuple):
    """A figure as two whole numbers; ``denominator`` is None for a count and where no denominator is known."""

    numerator: int
    denominator: int | None = None


class Period:
    """Everything of one period, read once."""

    def __init__(self, raw: Path, period: str) -> None:
        self.as_of = AS_OF[period]
        read = {unit: [worker(unit, record) for record in records(raw, unit, period, "worker")] for unit in LAYOUT}
        self.refused = sum(row is None for rows in read.values() for row in rows)
        self.workers = [row for rows in read.values() for row in rows if row is not None]
        self.holders = {row.id_number for row in self.workers if row.level and row.certified_on <= self.as_of}
        self.agencies = {unit: records(raw, unit, period, "agency") for unit in LAYOUT}
        self.stations = {unit: list(self._operating(records(raw, unit, period, "station"))) for unit in LAYOUT}
        self.places = {unit: self._register(raw, unit, period) for unit in LAYOUT}

    def _register(self, raw: Path, unit: str, period: str) -> list[dict[str, Any]]:
        """The places valid on the date, of the latest register at or before the period."""
        known = [rows for each in AS_OF if each <= period and (rows := records(raw, unit, each, "community"))]
        return [
            {name: text(cell) for name, cell in row.items()}
            for row in (known[-1] if known else [])
            if (date(row["from"]) or dt.date.min) <= self.as_of < (date(row["to"]) or dt.date.max)
        ]

    def _operating(self, rows: list[dict[str, Any]]) -> Iterator[tuple[str, str | None]]:
        """(tier, township) of the stations in operation. A township may be typed once for the rows below it."""
        township = None
        for row in rows:
            tier = text(row["tier"])
            township = None if tier.endswith("总站") else text(row["township"]) or township
            has_opened = (date(row["opened"]) or dt.date.min) <= self.as_of
            has_closed = (date(row["closed"]) or dt.date.max) <= self.as_of
            if YES_NO[text(row["operating"])] and has_opened and not has_closed:
                yield tier, township

    def is_left(self, row: Worker) -> bool:
        return row.left_on is not None and row.left_on <= self.as_of

    def is_placed(self, row: Worker, urban_rural: set[str]) -> bool:
        """Whether the worker's community is so flagged: found by name in the unit, and by township if one is given."""
        found = [
            place
            for place in self.places[row.unit]
            if place["kind"] not in TOWNSHIP_KINDS
            and place["name"] == row.community
            and row.township in (None, place["township"])
        ]
        return len(found) == 1 and found[0]["urban_rural"] in urban_rural

    def persons(self, condition: Callable[[Worker], bool]) -> dict[str, str]:
        """ID number to the unit that counts the person: the one where he or she is in post."""
        rows = defaultdict(list)
        for row in filter(condition, self.workers):
            rows[row.id_number].append(row)
        owners = {}
        for id_number, listed in rows.items():
            units = {row.unit for row in listed if row.is_in_post} or {row.unit for row in listed}
            assert len(units) == 1, "the rule leaves open which unit counts this person"
            owners[id_number] = units.pop()
        return owners

    def professionals(self, condition: Callable[[Worker], bool] = lambda row: True) -> dict[str, str]:
        return self.persons(lambda row: row.is_professional and not self.is_left(row) and condition(row))

    def counted(self) -> dict[str, dict[str, str]]:
        """Indicator to the persons in its numerator; under ``04 all`` the denominator of 04."""
        full_time = self.persons(lambda row: row.role in FULL_TIME and not self.is_left(row))
        return {
            "01": self.professionals(),
            "03": self.persons(lambda row: row.id_number in self.holders),
            "04": {person: unit for person, unit in full_time.items() if person in self.holders},
            "04 all": full_time,
            "05": self.professionals(lambda row: self.is_placed(row, URBAN)),
            "06": self.professionals(lambda row: self.is_placed(row, RURAL)),
            "07": self.professionals(lambda row: row.domain in ELDERLY),
            "08": self.professionals(lambda row: row.domain in CHILD),
        }

    def reported_professionals(self) -> dict[str, int]:
        """上报数 of indicator 01: rows that pass, before a person is counted once."""
        passing = [row for row in self.workers if row.is_professional and not self.is_left(row)]
        return {unit: sum(row.unit == unit for row in passing) for unit in LAYOUT}

    def distinct_agencies(self, unit: str) -> dict[str, bool]:
        """Agency to whether the party reaches it."""
        return {
            text(row["code"]) or text(row["name"]): text(row["party"]) not in UNCOVERED for row in self.agencies[unit]
        }


def population(raw: Path, as_of: dt.date) -> dict[tuple[str, str], int]:
    """(area, definition) to persons: the latest number at or before the date, else the nearest within a year after."""
    numbers = defaultdict(dict)
    for folder in sorted((raw / CITY).iterdir()):
        for _, (_, head, *rows) in sheets(folder):
            for record in (dict(zip(head, row, strict=True)) for row in rows):
                if (record["来源性质"], record["主题"]) == ("外部", "人口"):
                    day = dt.date.fromisoformat(record["数据日期"])
                    numbers[record["地区代码"], record["口径"]][day] = int(record["数值"])
    result = {}
    for key, series in numbers.items():
        before = [day for day in series if day <= as_of]
        after = [day for day in series if as_of < day <= as_of.replace(year=as_of.year + 1)]
        if before or after:
            result[key] = series[max(before) if before else min(after)]
    return result


def figures(raw: Path) -> dict[tuple[str, str, str], Figure]:
    """(indicator or indicator~reading, area, period) to its figure: the city, its counties, 市本级."""
    result = {}
    for period, as_of in AS_OF.items():
        now, people = Period(raw, period), population(raw, as_of)
        counted = now.counted()
        for area in (*LAYOUT, CITY):
            units = LAYOUT.keys() if area == CITY else {area}
            count = {code: sum(unit in units for unit in owners.values()) for code, owners in counted.items()}
            places = [(unit, place) for unit in units for place in now.places[unit]]
            townships = {(unit, place["name"]) for unit, place in places if place["kind"] in TOWNSHIP_KINDS}
            served = {(unit, township) for unit in units for _, township in now.stations[unit]}
            agencies = [is_covered for unit in units for is_covered in now.distinct_agencies(unit).values()]
            found = {code: Figure(count[code]) for code in ("01", "03", "07", "08")} | {
                "02": Figure(count["01"], people.get((area, "户籍"))),
                "02~resident": Figure(count["01"], people.get((area, "常住"))),
                "04": Figure(count["04"], count["04 all"]),
                "05": Figure(count["05"], sum(place["urban_rural"] in URBAN for _, place in places)),
                "06": Figure(count["06"], sum(place["urban_rural"] in RURAL for _, place in places)),
                "09": Figure(sum(agencies), len(agencies)),
                "10": Figure(len(townships & served), len(townships)),
            }
            result |= {(code, area, period): figure for code, figure in found.items()}
    return result
