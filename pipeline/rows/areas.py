"""Areas by code, by their plain name in or beside the reporting unit, or anywhere by a name that is unique in the country."""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache

from pipeline.contract import Contracts
from pipeline.contract.codes import Area
from pipeline.rows.writing import Value
from pipeline.text import folded

_CODE_AND_NAME = re.compile(r"(?P<code>[0-9]{6}(?:-[0-9]{2})?)[-.、:_(]*(?P<name>[^0-9()]+)\)?")
_NAME_AND_CODE = re.compile(r"(?P<name>[^0-9()]+)[-.、:_(]*(?P<code>[0-9]{6}(?:-[0-9]{2})?)\)?")
_OF_STATISTICS = re.compile(r"(?P<code>[0-9]{6})0{6}")


class Areas:
    """The areas of the contracts by every name that they have."""

    def __init__(self, contracts: Contracts):
        self._areas = contracts.areas
        self._plain: dict[str, list[Area]] = defaultdict(list)
        self._full: dict[str, list[Area]] = defaultdict(list)
        for area in self._areas.values():
            for name in _plain_names(area):
                self._plain[name].append(area)
            for name in self._full_names(area):
                self._full[name].append(area)

    def code(self, text: str, unit_code: str) -> Value:
        """The code of the area that a text names to this reporting unit."""
        word = folded(text)
        if match := _OF_STATISTICS.fullmatch(word):
            word = match["code"]
        if match := _CODE_AND_NAME.fullmatch(word) or _NAME_AND_CODE.fullmatch(word):
            named = self._named(match["name"], unit_code)
            return Value(named) if named == match["code"] else Value(None, "code_unknown")
        named = word if word in self._areas else self._named(word, unit_code)
        return Value(named, None if named else "code_unknown")

    def _named(self, word: str, unit_code: str) -> str | None:
        plain, unit = self._plain.get(word, []), self._areas.get(unit_code)
        inside = [area for area in plain if unit in self._line(area)] if unit else []
        beside = [area for area in plain if unit.parent_code in (area.code, area.parent_code)] if unit else []
        for named in (inside, beside, self._full.get(word, [])):
            if len(named) == 1:
                return named[0].code
        return None

    def _line(self, area: Area | None) -> Iterator[Area]:
        """An area and all above it."""
        while area:
            yield area
            area = self._areas.get(area.parent_code or "")

    def _full_names(self, area: Area) -> set[str]:
        """Names that are unique in the country: a city's or province's own, any other's behind that of its city, and of its province."""
        outer = self._areas.get(area.parent_code or "")
        if area.kind == "province":
            return _plain_names(area)
        own = _plain_names(area) if area.kind == "city" else set()
        if outer is None:
            return own
        behind = {folded(f"{before}{after}") for before in _ends(outer.name_zh) for after in _ends(area.name_zh)}
        spelt = {folded(each) for each in (area.name_zh, *area.spellings) if each.startswith(_short(outer.name_zh))}
        province = self._areas.get(outer.parent_code or "")
        whole = {folded(before) + each for before in _ends(province.name_zh) for each in behind} if province else set()
        return own | behind | spelt | whole


def _plain_names(area: Area) -> set[str]:
    """Its name, with and without the last character, and its other spellings: 东区 or 市本级 may be several areas."""
    return {folded(each) for each in (area.name_zh, _short(area.name_zh), *area.spellings)}


def _ends(name: str) -> tuple[str, str]:
    return name, _short(name)


def _short(name: str) -> str:
    return name[:-1] if len(name) > 2 else name


@lru_cache(maxsize=8)
def areas_of(contracts: Contracts) -> Areas:
    """The areas of some contracts."""
    return Areas(contracts)
