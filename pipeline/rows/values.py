"""The value of one cell: text or typed value, or the code of the finding that says why it cannot be read.

Every distinct writing is read once. A value is never repaired by guess: what could mean two things is a finding.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from pipeline.contract import Contracts
from pipeline.contract.codes import Area
from pipeline.contract.entity import Field
from pipeline.text import MASK, folded, visible

LARGEST_NUMBER = 10**14  # what a column of 18 digits, 4 of them behind the point, cannot hold
LARGEST_INTEGER = 2**31
NOISE = Decimal("1e-9")

_NOT_BETWEEN_WORDS = re.compile(r"(?<![A-Za-z0-9]) | (?![A-Za-z0-9])")
_LIST_SEPARATOR = re.compile(r"[、,;/|]+")
_RAISED = re.compile("[\u00b2\u00b3\u00b9\u2070-\u209f\u2460-\u24ff\u2776-\u2793]")
_LONG_NUMBER = re.compile(r"[0-9][0-9\- ]{9,}[0-9Xx]")
_NUMBER = re.compile(r"^[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?$|^[+-]?[0-9]+(\.[0-9]+)?$")
_DATE = re.compile(
    r"^(?P<y>[12][0-9]{3})(?:[-/.年])(?P<m>[0-9]{1,2})(?:(?:[-/.月])(?P<d>[0-9]{1,2})日?|月)?(?:[ T][0-9:.]+)?$"
)
_COMPACT_DATE = re.compile(r"^(?P<y>(?:19|20)[0-9]{2})(?P<m>[0-9]{2})(?P<d>[0-9]{2})?$")


@dataclass(frozen=True)
class Value:
    """One reading: the value, or `code` of the finding and no value. A list may hold both: what is known of it, and the finding."""

    value: Any = None
    code: str | None = None


def clean(text: str) -> str:
    """The county's writing without padding: NFKC, no white space except between Latin words."""
    return _NOT_BETWEEN_WORDS.sub("", " ".join(visible(text).split()))


def identity_text(text: str) -> str:
    """An ID or certificate number as compared: NFKC, nothing blank or invisible, no leading apostrophe, upper case."""
    return "".join(visible(text).split()).lstrip("'’").upper()


class Reader:
    """Reads the cells of one delivery by the contract; `unit_code` is the parent inside which names of areas are resolved.

    `is_plain_text` says that the file holds characters only, so that a number and a text cannot be told apart.
    """

    def __init__(self, contracts: Contracts, unit_code: str, *, is_plain_text: bool = False):
        self._is_plain_text = is_plain_text
        self._contracts = contracts
        self._missing = contracts.words("missing")
        self._unit_code = unit_code

    def text(self, field: Field, kind: str, text: str) -> Value:
        """The text of a cell, None where it says that there is nothing; a finding where the cell holds no readable text."""
        if kind == "error":
            return Value(code="error_cell")
        if kind == "uncached":
            return Value(code="formula_without_value")
        if field.is_text_only and kind in ("number", "date"):
            # a spreadsheet keeps 15 digits of a number: what looks whole may be another person's number
            return Value(code="id_number_lossy")
        if folded(text) in self._missing and self._listed(field, text) is None:
            return Value()
        if field.type in ("number", "integer") and _RAISED.search(text):
            # folded, 12① would be 121
            return Value(code="number_unreadable")
        written = (
            identity_text(text)
            if field.is_personal and field.type == "string" and field.name != "name"
            else clean(text)
        )
        return Value(written or None)

    def typed(self, field: Field, kind: str, text: str | None) -> Value:
        """The typed value of a text that `text()` gave."""
        if text is None:
            return Value(field.default)
        if field.code_list == "areas":
            return self._area(text)
        if field.type == "array":
            return self._list(field, text)
        if field.type == "boolean" and kind == "boolean":
            return Value(text == "TRUE")
        if folded(text) in field.left_words:
            return Value(value=False, code="left_without_date")
        if field.code_list or field.type == "boolean":
            found = self._listed(field, text)
            code = "yes_no_unreadable" if field.type == "boolean" else "code_unknown"
            return Value(found) if found is not None else Value(field.default, code)
        if field.type == "date":
            return _date("number" if self._is_plain_text else kind, text, field.is_month_end)
        return {"integer": _integer, "number": _number}.get(field.type, partial(_free_text, field))(kind, text)

    def is_own_area(self, area: str) -> bool:
        """Whether an area is the reporting unit's own, or the one that it is a part of."""
        unit = self._contracts.areas.get(self._unit_code)
        return unit is None or area in (self._unit_code, unit.parent_code)

    def _listed(self, field: Field, text: str) -> Any:
        word = folded(text)
        if field.type == "boolean":
            if word in field.yes_words or word in field.no_words:
                return word in field.yes_words
            answer = self._contracts.codes["yes_no"].spellings.get(word)
            return None if answer is None else answer == "yes"
        return self._contracts.codes[field.code_list].spellings.get(word) if field.code_list else None

    def _list(self, field: Field, text: str) -> Value:
        whole = self._listed(field, text)
        if whole is not None:
            return Value([whole])
        found = [self._listed(field, part) for part in _LIST_SEPARATOR.split(text) if part]
        if None in found[:1]:
            # the first named is the main one: without it the second would take its place
            return Value(None, "code_unknown")
        known = list(dict.fromkeys(code for code in found if code))
        return Value(known or None, "code_unknown" if None in found else None)

    def _area(self, text: str) -> Value:
        """An area by code, by its plain name in or beside the unit, or anywhere by a name that is unique in the country."""
        areas, word = self._contracts.areas, folded(text)
        if word in areas:
            return Value(word)
        plain = [area for area in areas.values() if word in _plain_names(area)]
        unit = areas.get(self._unit_code)
        inside = [area for area in plain if unit in self._line(area)] if unit else []
        beside = [area for area in plain if unit.parent_code in (area.code, area.parent_code)] if unit else []
        anywhere = [area for area in areas.values() if word in _full_names(area, areas.get(area.parent_code or ""))]
        for named in (inside, beside, anywhere):
            if len(named) == 1:
                return Value(named[0].code)
        return Value(None, "code_unknown")

    def _line(self, area: Area | None) -> Iterator[Area]:
        """An area and all above it."""
        while area:
            yield area
            area = self._contracts.areas.get(area.parent_code or "")


def _plain_names(area: Area) -> set[str]:
    """Its name, with and without the last character, and its other spellings: 东区 or 市本级 may be several areas."""
    return {folded(each) for each in (area.name_zh, _short(area.name_zh), *area.spellings)}


def _full_names(area: Area, outer: Area | None) -> set[str]:
    """Names that are unique in the country: a city's or province's own, any other's behind that of its city."""
    if area.kind in ("province", "city"):
        return _plain_names(area)
    if outer is None:
        return set()
    named = {f"{before}{after}" for before in _ends(outer.name_zh) for after in _ends(area.name_zh)}
    own = {each for each in (area.name_zh, *area.spellings) if each.startswith(_short(outer.name_zh))}
    return {folded(each) for each in named | own}


def _ends(name: str) -> tuple[str, str]:
    return name, _short(name)


def _short(name: str) -> str:
    return name[:-1] if len(name) > 2 else name


def _free_text(field: Field, _: str, text: str) -> Value:
    """A text without long numbers, which in a free text are a telephone or a document of somebody."""
    has_form = any(rule.kind == "pattern" for rule in field.rules)
    masked = text if has_form else _LONG_NUMBER.sub(MASK, text)
    return Value(masked, "number_in_text" if masked != text else None)


def _date(kind: str, text: str, is_month_end: bool) -> Value:
    match = _DATE.match(text) or _COMPACT_DATE.match(text)
    if not match:
        return Value(code="date_impossible")
    if kind == "number" and match["d"] is None and match["m"] == "1" and "." in text:
        # 2022.10 typed as a number is stored as 2022.1: January or October, nobody can tell
        return Value(code="date_ambiguous")
    try:
        year, month = int(match["y"]), int(match["m"])
        last = monthrange(year, month)[1] if is_month_end and 1 <= month <= 12 else 1
        return Value(date(year, month, int(match["d"] or last)))
    except ValueError:
        return Value(code="date_impossible")


def _number(kind: str, text: str) -> Value:
    value = _decimal(kind, text)
    if value is None:
        return Value(code="number_unreadable")
    if abs(value) >= LARGEST_NUMBER:
        return Value(code="number_out_of_range")
    # a spreadsheet's 12.3 may be stored as 12.300000000000001: rounding to what the column holds undoes that
    rounded = round(value, 4)
    return Value(rounded) if abs(rounded - value) < NOISE else Value(code="number_too_precise")


def _integer(kind: str, text: str) -> Value:
    value = _decimal(kind, text)
    if value is None or (abs(value) < LARGEST_INTEGER and value != int(value)):
        return Value(code="number_unreadable")
    return Value(int(value)) if abs(value) < LARGEST_INTEGER else Value(code="number_out_of_range")


def _decimal(kind: str, text: str) -> Decimal | None:
    if kind != "number" and not _NUMBER.match(text):
        return None
    try:
        return Decimal(text.replace(",", ""))
    except ArithmeticError:
        return None
