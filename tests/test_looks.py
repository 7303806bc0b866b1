"""What a row says beside its values: remarks, comments, lines through it, colours, percent formats. Nothing is counted in silence."""

from dataclasses import replace
from typing import Any

import pytest
from county_tables import AS_OF, CONTRACTS, EAST, KEYS, good, grid, records, table

from pipeline.rows.delivery import Conformed, Context, conform
from pipeline.sheets.grid import Cell, Grid, Style, Workbook, a1

PLAIN, STRUCK, YELLOW, PERCENT, WHITE = range(5)
STYLES = (
    Style(),
    Style(is_struck=True),
    Style(fill="FFFFFF00"),
    Style(number_format="0.0%"),
    Style(fill="FFFFFFFF"),
)
FIRST = 3  # the row of the first person
LAST = len(CONTRACTS.entities["worker"].fields)  # columns of a whole roster


def roster(count: int = 5, entity: str = "worker", header: str = "备注", **told: Any) -> Grid:
    """Rows of which nobody has left, with one more column; `told` maps r<place> to what stands in it."""
    end = {"left_on": None} if entity == "worker" else {"closed_on": None} if entity == "station" else {}
    lines = table(entity, [good(entity, place) | end for place in range(count)])
    lines[1].append(header)
    for place, line in enumerate(lines[2:]):
        line.append(told.get(f"r{place}"))
    return grid(lines)


def beside(row: int, entity: str = "worker") -> str:
    """The cell of a row behind all that the contract asks for."""
    return a1(row, len(CONTRACTS.entities[entity].fields) + 1)


def styled(sheet: Grid, style: int, rows: tuple[int, ...], columns: range = range(1, LAST + 1)) -> Grid:
    cells = {
        number: {
            column: cell._replace(style=style) if number - FIRST in rows and column in columns else cell
            for column, cell in line.items()
        }
        for number, line in sheet.rows.items()
    }
    return replace(sheet, rows=cells)


def outcome(sheet: Grid) -> Conformed:
    context = Context("d" * 16, "f" * 64, EAST, AS_OF, CONTRACTS, KEYS)
    return conform(Workbook("xlsx", None, (sheet,), STYLES), context)


def found(sheet: Grid) -> list[tuple[str, str]]:
    """Code and cell of every finding."""
    return [(each["code"], each["cell"]) for each in records(outcome(sheet), "finding")]


@pytest.mark.parametrize(
    "words", ["2024.5离职", "已调走", "退休", "2022年6月调离本单位", "因病去世", "已辞职，岗位空缺", "（离岗）"]
)
def test_a_remark_that_somebody_left_is_never_counted_in_silence(words: str) -> None:
    result = outcome(roster(r2=words))
    assert [(each["code"], each["cell"]) for each in records(result, "quarantine")] == [("remark_says_left", beside(5))]
    assert result.tables["worker"].height == 4
    assert words not in str(records(result, "finding"))


@pytest.mark.parametrize("words", ["退休返聘", "退出现役军人", "未离职", "新增", "村级后备干部", None])
def test_a_remark_that_says_something_else_is_none(words: str | None) -> None:
    assert found(roster(r2=words)) == []


def test_with_a_leaving_date_the_date_decides() -> None:
    lines = table("worker", [good("worker", place) | {"left_on": "2022-05-01"} for place in range(3)])
    for line, word in zip(lines[1:], ("备注", "2022.5离职", None, None), strict=True):
        line.append(word)
    sheet = styled(grid(lines), STRUCK, (1,))
    assert found(sheet) == []


def test_an_unknown_column_may_say_it_too() -> None:
    for words, codes in (
        ("已离职", ["remark_says_left"]),
        ("2022年退休", ["remark_says_left"]),
        ("离退休干部局退休科", []),
        ("县退休办", []),
    ):
        assert [code for code, _ in found(roster(header="人员状态说明", r1=words)) if code != "column_unknown"] == codes


def test_a_bracket_behind_the_name_may_say_it() -> None:
    lines = table("worker", [good("worker", place) | {"left_on": None} for place in range(3)])
    lines[3][0] += "（已退休）"
    assert found(grid(lines)) == [("remark_says_left", "A4")]


def test_a_station_that_is_closed_says_it_in_a_remark() -> None:
    assert found(roster(entity="station", r1="2022年已撤销")) == [("remark_says_left", beside(4, "station"))]


def test_a_comment_is_a_remark() -> None:
    said = replace(roster(), comments={(FIRST + 1, 1): "已调走", (FIRST + 2, 3): "新增人员", (2, 1): "请填全名"})
    assert found(said) == [("remark_says_left", "A4"), ("cell_commented", "C5")]


def test_a_line_through_a_row() -> None:
    assert found(styled(roster(), STRUCK, (1,))) == [("row_struck_through", "A4")]
    assert found(styled(roster(), STRUCK, (1,), range(2, 3))) == [("row_struck_through", "B4")]
    assert found(styled(roster(r1="旧"), STRUCK, (1,), range(LAST + 1, LAST + 2))) == []


def test_a_colour_that_few_rows_have() -> None:
    assert found(styled(roster(), YELLOW, (1,))) == [("row_coloured", "A4")]
    assert found(styled(roster(), YELLOW, (1, 2))) == [("row_coloured", "A4"), ("row_coloured", "A5")]
    assert records(outcome(styled(roster(), YELLOW, (1,))), "quarantine") == []


def test_a_colour_that_means_nothing() -> None:
    assert found(styled(roster(), YELLOW, (0, 1, 2, 3, 4))) == []
    assert found(styled(roster(7), YELLOW, (0, 2, 4, 6))) == []
    assert found(styled(roster(9), YELLOW, (1, 4, 7))) == []
    assert found(styled(roster(), WHITE, (1,))) == []
    assert found(styled(roster(), YELLOW, (1,), range(2, 3))) == []


def test_a_share_that_is_shown_a_hundred_times_larger() -> None:
    """0.35 in a percent format reads as 35 % and is stored as 0.35: which of them the county means is not known."""
    lines = table("observation", [good("observation", place) | {"value": 0.35} for place in range(3)])
    column = lines[1].index("数值") + 1
    result = outcome(styled(grid(lines), PERCENT, (1,), range(column, column + 1)))
    (finding,) = records(result, "quarantine")
    assert (finding["code"], finding["field"], finding["row"]) == ("number_shown_as_percent", "value", FIRST + 1)


def test_a_missing_row_of_cells_is_looked_at_too() -> None:
    sheet = roster()
    sheet.rows[FIRST + 1] = {column: Cell("text", "离职") for column in (LAST + 1,)} | {1: Cell("text", "测试")}
    assert ("remark_says_left", beside(4)) in found(sheet)
