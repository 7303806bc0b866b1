"""The value of one cell: text or typed value, or the code of the finding that says why it cannot be read.

Every distinct writing is read once. A value is never repaired by guess: what could mean two things is a finding.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from pipeline.contract import Contracts
from pipeline.contract.entity import Field
from pipeline.text import folded

_SPACES = re.compile(r"\s*[\u200b-\u200f\u2060\ufeff\u00ad]\s*|\s+")
_NOT_BETWEEN_WORDS = re.compile(r"(?<![A-Za-z0-9]) | (?![A-Za-z0-9])")
_LIST_SEPARATOR = re.compile(r"[、,;/|]+")
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
    return _NOT_BETWEEN_WORDS.sub("", _SPACES.sub(" ", unicodedata.normalize("NFKC", text)).strip())


def identity_text(text: str) -> str:
    """An ID or certificate number as compared: NFKC, no blanks, no leading apostrophe, upper case."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).lstrip("'’").upper()


class Reader:
    """Reads the cells of one delivery by the contract; `unit_code` is the parent inside which names of areas are resolved."""

    def __init__(self, contracts: Contracts, unit_code: str):
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
        if field.code_list or field.type == "boolean":
            found = self._listed(field, text)
            code = "yes_no_unreadable" if field.type == "boolean" else "code_unknown"
            return Value(found) if found is not None else Value(field.default, code)
        return {"date": _date, "integer": _integer, "number": _number}.get(field.type, lambda _, t: Value(t))(
            kind, text
        )

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
        areas, word = self._contracts.areas, folded(text)
        if word in areas:
            return Value(word)
        unit = areas.get(self._unit_code)
        near = {self._unit_code, unit.parent_code} if unit else set()
        named = [code for code, area in areas.items() if word in self._area_spellings(code, area.name_zh)]
        for chosen in ([code for code in named if code in near or areas[code].parent_code in near], named):
            if len(chosen) == 1:
                return Value(chosen[0])
        return Value(None, "code_unknown")

    def _area_spellings(self, code: str, name: str) -> set[str]:
        parent = self._contracts.areas[code].parent_code
        outer = self._contracts.areas[parent].name_zh if parent else ""
        short = name[:-1] if len(name) > 2 else name
        return {folded(each) for each in (name, short, outer + name, outer[:-1] + name, outer + short)}


def _date(kind: str, text: str) -> Value:
    match = _DATE.match(text) or (_COMPACT_DATE.match(text) if kind != "number" or len(text) == 8 else None)
    if not match:
        return Value(code="date_impossible")
    if kind == "number" and match["d"] is None and match["m"] == "1" and "." in text:
        # 2022.10 typed as a number is stored as 2022.1: January or October, nobody can tell
        return Value(code="date_ambiguous")
    try:
        return Value(date(int(match["y"]), int(match["m"]), int(match["d"] or 1)))
    except ValueError:
        return Value(code="date_impossible")


def _number(kind: str, text: str) -> Value:
    try:
        if kind == "number":
            return Value(Decimal(text))
        return Value(Decimal(text.replace(",", ""))) if _NUMBER.match(text) else Value(code="number_unreadable")
    except InvalidOperation:
        return Value(code="number_unreadable")


def _integer(kind: str, text: str) -> Value:
    value = _number(kind, text)
    if value.value is None or value.value == int(value.value):
        return Value(None if value.value is None else int(value.value), value.code)
    return Value(code="number_unreadable")
