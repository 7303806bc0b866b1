"""One sheet in the many spellings of XML, and what is refused because something in it could be lost."""

import zipfile

import pytest

from pipeline.sheets import sandbox
from pipeline.sheets.formats import xlsx
from pipeline.sheets.grid import Cell
from pipeline.sheets.refusal import Refused
from tests.sheet_files import LIMITS, MAIN, STRICT_MAIN, STRICT_RELATED, cells, read, sheet_xml, strings_xml, write_xlsx


def refusal(path):
    """The code with which the reader refuses a file."""
    with pytest.raises(Refused) as caught:
        sandbox.read(path, LIMITS)
    return caught.value.code


PLAIN = '<row r="2" hidden="1"><c r="A2" t="inlineStr"><is><t>姓 名</t></is></c><c r="C2"><v>7</v></c></row>'
SPELLINGS = {
    "plain": sheet_xml(PLAIN),
    "no references": sheet_xml(
        '<row/><row hidden="true"><c t="inlineStr"><is><t>姓 名</t></is></c><c/><c><v>7</v></c></row>'
    ),
    "some references": sheet_xml(PLAIN.replace('<c r="C2">', '<c r="B2"/><c>')),
    "cells only": sheet_xml(PLAIN.replace('<row r="2"', "<row")),
    "white space": sheet_xml(
        PLAIN.replace("<c", "\n  <c").replace("<v>", "\n\t<v>").replace("</c>", "\r\n</c >").replace("</row", "\n</row")
        + "\n"
    ),
    "single quotes": sheet_xml(PLAIN.replace('"', "'")),
    "comments": sheet_xml(PLAIN.replace("<v>", '<!-- <c r="D2"><v>9</v></c> --><v>')),
    "CDATA": sheet_xml(PLAIN.replace("姓 名", "<![CDATA[姓 名]]>")),
    "instructions": sheet_xml(PLAIN + "<?mso c?>"),
    "prefix": f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData>'
    + PLAIN.replace("</", "</x:").replace("<", "<x:").replace("<x:/x:", "</x:")
    + "</x:sheetData></x:worksheet>",
    "other attributes": sheet_xml(PLAIN.replace('<c r="C2"', '<c cm="1" r="C2" vm="1" ph="1"')),
    "extensions": sheet_xml(
        PLAIN.replace(
            "<v>7</v>", '<v>7</v><extLst><ext uri="u"><x:c xmlns:x="u" r="D2"><x:v>9</x:v></x:c></ext></extLst>'
        )
        + '<row r="3"><extLst><ext uri="u"/></extLst></row>'
    ),
    "strict": sheet_xml(PLAIN).replace(MAIN, STRICT_MAIN),
    "UTF-16": sheet_xml(PLAIN).replace("UTF-8", "UTF-16").encode("utf-16"),
    "byte order mark": sheet_xml(PLAIN).encode("utf-8-sig"),
    "foreign cells": sheet_xml(PLAIN.replace("</row>", '<y:c xmlns:y="urn:y" r="Z2"><y:v>1</y:v></y:c></row>')),
}


@pytest.mark.parametrize("spelling", [name for name in SPELLINGS if name != "foreign cells"])
def test_one_sheet_in_many_spellings(tmp_path, spelling):
    is_strict = spelling == "strict"
    dialect = {"main": STRICT_MAIN, "related": STRICT_RELATED} if is_strict else {}
    grid = read(write_xlsx(tmp_path / "a.xlsx", SPELLINGS[spelling], **dialect)).grids[0]
    assert grid.rows == {2: {1: Cell("text", "姓 名"), 3: Cell("number", "7")}}
    assert grid.hidden_rows == {2}


def test_text_runs_of_white_space_survive_another_spelling(tmp_path):
    strings = strings_xml(
        "<r><t>张</t></r><r><t xml:space='preserve'> </t></r><r><t>三</t></r>", '<t>&lt;c r="A9"&gt;</t>'
    )
    data = "<row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' t='s'><v>1</v></c><c r='C1'><f>A1&lt;B1</f></c></row>"
    found = cells(write_xlsx(tmp_path / "a.xlsx", sheet_xml(data), strings=strings))
    assert found == {"A1": ("text", "张 三", None), "B1": ("text", '<c r="A9">', None), "C1": ("uncached", "", "A1<B1")}


def test_rows_out_of_order_and_beyond_the_stated_range_are_read(tmp_path):
    data = '<row r="9"><c r="XFD9"><v>1</v></c></row><row r="2"><c r="B2"><v>2</v></c><c r="A2"><v>3</v></c></row><row r="1048576"><c r="A1048576"><v>4</v></c></row>'
    found = cells(write_xlsx(tmp_path / "a.xlsx", sheet_xml(data, before='<dimension ref="A1"/>')))
    assert {address: text for address, (_, text, _) in found.items()} == {
        "A2": "3",
        "B2": "2",
        "XFD9": "1",
        "A1048576": "4",
    }


@pytest.mark.parametrize(
    "data",
    [
        '<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1"><c r="A1"><v>2</v></c></row>',
        '<row r="1"><c r="A2"><v>1</v></c></row>',
        '<row r="1"><c r="XFE1"><v>1</v></c></row>',
        '<row r="1048577"><c r="A1048577"><v>1</v></c></row>',
        '<row r="4294967295"><c r="A4294967295"><v>1</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>7</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></row>',
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>&unknown;</v></c></row>',
        '<row r="1"><cell r="A1"><v>1</v></cell></row>',
        '<row r="1"><c r="A1"><w>1</w></c></row>',
        'text<row r="1"><c r="A1"><v>1</v></c></row>',
        SPELLINGS["foreign cells"][
            SPELLINGS["foreign cells"].index("<row") : SPELLINGS["foreign cells"].index("</sheetData>")
        ],
    ],
)
def test_what_could_be_lost_is_refused_instead(tmp_path, data):
    assert refusal(write_xlsx(tmp_path / "a.xlsx", sheet_xml(data))) == "file_unreadable"


@pytest.mark.parametrize(
    "part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"]
)
@pytest.mark.parametrize(
    "declaration",
    ['<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>', '<!DOCTYPE x SYSTEM "file:///etc/hostname">'],
)
def test_a_document_type_is_refused_in_every_part(tmp_path, part, declaration):
    parts = {"strings": strings_xml("<t>a</t>"), "styles": f'<styleSheet xmlns="{MAIN}"/>'}
    path = write_xlsx(tmp_path / "a.xlsx", sheet_xml(PLAIN), **parts)
    with zipfile.ZipFile(path) as archive:
        content = archive.read(part).decode()
    head, mark, rest = content.rpartition("?>\n")
    path = write_xlsx(tmp_path / "b.xlsx", sheet_xml(PLAIN), **parts, extra={part: f"{head}{mark}{declaration}{rest}"})
    assert refusal(path) == "file_unreadable"
    with pytest.raises(Refused):
        sandbox.read(path, LIMITS)


def test_a_cut_or_damaged_sheet_is_refused(tmp_path):
    whole = sheet_xml(PLAIN)
    for cut in (whole[: whole.index("</sheetData>")], whole.replace("</worksheet>", ""), whole.replace("姓", "\ud800")):
        path = write_xlsx(tmp_path / "a.xlsx", cut.encode("utf-8", "surrogatepass"))
        assert refusal(path) == "file_unreadable"


EXCEL_ROOT = f'''<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r
<worksheet xmlns="{MAIN}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" \
xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="x14ac xr" \
xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac" \
xmlns:xr="http://schemas.microsoft.com/office/spreadsheetml/2014/revision" xr:uid="{{00000000-0001-0000-0000-000000000000}}">'''


def test_what_excel_itself_writes_takes_the_fast_way(tmp_path, monkeypatch):
    row = '<row r="2" spans="1:3" ht="14.25" x14ac:dyDescent="0.2"><c r="A2" s="1" t="s"><v>0</v></c><c r="B2" s="2"/></row>'
    sheet = f'{EXCEL_ROOT}<dimension ref="A2"/><sheetData>{row}</sheetData><pageMargins left="0.7"/></worksheet>'
    path = write_xlsx(
        tmp_path / "a.xlsx", sheet, strings=strings_xml('<t>姓名</t><phoneticPr fontId="1" type="noConversion"/>')
    )
    monkeypatch.setattr(xlsx, "canonical", lambda xml: pytest.fail("not taken for plain"))
    with open(path, "rb") as file:
        *_, known = xlsx.read(file, 10)
    assert known == [("text", "姓名", 0, None)]
