"""What titles and the name of a sheet say of area and period, against the folder that a delivery lies in; tables without rows.

Conservative: only a name at the head of a title, or of the reporting unit, speaks of an area, and only an area of the code
list outside the unit's own line contradicts; a name inside an organisation's name does not. A title contradicts the period
only where none of its dates overlaps it. The day of filing may be later than the period, never earlier.
"""

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

from pipeline.contract import Contracts
from pipeline.contract.codes import Area
from pipeline.rows.addresses import RowAddresses
from pipeline.rows.spans import BARE, DATE, Months, arabic, bare_span, label, span, span_of
from pipeline.text import folded

LONGEST = 100  # a longer text is an instruction and no title
ROW_DATE = "data_date"
MANY = 10  # so many data rows, none of them good: this is no matter of single rows any more
FULL_NAME = 3  # a shorter name is also a word of other names

_DECORATION = re.compile(
    r"(?:(?:附件|附表|表)[0-9一二三四五六七八九十]*|[0-9]{4}(?:年度?|[-.])?|[0-9]{1,2}(?:月底?|日|[.、])|上半年|下半年|关于|中共|"
    r"[\s\-—_:;,.、·()\[\]【】《》〈〉“”\"'*※])+"
)
_PHRASE = re.compile(r"[^0-9():,;]*")
_SINCE = re.compile(r"[自从于]$")


@dataclass(frozen=True)
class Contradiction:
    """`code` of the finding; `cell` is the title's address, None for the name of the sheet; `detail` an area code or a period."""

    code: str
    cell: str | None
    detail: str


class Folder(Protocol):
    """What is known of a delivery before it is opened."""

    unit_code: str
    period: str
    contracts: Contracts


def contradictions(sheet: str, titles: dict[str, str], fields: Container[str], folder: Folder) -> list[Contradiction]:
    """The first contradiction of each kind between a table's titles (text by address), the name of its sheet, and the folder.

    Where `fields`, those that the table has, say of what day each row is, no title does.
    """
    judge = _Judge(folder.unit_code, None if ROW_DATE in fields else span_of(folder.period), folder.contracts)
    found: dict[str, Contradiction] = {}
    for cell, text in titles.items():
        for code, detail in judge.title(folded(text)):
            found.setdefault(code, Contradiction(code, cell, detail))
    for code, detail in judge.sheet(folded(sheet)):
        found.setdefault(code, Contradiction(code, None, detail))
    return list(found.values())


def without_rows(
    tables: dict[str, list[dict[str, Any]]], addresses: RowAddresses, contracts: Contracts
) -> Iterator[tuple[str, str]]:
    """Code and label: of a delivery whose tables hold no data row, or of each entity that has none beside others, or many and none that is good."""
    filled = addresses.filled
    named = {each["entity"] for each in tables["header_map"] if each["entity"]}
    if named and not filled:
        yield "no_data_rows", ""
        return
    balances = addresses.balances(sorted(named)).items()
    bad = {name for name, rows in balances if rows["quarantined"] == rows["data"] >= MANY}
    for code, entities in {"entity_without_rows": named - filled, "no_row_conformed": bad}.items():
        yield from ((code, contracts.entities[entity].label) for entity in sorted(entities))


class _Judge:
    def __init__(self, unit_code: str, period: Months | None, contracts: Contracts):
        self._period, self._contracts = period, contracts
        self._outer = set(_line(unit_code, contracts.areas)) - {unit_code}
        inner = {code for code in contracts.areas if unit_code in _line(code, contracts.areas)}
        unit = contracts.areas.get(unit_code)
        heirs = {area.code for area in contracts.areas.values() if unit and area.successor_code == unit_code}
        self._own = inner | heirs | ({unit.successor_code} if unit and unit.successor_code else set())

    def title(self, text: str) -> Iterator[tuple[str, str]]:
        if len(text) > LONGEST:
            return
        for kind, value in _parts(text, self._contracts):
            value = arabic(value)
            if kind in ("title", "reporting_units") and (area := self._other_area(value)):
                yield "title_area_differs", area
            if kind != "reporting_units" and (said := self._other_period(kind, value)):
                yield "title_period_differs", said

    def sheet(self, text: str) -> Iterator[tuple[str, str]]:
        name = re.sub(r"\([^()]*\)", "", text)
        areas = _names(self._contracts).get(name, ()) if self._own and len(name) >= FULL_NAME else ()
        if areas and not (self._own | self._outer) & {area.code for area in areas}:
            yield "title_area_differs", areas[0].code
        whole = BARE.fullmatch(text)
        spans = [bare_span(whole)] if whole else []
        date = DATE.search(arabic(text))
        if date and not _left(arabic(text).replace(date[0], ""), self._contracts):
            spans.append(span(date))
        if self._period and spans and not any(map(self._holds, spans)):
            yield "title_period_differs", label(spans[0])

    def _other_area(self, text: str) -> str | None:
        """The code of an area outside the unit's line that the text begins with; None where no unit is known."""
        if not self._own:
            return None
        names, is_inside = _names(self._contracts), False
        while True:
            text = text[match.end() :] if (match := _DECORATION.match(text)) else text
            name = next((text[:size] for size in range(min(len(text), 12), 1, -1) if text[:size] in names), None)
            if name is None:
                return None
            codes, text = [area.code for area in names[name]], text[len(name) :]
            if self._own & set(codes):
                return None
            if self._outer & set(codes):
                is_inside = True
                continue
            words = self._contracts.words
            is_plain = len(name) >= FULL_NAME or is_inside or _goes_on(text, words("sheets") | words("authorities"))
            is_place = text.startswith(tuple(words("places") | words("places_below") | words("part_places")))
            is_body = any(word in _PHRASE.match(text)[0] for word in words("organisations"))
            near = [code for code in codes if self._outer & set(_line(code, self._contracts.areas))]
            return (near or codes)[0] if is_plain and not is_place and not is_body else None

    def _other_period(self, kind: str, text: str) -> str | None:
        """The period that the text states where it is another than the folder's."""
        if self._period is None:
            return None
        dates = [match for match in DATE.finditer(text) if kind != "title" or self._is_of_table(match, text)]
        if kind == "title" and len(dates) == 1 and dates[0][0] == text.strip("()"):
            kind = "filing_dates"  # a date that stands alone in its cell
        if kind == "filing_dates":
            dates = [match for match in dates[:1] if span(match)[1] < self._period[0]]
        elif any(self._holds(span(match)) for match in dates):
            return None
        return label(span(dates[0])) if dates else None

    def _holds(self, stated: Months) -> bool:
        return stated[0] <= self._period[1] and self._period[0] <= stated[1]

    def _is_of_table(self, match: re.Match[str], text: str) -> bool:
        """Whether a date in a title is that of the table: not of an intake, of a form's version, nor the start of a span."""
        others = tuple(self._contracts.words("other_years"))
        return not text.startswith(others, match.end()) and not _SINCE.search(text[: match.start()])


def _parts(text: str, contracts: Contracts) -> Iterator[tuple[str, str]]:
    """A folded title cut at its labels: ("title", text), ("reporting_units" | "filing_dates" | "as_of_dates", what stands behind)."""
    cuts = list(_labels(contracts).finditer(text))
    ends = [match.start() for match in cuts] + [len(text)]
    if text[: ends[0]]:
        yield "title", text[: ends[0]]
    for match, end in zip(cuts, ends[1:], strict=True):
        if match.lastgroup != "other":
            yield match.lastgroup, text[match.end() : end]


@cache
def _labels(contracts: Contracts) -> re.Pattern[str]:
    kinds = ("reporting_units", "filing_dates", "as_of_dates")
    words = {kind: contracts.words(kind) for kind in kinds}
    long = {
        word for word in contracts.words("forms") if len(word) > FULL_NAME
    }  # 有效期至; 单位 is a word of titles too
    words["other"] = long.union(word for word in contracts.words("notes") if len(word) > 1).difference(*words.values())
    groups = (
        f"(?P<{kind}>{'|'.join(sorted(map(re.escape, said), key=len, reverse=True))})" for kind, said in words.items()
    )
    return re.compile(rf"(?:{'|'.join(groups)})(?:\([^()]*\))?:?")


@cache
def _names(contracts: Contracts) -> dict[str, tuple[Area, ...]]:
    """Each folded name and short name of an area with the areas that it may mean."""
    found: dict[str, list[Area]] = {}
    for area in contracts.areas.values():
        short = [area.name_zh[:-1]] if len(area.name_zh) == FULL_NAME else []
        for name in dict.fromkeys(map(folded, (area.name_zh, *area.spellings, *short))):
            found.setdefault(name, []).append(area)
    return {name: tuple(areas) for name, areas in found.items()}


def _line(code: str, areas: dict[str, Area]) -> Iterator[str]:
    """An area and all above it."""
    while code in areas:
        yield code
        code = areas[code].parent_code or ""


def _goes_on(text: str, words: frozenset[str]) -> bool:
    """Whether what follows a short name is a word of a title, so that the name is no part of another."""
    return not text or text[0].isdigit() or any(text.startswith(word) for word in words if len(word) > 1)


def _left(text: str, contracts: Contracts) -> str:
    """What is neither a known word of a sheet's name nor a sign."""
    for word in sorted(contracts.words("sheets"), key=len, reverse=True):
        text = text.replace(word, "")
    return re.sub(r"[\W_]", "", text)
