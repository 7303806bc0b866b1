"""The tables of a release: copied out of the build, counted, and hashed in canonical text.

All that dbt built is copied except what it calls intermediate; a hash depends on content alone, not on order or file.
Which release is current, and whether one may be replaced, must not live here.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from graphlib import TopologicalSorter
from pathlib import Path

import duckdb

STORAGE_VERSION = "v1.0.0"  # files of DuckDB 2 are unreadable to the 1.x inside BI tools
PRIVATE_PREFIX = "int_"
INEXACT_TYPES = ("FLOAT", "DOUBLE", "TIME")  # TIME covers TIMESTAMP: no clock inside a release

# All that an outsider needs beside the value (practice D38). 上报数 is not among it: it would tell how many are duplicates.
OPEN_COLUMNS = (
    "figure_id", "plan_code", "plan_version", "indicator_code", "indicator_name", "area_code", "area_name", "period",
    "as_of_date", "reading", "is_chosen", "statistic", "numerator", "denominator", "denominator_as_of", "denominator_source",
    "value", "unit", "operator", "target", "target_upper", "target_zh", "target_type", "deadline", "baseline", "baseline_date", "attained_pct", "status",
    "status_reason", "needs_zh", "coverage_pct", "source_kind", "is_synthetic", "approval", "definition_zh", "note_zh",
    "contradiction_zh", "source_words_zh",
)  # fmt: skip

RELEASE_COLUMNS = {
    "release_id": "发布编号 / Hash of all that the release is a function of.",
    "key_fingerprint": "密钥指纹 / Fingerprint of the key by which persons are known again.",
    "engine": "计算引擎 / Engine that built it.",
    "is_synthetic": "是否合成示例 / Some delivery in it is made up.",
}


def table_hash(connection: duckdb.DuckDBPyConnection, table: str, keys: Sequence[str] = ()) -> str:
    """SHA-256 of a table: names and types of its columns, then its rows in canonical text, sorted by ``keys``, then by all.

    A row is a JSON array of texts: decimals in plain notation, dates ISO, lists as JSON, null as null and '' as ''.
    Raises ValueError where a column could not be exact.
    """
    columns = _columns(connection, table)
    texts = {}
    for name, kind in columns:
        if kind.startswith(INEXACT_TYPES):
            raise ValueError(f"{table}.{name} is {kind}: a release holds decimals and dates, no doubles and no clock")
        texts[name] = f"to_json({_name(name)})::varchar" if kind.endswith("[]") else f"{_name(name)}::varchar"
    row = f"to_json([{', '.join(texts.values())}])::varchar"
    order = ", ".join([*(texts[key] for key in keys), row])
    digest = hashlib.sha256(json.dumps(columns, ensure_ascii=False).encode("utf-8"))
    reader = connection.execute(f"select {row} from {_name(table)} order by {order}")
    while rows := reader.fetchmany(10_000):
        digest.update("".join(f"\n{text}" for (text,) in rows).encode("utf-8"))
    return digest.hexdigest()


def describe_tables(connection: duckdb.DuckDBPyConnection) -> dict[str, dict]:
    """Rows, canonical hash and columns of every table, as the manifest holds them."""
    return {
        name: {
            "rows": count,
            "sha256": table_hash(connection, name, _keys(connection, name)),
            "columns": dict(_columns(connection, name)),
        }
        for name, count in row_counts(connection).items()
    }


def row_counts(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Rows of every table."""
    return {
        name: connection.execute(f"select count(*) from {_name(name)}").fetchone()[0] for name in _tables(connection)
    }


def copy_tables(build: Path, database: Path, parquet: Path, open_part: Path, identity: Sequence[str]) -> dict[str, int]:
    """Copy the public tables of the build, sorted by key, into a database, one Parquet file each, and the open figures.

    ``identity``: release id, fingerprint of the key, engine; the table ``release`` says them to every reader.
    Returns how many rows of each table the build holds.
    """
    spill = build.with_name(build.name + ".tmp")  # the folder that the next build removes if this one is killed
    with duckdb.connect(config={"temp_directory": str(spill)}) as connection:
        connection.execute(f"attach {quoted(build)} as build (read_only)")
        connection.execute(f"attach {quoted(database)} as target (storage_version '{STORAGE_VERSION}')")
        connection.execute("use build")
        connection.begin()  # one commit for hundreds of small statements
        built = {name: rows for name, rows in row_counts(connection).items() if not name.startswith(PRIVATE_PREFIX)}
        for name in built:
            _copy_table(connection, name)
            _write_parquet(connection, f"from target.{_name(name)}", parquet / f"{name}.parquet")
        _copy_views(connection)
        _add_release(connection, identity)
        _write_parquet(connection, "from target.release", parquet / "release.parquet")
        open_figures = f"""
            select {", ".join(OPEN_COLUMNS)}
            from indicator_value as figure semi join plan_definition as plan
                on plan.plan_code = figure.plan_code and plan.area_code = figure.area_code
            order by figure_id
        """
        _write_parquet(connection, open_figures, open_part / "indicator_value.parquet")
        connection.commit()
        connection.execute("checkpoint target")
        connection.execute("use memory")
        connection.execute("detach target")
    return {**built, "release": 1}


def _copy_table(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    for statement in _definition(connection, table):
        connection.execute(statement)
    order = ", ".join(map(_name, _keys(connection, table))) or "all"
    connection.execute(f"insert into target.{_name(table)} select * from {_name(table)} order by {order}")


def _copy_views(connection: duckdb.DuckDBPyConnection) -> None:
    """The views of the build over the tables of the release; what they show is hashed and exported table by table."""
    views = connection.execute(
        "select view_name, sql, comment from duckdb_views()"
        " where database_name = 'build' and not internal and not starts_with(view_name, ?) order by view_name", [PRIVATE_PREFIX]
    ).fetchall()  # fmt: skip
    statements = {name: statement for name, statement, _ in views}
    for name in _in_order(statements):
        columns = connection.execute(
            "select column_name, comment from duckdb_columns() where database_name = 'build' and table_name = ?", [name]
        ).fetchall()
        comment = next(comment for view, _, comment in views if view == name)
        connection.execute("use target")
        for each in (statements[name], *_comments("view", _name(name), comment, columns)):
            connection.execute(each)
        connection.execute("use build")


def _in_order(statements: dict[str, str]) -> Iterator[str]:
    """The views, each after those that it shows."""
    shows = {
        name: {other for other in statements if other != name and re.search(rf"\b{other}\b", statement)}
        for name, statement in statements.items()
    }
    return iter(TopologicalSorter(shows).static_order())


def _definition(connection: duckdb.DuckDBPyConnection, table: str) -> Iterator[str]:
    """The statements that make a table of the build again in the release: columns, not null, primary key, comments."""
    columns = connection.execute(
        "select column_name, data_type, is_nullable, comment from duckdb_columns()"
        " where database_name = 'build' and table_name = ? order by column_index", [table]
    ).fetchall()  # fmt: skip
    parts = [f"{_name(name)} {kind}{'' if nullable else ' not null'}" for name, kind, nullable, _ in columns]
    if keys := _keys(connection, table):
        parts.append(f"primary key ({', '.join(map(_name, keys))})")
    yield f"create table target.{_name(table)} ({', '.join(parts)})"
    (comment,) = connection.execute(
        "select comment from duckdb_tables() where database_name = 'build' and table_name = ?", [table]
    ).fetchone()
    yield from _comments("table", f"target.{_name(table)}", comment, [(name, said) for name, _, _, said in columns])


def _comments(
    kind: str, relation: str, comment: str | None, columns: Iterable[tuple[str, str | None]]
) -> Iterator[str]:
    """The statements that say what a table or view is, and what its columns are."""
    if comment:
        yield f"comment on {kind} {relation} is {quoted(comment)}"
    for name, said in columns:
        if said:
            yield f"comment on column {relation}.{_name(name)} is {quoted(said)}"


def _add_release(connection: duckdb.DuckDBPyConnection, identity: Sequence[str]) -> None:
    connection.execute(
        "create table target.release"
        " (release_id varchar not null, key_fingerprint varchar not null, engine varchar not null,"
        " is_synthetic boolean not null)"
    )
    connection.execute("comment on table target.release is '发布: one row: which release this is.'")
    for column, comment in RELEASE_COLUMNS.items():
        connection.execute(f"comment on column target.release.{column} is {quoted(comment)}")
    connection.execute(
        "insert into target.release select ?, ?, ?, coalesce(bool_or(is_synthetic), false) from run_delivery", identity
    )


def _write_parquet(connection: duckdb.DuckDBPyConnection, query: str, path: Path) -> None:
    connection.execute(f"copy ({query}) to {quoted(path)} (format parquet, compression zstd)")


def _tables(connection: duckdb.DuckDBPyConnection) -> list[str]:
    rows = connection.execute(
        "select table_name from duckdb_tables() where database_name = current_database() order by all"
    )
    return [name for (name,) in rows.fetchall()]


def _columns(connection: duckdb.DuckDBPyConnection, table: str) -> list[tuple[str, str]]:
    return connection.execute(f"select column_name, column_type from (describe {_name(table)})").fetchall()


def _keys(connection: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    found = connection.execute(
        "select constraint_column_names from duckdb_constraints()"
        " where database_name = current_database() and table_name = ? and constraint_type = 'PRIMARY KEY'", [table]
    ).fetchone()  # fmt: skip
    return list(found[0]) if found else []


def _name(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'


def quoted(value: object) -> str:
    """As a text in SQL, for statements that take no parameters: paths, comments."""
    return "'" + str(value).replace("'", "''") + "'"
