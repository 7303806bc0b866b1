"""A zip of deliveries gives each of its files under the name that it was packed with, and no more than the limits allow."""

import io
import random
import zipfile
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from sheet_files import LIMITS, sheet_xml, write_xlsx
from text_workbooks import write_ods

from pipeline.sheets import archive, sandbox
from pipeline.sheets.refusal import CODES, Refused


def packed(files: dict[str, bytes], encoding: str = "utf-8") -> bytes:
    """A zip; with another encoding its names are stored in that, without the sign of UTF-8, as Windows does."""
    buffer = io.BytesIO()
    marks = {name: chr(65 + number) * len(name.encode(encoding)) for number, name in enumerate(files)}
    with ZipFile(buffer, "w", ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name if encoding == "utf-8" else marks[name], content)
    data = buffer.getvalue()
    if encoding != "utf-8":
        for name, mark in marks.items():
            data = data.replace(mark.encode(), name.encode(encoding))
    return data


def members(data: bytes, limit: int = 10) -> dict[str, bytes]:
    return dict(archive.members(io.BytesIO(data), limit))


def refusal(data: bytes, limit: int = 10) -> Refused:
    with pytest.raises(Refused) as caught:
        members(data, limit)
    assert caught.value.code in CODES
    return caught.value


FILES = {"东区/名册.xls": b"first", "西区/社工站.csv": "甲,乙".encode()}


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_names_are_those_of_the_packer(encoding):
    assert members(packed(FILES, encoding)) == FILES


def test_a_mac_stores_utf8_without_saying_so():
    data = bytearray(packed(FILES))
    for place in (each for each in range(len(data)) if data[each : each + 4] == b"PK\x01\x02"):
        data[place + 9] &= ~8
    for place in (each for each in range(len(data)) if data[each : each + 4] == b"PK\x03\x04"):
        data[place + 7] &= ~8
    assert members(bytes(data)) == FILES


def test_a_name_that_no_encoding_fits_is_still_a_name():
    (name,) = members(packed({"\u2588\u2588\u2588.xls": b"a"}, "cp437"))
    assert name.endswith(".xls")


@pytest.mark.parametrize(
    ("stored", "told"),
    [
        ("../../etc/名册.xls", "etc/名册.xls"),
        ("/名册.xls", "名册.xls"),
        ("C:\\东区\\名册.xls", "C_/东区/名册.xls"),
        ("a/./b//名\n册.xls", "a/b/名_册.xls"),
    ],
)
def test_a_name_is_a_label_below_the_archive(stored, told):
    assert list(members(packed({stored: b"a"}))) == [told]


def test_what_systems_leave_beside_the_files_is_left_out():
    left = ("__MACOSX/._名册.xls", "东区/Thumbs.db", "~$名册.xlsx", ".DS_Store", "desktop.ini", "东区/")
    assert members(packed(dict.fromkeys(left, b"x") | FILES)) == FILES


def test_an_archive_inside_is_opened_and_a_workbook_is_not(tmp_path):
    book = write_xlsx(tmp_path / "a.xlsx", sheet_xml("")).read_bytes()
    sheet = write_ods(tmp_path / "a.ods", {"S": [["a"]]}).read_bytes()
    inner = packed({"名册.xlsx": book, "站.ods": sheet}, "gbk")
    assert members(packed({"东区.zip": inner, "空.zip": packed({})})) == {
        "东区.zip/名册.xlsx": book,
        "东区.zip/站.ods": sheet,
        "空.zip": packed({}),
    }
    assert members(book) == members(sheet) == members(b"text") == {}


def test_archives_too_deep_inside_each_other():
    data = b"a"
    for _ in range(3):
        data = packed({"a.zip": data})
    assert (refusal(data).code, refusal(data).detail) == ("archive_too_deep", "2")


def test_limits_hold_over_all_archives_together():
    noise = random.Random(1).randbytes(3 << 20)
    nested = packed({"a": noise, "b.zip": packed({"c": noise})})
    assert set(members(nested, 10)) == {"a", "b.zip/c"}
    assert refusal(nested, 8).detail == "more than 8 MiB inflated"
    many = packed({f"{number}.csv": b"" for number in range(600)})
    assert refusal(packed({"a.zip": many, "b.zip": many})).detail == "more than 1000 files"
    assert refusal(packed({"a": bytes(40 << 20)}), 100).code == "file_too_large"


def test_a_password(tmp_path):
    data = bytearray(packed({"a.xls": b"abc"}))
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    data[data.rindex(b"PK\x03\x04") + 6] |= 1
    assert refusal(bytes(data)).code == "file_encrypted"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_files_of_one_name():
    assert refusal(packed({"a/b.csv": b"1", "a//b.csv": b"2"})).detail == "1 files, then one that stands twice"


def test_the_confined_process_gives_the_same(tmp_path):
    path = tmp_path / "名册.zip"
    path.write_bytes(packed(FILES, "gbk"))
    assert dict(sandbox.unpack(path, LIMITS)) == FILES


def test_damage_gives_whole_files_or_a_refusal():
    """Each file has its checksum: none comes out changed."""
    data = packed({f"{number}.csv": f"甲,{number}\n".encode() * 50 for number in range(5)})
    whole, chance, refused = set(members(data).values()), random.Random(1), 0
    for number in range(200):
        damaged = bytearray(data[: len(data) * number // 20] if 0 < number < 20 else data)
        place = chance.randrange(len(damaged))
        damaged[place] ^= 1 << chance.randrange(8)
        try:
            assert set(members(bytes(damaged)).values()) <= whole
        except Refused as caught:
            refused += 1
            code = caught.code
    assert refused > 20
    assert code in CODES
    assert zipfile.is_zipfile(io.BytesIO(data))
