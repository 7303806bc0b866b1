"""A blank intake workbook of one entity: the form with its marks, drop-downs and input checks, 填表说明 and 代码表.

Columns, required ones, code lists and bounds come from the contract, so that what is filled in is read back without a question.
"""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.workbook import Format, Workbook
from xlsxwriter.worksheet import Worksheet

from pipeline.contract import Contracts
from pipeline.contract.codes import Area
from pipeline.contract.entity import Entity, Field
from pipeline.outputs.neutral import write_text
from pipeline.outputs.words import line_count
from pipeline.periods import as_of_date
from pipeline.settings import UserError

ROWS = 1000
CREATED = datetime(2000, 1, 1)  # no clock: the same contract gives the same bytes
A4 = 9
LENGTHS = {"id_number": (18, 15), "unified_social_credit_code": (18,)}
_CENTURY, _DECADE = timedelta(days=36525), timedelta(days=3652)
_BLANK = "＿＿＿＿＿＿"
_LARGEST = 10**12
_INSTRUCTIONS, _CODES = "填表说明", "代码表"
_TITLE, _MARKS, _UNIT, _SIGNATURES, _HEADER = range(5)
_FIRST = _HEADER + 1


def write_template(entity: str, unit: str, period: str, contracts: Contracts, folder: Path) -> Path:
    """Write the form of an entity for a reporting unit and period into a folder; its path.

    UserError where one of the three is not known. A file that is there is not written over.
    """
    if entity not in contracts.entities:
        raise UserError(f"{entity} is no entity: expected one of {', '.join(sorted(contracts.entities))}.")
    if unit not in contracts.areas:
        raise UserError(f"{unit} is no reporting unit: expected a code of contracts/codes/areas.csv.")
    as_of = as_of_date(period)
    if as_of is None:
        raise UserError(f"{period} is no period: expected YYYY-MM or YYYY.")
    form = _Form(contracts.entities[entity], contracts.areas[unit], as_of, contracts)
    stem = f"{form.area.name_zh}{form.entity.label}{period}"
    names = (f"{stem}{number}.xlsx" for number in ("", *(f"({count})" for count in range(2, 1000))))
    path = next(path for name in names if not (path := folder / name.replace("/", "_")).exists())
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(path, options) as book:
        book.set_properties({"title": stem, "created": CREATED})
        form.write(book)
    return path


class _Form:
    """One form being written."""

    def __init__(self, entity: Entity, area: Area, as_of: date, contracts: Contracts):
        self.entity, self.area = entity, area
        self._as_of, self._contracts = as_of, contracts
        self._lists = {each.name: names for each in entity.fields if (names := self._choices(each))}

    def write(self, book: Workbook) -> None:
        """The three sheets: the form, how to fill it in, and what may be chosen."""
        self._book = book
        self._formats: dict[tuple, Format] = {}
        sheets = [book.add_worksheet(name) for name in (self.entity.label[:31], _INSTRUCTIONS, _CODES)]
        for sheet, write in zip(sheets, (self._write_form, self._write_instructions, self._write_codes), strict=True):
            write(sheet)
            sheet.set_landscape()
            sheet.set_paper(A4)
            sheet.fit_to_pages(1, 0)
            sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
            sheet.set_footer("&C第 &P 页 共 &N 页")

    def _choices(self, each: Field) -> list[str]:
        """What may be chosen in a column, in the words that are read back; nothing where anything may be written."""
        if each.type == "boolean":
            return [code.name_zh for code in self._contracts.codes["yes_no"].codes]
        if each.code_list == "areas":
            areas = self._contracts.areas.values()
            return [self.area.name_zh, *(area.name_zh for area in areas if area.parent_code == self.area.code)]
        return [code.name_zh for code in self._contracts.codes[each.code_list].codes] if each.code_list else []

    def _write_form(self, sheet: Worksheet) -> None:
        fields = self.entity.fields
        last = len(fields) - 1
        title = self._look(bold=True, font_size=18, align="center")
        sheet.merge_range(_TITLE, 0, _TITLE, last, f"{self.area.name_zh}{self.entity.label}", title)
        told = f"填报单位（盖章）：{self.area.name_zh}        报告期末：{self._as_of:%Y-%m-%d}"
        signed = f"单位负责人：{_BLANK}    统计负责人：{_BLANK}    填表人：{_BLANK}    联系电话：{_BLANK}    报出日期：{_BLANK}"
        for row, text in ((_MARKS, self._marks()), (_UNIT, told), (_SIGNATURES, signed)):
            sheet.merge_range(row, 0, row, last, text, self._look(align="left", text_wrap=True))
            sheet.set_row(row, 20)
        sheet.set_row(_TITLE, 32)
        sheet.set_row(_HEADER, 44)
        for column, each in enumerate(fields):
            fill = "#F4CCCC" if each.needs_column else "#E7EDF3"
            write_text(
                sheet,
                _HEADER,
                column,
                each.label,
                self._look(bold=True, border=1, align="center", bg_color=fill, text_wrap=True),
            )
            sheet.set_column(column, column, _width(each, self._lists.get(each.name, [])))
            look = self._look(num_format=_number_format(each), align="left")
            for row in range(_FIRST, _FIRST + ROWS):
                sheet.write_blank(row, column, None, look)
            if check := self._check(each, column):
                sheet.data_validation(_FIRST, column, _FIRST + ROWS - 1, column, check)
        sheet.freeze_panes(_FIRST, 1)
        sheet.repeat_rows(_HEADER)
        ruled = {
            "type": "formula",
            "criteria": f"=COUNTA($A{_FIRST + 1}:${xl_col_to_name(last)}{_FIRST + 1})>0",
            "format": self._look(border=1, border_color="#A6A6A6"),
        }
        sheet.conditional_format(_FIRST, 0, _FIRST + ROWS - 1, last, ruled)  # empty rows have no lines, and so no pages

    def _marks(self) -> str:
        forms = self._contracts.settings["forms"]
        marks = {
            "表号": forms["numbers"].get(self.entity.name),
            "制定机关": forms["issued_by"],
            "批准（备案）文号": forms["approval"],
            "有效期至": forms["valid_until"],
            "综合机关": forms["compiled_by"],
        }
        return "    ".join(f"{name}：{value or _BLANK}" for name, value in marks.items())

    def _check(self, each: Field, column: int) -> dict[str, Any] | None:
        """The input check of a column, as xlsxwriter takes it."""
        told = {"input_title": each.label[:32], "input_message": self._how(each)[:255], "error_title": each.label[:32]}
        cell = f"{xl_col_to_name(column)}{_FIRST + 1}"
        if each.name in self._lists:
            place = list(self._lists).index(each.name)
            source = f"={_CODES}!${xl_col_to_name(place)}$3:${xl_col_to_name(place)}${len(self._lists[each.name]) + 2}"
            kind = "information" if each.type == "array" else "stop"
            return told | {
                "validate": "list",
                "source": source,
                "error_type": kind,
                "error_message": self._how(each)[:255],
            }
        told["error_message"] = self._how(each)[:255]
        if each.name in LENGTHS:
            tests = ",".join(f"LEN({cell})={length}" for length in LENGTHS[each.name])
            return told | {"validate": "custom", "value": f"=OR({tests})"}
        if each.type == "date":
            bounds = {"minimum": self._as_of - _CENTURY, "maximum": self._as_of + _DECADE}
            return told | {"validate": "date", "criteria": "between", **bounds}
        if each.type in ("integer", "number"):
            low = each.minimum if each.minimum is not None else -_LARGEST
            high = each.maximum if each.maximum is not None else _LARGEST
            kind = "integer" if each.type == "integer" else "decimal"
            return told | {"validate": kind, "criteria": "between", "minimum": low, "maximum": high}
        return None

    def _how(self, each: Field) -> str:
        """How a column is filled in, in a sentence for the person who does it."""
        need = "必填。" if each.is_required else ""
        if each.type == "array":
            return f"{need}从代码表中选填，可多项，用顿号“、”分隔，首项为主要项。"
        if each.name in self._lists:
            return f"{need}从下拉列表中选择。"
        if each.name in LENGTHS:
            return f"{need}以文本填写，{'位或'.join(map(str, LENGTHS[each.name]))}位，不加空格。"
        if each.type == "date":
            return f"{need}填写日期，如 {self._as_of:%Y-%m-%d}。"
        if each.type in ("integer", "number"):
            within = f"，{each.minimum} 至 {each.maximum}" if each.maximum is not None else ""
            return f"{need}只填数字{within}，单位不写入单元格。"
        return f"{need}以文本填写。"

    def _write_instructions(self, sheet: Worksheet) -> None:
        sheet.set_column(0, 0, 26)
        sheet.set_column(1, 1, 110)
        sheet.merge_range(
            0, 0, 0, 1, f"{self.entity.label}填表说明", self._look(bold=True, font_size=16, align="center")
        )
        sheet.set_row(0, 30)
        general = (
            ("填写位置", f"在“{self.entity.label[:31]}”表头之下逐行填写，不改动表头，不插入合计行，不合并单元格。"),
            ("表头颜色", "红色表头为必须保留并填写的列，灰色表头为按实际情况填写的列，没有内容时留空。"),
            ("签章", "填报单位盖章，单位负责人、统计负责人、填表人签名，并填写联系电话和报出日期。"),
            ("保密", "本表含个人信息，仅用于统计，按规定渠道报送，不得另作他用。"),
        )
        for row, (name, text) in enumerate(
            (*general, *((each.label, self._how(each)) for each in self.entity.fields)), 1
        ):
            write_text(sheet, row, 0, name, self._look(bold=row <= len(general), border=1, align="left"))
            write_text(sheet, row, 1, text, self._look(border=1, align="left", text_wrap=True))
            sheet.set_row(row, 15 * line_count(text, 110) + 5)

    def _write_codes(self, sheet: Worksheet) -> None:
        labels = {each.name: each.label for each in self.entity.fields}
        write_text(sheet, 0, 0, "代码表：各列可选的填写内容", self._look(bold=True, font_size=14))
        for column, (name, choices) in enumerate(self._lists.items()):
            sheet.set_column(column, column, 24)
            write_text(
                sheet,
                1,
                column,
                f"可选：{labels[name]}",
                self._look(bold=True, border=1, bg_color="#E7EDF3", text_wrap=True),
            )
            for row, choice in enumerate(choices, 2):
                write_text(sheet, row, column, choice, self._look(border=1))
        sheet.freeze_panes(2, 0)

    def _look(self, **look: Any) -> Format:
        key = tuple(look.items())
        if key not in self._formats:
            self._formats[key] = self._book.add_format(
                {"font_name": "宋体", "font_size": 10, "valign": "vcenter", **look}
            )
        return self._formats[key]


def _number_format(each: Field) -> str:
    if each.type == "date":
        return "yyyy-mm-dd"
    return {"integer": "0", "number": "General"}.get(each.type, "@")


def _width(each: Field, choices: list[str]) -> float:
    """Room for what such a column usually holds; a long header is wrapped over it."""
    usual = {"date": 11, "integer": 7, "number": 9}.get(each.type, 12)
    if choices:
        usual = min(2 * max(map(len, choices)) + 1, 15)
    return max(20 if each.name in LENGTHS else usual, min(2 * len(each.label) + 1, 9))
