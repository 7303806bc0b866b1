"""The sample under ``raw/``: ``python -m sample [folder]`` writes every delivery, the same bytes each time.

Rosters are made up and say so; the figures of six published documents and Panzhihua's population are real
(published_figures.csv and its neighbours, one file for each place).
Nothing of the pipeline is used here: what it reads was made without it.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from sample import bazhong, bazhong_rows
from sample.formats import csv_bytes, html_bytes, ods_bytes, xls_bytes, xlsx_bytes
from sample.people import identity, ordinary_rows
from sample.places import agencies, stations
from sample.records import record_deliveries
from sample.registers import entries
from sample.traps import PREPARERS, bad_rows, special_rows
from sample.units import BAZHONG, PERIODS, UNITS, Unit
from sample.workbooks import Sheet, sheet_of, township_sheets

SHEET_NAMES = {
    1: {"worker": "人员花名册", "agency": "社会工作服务机构", "station": "社工站点", "community": "村社区名录"},
    2: {
        "worker": "社会工作从业人员花名册",
        "agency": "社会工作服务机构一览表",
        "station": "社工站点一览表",
        "community": "村社区名册",
    },
    3: {"worker": "从业人员", "agency": "机构", "station": "站点", "community": "村社区"},
    4: {"worker": "专业人才", "agency": "社工机构", "station": "社工站点", "community": "区划名录"},
    5: {"worker": "人员信息", "agency": "服务机构", "station": "社工站室", "community": "村社区"},
    6: {"worker": "社会工作人员名册", "agency": "社工机构情况", "station": "社工站情况", "community": "乡镇村社区名录"},
}
FILE_NAMES = {
    1: "{}社会工作人才台账",
    3: "{}社工数据报送",
    4: "{}社会工作专业人才信息",
    5: "{}社会工作人员统计",
    6: "{}社会工作数据",
}
# What a unit hands in other than a workbook of Excel's.
WRITTEN = {
    "510411": "csv",
    "511902": "xls",
    "511903": "townships",
    "511921": "csv",
    "511922": "xls",
    "511923": "xls",
    "511900-00": "ods",
}
# What the counties changed at the second period: an old Excel, LibreOffice, a sheet for each township, an export of a system.
CHANGED = {"510403": "xls", "510421": "ods", "510422": "townships", "510411": "html"}
PUBLISHED = (
    ("510400", "2022-08", "公报", "攀枝花市社会工作专业人才队伍建设“十四五”规划公布数据"),
    ("510400", "2022-12", "外部", "攀枝花市2022年末人口（外部数据）"),
    ("511900", bazhong.PERIOD, "公报", "巴中市社会工作人才使用存在的问题及对策研究（BZ24ZC136）公布数据"),
    ("310110", "undated", "公报", "推动社工人才“破茧成蝶”——上海市杨浦区积极打造社工人才高地公布数据"),
    ("420500", "undated", "公报", "宜昌市深化“五社联动”机制工作指引公布数据"),
    (
        "500110",
        "undated",
        "公报",
        "重庆市綦江区民政局关于进一步加强社会工作专业人才队伍建设工作的通知（綦江民发〔2020〕60号）公布数据",
    ),
    (
        "430105",
        "2010-06",
        "公报",
        "全面推动社会工作人才队伍建设（中共长沙市开福区委员会、长沙市开福区人民政府）公布数据",
    ),
)
FIGURES = {
    "510400": "published_figures.csv",
    "511900": "published_figures_bazhong.csv",
    "310110": "published_figures_yangpu.csv",
    "420500": "published_figures_yichang.csv",
    "500110": "published_figures_qijiang.csv",
    "430105": "published_figures_kaifu.csv",
}
NUMBERS = ("数值", "下限", "上限")


class Delivery(NamedTuple):
    unit_code: str
    period: str
    file: str
    content: bytes
    sheets: list[Sheet]


class BadRow(NamedTuple):
    """A row to be refused: ``sheet`` is empty for a file of one table, ``row`` counts sheet rows or CSV records from 1."""

    unit_code: str
    period: str
    file: str
    sheet: str
    row: int
    fault: str


def unit_deliveries(unit: Unit, period: str) -> Iterator[Delivery]:
    code, layout = unit.code, unit.layout
    if code in BAZHONG:
        rows = {
            "worker": bazhong_rows.roster(code),
            "agency": bazhong_rows.agency_rows(code),
            "station": bazhong_rows.station_rows(code),
        }
    else:
        rows = {
            "worker": [*ordinary_rows(code, period), *special_rows(code, period), *bad_rows(code, period)],
            "agency": agencies(code, period),
        }
        if unit.townships:
            rows["station"] = stations(code, period)
    if period in unit.register_periods:
        rows["community"] = list(entries(code, period))
    (clerk, _, _, phone), (reviewer, *_) = identity(code, PREPARERS), identity(code, PREPARERS + 1)
    footer = f"填表人：{clerk}　　审核人：{reviewer}　　联系电话：{phone}"
    written = WRITTEN.get(code, "xlsx")
    if period == "2024-12":
        written = CHANGED.get(code, written)
    sheets = township_sheets(rows.pop("worker"), unit, period, footer) if written == "townships" else []
    sheets += [
        sheet_of(entity, SHEET_NAMES[layout][entity], content, unit, period, footer) for entity, content in rows.items()
    ]
    name = FILE_NAMES.get(layout, "").format(unit.name)
    if written in ("csv", "html"):
        for sheet in sheets:
            is_page = written == "html" and sheet.name == SHEET_NAMES[2]["agency"]
            file, content = (".xls", html_bytes(sheet)) if is_page else (".csv", csv_bytes(sheet))
            yield Delivery(code, period, f"{unit.name}{sheet.name}{file}", content, [sheet])
    elif written == "xls":
        yield Delivery(code, period, f"{name}.xls", xls_bytes(sheets), sheets)
    elif written == "ods":
        yield Delivery(code, period, f"{name}.ods", ods_bytes(sheets), sheets)
    else:
        yield Delivery(code, period, f"{name}.xlsx", xlsx_bytes(sheets, clerk, inline_strings=layout == 3), sheets)


def published_deliveries() -> Iterator[Delivery]:
    for unit_code, period, source, title in PUBLISHED:
        with Path(__file__).with_name(FIGURES[unit_code]).open(encoding="utf-8", newline="") as file:
            figures = list(csv.DictReader(file))
        sheet = Sheet("数据")
        sheet.add_line(title, len(figures[0]))
        sheet.rows.append(list(figures[0]))
        sheet.rows += [
            [float(cell) if cell and head in NUMBERS else cell for head, cell in figure.items()]
            for figure in figures
            if figure["来源性质"] == source
        ]
        yield Delivery(unit_code, period, f"{title}.xlsx", xlsx_bytes([sheet], ""), [sheet])


def deliveries() -> Iterator[Delivery]:
    for period in PERIODS:
        for unit in UNITS.values():
            yield from unit_deliveries(unit, period)
    for unit in BAZHONG.values():
        yield from unit_deliveries(unit, bazhong.PERIOD)
    yield from published_deliveries()
    yield from (Delivery(*each) for each in record_deliveries())


@cache
def bad_row_list() -> list[BadRow]:
    return [
        BadRow(*delivery[:3], "" if delivery.file.endswith((".csv", ".html")) else sheet.name, row, fault)
        for delivery in deliveries()
        for sheet in delivery.sheets
        for row, fault in sheet.faults
    ]


def write_sample(folder: Path) -> list[Path]:
    """Writes ``folder/<unit>/<period>/<file>`` and says which files these are."""
    paths = []
    for delivery in deliveries():
        path = folder / delivery.unit_code / delivery.period / delivery.file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(delivery.content)
        paths.append(path)
    return paths


if __name__ == "__main__":
    for written in write_sample(Path(sys.argv[1] if len(sys.argv) > 1 else "raw")):
        print(f"{written.stat().st_size:>9,}  {written}")
