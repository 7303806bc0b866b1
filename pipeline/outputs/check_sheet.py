"""现场核查表: the drawn rows as a workbook to fill in on the spot, and what was filled in.

It says where a row stands, never what its cells hold. What comes back is read like any file of a stranger.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.workbook import Format, Workbook
from xlsxwriter.worksheet import Worksheet

from pipeline.contract import Contracts
from pipeline.outputs.neutral import write_text
from pipeline.outputs.words import line_count
from pipeline.settings import UserError
from pipeline.sheets.grid import Cell, Grid, a1
from pipeline.sheets.refusal import Refused
from pipeline.sheets.sandbox import Limits, read

TITLE = "现场核查表"
CREATED = datetime(2000, 1, 1)  # no clock: the same draw gives the same bytes
A4 = 9
_BLANK = "＿＿＿＿＿＿"
_HEAD = {"figure_id": "指标编号", "release_id": "发布版", "seed": "随机种子", "n": "样本量", "not_counted": "抽样范围"}
_SCOPES = {False: "已计入的行", True: "未计入的行"}
_COLUMNS = {
    "序号": 6, "报送单位": 18, "文件": 27, "工作表": 14, "行": 7, "应核对的单元格": 44, "未计入原因": 18, "核查结果": 12,
    "说明": 28, "行标识": 19,
}  # fmt: skip
_PLACES = ("文件", "工作表", "行", "行标识")
_NUMBER, _RESULT = "序号", "核查结果"


def write_check_sheet(draw: Mapping[str, Any], contracts: Contracts, path: Path) -> Path:
    """Write the workbook of a draw; returns its path. UserError where a file is there already, or it can be none."""
    if path.suffix.lower() != ".xlsx" or not path.parent.is_dir():
        raise UserError(f"--to {path} should name an .xlsx file in a folder that is there.")
    if path.exists():
        raise UserError(f"{path.name} is there already, perhaps filled in. Give another name with --to.")
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(path, options) as book:
        book.set_properties({"title": TITLE, "created": CREATED})
        _Sheet(book, contracts).write(draw)
    return path


class _Sheet:
    """The one sheet being written."""

    def __init__(self, book: Workbook, contracts: Contracts) -> None:
        self._book, self._contracts = book, contracts
        self._sheet: Worksheet = book.add_worksheet(TITLE)
        self._last = len(_COLUMNS) - 1

    def write(self, draw: Mapping[str, Any]) -> None:
        figure = draw["figure"]
        self._line(0, TITLE, 30, bold=True, font_size=16, align="center")
        self._line(1, self._marks(), 20)
        self._line(
            2,
            f"核查单位（盖章）：{_BLANK}    单位负责人：{_BLANK}    统计负责人：{_BLANK}    核查人：{_BLANK}    联系电话：{_BLANK}    核查日期：{_BLANK}",
            20,
        )
        about = f"{figure['area_name']}    {figure['indicator_name']}    数据截止：{figure['as_of_date'] or '未注明'}"
        self._line(3, f"{about}    {draw['notice'] or ''}".rstrip(), 20, bold=True)
        said = {name: draw[name] for name in _HEAD} | {"not_counted": _SCOPES[draw["not_counted"]]}
        for row, (name, label) in enumerate(_HEAD.items(), 4):
            self._sheet.set_row(row, 18)
            self._sheet.merge_range(row, 0, row, 1, label, self._look(border=1, bg_color="#E7EDF3"))
            self._sheet.merge_range(row, 2, row, self._last, "", self._look(border=1))
            write_text(self._sheet, row, 2, str(said[name]), self._look(border=1))
        instructions = self._instructions(draw["not_counted"])
        self._line(9, instructions, 15 * line_count(instructions, sum(_COLUMNS.values())) + 5)
        header = 10
        for column, (name, width) in enumerate(_COLUMNS.items()):
            self._sheet.set_column(column, column, width)
            fill = "#F4CCCC" if name == _RESULT else "#E7EDF3"
            write_text(
                self._sheet, header, column, name, self._look(bold=True, border=1, align="center", bg_color=fill)
            )
        for row, each in enumerate(draw["rows"], header + 1):
            self._write_row(row, each)
        self._settle(header, header + len(draw["rows"]))

    def _write_row(self, row: int, each: Mapping[str, Any]) -> None:
        texts = [
            str(each["number"]), f"{each['name_zh']} {each['unit']}", each["file"], each["sheet"], str(each["row"]),
            self._cells(each), each["reason_zh"] or "", "", "", each["row_id"],
        ]  # fmt: skip
        lines = max(line_count(text, width) for text, width in zip(texts, _COLUMNS.values(), strict=True))
        self._sheet.set_row(row, 14 * lines + 6)
        for column, (name, text) in enumerate(zip(_COLUMNS, texts, strict=True)):
            grey = {"font_color": "#7F7F7F", "font_size": 8} if name == "行标识" else {}
            write_text(self._sheet, row, column, text, self._look(border=1, **grey))

    def _cells(self, each: Mapping[str, Any]) -> str:
        fields = self._contracts.entities[each["entity"]].by_name
        return "　".join(f"{fields[name].label} {cell}" for name, cell in each["cells"].items() if name in fields)

    def _settle(self, header: int, last: int) -> None:
        sheet, column = self._sheet, list(_COLUMNS).index(_RESULT)
        choices = [each.name_zh for each in self._contracts.codes["check_result"].codes]
        told = {"error_title": _RESULT, "error_message": f"从下拉列表中选择：{'、'.join(choices)}。"}
        sheet.data_validation(header + 1, column, last, column, {"validate": "list", "source": choices, **told})
        sheet.freeze_panes(header + 1, 1)
        sheet.repeat_rows(header)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        sheet.set_footer("&C第 &P 页 共 &N 页")

    def _marks(self) -> str:
        forms = self._contracts.settings["forms"]
        marks = {
            "表号": forms["numbers"].get("check"),
            "制定机关": forms["issued_by"],
            "批准（备案）文号": forms["approval"],
        }
        marks |= {"有效期至": forms["valid_until"], "综合机关": forms["compiled_by"]}
        return "    ".join(f"{name}：{value or _BLANK}" for name, value in marks.items())

    def _instructions(self, not_counted: bool) -> str:
        what = (
            "未计入原因成立的填“属实”，应计入而未计入的填“不属实”"
            if not_counted
            else "与报送文件一致且符合口径的填“属实”，不一致或不符合口径的填“不属实”"
        )
        return (
            f"填表说明：按文件、工作表、行号找到留存文件中的该行，核对所列单元格与现场情况；{what}，找不到其人（或单位、站点）的填"
            "“查无此人”，因故未去核查的填“未能核查”。逐行填写核查结果，不增删行，不改动其他各列；说明一栏不写姓名、证件号码和电话。"
        )

    def _line(self, row: int, text: str, height: float, **look: Any) -> None:
        self._sheet.merge_range(row, 0, row, self._last, "", self._look(**look))
        write_text(self._sheet, row, 0, text, self._look(**look))
        self._sheet.set_row(row, height)

    def _look(self, **look: Any) -> Format:
        common = {"font_name": "宋体", "font_size": 10, "valign": "vcenter", "text_wrap": True, "align": "left"}
        return self._book.add_format(common | look)


class FilledSheet:
    """A check sheet that came back: of which draw it says it is, and what was answered."""

    def __init__(self, path: Path, contracts: Contracts) -> None:
        if not path.is_file():
            raise UserError(f"There is no file {path.name}. Give the filled-in workbook.")
        try:
            book = read(path, Limits(**contracts.settings["reader"]))
        except Refused as refused:
            raise UserError(
                f"{path.name} cannot be read ({refused.code}). Enter the workbook that was drawn."
            ) from None
        grid = next((each for each in book.grids if each.name == TITLE), None)
        self._name, self._contracts = path.name, contracts
        self._texts = _texts(grid) if grid else {}
        self._header = next((row for row, cells in self._texts.items() if cells.get(1) == _NUMBER), 0)
        if not self._header:
            raise UserError(
                f"{path.name} is no {TITLE}: expected a sheet of that name with its header. Draw one first."
            )
        self._columns = {text: column for column, text in self._texts[self._header].items()}
        if missing := [name for name in (*_PLACES, _NUMBER, _RESULT) if name not in self._columns]:
            raise UserError(f"{path.name}, row {self._header}: the columns {'、'.join(missing)} are gone.")

    @property
    def draw(self) -> dict[str, Any]:
        """figure_id, release_id, seed, n and not_counted as the sheet says them; UserError where it says them no longer."""
        said = {cells[1]: cells.get(3, "") for row, cells in self._texts.items() if row < self._header and 1 in cells}
        found = {name: said.get(label, "") for name, label in _HEAD.items()}
        scopes = {label: scope for scope, label in _SCOPES.items()}
        numbers = {name: found[name] for name in ("seed", "n")}
        if not all(each.lstrip("-").isdecimal() for each in numbers.values()) or found["not_counted"] not in scopes:
            raise UserError(
                f"{self._name} no longer says of which draw it is: {'、'.join(_HEAD.values())} must stand as drawn."
            )
        whole = {name: int(text) for name, text in numbers.items()}
        return found | whole | {"not_counted": scopes[found["not_counted"]]}

    def answers(self, draw: Mapping[str, Any]) -> dict[str, dict[str, int]]:
        """By reporting unit how many rows there are and how many had each result; UserError with the cells where the sheet is not that draw's."""
        codes = {each.name_zh: each.code for each in self._contracts.codes["check_result"].codes}
        drawn = {str(each["number"]): each for each in draw["rows"]}
        counts = {each["unit"]: {"rows": each["rows"], **dict.fromkeys(codes.values(), 0)} for each in draw["strata"]}
        wrong = []
        for row, cells in ((row, cells) for row, cells in self._texts.items() if row > self._header):
            each = drawn.pop(cells.get(self._columns[_NUMBER], ""), None)
            wrong += self._wrong(row, cells, each, codes)
            if each and (code := codes.get(cells.get(self._columns[_RESULT], ""))):
                counts[each["unit"]][code] += 1
        wrong += [f"no row {number}" for number in drawn]
        if wrong:
            more = f"; and {len(wrong) - 10} more" if len(wrong) > 10 else ""
            raise UserError(f"{self._name} cannot be entered: {'; '.join(wrong[:10])}{more}. Nothing was written.")
        return counts

    def _wrong(
        self, row: int, cells: Mapping[int, str], each: Mapping[str, Any] | None, codes: Mapping[str, str]
    ) -> Iterator[str]:
        if each is None:
            yield f"{a1(row, self._columns[_NUMBER])} is no row of this draw, or stands there twice"
            return
        expected = {
            "文件": each["file"],
            "工作表": each["sheet"].strip(),
            "行": str(each["row"]),
            "行标识": each["row_id"],
        }
        for name in _PLACES:
            if cells.get(self._columns[name], "") != expected[name]:
                yield f"{a1(row, self._columns[name])} is not {name} as drawn"
        answer = cells.get(self._columns[_RESULT])
        if answer not in codes:
            said = "is empty" if answer is None else "holds something else"
            yield f"{a1(row, self._columns[_RESULT])} {said}: expected {'、'.join(codes)}"


def _texts(grid: Grid) -> dict[int, dict[int, str]]:
    return {row: {column: _text(cell) for column, cell in cells.items()} for row, cells in sorted(grid.rows.items())}


def _text(cell: Cell) -> str:
    return cell.text.strip().removesuffix(".0") if cell.kind == "number" else cell.text.strip()
