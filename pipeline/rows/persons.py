"""What the rows of a roster say of their persons: keyed hashes and age in place of ID number and name, and what contradicts the number."""

from datetime import date
from typing import Any

from pipeline import identity
from pipeline.contract.entity import Entity
from pipeline.rows.keys import Keys
from pipeline.rows.papers import is_whole
from pipeline.text import MASK

KEYS = ("id_key", "certificate_key", "name_birth_key")
LOSSY_SHARE = 20  # one ID in so many may end in 000 by chance (one in 1,100 does); more, and a spreadsheet has cut them
Texts = dict[str, list[str | None]]
Values = dict[str, list[Any]]
Found = tuple[int, str, str]
"""Row of the table, field, code."""


def has_persons(entity: Entity) -> bool:
    """Whether the rows of an entity speak of persons, known by their ID number."""
    return "id_number" in entity.by_name


def examine(texts: Texts, values: Values, unusable: set[int], keys: Keys, as_of: date | None) -> list[Found]:
    """Put keys and age into `values`, and say what is wrong with numbers; `unusable` are the rows whose number is no good."""
    numbers = [
        text if text and row not in unusable and identity.is_number(text) else None
        for row, text in enumerate(texts["id_number"])
    ]
    people = {number: _Person(number, keys, as_of) for number in set(numbers) if number}
    known = [people.get(number) if number else None for number in numbers]
    certificates = {number: keys.certificate_key(number) for number in set(texts["certificate_number"])}
    values["id_key"] = [person.key if person else None for person in known]
    values["certificate_key"] = [certificates[number] for number in texts["certificate_number"]]
    values["name_birth_key"] = [
        keys.name_birth_key(name, person.born) if person and name and is_whole(name) else None
        for name, person in zip(texts["name"], known, strict=True)
    ]
    values["age"] = [person.age if person else None for person in known]
    found = _cut(numbers)
    for row, (person, sex, born) in enumerate(zip(known, values["sex"], values["birth_date"], strict=True)):
        if person is None:
            continue
        if as_of and person.born and person.born > as_of:
            found.append((row, "id_number", "id_number_birth_date"))
        if sex in ("1", "2") and person.sex != sex:
            found.append((row, "sex", "sex_contradicts_id"))
        if born and person.born and (born.year, born.month) != (person.born.year, person.born.month):
            found.append((row, "birth_date", "birth_date_contradicts_id"))
    return found


class _Person:
    """What an ID number says of its person."""

    __slots__ = ("age", "born", "key", "sex")

    def __init__(self, number: str, keys: Keys, as_of: date | None):
        number = identity.eighteen(number)
        self.key = keys.id_key(number)
        self.born = identity.birth_date(number)
        self.sex = identity.sex(number)
        self.age = identity.age_on(self.born, as_of) if self.born and as_of else None


def _cut(numbers: list[str | None]) -> list[Found]:
    """IDs that end in 000, as a spreadsheet leaves a number of more than 15 digits: lost where there are many, else to check."""
    cut = [row for row, number in enumerate(numbers) if number and len(number) == 18 and number.endswith("000")]
    is_lost = len(cut) * LOSSY_SHARE >= sum(number is not None for number in numbers)
    return [(row, "id_number", "id_number_lossy" if is_lost else "id_number_ends_000") for row in cut]


def mask_names(entity: Entity, names: list[str | None], values: Values) -> list[Found]:
    """Mask a person's name where another text is asked for, such as an employer who is called like somebody on the roster."""
    people = {name for name in names if name and len(name) > 1}
    free = [each.name for each in entity.stored if each.is_free_text]
    found = [
        (row, name, "name_in_text")
        for name in free
        if not people.isdisjoint(values[name])
        for row, text in enumerate(values[name])
        if text in people
    ]
    for row, name, _ in found:
        values[name][row] = MASK
    return found
