"""The count at a glance: it says what the stream says, or leaves the sheet to it."""

import random
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from xlsxwriter import Workbook

from pipeline.sheets.counts import glance, xlsx

TEXTS = ("刘某", "", " ", "　", "\u2003", " a ", "0", "12", "A1")
SHEET = '<worksheet xmlns="%s"><sheetData>%s</sheetData></worksheet>'


def written(path: Path, seed: int) -> Path:
    """A sheet of random cells, some of them of strings that hold nothing."""
    numbers = random.Random(seed)
    with Workbook(path) as book:
        sheet = book.add_worksheet()
        for row in range(40):
            for column in range(numbers.randrange(30)):
                text = numbers.choice(TEXTS)
                if text.isdigit() and numbers.random() < 0.5:
                    sheet.write_number(row, column, int(text))
                elif text:
                    sheet.write_string(row, column, text)
    return path


def counted(path: Path) -> list[list]:
    with path.open("rb") as file:
        return list(xlsx.read(file, 10))


@pytest.mark.parametrize("seed", range(8))
def test_blank_strings_are_counted_as_the_stream_counts_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    path = written(tmp_path / "roster.xlsx", seed)
    with ZipFile(path) as archive:
        blanks = glance.blank_strings(archive.read("xl/sharedStrings.xml"))
        assert blanks
        assert glance.at_a_glance(archive.read("xl/worksheets/sheet1.xml"), blanks)
    told = counted(path)
    monkeypatch.setattr(xlsx, "at_a_glance", lambda *_: None)
    assert told == counted(path)


def plain(cells: str, blanks: frozenset[int] = frozenset((1,))) -> dict[int, int] | None:
    return glance.at_a_glance((SHEET % (glance.NAMESPACES[0], cells)).encode(), blanks)


def test_only_a_shared_string_is_blank() -> None:
    cells = (
        '<c r="A7" t="s"><v>1</v></c><c r="B7"><v>1</v></c><c r="C7" t="str"><v>1</v></c><c r="D7" t="s"><v>11</v></c>'
    )
    assert plain(f'<row r="7">{cells}</row><row r="8"><c t="s"><v>1</v></c></row>') == {7: 3, 8: 0}


def test_the_cell_before_says_nothing_of_one_without_attributes() -> None:
    assert plain('<row r="7"><c r="A7" t="s"/><c><v>1</v></c></row>') == {7: 1}


def unsure() -> Iterator[str]:
    yield '<row r="7"><c r="A7" t="s"><v>01</v></c></row>'
    yield '<row r="7"><c r="A7" t="s"><v> </v></c></row>'
    yield '<row r="7"><c r="A7" t="inlineStr"><is><t> </t></is></c></row>'


@pytest.mark.parametrize("cells", unsure())
def test_what_is_not_plain_is_left_to_the_stream(cells: str) -> None:
    assert plain(cells) is None


def strings(*items: str) -> bytes:
    return "".join(["<sst>", *items, "</sst>"]).encode()


def test_which_strings_are_blank() -> None:
    filled, runs = "<si><t>a</t></si>", "<si><r><t> </t></r><r><t>b</t></r></si>"
    blank, parted = '<si><t xml:space="preserve"> \n</t></si>', "<si><r><t> </t></r><r><t/></r></si>"
    assert glance.blank_strings(strings(filled, runs, blank, parted, filled, "<si></si>")) == {2, 3, 5}
    assert glance.blank_strings(strings(filled, filled)) == frozenset()
    assert glance.blank_strings(strings(filled, "<si/>", blank)) is None
    assert glance.blank_strings(strings(filled, "<si><t>&#32;</t></si>")) is None
    assert glance.blank_strings(strings(*[blank] * (glance.MOST_BLANKS + 1))) is None


def test_a_file_whose_strings_need_a_closer_look(tmp_path: Path) -> None:
    path = written(tmp_path / "roster.xlsx", 1)
    expected = counted(path)
    parts = BytesIO()
    with ZipFile(path) as archive, ZipFile(parts, "w") as other:
        for name in archive.namelist():
            data = archive.read(name)
            if name == "xl/sharedStrings.xml":
                data = data.replace(b"<t>0</t>", b"<t>&#48;</t>")
            other.writestr(name, data)
    path.write_bytes(parts.getvalue())
    assert counted(path) == expected
