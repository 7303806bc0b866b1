"""What one column of a release comes from: followed back over every step to the columns that the pipeline handed to dbt."""

import json
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pipeline.audit.lineage_scope import OF_VALUE, ROWS
from pipeline.settings import UserError
from pipeline.stores.releases import open_release
from pipeline.text import SYNTHETIC_NOTICE

LINEAGE, PAGE = "lineage.json", "lineage.html"
Edge = tuple[tuple[str, str], tuple[str, str], str]


class UnknownColumn(UserError):
    """No such table or column in the release."""


def read_lineage(release: Path) -> dict[str, Any]:
    """The lineage document that a release carries."""
    return json.loads((release / "internal" / LINEAGE).read_text(encoding="utf-8"))


def follow(release: Path, name: str) -> dict[str, Any]:
    """Where `table.column` comes from; of `table` alone the same of each of its columns, over one step.

    `edges` are the ways on which its value is made or chosen, step by step; `sources` all columns at their ends and, where it counts or adds
    up, of what decides which rows it counts; `is_of_value` tells the two apart. Raises UnknownColumn with the names that are near.
    """
    tables = read_lineage(release)["tables"]
    table, column = _find(tables, name)
    said = tables[table] if column is None else tables[table]["columns"][column]
    document = {
        "release_id": release.name,
        "notice": _notice(release),
        "name": name,
        "kind": tables[table]["kind"],
        **{key: said[key] for key in ("label", "text", "none") if key in said},
    }
    if column is None:
        columns = tables[table]["columns"].items()
        return document | {"columns": [{"column": each, **what} for each, what in columns if each != ROWS]}
    of_value, all_edges = (_edges(tables, (table, column), only_value=only) for only in (True, False))
    return document | {
        "edges": [
            {"to": ".".join(to), "from": ".".join(origin), "how": how, "none": _why_none(tables, origin)}
            for to, origin, how in of_value
        ],
        "sources": _sources(tables, of_value, all_edges),
    }


def _find(tables: dict[str, Any], name: str) -> tuple[str, str | None]:
    """Table and column; the name of a table may hold a dot itself."""
    if name in tables:
        return name, None
    table, _, column = name.rpartition(".")
    if table not in tables:
        near = get_close_matches(table or name, tables, n=5)
        said = f" Near: {', '.join(near)}." if near else ""
        raise UnknownColumn(f"There is no table {table or name} in this release.{said} Ask for TABLE or TABLE.COLUMN.")
    if column not in tables[table]["columns"]:
        near = get_close_matches(column, tables[table]["columns"], n=5) or list(tables[table]["columns"])[:-1]
        raise UnknownColumn(f"{table} has no column {column}. It has: {', '.join(near)}.")
    return table, column


def _edges(tables: dict[str, Any], start: tuple[str, str], *, only_value: bool) -> list[Edge]:
    """The edges that can be reached; for a value those of its making, for what has none, such as a number of rows, those to the rows."""
    edges, seen, waiting = [], {start}, [start]
    while waiting:
        here = waiting.pop()
        found = [((table, column), how) for table, column, how in _from(tables, here)]
        if only_value:
            made = [(origin, how) for origin, how in found if how in OF_VALUE and origin[1] != ROWS]
            rows = [(origin, how) for origin, how in found if origin[1] == ROWS and here[1] != ROWS]
            found = made or (found if here == start and here[1] == ROWS else rows)
        for origin, how in found:
            edges.append((here, origin, how))
            if origin not in seen:
                seen.add(origin)
                waiting.append(origin)
    return edges


def _from(tables: dict[str, Any], column: tuple[str, str]) -> list[list[str]]:
    return tables[column[0]]["columns"][column[1]].get("from", [])


def _why_none(tables: dict[str, Any], column: tuple[str, str]) -> str | None:
    return tables[column[0]]["columns"][column[1]].get("none")


def _sources(tables: dict[str, Any], of_value: list[Edge], all_edges: list[Edge]) -> list[dict[str, Any]]:
    """Each table at the end of the ways, with its columns that stand there."""
    made = {origin for _, origin, _ in of_value}
    ends = sorted({origin for _, origin, _ in all_edges if tables[origin[0]]["kind"] == "source"})
    return [
        {
            "table": name,
            **{key: tables[name][key] for key in ("label", "text", "contract") if key in tables[name]},
            "columns": [
                {
                    "column": column,
                    "label": tables[name]["columns"][column]["label"],
                    "is_of_value": (name, column) in made,
                }
                for table, column in ends
                if table == name and column != ROWS
            ],
        }
        for name in dict.fromkeys(table for table, _ in ends)
    ]


def _notice(release: Path) -> str | None:
    with open_release(release) as connection:
        (is_synthetic,) = connection.execute("select is_synthetic from release").fetchone()
    return SYNTHETIC_NOTICE if is_synthetic else None
