"""Words of the contract's lists: a code, several codes, yes or no. A word is known or it is not; none is taken for a similar one."""

import re
from functools import lru_cache

from pipeline.contract import Contracts
from pipeline.contract.entity import Field
from pipeline.rows.writing import Value
from pipeline.text import folded

_SEPARATOR = re.compile(r"[、,;/|+]+|以及|[和及]")
_LIST_SEPARATOR = re.compile(r"[、,;/|]+")
_NUMBERED = re.compile(r"[0-9]{1,3}[-.、:_)]?(?P<label>[^0-9].*)")
_BRACKETED = re.compile(r"(?P<outside>[^()]+)\((?P<inside>[^()]+)\)")
_YEAR = re.compile(r"\(?(?P<year>(?:19|20)[0-9]{2})(?:[-./年][0-9]{0,2}月?)?\)?")
_TICK, _EMPTY, _OPTION = "[☑√✓✔■]", "[☐□]", "([^☐□☑√✓✔■×✗☒]+)"
_TICKED = [
    re.compile(f"{_TICK}{_OPTION}{_EMPTY}{_OPTION}"),
    re.compile(f"{_EMPTY}{_OPTION}{_TICK}{_OPTION}"),
    re.compile(f"{_OPTION}{_TICK}{_OPTION}{_EMPTY}"),
    re.compile(f"{_OPTION}{_EMPTY}{_OPTION}{_TICK}"),
]
_TICKED_OPTION = (0, 1, 0, 1)


class Choices:
    """The code lists of the contracts, asked by field."""

    def __init__(self, contracts: Contracts):
        self._codes = contracts.codes

    def exact(self, field: Field, text: str) -> str | bool | None:
        """The code or the yes or no of one word, None where it is in no list of the field's."""
        word = folded(text)
        if field.type == "boolean":
            if word in field.yes_words or word in field.no_words:
                return word in field.yes_words
            answer = self._codes["yes_no"].spellings.get(word)
            return None if answer is None else answer == "yes"
        return self._codes[field.code_list].spellings.get(word) if field.code_list else None

    def one(self, field: Field, text: str) -> Value:
        """The code, or the yes or no, that a cell names: alone, behind its number (02 中级), or twice (初级(助理社会工作师))."""
        found = self._named(field, text)
        if found is not None:
            return Value(found)
        if field.degree_words and (degree := self._education(field, text)):
            return degree
        named = self.dated(field, text)
        if named:
            highest = max((code for code, _ in named), key=field.highest_of.index)
            is_one = len({code for code, _ in named}) == 1 and not any(year for _, year in named)
            return Value(highest, None if is_one else "several_certificates")
        return Value(field.default, "yes_no_unreadable" if field.type == "boolean" else "code_unknown")

    def many(self, field: Field, text: str) -> Value:
        """The codes of a list in their order."""
        whole = self._named(field, text)
        if whole is not None:
            return Value([whole])
        found = [self._named(field, part) for part in parts_of_list(text)]
        if None in found[:1]:
            # the first named is the main one: without it the second would take its place
            return Value(None, "code_unknown")
        known = list(dict.fromkeys(code for code in found if code))
        return Value(known or None, "code_unknown" if None in found else None)

    def dated(self, field: Field, text: str) -> list[tuple[str, int | None]]:
        """Code and year of each of several words in one cell (初级2016、中级2019); none where one of them is not known."""
        found = []
        for part in _SEPARATOR.split(text) if field.highest_of else ():
            year = _YEAR.search(part)
            code = self._named(field, part.replace(year[0], "", 1) if year else part)
            if code not in field.highest_of:
                return []
            found.append((code, int(year["year"]) if year else None))
        return found

    def _named(self, field: Field, text: str) -> str | bool | None:
        found = self.exact(field, text)
        if found is not None:
            return found
        word = folded(text)
        if match := _NUMBERED.fullmatch(word):
            return self.exact(field, match["label"])
        if match := _BRACKETED.fullmatch(word):
            outside, inside = (self.exact(field, match[place]) for place in ("outside", "inside"))
            return outside if outside == inside else None
        return self.exact(field, _ticked(word)) if field.type == "boolean" else None

    def _education(self, field: Field, text: str) -> Value | None:
        """A degree is no education: alone it is a finding, beside an education it says nothing more."""
        word = folded(text)
        parts = [part for part in re.split(r"[、,;/|+()]", word) if part]
        others = [part for part in parts if part not in field.degree_words]
        if len(others) < len(parts):
            known = {self.exact(field, part) for part in others}
            return Value(known.pop()) if len(known) == 1 and None not in known else Value(code=_degree(others))
        ending = next((each for each in field.degree_words if word.endswith(each)), None)
        known = self.exact(field, word.removesuffix(ending)) if ending else None
        return Value(known) if known is not None else None


def parts_of_list(text: str) -> list[str]:
    """The words of a cell that names several."""
    return [part for part in _LIST_SEPARATOR.split(text) if part]


def _ticked(word: str) -> str:
    """The ticked one of two options, ☑是□否 or 是□否☑; nothing where none or both are."""
    matches = (form.fullmatch(word) for form in _TICKED)
    return next((match.groups()[place] for match, place in zip(matches, _TICKED_OPTION, strict=True) if match), "")


def _degree(others: list[str]) -> str:
    return "code_unknown" if others else "degree_instead_of_education"


@lru_cache(maxsize=8)
def choices_of(contracts: Contracts) -> Choices:
    """The lists of some contracts."""
    return Choices(contracts)
