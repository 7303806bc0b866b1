"""A look at what cells hold behind a figure: whoever looks says why, and that stands in the log before anything is shown.

The kept bytes are hashed again and read apart. Of each row only the cells that the measure reads are shown, its neighbours by their
letters; personal data and long numbers with their middle masked, unless there is a second reason for one row. Nothing is written but
the line in the log, which has no content.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
from openpyxl.utils import column_index_from_string, get_column_letter

from pipeline.audit.failures import WORDS
from pipeline.audit.figure import Address, Addresses, Cell, Figure, find_figure
from pipeline.contract import Contracts, load
from pipeline.settings import AnswerIsNo, UserError
from pipeline.sheets import sandbox
from pipeline.sheets.grid import Grid
from pipeline.sheets.refusal import Refused
from pipeline.stores.decisions import Decisions
from pipeline.stores.event import LOOK, Look
from pipeline.stores.home import bytes_path, file_hash, only_writer
from pipeline.stores.releases import open_release

MOST_ROWS = (
    20  # a look is at single rows, as an audit samples them; whoever takes a whole list with him should be seen to
)
KEPT = 4  # characters of a masked text that stay at either end
_LONG_NUMBER = re.compile(r"[0-9０-９]{11,}[0-9０-９XxＸｘ]?")  # from a mobile phone's on


@dataclass
class _Row:
    """A row to be shown: its address, and the cell of each field in which there is something to see."""

    address: Address
    cells: dict[str, Cell] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{self.address.delivery}:{self.address.row_id}"


def look(
    home: Path,
    release: Path,
    figure_id: str,
    *,
    reason: str,
    who: str,
    row: str | None = None,
    in_full: str | None = None,
    why_not: bool = False,
) -> dict[str, Any]:
    """What the cells of a figure's counted rows hold, with ``why_not`` those of the others too: {line, reason, in_full, rows, not_shown}.

    ``row`` is the id of a row or its beginning, ``in_full`` the second reason. A row is {delivery_id, row_id, file, sheet, row, cells:
    [{field, cell, header, content}], masked: column letters}. Raises UnknownFigure; UserError where the rows are not to be had so;
    AnswerIsNo where kept bytes are missing, changed or unreadable.
    """
    with only_writer(home), open_release(release) as connection:
        figure = find_figure(connection, figure_id)
        addresses = Addresses.of_figure(connection, figure)
        contracts = load(release / "contracts")
        rows = _rows(figure, addresses, contracts, why_not=why_not)
        found = [each for each in rows if each.address.row_id.startswith(row or "")]
        if not found:
            others = "" if why_not else " Those that were not counted are looked at with --why-not."
            raise UserError(f"There is no such row behind {figure_id}.{others}")
        shown = found[:MOST_ROWS]
        if in_full and len(shown) != 1:
            raise UserError("Numbers are shown in full for one row at a time: name it with --row.")
        grids = _grids({each.address.sha256: each.address for each in shown}, home, contracts)
        headers = _headers(connection, shown)
        told = [_told(each, grids[each.address.sha256], headers, contracts, masks=not in_full) for each in shown]
        said = {
            "release_id": release.name,
            "figure_id": figure_id,
            "looked_at": tuple(each.name for each in shown),
            "fields": tuple(sorted({name for each in shown for name in each.cells})),
            "in_full": in_full,
            "reason": reason,
        }
        (line,) = Decisions(home).record(Look, who, LOOK, [said])
    return {
        "line": line.sequence,
        "reason": reason,
        "in_full": in_full,
        "rows": told,
        "not_shown": len(found) - len(shown),
    }


def _rows(figure: Figure, addresses: Addresses, contracts: Contracts, *, why_not: bool) -> list[_Row]:
    """The rows in the order in which a trace lists them, each once: numerator's first, evidence behind its row.

    Of evidence in another list the measure names no fields: all are shown but personal ones, of those the ID number alone.
    """
    rows: dict[tuple[str, str], _Row] = {}
    for measure in figure.measures:
        counted = [each for each in figure.candidates[measure.name] if why_not or each.reason is None]
        for candidate in sorted(counted, key=lambda each: (each.reason is not None, addresses.of(each).place)):
            for address in filter(None, (addresses.of(candidate), addresses.of_evidence(candidate))):
                fields = list(measure.reads)
                if address.entity != measure.entity:
                    known = contracts.entities[address.entity].by_name
                    fields = [
                        each for each in addresses.fields(address) if each == "id_number" or not known[each].is_personal
                    ]
                row = rows.setdefault((address.delivery, address.row_id), _Row(address))
                row.cells |= addresses.cells(address, fields)
    return list(rows.values())


def _grids(files: dict[str, Address], home: Path, contracts: Contracts) -> dict[str, dict[int, Grid]]:
    """The sheets of each kept file by their index; all files are hashed before the first is opened."""
    limits = sandbox.Limits(**contracts.settings["reader"])
    sealed = Decisions(home).sealed()
    for sha256, address in files.items():
        path = bytes_path(home, sha256)
        if not path.is_file():
            raise _refused(address, "file_sealed" if sha256 in sealed else "file_missing")
        if file_hash(path) != sha256:
            raise _refused(address, "file_changed")
    try:
        found = {}
        for sha256, address in files.items():
            try:
                found[sha256] = {each.index: each for each in sandbox.read(bytes_path(home, sha256), limits).grids}
            except Refused as refused:
                raise AnswerIsNo(f"{address.file}: the kept file cannot be read ({refused.code}).") from None
        return found
    finally:
        sandbox.close()


def _refused(address: Address, code: str) -> AnswerIsNo:
    return AnswerIsNo(f"{address.file}: {WORDS[code][0]} Nothing is shown.")


def _headers(connection: duckdb.DuckDBPyConnection, rows: list[_Row]) -> dict[tuple[Any, ...], str | None]:
    """The header of each field as the release has it, without names and numbers."""
    found = connection.execute(
        "select delivery_id, sheet_index, table_index, entity, field, header from header_map"
        " where field is not null and delivery_id in (select unnest(?::varchar[]))",
        [sorted({each.address.delivery for each in rows})],
    ).fetchall()
    return {tuple(key): header for *key, header in found}


def _told(
    row: _Row, grids: dict[int, Grid], headers: dict[tuple[Any, ...], str | None], contracts: Contracts, *, masks: bool
) -> dict[str, Any]:
    address = row.address
    table = (address.delivery, address.sheet_index, address.table_index, address.entity)
    known, cells = contracts.entities[address.entity].by_name, grids[address.sheet_index].rows
    told = []
    for name, place in row.cells.items():
        there = cells.get(place.row, {}).get(column_index_from_string(place.column))
        content = (there.text or f"({there.kind})") if there else None
        if content and masks:
            content = _masked(content) if known[name].is_personal else _LONG_NUMBER.sub(_masked_number, content)
        told.append({"field": name, "cell": place.name, "header": headers.get((*table, name)), "content": content})
    seen = {place.column for place in row.cells.values() if place.row == address.row}
    letters = [get_column_letter(column) for column in sorted(cells.get(address.row, {}))]
    return {
        "delivery_id": address.delivery,
        "row_id": address.row_id,
        "file": address.file,
        "sheet": address.sheet,
        "row": address.row,
        "cells": told,
        "masked": [letter for letter in letters if letter not in seen],
    }


def _masked_number(number: re.Match[str]) -> str:
    return _masked(number[0])


def _masked(text: str) -> str:
    """A number of 18 as 5104**********0012; what is shorter keeps less, and a name nothing."""
    kept = min(KEPT, len(text) // 4)
    return text[:kept] + "*" * (len(text) - 2 * kept) + text[len(text) - kept :]
