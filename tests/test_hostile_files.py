"""Files made to kill a reader: each ends as a workbook or as a code of contracts/findings.yaml, in time, touching nothing else."""

import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hostile_packages import workbooks
from hostile_streams import biff8, streams
from outcomes import outcome

from pipeline.sheets import sandbox
from pipeline.sheets.grid import Workbook
from pipeline.sheets.refusal import Refused

LIMITS = sandbox.Limits(memory_mebibytes=512, seconds=3, output_mebibytes=32, inflated_mebibytes=64)
REFUSED = {  # what has to be refused, and how; of the others either will do
    "sheet inflates to 3 GiB": {"file_too_large"},
    "sheet says 1 KiB, inflates to 3 GiB": {"file_too_large", "file_unreadable", "reader_memory", "reader_timeout"},
    "1.2 GB of A in a cell": {"file_too_large"},
    "20 million cells": {"file_too_large", "reader_output", "reader_memory", "reader_timeout"},
    "a password": {"file_encrypted"},
    "nothing": {"file_unreadable"},
    "a zip of nothing": {"file_unreadable", "format_unsupported"},
    "zeros": {"file_unreadable", "format_unsupported", "encoding_unknown"},
    "noise": {"encoding_unknown", "format_unsupported", "file_unreadable"},
    "a picture": {"attachment_kept"},
    "a PDF": {"attachment_kept"},
    "billion laughs": {"file_unreadable"},
    "entity from a file": {"file_unreadable"},
    "entity from the network": {"file_unreadable"},
    "xls, cut in the middle": {"file_unreadable", "reader_crashed"},
}
CASES = dict((*workbooks(0), *streams(0)))


@pytest.fixture(scope="module")
def listener() -> Iterator[socket.socket]:
    """Somebody who waits for a call on this machine."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


def hostile(name: str, port: int) -> bytes:
    return dict((*workbooks(port), *streams(port)))[name]()


def test_there_are_enough_of_them():
    assert len(CASES) >= 80
    assert REFUSED.keys() <= CASES.keys()


@pytest.mark.parametrize("name", CASES)
def test_a_hostile_file_ends_as_a_workbook_or_a_code(name, tmp_path, listener, monkeypatch):
    folder = tmp_path / "in" / "deep" / "folder"
    folder.mkdir(parents=True)
    path = folder / f"花名册{'.xlsx' if name in dict(workbooks(0)) else '.xls'}"
    path.write_bytes(hostile(name, listener.getsockname()[1]))
    monkeypatch.chdir(folder)
    begun = time.monotonic()
    found = outcome(path, LIMITS)
    assert time.monotonic() - begun < LIMITS.seconds + 5
    if isinstance(found, Refused):
        assert "passwd" not in found.detail
    assert isinstance(found, Workbook) or found.code in REFUSED.get(name, {found.code})
    assert not (name in REFUSED and isinstance(found, Workbook))
    if isinstance(found, Workbook):
        texts = {cell.text for grid in found.grids for line in grid.rows.values() for cell in line.values()}
        assert not any("root:" in text for text in texts)
    assert [each for each in tmp_path.rglob("*") if each.is_file()] == [path]
    with pytest.raises(BlockingIOError):
        listener.accept()


def test_after_them_all_a_sound_file_is_read(tmp_path):
    (tmp_path / "sound.xls").write_bytes(biff8())
    assert outcome(tmp_path / "sound.xls").grids[0].rows[2][2].text == "张三"


def test_no_process_is_left_behind():
    sandbox.close()
    children = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()
    assert [child for child in children if b"reader.py" in Path(f"/proc/{child}/cmdline").read_bytes()] == []
