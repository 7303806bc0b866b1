"""rollcall verify: a release made again from the kept bytes in a clean place, with the contracts that it carries, and compared with it."""

from pathlib import Path
from typing import Any

from pipeline.audit.same import differences
from pipeline.conformer import Progress
from pipeline.model import code_hashes
from pipeline.rebuild.rebuilding import Rebuilding, Recipe, workshop
from pipeline.settings import Settings
from pipeline.stores.decisions import Decisions
from pipeline.stores.release_tables import describe_tables
from pipeline.stores.releases import open_release, read_manifest


def verify(release: Path, settings: Settings, progress: Progress) -> dict[str, Any]:
    """What came of it, as one document.

    `same` is whether every table is; `other_code` names the parts of the code that are not those that made it, `same_key` says
    whether the secret is: with another one the keys of persons are left out. `sealed` are the files whose bytes were destroyed, with the
    reason: their rows are taken as they were conformed, and proved by nothing. `answer` is the exit code: 0 the same, 1 not, 3 what
    cannot be decided, with other code or for want of bytes. Raises AnswerIsNo where bytes are missing that nobody
    sealed, CannotDecide where this code cannot build it.
    """
    manifest = read_manifest(release)
    inputs = manifest["inputs"]
    other_code = [name for name, digest in code_hashes().items() if inputs[name] != digest]
    log = Decisions(settings.home).sealed()
    received = {sha256: f"{unit}/{period}/{sha256[:12]}" for sha256, unit, period, *_ in inputs["deliveries"]}
    sealed = {name: log[sha256].reason for sha256, name in received.items() if sha256 in log}
    found = _hashes_that_differ(release, manifest)
    with workshop() as folder:
        rebuilding = Rebuilding.of(settings, Recipe.of_release(release, settings.home), folder, progress)
        rebuilding.model()
        same_key = rebuilding.conformer.key_fingerprint == inputs["key_fingerprint"]
        identity = manifest["release_id"], inputs["key_fingerprint"], inputs["engine"]
        found += differences(release, rebuilding.release(identity), with_keys=same_key)
    return {
        "release_id": release.name,
        "same": not found,
        "answer": 1 if found and not other_code else 3 if found or sealed else 0,
        "deliveries": len(inputs["deliveries"]),
        "tables": len(manifest["tables"]),
        "other_code": other_code,
        "same_key": same_key,
        "sealed": sealed,
        "differences": found,
    }


def _hashes_that_differ(release: Path, manifest: dict[str, Any]) -> list[dict[str, Any]]:
    """The tables that are not those whose hashes the manifest holds."""
    with open_release(release) as connection:
        tables = describe_tables(connection)
    wrong = sorted(
        name for name in tables.keys() | manifest["tables"].keys() if tables.get(name) != manifest["tables"].get(name)
    )
    return [{"table": name, "what": "manifest", "only_in_release": None, "only_in_rebuilt": None} for name in wrong]
