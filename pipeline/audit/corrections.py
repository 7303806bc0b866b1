"""What a newer file changed against an older one: rows added, changed and gone; findings closed and those that remain.

Compared are conformed rows and findings, never a cell's content.
"""

from dataclasses import dataclass
from typing import Any

import polars as pl

NOT_COMPARED = ("delivery_id", "row_id", "age")


@dataclass(frozen=True)
class Difference:
    """Rows of one entity. A person is known by the ID number; a row without one is added or gone, never changed."""

    added: int
    changed: int
    gone: int


def difference(before: pl.DataFrame, after: pl.DataFrame) -> Difference:
    """Between the conformed rows of an entity in two files, or in several on either side; their order means nothing."""
    fields = sorted((set(before.columns) & set(after.columns)).difference(NOT_COMPARED))
    key = "id_key" if "id_key" in fields else "content"
    rows = pl.concat(
        [_rows(frame, fields, key).with_columns(side=pl.lit(side)) for side, frame in enumerate((before, after))]
    )
    by_key = rows.group_by("key").agg(
        old=pl.col("content").filter(pl.col("side") == 0).sort(),
        new=pl.col("content").filter(pl.col("side") == 1).sort(),
    )
    sizes = by_key.with_columns(pl.col("old").list.len().alias("were"), pl.col("new").list.len().alias("are"))
    both = sizes.filter(pl.col("were") > 0, pl.col("are") > 0, pl.col("old") != pl.col("new"))
    return Difference(
        added=sum(max(0, are - were) for were, are in sizes.select("were", "are").iter_rows()),
        changed=sum(1 for were, are in both.select("were", "are").iter_rows() if were == are) if key == "id_key" else 0,
        gone=sum(max(0, were - are) for were, are in sizes.select("were", "are").iter_rows()),
    )


def closed(before: pl.DataFrame, after: pl.DataFrame) -> list[dict[str, Any]]:
    """Each finding of either file by code and field: `before`, `remaining` (how many there are now), `closed` and `new`.

    Takes the rows of the table `finding` of the older and of the newer file.
    """
    were, are = (
        {(code, field): count for code, field, count in frame.group_by("code", "field").len().iter_rows()}
        for frame in (before, after)
    )
    return [
        {
            "code": code,
            "field": field,
            "before": were.get((code, field), 0),
            "remaining": are.get((code, field), 0),
            "closed": max(0, were.get((code, field), 0) - are.get((code, field), 0)),
            "new": max(0, are.get((code, field), 0) - were.get((code, field), 0)),
        }
        for code, field in sorted(were.keys() | are.keys(), key=lambda each: (each[0], each[1] or ""))
    ]


def _rows(frame: pl.DataFrame, fields: list[str], key: str) -> pl.DataFrame:
    """Key and content of each row; the content is a hash of all fields, equal in both files where the row is."""
    hashed = frame.select(*fields, content=pl.struct(fields).hash())
    return hashed.select(pl.col(key).cast(pl.String).alias("key"), "content")
