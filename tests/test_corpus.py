"""Outside corpora of real workbooks: our readers against openpyxl, xlrd and calamine, cell by cell.

Runs only where CORPUS_DIR names a folder of such files, which are never part of this project. What is refused, and what
another reader sees otherwise, must stand in one of the two tables with its reason.
"""

import os
import re
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pipeline.audit.seen import Seen, Sheet
from pipeline.audit.witness import read_again
from pipeline.sheets import sandbox
from pipeline.sheets.conservation import differences
from pipeline.sheets.grid import Cell, Workbook, column_letters
from pipeline.sheets.refusal import Refused

sys.path.insert(0, str(Path(__file__).parents[1]))  # where this file runs by itself, for one batch
CORPUS = os.environ.get("CORPUS_DIR", "")
ENDINGS = (".xlsx", ".xlsm", ".xls", ".et", ".xlsb", ".ods")
COMPARED = ("xlsx", "xlsm", "xls", "xlsb", "ods")
SECONDS, BATCH = 30, 40
MARK = "outcome "  # libraries print too
LIMITS = sandbox.Limits()
DURATION = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)

# Pattern of a file's name -> why it is right to refuse what another reader reads.
REFUSED = {
    r"CRLF|testEXCEL_[34]\.|biff4_": "BIFF2 to BIFF4, or text with their first bytes",
    r"^45290\.xls": "the chain of the workbook's sectors runs on into the directory",
    r"^(47245_test|corrupted_error)\.xls": "cells of rows that are not said to be there, as a damaged row number would give",
    r"^WrongFormulaRecordType\.xls": "formulas in the records of an older BIFF, which calamine passes over",
    r"^BlankSheetTypes\.xlsb|^wtf_path\.xlsb": "macro sheets, or a workbook in another folder, which calamine does not count",
    r"^issue_594_dos\.ods": "rows repeated without end",
    r"^duplicate-filename": "a part of the package stands twice",
    r"^(60825|sample-beta|xlsx-corrupted|poc-shared-strings)\.xlsx": "packages that no Office wrote so, or that are damaged",
}
# Pattern of a file's name -> why another reader sees other cells.
DIFFERS = {
    r"^LONumbers": "days before 1900, and the formats AM/PM and HH[MM], are dates to the others",
    r"^(formula_stress_test|number_format)\.ods": "calamine takes the error of a formula for its number 0",
    r"^number_format(_russian)?\.xlsb": "calamine gives days before 1900 as times",
    r"^49761\.xls": "a number that is none",
    r"^(number_format(_russian)?\.xlsm|bug60858\.xlsx)": "days before 1900 are dates to openpyxl",
    r"^(comments_stress_test|formula_stress_test|60289|crlf|has_x000D_(inline)?)\.xlsx": "openpyxl leaves _x000D_ as it is written",
    r"^(escapes09|optimize0[67]|shared_strings0[1-3])\.xlsx": "openpyxl leaves _x0000_ as it is written, and undoes _x005F_ twice",
    r"^date_1904_02\.xlsx": "the first day of 1904 is no day to openpyxl",
    r"^(stress0[0-9]{2}|52575_main)\.xlsx": "openpyxl forgets what stands under a merge",
    r"^64420\.xlsm": "a macro sheet",
    r"^date_iso\.xlsx": "a time of day without a day",
    r"^123233_charts\.xlsx": "openpyxl cuts off half a second",
}


def outcome(path: Path) -> str:
    """What came of a file.

    `agrees`; `differs` or `not conserved` with the first difference; `refused` with the code, where the other reader reads it, else
    `refused by both`; `alone` where only we read it; `left out` for a format without a second reader.
    """
    try:
        workbook = sandbox.read(path, LIMITS)
    except Refused as refused:
        return f"refused: {refused}" if _read_again(path) else "refused by both"
    if workbook.format not in COMPARED:
        return f"left out: {workbook.format}"
    if lost := differences(workbook.counts(), workbook.counted.sheets):
        return f"not conserved: {lost[0]}"
    sheets = _read_again(path)
    return next(_differences(workbook, sheets), "agrees") if sheets else "alone"


def _read_again(path: Path) -> tuple[Sheet, ...] | None:
    """Some files keep a library busy for hours: the alarm ends the process, and with it the batch."""
    signal.alarm(SECONDS)
    try:
        return read_again(path)
    except BaseException:
        return None
    finally:
        signal.alarm(0)


def _differences(workbook: Workbook, sheets: tuple[Sheet, ...]) -> Iterator[str]:
    if len(sheets) != len(workbook.grids):
        yield f"differs: {len(workbook.grids)} sheets, {len(sheets)}"
    for grid, sheet in zip(workbook.grids, sheets, strict=False):
        theirs = {(row, letters): seen for row, line in sheet.items() for letters, seen in line.items()}
        for row, line in grid.rows.items():
            for column, cell in line.items():
                seen = theirs.pop((row, column_letters(column)), None)
                if not _alike(cell, seen, workbook.styles[cell.style].number_format):
                    yield f"differs: {grid.index} {column_letters(column)}{row} {cell.kind} {cell.text[:40]!r}, {seen}"
        if theirs:
            yield f"differs: {grid.index} lacks {len(theirs)}, {next(iter(theirs.items()))}"


def _alike(cell: Cell, seen: Seen | None, number_format: str) -> bool:
    if seen is None:
        return cell.kind in ("error", "uncached")
    if cell.kind == "number" and seen.kind == "number":
        return float(cell.text) == float(seen.text)
    if cell.kind == "number" and seen.kind == "date":
        return bool(DURATION.search(number_format))
    said = seen.text.removesuffix(" 00:00:00") if seen.kind == "date" else seen.text
    return (cell.kind, cell.text) == (seen.kind, said)


def _explained(table: dict[str, str], path: Path) -> bool:
    return any(re.search(pattern, path.name) for pattern in table)


def outcomes(paths: list[Path]) -> dict[Path, str]:
    """The outcome of each file, from a process that is begun again where a library takes it down."""
    found: dict[Path, str] = {}
    while waiting := [path for path in paths if path not in found]:
        command = [sys.executable, __file__, *map(str, waiting[:BATCH])]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        said = [line.removeprefix(MARK) for line in done.stdout.splitlines() if line.startswith(MARK)]
        found |= dict(zip(waiting, said, strict=False))
        if len(said) < len(waiting[:BATCH]):
            found[waiting[len(said)]] = f"alone: status {done.returncode}"
    return found


@pytest.mark.skipif(not CORPUS, reason="CORPUS_DIR names no folder of workbooks")
def test_every_file_is_read_as_others_read_it_or_is_in_a_table() -> None:
    paths = sorted(path for path in Path(CORPUS).rglob("*") if path.suffix.lower() in ENDINGS)
    workers = os.cpu_count() or 1
    with ThreadPoolExecutor(workers) as pool:
        found = {
            path: said
            for part in pool.map(outcomes, [paths[at::workers] for at in range(workers)])
            for path, said in part.items()
        }
    print(*sorted(Counter(each.partition(":")[0] for each in found.values()).items()), sep="\n")
    unexplained = [
        f"{path}: {said}"
        for path, said in found.items()
        if not said.startswith(("agrees", "alone", "left out", "refused by both"))
        and not _explained(REFUSED if said.startswith("refused") else DIFFERS, path)
    ]
    assert len(paths) > 1000
    assert unexplained == []


if __name__ == "__main__":
    for each in sys.argv[1:]:
        print(MARK + " ".join(outcome(Path(each)).split()), flush=True)
