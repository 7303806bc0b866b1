"""How one file would be read: a document of its tables, columns, rows by kind and findings. Nothing is written.

For whoever holds the file: headers are shown as the sheet writes them. Names in the names of file and sheets are masked.
A throw-away key stands in for the secret, so neither a warehouse nor a key is needed.
"""

import re
import secrets
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.contract import Contracts
from pipeline.periods import PERIOD, as_of_date
from pipeline.rows.addresses import masked
from pipeline.rows.delivery import Conformed, Context, conform_alone, refuse
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
_SEGMENT = re.compile(r"[^\W0-9_]+|[0-9]+|[\W_]+")
_WORD = re.compile(r"[^\W0-9_]+")
LONGEST_NAME = 4
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

    def first_cell(self, sheet: int, table: int | None, row: int) -> str | None:
        """Where a row of a table begins; of a row that stands in no table, where its first cell is. None where there is none."""
        return _first_cells(self.workbook, self.conformed)(sheet, table, row)


def place_of(path: Path, contracts: Contracts) -> tuple[str | None, str | None]:
    """Reporting unit and period where a path ends in <unit>/<period>/<file>; None and None elsewhere."""
    period, unit = path.resolve().parent.name, path.resolve().parent.parent.name
    return (unit, period) if unit in contracts.areas and PERIOD.match(period) else (None, None)


def inspect(path: Path, contracts: Contracts, unit: str | None = None, period: str | None = None) -> Inspection:
    """Read and conform one file as a delivery of that unit and period; where neither is given, as the path says.

    UserError where there is no such file, unit or period.
    """
    if not path.is_file():
        what = "is a folder" if path.is_dir() else "is no file" if path.exists() else "is not there"
        raise UserError(f"{path} {what}. Give one file, such as raw/<reporting unit>/<period>/<file>.")
    if unit is not None and unit not in contracts.areas:
        raise UserError(f"“{unit}” is no reporting unit: expected a code of contracts/codes/areas.csv.")
    if period is not None and not PERIOD.match(period):
        raise UserError(f"“{period}” is no period: expected YYYY-MM, YYYY or undated.")
    found = place_of(path, contracts)
    unit, period = unit or found[0], period or found[1]
    as_of = as_of_date(period) if period else None
    keys = Keys(secrets.token_bytes(32))
    try:
        sha256 = file_hash(path)
    except OSError as error:
        raise UserError(f"{path} cannot be read: {error.strerror}.") from None
    named = delivery_id(sha256, unit or "", period or "")
    context = Context(named, sha256, unit or "", as_of, contracts, keys, period=period or "undated")
    workbook, conformed = _conformed(path, context)
    names = _sheet_names(workbook, conformed, contracts)
    document = {
        "file": file_name(path.name, contracts),
        "sha256": context.sha256,
        "reporting_unit": unit,
        "period": period,
        "format": workbook.format if workbook else None,
        "fate": conformed.receipt["fate"],
        "tables": [_table(each, names) for each in sorted(conformed.understood, key=_order)],
        "findings": _findings(conformed, workbook, names),
    }
    return Inspection(document, workbook, conformed, context)


def _conformed(path: Path, context: Context) -> tuple[Workbook | None, Conformed]:
    limits = sandbox.Limits(**context.contracts.settings["reader"])
    try:
        workbook = sandbox.read(path, limits)
    except Refused as refused:
        return None, refuse(context, refused.code, refused.detail)
    return workbook, conform_alone(workbook, context)


def _order(each: Understood) -> tuple[int, int]:
    return each.sheet_index, each.table.index


def _table(each: Understood, names: dict[int, str]) -> dict[str, Any]:
    table, columns = each.table, each.columns
    sources = {source.column: source for source in columns.sources.values() if source.column}
    kinds = Counter(row.kind for row in table.rows)
    return {
        "sheet": names[each.sheet_index],
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


def _sheet_names(workbook: Workbook | None, conformed: Conformed, contracts: Contracts) -> dict[int, str]:
    """The names of the sheets by their place from 0, whatever in them may name a person masked.

    More is shown than is stored: a word that nobody knows is masked only where it begins like a name and gives no township to its rows.
    """
    sources = {each.sheet_index: each.columns.sources.values() for each in conformed.understood}
    places = {index for index, each in sources.items() if any(source.kind == "sheet" for source in each)}
    surnames, tails = (
        "".join(contracts.words("surnames")),
        tuple(contracts.words("places") | contracts.words("places_below")),
    )

    def shown(text: str) -> str:
        is_name = 2 <= len(text) <= LONGEST_NAME and text[0] in surnames and not text.endswith(tails)
        return MASK if is_name else text

    names = {}
    for grid in workbook.grids if workbook else ():
        name = masked(grid.name, conformed.personal)
        parts = _known_words(contracts, 2).split(name)
        names[grid.index] = (
            name if grid.index in places else "".join(_WORD.sub(lambda word: shown(word[0]), part) for part in parts)
        )
    return names


def _findings(conformed: Conformed, workbook: Workbook | None, names: dict[int, str]) -> list[dict[str, Any]]:
    """Every finding; one of a row that names no cell stands at the first cell of that row."""
    begins = _first_cells(workbook, conformed)
    columns = ("row_id", "sheet_index", "table_index", "row")
    addresses = conformed.tables["row_address"].select(columns).drop_nulls("row_id").iter_rows()
    firsts = {row_id: begins(*place) for row_id, *place in addresses}
    return [
        {
            "code": each["code"],
            "severity": each["severity"],
            "sheet": names.get(each["sheet_index"]),
            "cell": each["cell"] or firsts.get(each["row_id"]),
            "field": each["field"],
            "message_zh": each["message_zh"],
            "message_en": each["message_en"],
        }
        for each in conformed.tables["finding"].iter_rows(named=True)
    ]


def _first_cells(workbook: Workbook | None, conformed: Conformed) -> Callable[[int, int | None, int], str | None]:
    """Address of the first cell of a row by sheet, table and row number; of two tables side by side each has its own."""
    grids = {grid.index: grid for grid in workbook.grids} if workbook else {}
    lefts = {(each.sheet_index, each.table.index): each.table.first_column for each in conformed.understood}

    def first(sheet: int, table: int | None, row: int) -> str | None:
        cells = grids[sheet].rows.get(row) if sheet in grids else None
        if not cells:
            return None
        left = lefts.get((sheet, table), 1)
        return a1(row, min((column for column in cells if column >= left), default=min(cells)))

    return first


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
    if not segment[0].isalnum() or _known_words(contracts, 1).fullmatch(segment):
        return segment
    parts = _known_words(contracts, 2).split(segment)
    return "".join(part if number % 2 else MASK * bool(part) for number, part in enumerate(parts))


@cache
def _known_words(contracts: Contracts, shortest: int) -> re.Pattern[str]:
    """One or more known words of at least so many characters."""
    areas = {name for area in contracts.areas.values() for name in (area.name_zh, *area.spellings)}
    words = sorted({each for each in areas | contracts.words("sheets") if len(each) >= shortest}, key=len, reverse=True)
    return re.compile(f"((?:{'|'.join(map(re.escape, words))})+)", re.IGNORECASE)
