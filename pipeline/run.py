"""One run of the whole way in this process: collect, conform each waiting period, then publish unless that very release stands.

The same jobs as Dagster's schedule and sensor start, with the lock held from the first to the last.
"""

import io
import re
import time
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import dagster as dg
from rich.console import Console

from pipeline.collect import check_raw
from pipeline.conformer import Conformer, Progress
from pipeline.contract import load
from pipeline.definitions import collect_job, conform_job, defs, publish_job
from pipeline.model import release_inputs
from pipeline.outputs.summary import summary
from pipeline.plans import check_plans
from pipeline.settings import AnswerIsNo, Settings
from pipeline.stores.approved import point_approved
from pipeline.stores.decisions import Decisions
from pipeline.stores.home import only_writer, prepare
from pipeline.stores.releases import current, damage_of, release_id, serve

_QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


def run_all(settings: Settings, progress: Progress, told: Console | None) -> dict[str, Any]:
    """Run and sum up; AnswerIsNo where a guarantee failed and nothing was published, Busy where another run holds the lock."""
    contracts = load(settings.contracts)
    check_raw(settings.raw)
    check_plans(contracts)
    prepare(settings.home)
    with only_writer(settings.home), dg.DagsterInstance.get() as instance:
        Conformer.of(settings)  # a key that cannot be used ends the run before anything is taken in
        run = _Run(instance, progress, told)
        collected = run.stage(collect_job.name)
        found = {
            key: value.value
            for key, value in collected.asset_materializations_for_node("collected__delivery")[0].metadata.items()
        }
        run.say(
            "collect",
            f"{found['deliveries']} deliveries, {found['new_deliveries']} new, {found['new_bytes']} new bytes kept",
        )
        for why, files in found["left_alone"].items():
            run.say("", f"left alone {files}: {why}")
        conformer = Conformer.of(settings)
        waiting = conformer.waiting()
        starts = 0
        for period in sorted({each.period for each in waiting}):
            conformed = run.stage(conform_job.name, partition_key=period)
            starts += conformed.asset_materializations_for_node("conformed_tables")[0].metadata["reader_starts"].value
        receipts = conformer.tables.receipts()
        rows = " · ".join(
            f"{name} {sum(each['entities'].get(name, {}).get('conformed', 0) for each in receipts.values()):,}"
            for name in contracts.entities
        )
        run.say("conform", f"{starts} of {len(receipts)} read   {rows}")
        path = settings.home / "published" / release_id(release_inputs(conformer))
        if run.stands(path):
            serve(settings.home, path.name)
            point_approved(settings.home, path)
        else:
            run.stage(publish_job.name)
        served = current(settings.home)
        run.say("publish", f"release {served.name}")
        left = path.name if path != served else None
        if left:
            back = f"return: rollcall release rollback {left} --reason …"
            run.say("", f"release {left} was rolled back from and is not served; {back}")
        said = {"reader_starts": starts, "seconds": run.seconds, "rolled_back_from": left}
        return said | summary(served, Decisions(settings.home).on_persons())


class _Run:
    def __init__(self, instance: dg.DagsterInstance, progress: Progress, told: Console | None):
        self._instance, self._progress, self._told = instance, progress, told
        self._since = time.monotonic()
        self.seconds: dict[str, float] = {}

    def stage(self, job: str, partition_key: str | None = None) -> dg.ExecuteInProcessResult:
        """Run one job; its failure is the answer no, with the reason that the failing asset or check gives."""
        with redirect_stdout(io.StringIO()):  # dbt's own words are in marts/dbt/dbt.log
            result = defs.resolve_job_def(job).execute_in_process(
                run_config=_QUIET,
                instance=self._instance,
                partition_key=partition_key,
                raise_on_error=False,
                resources={"progress": self._progress},
            )
        if not result.success:
            raise AnswerIsNo(_reason(result))
        return result

    def stands(self, release: Path) -> bool:
        """Whether the release of today's inputs is published and sound; a damaged one is made anew in its place."""
        damage = damage_of(release)
        if damage and release.exists():
            self.say("", f"release {release.name} is damaged and made anew: {damage}")
        return not damage

    def say(self, stage: str, text: str) -> None:
        now = time.monotonic()
        if stage:
            self.seconds[stage] = round(now - self._since, 2)
        if self._told:
            self._told.print(
                f"{stage:<10} {text:<80} {now - self._since:6.1f} s" if stage else f"{'':<10} {text}",
                highlight=False,
                markup=False,
                soft_wrap=True,
            )
        self._since = now


def _reason(result: dg.ExecuteInProcessResult) -> str:
    """The failures of a job in its assets' own words: what each failed check lists, else what each failed step says."""
    checks = [check for check in result.get_asset_check_evaluations() if not check.passed]
    values = [value.value for check in checks for value in check.metadata.values()]
    said = [str(line) for value in values if isinstance(value, list) for line in value]
    if not said:
        failures = [event.step_failure_data for event in result.all_events if event.is_step_failure]
        said = [_message(failure) for failure in failures]
    return "Nothing was published; what was current stays current.\n" + "\n".join(said)


def _message(failure: Any) -> str:
    """What a Failure describes, or what the innermost error says, without the name of its class."""
    told = failure.user_failure_data
    if told and told.description:
        return told.description
    error = failure.error.cause or failure.error
    return re.sub(r"^[\w.]+: ", "", error.message).strip()
