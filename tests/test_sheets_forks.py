"""One reader process reads several sound files, and none of them shows in what is said of another."""

import os
import sys
import time
from pathlib import Path

import pytest
from hostile_streams import biff8

from pipeline.sheets import reader, sandbox
from pipeline.sheets.grid import Workbook
from pipeline.sheets.refusal import Refused
from tests.sheet_files import sheet_xml, strings_xml, write_xlsx

ROOT = str(Path(__file__).parents[1])
LIMITS = sandbox.Limits(memory_mebibytes=512, seconds=20, output_mebibytes=8)


@pytest.fixture
def is_fresh(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """For each file asked about since: whether it was the first of its process."""
    found: list[bool] = []
    true = sandbox._Server.ask

    def ask(*arguments) -> sandbox._Answer:
        answer = true(*arguments)
        found.append(answer.is_of_fresh)
        return answer

    monkeypatch.setattr(sandbox._Server, "ask", ask)
    sandbox.close()
    return found


@pytest.fixture
def sound(tmp_path: Path) -> list[Path]:
    """Files that have cells, strings and styles of their own at the same places."""
    rows = '<row r="{0}"><c r="A{0}" t="s"><v>0</v></c><c r="B{0}"><v>{1}</v></c></row>'
    books = [
        write_xlsx(
            tmp_path / f"{word}.xlsx", sheet_xml(rows.format(row, row * 7)), strings=strings_xml(f"<t>{word}</t>")
        )
        for row, word in ((1, "甲"), (2, "乙"))
    ]
    text = tmp_path / "丙.csv"
    text.write_text("姓名,备注\n丙,无\n", encoding="gb18030")
    return [*books, text]


def read(path: Path, sender: str | None = "510402") -> Workbook:
    return sandbox.read(path, LIMITS, sender)


def alone(path: Path) -> Workbook:
    sandbox.close()
    return read(path)


def test_a_process_reads_sound_files_one_after_the_other(sound, is_fresh):
    apart = [alone(path) for path in sound]
    sandbox.close()
    is_fresh.clear()
    assert [read(path) for path in sound * 3] == apart * 3
    assert is_fresh == [True, *[False] * 8]


def test_a_process_reads_so_many_files_and_no_more(sound, is_fresh):
    for _ in range(reader.FILES + 1):
        read(sound[0])
    assert [number for number, each in enumerate(is_fresh) if each] == [0, reader.FILES]


def test_other_limits_are_of_another_process(sound, is_fresh):
    read(sound[0])
    sandbox.read(sound[0], sandbox.Limits(memory_mebibytes=256, seconds=20), "510402")
    assert is_fresh == [True, True]


def test_files_of_two_senders_never_meet_in_a_process(sound, is_fresh):
    for sender in ("510402", "510402", "510403", "510402", None, None):
        read(sound[0], sender)
    assert is_fresh == [True, False, True, True, True, True]


def test_after_a_library_or_a_refusal_comes_a_fresh_process(sound, is_fresh, tmp_path):
    old, broken = tmp_path / "a.xls", tmp_path / "broken.xlsx"
    old.write_bytes(biff8())
    broken.write_bytes(sound[0].read_bytes()[:300])
    for path in (sound[0], old, sound[0], sound[1]):
        read(path)
    assert is_fresh == [True, False, True, False]
    with pytest.raises(Refused):
        read(broken)
    assert is_fresh[4:] == [False, True]  # asked twice: what a used process refuses may be its own fault
    read(sound[0])
    assert is_fresh[6:] == [True]


TURNED = """
import os, sys, time
sys.path += [{root!r}, sys.argv[1]]
from pipeline.sheets import reader
true, files = reader.main, []
def main(**request):
    files.append(1)
    if len(files) > 1:
        {turn}
    return true(**request)
reader.serve(main)
"""
REFUSING = "reader.send(reader.said({'refused': 'file_unreadable', 'detail': '', 'messages': 0}))"
HOLLOW = "reader.send(reader.said({'refused': None, 'detail': '', 'messages': 0}))"


@pytest.mark.parametrize(
    "turn",
    [
        "os.abort()",
        "os.kill(os.getppid(), 9); os.abort()",
        "time.sleep(60)",
        "raise SystemExit(0)",
        "reader.send(b'[]')",
        "while True: reader.send(bytes(100_000))",
        f"{REFUSING}; return True",
        f"{HOLLOW}; return True",
        f"{HOLLOW}; os.close(1); time.sleep(60)",
    ],
)
def test_a_process_that_turns_on_its_next_file_does_it_no_harm(sound, is_fresh, monkeypatch, tmp_path, turn):
    expected = [alone(path) for path in sound[:2]]
    script = tmp_path / "turned.py"
    script.write_text(TURNED.format(root=ROOT, turn=turn))
    monkeypatch.setattr(sandbox, "READER_COMMAND", [sys.executable, "-I", "-S", str(script)])
    is_fresh.clear()
    begun = time.monotonic()
    assert [read(path) for path in sound[:2]] == expected
    assert is_fresh[0] is is_fresh[-1] is True
    assert len(is_fresh) == 3 - ("getppid" in turn)  # a server that is killed gives no answer
    assert time.monotonic() - begun < LIMITS.seconds / 2  # a process that is not fresh has a tenth of the time


def test_closing_ends_the_process_that_waits_for_its_next_file(sound):
    read(sound[0])
    (server,) = sandbox._idle
    process = server._process.pid
    (waiting,) = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    sandbox.close()
    for each in (process, int(waiting)):
        with pytest.raises(ProcessLookupError):
            os.kill(each, 0)
