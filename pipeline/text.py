"""How two spellings are compared: NFKC, no white space, no invisible characters, case folded.

Comparison only: what is stored keeps the county's own writing.
"""

import re
import unicodedata

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]"
)

MASK = "＊＊"
"""What stands where a name or number stood."""

SYNTHETIC_NOTICE = "合成示例,非官方数据"
"""What every table, trace and workbook prints while a synthetic delivery is in its scope (practice F46)."""

FEEDBACK_MARK = "【填报问题】"
"""What every comment begins with that Rollcall writes beside a cell, so that it is not read as the county's own."""


def visible(text: str) -> str:
    """NFKC without what prints nothing and is no space: zero-width marks, changes of direction, choices of a glyph."""
    return text if text.isascii() else _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))


def folded(text: str) -> str:
    """`（ 身份\\n证号 ）` and `(身份证号)` fold to the same text. Brackets stay."""
    if text.isalnum() and unicodedata.is_normalized("NFKC", text):
        return text.casefold()
    return "".join(visible(text).split()).casefold()


def sealed_words(rows: int | None) -> str | None:
    """What a figure says of counted rows whose bytes were sealed; None where there are none."""
    return f"{rows:,}行的原件已经批准销毁，无法再次核验" if rows else None


def status_words(status: str, reason: str | None, target_type: str | None) -> str:
    """A status with the reason why it is none; a binding target that lags is an alert (practice E40)."""
    is_alert = status == "滞后" and target_type == "约束性"
    said = reason or ("预警" if is_alert else None)
    return f"{status}({said})" if said else status
