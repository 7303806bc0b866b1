"""The page of column lineage: one file that works without a network; a reader picks a column and sees what it comes from and what uses it."""

import json
from pathlib import Path
from typing import Any

from pipeline.text import SYNTHETIC_NOTICE

_TEMPLATE = Path(__file__).with_name("lineage.html")


def lineage_page(document: dict[str, Any], *, is_synthetic: bool) -> str:
    """The page of a lineage document. Tables and columns stand in it by number, so that it stays small."""
    tables = document["tables"]
    places = {
        name: (number, {column: place for place, column in enumerate(table["columns"])})
        for number, (name, table) in enumerate(tables.items())
    }

    def origin(table: str, column: str, how: str) -> list[Any]:
        number, columns = places[table]
        return [number, columns[column], how]

    data = [
        {
            "n": name,
            "k": table["kind"],
            "z": table["label"],
            "t": table["text"],
            "d": table.get("contract", ""),
            "c": [
                [
                    column,
                    said["label"],
                    said["text"],
                    said.get("none", ""),
                    [origin(*each) for each in said.get("from", ())],
                ]
                for column, said in table["columns"].items()
            ],
        }
        for name, table in tables.items()
    ]
    inlined = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
    notice = SYNTHETIC_NOTICE if is_synthetic else ""
    return _TEMPLATE.read_text(encoding="utf-8").replace("@NOTICE@", notice).replace("@DATA@", inlined)
