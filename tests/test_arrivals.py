"""How files arrive: some are still being copied, some came in an archive. Nothing is taken in half, and nothing is lost."""

import io
import os
import time
import zipfile
from hashlib import sha256
from pathlib import Path
from unittest import mock

import pytest
from rosters import EARLIER, EAST, deliver, roster, without_pause
from warehouses import Warehouse

from pipeline.collect import ON_ITS_WAY, Collected, collect, format_of

PLACE = f"raw/{EAST}/{EARLIER}/: {ON_ITS_WAY}"


@pytest.fixture
def quick(new: Warehouse, tmp_path: Path) -> Warehouse:
    return without_pause(new, tmp_path / "contracts")


def collected(warehouse: Warehouse, meanwhile=lambda: None) -> Collected:
    """One look at raw/; `meanwhile` happens between the two looks at a young file."""
    from pipeline.stores.home import prepare

    prepare(warehouse.home)
    with mock.patch("pipeline.collect.time.sleep", side_effect=lambda _: meanwhile()):
        return collect(warehouse.settings(), warehouse.conformer().contracts)


def paths(warehouse: Warehouse) -> list[str]:
    return [each.path for each in warehouse.conformer().ledger.deliveries()]


def test_a_file_that_grows_between_two_looks_is_left_alone_until_it_is_whole(quick: Warehouse) -> None:
    file = deliver(quick, EAST, EARLIER, "a.csv", roster(range(5)))
    deliver(quick, EAST, EARLIER, "b.csv", roster(range(9)))

    def write_on() -> None:
        with file.open("a", encoding="utf-8") as opened:
            opened.write("6,测")

    found = collected(quick, write_on)
    assert (dict(found.left_alone), paths(quick)) == ({PLACE: 1}, ["b.csv"])
    file.write_text(roster(range(6)), encoding="utf-8")
    assert not collected(quick).left_alone
    assert paths(quick) == ["b.csv", "a.csv"]


def test_files_of_a_moment_ago_are_all_taken_in_on_the_first_look(quick: Warehouse) -> None:
    """As after a fresh clone."""
    for number in range(5):
        deliver(quick, EAST, EARLIER, f"{number}.csv", roster(range(number + 1)))
    found = collected(quick)
    assert (found.new_deliveries, dict(found.left_alone)) == (5, {})


def test_only_what_is_young_is_looked_at_twice(quick: Warehouse) -> None:
    deliver(quick, EAST, EARLIER, "a.csv", roster(range(3)))
    looks: list[None] = []
    with mock.patch("pipeline.collect.time.time_ns", return_value=1 << 62):
        collected(quick, lambda: looks.append(None))
    assert (looks, paths(quick)) == ([], ["a.csv"])
    collected(quick, lambda: looks.append(None))
    assert looks == []  # known as it stands


def test_a_file_from_a_clock_that_is_ahead_is_taken_in(quick: Warehouse) -> None:
    file = deliver(quick, EAST, EARLIER, "a.csv", roster(range(3)))
    os.utime(file, (time.time() + 86_400,) * 2)
    collected(quick)
    assert paths(quick) == ["a.csv"]


def test_a_file_that_goes_between_two_looks_stops_nobody(quick: Warehouse) -> None:
    file = deliver(quick, EAST, EARLIER, "a.csv", roster(range(3)))
    deliver(quick, EAST, EARLIER, "b.csv", roster(range(4)))
    collected(quick, file.unlink)
    assert paths(quick) == ["b.csv"]


@pytest.mark.parametrize("name", ["a.xlsx.part", "a.csv.crdownload", "花名册.xlsx.TMP", "a.filepart"])
def test_what_a_download_is_called_until_it_is_whole_is_left_alone(quick: Warehouse, name: str) -> None:
    deliver(quick, EAST, EARLIER, name, roster(range(3)))
    assert (dict(collected(quick).left_alone), paths(quick)) == ({PLACE: 1}, [])


def zipped(*members: tuple[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return packed.getvalue()


def test_each_file_of_an_archive_is_a_delivery_and_so_is_the_archive(quick: Warehouse) -> None:
    one, two = (roster(range(count)).encode() for count in (3, 4))
    whole = zipped(("东镇/花名册.csv", one), ("西镇.csv", two), ("Thumbs.db", b"x"))
    deliver(quick, EAST, EARLIER, "报送.zip", whole)
    collected(quick)
    ledger = quick.conformer().ledger
    known = {each.path: each for each in ledger.deliveries()}
    assert {path: each.format for path, each in known.items()} == {
        "报送.zip": "zip", "报送.zip/东镇/花名册.csv": "csv", "报送.zip/西镇.csv": "csv",
    }  # fmt: skip
    for path, content in (("报送.zip", whole), ("报送.zip/东镇/花名册.csv", one), ("报送.zip/西镇.csv", two)):
        assert known[path].sha256 == sha256(content).hexdigest()
        assert ledger.bytes_path(known[path].sha256).read_bytes() == content
    assert collected(quick).new_deliveries == 0


def test_a_corrected_archive_supersedes_file_by_file(quick: Warehouse) -> None:
    deliver(quick, EAST, EARLIER, "a.zip", zipped(("a.csv", roster(range(3)).encode()), ("b.csv", b"x,y\n")))
    collected(quick)
    deliver(quick, EAST, EARLIER, "a.zip", zipped(("a.csv", roster(range(4)).encode()), ("b.csv", b"x,y\n")))
    assert collected(quick).new_deliveries == 2  # the archive and the one file that changed
    ledger = quick.conformer().ledger
    assert sorted(each.path for each in ledger.deliveries() if each.delivery_id in ledger.current()) == [
        "a.zip", "a.zip/a.csv", "a.zip/b.csv",
    ]  # fmt: skip


def test_an_archive_that_cannot_be_opened_is_still_a_delivery(quick: Warehouse) -> None:
    deliver(quick, EAST, EARLIER, "a.zip", zipped(("a.csv", b"x" * 9000), ("b.csv", b"y"))[:60])
    collected(quick)
    assert paths(quick) == ["a.zip"]


@pytest.mark.parametrize(
    ("content", "format_"),
    [
        (zipped(("[Content_Types].xml", b"")), "xlsx"),
        (zipped(("xl/workbook.xml", b"")), "xlsx"),
        (zipped(("mimetype", b"application/vnd.oasis.opendocument.spreadsheet")), "ods"),
        (zipped(("花名册.xlsx", b"")), "zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>", "xml"),
        (b"\r\n<html><table>", "html"),
        (b"%PDF-1.4", "pdf"),
        ("姓名,身份证号\n".encode("gb18030"), "csv"),
        (b"", "csv"),
    ],
)
def test_the_format_is_what_the_first_bytes_say(tmp_path: Path, content: bytes, format_: str) -> None:
    path = tmp_path / "花名册.xls"
    path.write_bytes(content)
    assert format_of(path) == format_
