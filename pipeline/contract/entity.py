"""An entity: its fields, the words of their headers, its rules. Its file is read in odcs.py."""

from dataclasses import dataclass, field
from functools import cached_property

ROSTER = (
    "worker"  # the entity whose rows are persons and nothing else; the other lists of persons say what they did or got
)


@dataclass(frozen=True)
class Rule:
    """One check of a row; `code` is the finding that a failing row gets.

    kind: 'pattern' (regular expression on the text), 'named' (a function of contract/checks.py on the text) or
    'expression' (SQL over the typed row, true or null where the row is good).
    """

    code: str
    kind: str
    expression: str
    field: str
    severity: str


@dataclass(frozen=True)
class Field:
    """One column, described once. `is_personal` fields are read for keys and checks and never stored.

    `groups` are the folded groups of a header below which some of its `headers` stand, as group/word.
    Of dates: `is_start` asks when something began, so that an open interval answers it; where a closed one does too,
    `interval_end` names the field for its last day, and `interval_start` for its first where the last is asked for; `is_latest` takes the last of several;
    `is_end` is a date from which the row no longer counts; of years with two digits those from `short_years` are meant.
    Of numbers: `units` may follow one, `qualifier` names the field for what makes one vague; of amounts `scales` are the units of
    money, and `scale` what a bare number is worth in that which is stored, None until a column names its unit. Of codes: `highest_of` orders
    those of which the highest counts, `degree_words` are degrees where an education is asked for.
    """

    name: str
    label: str
    type: str
    description: str
    headers: tuple[str, ...]
    groups: frozenset[str]
    is_personal: bool
    is_required: bool
    needs_column: bool
    is_critical: bool
    code_list: str | None
    is_text_only: bool
    default: str | None
    title_words: tuple[str, ...]
    title_unless: tuple[str, ...]
    title_value: str | None
    yes_words: frozenset[str]
    no_words: frozenset[str]
    left_words: frozenset[str]
    is_month_end: bool
    is_start: bool
    interval_start: str | None
    interval_end: str | None
    is_latest: bool
    is_end: bool
    short_years: tuple[int, int] | None
    units: frozenset[str]
    qualifier: str | None
    scales: tuple[tuple[str, int], ...]
    scale: int | None
    highest_of: tuple[str, ...]
    degree_words: frozenset[str]
    minimum: int | None
    maximum: int | None
    rules: tuple[Rule, ...]

    @property
    def is_free_text(self) -> bool:
        """Whether any text may stand there."""
        return self.type == "string" and not self.code_list

    @property
    def is_typed(self) -> bool:
        """Whether its values are understood: those that are stored, and dates that others are compared with."""
        return not self.is_personal or self.type == "date"

    @property
    def refuses_row(self) -> bool:
        """A cell of this field that cannot be read refuses its row; of any other field it is left empty, with a finding."""
        return self.is_required or self.is_critical


@dataclass(frozen=True)
class Entity:
    """One kind of record. `headers` maps each folded header word to the fields that it may name.

    `gone_words` say in a remark that the row no longer counts. Beside `title_words`: `own_title_words` say that it is this entity even
    where a word of another stands in the title; `subject_words` that it is about social work; `other_title_words` that it is about
    something else, where none of the latter stands with them. `sign_fields`: without a title one of them shows that it is this entity.
    """

    name: str
    label: str
    grain: str
    purpose: str
    fields: tuple[Field, ...]
    rules: tuple[Rule, ...]
    title_words: tuple[str, ...]
    own_title_words: tuple[str, ...]
    other_title_words: tuple[str, ...]
    subject_words: tuple[str, ...]
    sign_fields: tuple[str, ...]
    gone_words: frozenset[str]
    headers: dict[str, tuple[str, ...]] = field(repr=False)

    @cached_property
    def by_name(self) -> dict[str, Field]:
        return {each.name: each for each in self.fields}

    @cached_property
    def has_persons(self) -> bool:
        """Whether its rows speak of persons, known by their ID number."""
        return "id_number" in self.by_name

    @cached_property
    def needed(self) -> tuple[str, ...]:
        """The fields that each record needs a column for."""
        return tuple(each.name for each in self.fields if each.needs_column)

    @cached_property
    def titled(self) -> tuple[Field, ...]:
        """The fields of which a title may speak for all rows."""
        return tuple(each for each in self.fields if each.title_words or each.title_unless)

    @property
    def all_rules(self) -> tuple[Rule, ...]:
        """The rules of the fields, then those of the whole row."""
        return (*(rule for each in self.fields for rule in each.rules), *self.rules)

    @cached_property
    def rules_by_code(self) -> dict[str, Rule]:
        return {rule.code: rule for rule in reversed(self.all_rules)}

    @property
    def stored(self) -> tuple[Field, ...]:
        """The fields that reach the conformed table."""
        return tuple(each for each in self.fields if not each.is_personal)
