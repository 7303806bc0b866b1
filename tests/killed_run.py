"""`rollcall run` as a process that dies at a chosen boundary, as `python tests/killed_run.py BOUNDARY`; at none it is a plain run.

Nothing of the pipeline is replaced: the function at the boundary is wrapped, so that the process ends before or after it as
by `kill -9`. With a folder DBT_KEPT in the environment, what dbt built and said the first time is built and said again: it is
most of the time of a run and the same each time.
"""

import importlib
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

BOUNDARIES: dict[str, tuple[str, str, str]] = {  # name: module, what in it, whether the process dies before or after
    "bytes kept": ("pipeline.stores.ledger", "Ledger.record", "before"),
    "collected": ("pipeline.collect", "collect", "after"),
    "delivery written": ("pipeline.stores.tables", "Tables._receipt", "after"),
    "conformed": ("pipeline.conformer", "Conformer.run", "after"),
    "inputs": ("dagster_dbt", "DbtCliResource.cli", "before"),
    "dbt": ("pipeline.publish", "write_plan_table", "before"),
    "tables": ("pipeline.publish", "write_release", "before"),
    "staged": ("pipeline.stores.release_writing", "copy_tables", "after"),
    "sealed": ("pipeline.stores.release_writing", "_place", "before"),
    "renamed": ("pipeline.stores.release_writing", "serve", "before"),
    "history": ("pipeline.stores.pointer", "write_text", "after"),
    "pointer": ("pipeline.stores.pointer", "sync", "before"),
}

DBT = """#!{python}
import os, shutil, subprocess, sys, time
from pathlib import Path

kept, build = Path({kept!r}), Path(os.environ["ROLLCALL_HOME"]) / "marts" / "build.duckdb"
command = [{dbt!r}, *sys.argv[1:]]
if "build" not in sys.argv:
    os.execv(command[0], command)
target = Path(os.environ["DBT_TARGET_PATH"])
if not (kept / "said").exists():
    since = time.monotonic()
    said = subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout
    shutil.copytree(target, kept / "target")
    shutil.copyfile(build, kept / "build.duckdb")
    (kept / "seconds").write_text(str(time.monotonic() - since))
    (kept / "said").write_bytes(said)
else:
    said, content = (kept / "said").read_bytes(), (kept / "build.duckdb").read_bytes()
    shutil.copytree(kept / "target", target, dirs_exist_ok=True)
    with build.open("wb") as file:
        for part in range(0, len(content), len(content) // 4):
            file.write(content[part : part + len(content) // 4])
            file.flush()
            time.sleep(0.2)
sys.stdout.buffer.write(said)
"""


def die(*_: Any, **__: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def dying(function: Callable[..., Any], when: str) -> Callable[..., Any]:
    def wrapped(*arguments: Any, **named: Any) -> Any:
        if when == "before":
            die()
        function(*arguments, **named)
        die()

    return wrapped


def die_at(boundary: str) -> None:
    module, path, when = BOUNDARIES[boundary]
    *owners, name = path.split(".")
    owner = importlib.import_module(module)
    for each in owners:
        owner = getattr(owner, each)
    setattr(owner, name, dying(getattr(owner, name), when))


def replay_dbt(kept: Path) -> None:
    import dagster_dbt

    executable = kept / "dbt"
    dbt = str(Path(sys.executable).with_name("dbt"))
    executable.write_text(DBT.format(python=sys.executable, kept=str(kept), dbt=dbt))
    executable.chmod(0o755)

    class Replayed(dagster_dbt.DbtCliResource):
        def __init__(self, **said: Any):
            super().__init__(**said | {"dbt_executable": str(executable)})

    dagster_dbt.DbtCliResource = Replayed


if __name__ == "__main__":
    if kept := os.environ.get("DBT_KEPT"):
        replay_dbt(Path(kept))
    from pipeline.cli import app

    boundary = sys.argv[1]
    if boundary == "gate":
        print("ready", flush=True)
        sys.stdin.readline()
    elif boundary in BOUNDARIES:
        die_at(boundary)
    app(["run"])
