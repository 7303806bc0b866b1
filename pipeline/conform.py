"""conform: the deliveries of each period as typed, addressed rows, one Parquet file for each delivery and table."""

from collections.abc import Iterator
from typing import Any

import dagster as dg

from pipeline.collect import PERIODS
from pipeline.conformer import Conformer, not_conserved
from pipeline.rows.addresses import ADDRESS_TABLES
from pipeline.settings import Settings
from pipeline.stores.home import only_writer

_ENTITIES = sorted(
    path.name.removesuffix(".odcs.yaml")
    for path in (Settings.from_environment().contracts / "entities").glob("*.odcs.yaml")
)
_CONSERVED = dg.AssetCheckSpec(
    "rows_conserved",
    asset=["conformed", "row_address"],
    blocking=True,
    description="Every row that an independent count sees in the files is in the store, with as many cells.",
)


@dg.multi_asset(
    name="conformed_tables",
    partitions_def=PERIODS,
    specs=[
        dg.AssetSpec(
            ["quarantine"] if table == "quarantine" else ["conformed", table],
            deps=[["collected", "delivery"]],
            group_name="quarantine" if table == "quarantine" else "conformed",
            kinds={"parquet"},
            description="One Parquet file for each delivery.",
        )
        for table in (*_ENTITIES, *ADDRESS_TABLES)
    ],
    check_specs=[_CONSERVED],
)
def conformed_tables(
    context: dg.AssetExecutionContext, settings: dg.ResourceParam[Settings], progress: dg.ResourceParam[Any]
) -> Iterator[Any]:
    with only_writer(settings.home):
        conformer = Conformer.of(settings)
        waiting = [each for each in conformer.waiting() if each.period == context.partition_key]
        conformer.run(waiting, progress)
        receipts = conformer.tables.receipts()
        lost = not_conserved(conformer.ledger, conformer.tables)
    ours = {each.delivery_id: each for each in conformer.current() if each.period == context.partition_key}
    fates = {ours[key].file: receipt["fate"] for key, receipt in receipts.items() if key in ours}
    for key in context.selected_asset_keys:
        rows = sum(
            receipt["entities"].get(key.path[-1], {}).get("conformed", 0)
            for name, receipt in receipts.items()
            if name in ours
        )
        yield dg.MaterializeResult(
            asset_key=key,
            metadata={"conformed_rows": rows, "reader_starts": len(waiting), "fates": dg.MetadataValue.json(fates)},
        )
    yield dg.AssetCheckResult(
        passed=not lost,
        check_name=_CONSERVED.name,
        asset_key=_CONSERVED.asset_key,
        metadata={"lost": dg.MetadataValue.json(lost)},
    )
