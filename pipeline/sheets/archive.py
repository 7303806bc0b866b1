"""The files inside a zip of deliveries, each with the name that it had where it was packed.

Nothing is written to disk under such a name; it is a label. Runs where files are read, in a confined process.
"""

import posixpath
import zlib
from collections.abc import Iterator
from io import BufferedIOBase, BytesIO
from struct import error as StructError
from zipfile import BadZipFile, ZipInfo

from pipeline.sheets.formats import zips
from pipeline.sheets.refusal import ARCHIVE_TOO_DEEP, FILE_ENCRYPTED, FILE_TOO_LARGE, FILE_UNREADABLE, Refused

DEPTH = 2
MEMBER_LIMIT = 1_000
_ZIP = b"PK\x03\x04"
_UTF8_NAME = 0x800
_FIRST_OF_THREE_BYTES = "\u0800"
_LEFT_BEHIND = ("thumbs.db", "desktop.ini", ".ds_store")


def is_archive(file: BufferedIOBase) -> bool:
    """True for a zip that is no workbook or document itself but holds files; the file is left at its beginning."""
    head = file.read(len(_ZIP))
    file.seek(0)
    if head != _ZIP:
        return False
    try:
        return zips.kind(zips.opened(file)) == "zip"
    except Refused:
        return False
    finally:
        file.seek(0)


def members(file: BufferedIOBase, inflated_mebibytes: int) -> Iterator[tuple[str, bytes]]:
    """(name, bytes) of each file in an archive, folders and archives inside it opened, `inner.zip/花名册.xls`.

    None where the file is no archive. Refused where there are too many files, bytes or archives inside each other, where
    one has a password or is damaged, or where two have one name.
    """
    if not is_archive(file):
        return
    room = _Room(inflated_mebibytes << 20)
    names: set[str] = set()
    for name, data in _opened(file, room, 1):
        if name in names:
            raise Refused(FILE_UNREADABLE, f"{len(names)} files, then one that stands twice")
        names.add(name)
        yield name, data


class _Room:
    """What may still be taken out, over all the archives inside each other."""

    def __init__(self, size: int):
        self._size, self._left, self._count = size, size, 0

    def take(self, entry: ZipInfo) -> None:
        self._left -= entry.file_size
        self._count += 1
        if self._left < 0:
            raise Refused(FILE_TOO_LARGE, f"more than {self._size >> 20} MiB inflated")
        if self._count > MEMBER_LIMIT:
            raise Refused(FILE_TOO_LARGE, f"more than {MEMBER_LIMIT} files")


def _opened(file: BufferedIOBase, room: _Room, depth: int) -> Iterator[tuple[str, bytes]]:
    archive = zips.opened(file)
    zips.check_growth(archive)
    for entry in archive.infolist():
        name = _name(entry)
        if entry.is_dir() or not name or _is_left_behind(name):
            continue
        room.take(entry)
        try:
            data = archive.read(entry)
        except RuntimeError:
            raise Refused(FILE_ENCRYPTED) from None
        except (BadZipFile, zlib.error, EOFError, OSError, ValueError, StructError) as error:
            raise Refused(FILE_UNREADABLE, type(error).__name__) from None
        if not is_archive(BytesIO(data)):
            yield name, data
        elif depth == DEPTH:
            raise Refused(ARCHIVE_TOO_DEEP, f"{depth}")
        else:
            yield from ((f"{name}/{inner}", content) for inner, content in _opened(BytesIO(data), room, depth + 1))


def _name(entry: ZipInfo) -> str:
    """The name as a path below the archive; Windows packs names in the code page of its user, here GBK."""
    name = entry.filename
    if not entry.flag_bits & _UTF8_NAME:
        try:
            stored = name.encode("cp437")
        except UnicodeEncodeError:  # told by an extra field
            stored = name.encode()
        for encoding in ("utf-8", "gb18030"):
            try:
                told = stored.decode(encoding)
            except UnicodeDecodeError:
                continue
            # a short name in GBK may be valid UTF-8, but of Armenian or Greek letters: 站.ods
            if encoding == "gb18030" or told.isascii() or max(told) >= _FIRST_OF_THREE_BYTES:
                name = told
                break
    printable = "".join(each if each.isprintable() else "_" for each in name.replace("\\", "/"))
    return posixpath.normpath(f"/{printable}").strip("/").replace(":", "_")


def _is_left_behind(name: str) -> bool:
    """What systems leave beside the files: folders of macOS, thumbnails, the lock of an open workbook."""
    last = name.rpartition("/")[2].lower()
    return name.startswith("__MACOSX/") or last in _LEFT_BEHIND or last.startswith(("~$", "._"))
