"""The township or community that a sheet's name or title gives to its rows, where no column does.

A name is taken where it ends as such places do, or where several sheets of one header are each called otherwise. What may be
the name of a person, a status or a date is none. Known words are cut off: 1.青山镇花名册(已核) is 青山镇.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from pipeline.contract import Contracts
from pipeline.rows.columns import Columns, Source
from pipeline.rows.values import clean
from pipeline.sheets.grid import Grid
from pipeline.sheets.tables import SheetRows
from pipeline.text import folded, visible

TOWNSHIP, COMMUNITY = "township", "community"
_BRACKETS = re.compile(r"[(\[【][^()\[\]【】]*[)\]】]")
_COUNT = re.compile(r"[0-9]+[人名个]?")
_NO_LETTER = re.compile(r"[\W0-9_]+")
_BARE = re.compile(r"[\u4e00-\u9fff]{2,4}")
_SURNAMED = 3  # a longer name is no person's


@dataclass(frozen=True)
class Place:
    """What one sheet says of the place of its rows: field and name, and whether its name may be one that nobody can tell."""

    names: dict[str, str]
    core: str = ""
    is_doubtful: bool = False


def places(sheets: Sequence[tuple[Grid, SheetRows]], contracts: Contracts) -> dict[int, Place]:
    """The place of each sheet with a table, by the index of the sheet."""
    alike: dict[tuple[str, ...], list[Grid]] = defaultdict(list)
    for grid, found in sheets:
        if found.tables:
            header = tuple(folded(each.text) for each in found.tables[0].columns.values())
            alike[header].append(grid)
    told: dict[int, Place] = {}
    for grids in alike.values():
        cores = {grid.index: _core(grid.name, contracts) for grid in grids}
        ended = {index: _ended(core, contracts) for index, core in cores.items()}
        bare = {index: core for index, core in cores.items() if core and not ended[index]}
        is_parted = len(set(filter(None, cores.values()))) > 1 and all(
            _BARE.fullmatch(core) and not _is_word(core, contracts) and core not in contracts.codes["areas"].spellings
            for core in bare.values()
        )
        has_place = any(TOWNSHIP in names for names in ended.values())
        for index, core in cores.items():
            is_bare = is_parted and index in bare
            names = ended[index] or (
                {TOWNSHIP: core} if is_bare and (has_place or not _may_be_person(core, contracts)) else {}
            )
            told[index] = Place(names, core, is_doubtful=is_bare and not names)
        if any(TOWNSHIP in told[index].names for index in cores):
            # one sheet for each town, and this one has no name of its own
            told |= {index: replace(told[index], is_doubtful=True) for index, core in cores.items() if not core}
    return told


def with_place(columns: Columns, titles: dict[str, str], place: Place, contracts: Contracts) -> tuple[Columns, bool]:
    """The columns with the place of the sheet as a source where no column gives it, and whether there is one that nobody can tell."""
    if columns.entity is None:
        return columns, False
    asked = columns.layout.taken_from if columns.layout else {}
    known = {*columns.sources, *columns.ambiguous, *(source.field for source in columns.unknown)}
    sources, doubtful = {}, False
    titled = _titled(titles, contracts)
    for name in columns.entity.by_name.keys() & ({TOWNSHIP, COMMUNITY} | set(asked)) - known:
        named = {
            "sheet": place.core if asked.get(name) == "sheet_name" else place.names.get(name),
            "title": titled[1] if titled and (name == TOWNSHIP or asked.get(name) == "title") else None,
        }
        if name in asked:
            named = {kind: value for kind, value in named.items() if asked[name].startswith(kind)}
        values = {value for value in named.values() if value}
        doubtful |= len(values) > 1 or (place.is_doubtful and not values and name == TOWNSHIP)
        if len(values) == 1:
            kind = next(kind for kind, value in named.items() if value)
            address = titled[0] if kind == "title" else None
            matched_by = "layout" if name in asked else None
            sources[name] = Source(kind, name, address=address, matched_by=matched_by, value=values.pop())
    missing = tuple(name for name in columns.missing if name not in sources)
    return replace(columns, sources=columns.sources | sources, missing=missing), doubtful


def _titled(titles: dict[str, str], contracts: Contracts) -> tuple[str, str] | None:
    """The cell above a table that names the township which hands in, and the township; None where there is none, or several."""
    found = {}
    for address, text in titles.items():
        match = _reported(contracts).search(visible(text))
        if match:
            found[_core(match["place"], contracts)] = address
    ((name, address),) = found.items() if len(found) == 1 else ((None, None),)
    return (address, _short(name)) if name else None


@cache
def _reported(contracts: Contracts) -> re.Pattern[str]:
    reporters, ends, tails = (_any(contracts.words(name)) for name in ("reporters", "places", "place_tails"))
    return re.compile(
        rf"(?:{reporters})\s*(?:\([^()]*\))?\s*:\s*(?P<place>[\u4e00-\u9fff]{{1,12}}?(?:{ends}))(?:{tails})?(?=[\s,;()]|$)"
    )


def _any(words: frozenset[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


@lru_cache(maxsize=4096)
def _core(name: str, contracts: Contracts) -> str:
    """A sheet's name without remarks, numbers, and known words at its ends; '' where nothing is left."""
    core = _NO_LETTER.sub("", _COUNT.sub("", _BRACKETS.sub("", clean(name))))
    words = contracts.words("sheets") - contracts.words("places_below") | contracts.words("place_tails")
    known = sorted((word for word in words if len(word) > 1), key=len, reverse=True)
    areas = [area.name_zh for area in contracts.areas.values()]
    while core and not _ended(core, contracts):
        end = next((word for word in known if folded(core).endswith(word)), None)
        if end is None:
            break
        core = core[: -len(end)]
    while begin := next((word for word in (*known, *areas) if folded(core).startswith(word)), None):
        if not _ended(core[len(begin) :], contracts):
            break
        core = core[len(begin) :]
    return "" if folded(core) in contracts.words("sheets") else core


def _ended(core: str, contracts: Contracts) -> dict[str, str]:
    """The field and name of a place that is told by how its name ends."""
    for name, words in ((TOWNSHIP, "places"), (COMMUNITY, "places_below")):
        for end in sorted(contracts.words(words), key=len, reverse=True):
            before = core.removesuffix(end)
            if core.endswith(end) and before and not _is_no_name(before, contracts):
                return {name: _short(core)}
            if core.endswith(end):
                return {}
    return {}


def _is_no_name(before: str, contracts: Contracts) -> bool:
    return before in contracts.words("no_places") or _is_word(before, contracts)


def _short(name: str) -> str:
    """青山街道办事处 is 青山街道."""
    return re.sub("(?<=街道)办(?:事处)?$", "", name)


@cache
def _words(contracts: Contracts) -> re.Pattern[str]:
    words = (
        contracts.words("sheets")
        | contracts.words("leavers")
        | contracts.words("group_parts")
        | contracts.words("no_places")
    )
    listed = {word for name, listed in contracts.codes.items() if name != "areas" for word in listed.spellings}
    return re.compile(f"(?:{_any(words | listed)})*")


def _is_word(core: str, contracts: Contracts) -> bool:
    """Whether a name is made of words that are no place's: a status, a kind of record, a month."""
    return _words(contracts).fullmatch(folded(core)) is not None


def _may_be_person(core: str, contracts: Contracts) -> bool:
    return len(core) <= _SURNAMED and core[:1] in "".join(contracts.words("surnames"))
