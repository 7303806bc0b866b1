"""Deliveries that go wrong, and readers that do: what each is for stands beside its name. Nothing here is of the sample."""

import sys
from pathlib import Path
from textwrap import indent

from sheet_files import sheet_xml, write_xlsx
from warehouses import ROOT, Warehouse

from pipeline.identity import check_character

LIMITS = {"memory_mebibytes: 2048": "memory_mebibytes: 300", "seconds: 50": "seconds: 3"}
NAME = "欧阳测试"
KILLED = "读取程序在此中止"
HEADERS = ["序号", "姓名", "身份证号", "是否社会工作专业人才"]

ANOTHER = """
import os, signal, sys
sys.path += [{root!r}, sys.argv[1]]
from pipeline.sheets import reader
from pipeline.sheets.wire import said
true, send = reader.main, reader.send
def main(**limits):
{script}
reader.serve(main)
"""

KILLER = f"""
if {KILLED!r}.encode() in os.pread(0, 400, 0):
    os.kill(os.getpid(), signal.SIGKILL)
true(**limits)
"""

# the true reader's lines, without the row of this number; what it counts stays as it is
DOCTOR = """
packed = reader.packed
def fewer(lines):
    for line in lines:
        is_first_sheet = len(line) == 8 and line[0] == 0
        yield [*line[:7], [row for row in line[7] if row[0] != {row}]] if is_first_sheet else line
reader.packed = lambda lines: packed(fewer(lines))
true(**limits)
"""

OUT_OF_MEMORY = """send(said({{"refused": "reader_memory", "detail": "", "messages": 0}}))"""


def another_reader(folder: Path, script: str, **values: object) -> list[str]:
    """The command of a reader that does this for each file; `true(**limits)` in it is what the true one does."""
    path = folder / "reader.py"
    body = indent(script.format(**values).strip(), "    ")
    path.write_text(ANOTHER.format(root=str(ROOT), script=body), encoding="utf-8")
    return [sys.executable, "-I", "-S", str(path)]


def roster(seed: int, headers: list[str] = HEADERS) -> str:
    """A roster of one made-up professional as CSV, with these columns."""
    head = f"51049919900101{seed:03d}"
    values = dict(zip(HEADERS, ("1", NAME, head + check_character(head), "是"), strict=True))
    lines = (["补充社会工作人员花名册"], headers, [values[header] for header in headers])
    return "".join(",".join(line) + "\n" for line in lines)


def over_memory(path: Path) -> None:
    """A small workbook that inflates to more than the reader may hold."""
    cells = '<c t="inlineStr"><is><t> </t></is></c>' * 9
    write_xlsx(path, sheet_xml("".join(f'<row r="{row}">{cells}</row>' for row in range(1, 600_000))))


def over_time(path: Path) -> None:
    """A workbook of blank cells without end, read in little memory and much time."""
    rows = "".join(f'<row r="{row}"><c><v> </v></c></row>' for row in range(1, 1_000_000))
    write_xlsx(path, sheet_xml(rows * 2))


def lower_limits(warehouse: Warehouse) -> None:
    path = warehouse.contracts / "settings.yaml"
    text = path.read_text(encoding="utf-8")
    for old, new in LIMITS.items():
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


def deliver_all(raw: Path) -> dict[str, Path]:
    """One delivery for each way of going wrong, by the code of its finding; the sample's own files stay beside them."""
    east = raw / "510402" / "2022-08"
    files = {
        "reader_memory": east / "膨胀的花名册.xlsx",
        "reader_timeout": east / "缓慢的花名册.xlsx",
        "reader_crashed": east / "杀死读取程序.csv",
        "two_files_one_entity": east / "又一份花名册.csv",
        "required_column_missing": raw / "510403" / "2023-06" / "缺了一列的花名册.csv",
        "file_unreadable": raw / "510411" / "2022-08" / "截断的花名册.xlsx",
        "format_unsupported": raw / "510421" / "2022-08" / "又压缩的花名册.7z",
    }
    (raw / "510403" / "2023-06").mkdir()
    over_memory(files["reader_memory"])
    over_time(files["reader_timeout"])
    files["reader_crashed"].write_text(f"{KILLED}\n{roster(1)}", encoding="utf-8")
    files["two_files_one_entity"].write_text(roster(2), encoding="utf-8")
    files["required_column_missing"].write_text(roster(3, HEADERS[:-1]), encoding="utf-8")
    whole = raw / "510402" / "2024-12" / "东区社会工作人才台账.xlsx"
    files["file_unreadable"].write_bytes(whole.read_bytes()[:40_000])
    files["format_unsupported"].write_bytes(b"7z\xbc\xaf\x27\x1c" + NAME.encode())
    return files


def misplace(raw: Path) -> None:
    """Files that no delivery can be made of: an unknown unit, a bad period, no period, no folder; and what offices leave behind."""
    for place in (
        "599999/2022-08/a.csv",
        "510402/2022-13/a.csv",
        "510402/a.csv",
        "a.csv",
        "510402/2022-08/~$东区.xlsx",
    ):
        path = raw / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("姓名\n", encoding="utf-8")
