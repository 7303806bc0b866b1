"""What candidates come to once their kept files have been read again: what counts added up, and all that does not hold.

Each candidate is looked at once for all figures; areas are then put together from the units that report.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

import duckdb

from pipeline.audit.failures import Failure, of_file, of_row
from pipeline.audit.figure import Addresses, Measure
from pipeline.audit.reread import Key, Reread, Rereader, relevant

TEN_THOUSAND = 10_000  # 万: populations are printed in it


class Group(NamedTuple):
    """A measure in an area and a period: what one side of a figure is."""

    measure: Measure
    area: str
    period: str


class Outcome(NamedTuple):
    """What a group comes to; proved where nothing fails."""

    quantity: Decimal
    failures: tuple[Failure, ...]


class Files:
    """The kept files by delivery; one that has not been read again is when it is first asked for."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        rereader: Rereader | None = None,
        rereads: Mapping[str, Reread] | None = None,
    ) -> None:
        self._rereader = rereader
        self._rereads = dict(rereads or {})
        self._places = {
            delivery: (sha256, file)
            for delivery, sha256, file in connection.execute(
                "select distinct delivery_id, sha256, file from run_delivery"
            ).fetchall()
        }

    def of(self, delivery: str) -> Reread:
        sha256, _ = self._places[delivery]
        if sha256 not in self._rereads and self._rereader:
            self._rereads[sha256] = self._rereader.read(sha256)
        return self._rereads[sha256]

    def name(self, delivery: str) -> str:
        return self._places[delivery][1]


@dataclass
class _Tally:
    """One measure, reporting unit and period."""

    quantity: Decimal = Decimal(0)
    rows: Counter[str] = field(default_factory=Counter)  # by delivery
    failures: set[Failure] = field(default_factory=set)


class _Candidate(NamedTuple):
    measure: str
    delivery: str
    row: str
    entity: str | None  # of the row as it stands in its file; None where the release does not say where
    evidence: str | None
    evidence_delivery: str | None
    evidence_entity: str | None
    area: str
    period: str
    quantity: Decimal
    reason: str | None


def outcomes(connection: duckdb.DuckDBPyConnection, files: Files, groups: Collection[Group]) -> dict[Group, Outcome]:
    """Every group with what it comes to; measures that share their candidates are best asked for together."""
    tallies = _Tallies(connection, files, groups)
    return {group: tallies.of(group) for group in groups}


class _Tallies:
    """The candidates of some measures, looked at once."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, files: Files, groups: Collection[Group]) -> None:
        self._connection = connection
        self._files = files
        self._tallies: dict[Group, _Tally] = defaultdict(_Tally)
        self._persons: dict[tuple[Measure, str], dict[bytes, list[tuple[str, Key]]]] = defaultdict(dict)
        self._odd: dict[Group, list[_Candidate]] = defaultdict(list)  # those that do not count as one
        self._members = members(connection, {each.area for each in groups})
        measures: dict[str, set[Measure]] = defaultdict(set)
        for each in groups:
            measures[each.measure.name].add(each.measure)
        for candidate in _candidates(connection, groups, self._members):
            for measure in measures[candidate.measure]:
                self._take(measure, candidate)
        for group, candidates in self._odd.items():
            self._tallies[group].failures.update(self._unfounded(group.measure, candidates))
        self._conformed = {
            tuple(key): count
            for *key, count in connection.execute(
                "select entity, delivery_id, count(*) from row_address where fate = 'conformed' group by all"
            ).fetchall()
        }

    def of(self, group: Group) -> Outcome:
        is_roster = group.measure.source_kind == "roster"
        areas = self._members[group.area] if is_roster else {group.area}
        tallies = [self._tallies[group._replace(area=area)] for area in areas]
        failures = {failure for each in tallies for failure in each.failures}
        failures.update(self._twice(group, areas))
        if is_roster:
            failures.update(self._left_out(group.measure, tallies))
        quantity = sum((each.quantity for each in tallies), Decimal(0))
        return Outcome(quantity, tuple(sorted(failures, key=lambda each: each.place)))

    def _take(self, measure: Measure, candidate: _Candidate) -> None:
        group = Group(measure, candidate.area, candidate.period)
        tally = self._tallies[group]
        tally.rows[candidate.delivery] += 1
        is_counted = candidate.reason is None
        if is_counted:
            tally.quantity += candidate.quantity
        file = self._files.of(candidate.delivery)
        shown_by = None if candidate.evidence in (None, candidate.row) else candidate.evidence_delivery
        evidence = self._files.of(shown_by) if shown_by else None
        if file.problem or (evidence and evidence.problem):
            broken = ((file, candidate.delivery), (evidence, shown_by))
            tally.failures.update(
                of_file(each.problem, self._files.name(at)) for each, at in broken if each and each.problem
            )
            return
        key = candidate.delivery, candidate.row
        is_shown = candidate.evidence is None or candidate.evidence_delivery is not None
        if candidate.entity is None or not is_shown:
            tally.failures.add(of_file("address_missing", self._files.name(candidate.delivery)))
            return
        if findings := file.findings.get(key):
            tally.failures.update(relevant(findings, _read(measure, candidate.entity)))
        is_person = "id_number" in measure.reads and candidate.entity == measure.entity
        number = file.numbers.get(key) if is_person else None
        if evidence:
            shown = shown_by, candidate.evidence
            if findings := evidence.findings.get(shown):
                tally.failures.update(relevant(findings, _read(measure, candidate.evidence_entity)))
            is_same_list = candidate.evidence_entity == measure.entity
            if number and is_same_list and evidence.numbers.get(shown, number) != number:
                tally.failures.add(self._failure("other_person", shown))
        if is_counted:
            if candidate.quantity != 1 or measure.source_kind != "roster":
                self._odd[group].append(candidate)
            if number:
                self._persons[measure, candidate.period].setdefault(number, []).append((candidate.area, key))

    def _unfounded(self, measure: Measure, candidates: list[_Candidate]) -> Iterator[Failure]:
        """One unit is one; anything else must be a number that the measure reads, as it stands or in 万."""
        facts = f"fct_{measure.entity}"
        columns = [each for each in self._connection.sql(f"from {facts} limit 0").columns if each in measure.reads]
        said = {
            (delivery, row): values
            for delivery, row, *values in self._connection.execute(
                f"select delivery_id, row_id, {', '.join(columns)} from {facts}"
                " where row_id in (select unnest(?::varchar[]))",
                [[each.row for each in candidates]],
            ).fetchall()
        }
        for each in candidates:
            values = said.get((each.delivery, each.row), ())
            numbers = [Decimal(value) for value in values if _is_number(value)]
            if not any(each.quantity in (number, number * TEN_THOUSAND) for number in numbers):
                yield self._failure("quantity_unfounded", (each.delivery, each.row))

    def _twice(self, group: Group, areas: Collection[str]) -> Iterator[Failure]:
        """Rows of one ID number that count more than once: all but the first."""
        for of_number in self._persons[group.measure, group.period].values():
            rows = [key for area, key in of_number if area in areas] if len(of_number) > 1 else []
            yield from sorted((self._failure("number_twice", key, "id_number") for key in rows), key=_place)[1:]

    def _left_out(self, measure: Measure, tallies: Iterable[_Tally]) -> Iterator[Failure]:
        """Every conformed row of a file in scope is a candidate."""
        for delivery, count in sum((each.rows for each in tallies), Counter()).items():
            if self._conformed.get((measure.entity, delivery)) != count:
                yield of_file("rows_left_out", self._files.name(delivery))

    def _failure(self, code: str, key: Key, field: str | None = None) -> Failure:
        addresses = Addresses.of_rows(self._connection, [key[1]])
        address = addresses.at(*key)
        return of_row(code, address, addresses.cells(address, [field]).get(field) if field else None)


def members(connection: duckdb.DuckDBPyConnection, areas: Collection[str]) -> dict[str, set[str]]:
    """The areas and units that make up each area, itself among them."""
    found: dict[str, set[str]] = {area: set() for area in areas}
    for area, member in connection.execute(
        "select area_code, member_code from dim_area_member where area_code in (select unnest(?::varchar[]))",
        [[*areas]],
    ).fetchall():
        found[area].add(member)
    return found


def _candidates(
    connection: duckdb.DuckDBPyConnection, groups: Collection[Group], members: dict[str, set[str]]
) -> Iterator[_Candidate]:
    """Every candidate of the measures in these areas and periods, with the row that shows its condition."""
    names = sorted({each.measure.name for each in groups})
    cursor = connection.execute(
        "select c.measure, c.delivery_id, c.row_id, own.entity, c.evidence_row_id,"
        " coalesce(same.delivery_id, other.delivery_id), coalesce(same.entity, other.entity),"
        " c.area_code, c.period, c.quantity, c.not_counted_reason"
        " from measure_candidate c"
        " left join row_address own on own.delivery_id = c.delivery_id and own.row_id = c.row_id"
        " left join row_address same on same.delivery_id = c.delivery_id and same.row_id = c.evidence_row_id"
        # equal row ids mean the same row of the same bytes, whatever the delivery
        " left join (select row_id, max(delivery_id) as delivery_id, any_value(entity) as entity from row_address"
        " where row_id is not null group by row_id) other on other.row_id = c.evidence_row_id"
        f" where c.measure in ({', '.join('?' * len(names))})"
        " and c.period in (select unnest(?::varchar[])) and c.area_code in (select unnest(?::varchar[]))",
        [*names, sorted({each.period for each in groups}), sorted(set().union(*members.values()))],
    )
    while found := cursor.fetchmany(10_000):
        yield from map(_Candidate._make, found)


def _read(measure: Measure, entity: str | None) -> tuple[str, ...] | None:
    """The fields that are read of a row: a measure names only those of its own entity; any other row stands for all that it says."""
    return measure.reads if entity == measure.entity else None


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, Decimal)) and not isinstance(value, bool)


def _place(failure: Failure) -> tuple[str, str, int, str]:
    return failure.place
