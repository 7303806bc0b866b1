"""Which entity a table holds: the one as which it is read best, told by what that entity alone has. Nobody chooses between two alike.

A list of persons that says what they did or got, such as attended or were paid, must have more than a roster has; a whole
roster stays one with a few such columns. A title that speaks of something else holds the table.
"""

from pipeline.contract import Contracts
from pipeline.contract.entity import ROSTER, Entity
from pipeline.contract.layout import TableLayout
from pipeline.rows.columns import Columns, against, by_layout, named_columns, plain_sources
from pipeline.sheets.tables import Table
from pipeline.text import folded

NEAREST = 2  # so many columns must be known before a table is of any kind
OWN = 3  # and so many of its own where none is among them that each record needs
CLEAR = 4  # by so much, two columns, another list of persons must fit better than a whole roster


def name_columns(
    table: Table, titles: dict[str, str], contracts: Contracts, layout: TableLayout | None = None
) -> Columns:
    """The best entity for a table and its columns. `titles` maps the address of each title cell above the table to its text."""
    plain = plain_sources(table)
    told = {address: folded(text) for address, text in titles.items()}
    if layout:
        return by_layout(table, told, contracts, plain, layout)
    named = named_columns(table, contracts)
    found = [against(entity, named.get(name, {}), told, plain) for name, entity in contracts.entities.items()]
    return _Choice(found, headings(titles, contracts)).best() or Columns(None, unknown=tuple(plain.values()))


def headings(titles: dict[str, str], contracts: Contracts) -> list[str]:
    """The folded titles, without the lines that say who reports."""
    told = map(folded, titles.values())
    return [text for text in told if not text.startswith(tuple(contracts.words("reporting_units")))]


class _Choice:
    """The entities as which a table might be read; one is chosen by what it alone has, none where two may claim it alike."""

    def __init__(self, found: list[Columns], told: list[str]):
        self._found, self._told = found, told
        self._roster = next(each for each in found if each.entity.name == ROSTER)
        self._titled = {
            each.entity.name for each in found if any(word in text for text in told for word in each.entity.title_words)
        }
        if self._roster.missing and any(self._is_titled(each) for each in found if self._is_other_list(each)):
            self._titled.discard(ROSTER)  # 学员花名册 is a list of those who attended
        self._named = [(_family(each.entity), _named(each)) for each in found]
        by_column: dict[int, set[str]] = {}
        for family, named in self._named:
            for column in named:
                by_column.setdefault(column, set()).add(family)
        self._alone = {column for column, families in by_column.items() if len(families) == 1}

    def best(self) -> Columns | None:
        best = self._best()
        if best is None or self._is_of_something_else(best.entity) or self._is_without_sign(best):
            return None
        return None if best is self._roster and self._is_list_of_others() else best

    def _is_of_something_else(self, entity: Entity) -> bool:
        """Whether a title speaks of what only looks like it: 养老机构 beside agencies, 消防安全培训 beside trainings."""
        others = [text for text in self._told if any(word in text for word in entity.other_title_words)]
        return any(not any(word in text for word in entity.subject_words) for text in others)

    def _is_without_sign(self, columns: Columns) -> bool:
        """Whether neither the title nor a column tells it from the lists of others, as of those who are paid something else."""
        signs = columns.entity.sign_fields
        return bool(signs) and not self._is_titled(columns) and columns.sources.keys().isdisjoint(signs)

    def _is_list_of_others(self) -> bool:
        """Whether the title speaks of another list of persons, and not of the roster before it: 考试报名人员花名册."""
        others = [word for each in self._found if self._is_other_list(each) for word in each.entity.title_words]
        own = [
            text.partition(word)[0]
            for text in self._told
            for word in self._roster.entity.own_title_words
            if word in text
        ]
        is_own = any(not any(word in before for word in others) for before in own)
        return not is_own and any(self._is_titled(each) for each in self._found if self._is_other_list(each))

    def _best(self) -> Columns | None:
        kinds = [each for each in self._found if self._is_kind(each)]
        if any(self._alone & self._needed(each) for each in kinds):  # 站点名称 says what the rows are
            kinds = [each for each in kinds if len(each.missing) < len(each.entity.needed)]
        kinds.sort(key=self._fit, reverse=True)
        # a list of persons that says what it is, beside nothing that says that it is the roster
        said = [each for each in kinds if self._is_other_list(each) and not each.missing and self._is_titled(each)]
        if len(said) == 1 and not self._is_titled(self._roster) and kinds[0] in (said[0], self._roster):
            return said[0]
        if not kinds or (len(kinds) > 1 and self._fit(kinds[0]) == self._fit(kinds[1])):
            return None
        return None if self._may_be_roster(kinds[0]) else kinds[0]

    def _fit(self, columns: Columns) -> int:
        """Fields found, less the required ones that are missing; half as much for words that nobody else knows. A title is two fields."""
        return 2 * (len(columns.sources) - len(columns.missing) + 2 * self._is_titled(columns)) + self._own(columns)

    def _own(self, columns: Columns) -> int:
        return sum(source.column in self._alone for source in columns.sources.values())

    def _needed(self, columns: Columns) -> set[int | None]:
        """The columns that each record needs, those of persons left out: a person may stand beside anything."""
        fields = columns.entity.by_name
        return {
            each.column
            for name, each in columns.sources.items()
            if fields[name].needs_column and not fields[name].is_personal
        }

    def _is_titled(self, columns: Columns) -> bool:
        return columns.entity.name in self._titled

    def _is_kind(self, columns: Columns) -> bool:
        """Two fields, one of them what each record needs; or so many that any other entity knows less of them, its title being one,
        that it is this entity without the columns that each record needs."""
        if self._is_other_list(columns):
            return self._is_list(columns)
        known = {*columns.sources, *columns.ambiguous}
        if len(columns.sources) >= NEAREST and any(columns.entity.by_name[name].needs_column for name in known):
            return True
        own, family = _named(columns), _family(columns.entity)
        apart = min(len(own - named) for other, named in self._named if other != family)
        return apart + self._is_titled(columns) >= OWN

    def _is_other_list(self, columns: Columns) -> bool:
        return columns.entity.has_persons and columns is not self._roster

    def _is_list(self, columns: Columns) -> bool:
        """Whether a list of persons is more than a roster: two columns that a roster has not and all that each record needs, or
        its title beside one such column, or instead of it where the table cannot be a roster."""
        added = len(self._added(columns))
        if self._is_titled(columns) and len(columns.sources) >= NEAREST:
            return bool(added or self._roster.missing)
        return added >= NEAREST and (not columns.missing or added >= OWN)

    def _added(self, columns: Columns) -> set[int]:
        """The columns of a list of persons that the roster does not know."""
        rest = {source.column for source in (*self._roster.sources.values(), *self._roster.unknown) if source.field}
        fields = columns.entity.by_name
        return {
            each.column for name, each in columns.sources.items() if each.column and not fields[name].is_personal
        } - rest

    def _may_be_roster(self, columns: Columns) -> bool:
        """Whether a list of persons might as well be a whole roster with some columns more, so that nobody should choose."""
        if not self._is_other_list(columns) or self._roster.missing:
            return False
        if self._is_titled(columns) != self._is_titled(self._roster):
            return self._is_titled(self._roster)
        return self._fit(columns) - self._fit(self._roster) < CLEAR


def _named(columns: Columns) -> set[int]:
    return {source.column for source in columns.sources.values() if source.column}


def _family(entity: Entity) -> str:
    """What the lists of persons share is no sign of one of them, and a sign of all against the others."""
    return ROSTER if entity.has_persons else entity.name
