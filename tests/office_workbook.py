"""A workbook with a faulty roster and with everything else that an office puts into one."""

import base64
import io
from pathlib import Path

import xlsxwriter
from county_tables import Line, good, table

DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def bad_lines() -> list[Line]:
    """A roster in which rows 4 to 6 are wrong: an ID that is short, a level without a date, two cells of one row."""
    rows = [good("worker", number) | {"left_on": None} for number in range(6)]
    rows[1]["id_number"] = "51049919900203"
    rows[2]["certificate_date"] = None
    rows[3] |= {"is_professional": "也许", "education": "不知道的学历"}
    return table("worker", rows)


def decorated(path: Path) -> Path:
    """A workbook with those lines and with everything else that an office puts into one."""
    with xlsxwriter.Workbook(path) as book:
        cover, sheet, hidden = book.add_worksheet("封面"), book.add_worksheet("花名册"), book.add_worksheet("旧表")
        bold, tinted = book.add_format({"bold": True}), book.add_format({"bg_color": "#CCFFCC", "border": 1})
        lines = bad_lines()
        sheet.merge_range(
            0, 0, 0, len(lines[1]) - 1, lines[0][0], book.add_format({"align": "center", "font_size": 18})
        )
        for row, line in enumerate(lines[1:], 1):
            for column, value in enumerate(line):
                sheet.write(row, column, value, tinted if row > 1 else bold)
        sheet.set_column(0, 0, 17)
        sheet.set_column(2, 3, 9, None, {"hidden": True})
        sheet.set_row(3, 31)
        sheet.set_row(5, None, None, {"hidden": True})
        sheet.write_comment("A4", "已核对", {"author": "办公室"})
        sheet.write_comment("B4", "复印件号码", {"author": "办公室"})
        sheet.data_validation("F3:F90", {"validate": "list", "source": ["男", "女"]})
        sheet.conditional_format("A3:A90", {"type": "duplicate", "format": bold})
        sheet.autofilter("A2:U8")
        sheet.freeze_panes(2, 1)
        sheet.print_area("A1:U8")
        sheet.repeat_rows(0, 1)
        sheet.set_footer("&C第 &P 页")
        sheet.insert_image("W2", "dot.png", {"image_data": io.BytesIO(DOT)})
        cover.write_rich_string("A1", bold, "填报", "单位（盖章）：东区")
        cover.write_formula("A2", "=COUNTA(花名册!B3:B8)", None, 6)
        cover.write_url("A3", "internal:'花名册'!A1", string="见花名册")
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=封面!$A$2:$A$2"})
        cover.insert_chart("C5", chart)
        cover.activate()
        hidden.write("A1", "作废")
        hidden.hide()
        book.define_name("人数", "=封面!$A$2")
    return path
