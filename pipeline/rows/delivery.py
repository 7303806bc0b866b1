"""Deliveries, conformed: their tables by entity, the address of every row, where each field came from, what was refused and why.

Many at once: their rows are checked together, entity by entity, and what becomes of one does not depend on the others.
"""

import traceback
from collections.abc import Sequence
from pathlib import Path

from polars.exceptions import PanicException

from pipeline.rows.addresses import readers_disagree
from pipeline.rows.naming import Naming
from pipeline.rows.split import split
from pipeline.rows.values import Reader
from pipeline.rows.work import Conformed, Context, Work
from pipeline.sheets.collector import uncollected
from pipeline.sheets.grid import Workbook

SIGNS = {"macros": "macros_not_run", "external_links": "values_of_other_files"}
__all__ = ["Conformed", "Context", "conform", "conform_all", "conform_alone", "refuse"]


def conform(workbook: Workbook, context: Context) -> Conformed:
    """Conform every table of one workbook; nothing in it can raise, whatever the county wrote."""
    (conformed,) = conform_all([(workbook, context)])
    return conformed


def conform_all(deliveries: Sequence[tuple[Workbook, Context]]) -> list[Conformed]:
    """Conform deliveries that share contracts and keys, in their order."""
    with uncollected():  # all that is made for a batch lives until it is told
        return _conform_all(deliveries)


def _conform_all(deliveries: Sequence[tuple[Workbook, Context]]) -> list[Conformed]:
    works = [_recognised(workbook, context) for workbook, context in deliveries]
    waiting = [(work, each) for work in works for each in work.waiting]
    for name in {each.part.columns.entity.name: None for _, each in waiting}:
        ours = [(work, each) for work, each in waiting if each.part.columns.entity.name == name]
        context = ours[0][0].context
        results = split([each.part for _, each in ours], context.contracts, context.keys)
        for (work, each), result in zip(ours, results, strict=True):
            work.take(each, result)
    return [work.finish() for work in works]


def conform_alone(workbook: Workbook, context: Context) -> Conformed:
    """Conform one workbook; where our code fails on it, that is the finding, and a delivery's failure is its own."""
    try:
        return conform(workbook, context)
    except (Exception, PanicException) as error:
        # a message may hold the content of a cell: only the kind of error and the place in our code are told
        place = traceback.extract_tb(error.__traceback__)[-1]
        return refuse(
            context, "conformer_failed", f"{type(error).__name__}, {Path(place.filename).name}:{place.lineno}"
        )


def refuse(context: Context, code: str, detail: str) -> Conformed:
    """A delivery that could not be read: one finding, no rows."""
    work = Work(context, Reader(context.contracts, context.unit_code))
    work.records.find(code, detail=detail)
    return work.finish()


def _recognised(workbook: Workbook, context: Context) -> Work:
    """A delivery whose tables are told apart and named, and whose rows still wait."""
    reader = Reader(context.contracts, context.unit_code, is_plain_text=workbook.is_plain_text)
    work = Work(context, reader, workbook.styles)
    if context.is_known_file:
        work.records.find("same_bytes_again")
    naming = Naming(context.contracts, context.unit_code, context.as_of, context.sha256, reader)
    for grid, found, named in naming.sheets(workbook):
        work.sheet(grid, found, named)
    for each in naming.left_over:
        work.records.find("correction_not_applied", cell=each.cell, field=each.field)
    for each in readers_disagree(workbook, context.contracts):
        work.records.find("readers_disagree", **each)
    for sign in sorted(workbook.signs & SIGNS.keys()):
        work.records.find(SIGNS[sign])
    if not (work.has_table or any(each["code"] == "no_table_found" for each in work.records.tables["finding"])):
        work.records.find("pictures_instead_of_cells" if "pictures" in workbook.signs else "no_table_found")
    return work
