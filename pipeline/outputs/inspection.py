"""How one file would be read: a document of its tables, columns, rows by kind and findings. Nothing is written.

For whoever holds the file: headers are shown as the sheet writes them. Names in the names of file and sheets are masked.
A throw-away key stands in for the secret, so neither a warehouse nor a key is needed.
"""

import re
import secrets
import traceback
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from polars.exceptions import PanicException

from pipeline.contract import Contracts
from pipeline.periods import PERIOD, as_of_date
from pipeline.rows.delivery import Conformed, Context, conform, refuse
from pipeline.rows.keys import Keys
from pipeline.rows.proposal import proposal
from pipeline.rows.records import Understood
from pipeline.settings import UserError
from pipeline.sheets import sandbox
from pipeline.sheets.grid import Workbook, a1, column_letters
from pipeline.sheets.refusal import Refused
from pipeline.stores.home import file_hash
from pipeline.stores.ledger import delivery_id
from pipeline.text import MASK, visible

KINDS = ("title", "header", "section", "note", "example", "total", "data")
_SEGMENT = re.compile(r"[^\W\d_]+|[0-9]+|[\W_]+")
_SHORT_NUMBER = 4  # a year; longer ones are telephones and documents
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,5}")


@dataclass(frozen=True)
class Inspection:
    """One file as read: `document` is what `rollcall inspect --json` prints, `workbook` is None where the file was refused."""

    document: dict[str, Any]
    workbook: Workbook | None
    conformed: Conformed
    context: Context

    def proposed_layout(self) -> str | None:
        """A layout for tables that could not be read by words alone, to be confirmed line by line; None where none is needed."""
        if self.workbook is None or self.document["fate"] != "held":
            return None
        return proposal(self.workbook, self.context, self.conformed)


def place_of(path: Path, contracts: Contracts) -> tuple[str | None, str | None]:
    """Reporting unit and period where a path ends in <unit>/<period>/<file>; None and None elsewhere."""
    period, unit = path.resolve().parent.name, path.resolve().parent.parent.name
    return (unit, period) if unit in contracts.areas and PERIOD.match(period) else (None, None)


def inspect(path: Path, contracts: Contracts, unit: str | None = None, period: str | None = None) -> Inspection:
    """Read and conform one file as a delivery of that unit and period; where neither is given, as the path says.

    UserError where there is no such file, unit or period.
    """
    if not path.is_file():
        what = "is a folder" if path.is_dir() else "is not there"
        raise UserError(f"{path} {what}. Give one file, such as raw/<reporting unit>/<period>/<file>.")
    if unit and unit not in contracts.areas:
        raise UserError(f"{unit} is no reporting unit: expected a code of contracts/codes/areas.csv.")
    if period and not PERIOD.match(period):
        raise UserError(f"{period} is no period: expected YYYY-MM, YYYY or undated.")
    found = place_of(path, contracts)
    unit, period = unit or found[0], period or found[1]
    as_of = as_of_date(period) if period else None
    keys = Keys(secrets.token_bytes(32))
    sha256 = file_hash(path)
    named = delivery_id(sha256, unit or "", period or "")
    context = Context(named, sha256, unit or "", as_of, contracts, keys, period=period or "undated")
    workbook, conformed = _conformed(path, context)
    document = {
        "file": file_name(path.name, contracts),
        "sha256": context.sha256,
        "reporting_unit": unit,
        "period": period,
        "format": workbook.format if workbook else None,
        "fate": conformed.receipt["fate"],
        "tables": [_table(each, conformed) for each in sorted(conformed.understood, key=_order)],
        "findings": _findings(conformed, workbook),
    }
    return Inspection(document, workbook, conformed, context)


def _conformed(path: Path, context: Context) -> tuple[Workbook | None, Conformed]:
    limits = sandbox.Limits(**context.contracts.settings["reader"])
    try:
        workbook = sandbox.read(path, limits)
    except Refused as refused:
        return None, refuse(context, refused.code, refused.detail)
    try:
        return workbook, conform(workbook, context)
    except (Exception, PanicException) as error:
        # as the conform stage does: a message may hold the content of a cell
        place = traceback.extract_tb(error.__traceback__)[-1]
        detail = f"{type(error).__name__}, {Path(place.filename).name}:{place.lineno}"
        return workbook, refuse(context, "conformer_failed", detail)


def _order(each: Understood) -> tuple[int, int]:
    return each.sheet_index, each.table.index


def _table(each: Understood, conformed: Conformed) -> dict[str, Any]:
    table, columns = each.table, each.columns
    sources = {source.column: source for source in columns.sources.values() if source.column}
    kinds = Counter(row.kind for row in table.rows)
    return {
        "sheet": _sheet_names(conformed)[each.sheet_index],
        "entity": columns.entity.name if columns.entity else None,
        "header_rows": list(table.header_rows),
        "first_data_row": table.first_data_row,
        "last_data_row": table.last_data_row,
        "columns": [
            {
                "column": column_letters(column),
                "header": header.text,
                "field": sources[column].field if column in sources else None,
                "matched_by": sources[column].matched_by if column in sources else None,
            }
            for column, header in sorted(table.columns.items())
        ],
        "rows": {
            **{kind: kinds[kind] for kind in KINDS},
            "conformed": kinds["data"] - len(each.refused),
            "quarantined": len(each.refused),
        },
    }


def _sheet_names(conformed: Conformed) -> dict[int, str]:
    """The names of the sheets as they may be shown, by their place from 0."""
    return dict(conformed.tables["row_address"].select("sheet_index", "sheet").unique().iter_rows())


def _findings(conformed: Conformed, workbook: Workbook | None) -> list[dict[str, Any]]:
    """Every finding; one of a row that names no cell stands at the first cell of that row."""
    firsts = {}
    if workbook:
        grids = {grid.index: grid for grid in workbook.grids}
        addresses = conformed.tables["row_address"].select("row_id", "sheet_index", "row").drop_nulls()
        firsts = {row_id: a1(row, min(grids[sheet].rows[row])) for row_id, sheet, row in addresses.iter_rows()}
    return [
        {
            "code": each["code"],
            "severity": each["severity"],
            "sheet": each["sheet"],
            "cell": each["cell"] or firsts.get(each["row_id"]),
            "field": each["field"],
            "message_zh": each["message_zh"],
            "message_en": each["message_en"],
        }
        for each in conformed.tables["finding"].iter_rows(named=True)
    ]


def file_name(name: str, contracts: Contracts) -> str:
    """The name of a file with everything masked but known words, areas and short numbers; its ending stays."""
    stem, ending = Path(name).stem, Path(name).suffix
    segments = _SEGMENT.findall(visible(stem))
    shown = "".join(_plain(segment, contracts) for segment in segments)
    return shown + (ending if _ENDING.fullmatch(ending) else MASK if ending else "")


def _plain(segment: str, contracts: Contracts) -> str:
    """A run of letters, of digits or of neither. What is left between known words may be a name, and so may a single character."""
    if segment.isdigit():
        return segment if len(segment) <= _SHORT_NUMBER else MASK
    if not segment[0].isalpha() or _known_words(contracts, 1).fullmatch(segment):
        return segment
    parts = _known_words(contracts, 2).split(segment)
    return "".join(part if number % 2 else MASK * bool(part) for number, part in enumerate(parts))


@cache
def _known_words(contracts: Contracts, shortest: int) -> re.Pattern[str]:
    """One or more known words of at least so many characters."""
    areas = {name for area in contracts.areas.values() for name in (area.name_zh, *area.spellings)}
    words = sorted({each for each in areas | contracts.words("sheets") if len(each) >= shortest}, key=len, reverse=True)
    return re.compile(f"((?:{'|'.join(map(re.escape, words))})+)", re.IGNORECASE)
