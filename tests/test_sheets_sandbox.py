"""A reader may eat memory, hang, babble or die: each is one code, within seconds, and nobody else notices."""

import os
import random
import re
import sys
import time
from pathlib import Path

import pytest

from pipeline.sheets import sandbox
from pipeline.sheets.refusal import CODES, Refused
from tests.sheet_files import sheet_xml, write_xlsx

ROOT = str(Path(__file__).parents[1])
SMALL = sandbox.Limits(memory_mebibytes=256, seconds=3, output_mebibytes=1, file_mebibytes=80, inflated_mebibytes=60)
ROW = '<row r="{0}"><c r="A{0}"><v>{0}</v></c></row>'


def refused(path: Path, limits: sandbox.Limits = SMALL) -> Refused:
    """The refusal of a file, which must come soon and say numbers, never contents."""
    begun = time.monotonic()
    with pytest.raises(Refused) as caught:
        sandbox.read(path, limits)
    assert time.monotonic() - begun < 8
    assert caught.value.code in CODES
    assert re.fullmatch(r"[A-Za-z0-9 .,']*", caught.value.detail)
    return caught.value


ANOTHER = """
import sys
sys.path.append({root!r})
from pipeline.sheets.reader import serve
FOOTER = '{{"refused": null, "detail": "", "messages": 1, "bytes": 0}}'
code = compile({script!r}, "script", "exec")
def main(**limits):
    try:
        exec(code, {{"limits": limits, "FOOTER": FOOTER}})
    finally:
        sys.stdout.flush()
serve(main)
"""


def another_reader(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: str) -> Path:
    """Puts a script in the reader's place, done anew for each file; returns a good file to read."""
    (tmp_path / "reader.py").write_text(ANOTHER.format(root=ROOT, script=script))
    monkeypatch.setattr(sandbox, "READER_COMMAND", [sys.executable, "-I", "-S", str(tmp_path / "reader.py")])
    return write_xlsx(tmp_path / "good.xlsx", sheet_xml(ROW.format(1)))


def test_a_file_over_the_memory_limit(tmp_path):
    text = tmp_path / "long.csv"
    text.write_text("姓名,备注\n" + "张三,很长很长的备注\n" * 1_500_000)
    assert refused(text, sandbox.Limits(memory_mebibytes=96, seconds=10, file_mebibytes=80)).code == "reader_memory"
    chance = random.Random(1)
    rows = "".join(ROW.format(row).replace(f"<v>{row}", f"<v>{chance.random()}") for row in range(1, 300_000))
    book = write_xlsx(tmp_path / "long.xlsx", sheet_xml(rows))
    assert refused(book, sandbox.Limits(memory_mebibytes=72, seconds=10)).code == "reader_memory"


@pytest.mark.parametrize(
    ("script", "code"),
    [
        ("import time; time.sleep(60)", "reader_timeout"),
        ("import os, time; os.close(1); time.sleep(60)", "reader_crashed"),
        ("import resource\nresource.setrlimit(resource.RLIMIT_CPU, (1, 2))\nwhile True: pass", "reader_timeout"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "reader_crashed"),
        ("import os; os.abort()", "reader_crashed"),
        ("raise SystemExit(0)", "reader_crashed"),
        ("print('[]')", "reader_crashed"),
        ("print('{')", "reader_crashed"),
        ('print(\'{"format": "xlsx", "bytes": 0}\'); print(FOOTER)', "reader_crashed"),
        ("print('[1]'); print(FOOTER)", "reader_crashed"),
        ("print('{\"bytes\": 9}')", "reader_crashed"),
        ('print(\'{"refused": "made_up", "detail": "", "messages": 0, "bytes": 0}\')', "reader_crashed"),
        ("while True: print('x' * 100000)", "reader_output"),
    ],
)
def test_a_reader_that_goes_wrong(tmp_path, monkeypatch, script, code):
    assert refused(another_reader(monkeypatch, tmp_path, script)).code == code


def test_more_cells_than_may_be_said(tmp_path):
    rows = "".join(ROW.format(row) for row in range(1, 60_000))
    assert refused(write_xlsx(tmp_path / "a.xlsx", sheet_xml(rows))).code == "reader_output"


def test_a_process_that_the_reader_leaves_behind_is_ended(tmp_path, monkeypatch):
    script = f"import os, time\npid = os.fork()\nif pid: open({str(tmp_path / 'pid')!r}, 'w').write(str(pid))\nelse: time.sleep(60)\n"
    assert refused(another_reader(monkeypatch, tmp_path, script)).code == "reader_timeout"
    left = int((tmp_path / "pid").read_text())
    for _ in range(50):
        try:
            os.kill(left, 0)
        except ProcessLookupError:
            return
        if Path(f"/proc/{left}/stat").exists() and " Z " in Path(f"/proc/{left}/stat").read_text():
            return
        time.sleep(0.1)
    pytest.fail("the process is still there")


REPORTING = """
import json, os, sys
seen = {"environment": sorted(set(os.environ) - {"LC_CTYPE"}), "folder": os.listdir(), "open": sorted(os.listdir("/dev/fd"))[:-1], "told": sorted(limits)}
print(json.dumps({"refused": "file_unreadable", "detail": json.dumps(seen), "messages": 0, "bytes": 0}))
"""


def test_the_reader_sees_no_variable_no_file_and_no_handle_of_ours(tmp_path, monkeypatch):
    monkeypatch.setenv("ROLLCALL_KEY_FILE", "/planted")
    path = another_reader(monkeypatch, tmp_path, REPORTING)
    secret = os.open(tmp_path / "reader.py", os.O_RDONLY)
    os.set_inheritable(secret, True)
    with pytest.raises(Refused) as caught:
        sandbox.read(path, SMALL)
    os.close(secret)
    assert caught.value.detail == (
        '{"environment": [], "folder": [], "open": ["0", "1", "2", "3"], '
        '"told": ["file_mebibytes", "inflated_mebibytes", "memory_mebibytes", "mode", "seconds"]}'
    )


CONFINED = """
import json, os, sys
sys.path.append({root!r})
from pipeline.sheets.reader import confine
confine(256, 2)
tried = []
for name, attempt in (
    ("write", lambda: open({file!r}, "w").write("x" * 100000)),
    ("memory", lambda: bytearray(300 << 20)),
    ("handles", lambda: [os.dup(0) for _ in range(40)]),
    ("lift", lambda: __import__("resource").setrlimit(__import__("resource").RLIMIT_CPU, (2, 3))),
):
    try:
        attempt()
        tried.append(name)
    except (OSError, MemoryError):
        pass
print(json.dumps({{"refused": "file_unreadable", "detail": " ".join(tried), "messages": 0, "bytes": 0}}))
"""


def test_the_reader_gives_up_its_own_means(tmp_path, monkeypatch):
    path = another_reader(monkeypatch, tmp_path, CONFINED.format(root=ROOT, file=str(tmp_path / "written")))
    assert refused(path).detail == "lift"  # a limit may be set again to what it is, nothing else was possible
