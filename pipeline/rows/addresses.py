"""The tables of addresses: where every row stands, where every field comes from, what was filled, found and refused.

Columns and types stand here once. Names of sheets and texts of headers can name people, so they are masked before they go in.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from typing import Any

import polars as pl

from pipeline.contract import Contracts
from pipeline.rows.split import conformed_types
from pipeline.rows.values import clean
from pipeline.sheets.conservation import differences
from pipeline.sheets.grid import Workbook
from pipeline.sheets.tables import Row
from pipeline.text import MASK, folded

_TEXT, _NUMBER = pl.String(), pl.Int32()
_PLACE = {"sheet_index": _NUMBER, "sheet": _TEXT}
ADDRESS_TABLES: dict[str, dict[str, pl.DataType]] = {
    "row_address": {
        "delivery_id": _TEXT,
        **_PLACE,
        "row": _NUMBER,
        "table_index": _NUMBER,
        "kind": _TEXT,
        "fate": _TEXT,
        "row_id": _TEXT,
        "entity": _TEXT,
        "cell_count": _NUMBER,
    },
    "header_map": {
        "delivery_id": _TEXT,
        **_PLACE,
        "table_index": _NUMBER,
        "entity": _TEXT,
        "field": _TEXT,
        "source": _TEXT,
        "cell_column": _TEXT,
        "source_cell": _TEXT,
        "header": _TEXT,
        "matched_by": _TEXT,
        "scale": _NUMBER,
    },
    "filled_value": {"delivery_id": _TEXT, "row_id": _TEXT, "field": _TEXT, "source_row": _NUMBER},
    "finding": {
        "delivery_id": _TEXT,
        "severity": _TEXT,
        "code": _TEXT,
        **_PLACE,
        "row_id": _TEXT,
        "field": _TEXT,
        "cell": _TEXT,
        "message_zh": _TEXT,
        "message_en": _TEXT,
    },
    "quarantine": {
        "delivery_id": _TEXT,
        "row_id": _TEXT,
        **_PLACE,
        "row": _NUMBER,
        "entity": _TEXT,
        "code": _TEXT,
        "field": _TEXT,
        "cell": _TEXT,
        "message_zh": _TEXT,
        "message_en": _TEXT,
    },
}
_LONG_NUMBER = re.compile(r"[0-9]{6,}")


def table_schemas(contracts: Contracts) -> dict[str, dict[str, pl.DataType]]:
    """Columns and types of every table that conform writes."""
    entities = {
        name: {"delivery_id": _TEXT, "row_id": _TEXT, **conformed_types(entity)}
        for name, entity in contracts.entities.items()
    }
    return {**entities, **ADDRESS_TABLES}


class RowAddresses:
    """The addresses of a delivery's rows, column by column; `refused` are the row_ids of data rows that were quarantined."""

    def __init__(self) -> None:
        self.refused: set[str] = set()
        self._columns: dict[str, list[Any]] = {
            name: [] for name in ADDRESS_TABLES["row_address"] if name != "delivery_id"
        }

    @property
    def filled(self) -> set[str | None]:
        """The entities, None for an unknown one, of which a table holds data rows."""
        pairs = zip(self._columns["entity"], self._columns["kind"], strict=True)
        return {entity for entity, kind in pairs if kind == "data"}

    def add(
        self, place: dict[str, Any], table: int | None, entity: str | None, rows: Sequence[Row], row_ids: dict[int, str]
    ) -> None:
        """The rows of one table, or those of a sheet that stand in none; `row_ids` has those of its data rows by row number."""
        same = {**place, "table_index": table, "entity": entity, "fate": None}
        for name, value in same.items():
            self._columns[name] += [value] * len(rows)
        self._columns["row"] += [row.number for row in rows]
        self._columns["kind"] += [row.kind for row in rows]
        self._columns["cell_count"] += [len(row.cells) for row in rows]
        self._columns["row_id"] += [row_ids.get(row.number) for row in rows]

    @property
    def sheets(self) -> set[str]:
        """The names of the sheets on which rows stand."""
        return set(self._columns["sheet"])

    def frame(self, delivery_id: str, mask: dict[str, str]) -> pl.DataFrame:
        """The table `row_address` of the delivery; `mask` says how the name of a sheet is written."""
        sheets = list(map(mask.__getitem__, self._columns["sheet"]))
        known = {"delivery_id": [delivery_id] * len(sheets)}
        columns = known | self._columns | {"sheet": sheets, "fate": self._fates()}
        schema = ADDRESS_TABLES["row_address"]
        return pl.DataFrame({name: columns[name] for name in schema}, schema=schema)

    def kinds(self) -> dict[str, int]:
        """How many rows there are of each kind."""
        return dict(Counter(self._columns["kind"]))

    def balances(self, entities: list[str]) -> dict[str, dict[str, int]]:
        """The data rows of each of these entities, and how many of them were conformed and quarantined."""
        fates = Counter(zip(self._columns["entity"], self._fates(), strict=True))
        counts = {name: {fate: fates[name, fate] for fate in ("conformed", "quarantined")} for name in entities}
        return {name: {"data": sum(each.values()), **each} for name, each in counts.items()}

    def _fates(self) -> list[str | None]:
        refused = self.refused
        return [row_id and ("quarantined" if row_id in refused else "conformed") for row_id in self._columns["row_id"]]


def receipt(records: dict[str, list[dict[str, Any]]], addresses: RowAddresses, is_synthetic: bool) -> dict[str, Any]:
    """What is said of a delivery as a whole: its fate, the balance of each entity's rows, rows by kind, findings by code."""
    severities = {record["severity"] for record in records["finding"]}
    entities = sorted({record["entity"] for record in records["header_map"] if record["entity"]})
    return {
        "fate": "rejected" if "reject" in severities else "held" if "hold" in severities else "accepted",
        "is_synthetic": is_synthetic,
        "entities": addresses.balances(entities),
        "rows": addresses.kinds(),
        "findings": dict(sorted(Counter(record["code"] for record in records["finding"]).items())),
    }


def named_in(texts: Iterable[str], personal: Collection[str]) -> set[str]:
    """Those of the names and numbers of a delivery that stand in any of these texts."""
    written = "\n".join(map(clean, texts))
    # the texts are few and short, the persons many: each is looked up once for every length
    lengths = set(map(len, personal))
    spelt = {written[start : start + length] for length in lengths for start in range(len(written) - length + 1)}
    return spelt.intersection(personal)


def masked(text: str, personal: Collection[str]) -> str:
    """A text without the names and numbers of this delivery, and without any long number; however they are spaced or wide."""
    written = clean(text)
    named = sorted((each for each in personal if each in written), key=lambda each: (-len(each), each))
    if not named and not _LONG_NUMBER.search(written):
        return text
    for each in named:
        written = written.replace(each, MASK)
    return _LONG_NUMBER.sub(MASK, written)


def sheet_name(name: str, index: int, contracts: Contracts) -> str:
    """The name of a sheet where it is made of known words, areas and short numbers only; else its place, as 第2表."""
    return name if _plain_name(contracts).fullmatch(folded(name)) else f"第{index + 1}表"


@cache
def _plain_name(contracts: Contracts) -> re.Pattern[str]:
    words = contracts.words("sheets") | {folded(area.name_zh) for area in contracts.areas.values()}
    return re.compile(
        rf"(?:{'|'.join(map(re.escape, sorted(words, key=len, reverse=True)))}|[0-9]{{1,4}}(?![0-9])|[\W_])*"
    )


def unbalanced(workbook: Workbook, addresses: pl.DataFrame) -> list[dict[str, Any]]:
    """Rows whose non-empty cells the independent count sees otherwise than the stored addresses: sheet, row, both numbers.

    Where that count and the reader already disagree, and the delivery is held for it, the reader's own count is what must be stored.
    """
    names = dict(addresses.select("sheet_index", "sheet").unique().iter_rows())
    counted = workbook.counts() if workbook.disagreements() else workbook.counted.sheets
    sheets = max([len(counted), *(index + 1 for index in names)])
    stored: list[Counter[int]] = [Counter() for _ in range(sheets)]
    for index, row, cells in addresses.select("sheet_index", "row", "cell_count").iter_rows():
        stored[index][row] += cells
    for index, rows in enumerate(workbook.unseen()):
        stored[index].subtract(rows)
    return [
        {
            "sheet": names.get(each.sheet_index) or f"sheet {each.sheet_index + 1}",
            "row": each.row,
            "cells_in_file": each.counted,
            "cells_read": each.read,
        }
        for each in differences(tuple(+rows for rows in stored), counted)
    ]


def readers_disagree(workbook: Workbook, contracts: Contracts) -> list[dict[str, Any]]:
    """For each sheet of which two readers see different cells: its place, the first such row, and how many there are."""
    rows: dict[int, list[int]] = {}
    for each in workbook.disagreements():
        rows.setdefault(each.sheet_index, []).append(each.row)
    grids = {grid.index: grid for grid in workbook.grids}
    return [
        {
            "place": {"sheet_index": index, "sheet": sheet_name(grids[index].name, index, contracts)},
            "cell": f"{found[0]}:{found[0]}",
            "detail": str(len(found)),
        }
        if index in grids
        else {"detail": str(len(found))}
        for index, found in rows.items()
    ]
