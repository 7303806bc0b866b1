"""A candidate release measured beside the last one: counts and shares, never a row.

Compared is like with like: rows that count, of the reporting units and periods that the last release held. A county's first list, or a new
period, is no change; a list that is missing is one.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

import duckdb

from pipeline.stores.release_tables import quoted
from pipeline.stores.releases import DATABASE, ReleaseDamaged

CANDIDATE, LAST = "candidate", "previous"  # as what the databases are attached
KEYS = ("delivery_id", "row_id", "person_key")
SCOPE = ("unit_code", "period")
COUNTING = {"is_delivery_counted": "is_delivery_counted", "not_counted_reason": "not_counted_reason is null"}


@contextmanager
def side_by_side(candidate: Path, last: Path | None) -> Iterator["SideBySide"]:
    """The databases of two releases, both read-only; ReleaseDamaged where one cannot be opened."""
    with duckdb.connect() as connection:
        for name, release in ((CANDIDATE, candidate), (LAST, last)):
            if release:
                try:
                    connection.execute(f"attach {quoted(release / DATABASE)} as {name} (read_only)")
                except duckdb.Error:
                    raise ReleaseDamaged(release, f"{DATABASE} cannot be opened") from None
        yield SideBySide(connection)


class SideBySide:
    """What is asked of a candidate and, where there is one, of the last release."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    @cached_property
    def columns(self) -> dict[str, dict[str, dict[str, str]]]:
        """Types of the columns by release, table and column; views are not among them."""
        found: dict[str, dict[str, dict[str, str]]] = {CANDIDATE: {}, LAST: {}}
        for release, table, column, kind in self.ask(
            "select database_name, table_name, column_name, data_type from duckdb_columns()"
            " semi join duckdb_tables() using (database_name, table_name) where database_name in (?, ?) order by column_index",
            [CANDIDATE, LAST],
        ):
            found[release].setdefault(table, {})[column] = kind
        return found

    @cached_property
    def labels(self) -> dict[str, str]:
        """The Chinese names of tables, and of columns as `table.column`, from the comments in front of the English."""
        told = self.ask(
            "select table_name, comment, ': ' from duckdb_tables() where database_name = $candidate union all"
            " select table_name || '.' || column_name, comment, ' / ' from duckdb_columns() where database_name = $candidate",
            {"candidate": CANDIDATE},
        )
        return {name: comment.partition(end)[0] for name, comment, end in told if comment and not comment.isascii()}

    @property
    def is_first(self) -> bool:
        """Whether there is no last release."""
        return not self.columns[LAST]

    @property
    def identity(self) -> tuple[str, bool]:
        """Which release the candidate is to be, and whether a made-up delivery is in it."""
        (found,) = self.ask("select release_id, is_synthetic from candidate.release")
        return found

    def facts(self) -> list[str]:
        return sorted(table for table in self.columns[CANDIDATE] if table.startswith("fct_"))

    def row_counts(self) -> dict[str, tuple[int, int]]:
        """Rows now and in the last release, of each table of the last release; of one that is gone there are none now."""
        tables = sorted(table for table in self.columns[LAST] if table != "release")
        before = self._counts(LAST, tables)
        now = self._counts(CANDIDATE, [table for table in tables if table in self.columns[CANDIDATE]])
        return {table: (now.get(table, 0), before[table]) for table in tables}

    def filled(self, fact: str) -> tuple[dict[str, int], dict[str, int]]:
        """Rows of a fact under '*', and rows in which a column is filled under its name: now, and in the last release.

        A column that is gone is filled nowhere. Keys are asked for by `rows_without`.
        """
        columns = [name for name in self.columns[LAST][fact] if name not in (*KEYS, *SCOPE, *COUNTING)]
        counts = []
        for release in (CANDIDATE, LAST):
            here = [name if name in self.columns[release][fact] else "null" for name in columns]
            ((rows, *filled),) = self.ask(
                f"select count(*), {', '.join(f'count({name})' for name in here)} from {self._scoped(release, fact)}"
            )
            counts.append({"*": rows, **dict(zip(columns, filled, strict=True))})
        return counts[0], counts[1]

    def codes(self, fact: str, column: str) -> tuple[dict[str, int], dict[str, int]]:
        """Rows of a fact by what stands in a column, empty left out: now, and in the last release. Of a list each item counts."""
        counts = []
        for release in (CANDIDATE, LAST):
            item = f"unnest({column})" if self.columns[release][fact][column].endswith("[]") else column
            found = self.ask(
                f"select item, count(*) from (select {item} as item from {self._scoped(release, fact)})"
                " where item is not null group by item"
            )
            counts.append(dict(found))
        return counts[0], counts[1]

    def rows_without(self, fact: str, keys: list[str]) -> int:
        """Rows of a fact of the candidate in which one of its keys is null."""
        without = " or ".join(f"{key} is null" for key in keys)
        ((rows,),) = self.ask(f"select count(*) from {CANDIDATE}.{fact} where {without}")
        return rows

    def lines_without_answer(self) -> dict[str, int]:
        """How many lines of each plan have no figure, or figures with neither value nor the reason why there is none."""
        return dict(
            self.ask("""
                select line.plan_code, count(*) filter (
                    figure_id is null or (value is null and status_reason is null)
                ) from candidate.indicator_definition as line left join candidate.indicator_value as figure
                    on figure.plan_code = line.plan_code and figure.indicator_code = line.indicator_code
                        and figure.reading is not distinct from line.reading
                group by line.plan_code order by line.plan_code
            """)
        )

    def newest_coverage(self) -> list[tuple[str, str, float]]:
        """Plan, its newest period, and the coverage in percent that half of its own figures in that period reach."""
        return self.ask("""
            select plan_code, period, median(coverage_pct)::double from (
                select figure.plan_code, figure.period, figure.coverage_pct
                from candidate.indicator_value as figure
                semi join candidate.plan_definition as plan
                    on plan.plan_code = figure.plan_code and plan.area_code = figure.area_code
                where figure.coverage_pct is not null
                qualify figure.period = max(figure.period) over (partition by figure.plan_code)
            ) group by all order by all
        """)

    def coverage_falls(self) -> list[tuple[str, float, str]]:
        """Plan, by how many points the coverage of one of its figures by one list fell the most, and which figure that is."""
        if not all("figure_coverage" in self.columns[release] for release in (CANDIDATE, LAST)):
            return []
        return self.ask("""
            select split_part(figure_id, '/', 1) as plan_code, max(fall)::double, arg_max(figure_id, fall) from (
                select figure_id, before.coverage_pct - now.coverage_pct as fall
                from previous.figure_coverage as before join candidate.figure_coverage as now using (figure_id, entity)
                where fall is not null order by figure_id
            ) group by plan_code order by plan_code
        """)

    def ask(self, query: str, parameters: object = None) -> list[tuple]:
        return self._connection.execute(query, parameters).fetchall()

    def _counts(self, release: str, tables: list[str]) -> dict[str, int]:
        """Rows of several tables in one query: over a hundred small ones would take longer to ask for than to count."""
        parts = [f"select '{table}', count(*) from {self._scoped(release, table)}" for table in tables]
        return dict(self.ask(" union all ".join(parts)))

    def _scoped(self, release: str, table: str) -> str:
        """The rows of a table that count, of the units and periods of which the last release holds some."""
        both = [name for name in (CANDIDATE, LAST) if table in self.columns[name]]
        keys = ", ".join(key for key in SCOPE if all(key in self._scope(name, table) for name in both))
        mine = self._counting(release, table)
        if not keys or release == LAST:
            return mine
        return f"(from {mine} semi join (select distinct {keys} from {self._counting(LAST, table)}) using ({keys}))"

    def _counting(self, release: str, table: str) -> str:
        """The rows of a table that count, with the unit and period of their delivery."""
        columns = self.columns[release][table]
        added = "".join(f", delivery.{key}" for key in self._scope(release, table) if key not in columns)
        join = f" left join {release}.dim_delivery as delivery using (delivery_id)" if added else ""
        conditions = [condition for column, condition in COUNTING.items() if column in columns]
        where = f" where {' and '.join(f'mine.{each}' for each in conditions)}" if conditions else ""
        return f"(select mine.*{added} from {release}.{table} as mine{join}{where})"

    def _scope(self, release: str, table: str) -> list[str]:
        """Of unit and period those that a row of the table has, itself or by its delivery."""
        columns = self.columns[release][table]
        by_delivery = "delivery_id" in columns and "dim_delivery" in self.columns[release]
        return [key for key in SCOPE if key in columns or by_delivery]
