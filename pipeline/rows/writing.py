"""What stands in a cell before it means anything: a county's writing without its padding, and the shape of a value.

Compared are NFKC forms without what prints nothing; which writings are the same stands here and nowhere else.
"""

import re
from typing import Any, NamedTuple
from unicodedata import is_normalized

from pipeline.identity import has_check_digit
from pipeline.text import visible

_NOT_BETWEEN_WORDS = re.compile(r"(?<![A-Za-z0-9]) | (?![A-Za-z0-9])")
_PLAIN_NUMBER = re.compile(r"[0-9]*X?")
_CONTROL = re.compile("[\u0000-\u0008\u000e-\u001b\u007f-\u0084\u0086-\u009f]")
_HYPHENS = dict.fromkeys(map(ord, "-‐‑‒–—―−_"))
NO_UNIT = "amount_without_unit"
_LIKE_X = dict.fromkeys(map(ord, "ХΧ×✕✖"), "X")  # Cyrillic, Greek, and signs; an asterisk hides a digit


class Value(NamedTuple):
    """One reading: the value, or `code` of the finding and no value.

    Both, where a value can be used and something is to be said of it: an ID number with hyphens, a list with an unknown word.
    """

    value: Any = None
    code: str | None = None


def clean(text: str) -> str:
    """The county's writing without padding: NFKC, no controls, no white space except between Latin words."""
    if (text.isascii() and text.isprintable() and " " not in text) or (text.isalnum() and is_normalized("NFKC", text)):
        return text
    written = " ".join(_CONTROL.sub("", visible(text)).split())
    return _NOT_BETWEEN_WORDS.sub("", written) if " " in written else written


def identity_text(text: str) -> str:
    """An ID or certificate number as compared: NFKC, nothing blank or invisible, no leading apostrophe, upper case.

    Hyphens and look-alikes of the last X are mended where what results proves itself by its check character.
    """
    if _PLAIN_NUMBER.fullmatch(text):
        return text
    written = "".join(_CONTROL.sub("", visible(text)).split()).lstrip("'’‘`").upper()
    if _PLAIN_NUMBER.fullmatch(written):
        return written
    mended = written.translate(_HYPHENS)
    mended = mended[:-1] + mended[-1:].translate(_LIKE_X)
    return mended if has_check_digit(mended) else written
