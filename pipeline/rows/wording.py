"""The one field that a header names, for an entity: by its words as they stand, else by what is left of them without additions.

Additions are numbering, marks and remarks of a required column, hints how to fill it in, units that scale nothing, a
translation, groups that only order the page. What is left must be a word of the contract, and all readings one field.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from pipeline.contract import Contracts
from pipeline.contract.entity import Entity, Field
from pipeline.rows.units import without_unit
from pipeline.text import folded

Named = tuple[str | None, str]
"""A field and how it was matched: synonym or normalised; by a layout also none, where the column is to be left alone."""

_MARKS = "*※★☆#●■◆▲△→:,.;、。_-~'\"“”‘’"
_FOOTNOTE = re.compile("[\u00b2\u00b3\u00b9\u2070-\u209f\u2460-\u24ff\u2776-\u2793]+$")
_BRACKET = re.compile(r"[(\[【{<《]([^()\[\]【】{}<>《》]*)[)\]】}>》]")
_NUMBERING = re.compile(
    r"^(?:[0-9]{1,2}(?=[^0-9])|[一二三四五六七八九十]{1,3}(?=[、.,:]))[、.,:]?|^\([0-9一二三四五六七八九十]{1,3}\)"
)
_LATIN = re.compile(r"^[a-z][a-z ._-]+(?=[^a-z])|(?<=[^a-z])[a-z][a-z ._-]+$")
_FORMAT = re.compile(r"[\x00-\x7f]*")
_AROUND_GROUP = re.compile("^(?:取得|持有|获得|所获|所持)|(?:取得|持有|获得)?(?:情况|信息|状况)$")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")  # what is said of a year is another column
_SEVERAL = re.compile(r"[/、|或]")
_OPTIONS = re.compile(r"[/、|,;:]")
_CODED = re.compile(r"[/、|,;:]?[0-9]{1,2}[.、=:-]?")  # 1男2女


@lru_cache(maxsize=50_000)
def fields_named(contracts: Contracts, parts: tuple[str, ...]) -> dict[str, Named]:
    """The field that a header names, by each entity that knows it; `parts` are its words from the group down to the column, as written."""
    path = tuple(part for part in parts[:-1] if not _orders_page(contracts, part)) + parts[-1:]
    named = ((name, _named(contracts, entity, parts, path)) for name, entity in contracts.entities.items())
    return {name: each for name, each in named if each}


def field_named(contracts: Contracts, entity_name: str, parts: tuple[str, ...]) -> str | None:
    """The field of one entity that a header names."""
    named = fields_named(contracts, parts).get(entity_name)
    return named[0] if named else None


def _named(contracts: Contracts, entity: Entity, parts: tuple[str, ...], path: tuple[str, ...]) -> Named | None:
    for words in (parts, path):
        fields = entity.headers.get("/".join(map(folded, words)), ())
        if len(fields) == 1:
            return fields[0], "synonym"
    lexicon = _Lexicon(contracts, entity)
    found = {name for words in {parts, path} for name in lexicon.fields(words)}
    return (found.pop(), "normalised") if len(found) == 1 else None


class _Lexicon:
    """The words of one entity, asked for a header in all its plain forms."""

    def __init__(self, contracts: Contracts, entity: Entity):
        self._contracts = contracts
        self._entity = entity

    def fields(self, path: tuple[str, ...]) -> set[str]:
        """Every field that some reading of a path names."""
        *groups, column = path
        if not groups:
            return self._of_column(column)
        group = without_unit(self._contracts, _plain(self._contracts, "".join(groups)))
        bare = _AROUND_GROUP.sub("", group)
        plain = _plain(self._contracts, column)
        forms = {folded(column), plain, without_unit(self._contracts, plain)}
        # 证书 over 编号 says no more and no less than 证书编号
        found = {
            name
            for form in forms
            for word in (f"{group}/{form}", f"{group}{form}", f"{bare}/{form}")
            for name in self._exact(word)
        }
        if not found and len(groups) > 1:
            # each group alone must lead to the same field
            return set.intersection(*(self.fields((each, column)) for each in groups))
        below = {each.name for each in self._entity.fields if not each.groups.isdisjoint((group, bare))}
        return found | (self._of_column(column) & below)

    def _of_column(self, column: str) -> set[str]:
        plain = _plain(self._contracts, column)
        found = {name for form in self._forms(plain) for name in self._exact(form)}
        return found or self._of_brackets(plain) or self._of_several(plain) or self._of_amount(plain)

    def _forms(self, plain: str) -> Iterator[str]:
        yield plain
        yield _LATIN.sub("", plain)
        yield _BRACKET.sub(lambda match: match[1], plain)  # 身份证(号码)
        yield from (plain.removesuffix(remark) for remark in self._contracts.words("remarks") if len(remark) > 1)

    def _exact(self, word: str) -> tuple[str, ...]:
        return self._entity.headers.get(word, ())

    def _of_brackets(self, plain: str) -> set[str]:
        """A word whose brackets say the same again or list what may be chosen: 性别(男/女), 证件(身份证号)."""
        match = _BRACKET.search(plain)
        if not match:
            return set()
        outside = plain[: match.start()] + plain[match.end() :]
        names, again = set(self._exact(outside)), set(self._exact(match[1]))
        if _FORMAT.fullmatch(outside):
            return again
        return {name for name in names if name in again or self._may_be(self._entity.by_name[name], match[1])}

    def _may_be(self, field: Field, said: str) -> bool:
        """Whether a text lists two or more of the words that a field may hold."""
        words = [word for word in _OPTIONS.split(said) if word]
        if len(words) < 2:
            words = [word for word in _CODED.split(said) if word]
        listed = field.code_list or ("yes_no" if field.type == "boolean" else None)
        if len(words) < 2 or listed is None:
            return False
        known = self._contracts.codes[listed].spellings.keys() | field.yes_words | field.no_words
        return all(word in known for word in words)

    def _of_several(self, plain: str) -> set[str]:
        """Words beside each other that name one field alike, units and translations apart: 职务/岗位, 姓名/Name, 人数/人."""
        remarks = self._contracts.words("remarks")
        words = [word for word in _SEVERAL.split(plain) if word and word not in remarks and not _FORMAT.fullmatch(word)]
        if not words or words == [plain]:
            return set()
        return set.intersection(*(set(self._exact(word)) for word in words))

    def _of_amount(self, plain: str) -> set[str]:
        """A word of an amount with its unit of money: 项目金额(万元), 项目金额/万元."""
        names = self._exact(without_unit(self._contracts, plain))
        return {name for name in names if self._entity.by_name[name].scales}


@lru_cache(maxsize=4096)
def _orders_page(contracts: Contracts, group: str) -> bool:
    """Whether a group says no more than that its columns belong together, as 一、基本情况 does."""
    plain = without_unit(contracts, _plain(contracts, group))
    return folded(group) in contracts.words("groups") or _ordering(contracts).fullmatch(plain) is not None


@cache
def _ordering(contracts: Contracts) -> re.Pattern[str]:
    parts = contracts.words("groups") | contracts.words("group_parts")
    return re.compile(f"(?:{'|'.join(map(re.escape, sorted(parts, key=len, reverse=True)))})*")


@cache
def _variants(contracts: Contracts) -> dict[int, str]:
    """Traditional and variant characters to those of the contracts."""
    return {ord(pair[0]): pair[1] for pair in contracts.words("variants")}


@lru_cache(maxsize=20_000)
def _plain(contracts: Contracts, written: str) -> str:
    """A header word, folded, without numbering, marks, remarks and hints; brackets that say more stay."""
    remarks = contracts.words("remarks")
    # before folding: a raised or circled number behind a word would become a digit of it
    tokens = [folded(token) for token in _FOOTNOTE.sub("", written.strip()).split()]
    kept = [token for token in tokens if token.strip("()[]【】") not in remarks] or tokens
    word = "".join(kept).translate(_variants(contracts)).strip(_MARKS)
    word = _NUMBERING.sub("", word).strip(_MARKS)
    word = _BRACKET.sub(lambda match: "" if _adds_nothing(contracts, match[1]) else match[0], word).strip(_MARKS)
    return _NUMBERING.sub("", word).strip(_MARKS)


def _adds_nothing(contracts: Contracts, said: str) -> bool:
    """Whether brackets hold a remark, a hint how to fill in the column, or a format."""
    words = contracts.words("remarks")
    if (_FORMAT.fullmatch(said) and not _YEAR.search(said)) or said.rpartition(":")[2] in words:
        return True
    if all(part in words for part in _OPTIONS.split(said) if part):
        return True
    return any(hint in said for hint in contracts.words("hints"))
