"""How two spellings are compared: NFKC, no white space, no invisible characters, case folded.

Comparison only: what is stored keeps the county's own writing.
"""

import re
import unicodedata

_INVISIBLE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\u00ad]+")


SYNTHETIC_NOTICE = "合成示例,非官方数据"
"""What every table, trace and workbook prints while a synthetic delivery is in its scope (practice F46)."""


def folded(text: str) -> str:
    """`（ 身份\\n证号 ）` and `(身份证号)` fold to the same text."""
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).casefold()
