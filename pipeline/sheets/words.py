"""Words by which a row is told.

Which words these are is the caller's business: this room knows shapes, not meanings.
"""

import re
from dataclasses import dataclass, fields

from pipeline.text import folded

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


def without_brackets(text: str) -> str:
    """A folded header without what brackets add and without marks of a required column: `*学历(必填)` is 学历."""
    return _BRACKETS.sub("", text).strip(_REQUIRED)
