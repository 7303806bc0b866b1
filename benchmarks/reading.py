"""What reading costs, as a ratio of CPU against calamine's bare to_python on the same files in the same run.

    python -m benchmarks.reading [workbooks]

Corpus: rosters of 500 rows and 25 columns with a title, a two-row merged header, dates, long texts of digits and a hidden row,
nearly every cell distinct. Ours loses nothing (error cells, literal digits, styles, merges) and runs in a process for each file.
"""

import datetime
import random
import resource
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import xlsxwriter
from python_calamine import CalamineWorkbook
from rich.console import Console
from rich.table import Table

from pipeline.contract import load
from pipeline.rows.delivery import Context, conform
from pipeline.rows.keys import Keys
from pipeline.settings import ROOT
from pipeline.sheets import sandbox
from pipeline.sheets.formats import xlsx

ROWS, ROUNDS = 500, 3
HEADERS = (
    "序号",
    "姓名",
    "性别",
    "身份证号",
    "学历",
    "工作单位",
    "单位性质",
    "乡镇(街道)",
    "社区(村)",
    "岗位",
    "服务领域",
    "是否专业人才",
)
LIMITS = sandbox.Limits()


def main(workbooks: int = 40) -> None:
    """Write the corpus, time each way of reading it in turn, print medians of CPU and their ratio to calamine."""
    contracts = load(ROOT / "contracts")
    context = Context("d" * 16, "f" * 64, "510402", datetime.date(2022, 8, 31), contracts, Keys(bytes(32)))

    def in_process(path: Path) -> None:
        with path.open("rb") as file:
            list(xlsx.read(file, LIMITS.inflated_mebibytes))

    ways: dict[str, Callable[[Path], object]] = {
        "calamine, to_python": lambda path: CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python(),
        "ours, in process": in_process,
        "ours, a process a file": lambda path: sandbox.read(path, LIMITS),
        "the independent count": lambda path: sandbox.count(path, LIMITS),
        "ours, read and conformed": lambda path: conform(sandbox.read(path, LIMITS), context),
    }
    with tempfile.TemporaryDirectory() as folder:
        paths = [_roster(Path(folder) / f"{number}.xlsx", random.Random(number)) for number in range(workbooks)]
        seconds: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(ROUNDS):
            for name, way in ways.items():
                before = _cpu()
                for path in paths:
                    way(path)
                seconds[name].append(_cpu() - before)
    table = Table("way", "CPU s", "ms a file", "× calamine", title=f"{workbooks} workbooks of {ROWS} rows × 25 columns")
    medians = {name: sorted(each)[len(each) // 2] for name, each in seconds.items()}
    peer = medians["calamine, to_python"]
    for name, cpu in medians.items():
        table.add_row(name, f"{cpu:.2f}", f"{cpu / workbooks * 1000:.1f}", f"{cpu / peer:.2f}")
    Console().print(table)


def _roster(path: Path, dice: random.Random) -> Path:
    with xlsxwriter.Workbook(path, {"strings_to_numbers": False}) as book:
        sheet = book.add_worksheet("人员花名册")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.merge_range(0, 0, 0, 24, "社会工作人员花名册 合成示例,非官方数据")
        sheet.merge_range(1, 12, 1, 14, "证书情况")
        for column, word in enumerate(
            (*HEADERS, "等级", "证书编号", "取得时间", *(f"附加{number}" for number in range(10)))
        ):
            sheet.write_string(2, column, word)
        for row in range(3, 3 + ROWS):
            number = f"510499{dice.randint(1960, 2003)}{dice.randint(1, 12):02}{dice.randint(1, 28):02}{dice.randint(0, 9999):04}"
            texts = (
                f"某{dice.randint(1, 10**6)}",
                "男",
                number,
                "本科",
                f"单位{dice.randint(1, 500)}",
                "社会组织",
                "青松街道",
                "望江社区",
                "其他",
                "老年",
                "是",
            )
            sheet.write_number(row, 0, row - 2)
            sheet.write_row(row, 1, (*texts, "初级", f"999{dice.randint(1, 10**15)}"))
            sheet.write_datetime(
                row, 14, datetime.datetime(2015, 1, 1) + datetime.timedelta(days=dice.randint(0, 2500)), day
            )
            sheet.write_row(row, 15, [dice.random() for _ in range(9)])
            sheet.write_formula(row, 24, f"=A{row + 1}*2", None, (row - 2) * 2)
        sheet.set_row(10, None, None, {"hidden": True})
    return path


def _cpu() -> float:
    """Seconds of CPU of this process and of the children it has waited for."""
    uses = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(use.ru_utime + use.ru_stime for use in uses)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
