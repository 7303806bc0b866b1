"""The format of a file is told by its content, whatever its name ends in; what is no workbook says what it is."""

import io
from collections.abc import Callable
from pathlib import Path
from struct import pack
from zipfile import ZipFile

import pytest
import xlwt
from sheet_files import LIMITS, sheet_xml, write_xlsx
from text_workbooks import pack_ods, write_delimited, write_html, write_ods, write_xml2003

from pipeline.sheets import sandbox
from pipeline.sheets.formats.told import FORMATS, told
from pipeline.sheets.refusal import ARCHIVE, ATTACHMENT, Refused

ROWS = [["序号", "姓名"], [1, "张三"]]
SHEET = sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row>')


def of(data: bytes, path: Path) -> str:
    """The format, or code and detail of the refusal."""
    path.write_bytes(data)
    with path.open("rb") as file:
        try:
            format_ = told(file, 50)
            assert file.tell() == 0
            return format_
        except Refused as refused:
            return f"{refused.code} {refused.detail}".strip()


def zipped(**parts: bytes | str) -> bytes:
    buffer = io.BytesIO()
    with ZipFile(buffer, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def ole(*names: str, inside: tuple[str, ...] = ()) -> bytes:
    """A compound file: `names` at its root, `inside` in the last of them, which is then a storage."""
    entries = ["Root Entry", *names, *inside]
    directory = b""
    for index, name in enumerate(entries):
        text = name.encode("utf-16-le")
        is_root, is_last_inside = index == 0, index == len(entries) - 1
        right = 0xFFFFFFFF if is_root or is_last_inside or index == len(names) else index + 1
        holds_others = inside and index == len(names)
        child = 1 if is_root else index + 1 if holds_others else 0xFFFFFFFF
        kind = 5 if is_root else 1 if holds_others else 2
        directory += text.ljust(64, b"\0") + pack("<HBBIII", len(text) + 2, kind, 1, 0xFFFFFFFF, right, child)
        directory += bytes(36) + pack("<IQ", 0xFFFFFFFE, 0)
    directory += bytes(-len(directory) % 512)
    sectors = len(directory) // 512
    table = pack("<I", 0xFFFFFFFD) + b"".join(pack("<I", number) for number in range(2, sectors + 1))
    table += pack("<I", 0xFFFFFFFE)
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(16)
        + pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    )
    return (header + pack("<I", 0)).ljust(512, b"\xff") + table.ljust(512, b"\xff") + directory


def xls(path: Path) -> bytes:
    book = xlwt.Workbook()
    book.add_sheet("S").write(0, 0, "a")
    book.save(str(path))
    return path.read_bytes()


WRITERS: dict[str, Callable[[Path], object]] = {
    "xlsx": lambda path: write_xlsx(path, SHEET),
    "xlsm": lambda path: write_xlsx(path, SHEET, extra={"xl/vbaProject.bin": b""}),
    "xlsb": lambda path: write_xlsx(path, SHEET, extra={"xl/workbook.bin": b""}),
    "xls": xls,
    "ods": lambda path: write_ods(path, {"S": ROWS}),
    "html": lambda path: write_html(path, ROWS, encoding="gbk"),
    "xml": lambda path: write_xml2003(path, {"S": ROWS}, encoding="utf-16"),
    "csv": lambda path: write_delimited(path, ROWS, "\t", "utf-16"),
    "zip": lambda path: path.write_bytes(zipped(**{"镇/a.xls": b"a"})),
}


@pytest.mark.parametrize("format_", FORMATS)
def test_every_format_is_told_under_a_name_that_lies(tmp_path, format_):
    WRITERS[format_](tmp_path / "写.xls")
    assert of((tmp_path / "写.xls").read_bytes(), tmp_path / "花名册.pdf") == format_


@pytest.mark.parametrize(
    ("data", "format_"),
    [
        (bytes.fromhex("0908100000060500"), "xls"),
        (bytes.fromhex("0904060000001000"), "xls"),
        (ole("Book"), "xls"),
        (ole("Workbook", "\x05SummaryInformation"), "xls"),
        (ole("Workbook", "MBD0018", inside=("WordDocument",)), "xls"),
        (b"\xef\xbb\xbf \r\n<TABLE><tr><td>a</td></tr></TABLE>", "html"),
        (b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><table/></html>', "html"),
        (b'<ss:Workbook xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"/>', "xml"),
        ("BMI,体重\n".encode(), "csv"),
        ("<5人,3\n".encode(), "csv"),
        (b"PK,1\n", "format_unsupported neither a workbook nor text"),
    ],
)
def test_what_stands_at_the_beginning(tmp_path, data, format_):
    assert of(data, tmp_path / "a.xlsx") == format_


ATTACHMENTS = {
    "PDF": [b"%PDF-1.7 ...", b"\n\n%PDF-1.4"],
    "image": [
        b"\x89PNG\r\n",
        b"\xff\xd8\xff\xe0",
        b"GIF89a",
        b"II*\0",
        b"MM\0*",
        b"BM\x10\0\0\0\0\0\0\0",
        b"\0\0\0\x18ftypheic",
    ],
    "RTF": [b"{\\rtf1"],
    "OFD": [zipped(**{"OFD.xml": b"<a/>", "Doc_0/Document.xml": b"<a/>"})],
    "Word": [
        zipped(**{"[Content_Types].xml": b"<a/>", "word/document.xml": b"<a/>"}),
        ole("WordDocument", "ObjectPool", inside=("Workbook",)),
    ],
    "a text document": [zipped(mimetype=b"application/vnd.oasis.opendocument.text", **{"content.xml": b"<a/>"})],
}


@pytest.mark.parametrize(("kind", "data"), [(kind, data) for kind, all_ in ATTACHMENTS.items() for data in all_])
def test_documents_and_pictures_are_attachments(tmp_path, kind, data):
    assert of(data, tmp_path / "花名册.xls") == f"{ATTACHMENT} {kind}"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "file_unreadable 0 bytes"),
        (ole("EncryptedPackage", "EncryptionInfo"), "file_encrypted"),
        (ole("PowerPoint Document"), "format_unsupported an OLE file without a workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "file_unreadable an OLE file that breaks off"),
        (b"PK\x03\x04" + bytes(200), "file_unreadable BadZipFile"),
        (b"Rar!\x1a\x07", "format_unsupported neither a workbook nor text"),
        (b"<svg/>", "format_unsupported markup that is no workbook"),
        (
            zipped(mimetype=b"application/vnd.oasis.opendocument.graphics"),
            "format_unsupported a zip without a workbook",
        ),
        (zipped(**{"a/": b""}), "format_unsupported a zip without files"),
    ],
)
def test_what_is_neither_says_why(tmp_path, data, said):
    assert of(data, tmp_path / "a.xlsx") == said


def test_a_workbook_that_needs_a_password(tmp_path):
    path = pack_ods(tmp_path / "a", b"", "<manifest:encryption-data/>")
    assert of(path.read_bytes(), path) == "file_encrypted"


def test_a_size_beyond_the_limit(tmp_path):
    path = write_delimited(tmp_path / "a.csv", [["a" * (1 << 20)]])
    with path.open("rb") as file, pytest.raises(Refused) as caught:
        told(file, 1 - 1)
    assert (caught.value.code, caught.value.detail) == ("file_too_large", "1 MiB, limit 0")


def test_an_archive_is_refused_as_one_with_the_number_of_its_files(tmp_path):
    path = tmp_path / "a.zip"
    path.write_bytes(zipped(**{"a.csv": b"a", "b/c.csv": b"b", "__MACOSX/a.csv": b"-"}))
    with pytest.raises(Refused) as caught:
        sandbox.read(path, LIMITS)
    assert (caught.value.code, caught.value.detail) == (ARCHIVE, "2")


def test_a_zip_is_not_told_at_the_price_of_inflating_it(tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", SHEET, extra={"[Content_Types].xml": "a" * (5 << 20)})
    assert of(path.read_bytes(), path) == "file_too_large a part of 5 MiB"
