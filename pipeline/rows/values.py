"""The value of one cell: text or typed value, or the code of the finding that says why it cannot be read.

Every distinct writing is read once. A value is never repaired by guess: what could mean two things is a finding.
"""

import re
from collections.abc import Callable
from unicodedata import is_normalized

from pipeline.contract import Contracts
from pipeline.contract.entity import Field
from pipeline.rows.areas import areas_of
from pipeline.rows.choices import choices_of
from pipeline.rows.dates import read_date
from pipeline.rows.numbers import RAISED, read_number
from pipeline.rows.papers import read_certificate_number, read_id_number, read_name
from pipeline.rows.writing import Value, clean, identity_text
from pipeline.text import MASK, folded

__all__ = ["Reader", "Value", "clean", "identity_text"]

_LONG_NUMBER = re.compile(r"[0-9][0-9\- ]{9,}[0-9Xx]")
_SHORT_NUMBER = 10
_NUMBERS = ("number", "integer")
_PAPERS = {
    "id_number": lambda _, text: read_id_number(text),
    "certificate_number": read_certificate_number,
    "name": lambda _, text: read_name(text),
}


_PLAIN = {
    "id_number": re.compile("[0-9]{17}[0-9X]"),
    "certificate_number": re.compile("(?=[A-Z]*[0-9])[0-9A-Z]{6,}"),
    "name": re.compile("[\u4e00-\u9fa5]{2,4}"),
}
_PLAIN_NUMBER = re.compile("[0-9A-Z]{6,}")


class Reader:
    """Reads the cells of one delivery by the contract; `unit_code` is the parent inside which names of areas are resolved.

    `is_plain_text` says that a text of the file may have been a number, since it holds characters only.
    """

    def __init__(self, contracts: Contracts, unit_code: str, *, is_plain_text: bool = False):
        self._is_plain_text = is_plain_text
        self._choices = choices_of(contracts)
        self._all_areas = areas_of(contracts)
        self._areas = contracts.areas
        self._missing = contracts.words("missing")
        self._longest_missing = max(map(len, self._missing))
        self._unit_code = unit_code

    def scope(self, field: Field) -> tuple:
        """What the reading of a cell of this field depends on besides the cell: readers of one scope read alike."""
        return self._is_plain_text, self._unit_code if field.code_list == "areas" else None

    def plain(self, field: Field) -> Callable[[str], bool] | None:
        """Whether text() gives a text as it stands, told at once; None where no such writing is known.

        For names and numbers of persons, of which no two are alike.
        """
        if not field.is_personal or field.is_typed:
            return None
        fullmatch, missing = _PLAIN.get(field.name, _PLAIN_NUMBER).fullmatch, self._missing
        return lambda text: fullmatch(text) is not None and text.casefold() not in missing

    def text(self, field: Field, kind: str, text: str) -> Value:
        """The text of a cell, None where it says that there is nothing; a finding where the cell holds no readable text."""
        if kind == "error":
            return Value(code="error_cell")
        if kind == "uncached":
            return Value(code="formula_without_value")
        if field.is_text_only and kind in ("number", "date"):
            # a spreadsheet keeps 15 digits of a number: what looks whole may be another person's number
            return Value(code="id_number_lossy")
        if field.is_personal and field.name in _PAPERS and text.isalnum() and self._says_something(text):
            return _PAPERS[field.name](kind, text)
        written = clean(text)
        if not written or (len(written) <= self._longest_missing and self._says_nothing(field, written)):
            return Value()
        if field.is_personal:
            return _PAPERS[field.name](kind, text) if field.name in _PAPERS else Value(written)
        if kind == "date" and field.is_free_text:
            # 3-1 and 1-2 become days of this year as soon as they are typed
            return Value(code="text_became_date")
        if field.type in _NUMBERS and RAISED.search(text):
            return Value(code="number_unreadable")
        return Value(written)

    def typed(self, field: Field, kind: str, text: str | None) -> Value:
        """The typed value of a text that `text()` gave."""
        if text is None:
            return Value(field.default)
        if field.code_list == "areas":
            return self._all_areas.code(text, self._unit_code)
        if field.type == "array":
            return self._choices.many(field, text)
        if field.type == "boolean" and kind == "boolean":
            return Value(text == "TRUE")
        if field.left_words and folded(text) in field.left_words:
            return Value(value=False, code="left_without_date")
        if field.code_list or field.type == "boolean":
            return self._choices.one(field, text)
        if field.type == "date":
            return read_date(field, "number" if self._is_plain_text else kind, text)
        return read_number(field, kind, text) if field.type in _NUMBERS else _free_text(field, text)

    def is_own_area(self, area: str) -> bool:
        """Whether an area is the reporting unit's own, or the one that it is a part of."""
        unit = self._areas.get(self._unit_code)
        return unit is None or area in (self._unit_code, unit.parent_code)

    def _says_something(self, text: str) -> bool:
        """Whether a text of letters and digits alone is seen at once to be more than a word for nothing."""
        if len(text) > self._longest_missing:
            return True
        return is_normalized("NFKC", text) and text.casefold() not in self._missing

    def _says_nothing(self, field: Field, written: str) -> bool:
        return written.replace(" ", "").casefold() in self._missing and self._choices.exact(field, written) is None


def _free_text(field: Field, text: str) -> Value:
    """A text without long numbers, which in a free text are a telephone or a document of somebody."""
    if field.rules and any(rule.kind == "pattern" for rule in field.rules):
        return Value(text)
    if len(text) > _SHORT_NUMBER and (masked := _LONG_NUMBER.sub(MASK, text)) != text:
        return Value(masked, "number_in_text")
    return Value(text, "text_like_formula" if text[0] in "=+@" else None)
