"""How a file ends in the reader: a workbook, or a refusal with a code that contracts/findings.yaml explains."""

import time
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import yaml
from warehouses import ROOT

from pipeline.sheets import sandbox
from pipeline.sheets.grid import Workbook
from pipeline.sheets.refusal import Refused

LIMITS = sandbox.Limits(memory_mebibytes=512, seconds=5, output_mebibytes=32, inflated_mebibytes=64)


@cache
def codes() -> frozenset[str]:
    """Every code that a county can be told."""
    return frozenset(yaml.safe_load((ROOT / "contracts" / "findings.yaml").read_text(encoding="utf-8")))


def outcome(path: Path, limits: sandbox.Limits = LIMITS) -> Workbook | Refused:
    """The workbook, or why there is none; anything else is an error of ours."""
    try:
        return sandbox.read(path, limits)
    except Refused as refused:
        found = refused
    assert found.code in codes()
    return found


def survives(mutants: Iterable[tuple[str, bytes]], path: Path) -> None:
    """Each of these ends in time as one or the other, and a reader seldom dies of it."""
    died, count = [], 0
    for name, content in mutants:
        path.write_bytes(content)
        begun = time.monotonic()
        found = outcome(path)
        assert time.monotonic() - begun < LIMITS.seconds + 2, name
        count += 1
        if isinstance(found, Refused) and found.code in ("reader_crashed", "reader_timeout"):
            died.append(f"{name}: {found}")
    assert len(died) <= count // 20, died
