"""What is written down of one delivery while it is conformed: a record for each row, header, filled value and finding."""

from dataclasses import dataclass, field
from typing import Any

from pipeline.contract import Contracts
from pipeline.rows.addresses import ADDRESS_TABLES
from pipeline.rows.columns import Columns
from pipeline.sheets.tables import Table


@dataclass(frozen=True)
class Understood:
    """One table as it was read, for whoever holds the file and never stored: its headers are the county's own writing.

    `refused` counts its data rows from 0.
    """

    sheet_index: int
    table: Table
    columns: Columns
    refused: frozenset[int]


@dataclass
class Records:
    """Records by table, as dictionaries; columns that a record does not hold are null in its table. Addresses of rows are not here.

    `understood` are the tables in the order in which they stand.
    """

    contracts: Contracts
    tables: dict[str, list[dict[str, Any]]] = field(
        default_factory=lambda: {name: [] for name in ADDRESS_TABLES if name != "row_address"}
    )
    understood: list[Understood] = field(default_factory=list)

    def find(
        self, code: str, place: dict[str, Any] | None = None, label: str = "", detail: str = "", **told: Any
    ) -> None:
        """One finding of the delivery, of a sheet, or of a row and its cell; on a refused row it is what quarantine says."""
        finding = self.contracts.findings[code]
        messages = {
            "message_zh": finding.zh.format(label=label, detail=detail),
            "message_en": finding.en.format(label=told.get("field") or "", detail=detail),
        }
        self.tables["finding"].append({**(place or {}), "code": code, "severity": finding.severity, **messages, **told})
