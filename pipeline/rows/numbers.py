"""Numbers as counties write them: digits, Chinese numerals, units that the contract knows. What is vague is a finding, never a number."""

import re
from decimal import Decimal

from pipeline.contract.entity import Field
from pipeline.rows.writing import NO_UNIT, Value

LARGEST_NUMBER = 10**14  # what a column of 18 digits, 4 of them behind the point, cannot hold
LARGEST_INTEGER = 2**31
NOISE = Decimal("1e-9")

RAISED = re.compile("[\u00b2\u00b3\u00b9\u2070-\u209f\u2460-\u24ff\u2776-\u2793]")
"""Raised and circled digits: folded, 12① would be 121."""
_DIGITS = r"[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
_NUMBER = re.compile(_DIGITS)
_IN_WORDS = "[零〇一二两三四五六七八九壹贰叁肆伍陆柒捌玖十拾百佰千仟万亿廿卅]+"
_MEASURED = re.compile(rf"(?P<number>{_DIGITS}|{_IN_WORDS})(?P<times>[百千万亿]*)(?P<unit>[^0-9]*)")
_BEFORE = r"大约|约|将近|接近|近|超过|超|逾|多于|不足|不到|少于|至少|不少于|不超过|至多|≥|≧|≤|≦|>=?|<=?|=|~|±"
_AFTER = r"余|多|来|左右|上下|以上|以下|以内|\+"
_QUALIFIED = re.compile(
    rf"(?P<before>(?:{_BEFORE})?)(?P<number>.+?)(?P<after>(?:{_AFTER})?)(?P<unit>[^0-9余多来]*?)(?P<end>(?:{_AFTER})?)"
)
_FRACTION = re.compile(r"[0-9]+/[0-9]+|[0-9一二三四五六七八九十百两]+分之[0-9一二三四五六七八九十百两]+|半|一半")
_WITH_REMARK = re.compile(rf"{_DIGITS}[^0-9.,]{{0,2}}(?:[(;、:其含]|,(?![0-9])).*")
_WORD_DIGITS = "零一二三四五六七八九"
_GROUPS = (("亿", 10**8), ("万", 10**4))
_TIMES = {"十": 10, "百": 100, "千": 1000, **dict(_GROUPS)}
_PLAIN = str.maketrans("〇两壹贰叁肆伍陆柒捌玖拾佰仟", "零二一二三四五六七八九十百千")
_WORDS = re.compile(_IN_WORDS)
_YUAN = re.compile(
    r"(?P<sign>[￥¥]|人民币|rmb)?(?P<number>[0-9][0-9,.]*)(?P<unit>[千万亿]?元)?(?:/?每?(?:人|月|年|[·.*/])+)?"
)


def read_number(field: Field, kind: str, text: str) -> Value:
    """The number of a text as the field's type holds it, None and the finding's code where there is none or none that is exact."""
    found = _decimal(field, kind, text)
    return found if found.value is None else _fitted(field, found)


def words_of_doubt(text: str) -> str | None:
    """The words that make a number vague: 约, 余, ≥; None where there are none."""
    match = _QUALIFIED.fullmatch(text)
    said = "".join((match["before"], match["after"], match["end"])) if match else ""
    return said if said and _exact(match["number"]) is not None else None


def _fitted(field: Field, found: Value) -> Value:
    value: Decimal = found.value
    if field.type == "integer":
        if abs(value) >= LARGEST_INTEGER:
            return Value(code="number_out_of_range")
        return Value(int(value), found.code) if value == int(value) else Value(code="number_unreadable")
    if abs(value) >= LARGEST_NUMBER:
        return Value(code="number_out_of_range")
    # a spreadsheet's 12.3 may be stored as 12.300000000000001: rounding to what the column holds undoes that
    rounded, noise = round(value, 4), NOISE * (field.scale or 1)
    return Value(rounded, found.code) if abs(rounded - value) < noise else Value(code="number_too_precise")


def _of_yuan(text: str) -> str:
    """An amount without what says that it is of yuan, and for whom or how long: ￥1200, 人民币5万元, 100元/人·月."""
    match = _YUAN.fullmatch(text)
    if not match:
        return text
    return match["number"] + (match["unit"] or ("元" if match["sign"] else ""))


def _decimal(field: Field, kind: str, text: str) -> Value:
    if kind == "date":
        return Value(code="number_became_date")
    if field.scales and kind == "text":
        text = _of_yuan(text)
    try:
        exact = Decimal(text) if kind == "number" else _exact(text)
    except ArithmeticError:
        exact = None
    if exact is not None:
        return Value(code=NO_UNIT) if exact and field.scale is None else Value(exact * (field.scale or 1))
    measured = _MEASURED.fullmatch(text)
    if measured and (measured["unit"] in field.units or (measured["times"] and not measured["unit"])):
        is_doubtful = not measured["unit"] and (field.scale or 1) != 1  # 3.5万 below (万元)
        number = _exact(measured["number"]) if field.units and not is_doubtful else None
        return Value(code="number_with_unit") if number is None else Value(number * _times(measured["times"]))
    if _FRACTION.fullmatch(text):
        return Value(code="number_fraction")
    if words_of_doubt(text):
        vague = _exact(_QUALIFIED.fullmatch(text)["number"])
        return Value(vague if field.qualifier else None, "number_qualified")
    if _WITH_REMARK.fullmatch(text):
        return Value(code="number_with_remark")
    if measured and re.fullmatch(r"[%‰‱]|[^\x00-\x7f]{1,4}", measured["unit"]):
        return Value(code="number_with_unit")
    return Value(code="number_unreadable")


def _exact(text: str) -> Decimal | None:
    """Digits with or without separators of thousands, or a Chinese numeral."""
    if _NUMBER.fullmatch(text):
        return Decimal(text.replace(",", ""))
    return _in_words(text) if _WORDS.fullmatch(text) else None


def _times(words: str) -> int:
    product = 1
    for word in words:
        product *= _TIMES[word]
    return product


def _in_words(text: str) -> Decimal | None:
    """一千一百八十八, 三十, 廿五, 一万二千; None for what is no numeral, or one like 一百五, which may be 105 or 150."""
    plain = text.translate(_PLAIN).replace("廿", "二十").replace("卅", "三十").replace("一十", "十")
    total, rest = 0, plain
    for word, size in _GROUPS:
        head, mark, rest = rest.rpartition(word)
        total += _four_digits(head) * size if mark else 0
    total += _four_digits(rest)
    return Decimal(total) if _words_of(total) == plain else None


def _four_digits(text: str) -> int:
    total = digit = 0
    for each in text:
        if each in _WORD_DIGITS:
            digit = _WORD_DIGITS.index(each)
        else:
            total, digit = total + (digit or 1) * _TIMES[each], 0
    return total + digit


def _words_of(number: int) -> str:
    """The one right numeral, which 十五 and 一十五 share: without the 一 before a ten."""
    said = ""
    for word, size in (*_GROUPS, ("", 1)):
        group, number = divmod(number, size)
        has_gap = bool(said) and group < 1000
        for place, worth in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
            digit, group = divmod(group, worth)
            said += f"{'零' * has_gap}{_WORD_DIGITS[digit]}{place}" if digit else ""
            has_gap = not digit and (has_gap or bool(said))
        said += word if size > 1 and said and said[-1] not in "万亿零" else ""
    return said.replace("一十", "十") or "零"
