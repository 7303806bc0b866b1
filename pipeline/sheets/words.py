"""Words by which a row is told, and how two spellings are compared.

Which words these are is the caller's business: this room knows shapes, not meanings.
"""

import re
import unicodedata
from dataclasses import dataclass, fields

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe0f\ufeff]")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")
_REQUIRED = "*※★#"


@dataclass(frozen=True)
class Words:
    """Words that tell rows apart; folded on the way in.

    `headers`: what columns are called. `totals`: 小计, 合计, 其中. `notes`: what footers and instructions begin with (填表人,
    注).
    `examples`: what an example row begins with (例, 示例). `marks`: ditto marks (同上, 〃), which stand for the value
    above them.
    """

    headers: frozenset[str]
    totals: frozenset[str] = frozenset()
    notes: frozenset[str] = frozenset()
    examples: frozenset[str] = frozenset()
    marks: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        for field in fields(self):
            object.__setattr__(self, field.name, frozenset(map(folded, getattr(self, field.name))))


def folded(text: str) -> str:
    """NFKC, no white space, nothing invisible, case folded: `（ 身份\\n证号 ）` and `(身份证号)` are one. Brackets stay."""
    text = "".join(text.split())
    if not text.isascii():
        text = "".join(_INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).split())
    return text.casefold()


def without_brackets(text: str) -> str:
    """A folded header without what brackets add and without marks of a required column: `*学历(必填)` is 学历."""
    return _BRACKETS.sub("", text).strip(_REQUIRED)
