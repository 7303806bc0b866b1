"""A delivery beside others: rosters that are near copies of another, and rows that rise or fall beyond the bound.

Only keys, hashes of rows and counts are compared; what is said of it is a number. The bounds are those of settings.yaml.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import polars as pl

from pipeline.contract import Contracts
from pipeline.contract.codes import lies_in
from pipeline.periods import as_of_date
from pipeline.stores.ledger import Delivery
from pipeline.stores.tables import Tables

NOT_COMPARED = ("delivery_id", "row_id", "age")  # age moves with the period


@dataclass(frozen=True)
class Copy:
    """A roster that is nearly another one: which, the code of the finding, and how much of it in per cent."""

    delivery_id: str
    code: str
    share: int


def copies(present: list[Delivery], tables: Tables, contracts: Contracts) -> Iterator[Copy]:
    """Near copies among deliveries that stand, which come in the order of their receipt: the later of two is the copy.

    Only entities whose rows are persons: a register of villages may well be that of the last period.
    """
    for entity in contracts.entities.values():
        if entity.has_persons:
            stored = tables.scan(entity.name, [each.delivery_id for each in present])
            if "id_key" not in stored.collect_schema():
                continue
            rows = _rows(stored, present)
            sizes = rows.group_by("number").agg(pl.len().alias("rows"), pl.col("id_key").n_unique().alias("persons"))
            sizes = sizes.filter(pl.col("rows") >= contracts.settings["comparison"]["rows_at_least"])
            yield from _of_other_units(rows, sizes, present, contracts)
            yield from _of_last_period(rows, sizes, present, contracts)


def changed_beyond(before: int, now: int, entity: str, contracts: Contracts) -> str | None:
    """rows_fell or rows_rose where a number of rows moved by more than the entity's bound; None for small or unbounded ones."""
    bounds = contracts.settings["comparison"]
    bound = bounds["rows_change_pct"].get(entity)
    if bound is None or before < bounds["rows_at_least"] or abs(now - before) * 100 <= bound * before:
        return None
    return "rows_fell" if now < before else "rows_rose"


def is_last(before: date, now: date, contracts: Contracts) -> bool:
    """Whether an earlier period is near enough to be compared with as the last one."""
    months = 12 * (now.year - before.year) + now.month - before.month
    return 0 < months <= contracts.settings["comparison"]["months_apart"]


def _rows(stored: pl.LazyFrame, present: list[Delivery]) -> pl.DataFrame:
    """One row for each row of a roster: number of its delivery in `present`, unit, period, person, hash of all that is stored of it."""
    numbers = {each.delivery_id: number for number, each in enumerate(present)}
    fields = pl.exclude(*NOT_COMPARED)
    places = pl.LazyFrame(
        {
            "delivery_id": list(numbers),
            "number": list(numbers.values()),
            "unit": [each.unit_code for each in present],
            "period": [each.period for each in present],
        },
        schema={"delivery_id": pl.String, "number": pl.Int64, "unit": pl.String, "period": pl.String},
    )
    return (
        stored.select("delivery_id", "id_key", row_hash=pl.struct(fields).hash())
        .join(places, on="delivery_id")
        .drop("delivery_id")
        .collect()
    )


def _of_other_units(
    rows: pl.DataFrame, sizes: pl.DataFrame, present: list[Delivery], contracts: Contracts
) -> Iterator[Copy]:
    persons = rows.select("number", "unit", "period", "id_key").unique()
    shared = (
        persons.join(persons, on=["period", "id_key"], suffix="_other")
        .filter(pl.col("unit") != pl.col("unit_other"), pl.col("number") > pl.col("number_other"))
        .group_by("number", "unit", "unit_other")
        .agg(pl.col("id_key").n_unique().alias("shared"))
        .join(sizes, on="number")
        .with_columns(share=pl.col("shared") * 100 // pl.col("persons"))
        .filter(pl.col("share") >= contracts.settings["comparison"]["near_copy_pct"])
    )
    for row in shared.sort("number", "share", "unit_other", descending=[False, True, False]).iter_rows(named=True):
        # the list of a whole city naturally holds those of its counties
        if not _is_inside(row["unit"], row["unit_other"], contracts):
            yield Copy(present[row["number"]].delivery_id, "near_copy_of_other_unit", row["share"])


def _of_last_period(
    rows: pl.DataFrame, sizes: pl.DataFrame, present: list[Delivery], contracts: Contracts
) -> Iterator[Copy]:
    days = {period: as_of_date(period) for period in rows["period"].unique()}
    held = rows.select("unit", "period", "number").unique().sort("number")
    of_unit: dict[str, dict[str, None]] = {}
    for unit, period, _ in held.iter_rows():
        of_unit.setdefault(unit, {})[period] = None
    pairs = []
    for unit, period, number in held.iter_rows():
        earlier = [
            each
            for each in of_unit[unit]
            if days[period] and days[each] and is_last(days[each], days[period], contracts)
        ]
        if earlier:
            pairs.append({"number": number, "unit": unit, "last": max(earlier, key=days.__getitem__)})
    if not pairs:
        return
    known = rows.select("unit", "row_hash", last="period").unique()
    same = (
        rows.join(pl.DataFrame(pairs, schema_overrides={"number": pl.Int64}), on=["number", "unit"])
        .join(known, on=["unit", "last", "row_hash"])
        .group_by("number")
        .agg(pl.len().alias("same"))
        .join(sizes, on="number")
        .with_columns(share=pl.col("same") * 100 // pl.col("rows"))
        .filter(pl.col("share") >= contracts.settings["comparison"]["same_as_last_pct"])
    )
    for row in same.sort("number").iter_rows(named=True):
        yield Copy(present[row["number"]].delivery_id, "same_as_last_period", row["share"])


def _is_inside(unit: str, other: str, contracts: Contracts) -> bool:
    """Whether one of two units is a part of the other."""
    return unit in lies_in(other, contracts.areas) or other in lies_in(unit, contracts.areas)
