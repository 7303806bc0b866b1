"""How cells look: number format, date or not, struck out, fill; and what day a stored number is.

A cell's style is the only sign that 44774 is a day. Built-in formats 27–36 and 50–58 are the Chinese dates of Excel
and WPS.
"""

import re
from datetime import date

from pipeline.sheets.formats.markup import Element, tree

GENERAL = ("General", False, False, None)

BUILT_IN = {
    0: "General",
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "yyyy/m/d",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy/m/d h:mm",
    27: 'yyyy"年"m"月"',
    28: 'm"月"d"日"',
    29: 'm"月"d"日"',
    30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"',
    34: '上午/下午h"时"mm"分"',
    35: '上午/下午h"时"mm"分"ss"秒"',
    36: 'yyyy"年"m"月"',
    37: "#,##0 ;(#,##0)",
    38: "#,##0 ;[Red](#,##0)",
    39: "#,##0.00;(#,##0.00)",
    40: "#,##0.00;[Red](#,##0.00)",
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mmss.0",
    48: "##0.0E+0",
    49: "@",
    50: 'yyyy"年"m"月"',
    51: 'm"月"d"日"',
    52: 'yyyy"年"m"月"',
    53: 'm"月"d"日"',
    54: 'm"月"d"日"',
    55: '上午/下午h"时"mm"分"',
    56: '上午/下午h"时"mm"分"ss"秒"',
    57: 'yyyy"年"m"月"',
    58: 'm"月"d"日"',
}
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|General|通用格式|E[+-]|AM/PM|A/P', re.IGNORECASE)
_DURATION = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_DATE_LETTER = re.compile(r"[ymdhs]|aaa|e+", re.IGNORECASE)
_FIRST_DAY_1900 = date(1899, 12, 31).toordinal()
_FIRST_DAY_1904 = date(1904, 1, 1).toordinal()
_LAST_DAY = date(9999, 12, 31).toordinal()


def read_styles(xml: bytes) -> list[tuple]:
    """Each cell format of styles.xml as (number_format, is_date, is_struck, fill)."""
    root = tree(xml)
    formats = dict(BUILT_IN)
    for element in root.child("numFmts").children:
        formats[_number(element, "numFmtId")] = element.attributes.get("formatCode", "General")
    struck = [
        font.child("strike").flag("val", any(part.name == "strike" for part in font.children))
        for font in root.child("fonts").children
    ]
    fills = [_fill(element) for element in root.child("fills").children]
    styles = []
    for element in root.child("cellXfs").children:
        number_format = formats.get(_number(element, "numFmtId"), "General")
        font, fill = _number(element, "fontId"), _number(element, "fillId")
        styles.append(
            (
                number_format,
                is_date_format(number_format),
                struck[font] if font < len(struck) else False,
                fills[fill] if fill < len(fills) else None,
            )
        )
    return styles or [GENERAL]


def is_date_format(number_format: str) -> bool:
    """True for a format that shows a day or a time of day; a duration ([h]:mm) is a number."""
    shown = number_format.partition(";")[0]
    if _DURATION.search(shown):
        return False
    return _DATE_LETTER.search(_LITERAL.sub("", shown)) is not None


def day_and_time(digits: str, is_1904: bool) -> str | None:
    """The date that a stored number is, to the second; None where Excel knows no such day.

    In the 1900 system Excel counts a 29 February 1900 that never was, and number 0 as 1900-01-00: both are given as
    Excel shows them.
    """
    if digits.isdigit() and len(digits) < 8:
        serial, seconds = int(digits), 0
    else:
        days = float(digits)
        serial, seconds = divmod(round(days * 86_400), 86_400) if 0 <= days < _LAST_DAY else (-1, 0)
    if is_1904:
        ordinal = _FIRST_DAY_1904 + serial
    elif serial in (0, 60):
        ordinal = 0
    else:
        ordinal = (_FIRST_DAY_1900 if serial < 60 else _FIRST_DAY_1900 - 1) + serial
    if serial < 0 or ordinal > _LAST_DAY:
        return None
    day = date.fromordinal(ordinal).isoformat() if ordinal else "1900-01-00" if serial == 0 else "1900-02-29"
    if not seconds:
        return day
    return f"{day} {seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _number(element: Element, name: str) -> int:
    value = element.attributes.get(name, "0")
    return int(value) if value.isdigit() else 0


def _fill(element: Element) -> str | None:
    pattern = element.child("patternFill")
    if pattern.attributes.get("patternType", "none") in ("none", "gray125"):
        return None
    colour = pattern.child("fgColor").attributes
    if "rgb" in colour:
        return colour["rgb"]
    return next((f"{kind}:{colour[kind]}" for kind in ("theme", "indexed") if kind in colour), None)
