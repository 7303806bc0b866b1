"""Whether two releases hold the same tables, and in which rows they differ; what a row says must not live here.

Tables are compared row by row, the database with the database, Parquet with the table that it is of.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

from pipeline.stores.release_tables import quoted
from pipeline.stores.releases import DATABASE

KEY_COLUMNS = ("person_key", "unit_key")
"""What follows from the secret: the key of a person, also where it is the unit that a measure speaks of."""

Difference = dict[str, Any]


def differences(release: Path, rebuilt: Path, *, with_keys: bool) -> list[Difference]:
    """Each table that differs: {table, what, only_in_release, only_in_rebuilt}, rows in either and not in the other.

    Without keys those columns are left out that follow from the secret.
    """
    with duckdb.connect() as connection:
        for name, folder in (("release", release), ("rebuilt", rebuilt)):
            connection.execute(f"attach {quoted(folder / DATABASE)} as {name}_tables (read_only)")
        found = list(_of_tables(connection, with_keys=with_keys))
        return found + list(_of_files(connection, release, rebuilt))


def _of_tables(connection: duckdb.DuckDBPyConnection, *, with_keys: bool) -> Iterator[Difference]:
    old, new = (_columns(connection, f"{name}_tables") for name in ("release", "rebuilt"))
    for table in sorted(old.keys() | new.keys()):
        if old.get(table) != new.get(table):
            yield {"table": table, "what": "columns", "only_in_release": None, "only_in_rebuilt": None}
            continue
        names = [name for name, _ in old[table] if with_keys or name not in KEY_COLUMNS]
        said = ", ".join(f'"{name}"' for name in names)
        sides = [f'select {said} from {name}_tables."{table}"' for name in ("release", "rebuilt")]
        yield from _rows(connection, table, "rows", *sides)


def _of_files(connection: duckdb.DuckDBPyConnection, release: Path, rebuilt: Path) -> Iterator[Difference]:
    for path in sorted((release / "internal").glob("*.parquet")):
        sides = [f"from {quoted(path)}", f'from release_tables."{path.stem}"']
        yield from _rows(connection, path.stem, "parquet", *sides)
    for path in sorted((release / "open").glob("*.parquet")):
        sides = [f"from {quoted(path)}", f"from {quoted(rebuilt / 'open' / path.name)}"]
        yield from _rows(connection, path.stem, "open", *sides)


def _rows(connection: duckdb.DuckDBPyConnection, table: str, what: str, one: str, other: str) -> Iterator[Difference]:
    counts = [
        connection.execute(f"select count(*) from (({first}) except all ({second}))").fetchone()[0]
        for first, second in ((one, other), (other, one))
    ]
    if any(counts):
        yield {"table": table, "what": what, "only_in_release": counts[0], "only_in_rebuilt": counts[1]}


def _columns(connection: duckdb.DuckDBPyConnection, database: str) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for table, column, kind in connection.execute(
        "select table_name, column_name, data_type from duckdb_columns() join duckdb_tables() using (database_name, table_name)"
        " where database_name = ? order by table_name, column_index", [database]
    ).fetchall():  # fmt: skip
        found.setdefault(table, []).append((column, kind))
    return found
