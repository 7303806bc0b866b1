"""An .ods workbook comes out with all that its XML says of a cell; what is repeated without end costs nothing."""

import io
import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from format_checks import mutants, outcome, pieces, texts
from python_calamine import CalamineWorkbook
from sheet_files import LIMITS, read
from text_workbooks import CONTENT, Special, pack_ods, write_ods

from pipeline.sheets import sandbox
from pipeline.sheets.refusal import Refused

ROWS = [
    ["花名册", None, None],
    ["序号", "姓名", "取得时间"],
    [1, "张 三\n丰", date(2022, 8, 1)],
    [
        "510499199001011233",
        Special("李四", is_struck=True, fill="#ffff00", comment="已调走"),
        datetime(2022, 8, 1, 9, 5),
    ],
    [Special(formula="SUM([.A1])"), Special(error="#N/A", formula="[.B1]"), Special(3, formula="1+2"), True],
]
FLOAT = '<table:table-cell office:value-type="float" office:value="7"{}/>'
TEXT = '<table:table-cell office:value-type="string"{}><text:p>{}</text:p></table:table-cell>'


def content(rows: str, before: str = "", styles: str = "") -> bytes:
    """content.xml of one sheet."""
    table = f'{before}<table:table table:name="S">{rows}</table:table>'
    return CONTENT.format(styles=styles, tables=table).encode()


def packed(xml: bytes) -> bytes:
    buffer = io.BytesIO()
    pack_ods(buffer, xml)
    return buffer.getvalue()


def row(cells: str, said: str = "") -> str:
    return f"<table:table-row{said}>{cells}</table:table-row>"


def of_row(cells: str) -> dict:
    """(kind, text) by column of a sheet's only row."""
    return texts(outcome("ods", packed(content(row(cells)))))[1]


def test_every_kind_of_cell(tmp_path):
    path = write_ods(
        tmp_path / "名册.et",
        {"城关镇": ROWS, "旧": ROWS[:2]},
        merges={"城关镇": [(1, 1, 1, 3)]},
        hidden_sheets=["旧"],
        hidden_rows={"城关镇": [3]},
        hidden_columns={"城关镇": [2]},
    )
    workbook = read(path)
    first, second = workbook.grids
    assert (workbook.format, first.name, first.state, second.state) == ("ods", "城关镇", "visible", "hidden")
    assert (first.merges, first.hidden_rows, first.hidden_columns) == (((1, 1, 1, 3),), {3}, {2})
    assert first.comments == {(4, 2): "已调走"}
    said = {
        number: [(each.kind, each.text, each.formula) for each in cells.values()]
        for number, cells in first.rows.items()
    }
    assert said[3] == [("number", "1", None), ("text", "张 三\n丰", None), ("date", "2022-08-01", None)]
    assert said[4][0] == ("text", "510499199001011233", None)
    assert said[4][1:] == [("text", "李四", None), ("date", "2022-08-01 09:05:00", None)]
    assert said[5] == [
        ("uncached", "", "SUM([.A1])"),
        ("error", "#N/A", "[.B1]"),
        ("number", "3", "1+2"),
        ("boolean", "TRUE", None),
    ]
    look = workbook.styles[first.rows[4][2].style]
    assert (look.is_struck, look.fill) == (True, "FFFFFF00")


def test_calamine_sees_the_same_values(tmp_path):
    rows = [[Decimal("2022.10"), "甲", True], [date(1990, 1, 31), "乙\n丙", 0.1], [None, None, 5]]
    path = write_ods(tmp_path / "a.ods", {"甲": rows, "乙": rows[::-1]}, hidden_sheets=["乙"])
    theirs = CalamineWorkbook.from_path(str(path))
    for grid, name in zip(read(path).grids, theirs.sheet_names, strict=True):
        assert grid.name == name
        values = theirs.get_sheet_by_name(name).to_python(skip_empty_area=False)
        seen = {(r, c): each for r, line in enumerate(values, 1) for c, each in enumerate(line, 1) if each != ""}
        ours = {(r, c): cell for r, cells in grid.rows.items() for c, cell in cells.items()}
        assert ours.keys() == seen.keys()
        for place, cell in ours.items():
            told = (
                float(cell.text)
                if cell.kind == "number"
                else cell.text == "TRUE"
                if cell.kind == "boolean"
                else cell.text
            )
            assert told == (seen[place].isoformat() if isinstance(seen[place], date) else seen[place])


def test_text_is_that_of_the_cells_own_paragraphs():
    note = "<office:annotation><dc:creator>丁</dc:creator><text:p>批注</text:p></office:annotation>"
    shape = "<draw:frame xmlns:draw='d'><draw:text-box><text:p>图中文字</text:p></draw:text-box></draw:frame>"
    spans = "甲<text:s text:c='2'/>乙<text:tab/><text:span>丙\n  丙</text:span><text:line-break/>丁"
    ruby = "<text:ruby><text:ruby-base>李</text:ruby-base><text:ruby-text>lǐ</text:ruby-text></text:ruby>"
    cell = f"<table:table-cell office:value-type='string'>\n {note}\n <text:p>{spans}</text:p>\n <text:p>{ruby}</text:p>\n{shape}</table:table-cell>"
    lines = outcome("ods", packed(content(row(cell))))
    assert texts(lines) == {1: {1: ("text", "甲  乙\t丙 丙\n丁\n李")}}
    assert lines[1][6] == [[1, 1, "批注"]]


def test_errors_and_formulas_without_value():
    """Older programs store an error as the number 0; what is shown tells."""
    old = '<table:table-cell table:formula="of:=1/0" office:value-type="float" office:value="0"><text:p>{}</text:p></table:table-cell>'
    empty = '<table:table-cell table:formula="of:=A1" office:value-type="string"><text:p/></table:table-cell>'
    bare = '<table:table-cell table:formula="of:=A1" office:value-type="float"/>'
    assert of_row(old.format("#DIV/0!") + old.format("Err:502") + old.format("0") + empty + bare) == {
        1: ("error", "#DIV/0!"),
        2: ("error", "Err:502"),
        3: ("number", "0"),
        5: ("uncached", ""),
    }


def test_values_and_times():
    cells = "".join(
        f'<table:table-cell office:value-type="{kind}" office:{name}="{value}"><text:p>shown</text:p></table:table-cell>'
        for kind, name, value in (
            ("percentage", "value", "0.35"),
            ("currency", "value", "-1.50"),
            ("time", "time-value", "PT09H05M00S"),
            ("time", "time-value", "PT30H00M00S"),
            ("date", "date-value", "2022-08-01T00:00:00"),
            ("date", "date-value", "2022年"),
            ("boolean", "boolean-value", "false"),
            ("float", "value", "NaN"),
            ("string", "string-value", "stored"),
        )
    )
    assert list(of_row(cells).values()) == [
        ("number", "0.35"),
        ("number", "-1.50"),
        ("date", "1900-01-00 09:05:00"),
        ("text", "shown"),
        ("date", "2022-08-01"),
        ("text", "shown"),
        ("boolean", "FALSE"),
        ("text", "shown"),
        ("text", "stored"),
    ]


def test_repetition_costs_nothing_where_it_is_empty():
    rows = (
        row(FLOAT.format(' table:number-columns-repeated="3"'), ' table:number-rows-repeated="2"')
        + row(
            '<table:table-cell table:number-columns-repeated="999999999"/>', ' table:number-rows-repeated="999999999"'
        )
        + row("<table:table-cell/>", ' table:number-rows-repeated="1000"')
    )
    assert texts(outcome("ods", packed(content(rows)))) == {
        n: dict.fromkeys((1, 2, 3), ("number", "7")) for n in (1, 2)
    }


@pytest.mark.parametrize("place", ["rows", "columns"])
def test_repetition_without_end_is_refused_where_it_is_filled(place):
    said = f' table:number-{place}-repeated="999999999"'
    rows = row(FLOAT.format(said)) if place == "columns" else row(FLOAT.format(""), said)
    assert outcome("ods", packed(content(rows))) == "file_too_large"


def test_a_copy_of_another_workbooks_sheet_is_no_sheet():
    copy = f"<table:table table:name=\"'file:///a.ods'#$S\">{row(FLOAT.format(''))}</table:table>"
    lines = outcome("ods", packed(content(row(FLOAT.format("")), before=copy)))
    assert ([sheet[1] for sheet in lines[1:-1]], lines[0][3]) == (["S"], ["external_links"])


def test_hidden_groups_and_default_styles():
    styles = (
        '<style:style style:name="base" style:family="table-cell">'
        '<style:text-properties style:text-line-through-style="solid"/></style:style>'
        '<style:style style:name="ce1" style:family="table-cell" style:parent-style-name="base"/>'
    )
    rows = (
        '<table:table-column table:default-cell-style-name="ce1" table:number-columns-repeated="2"/>'
        f'<table:table-row-group table:display="false">{row(FLOAT.format(""))}</table:table-row-group>{row(FLOAT.format(""))}'
    )
    lines = outcome("ods", packed(content(rows, styles=styles)))
    assert lines[1][4] == [1]
    assert lines[0][2][lines[-1][0][2]][2] is True


@pytest.mark.parametrize(
    "rows",
    [
        row(FLOAT.format(' table:number-columns-repeated="-1"')),
        row(FLOAT.format(' table:number-columns-repeated="20000"')),
        row('<table:table-cell table:number-columns-repeated="99999"/>' + FLOAT.format("")),
        row("", ' table:number-rows-repeated="1048576"') + row(FLOAT.format("")),
        FLOAT.format(""),
        row(row(FLOAT.format(""))),
        "<a>" * 200_000 + "</a>" * 200_000,
        "<table:table>" * 200_000,
    ],
)
def test_what_is_no_sound_sheet_is_refused(rows):
    assert outcome("ods", packed(content(rows))) == "file_unreadable"


def test_a_document_type_is_refused():
    assert outcome("ods", packed(b'<!DOCTYPE a [<!ENTITY b "bb">]>' + content(""))) == "file_unreadable"


def test_a_password_is_told(tmp_path):
    path = pack_ods(tmp_path / "a.ods", b"\x01\x02", "<manifest:encryption-data/>")
    with pytest.raises(Refused) as caught:
        sandbox.read(path, LIMITS)
    assert caught.value.code == "file_encrypted"


def test_damage_is_refused_or_seen_alike(tmp_path: Path):
    path = write_ods(tmp_path / "a.ods", {"表": ROWS, "二": ROWS})
    data = path.read_bytes()
    assert {outcome("ods", piece) for piece in pieces(data)} == {"file_unreadable"}
    ends = [outcome("ods", mutant) for mutant in mutants(data, 100, seed=1)]
    with zipfile.ZipFile(path) as archive:
        xml = archive.read("content.xml")
    ends += [outcome("ods", packed(mutant)) for mutant in mutants(xml, 400, seed=2)]
    assert 5 < sum(isinstance(end, list) for end in ends) < 490
