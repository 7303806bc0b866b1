"""The unit of money that words name: 项目金额(万元), 月津贴标准(元/月), 单位：人、万元. What it is worth stands in the contract."""

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache, lru_cache

from pipeline.contract import Contracts
from pipeline.contract.entity import Field
from pipeline.text import folded, visible

_LINE = re.compile(r"单位\s*:\s*([^\s:;)\]】]*)")
_IN_BRACKETS = re.compile(r"[(\[【]([^()\[\]【】]*)[)\]】]")
_SEVERAL = re.compile("[、,/和及]")
_CURRENCY = "人民币"
_MONEY = re.compile(r"元|[(\[【][^()\[\]【】]*[a-z¥$][^()\[\]【】]*[)\]】]")
_OTHER = "百千十万亿美港欧日澳加韩英0-9"  # before 元 they make another unit, as in 百万元 and 美元

Scales = tuple[tuple[str, int], ...]
"""Units of money with what one of them is worth in the unit that is stored."""


def of_header(parts: Iterable[str], scales: Scales) -> int | None:
    """What the unit is worth that a header names in brackets or at its end, the word of the column before those of its groups."""
    for part in map(folded, reversed(tuple(parts))):
        said = [_ending(scales).fullmatch(words) for words in _IN_BRACKETS.findall(part)] + [
            _ending(scales).search(part)
        ]
        units = {match["unit"] for match in said if match}
        if units:
            return dict(scales)[units.pop()] if len(units) == 1 else None
    return None


def may_name_another(parts: Iterable[str]) -> bool:
    """Whether a header says something of money that is not understood, so that a line over the table cannot speak for it."""
    return any(_MONEY.search(folded(part)) for part in parts)


def of_lines(texts: Iterable[str], scales: Scales) -> int | None:
    """What the one unit of money is worth that lines over a table name: 单位：万元, (万元) behind a title; None where two are named."""
    found = set()
    for text in map(visible, texts):
        said = [part for words in _LINE.findall(text) for part in _SEVERAL.split(words)]
        found |= {folded(word).removeprefix(_CURRENCY) for word in (text, *said, *_IN_BRACKETS.findall(text))}
    factors = {factor for unit, factor in scales if unit in found}
    return factors.pop() if len(factors) == 1 else None


def without_unit(contracts: Contracts, word: str) -> str:
    """A folded header without the unit of money at its end."""
    return _ending(_all_scales(contracts)).sub("", word)


@lru_cache(maxsize=1024)
def measured(field: Field, scale: int | None) -> Field:
    """A field as one column holds it: its numbers in the unit of that column."""
    return replace(field, scale=scale) if field.scales else field


@cache
def _all_scales(contracts: Contracts) -> Scales:
    return tuple({pair for entity in contracts.entities.values() for each in entity.fields for pair in each.scales})


@lru_cache(maxsize=16)
def _ending(scales: Scales) -> re.Pattern[str]:
    """How a header ends that names its unit: in brackets, after a stroke or bare, for each person or month where it says so."""
    units = "|".join(sorted((re.escape(unit) for unit, _ in scales), key=len, reverse=True)) or "(?!)"
    each = r"(?:/?每?[人名月年季户次·.*/]+)?"
    said = rf"(?:(?:计量|金额|货币)?单位:)?(?:{_CURRENCY})?(?<![{_OTHER}])(?P<unit>{units}){each}"
    return re.compile(rf"[(\[【/,:]?{said}[)\]】]?$")
