"""Code lists and the dated tree of areas and reporting units: contracts/codes/<list>.csv.

A list maps every known spelling, folded, to one code. areas.csv is the list whose codes also have a parent and dates.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline.settings import UserError
from pipeline.text import folded


@dataclass(frozen=True)
class Code:
    """One code with its names; `rank` is its place in the list, from 1."""

    code: str
    name_zh: str
    name_en: str
    rank: int


@dataclass(frozen=True)
class CodeList:
    """One code list; `spellings` maps folded text to code."""

    name: str
    codes: tuple[Code, ...]
    spellings: dict[str, str]


@dataclass(frozen=True)
class Area:
    """An area of GB/T 2260 or a reporting unit without a national code (市本级, zones); a code that changed its meaning carries a year.

    `spellings` are its other names; several areas may share one.
    """

    code: str
    name_zh: str
    kind: str
    parent_code: str | None
    valid_from: date | None
    valid_to: date | None
    successor_code: str | None
    spellings: tuple[str, ...]


def load_areas(path: Path) -> dict[str, Area]:
    """The tree of areas by code; UserError where a parent or successor is not in the file, or leads in a circle."""
    areas = {
        row["code"]: Area(
            row["code"],
            row["name_zh"],
            row["kind"],
            row["parent_code"] or None,
            _date(row["valid_from"]),
            _date(row["valid_to"]),
            row["successor_code"] or None,
            tuple(filter(None, row["spellings"].split("|"))),
        )
        for row in _rows(path)
    }
    for area in areas.values():
        for other in (area.parent_code, area.successor_code):
            if other and other not in areas:
                raise UserError(f"contracts/codes/{path.name}: {area.code} names {other}, which is not in the file.")
    for way in ("parent_code", "successor_code"):
        for code in areas:
            passed, at = set(), code
            while at and at not in passed:
                passed.add(at)
                at = getattr(areas[at], way)
            if at:
                raise UserError(f"contracts/codes/{path.name}: the {way} of {code} leads in a circle through {at}.")
    return areas


def lies_in(code: str, areas: Mapping[str, Area]) -> list[str]:
    """An area or reporting unit and all that it lies in, from itself upward."""
    line = [code]
    while (area := areas.get(line[-1])) and area.parent_code:
        line.append(area.parent_code)
    return line


def load_codes(path: Path) -> CodeList:
    """One list; UserError where one spelling means two codes."""
    codes, spellings = [], {}
    for rank, row in enumerate(_rows(path), 1):
        codes.append(Code(row["code"], row["name_zh"], row.get("name_en") or "", rank))
        for spelling in (row["name_zh"], *filter(None, (row.get("spellings") or "").split("|"))):
            other = spellings.setdefault(folded(spelling), row["code"])
            # 市本级 or 东区 may name several areas: such a name is resolved inside a parent, never alone
            if other != row["code"] and path.stem != "areas":
                raise UserError(f"contracts/codes/{path.name}: “{spelling}” stands for {other} and for {row['code']}.")
    return CodeList(path.stem, tuple(codes), spellings)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    if not rows:
        raise UserError(f"contracts/codes/{path.name} is empty: it needs a heading and a row for each code.")
    return rows


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
