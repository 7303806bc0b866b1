"""What the numbers of a cross table speak of: their subject, their unit, the dimension of their members; None where nobody says."""

import re
from functools import cache

from pipeline.contract import Contracts
from pipeline.rows.columns import Source
from pipeline.rows.values import clean
from pipeline.sheets.depth import Header
from pipeline.sheets.words import without_brackets
from pipeline.text import folded

_PLANNED = re.compile(r"目标|计划|任务|规划|预计|预算|拟|指标分解")
_MEASURE = re.compile(r".+(?:数|数量|人次|金额|总额|经费|资金|面积)")
_UNIT = re.compile(r"(?:人次|人|名|个|家|户|处|所|万元|元|万人|%|‰)")
_UNIT_LINE = re.compile(r"(?:计量)?单位:(人次|人|名|个|家|户|处|所|万元|元|万人|%|‰)(?![^、,;)])")
_BARE = frozenset(("人数", "数量", "人次", "个数", "总数", "金额", "总人数", "总量"))
_NUMBERED = re.compile(
    r"^(?:附件|附表|表)[0-9一二三四五六七八九十-]*[:、.]?|^(?:[一二三四五六七八九十]{1,3}|[0-9]{1,2})[、.]"
)
_LABELLED = re.compile(r"[^:]{1,14}:|\([^()]*\)$")
_DIVIDES = ("按", "分", "(")
SHORTEST = 4
_BAND = re.compile(r".*[0-9]{2}.*岁.*|[0-9]{2}[-—~至][0-9]{2}")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}(?:年|年度|年末|年底)?")


def is_planned(texts: list[str]) -> bool:
    """True where titles or headers speak of targets: then the numbers are no facts."""
    return any(_PLANNED.search(folded(text)) for text in texts)


def is_year(word: str) -> bool:
    """True for 2023年."""
    return _YEAR.fullmatch(plain(word)) is not None


@cache
def member_words(contracts: Contracts) -> frozenset[str]:
    """Every folded word that is a member of a code list or an area: what rows and columns of a cross table are called."""
    lists = (spelling for each in contracts.codes.values() for spelling in each.spellings if not spelling.isdigit())
    return frozenset((*lists, *area_words(contracts)))


@cache
def area_words(contracts: Contracts) -> frozenset[str]:
    """Every folded name of an area."""
    return frozenset(folded(name) for area in contracts.areas.values() for name in (area.name_zh, *area.spellings))


def subject(header: Header, is_member: bool, titles: dict[str, str]) -> Source | None:
    """What a column of numbers speaks of: the measure in its header, or the title of the table where that says only 人数."""
    parts = header.parts[:-1] if is_member else header.parts
    measures = [part for part in reversed(parts) if _MEASURE.fullmatch(plain(part))]
    if measures and plain(measures[0]) not in _BARE:
        return Source("constant", "subject", header=clean(measures[0]), value=without_brackets(clean(measures[0])))
    if not is_member and not measures:
        return None
    for address, text in reversed(titles.items()):
        named = _NUMBERED.sub("", clean(text))
        if len(named) >= SHORTEST and not named.startswith(_DIVIDES) and not _LABELLED.match(named):
            return Source("title", "subject", address=address, value=named)
    return None


def dimension(header: Header, contracts: Contracts) -> str:
    """What a column's member is a member of: its group, or the field whose code list holds it."""
    word = plain(header.parts[-1])
    group = header.parts[-2] if len(header.parts) > 1 else ""
    if group and not _MEASURE.fullmatch(folded(group)):
        return clean(group)
    if _YEAR.fullmatch(word) or _BAND.fullmatch(word):
        return "年份" if is_year(word) else "年龄段"
    if word in area_words(contracts):
        return "地区"
    fields = (each for entity in contracts.entities.values() for each in entity.fields if each.code_list)
    return next((each.label for each in fields if word in contracts.codes[each.code_list].spellings), "")


def unit(header: Header, titles: dict[str, str]) -> str | None:
    """The unit in the brackets of a header, in a line over the table, or in the word of the measure."""
    for part in reversed(header.parts):
        for said in re.findall(r"\(([^()]*)\)", folded(part)):
            if _UNIT.fullmatch(said):
                return said
    lines = (_UNIT_LINE.search(folded(text)) for text in titles.values())
    stated = next((match[1] for match in lines if match), None)
    ending = next((word for part in header.parts for word in ("人次", "人数") if folded(part).endswith(word)), None)
    return stated or {"人次": "人次", "人数": "人"}.get(ending or "")


def plain(text: str) -> str:
    return without_brackets(folded(text))
