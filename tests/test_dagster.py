"""The map that Dagster shows: every asset with its group and what it is made from, and what starts when.

The sensor is asked on a real instance: after collect each waiting period by name, after the last one publish, once.
"""

import shutil
from collections.abc import Iterator

import dagster as dg
import pytest
from warehouses import ROOT, Warehouse

from pipeline.audit.expected import TOPICS

ENTITIES = {path.name.partition(".")[0] for path in (ROOT / "contracts" / "entities").glob("*.odcs.yaml")}
ADDRESSES = {"row_address", "header_map", "filled_value", "finding"}
INPUTS = {
    *("run_delivery", "area", "measure", "indicator", "indicator_target", "not_counted_reason", "code"),
    *("person_decision", "continuing_education_rule", "allowance_rule"),
}
OBSERVED = ("510400/2022-08", "510400/2022-12")


@pytest.fixture(scope="module")
def definitions() -> dg.Definitions:
    from pipeline.definitions import defs

    return defs


def test_the_definitions_can_be_loaded(definitions: dg.Definitions) -> None:
    dg.Definitions.validate_loadable(definitions)


def test_the_graph_is_the_four_stages(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    found = {
        key.to_user_string(): (
            graph.get(key).group_name,
            {parent.to_user_string() for parent in graph.get(key).parent_keys},
        )
        for key in graph.materializable_asset_keys
    }
    delivery, conformed = {"collected/delivery"}, {f"conformed/{name}" for name in ENTITIES | ADDRESSES}
    expected = {"collected/delivery": ("collected", set()), "quarantine": ("quarantine", delivery)}
    expected |= dict.fromkeys(conformed, ("conformed", delivery))
    expected |= {f"inputs/{name}": ("marts", set()) for name in INPUTS - {"run_delivery"}}
    expected["inputs/run_delivery"] = ("marts", {"conformed/row_address"})
    plans = {f"published/{path.stem}" for path in (ROOT / "contracts" / "plans").glob("*.yaml")}
    assert len(plans) == 6
    expected |= dict.fromkeys(plans, ("published", {"indicator_value"}))
    expected["published/release"] = ("published", plans)
    modelled = found.keys() - expected.keys()
    assert {name: found[name] for name in expected} == expected
    assert {found[name][0] for name in modelled} == {"marts"}
    assert {"indicator_value", "measure_candidate", "fct_worker", "dim_area", "int_person"} <= modelled
    # what dbt reads is what the stages before it write: there is one graph and no loose end
    read = set().union(*(found[name][1] for name in modelled)) - modelled
    assert read == {"quarantine", *conformed, *(f"inputs/{name}" for name in INPUTS)}


def test_each_stage_has_its_checks(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    checks = {(key.asset_key.to_user_string(), key.name): graph.get(key).blocking for key in graph.asset_check_keys}
    assert checks["conformed/row_address", "rows_conserved"]
    assert all(checks["published/release", f"gate_{topic}"] for topic in TOPICS)
    assert len(checks) > 60  # dbt's tests stand as checks of their models


def test_conform_is_partitioned_by_period_and_nothing_else_is(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    partitioned = {
        graph.get(key).group_name for key in graph.materializable_asset_keys if graph.get(key).partitions_def
    }
    assert partitioned == {"conformed", "quarantine"}


def test_a_schedule_starts_collect_every_night(definitions: dg.Definitions) -> None:
    schedule = definitions.resolve_schedule_def("nightly")
    assert (schedule.job_name, schedule.cron_schedule, schedule.execution_timezone) == (
        "collect",
        "0 2 * * *",
        "Asia/Shanghai",
    )
    assert schedule.default_status == dg.DefaultScheduleStatus.RUNNING
    assert definitions.resolve_sensor_def("next_stage").default_status == dg.DefaultSensorStatus.RUNNING


@pytest.fixture
def instance(new: Warehouse) -> Iterator[dg.DagsterInstance]:
    """The instance of a home for which two small deliveries of two periods have arrived."""
    from pipeline.stores.home import prepare

    for place in OBSERVED:
        shutil.copytree(Warehouse.raw / place, new.raw / place)
    prepare(new.home)
    with new.as_environment(), dg.DagsterInstance.get() as instance:
        yield instance


class Night:
    """Runs jobs one by one and asks the sensor about them afterwards."""

    def __init__(self, definitions: dg.Definitions, instance: dg.DagsterInstance) -> None:
        self._definitions, self._instance = definitions, instance

    def execute(self, job: str, **more: str) -> dg.ExecuteInProcessResult:
        return self._definitions.resolve_job_def(job).execute_in_process(instance=self._instance, **more)

    def requested(self, *results: dg.ExecuteInProcessResult) -> list[tuple[str, str | None]]:
        """(job, period) of the runs that the sensor asks for after these; Dagster starts one run for a run key."""
        found = {}
        for result in results:
            (event,) = [each for each in result.all_events if each.event_type_value == "PIPELINE_SUCCESS"]
            context = dg.build_run_status_sensor_context("next_stage", event, self._instance, result.dagster_run)
            asked = self._definitions.resolve_sensor_def("next_stage")(context)
            for each in asked or ():
                if isinstance(each, dg.RunRequest):
                    found[each.run_key] = (each.job_name, each.partition_key)
        return list(found.values())


@pytest.fixture
def night_shift(definitions: dg.Definitions, instance: dg.DagsterInstance) -> Night:
    return Night(definitions, instance)


def test_the_sensor_names_each_waiting_period_then_publishes(night_shift: Night, instance: dg.DagsterInstance) -> None:
    collected = night_shift.execute("collect")
    assert night_shift.requested(collected) == [("conform", "2022-08"), ("conform", "2022-12")]
    assert night_shift.requested(night_shift.execute("conform", partition_key="2022-08")) == []
    assert night_shift.requested(night_shift.execute("conform", partition_key="2022-12")) == [("publish", None)]
    assert sorted(instance.get_dynamic_partitions("period")) == ["2022-08", "2022-12"]


def test_two_periods_that_end_between_two_looks_of_the_sensor_publish_once(night_shift: Night) -> None:
    """The sensor looks twice a minute, a period takes seconds: both have ended when it is asked about the first."""
    night_shift.execute("collect")
    results = [night_shift.execute("conform", partition_key=period) for period in ("2022-08", "2022-12")]
    assert night_shift.requested(*results) == [("publish", None)]
