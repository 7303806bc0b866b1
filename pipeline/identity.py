"""The identity number of GB 11643: birth date, sex, check character, and the one form under which two writings are the same.

Nothing here keeps, prints or hashes a number.
"""

import re
from datetime import date
from operator import mul

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
"""What each of the first 17 digits weighs in the check character."""

_NUMBER = re.compile(r"[0-9]{15}|[0-9]{17}[0-9X]")
_CHECK_CHARACTERS = "10X98765432"


def is_number(text: str) -> bool:
    """Whether a text has the form of a 15- or 18-character number; that it is somebody's is another question."""
    return _NUMBER.fullmatch(text) is not None


def check_character(first_seventeen: str) -> str:
    """The 18th character for the first 17 digits (GB 11643-1999)."""
    return _CHECK_CHARACTERS[sum(map(mul, map(int, first_seventeen), WEIGHTS)) % 11]


def has_check_digit(number: str) -> bool:
    """Whether an 18-character number ends in its own check character; false for anything that is no such number."""
    return len(number) == 18 and is_number(number) and check_character(number[:17]) == number[17]


def eighteen(number: str) -> str:
    """The 18-character form of a 15-digit number (GB 11643-1989: all were born in the 1900s); others unchanged."""
    if len(number) == 15 and is_number(number):
        head = f"{number[:6]}19{number[6:]}"
        return head + check_character(head)
    return number


def birth_date(number: str) -> date | None:
    """The birth date inside a 15- or 18-character number, or None where it is no date."""
    digits = eighteen(number)[6:14]
    try:
        return date.fromisoformat(digits) if digits.isdigit() else None
    except ValueError:
        return None


def sex(number: str) -> str:
    """'1' male or '2' female (GB/T 2261.1), from the parity of the sequence's last digit."""
    return "1" if int(eighteen(number)[16]) % 2 else "2"


def age_on(born: date, day: date) -> int:
    """Full years (周岁) on a day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
