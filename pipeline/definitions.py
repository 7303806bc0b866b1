"""The map: assets of the four stages in the order of the flow, jobs, schedule, sensor, resources.

collect looks at raw/ and registers periods; conform runs once for each period; publish builds and releases everything.
"""

from collections.abc import Iterator

import dagster as dg

from pipeline.collect import delivery
from pipeline.conform import conformed_tables
from pipeline.conformer import Conformer
from pipeline.contract import load
from pipeline.model import DBT, inputs, marts
from pipeline.publish import IS_SOUND, plan_tables, release
from pipeline.settings import Settings
from pipeline.stores.pointer import pointed
from pipeline.stores.releases import NoRelease, current


@dg.resource(description="Where things are, from the environment.")
def settings(_: dg.InitResourceContext) -> Settings:
    return Settings.from_environment()


@dg.resource(description="Called as deliveries are done; the command line draws it.")
def progress(_: dg.InitResourceContext):
    return lambda what, done, total: None


# one process a run: the lock of the warehouse belongs to a process
_options = {"executor_def": dg.in_process_executor, "tags": {"dagster/max_runtime": 7200}}
collect_job = dg.define_asset_job("collect", dg.AssetSelection.groups("collected"), **_options)
conform_job = dg.define_asset_job("conform", dg.AssetSelection.groups("conformed", "quarantine"), **_options)
publish_job = dg.define_asset_job("publish", dg.AssetSelection.groups("marts", "published"), **_options)
_schedule = load(Settings.from_environment().contracts).settings["schedule"]
nightly = dg.ScheduleDefinition(
    name="nightly",
    job=collect_job,
    cron_schedule=_schedule["nightly"],
    execution_timezone=_schedule["timezone"],
    default_status=dg.DefaultScheduleStatus.RUNNING,
)


@dg.run_status_sensor(
    run_status=dg.DagsterRunStatus.SUCCESS,
    monitored_jobs=[collect_job, conform_job],
    request_jobs=[conform_job, publish_job],
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="After collect, conform each period that waits; after the last, publish.",
)
def next_stage(context: dg.RunStatusSensorContext) -> Iterator[dg.RunRequest]:
    """Names the waiting periods one by one: a range over dynamic keys can run nothing and succeed."""
    conformer, finished = Conformer.of(Settings.from_environment()), context.dagster_run
    waiting = conformer.waiting() if finished.job_name == collect_job.name else conformer.unconformed()
    if finished.job_name == collect_job.name and waiting:
        for period in sorted({each.period for each in waiting}):
            yield dg.RunRequest(run_key=f"{finished.run_id}/{period}", job_name=conform_job.name, partition_key=period)
    elif not waiting and finished.run_id == _newest(context.instance, finished.job_name):
        yield dg.RunRequest(run_key=f"{finished.run_id}/publish", job_name=publish_job.name)


def _newest(instance: dg.DagsterInstance, job_name: str) -> str:
    """The last run of a job that succeeded: when several end between two looks of the sensor, only that one is followed."""
    succeeded = dg.RunsFilter(job_name=job_name, statuses=[dg.DagsterRunStatus.SUCCESS])
    return instance.get_runs(succeeded, limit=1)[0].run_id


@dg.sensor(
    minimum_interval_seconds=300,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="BI tools open the current release by its pointer: it is moved away from a damaged one.",
)
def release_guard() -> dg.SensorResult | dg.SkipReason:
    """A sensor and no job, so that it never waits behind a run; the damage stands as a failed check of the release."""
    home = Settings.from_environment().home
    damaged = pointed(home)
    try:
        served = current(home).name
    except NoRelease:
        return dg.SkipReason("Nothing has been published yet.")
    if served == damaged:
        return dg.SkipReason(f"Release {served} is sound.")
    said = {"damaged": str(damaged), "served": served}
    found = dg.AssetCheckEvaluation(asset_key=IS_SOUND.asset_key, check_name=IS_SOUND.name, passed=False, metadata=said)
    return dg.SensorResult(asset_events=[found], skip_reason=f"Release {damaged} is damaged: {served} is served.")


defs = dg.Definitions(
    assets=[delivery, conformed_tables, inputs, marts, *plan_tables, release],
    jobs=[collect_job, conform_job, publish_job],
    schedules=[nightly],
    sensors=[next_stage, release_guard],
    resources={"settings": settings, "progress": progress, "dbt": DBT},
)
