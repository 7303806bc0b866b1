"""What is no readable .xlsx or CSV file is refused with its own code, told by content and before it can cost anything."""

import io
import random
import re
import zipfile
from pathlib import Path

import pytest

from pipeline.sheets import sandbox
from pipeline.sheets.counts import xlsx as counter
from pipeline.sheets.formats import xlsx
from pipeline.sheets.refusal import CODES, Refused
from tests.sheet_files import MAIN, sheet_xml, strings_xml, write_xlsx

SMALL = sandbox.Limits(memory_mebibytes=256, seconds=20, file_mebibytes=80, inflated_mebibytes=60)
ROW = '<row r="{0}"><c r="A{0}"><v>{0}</v></c></row>'


def refused(path: Path, limits: sandbox.Limits = SMALL) -> Refused:
    """The refusal of a file, which says numbers, never contents."""
    with pytest.raises(Refused) as caught:
        sandbox.read(path, limits)
    assert caught.value.code in CODES
    assert re.fullmatch(r"[A-Za-z0-9 .,']*", caught.value.detail)
    return caught.value


def zipped(path: Path, parts: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file_unreadable"),
        (OLE, "file_unreadable"),
        (b"%PDF-1.7 ...", "attachment_kept"),
        (b"\x89PNG\r\n\x1a\n", "attachment_kept"),
        (b"PK\x05\x06" + bytes(18), "format_unsupported"),
        (b"PK\x03\x04" + bytes(200), "file_unreadable"),
    ],
)
def test_other_formats_are_told_by_content_whatever_the_ending(tmp_path, data, code):
    path = tmp_path / "花名册.xlsx"
    path.write_bytes(data)
    assert refused(path).code == code


def test_a_zip_without_a_workbook(tmp_path):
    link = '<Relationships><Relationship Id="a" Type="x/officeDocument" Target="{}"/></Relationships>'
    for target, content, code in (
        ("word/document.xml", b"<document/>", "attachment_kept"),
        ("xl/workbook.xml", b"<document/>", "format_unsupported"),
        ("xl/none.xml", None, "file_unreadable"),
    ):
        parts = {"_rels/.rels": link.format(target).encode()} | ({target: content} if content else {})
        assert refused(zipped(tmp_path / "a.xlsx", parts)).code == code
    assert refused(zipped(tmp_path / "a.ods", {"content.xml": b"<x/>"})).code == "format_unsupported"


def test_a_macro_workbook_is_read_like_any_other(tmp_path):
    path = write_xlsx(tmp_path / "a.xlsm", sheet_xml(ROW.format(1)), extra={"xl/vbaProject.bin": OLE})
    assert sandbox.read(path, SMALL).grids[0].rows[1][1].text == "1"


def test_sizes_are_checked_before_anything_is_inflated(tmp_path):
    good = sheet_xml(ROW.format(1))
    noise = random.Random(2).randbytes(2 << 20)
    cases = {
        "61 MiB inflated, limit 60": {"xl/media/a.bin": b"0" * (61 << 20)},
        "inflates 203 times, limit 200": {"xl/media/a.bin": b"0" * (40 << 20), "xl/media/b.bin": noise[: 150 << 10]},
        "10106 parts, limit 10000": {f"xl/media/{number}": b"" for number in range(10_100)},
    }
    for detail, extra in cases.items():
        caught = refused(write_xlsx(tmp_path / "a.xlsx", good, extra=extra))
        assert caught.code == "file_too_large"
        assert re.sub("[0-9]+", "n", caught.detail) == re.sub("[0-9]+", "n", detail)
    big = write_xlsx(tmp_path / "a.xlsx", good, extra={"xl/media/a.bin": noise})
    caught = refused(big, sandbox.Limits(file_mebibytes=1))
    assert (caught.code, caught.detail) == ("file_too_large", "2 MiB, limit 1")


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_part_that_stands_twice(tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", sheet_xml(ROW.format(1)))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/worksheets/Sheet1.xml", sheet_xml(ROW.format(2)))
    assert refused(path).detail == "1 parts stand twice"


def test_an_encrypted_part(tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", sheet_xml(ROW.format(1)))
    data = bytearray(path.read_bytes())
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    assert refused(path).code == "file_encrypted"


DAMAGED = ("file_unreadable", "format_unsupported", "file_encrypted", "file_too_large")


def outcome(path: Path) -> tuple | str:
    """The cells of each row, or the code of the refusal."""
    try:
        return sandbox.read(path, SMALL).counts()
    except Refused as caught:
        return caught.code


def test_cut_and_damaged_files_are_refused_and_never_shorter(tmp_path):
    rows = "".join(ROW.format(row) for row in range(1, 400))
    whole = write_xlsx(tmp_path / "a.xlsx", sheet_xml(rows))
    data, whole_counts = whole.read_bytes(), outcome(whole)
    chance, damaged = random.Random(3), tmp_path / "b.xlsx"
    for _ in range(12):
        damaged.write_bytes(data[: chance.randrange(len(data) // 4, len(data))])
        assert refused(damaged).code == "file_unreadable"
        place = chance.randrange(len(data))
        damaged.write_bytes(data[:place] + bytes([data[place] ^ 1 << chance.randrange(8)]) + data[place + 1 :])
        assert outcome(damaged) in (whole_counts, *DAMAGED)


def in_process(read, data: bytes):
    """What a reader gives of these bytes without a process around it, or None where it refuses them."""
    try:
        return list(read(io.BytesIO(data), 10))
    except (Refused, UnicodeDecodeError):
        return None


def test_damaged_xml_is_refused_or_read_alike_by_reader_and_counter(tmp_path):
    """Nothing but a refusal comes out of either, and where both read on, they see the same cells."""
    rows = "".join(
        f'<row r="{row}"><c r="A{row}" t="s"><v>{row % 2}</v></c><c r="B{row}" s="1"><v>{row}</v></c></row>'
        for row in range(1, 9)
    )
    styles = f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'
    whole = write_xlsx(
        tmp_path / "a.xlsx", sheet_xml(rows), strings=strings_xml("<t>甲</t>", "<r><t>乙</t></r>"), styles=styles
    )
    with zipfile.ZipFile(whole) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    chance, agreed = random.Random(5), 0
    for _ in range(400):
        name = chance.choice(list(parts))
        content, place = bytearray(parts[name]), chance.randrange(len(parts[name]))
        content[place : place + chance.choice([0, 1, 1, 20])] = chance.choice(
            [b"", b"<", b">", b'"', b"&amp;", b"\xff", b"9", b" x='1'"]
        )
        data = zipped(tmp_path / "b.xlsx", parts | {name: bytes(content)}).read_bytes()
        read, counted = in_process(xlsx.read, data), in_process(counter.read, data)
        if read and counted:
            agreed += 1
            assert [[[number, len(cells)] for number, cells, _ in sheet[-1]] for sheet in read[1:-1]] == counted[1:]
    assert 50 < agreed < 350


def test_a_missing_file(tmp_path):
    assert refused(tmp_path / "none.xlsx").code == "file_unreadable"


def test_sparse_cells_cost_nothing(tmp_path):
    """A cell in the last corner makes some readers lay out the whole sheet."""
    path = write_xlsx(tmp_path / "a.xlsx", sheet_xml('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'))
    assert sandbox.read(path, SMALL).counts() == ({1048576: 1},)


def test_thousands_of_empty_formatted_rows_cost_little(tmp_path):
    rows = "".join(
        f'<row r="{row}" spans="1:2" ht="14.25" customHeight="1"><c r="A{row}" s="1"/><c r="B{row}" s="1"/></row>'
        for row in range(2, 65_537)
    )
    path = write_xlsx(
        tmp_path / "a.xlsx",
        sheet_xml(ROW.format(1) + rows, after='<mergeCells count="1"><mergeCell ref="A2:XFD1048576"/></mergeCells>'),
    )
    grid = sandbox.read(path, SMALL).grids[0]
    assert (list(grid.rows), grid.merges) == ([1], ((2, 1, 1048576, 16384),))
