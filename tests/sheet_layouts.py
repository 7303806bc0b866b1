"""Sheets of any layout as real files, and their rows as the room sheets tells them; for the tests of headers and rows."""

import csv
from pathlib import Path

import openpyxl

from pipeline.sheets import sandbox
from pipeline.sheets.tables import SheetRows, tables
from pipeline.sheets.words import Words

KINDS = {"title", "header", "section", "note", "example", "total", "data"}
WORDS = Words(
    headers=frozenset(
        [
            "序号",
            "姓名",
            "性别",
            "身份证号",
            "学历",
            "乡镇",
            "社区",
            "工作单位",
            "岗位",
            "等级",
            "证书编号",
            "取得时间",
            "联系电话",
            "备注",
            "站点名称",
            "层级",
            "运营机构",
            "驻站人数",
            "持证人数",
            "类别",
            "机构总数量",
            "岗位个数",
            "人数",
            "指标",
            "数值",
            "单位",
            "级别",
        ]
    ),
    totals=frozenset(["小计", "合计", "总计", "其中", "共计"]),
    notes=frozenset(["填表人", "审核人", "单位负责人", "注", "说明", "填表说明"]),
    examples=frozenset(["例", "示例", "例如", "样例"]),
    marks=frozenset(["同上", "〃"]),
)


def sheet(folder: Path, lines: list[list], merges: tuple[str, ...] = (), hidden: tuple[int, ...] = ()) -> SheetRows:
    """The rows of an .xlsx sheet with these lines; None and '' are empty cells."""
    book = openpyxl.Workbook()
    for row, line in enumerate(lines, 1):
        for column, value in enumerate(line, 1):
            if value not in (None, ""):
                book.active.cell(row, column, value)
    for merge in merges:
        book.active.merge_cells(merge)
    for row in hidden:
        book.active.row_dimensions[row].hidden = True
    book.save(folder / "a.xlsx")
    return judged(folder / "a.xlsx")


def comma(folder: Path, lines: list[list]) -> SheetRows:
    """The rows of a CSV file with these lines."""
    with open(folder / "a.csv", "w", newline="", encoding="gb18030") as file:
        csv.writer(file).writerows(lines)
    return judged(folder / "a.csv")


def judged(path: Path) -> SheetRows:
    grid = sandbox.read(path, sandbox.Limits()).grids[0]
    found = tables(grid, WORDS)
    assert [row.number for row in found.rows] == sorted(grid.rows)
    assert [row for table in found.tables for row in table.rows] == list(found.rows) or not found.tables
    assert {row.kind for row in found.rows} <= KINDS
    return found


def kinds(found: SheetRows) -> str:
    """One letter pair a row: ti he se no ex to da."""
    return " ".join(row.kind[:2] for row in found.rows)


def names(found: SheetRows, table: int = 0) -> list[str]:
    return [header.text for header in found.tables[table].columns.values()]
