"""Conformed tables, quarantine and receipts: one Parquet file for each table and delivery, each written whole or not at all.

Beside them stands `_empty.parquet` with the types of the table, so that whoever reads a folder finds a table even where
no delivery has rows for it. The receipt is written last: without it a delivery has not been conformed.
"""

import json
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

import polars as pl

from pipeline.settings import AnswerIsNo
from pipeline.stores.home import whole, write_text

EMPTY, BETWEEN = "_empty.parquet", "_between.parquet"


class Tables:
    """The stores `conformed` and `quarantine` of one home directory."""

    def __init__(self, home: Path):
        self._home = home

    def prepare(self, schemas: dict[str, dict[str, pl.DataType]]) -> None:
        """Give every table its folder and its typed empty file."""
        for table, schema in schemas.items():
            with whole(self._folder(table) / EMPTY) as temporary:
                pl.DataFrame(schema=schema).write_parquet(temporary)
        (self._home / "conformed" / "receipt").mkdir(exist_ok=True)

    def retype(self, delivery_ids: Iterable[str], schemas: dict[str, dict[str, pl.DataType]]) -> None:
        """Give the rows of deliveries that nobody can conform again the types that their tables have now; AnswerIsNo where a value has none."""
        paths = ((table, self._folder(table) / f"{each}.parquet") for each in delivery_ids for table in schemas)
        for table, path in ((table, path) for table, path in paths if path.exists()):
            frame = pl.read_parquet(path)
            types = {name: kind for name, kind in schemas[table].items() if frame.schema.get(name, kind) != kind}
            if types:
                try:
                    frame = frame.cast(types)
                except pl.exceptions.PolarsError:
                    raise AnswerIsNo(
                        f"conformed/{table}: {', '.join(types)} of the sealed delivery {path.stem} cannot take the type that the "
                        "contract now has. Take the change back, or withdraw the delivery."
                    ) from None
                with whole(path) as temporary:
                    frame.write_parquet(temporary, compression="zstd")

    def write(
        self, delivery_id: str, tables: dict[str, pl.DataFrame], receipt: dict[str, Any], layout: str | None = None
    ) -> None:
        """Replace all that is known of one delivery; tables without rows leave no file. `layout` is what is proposed for it."""
        self.forget(delivery_id)
        for table, frame in tables.items():
            if frame.height:
                with whole(self._folder(table) / f"{delivery_id}.parquet") as temporary:
                    frame.write_parquet(temporary, compression="zstd")
        if layout:
            write_text(self.proposal(delivery_id), layout)
        write_text(self._receipt(delivery_id), json.dumps(receipt, ensure_ascii=False, sort_keys=True, indent=1))

    def proposal(self, delivery_id: str) -> Path:
        """Where the layout stands that is proposed for a held delivery, if any is."""
        return self._home / "conformed" / "proposal" / f"{delivery_id}.yaml"

    def receipts(self) -> dict[str, dict[str, Any]]:
        """What is known of each delivery since it was conformed, by delivery id; a damaged receipt is none."""
        found = {}
        for path in sorted((self._home / "conformed" / "receipt").glob("*.json")):
            with suppress(ValueError):
                found[path.stem] = json.loads(path.read_text(encoding="utf-8"))
        return found

    def forget(self, delivery_id: str) -> None:
        """Remove what was conformed of a delivery, the receipt first; its bytes and its line in the ledger stay."""
        self._receipt(delivery_id).unlink(missing_ok=True)
        self.proposal(delivery_id).unlink(missing_ok=True)
        for path in (
            *(self._home / "conformed").glob(f"*/{delivery_id}.parquet"),
            self._folder("quarantine") / f"{delivery_id}.parquet",
        ):
            path.unlink(missing_ok=True)

    def scan(self, table: str, delivery_ids: Iterable[str]) -> pl.LazyFrame:
        """The rows of these deliveries in one table, with the columns that it has now; no column where there is no such table yet."""
        folder = self._folder(table)
        files = [folder / EMPTY, *(folder / f"{each}.parquet" for each in delivery_ids)]
        known = [path for path in files if path.exists()]
        return pl.scan_parquet(known, missing_columns="insert", extra_columns="ignore") if known else pl.LazyFrame()

    def write_between(self, table: str, schema: dict[str, pl.DataType], rows: list[dict[str, Any]]) -> None:
        """What is known of deliveries only since they stand beside each other, in a file of its own in the table's folder."""
        frame = pl.DataFrame([{column: row.get(column) for column in schema} for row in rows], schema=schema)
        with whole(self._folder(table) / BETWEEN) as temporary:
            frame.write_parquet(temporary)

    def write_input(self, name: str, schema: dict[str, pl.DataType], rows: list[dict[str, Any]]) -> None:
        """One control table that the model reads: marts/inputs/<name>.parquet; keys that the schema lacks are left out."""
        frame = pl.DataFrame([{column: row.get(column) for column in schema} for row in rows], schema=schema)
        with whole(self._home / "marts" / "inputs" / f"{name}.parquet") as temporary:
            frame.write_parquet(temporary)

    def _folder(self, table: str) -> Path:
        return self._home / ("quarantine" if table == "quarantine" else f"conformed/{table}")

    def _receipt(self, delivery_id: str) -> Path:
        return self._home / "conformed" / "receipt" / f"{delivery_id}.json"
