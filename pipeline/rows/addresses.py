"""The tables of addresses: where every row stands, where every field comes from, what was filled, found and refused.

Columns and types stand here once. Names of sheets and texts of headers can name people, so they are masked before they go in.
"""

import re

import polars as pl

from pipeline.contract import Contracts
from pipeline.rows.split import conformed_types

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


def masked(text: str, personal: set[str]) -> str:
    """A text without the names and numbers of this delivery, and without any long number."""
    for each in sorted((each for each in personal if each in text), key=len, reverse=True):
        text = text.replace(each, "＊＊")
    return _LONG_NUMBER.sub("＊＊", text)
