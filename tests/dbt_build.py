"""A build of a small home by dbt, in process: what each node came to, what was warned of, and the build file to read.

Conformed files are written elsewhere; nothing of pipeline/ is imported here.
"""

from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pytest
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner

PROJECT = Path(__file__).parent.parent / "dbt_project"


class Build(NamedTuple):
    """What dbt did: status of each node by name, warnings said, and a connection to the build file (read only)."""

    statuses: dict[str, str]
    warnings: list[str]
    database: duckdb.DuckDBPyConnection

    def failed(self) -> dict[str, str]:
        """Nodes that neither succeeded nor passed."""
        return {name: status for name, status in self.statuses.items() if status not in ("success", "pass")}

    def figure(self, figure: str) -> dict[str, Any]:
        """One row of indicator_value by what follows the plan in its figure_id."""
        found = self.database.execute("select * from indicator_value where figure_id = ?", [f"panzhihua-145/{figure}"])
        names = [column[0] for column in found.description]
        rows = found.fetchall()
        assert len(rows) == 1, figure
        return dict(zip(names, rows[0], strict=True))

    def reasons(self, measure: str, period: str) -> dict[str, str | None]:
        """row_id -> not_counted_reason of every candidate of a measure."""
        query = (
            "select row_id, not_counted_reason from measure_candidate where measure = ? and period = ? order by row_id"
        )
        return dict(self.database.execute(query, [measure, period]).fetchall())


def dbt_build(home: Path, work: Path, *arguments: str) -> Build:
    """Run `dbt build` in process on a home; target and logs go to `work`."""
    warnings: list[str] = []

    def listen(event: Any) -> None:
        if event.info.level in ("warn", "error"):
            warnings.append(event.info.msg)

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ROLLCALL_HOME", str(home))
        patch.setenv("DBT_TARGET_PATH", str(work / "target"))
        patch.setenv("DBT_LOG_PATH", str(work / "logs"))
        outcome = dbtRunner(callbacks=[listen]).invoke(
            ["--quiet", "build", "--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT), *arguments]
        )
        DuckDBConnectionManager.close_all_connections()
    if outcome.exception is not None:
        raise outcome.exception
    statuses = {result.node.name: str(result.status) for result in outcome.result.results}
    return Build(statuses, warnings, duckdb.connect(str(home / "marts" / "build.duckdb"), read_only=True))
