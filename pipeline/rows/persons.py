"""What the rows of a roster say of their persons: keyed hashes and age in place of ID number and name, and what contradicts the number."""

import re
from datetime import date
from typing import Any

from pipeline import identity
from pipeline.contract.entity import Entity
from pipeline.rows.keys import Keys
from pipeline.rows.papers import is_whole
from pipeline.text import MASK

KEYS = ("id_key", "certificate_key", "name_birth_key")
LOSSY_SHARE = 20  # one ID in so many may end in 000 by chance (one in 1,100 does); more, and a spreadsheet has cut them
_BETWEEN = re.compile(r"[、,;/|和及()（）:：，；\s]+")
NOBODY = (None, None, None, None)
Texts = dict[str, list[str | None]]
Values = dict[str, list[Any]]
Found = tuple[int, str, str]
"""Row of the table, field, code."""


def examine(
    entity: Entity, texts: Texts, values: Values, unusable: set[int], keys: Keys, as_of: date | None
) -> list[Found]:
    """Put keys and age into `values`, and say what is wrong with numbers; `unusable` are the rows whose number is no good.

    Where an entity does without the number, name and month of birth stand in for it, and a row without any key is told.
    """
    count = len(texts["id_number"])
    numbers = [
        text if text and row not in unusable and identity.is_number(text) else None
        for row, text in enumerate(texts["id_number"])
    ]
    people = {number: _person(number, keys, as_of) for number in set(numbers) if number}
    known = [people[number] if number else NOBODY for number in numbers]
    values["id_key"], births, sexes, values["age"] = map(list, zip(*known, strict=True)) if known else ([], [], [], [])
    nothing = [None] * count
    papers = texts["certificate_number"] if "certificate_number" in entity.by_name else nothing
    certificates = {number: keys.certificate_key(number) for number in set(papers)}
    values["certificate_key"] = list(map(certificates.__getitem__, papers))
    stated, said = values.get("birth_date", nothing), values.get("sex", nothing)
    told = zip(texts["name"], numbers, births, stated, strict=True)
    values["name_birth_key"] = [
        keys.name_birth_key(name, birth if number else born)
        if name and (birth if number else born) and is_whole(name)
        else None
        for name, number, birth, born in told
    ]
    found = _cut(numbers)
    for row, (birth, own_sex, born, sex) in enumerate(zip(births, sexes, stated, said, strict=True)):
        if as_of and birth and birth > as_of:
            found.append((row, "id_number", "id_number_birth_date"))
        if own_sex and sex != own_sex and sex in ("1", "2"):
            found.append((row, "sex", "sex_contradicts_id"))
        if born and birth and (born.month != birth.month or born.year != birth.year):
            found.append((row, "birth_date", "birth_date_contradicts_id"))
    if not entity.by_name["id_number"].is_required:
        told = zip(*(values[key] for key in KEYS), strict=True)
        found += [
            (row, "id_number", "person_not_identified")
            for row, row_keys in enumerate(told)
            if not any(row_keys) and row not in unusable
        ]
    return found


def _person(number: str, keys: Keys, as_of: date | None) -> tuple[str, date | None, str, int | None]:
    """What an ID number says of its person: key, birth, sex, age."""
    number = identity.eighteen(number)
    birth = identity.birth_date(number)
    return keys.id_key(number), birth, identity.sex(number), identity.age_on(birth, as_of) if birth and as_of else None


def _cut(numbers: list[str | None]) -> list[Found]:
    """IDs that end in 000, as a spreadsheet leaves a number of more than 15 digits: lost where there are many, else to check."""
    cut = [row for row, number in enumerate(numbers) if number and len(number) == 18 and number.endswith("000")]
    is_lost = len(cut) * LOSSY_SHARE >= sum(number is not None for number in numbers)
    return [(row, "id_number", "id_number_lossy" if is_lost else "id_number_ends_000") for row in cut]


def mask_names(entity: Entity, names: list[str | None], values: Values) -> list[Found]:
    """Mask a person's name where another text is asked for: an employer who is called like somebody on the list, whom somebody supervises."""
    people = {name for name in names if name and len(name) > 1}
    free = [each.name for each in entity.stored if each.is_free_text]
    named = {name: _naming(people, set(values[name]) - {None}) for name in free}
    found = [
        (row, name, "name_in_text")
        for name, texts in named.items()
        if texts
        for row, text in enumerate(values[name])
        if text in texts
    ]
    for row, name, _ in found:
        values[name][row] = MASK
    return found


def _naming(people: set[str], texts: set[str]) -> set[str]:
    """The texts that are the name of one of these people, or hold one between marks: 王某、赵某."""
    if not _BETWEEN.search("".join(texts)):
        return people & texts
    return {text for text in texts if text in people or not people.isdisjoint(_BETWEEN.split(text))}
