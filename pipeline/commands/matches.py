"""Which rows are of which person: the doubtful matches, the decisions on persons that stand, and the rows that a decision may name.

Rows are shown by file, sheet and row, never by what stands in them.
"""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from pipeline.contract import Contracts, load
from pipeline.settings import Settings, UserError
from pipeline.stores.approvals import check_open, ledger_of
from pipeline.stores.decision import MERGE, SPLIT, UNDO
from pipeline.stores.decisions import Decisions
from pipeline.stores.ledger import Ledger
from pipeline.stores.person_decisions import lapsed
from pipeline.stores.releases import NoRelease, current, open_release, rows
from pipeline.stores.tables import Tables

LIST = "rollcall person list"
_WHERE = """
    select match.delivery_id || ':' || match.row_id as name, delivery.file, address.sheet, address.row, match.entity,
        match.person_key, match.matched_by, match.certainty, match.is_doubtful
    from person_match as match
    join dim_delivery as delivery using (delivery_id)
    join row_address as address using (delivery_id, row_id)
"""


_DOUBTS = """
    select doubt, doubt_zh, delivery_id || ':' || row_id as one, other_delivery_id || ':' || other_row_id as other,
        is_one_person, how_zh
    from person_doubt
    order by all
"""


@dataclass(frozen=True)
class Matches:
    """The persons of one home as its current release knows them, and the log of decisions on them."""

    settings: Settings
    contracts: Contracts
    ledger: Ledger
    tables: Tables
    log: Decisions

    @classmethod
    def of(cls, settings: Settings) -> "Matches":
        home, contracts = settings.home, load(settings.contracts)
        return cls(settings, contracts, ledger_of(home, contracts.areas), Tables(home), Decisions(home))

    def doubts(self) -> list[dict[str, Any]]:
        """One dictionary for each doubtful match of the current release that nobody has decided since."""
        found = self._ask(_DOUBTS)
        where = self._where([each[name] for each in found for name in ("one", "other")])
        meanings = {each.code: each.name_en for each in self.contracts.codes["person_doubt"].codes}
        return [
            {
                "doubt": each["doubt"],
                "message_zh": each["doubt_zh"],
                "message_en": meanings[each["doubt"]],
                "is_one_person": each["is_one_person"],
                "rows": [_shown(where[each["one"]]), _shown(where[each["other"]])],
                "split": each["other"] if each["is_one_person"] else each["one"],
                "how_zh": each["how_zh"],
            }
            for each in found
            if not self._is_decided({each["one"], each["other"]})
        ]

    def decisions(self) -> list[dict[str, Any]]:
        """The decisions that stand; `is_in_force` is false where a row that one names stands in no list any longer."""
        standing = self.log.on_persons()
        gone = lapsed(standing, self._known([row for each in standing for row in each.rows]))
        return [
            {name: getattr(each, name) for name in ("sequence", "at", "who", "action", "rows", "reason")}
            | {"is_in_force": each not in gone}
            for each in standing
        ]

    def person(self, name: str) -> list[dict[str, Any]]:
        """The rows of one row's person in the current release, each with file, sheet, row and the rule that brought it there."""
        (found,) = self._where([self.row(name)]).values() or (None,)
        if found is None:
            raise UserError("This row stands in no release yet. First: rollcall run")
        if found["person_key"] is None:
            return [_shown(found)]
        return [
            _shown(each)
            for each in self._ask(f"{_WHERE} where match.person_key = $key order by all", key=found["person_key"])
        ]

    def merge(self, names: list[str], reason: str, who: str) -> int:
        """Write that rows are of one person; returns the sequence of the decision."""
        named = self._named(names)
        if len(named) < 2:
            raise UserError("Name two different rows, each as DELIVERY:ROW, to say that they are of one person.")
        return self._write(MERGE, named, reason, who)

    def split(self, names: list[str], reason: str, who: str) -> int:
        """Write that rows go with nobody else; several of them with each other. Returns the sequence of the decision."""
        return self._write(SPLIT, self._named(names), reason, who)

    def undo(self, sequence: int, reason: str, who: str) -> None:
        """Write that a decision holds no longer."""
        undone = next((each for each in self.log.on_persons() if each.sequence == sequence), None)
        if undone is None:
            raise UserError(
                f"No decision on persons of number {sequence} stands. Those that stand are listed by: {LIST}"
            )
        self._check_open(undone.rows)
        self.log.add_on_persons(who, UNDO, reason, undoes=sequence)

    def row(self, name: str) -> str:
        """The whole name of a row from its beginning: DELIVERY:ROW, either part shortened to what is unique."""
        delivery, colon, row = name.strip().partition(":")
        if not (delivery and colon and row):
            raise UserError(f"Name a row as DELIVERY:ROW, as it stands in: {LIST}")
        known = [each.delivery_id for each in self.ledger.deliveries() if each.delivery_id.startswith(delivery)]
        delivery_id = _only(known, "delivery", delivery)
        if delivery_id not in self.ledger.current():
            raise UserError("A newer file has superseded this delivery, so that a decision on its rows has no effect.")
        entities = [each.name for each in self.contracts.entities.values() if each.has_persons]
        tables = [self.tables.scan(entity, [delivery_id]).collect() for entity in entities]
        ids = [row_id for table in tables if table.width for row_id in table["row_id"] if row_id.startswith(row)]
        return f"{delivery_id}:{_only(ids, 'row of a person', row)}"

    def _named(self, names: list[str]) -> tuple[str, ...]:
        return tuple(sorted({self.row(name) for name in names}))

    def _write(self, action: str, named: tuple[str, ...], reason: str, who: str) -> int:
        standing = self.log.on_persons()
        last = next((each for each in reversed(standing) if set(each.rows) & set(named)), None)
        if last and (last.action, last.rows) == (action, named):
            raise UserError(f"Decision {last.sequence} says so already.")
        self._check_open(named)
        return self.log.add_on_persons(who, action, reason, rows=named).sequence

    def _check_open(self, named: tuple[str, ...]) -> None:
        """Raise PeriodApproved where a row is of a period that is approved."""
        of = {row.partition(":")[0] for row in named}
        units = [(each.unit_code, each.period) for each in self.ledger.deliveries() if each.delivery_id in of]
        check_open(self.log, self.contracts.areas, units)

    def _is_decided(self, pair: set[str]) -> bool:
        """Whether a decision taken since the release settles a doubt: it merges the pair, or splits one of them off."""
        return any(
            pair <= set(each.rows) if each.action == MERGE else pair & set(each.rows) for each in self.log.on_persons()
        )

    def _where(self, names: list[str]) -> dict[str, dict[str, Any]]:
        """Rows of the current release by their names."""
        found = self._ask(
            f"{_WHERE} where list_contains($names, match.delivery_id || ':' || match.row_id)", names=names
        )
        return {each["name"]: each for each in found}

    def _known(self, names: list[str]) -> set[str]:
        """Those of these rows that stand in the current release, or that the next one will be the first to show."""
        released = {each["delivery_id"] for each in self._ask("select delivery_id from run_delivery")}
        new = self.ledger.current() - released
        return self._where(names).keys() | {name for name in names if name.partition(":")[0] in new}

    @cached_property
    def _release(self) -> Path:
        try:
            return current(self.settings.home)
        except NoRelease:
            raise UserError("There is no release yet, so that nobody was matched. First: rollcall run") from None

    def _ask(self, query: str, **parameters: Any) -> list[dict[str, Any]]:
        with open_release(self._release) as connection:
            return rows(connection, query, parameters)


def _only(ids: list[str], what: str, beginning: str) -> str:
    """The one id of that beginning."""
    found = set(ids)
    if len(found) != 1:
        many = f"There is no {what}" if not found else f"There are {len(found)} of a {what}"
        raise UserError(f"{many} whose id begins with {beginning}. Rows are listed by: {LIST}")
    return found.pop()


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    """A row without the key of its person."""
    return {name: value for name, value in row.items() if name != "person_key"}
