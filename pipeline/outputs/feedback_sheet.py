"""填报问题汇总: the sheet that is put in front of a county's workbook and sums up what to mend, each place a link to its cell.

Official words only (practice E42); whoever is named on the roster is not named here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from pipeline.outputs.cell_styles import CellStyles
from pipeline.outputs.package import MAIN, OFFICE, Package
from pipeline.outputs.splicing import appended, children, elements, prefix, spliced, with_attributes
from pipeline.outputs.words import FATES, SEVERITIES, line_count
from pipeline.sheets.grid import a1

TITLE = "填报问题汇总"
COLORS = {"reject": "FFC7CE", "hold": "F8CBAD", "quarantine": "FFC7CE", "warn": "FFEB9C"}
MOST_PLACES = 5000  # a page of more is no help; the cells themselves are all marked
HEAD = ("次序", "处理", "问题", "怎样改", "涉及列", "处数", "位置", "问题代码")
WIDTHS = (6, 10, 44, 38, 16, 7, 22, 26)
_MEANINGS = {
    "accepted": "本次报送已接收。以下问题请核对，标为“退回核实”的行改正后重新报送方可计入。",
    "held": "本次报送待确认，暂不计入。请按下列问题改正或说明后重新报送。",
    "rejected": "本次报送退回，内容未采用。请按下列问题处理后重新报送。",
}
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_VIEW = '<sheetViews><sheetView showGridLines="0" tabSelected="1" workbookViewId="0"/></sheetViews>'
_PAGE = (
    '<printOptions horizontalCentered="1"/><pageMargins left="0.4" right="0.4" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
    '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/><headerFooter><oddFooter>&amp;C第 &amp;P 页 共 &amp;N 页</oddFooter></headerFooter>'
)


@dataclass(frozen=True)
class Problem:
    """One finding at one place. `sheet` is the name of the sheet in the file, `cell` its address there; None where there is none."""

    code: str
    severity: str
    text: str
    label: str
    sheet: str | None
    cell: str | None

    @property
    def advice(self) -> tuple[str, str]:
        """What is wrong, and what to do about it."""
        said = [f"{each}。" for each in self.text.split("。") if each]
        asked = [each for each in said if "请" in each]
        return "".join(each for each in said if each not in asked) or self.text, "".join(asked) or "请按要求改正。"


def put_in_front(
    package: Package,
    styles: CellStyles,
    fate: str,
    facts: Sequence[str],
    problems: Iterable[Problem],
    changes: Sequence[str],
) -> None:
    """Make the summary the first sheet.

    `facts` are lines for its head, such as unit and period, or the notice of a sample; `changes` say what was mended since last time.
    """
    name = package.new_name("xl/worksheets/sheetRollcall{}.xml")
    xml = _Page(styles, fate, facts, list(problems)).xml(changes)
    identifier = package.add(package.workbook, "worksheet", name, _TYPE, xml.encode())
    taken = [each.attributes for each in children(package[package.workbook], "workbook", "sheets")]
    title, number = TITLE, 1
    while title.casefold() in {each["name"].casefold() for each in taken}:
        number += 1
        title = f"{TITLE}{number}"
    for part in package.sheets:
        if part.endswith(".xml"):
            package[part] = _unselected(package[part])
    first = max((int(each["sheetId"]) for each in taken), default=0) + 1
    package[package.workbook] = _listed(package[package.workbook], title, first, identifier)


def _listed(data: bytes, title: str, number: int, identifier: str) -> bytes:
    """The workbook with one sheet more in front; what speaks of sheets by their place speaks of one further."""
    (sheets,) = (each for each in children(data, "workbook") if each.path[-1] == "sheets")
    name = prefix(data)
    new = f'<{name}sheet xmlns:r="{OFFICE}" name={quoteattr(title)} sheetId="{number}" r:id="{identifier}"/>'.encode()
    edits = [appended(data, sheets, new) if sheets.is_empty_tag else (sheets.opened, sheets.opened, new)]
    views = children(data, "workbook", "bookViews")
    if not views:
        view = f"<{name}bookViews><{name}workbookView/></{name}bookViews>".encode()
        edits.insert(0, (sheets.start, sheets.start, view))
    for each in views:
        tag = data[each.start : each.opened]
        edits.append((each.start, each.opened, with_attributes(tag, activeTab="0", firstSheet="0")))
    for each in children(data, "workbook", "definedNames"):
        if "localSheetId" in each.attributes:
            moved = with_attributes(
                data[each.start : each.opened], localSheetId=str(int(each.attributes["localSheetId"]) + 1)
            )
            edits.append((each.start, each.opened, moved))
    return spliced(data, edits)


def _unselected(data: bytes) -> bytes:
    """The sheet without its tab chosen: two chosen tabs would be edited together."""
    chosen = elements(
        data, lambda path, said: path[1:] == ("sheetViews", "sheetView") and "tabSelected" in said, "sheetData"
    )
    return spliced(
        data,
        [
            (each.start, each.opened, with_attributes(data[each.start : each.opened], tabSelected="0"))
            for each in chosen
        ],
    )


class _Page:
    """The sheet being written, row by row."""

    def __init__(self, styles: CellStyles, fate: str, facts: Sequence[str], problems: list[Problem]):
        self._styles, self._fate, self._facts, self._problems = styles, fate, facts, problems
        self._rows: list[str] = []
        self._links: list[str] = []
        self._merges: list[str] = []
        thin = '<@border><@left style="thin"><@color rgb="FFBFBFBF"/></@left><@right style="thin"><@color rgb="FFBFBFBF"/></@right><@top style="thin"><@color rgb="FFBFBFBF"/></@top><@bottom style="thin"><@color rgb="FFBFBFBF"/></@bottom><@diagonal/></@border>'
        self._border = styles.add("borders", thin)

    def xml(self, changes: Sequence[str]) -> str:
        """The sheet: head, the problems by kind, what was mended since last time, and each place of what stands in several."""
        self._line([TITLE], self._style(size=16, bold=True, align="center"), 30)
        for fact in self._facts:
            self._line([fact], self._style(align="center"), 18)
        meaning = f"{FATES[self._fate]}：{_MEANINGS[self._fate]}"
        self._line([meaning], self._style(bold=True, align="left"), 22)
        self._line(HEAD, self._style(bold=True, align="center", fill="E7EDF3", border=True), 24)
        head = len(self._rows)
        groups: dict[tuple, list[Problem]] = {}
        for each in self._problems:
            groups.setdefault((each.severity, each.code, each.label, each.sheet, each.text), []).append(each)
        order = list(SEVERITIES)
        ranked = sorted(groups.values(), key=lambda several: order.index(several[0].severity))
        for number, several in enumerate(ranked, 1):
            self._problem(number, several)
        for number, change in enumerate(changes):
            self._line([change], self._style(bold=not number, align="left"), 18 if number else 26)
        placed = [each for several in ranked if len(several) > 1 for each in several if each.cell and each.sheet]
        if placed:
            self._line(["逐处明细（点击位置可跳转）"], self._style(bold=True, align="left"), 26)
        for number, each in enumerate(placed[:MOST_PLACES], 1):
            cells = [
                str(number),
                SEVERITIES[each.severity],
                each.advice[0],
                each.advice[1],
                each.label,
                "",
                _place(each),
                each.code,
            ]
            self._entry(cells, each)
        if len(placed) > MOST_PLACES:
            self._line(
                [f"另有{len(placed) - MOST_PLACES}处未列出，均已在原表单元格中标注。"], self._style(align="left"), 18
            )
        columns = "".join(
            f'<col min="{at}" max="{at}" width="{width}" customWidth="1"/>' for at, width in enumerate(WIDTHS, 1)
        )
        merges = "".join(f'<mergeCell ref="{each}"/>' for each in self._merges)
        links = f"<hyperlinks>{''.join(self._links)}</hyperlinks>" if self._links else ""
        view = _VIEW.replace(
            "/></sheetViews>",
            f'><pane ySplit="{head}" topLeftCell="A{head + 1}" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>',
        )
        return (
            f'<?xml version="1.0" encoding="UTF-8"?>\n<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheetPr><tabColor rgb="FFC00000"/>'
            f'<pageSetUpPr fitToPage="1"/></sheetPr>{view}<cols>{columns}</cols><sheetData>{"".join(self._rows)}</sheetData>'
            f'<mergeCells count="{len(self._merges)}">{merges}</mergeCells>{links}{_PAGE}</worksheet>'
        )

    def _problem(self, number: int, several: list[Problem]) -> None:
        """A line of the summary: one kind of problem, how often, and where first."""
        first = several[0]
        where = _place(first) + (f" 等{len(several)}处" if len(several) > 1 else "")
        cells = [
            str(number),
            SEVERITIES[first.severity],
            *first.advice,
            first.label,
            str(len(several)),
            where,
            first.code,
        ]
        self._entry(cells, first)

    def _entry(self, cells: Sequence[str], problem: Problem) -> None:
        centered, left = (self._style(align=side, border=True) for side in ("center", "left"))
        marked = self._style(align="center", border=True, fill=COLORS[problem.severity])
        linked = self._style(align="center", border=True, link=bool(problem.sheet))
        looks = (centered, marked, left, left, centered, centered, linked, centered)
        self._line(
            cells, looks, 15 * max(line_count(cell, width) for cell, width in zip(cells, WIDTHS, strict=True)) + 4
        )
        if problem.sheet:
            sheet = problem.sheet.replace("'", "''")
            target = quoteattr(f"'{sheet}'!{problem.cell or 'A1'}")
            self._links.append(f'<hyperlink ref="{a1(len(self._rows), 7)}" location={target}/>')

    def _line(self, cells: Sequence[str], looks: int | Sequence[int], height: float) -> None:
        """A row; one cell alone is merged over the width of the page."""
        row = len(self._rows) + 1
        if len(cells) == 1:
            self._merges.append(f"A{row}:{a1(row, len(HEAD))}")
        written = "".join(
            f'<c r="{a1(row, column)}" s="{looks if isinstance(looks, int) else looks[column - 1]}" t="inlineStr">'
            f'<is><t xml:space="preserve">{escape(cell)}</t></is></c>'
            for column, cell in enumerate(cells, 1)
            if cell or not isinstance(looks, int)
        )
        self._rows.append(f'<row r="{row}" ht="{height}" customHeight="1">{written}</row>')

    def _style(
        self,
        *,
        size: int = 10,
        bold: bool = False,
        align: str = "left",
        fill: str = "",
        border: bool = False,
        link: bool = False,
    ) -> int:
        look = ("<@b/>" if bold else "") + ("<@u/>" if link else "") + f'<@sz val="{size}"/>'
        color = '<@color rgb="FF0563C1"/>' if link else ""
        font = self._styles.add("fonts", f'<@font>{look}{color}<@name val="宋体"/></@font>')
        filled = self._styles.fill(fill) if fill else 0
        border_id = self._border if border else 0
        return self._styles.add(
            "cellXfs",
            f'<@xf numFmtId="49" fontId="{font}" fillId="{filled}" borderId="{border_id}" quotePrefix="1" applyNumberFormat="1" applyFont="1" applyFill="1" '
            f'applyBorder="1" applyAlignment="1"><@alignment horizontal="{align}" vertical="center" wrapText="1"/></@xf>',
        )


def _place(problem: Problem) -> str:
    return "!".join(part for part in (problem.sheet, problem.cell) if part) or "整个文件"
