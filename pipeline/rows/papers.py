"""ID numbers, certificate numbers and names as written: the text that keys are made of, or what keeps it from being one.

A number is mended only where its own check character proves the result. What two persons could have written is refused.
"""

import re
from datetime import date

from pipeline.identity import has_check_digit, is_number
from pipeline.rows.writing import Value, clean, identity_text
from pipeline.text import visible

SHORTEST_CERTIFICATE = 6
LONG_NUMBER = 8  # so many digits in a name are a number of somebody

_AS_TYPED = re.compile("[0-9]{17}[0-9X]")
_POWER_OF_TEN = re.compile(r"[0-9](?:\.[0-9]+)?E\+?[0-9]{2}|[0-9]{15,18}\.0*")
_HIDDEN = re.compile(r"(?=.*[0-9]{4})(?=.*[*●•·#?.]{2}|.*X{3})[0-9*●•·#?.X]{8,}")
_DIGIT_RUN = re.compile(r"(?<![0-9])(?:[0-9]{17}[0-9X]|[0-9]{15})(?![0-9])")
_LOOKALIKES = str.maketrans("OQILZSB|!О", "0011258110")
_OTHER_DOCUMENT = re.compile(
    r"[HM][0-9]{8}(?:[0-9]{2})?"  # Hong Kong and Macao residents' travel permit
    r"|[0-9]{8}"  # Taiwan residents' travel permit
    r"|[A-Z]{3}[0-9]{12}"  # foreign permanent resident's card
    r"|[A-Z]{1,2}[0-9]{6,9}"  # passports
    r"|.{1,4}字第?[0-9]{4,8}号?"  # officers' and soldiers' cards
)
_SEVERAL_NAMES = re.compile(r"[、,;/|&]")
_NAMES_IN_LINES = re.compile(r"[^\x00-\x7f]{2}[ \t\r]*\n[ \t\r]*[^\x00-\x7f]{2}")
_NO_NAME = re.compile(rf"[=+@\-]|.*[0-9]{{{LONG_NUMBER}}}")
_NOT_A_CHARACTER = re.compile("[?*□■●○◆\ufffd\ue000-\uf8ff\U000f0000-\U0010ffff]")
_MIDDLE_DOT = re.compile(r"(?<=[^\x00-\x7f])[•‧∙⋅・.᛫](?=[^\x00-\x7f])")


def read_id_number(text: str) -> Value:
    """The number as compared; with the finding that it was mended, is of the old form, or is no number at all.

    What has the form of a number and is wrong inside is for the rules of the contract. A number beside another, or beside
    any word, is refused even where it could be cut out: the cell may speak of two people.
    """
    if _AS_TYPED.fullmatch(text):
        return Value(text)
    number = identity_text(text)
    if is_number(number):
        if len(number) == 15:
            return Value(number, "id_number_15")
        return Value(number, None if _is_as_typed(text, number) else "id_number_normalised")
    if _POWER_OF_TEN.fullmatch(number):
        return Value(number, "id_number_lossy")
    if _HIDDEN.fullmatch(number):
        return Value(number, "id_number_masked")
    if is_number(number.translate(_LOOKALIKES)):
        return Value(number, "id_number_lookalike")
    if _DIGIT_RUN.search(number):
        return Value(number, "id_number_with_other")
    if _OTHER_DOCUMENT.fullmatch(number) and not _is_day(number):
        return Value(number, "id_document_other")
    return Value(number or None)


def _is_as_typed(text: str, number: str) -> bool:
    """Whether nothing but padding, width, case and an apostrophe part a text from its number."""
    return visible(text).strip(" \t\r\n'’‘`").upper() == number or not has_check_digit(number)


def _is_day(number: str) -> bool:
    """Whether eight digits are a birth date in the wrong column."""
    try:
        return number.isdigit() and date(int(number[:4]), int(number[4:6]), int(number[6:8])).year >= 1900
    except ValueError:
        return False


def read_certificate_number(kind: str, text: str) -> Value:
    """The number as compared; None where it was typed as a number and may have lost its leading zeros, or is too short to be one."""
    number = identity_text(text)
    if kind in ("number", "date") or _POWER_OF_TEN.fullmatch(number):
        return Value(code="certificate_number_numeric")
    if len(number) < SHORTEST_CERTIFICATE or not (number.isdigit() or any(each.isdigit() for each in number)):
        return Value(code="certificate_number_unreadable")
    return Value(number)


def read_name(text: str) -> Value:
    """The name with one kind of middle dot. Refused: several people, a number, and what a spreadsheet would run as a formula."""
    written = clean(text)
    if written.isalnum() and len(written) < LONG_NUMBER and "\n" not in text:
        return Value(written)
    name = _MIDDLE_DOT.sub("·", written)
    if _NO_NAME.match(name):
        return Value(name, "name_characters")
    if _SEVERAL_NAMES.search(name) or _NAMES_IN_LINES.search(text):
        return Value(name, "several_people")
    return Value(name or None, None if is_whole(name) else "name_incomplete")


def is_whole(name: str) -> bool:
    """Whether every character of a name is one: 李□飞 and 张* may be many people."""
    return name.isalnum() or _NOT_A_CHARACTER.search(name) is None
