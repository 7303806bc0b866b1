"""What an unknown column may be: fields with the reasons for each and how sure it is. For a proposal only; nothing here names a column.

Reasons count values and name shared words of a header; they show no content.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from pipeline import identity
from pipeline.contract import Contracts
from pipeline.contract.entity import Entity, Field
from pipeline.rows.content import NUMERIC, Content
from pipeline.rows.values import identity_text
from pipeline.sheets.grid import Cell
from pipeline.sheets.headers import Header
from pipeline.text import folded

CERTAIN, LIKELY, POSSIBLE = "certain", "likely", "possible"
SURE = (CERTAIN, LIKELY, POSSIBLE)
MOST, FEWEST, COMMON = 0.8, 5, 2  # a piece of a word that stands in the headers of more fields tells nothing

_KINDS = {
    "identity": "valid ID numbers",
    "phone": "telephone numbers",
    "long_code": "numbers of certificates",
    "date": "dates",
    "number": "numbers",
    "yes_no": "a yes or no",
    "name": "names of persons",
    "place": "names of such places",
}


@dataclass(frozen=True)
class Candidate:
    """One field that a column may be. `share` is the part of its values that look so."""

    field: str
    sure: str
    reason: str
    share: float

    @property
    def rank(self) -> tuple[int, float]:
        return SURE.index(self.sure), -self.share


def candidates(
    header: Header | None,
    cells: list[Cell],
    entity: Entity,
    wanted: Iterable[str],
    contracts: Contracts,
    content: Content,
) -> list[Candidate]:
    """The fields among `wanted` that a column may be, the surest first."""
    found: list[Candidate] = []
    pieces = _shared(header, entity, contracts)
    shares = {name: _share(entity.by_name[name], cells, contracts, content) for name in wanted}
    alike = [name for name, (share, _) in shares.items() if share >= MOST]
    for name, (share, kind) in shares.items():
        piece = pieces.get(name)
        looks = share >= MOST and len(cells) >= FEWEST
        if not looks and not piece:
            continue
        if kind and cells and share < MOST:
            continue  # it is called like this field and does not look like it
        reasons = [f"{round(share * len(cells))} of {len(cells)} values are {kind}"] if looks else []
        reasons += [f"the header shares {piece[0]} with {piece[1]}"] if piece else []
        sure = (
            CERTAIN if looks and piece else LIKELY if (looks and alike == [name]) or (piece and not kind) else POSSIBLE
        )
        found.append(Candidate(name, sure, "; ".join(reasons), share if looks else 0.0))
    found.sort(key=lambda each: (each.rank, not entity.by_name[each.field].needs_column))
    if len(found) > 1 and found[0].sure == found[1].sure == CERTAIN:
        # two fields claim it with equal right
        found = [
            Candidate(each.field, LIKELY if each.sure == CERTAIN else each.sure, each.reason, each.share)
            for each in found
        ]
    return found


def _share(field: Field, cells: list[Cell], contracts: Contracts, content: Content) -> tuple[float, str]:
    """The part of these values that have the field's own distinct shape, and its name; no name where the field has none."""
    if field.is_text_only:
        kind, hits = "identity", sum(_is_identity(cell) for cell in cells)
    elif field.name == "phone":
        kind, hits = "phone", sum("phone" in content.shapes(cell) for cell in cells)
    elif field.is_personal and field.name == "name":
        kind, hits = "name", sum(map(content.is_name, cells))
    elif field.is_personal and field.type == "string":
        kind, hits = "long_code", sum("long_code" in content.shapes(cell) for cell in cells)
    elif field.type == "date":
        kind, hits = "date", sum("date" in content.shapes(cell) for cell in cells)
    elif field.type in NUMERIC:
        kind, hits = "number", sum("number" in content.shapes(cell) for cell in cells)
    elif field.type == "boolean":
        kind, hits = "yes_no", sum("yes_no" in content.shapes(cell) for cell in cells)
    elif field.code_list and field.code_list != "areas":
        kind, hits = "", sum(content.fits(field, cell) for cell in cells)
        return (hits / len(cells) if cells else 0.0), f"words of {field.label}"
    elif field.name in ("township", "community"):
        ends = tuple(contracts.words("places" if field.name == "township" else "places_below"))
        kind, hits = "place", sum(folded(cell.text).endswith(ends) for cell in cells)
    else:
        return 0.0, ""
    return (hits / len(cells) if cells else 0.0), _KINDS[kind]


def _is_identity(cell: Cell) -> bool:
    number = identity_text(cell.text)
    return cell.kind == "text" and (
        identity.has_check_digit(number) or (len(number) == 15 and identity.is_number(number))
    )


def _shared(header: Header | None, entity: Entity, contracts: Contracts) -> dict[str, tuple[str, str]]:
    """For each field the longest piece of a header that few fields have in their own words, and its first such word."""
    written = folded(header.parts[-1]) if header else ""
    pieces = {written[start:end] for start in range(len(written)) for end in range(start + 2, len(written) + 1)}
    known, found = _pieces(contracts, entity.name), {}
    for piece in sorted(pieces & known.keys(), key=lambda each: (-len(each), each)):
        if len(known[piece]) <= COMMON:
            for name, word in known[piece].items():
                found.setdefault(name, (piece, word))
    return found


@cache
def _pieces(contracts: Contracts, entity_name: str) -> dict[str, dict[str, str]]:
    """Every piece of the words of an entity, with the fields that have it, each with its first such word."""
    found: dict[str, dict[str, str]] = {}
    for field in contracts.entities[entity_name].fields:
        for word in map(folded, (field.label, *field.headers)):
            if word.rpartition("/")[0] in field.groups:
                continue
            for start in range(len(word)):
                for end in range(start + 2, len(word) + 1):
                    found.setdefault(word[start:end], {}).setdefault(field.name, word)
    return found
