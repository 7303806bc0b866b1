"""Words by which a row is told.

Which words these are is the caller's business: this room knows shapes, not meanings.
"""

import functools
import re
from dataclasses import dataclass, fields
from functools import cached_property

from pipeline.text import folded

_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")
_REQUIRED = "*※★#"
_NUMBERED = re.compile(r"[0-9]{1,2}[.、](?![0-9])|\([0-9]{1,2}\)")
_LATIN = re.compile(r"^[a-z][a-z ._-]*/?(?=[^a-z/])|(?<=[^a-z/])/?[a-z][a-z ._-]*$")  # 姓名/name
_CORNER = re.compile(r"[\\/|]")


@dataclass(frozen=True)
class Words:
    """Words that tell rows apart; folded on the way in.

    `headers`: what columns are called. `totals`: 小计, 合计, 其中. `notes`: what instructions begin with (注, 填表说明).
    `examples`: what an example row begins with (例, 示例). `marks`: ditto marks (同上, 〃), which stand for the value above them.
    `forms`: what a form prints over its table (填报单位, 表号), `signatures`: what it prints below (填表人, 联系电话). `hints`: what
    stands under a header to say how to fill it in (必填). `nothing`: what says that there is nothing to report (无).
    `members`: what columns and rows of a cross table are called (初级, 女, a county).
    `variants`: pairs of a character and the one that `headers` write (證证).
    """

    headers: frozenset[str]
    totals: frozenset[str] = frozenset()
    notes: frozenset[str] = frozenset()
    examples: frozenset[str] = frozenset()
    marks: frozenset[str] = frozenset()
    forms: frozenset[str] = frozenset()
    signatures: frozenset[str] = frozenset()
    hints: frozenset[str] = frozenset()
    nothing: frozenset[str] = frozenset()
    members: frozenset[str] = frozenset()
    variants: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        for field in fields(self):
            object.__setattr__(self, field.name, _folded(getattr(self, field.name)))

    @cached_property
    def _common(self) -> dict[int, str]:
        return {ord(pair[0]): pair[1] for pair in self.variants}

    def is_header(self, text: str) -> bool:
        """True for a folded header that is known: as it stands, without remarks, numbering and translation, or both halves of a corner."""
        if text in self.headers or (plain := plain_header(text)) in self.headers:
            return True
        if (common := plain.translate(self._common)) != plain and common in self.headers:
            return True
        if (chinese := _LATIN.sub("", plain)) != plain and chinese in self.headers:
            return True
        halves = _CORNER.split(plain)
        return len(halves) == 2 and all(half in self.headers or half in self.members for half in halves)


@functools.lru_cache(maxsize=64)
def _folded(words: frozenset[str]) -> frozenset[str]:
    return frozenset(map(folded, words))


def without_brackets(text: str) -> str:
    """A folded header without what brackets add and without marks of a required column: `*学历(必填)` is 学历."""
    return _BRACKETS.sub("", text).strip(_REQUIRED)


def plain_header(text: str) -> str:
    """A folded header also without its number and colon: `3.公民身份号码(18位):` is 公民身份号码."""
    return without_brackets(_NUMBERED.sub("", text, count=1) if text[:1] in "(123456789" else text).rstrip(":")
