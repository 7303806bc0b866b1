"""The indicator table of a plan as a workbook to print: one sheet a period, and beside it the areas behind each figure.

Columns as offices use them (practice E43); A4, header repeated, strings as strings, equal figures give equal bytes.
What a figure is worth comes with the rows, how it is said is in words.py; here is only the sheet.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.workbook import Format, Workbook
from xlsxwriter.worksheet import Worksheet

from pipeline.contract.indicator import Indicator
from pipeline.contract.plan import Plan
from pipeline.outputs.neutral import write_text
from pipeline.outputs.plan_appendix import Appendix
from pipeline.outputs.words import (
    HUNDRED,
    NOTHING,
    PRELIMINARY,
    Figure,
    approval_of,
    attainment,
    digits,
    line_count,
    number_and_name,
    present_value,
    remarks,
    responsible,
    shown,
    status,
    target,
)
from pipeline.text import SYNTHETIC_NOTICE

CREATED = datetime(2000, 1, 1)  # no clock: the same figures give the same bytes
A4 = 9
LINE = 13.5  # points
TEXT_COLUMNS = ("指标", "地区", "口径及备注")

COLUMNS = {
    "序号": 5, "指标": 27, "单位": 9, "基期值(时点)": 17, "目标值(年)": 12, "指标属性": 9, "现状值(数据截止)": 19,
    "完成率": 10, "状态": 12, "责任单位": 12, "口径及备注": 50,
}  # fmt: skip
AREA_COLUMNS = {
    "序号": 5, "指标": 36, "地区": 18, "单位": 10, "上报数": 12, "归属数(现状值)": 15, "差额(上报-归属)": 15,
    "目标值(年)": 14, "完成率": 10, "状态": 26,
}  # fmt: skip


def write_plan_table(
    rows: Iterable[Figure], plan: Plan, path: Path, release_id: str, appendices: Iterable[Appendix] = ()
) -> Path:
    """Write the workbook of one plan; returns its path.

    ``rows`` are the plan's rows of indicator_value, all areas and periods, as mappings from column to value; ``plan``
    gives title, order, responsible units and whether an operator is printed. Each appendix that has rows is a sheet behind them.
    """
    figures = sorted(rows, key=lambda row: (str(row["as_of_date"]), row["period"]), reverse=True)
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(path, options) as book:
        book.set_properties({"title": plan.title, "created": CREATED})
        book.set_size(2400, 1500)
        if not figures:
            write_text(book.add_worksheet("无数据"), 0, 0, f"{plan.title}:没有可列出的指标值")
            return path
        own = {(each.code, each.area or plan.area) for each in plan.indicators}
        for period in dict.fromkeys(row["period"] for row in figures):
            of_period = [row for row in figures if row["period"] == period]
            label = "未注明时点" if period == "undated" else period
            of_plan = [row for row in of_period if (row["indicator_code"], row["area_code"]) in own]
            head = release_id, approval_of(of_plan), "主要指标"
            _Sheet(book, label, plan, of_period, COLUMNS, head).write_plan()
            head = release_id, approval_of(of_period), "主要指标 分地区"
            _Sheet(book, f"{label} 分地区", plan, of_period, AREA_COLUMNS, head).write_areas()
        newest = [row for row in figures if row["period"] == figures[0]["period"]]
        for each in appendices:
            if each.rows:
                head = release_id, PRELIMINARY, each.title  # nobody signs more than the figures
                _Sheet(book, each.title, plan, newest, each.columns, head).write_rows(each.rows)
    return path


class _Sheet:
    """One sheet being written: head, header row repeated on every page, then rows of strings and displayed numbers."""

    def __init__(
        self,
        book: Workbook,
        name: str,
        plan: Plan,
        figures: Sequence[Figure],
        columns: Mapping[str, int],
        head: tuple[str, str, str],
    ) -> None:
        self._book, self._plan, self._figures, self._columns = book, plan, figures, columns
        self._formats: dict[tuple, Format] = {}
        self._sheet: Worksheet = book.add_worksheet(name)
        self._row = 0
        self._head(*head)

    def write_plan(self) -> None:
        """The indicators of the plan's own area, each with its other readings below."""
        for indicator in self._plan.indicators:
            for figure in self._of(indicator, indicator.area or self._plan.area):
                self._write_line(indicator, figure)
        self._note("完成率=现状值÷目标值;取舍仅用于显示,是否达到目标按未取舍的数值判断。")

    def write_areas(self) -> None:
        """Each indicator with the areas behind it: what they reported, what is theirs after a person counts once."""
        areas = sorted({row["area_code"] for row in self._figures}, key=lambda code: (code != self._plan.area, code))
        for indicator in self._plan.indicators:
            figures = [figure for area in areas for figure in self._of(indicator, area)]
            for figure in sorted(
                figures, key=lambda each: each["reading"] or ""
            ):  # stable: each reading with its areas in order
                self._write_area(indicator, figure)
        self._note("上报数:去重前的合格数;归属数:同一人或同一机构只计一次、归入一个地区后的数。")

    def write_rows(self, rows: Iterable[Sequence[str | Decimal | None]]) -> None:
        """The rows of an appendix as they come."""
        for row in rows:
            self._write([NOTHING if cell is None else cell for cell in row])

    def _of(self, indicator: Indicator, area: str) -> list[Figure]:
        found = [row for row in self._figures if (row["indicator_code"], row["area_code"]) == (indicator.code, area)]
        return sorted(found, key=lambda row: row["reading"] or "")

    def _write_line(self, indicator: Indicator, figure: Figure) -> None:
        baseline = figure["baseline"]
        cells = [
            *number_and_name(figure),
            figure["unit"],
            NOTHING if baseline is None else f"{digits(baseline)}({figure['baseline_date']})",
            target(indicator, figure),
            figure["target_type"],
            present_value(figure),
            attainment(figure),
            status(figure),
            responsible(self._plan, indicator, figure),
            remarks(figure),
        ]
        as_of = figure["as_of_date"]
        self._write(cells, suffixes={6: f'"({as_of})"'} if as_of else {}, quiet=figure["reading"] is not None)

    def _write_area(self, indicator: Indicator, figure: Figure) -> None:
        is_city = figure["area_code"] == (indicator.area or self._plan.area)
        reported = figure["reported_value"]
        cells = [
            *(number_and_name(figure) if is_city else ("", "")),
            figure["area_name"] if is_city else f"　{figure['area_name']}",
            figure["unit"],
            NOTHING if reported is None else shown(reported, 0),
            present_value(figure),
            NOTHING if reported is None or figure["value"] is None else shown(reported - figure["value"], 0),
            target(indicator, figure),
            attainment(figure),
            status(figure),
        ]
        self._write(cells, quiet=not is_city)

    def _head(self, release_id: str, approval: str, part: str) -> None:
        sheet, last = self._sheet, len(self._columns) - 1
        figure = self._figures[0]
        title = self._format(bold=True, font_size=16, align="center", border=0)
        sheet.merge_range(0, 0, 0, last, f"{self._plan.title} {part}", title)
        sheet.set_row(0, 30)
        area = next((row["area_name"] for row in self._figures if row["area_code"] == self._plan.area), "")
        facts = f"{area}    数据截止:{figure['as_of_date'] or '未注明'}    {approval}    发布版 {release_id}"
        sheet.merge_range(1, 0, 1, last, facts, self._format(align="center", border=0))
        self._row = 2
        notice = SYNTHETIC_NOTICE if any(row["is_synthetic"] for row in self._figures) else ""
        if notice:
            sheet.merge_range(
                2, 0, 2, last, notice, self._format(bold=True, font_color="#C00000", align="center", border=0)
            )
            self._row = 3
        header = self._format(bold=True, align="center", bg_color="#E7EDF3")
        for column, (name, width) in enumerate(self._columns.items()):
            sheet.set_column(column, column, width)
            write_text(sheet, self._row, column, name, header)
        sheet.set_row(self._row, 32)
        self._row += 1
        sheet.freeze_panes(self._row, 2)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0, self._row - 1)
        sheet.center_horizontally()
        sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        sheet.set_footer(f"&L{notice}&C第 &P 页 共 &N 页&R发布版 {release_id}")

    def _write(
        self, cells: Sequence[str | Decimal], suffixes: Mapping[int, str] | None = None, *, quiet: bool = False
    ) -> None:
        color = {"font_color": "#595959"} if quiet else {}
        for column, (name, cell) in enumerate(zip(self._columns, cells, strict=True)):
            if isinstance(cell, Decimal):
                places = "." + "0" * -cell.as_tuple().exponent if cell.as_tuple().exponent else ""
                pattern = f"0{places}%" if name == "完成率" else f"#,##0{places}"
                number = cell / HUNDRED if name == "完成率" else cell
                look = self._format(align="right", num_format=pattern + (suffixes or {}).get(column, ""), **color)
                self._sheet.write_number(self._row, column, number, look)
            else:
                side = "left" if name in TEXT_COLUMNS and cell != NOTHING else "center"
                write_text(self._sheet, self._row, column, cell, self._format(align=side, **color))
        lines = max(
            line_count(cell, width)
            for cell, width in zip(cells, self._columns.values(), strict=True)
            if isinstance(cell, str)
        )
        self._sheet.set_row(self._row, LINE * lines + 4)
        self._row += 1

    def _note(self, text: str) -> None:
        look = self._format(align="left", border=0, font_size=9)
        self._sheet.merge_range(self._row, 0, self._row, len(self._columns) - 1, text, look)

    def _format(self, **look: Any) -> Format:
        key = tuple(look.items())
        if key not in self._formats:
            common = {"font_name": "宋体", "font_size": 10, "valign": "vcenter", "text_wrap": True, "border": 1}
            self._formats[key] = self._book.add_format({**common, **look})
        return self._formats[key]
