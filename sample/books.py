"""A unit's lists as one file: which office hands them in, and in which format."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from sample.formats import csv_bytes, html_bytes, ods_bytes, xls_bytes, xlsx_bytes
from sample.lists import Listing, Office, sheet
from sample.units import PERIODS, UNITS
from sample.workbooks import Sheet

WRITERS: Mapping[str, Callable[[Sequence[Sheet]], bytes]] = {
    ".xls": xls_bytes,
    ".ods": ods_bytes,
    ".csv": lambda sheets: csv_bytes(sheets[0]),
    ".html": lambda sheets: html_bytes(sheets[0]),
}
Book = tuple[str, str, str, bytes, list[Sheet]]


def book(office: Office, period: str, file: str, *listings: Listing) -> Book:
    """Unit, period, file name, bytes and sheets of one file; text and pages know no merged cells."""
    kind = Path(file).suffix
    sheets = [sheet(office, each, merged=kind not in (".csv", ".html")) for each in listings]
    content = WRITERS[kind](sheets) if kind in WRITERS else xlsx_bytes(sheets, "", inline_strings=len(sheets) > 2)
    return office.code, period, file, content, sheets


def office(unit_code: str, period: str) -> Office:
    """A unit of Panzhihua: the civil affairs' office, and after the reform the party's department for social work."""
    name, date = UNITS[unit_code].name, PERIODS[period]
    area, where = ("攀枝花市", "攀枝花市本级") if name == "市本级" else (name, name)
    authority = f"{area}民政局" if date < dt.date(2023, 3, 1) else f"中共{area}委社会工作部"
    return Office(unit_code, where, authority, date)
