"""What reading costs, as a ratio of CPU against calamine's bare to_python on the same files in the same run.

    python -m benchmarks.reading [workbooks]

Corpus: rosters.py, 1,000 files by default. Ours loses nothing (error cells, literal digits, formulas, styles, merges, hidden rows),
counts every sheet a second time with other code, and reads each file in a process that may die. The last line is the protection that
a clean file pays: sandboxed less reading and counting in this process.
"""

import datetime
import gc
import resource
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from python_calamine import CalamineWorkbook
from rich.console import Console
from rich.table import Table

from benchmarks.rosters import ROWS, rosters
from pipeline.conformer import Read, batches
from pipeline.contract import Contracts, load
from pipeline.rows.delivery import Context, conform_all
from pipeline.rows.keys import Keys
from pipeline.settings import ROOT
from pipeline.sheets import sandbox
from pipeline.sheets.collector import uncollected
from pipeline.sheets.counts import xlsx as count_xlsx
from pipeline.sheets.formats import xlsx as read_xlsx

LIMITS = sandbox.Limits()
SENDER = "510402"
BLOCK = 250
PEER, READ, COUNT, BOXED, WHOLE = (
    "calamine, to_python",
    "ours, read in process",
    "the independent count, in process",
    "ours, read and counted in processes apart",
    "ours, read and conformed",
)


def main(workbooks: int = 1000) -> None:
    """Time each way of reading the corpus; print the CPU, children included, and its ratio to calamine.

    The ways take turns, a block of files at a time: a machine that is slower for a minute is so for all of them.
    """
    paths = rosters(workbooks)
    ways: dict[str, Callable[[list[Path]], None]] = {
        PEER: _calamine,
        READ: lambda each: _in_process(read_xlsx.read, each),
        COUNT: lambda each: _in_process(count_xlsx.read, each),
        BOXED: _apart,
        WHOLE: _conformed,
    }
    seconds = dict.fromkeys(ways, 0.0)
    for way in ways.values():
        way(paths[:2])  # what is imported or loaded once is not the price of a file
    for start in range(0, workbooks, BLOCK):
        for name, way in ways.items():
            sandbox.close()  # a server's time is told when it ends
            before = _cpu()
            way(paths[start : start + BLOCK])
            sandbox.close()
            seconds[name] += _cpu() - before
    table = Table("way", "CPU s", "ms a file", "× calamine", title=f"{workbooks} rosters of {ROWS} rows × 25 columns")
    for name, cpu in seconds.items():
        table.add_row(name, f"{cpu:.2f}", f"{cpu / workbooks * 1000:.1f}", f"{cpu / seconds[PEER]:.2f}")
    protection = seconds[BOXED] - seconds[READ] - seconds[COUNT]
    table.add_row("of it protection", f"{protection:.2f}", f"{protection / workbooks * 1000:.1f}", "")
    Console().print(table)


def _calamine(paths: list[Path]) -> None:
    for path in paths:
        CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()


def _in_process(read: Callable[..., Iterator[list]], paths: list[Path]) -> None:
    for path in paths:
        with path.open("rb") as file:
            for _ in read(file, LIMITS.inflated_mebibytes):
                pass


def _apart(paths: list[Path]) -> None:
    for path in paths:
        sandbox.read(path, LIMITS, SENDER)


def _conformed(paths: list[Path]) -> None:
    """The whole way as the stage goes it: batches of files, read apart and conformed together."""
    contracts, keys = load(ROOT / "contracts"), Keys(bytes(32))
    read = ((path, Read(sandbox.read(path, LIMITS, SENDER))) for path in paths)
    with uncollected():
        for batch in batches(read):
            conform_all([(each.workbook, _context(path, contracts, keys)) for path, each in batch])
            batch.clear()
            gc.collect(1)


def _context(path: Path, contracts: Contracts, keys: Keys) -> Context:
    day = datetime.date(2022, 8, 31)
    return Context(path.stem.rjust(16, "0"), "f" * 64, SENDER, day, contracts, keys)


def _cpu() -> float:
    """Seconds of CPU of this process and of the children it has waited for."""
    uses = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(use.ru_utime + use.ru_stime for use in uses)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
