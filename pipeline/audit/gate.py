"""The gate: a Great Expectations checkpoint on a candidate release, before it takes the place of the last one.

Great Expectations is handed one row of numbers, and neither a row nor a value of the release: whatever it says or raises can repeat no cell,
it holds no database, and ten million rows cost it nothing. It keeps all in memory, and reaches no network.
"""

import dataclasses
from pathlib import Path
from typing import Any

from pipeline.audit.candidate import side_by_side
from pipeline.audit.expected import Expected, expectations
from pipeline.contract import Contracts
from pipeline.settings import AnswerIsNo

SUITE = "candidate"


class GateClosed(AnswerIsNo):
    """A candidate does not meet what is expected, and settings.yaml says block; `gate` is the result."""

    def __init__(self, gate: dict[str, Any], page: str) -> None:
        self.gate = gate
        super().__init__(
            "\n".join(
                [
                    "The candidate release does not meet what is expected of it:",
                    *(f"  {told(each)}" for each in not_met(gate)),
                    f"Look at {page}. Where a delivery is at fault, see: rollcall delivery list. Where all is as it should be, set"
                    " gate.on_failure to warn, or a bound of gate, in contracts/settings.yaml, and: rollcall run",
                ]
            )
        )


def examine(candidate: Path, last: Path | None, contracts: Contracts, *, is_served: bool = True) -> dict[str, Any]:
    """The result as the manifest holds it: suite, last release, what a failure does, statistics, and each expectation with its success.

    What is not to be served stops nothing. Raises ReleaseDamaged where a database cannot be opened.
    """
    with side_by_side(candidate, last) as releases:
        expected = list(expectations(releases, contracts))
        release_id, is_synthetic = releases.identity
    met = _checkpoint(expected)
    return {
        "suite": SUITE,
        "release_id": release_id,
        "last_release": last.name if last else None,
        "on_failure": contracts.settings["gate"]["on_failure"] if is_served else "warn",
        "is_synthetic": is_synthetic,
        "statistics": {
            "evaluated": len(expected),
            "met": sum(met.values()),
            "not_met": len(expected) - sum(met.values()),
        },
        "expectations": [dataclasses.asdict(each) | {"success": met[each.name]} for each in expected],
    }


def not_met(gate: dict[str, Any]) -> list[dict[str, Any]]:
    """The expectations of a result that failed."""
    return [each for each in gate["expectations"] if not each["success"]]


def told(each: dict[str, Any]) -> str:
    """One expectation in a line: what is expected, what was found."""
    before = f", last {each['before']:,.10g}" if each["before"] is not None else ""
    note = f" ({each['note']})" if each["note"] else ""
    return f"{each['name']}: observed {each['observed']:,.10g}, expected {bounds(each)}{before}{note}. {each['zh']}"


def bounds(each: dict[str, Any]) -> str:
    """`at most 20`, `at least 80`, or `70 to 130`."""
    least, most = each["least"], each["most"]
    if least is None:
        return f"at most {most:,.10g}"
    return f"at least {least:,.10g}" if most is None else f"{least:,.10g} to {most:,.10g}"


def _checkpoint(expected: list[Expected]) -> dict[str, bool]:
    """Which expectations are met, by name. The import takes seconds and is paid by a run that publishes alone."""
    import great_expectations as gx
    import pandas as pd
    from great_expectations.data_context.types.base import (
        DataContextConfig,
        InMemoryStoreBackendDefaults,
        ProgressBarsConfig,
    )

    context = gx.get_context(
        mode="ephemeral",
        project_config=DataContextConfig(
            store_backend_defaults=InMemoryStoreBackendDefaults(),  # without the folder for GX's own pages, which need the web
            analytics_enabled=False,
            progress_bars=ProgressBarsConfig(globally=False),
        ),
    )
    numbers = context.data_sources.add_pandas("release").add_dataframe_asset("numbers")
    suite = gx.ExpectationSuite(
        SUITE,
        expectations=[
            gx.expectations.ExpectColumnMaxToBeBetween(
                column=each.name, min_value=each.least, max_value=each.most, description=each.en
            )
            for each in expected
        ],
    )
    validation = gx.ValidationDefinition(
        name=SUITE, data=numbers.add_batch_definition_whole_dataframe("one row"), suite=context.suites.add(suite)
    )
    checkpoint = gx.Checkpoint(
        name=SUITE,
        validation_definitions=[context.validation_definitions.add(validation)],
        result_format="BOOLEAN_ONLY",
    )
    frame = pd.DataFrame({each.name: [float(each.observed)] for each in expected})
    (result,) = context.checkpoints.add(checkpoint).run(batch_parameters={"dataframe": frame}).run_results.values()
    return {each.expectation_config.kwargs["column"]: bool(each.success) for each in result.results}
