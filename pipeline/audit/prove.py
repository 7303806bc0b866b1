"""Proof from the kept bytes, of one figure or of all of a release: all that does not hold, with file, sheet, row and cell.

Files are hashed again, cells read again by the witness and understood again by the contracts of the release, quantities
added up again. It trusts no conformed row, and never says what a cell holds. Nothing found, proved.
"""

import math
import os
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from decimal import Decimal
from fractions import Fraction
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from pipeline.audit.failures import Failure, of_figure
from pipeline.audit.figure import Measure, all_measures
from pipeline.audit.reread import Reread, Rereader, new_secret
from pipeline.audit.standing import Units
from pipeline.audit.tally import Files, Group, Outcome, outcomes
from pipeline.stores.releases import check_release, open_release, rows

Progress = Callable[[str, int, int], None]

FEW = 16  # files


class _Figure(NamedTuple):
    """A value of indicator_value, and what it must be the sum or the ratio of."""

    figure_id: str
    numerator: Decimal | None
    denominator: Decimal | None
    value: Decimal | None
    factor: int
    groups: tuple[Group, ...]  # the numerator's, and the denominator's where there is one


def prove(release: Path, figure_id: str, home: Path) -> list[dict[str, Any]]:
    """Everything that keeps one figure from being proved.

    A failure is {file, sheet, row, cell, what_en, what_zh}, null where it has no such place. Raises ReleaseDamaged where
    the release itself is not what its manifest says.
    """
    check_release(release)
    with open_release(release) as connection:
        files = Files(connection, Rereader(connection, release, home, new_secret()))
        return _Proof(connection, figure_id).failures(files, None)[figure_id]


def prove_release(release: Path, home: Path, progress: Progress) -> dict[str, list[dict[str, Any]]]:
    """Every figure of a release with everything that keeps it from being proved, each file and cell read once.

    A failure is as ``prove`` gives it. Raises ReleaseDamaged where the release itself is not what its manifest says.
    """
    check_release(release)
    with open_release(release) as connection:
        files = Files(connection, rereads=_reread(connection, release, home, progress))
        return _Proof(connection).failures(files, progress)


def proof_of_all(release: Path, home: Path, progress: Progress) -> dict[str, Any]:
    """What `verify --figures` says: {release_id, figures, proved, not_proved: [{figure_id, failures}], seconds, answer}; answer is the exit code."""
    begun = time.monotonic()
    found = prove_release(release, home, progress)
    failed = [{"figure_id": figure, "failures": failures} for figure, failures in found.items() if failures]
    counts = {"figures": len(found), "proved": len(found) - len(failed)}
    seconds = round(time.monotonic() - begun, 1)
    return {"release_id": release.name, **counts, "not_proved": failed, "seconds": seconds, "answer": int(bool(failed))}


class _Proof:
    """Some figures of a release, all unless one is named."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, figure_id: str | None = None) -> None:
        measures = all_measures(connection)
        self._connection = connection
        self._units = Units(connection, measures)
        self._figures = list(_figures(connection, measures, figure_id))

    def failures(self, files: Files, progress: Progress | None) -> dict[str, list[dict[str, Any]]]:
        """By figure, everything that keeps it from being proved."""
        found = self._outcomes(files, progress)
        differing = self._units.failures({group for each in self._figures for group in each.groups})

        def failing(figure: _Figure) -> Iterator[Failure]:
            yield from _sums(figure, [found[group].quantity for group in figure.groups])
            for part in (part for group in figure.groups for part in self._parts(group)):
                yield from differing.get(part, ())
                yield from found[part].failures

        return {each.figure_id: [one._asdict() for one in dict.fromkeys(failing(each))] for each in self._figures}

    def _parts(self, group: Group) -> list[Group]:
        """What a side of a figure is proved from: its candidates, and where it asks something of units what stands in these."""
        return [group, *(group._replace(measure=held) for held in self._units.held(group.measure))]

    def _outcomes(self, files: Files, progress: Progress | None) -> dict[Group, Outcome]:
        """What every group comes to; parts of one measure share its candidates and are looked at together."""
        families: dict[str, set[Group]] = defaultdict(set)
        for part in {part for each in self._figures for group in each.groups for part in self._parts(group)}:
            families[part.measure.base].add(part)
        found: dict[Group, Outcome] = {}
        with ThreadPoolExecutor(1 if progress is None else os.cpu_count()) as pool:  # one queries while another adds up
            asked = (pool.submit(outcomes, self._connection.cursor(), files, each) for each in families.values())
            for number, each in enumerate(as_completed(list(asked)), 1):
                found |= each.result()
                if progress:
                    progress("Measures added up again", number, len(families))
        return found


def _figures(
    connection: duckdb.DuckDBPyConnection, measures: dict[str, Measure], figure_id: str | None
) -> Iterator[_Figure]:
    for row in rows(
        connection,
        "select v.figure_id, v.area_code, v.period, v.numerator, v.denominator, v.value, d.factor,"
        " d.numerator as above, d.denominator as below"
        " from indicator_value v join indicator_definition d on d.plan_code = v.plan_code"
        " and d.indicator_code = v.indicator_code and d.reading is not distinct from v.reading"
        " where $figure is null or v.figure_id = $figure order by v.figure_id",
        {"figure": figure_id},
    ):
        counted = [measures[row[side]] for side in ("above", "below") if row[side]]
        groups = tuple(Group(each, row["area_code"], row["period"]) for each in counted)
        yield _Figure(*(row[name] for name in _Figure._fields[:-1]), groups)


def _sums(figure: _Figure, sums: list[Decimal]) -> Iterator[Failure]:
    stated = [figure.numerator, figure.denominator]
    # where a list was missing, nothing is said of what the others add up to; a value says something
    silent = figure.value is None and figure.numerator is None
    if any(found != (said or 0) and (said or not silent) for found, said in zip(sums, stated, strict=False)):
        yield of_figure("sum_differs")
    divisor = Fraction(sums[1]) if len(sums) > 1 else Fraction(1)
    value = figure.value
    if value is not None and (not divisor or value != _rounded(figure.factor * Fraction(sums[0]) / divisor, value)):
        yield of_figure("value_wrong")


def _rounded(exact: Fraction, like: Decimal) -> Decimal:
    """Half up, at the last decimal of another number."""
    digits = -like.as_tuple().exponent
    return Decimal(math.floor(exact * 10**digits + Fraction(1, 2))).scaleb(-digits)


def _reread(connection: duckdb.DuckDBPyConnection, release: Path, home: Path, progress: Progress) -> dict[str, Reread]:
    """Every kept file that has rows in the release, read again by as many processes as there are cores."""
    hashes = [
        sha256
        for (sha256,) in connection.execute(
            "select distinct sha256 from run_delivery join row_address using (delivery_id) order by all"
        ).fetchall()
    ]
    told = release, home, new_secret()
    found = {}
    with _readers(len(hashes), told) as pool:
        asked = {pool.submit(_read, sha256): sha256 for sha256 in hashes}
        for number, each in enumerate(as_completed(asked), 1):
            found[asked[each]] = each.result()
            progress("Files read again", number, len(hashes))
    _rereaders.clear()
    return found


def _readers(count: int, told: tuple[Path, Path, bytes]) -> Executor:
    """A process for each core; for a few files, which are read sooner than a process starts, this one."""
    start = {"initializer": _start, "initargs": told}
    if count < FEW:
        return ThreadPoolExecutor(1, **start)
    return ProcessPoolExecutor(os.cpu_count(), get_context("spawn"), **start)


_rereaders: list[Rereader] = []  # the one of this process, where it was started to read


def _start(release: Path, home: Path, secret: bytes) -> None:
    _rereaders.append(Rereader(open_release(release), release, home, secret))


def _read(sha256: str) -> Reread:
    return _rereaders[0].read(sha256)
