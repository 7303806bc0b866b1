"""A release as OpenLineage events: which tables were published, of which columns, and what each column was computed from.

They name tables, columns and the release, never a row, a file or a place on this machine. The same release gives the same run id.
"""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from openlineage.client import OpenLineageClient
from openlineage.client.event_v2 import InputDataset, Job, OutputDataset, Run, RunEvent, RunState, set_producer
from openlineage.client.facet_v2 import (
    column_lineage_dataset,
    dataset_version_dataset,
    documentation_dataset,
    output_statistics_output_dataset,
    schema_dataset,
)
from openlineage.client.transport.file import FileConfig, FileTransport
from openlineage.client.transport.http import HttpConfig, HttpTransport

from pipeline.settings import AnswerIsNo, UserError

NAMESPACE, JOB = "rollcall", "publish"
ROWS = "*"
DIRECT = ("IDENTITY", "TRANSFORMATION", "AGGREGATION")
_SILENT = ("console", "noop")

Public = dict[str, dict[str, dict[tuple[str, str], str]]]
"""Table, column, then (table, column) that it comes from and how."""

set_producer("urn:rollcall")


def events(manifest: dict[str, Any], document: dict[str, Any], public: Public) -> list[RunEvent]:
    """START and COMPLETE of the run that published a release; both at the time at which it was built.

    `manifest` is the release's, `document` its lineage, `public` the same without the steps between.
    """
    release, when = manifest["release_id"], manifest["unhashed"]["built_at"]
    run, job = Run(runId=str(uuid5(NAMESPACE_URL, f"rollcall:{release}"))), Job(namespace=NAMESPACE, name=JOB)
    outputs = [
        _output(name, table, document["tables"][name], public[name], release)
        for name, table in manifest["tables"].items()
        if name in public
    ]
    inputs = [_input(name, table) for name, table in document["tables"].items() if table["kind"] == "source"]
    return [
        RunEvent(eventType=RunState.START, eventTime=when, run=run, job=job, inputs=inputs),
        RunEvent(eventType=RunState.COMPLETE, eventTime=when, run=run, job=job, inputs=inputs, outputs=outputs),
    ]


def _input(name: str, table: dict[str, Any]) -> InputDataset:
    return InputDataset(NAMESPACE, name, facets=_described(table, dict.fromkeys(_columns(table))))


def _output(
    name: str, table: dict[str, Any], described: dict[str, Any], origins: dict[str, Any], release: str
) -> OutputDataset:
    fields = {
        column: column_lineage_dataset.Fields(inputFields=list(_fields(origins[column]))) for column in table["columns"]
    }
    lineage = column_lineage_dataset.ColumnLineageDatasetFacet(fields, dataset=list(_fields(origins[ROWS])))
    facets = _described(described, table["columns"]) | {
        "version": dataset_version_dataset.DatasetVersionDatasetFacet(release),
        "columnLineage": lineage,
    }
    rows = output_statistics_output_dataset.OutputStatisticsOutputDatasetFacet(rowCount=table["rows"])
    return OutputDataset(NAMESPACE, name, facets=facets, outputFacets={"outputStatistics": rows})


def _described(table: dict[str, Any], types: dict[str, str | None]) -> dict[str, Any]:
    fields = [
        schema_dataset.SchemaDatasetFacetFields(name, type=kind, description=_text(table["columns"][name]))
        for name, kind in types.items()
    ]
    return {
        "schema": schema_dataset.SchemaDatasetFacet(fields),
        "documentation": documentation_dataset.DocumentationDatasetFacet(_text(table) or table["kind"]),
    }


def _text(said: dict[str, str]) -> str | None:
    return said["text"] or said["label"] or None


def _columns(table: dict[str, Any]) -> Iterator[str]:
    return (column for column in table["columns"] if column != ROWS)


def _fields(origins: dict[tuple[str, str], str]) -> Iterator[column_lineage_dataset.InputField]:
    for (table, column), how in sorted(origins.items()):
        if column != ROWS:
            kind = "DIRECT" if how in DIRECT else "INDIRECT"
            transformation = column_lineage_dataset.Transformation(type=kind, subtype=how)
            yield column_lineage_dataset.InputField(NAMESPACE, table, column, [transformation])


def send(said: list[RunEvent], to: str) -> None:
    """Add the events to a file, one JSON document a line, or post them to an OpenLineage server, named by its URL."""
    is_url = "://" in to
    if is_url and not to.startswith(("http://", "https://")):
        raise UserError(f"--to {to} is neither a file nor the URL of a server (http:// or https://).")
    if is_url:
        transport = HttpTransport(HttpConfig(url=to, retry={"total": 1}))
    else:
        if not Path(to).absolute().parent.is_dir():
            raise UserError(f"--to {to}: there is no such folder. Make it first.")
        transport = FileTransport(FileConfig(log_file_path=to, append=True))
    try:
        _emit(OpenLineageClient(transport=transport), said)
    except Exception as error:  # whatever a client, a network or a disk can say
        raise AnswerIsNo(f"The events did not reach {to} ({type(error).__name__}). Nothing else was changed.") from None


def send_as_configured(said: Callable[[], list[RunEvent]]) -> str:
    """Send the events where the client's own configuration says (OPENLINEAGE_URL, OPENLINEAGE_CONFIG, openlineage.yml), if it does.

    Returns what became of them. A server that is down costs a warning and nothing else.
    """
    logger = logging.getLogger("openlineage.client")
    level = logger.level
    logger.setLevel(logging.ERROR)  # it warns where nothing is configured, which is how most are installed
    try:
        client = OpenLineageClient()
        if client.transport.kind in _SILENT:
            return "not asked for"
        _emit(client, said())
    except Exception as error:  # the release stands, whatever a lineage server does
        logging.getLogger("rollcall").warning(
            "The release is published, but its OpenLineage events were not taken (%s). "
            "Send them later with: rollcall lineage --to URL",
            type(error).__name__,
        )
        return f"not sent: {type(error).__name__}"
    else:
        return f"sent: {client.transport.kind}"
    finally:
        logger.setLevel(level)


def _emit(client: OpenLineageClient, said: list[RunEvent]) -> None:
    for each in said:
        client.emit(each)
    client.close()
