"""A row is cut at its own number, wherever else that number stands; and the count looks at one row of each kind."""

import pytest

from pipeline.sheets.formats import xlsx
from pipeline.sheets.formats.cells import read_strings
from tests.sheet_files import LIMITS, cells, read, sandbox, sheet_xml, strings_xml, write_xlsx


@pytest.mark.parametrize(
    "row",
    [
        '<row r="2" spans="1:2" ht="2"><c r="A2" s="2"><v>2</v></c><c r="B2" s="2" t="s"><v>1</v></c></row>',
        '<row r="2" spans="1:3"><c r="A2"><v>2</v></c><c r="B2" s="2" t="s"><v>1</v></c><c r="C2" s="2"/></row>',
        '<row r="2" hidden="1"><c r="B2" t="s"><v>1</v></c><c r="A2"><v>2</v></c></row>',
        '<row r="2"><c r="A2" ><v>2</v></c><c r="B2" t="s"><v> 1 </v></c></row>',
    ],
)
def test_a_row_whose_number_stands_in_other_places_too(tmp_path, row):
    others = "".join(f'<row r="{each}"><c r="A{each}"><v>{each}</v></c></row>' for each in (12, 22, 102))
    path = write_xlsx(tmp_path / "a.xlsx", sheet_xml(row + others), strings=strings_xml("<t>甲</t>", "<t>乙</t>"))
    assert cells(path) == {
        "A2": ("number", "2", None),
        "B2": ("text", "乙", None),
        **{f"A{each}": ("number", f"{each}", None) for each in (12, 22, 102)},
    }


def test_formulas_that_name_cells_of_their_own_row(tmp_path):
    rows = "".join(
        f'<row r="{row}"><c r="A{row}"><f>IF(B{row}="{row}",{row},"A{row}")</f><v>{row}</v></c><c r="B{row}"/></row>'
        for row in (1, 2, 30)
    )
    assert cells(write_xlsx(tmp_path / "a.xlsx", sheet_xml(rows))) == {
        f"A{row}": ("number", f"{row}", f'IF(B{row}="{row}",{row},"A{row}")') for row in (1, 2, 30)
    }


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="A1" s="1"/><v>5</v></c>',
        '<c r="A1"><v>5</v></c><v>6</v></c>',
        '<c r="A1"><v>5</v></c></row><row r="1"><c r="B1"><v>5</v></c>',
        '<c r="A1"><v>5</v></c></sheetData><sheetData>',
        '<c r="A1" xmlns="urn:other"><v>5</v></c>',
        '<c r="A1"><v>5</v></c><c r="A2"><v>5</v></c>',
    ],
)
def test_a_row_that_is_more_than_its_pieces_is_refused(tmp_path, cell):
    path = write_xlsx(tmp_path / "a.xlsx", sheet_xml(f'<row r="9"><c r="A9" s="1"/></row><row r="1">{cell}</row>'))
    with pytest.raises(sandbox.Refused) as caught:
        sandbox.read(path, LIMITS)
    assert caught.value.code == "file_unreadable"


COUNTED = {
    "<c r='A1'><v>1</v></c>": 1,
    '<c r="A1"><v> </v></c>': 0,
    '<c r="A1"><v></v></c>': 0,
    '<c r="A1"><v/></c><c r="B1"><v>1</v></c>': 1,
    '<c r="A1" t="str"><v>\u3000</v></c>': 0,
    '<c r="A1" t="str"><v>&#32;</v></c>': 0,
    '<c r="A1" t="str"><v>_x0020_</v></c>': 0,
    '<c r="A1" t="str"><v>AB 12</v></c>': 1,
    '<c r="A1" t="str"><v>1 2</v></c>': 1,
    '<c r="A1"><f>B1</f></c>': 1,
    '<c r="A1"><f t="shared" si="0"/><v>7</v></c>': 1,
    '<c r="A1" t="str"><f>B1</f><v></v></c>': 0,
    '<c r="A1" t="e"><v>#N/A</v></c><c r="B1" t="e"/>': 2,
    '<c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c>': 1,
    '<c r="A1" t="inlineStr"><is><t>A1</t></is></c>': 1,
}


@pytest.mark.parametrize("cell", COUNTED)
def test_a_cell_is_counted_by_what_it_holds(tmp_path, cell):
    strings = strings_xml("<t>甲</t>", "<t> </t>") if 't="s"' in cell else None
    workbook = read(write_xlsx(tmp_path / "a.xlsx", sheet_xml(f'<row r="1">{cell}</row>'), strings=strings))
    assert workbook.counted.sheets[0].get(1, 0) == COUNTED[cell]


@pytest.mark.parametrize(
    ("items", "texts"),
    [
        (["<t>甲</t>", '<t xml:space="preserve"> 乙 </t>', "<t></t>"], ["甲", " 乙 ", ""]),
        ([f'<t>{each}</t><phoneticPr fontId="1" type="noConversion"/>' for each in "甲乙"], ["甲", "乙"]),
        (["<t>A&amp;B</t>", "<t>_x0041_</t>", "<t>甲\r\n乙</t>"], ["A&B", "A", "甲\n乙"]),
    ],
)
def test_plain_strings_are_cut_at_once(monkeypatch, items, texts):
    monkeypatch.delattr("pipeline.sheets.formats.cells.joined")
    assert read_strings(strings_xml(*items).encode()) == texts


def test_a_roster_in_plain_spelling_is_not_spelt_anew(tmp_path, monkeypatch):
    monkeypatch.delattr("pipeline.sheets.formats.rows._counted_on")
    monkeypatch.delattr("pipeline.sheets.formats.xlsx.canonical")
    row = '<row r="{0}" spans="1:3"><c r="A{0}"><v>{0}</v></c><c r="B{0}" t="s"><v>1</v></c><c r="C{0}"/></row>'
    rows = "".join(row.format(number) for number in range(1, 30))
    path = write_xlsx(tmp_path / "a.xlsx", sheet_xml(rows), strings=strings_xml("<t>甲</t>", "<t>乙</t>"))
    with path.open("rb") as file:
        _, sheet, known = xlsx.read(file, LIMITS.inflated_mebibytes)
    assert [row[:2] for row in sheet[-1]] == [[number, (1, 2)] for number in range(1, 30)]
    assert len(known) == 30
