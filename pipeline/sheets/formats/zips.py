"""A zip file opened within limits, and what stands in it: a workbook, a document, or a bundle of files.

Sizes are checked before anything is inflated.
"""

import zlib
from io import BufferedIOBase
from struct import error as StructError
from zipfile import BadZipFile, ZipFile, ZipInfo

from pipeline.sheets.refusal import (
    ATTACHMENT,
    FILE_ENCRYPTED,
    FILE_TOO_LARGE,
    FILE_UNREADABLE,
    FORMAT_UNSUPPORTED,
    Refused,
)

ENTRY_LIMIT = 10_000
RATIO_LIMIT = 200
RATIO_FREE_BYTES = 16 << 20
SMALL_PART = 4 << 20
OPEN_SHEET = "application/vnd.oasis.opendocument.spreadsheet"
OPEN_TEXT = "application/vnd.oasis.opendocument.text"

DAMAGES = (BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, StructError)


def opened(file: BufferedIOBase) -> ZipFile:
    """The zip file; refused where its list of parts is damaged, too long or says a part twice."""
    try:
        archive = ZipFile(file)
    except DAMAGES as error:
        raise Refused(FILE_UNREADABLE, type(error).__name__) from None
    entries = archive.infolist()
    if len(entries) > ENTRY_LIMIT:
        raise Refused(FILE_TOO_LARGE, f"{len(entries)} parts, limit {ENTRY_LIMIT}")
    twice = len(entries) - len({entry.filename.lower() for entry in entries})
    if twice:
        raise Refused(FILE_UNREADABLE, f"{twice} parts stand twice")
    return archive


def check(archive: ZipFile, inflated_mebibytes: int) -> None:
    """Refuse a zip whose parts have a password, or would grow beyond the limit or out of proportion."""
    entries = archive.infolist()
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused(FILE_ENCRYPTED)
    inflated = sum(entry.file_size for entry in entries)
    if inflated > inflated_mebibytes << 20:
        raise Refused(FILE_TOO_LARGE, f"{inflated >> 20} MiB inflated, limit {inflated_mebibytes}")
    check_growth(archive)


def check_growth(archive: ZipFile) -> None:
    """Refuse a zip that would grow out of proportion."""
    entries = archive.infolist()
    inflated = sum(entry.file_size for entry in entries)
    ratio = inflated // max(1, sum(entry.compress_size for entry in entries))
    if inflated > RATIO_FREE_BYTES and ratio > RATIO_LIMIT:
        raise Refused(FILE_TOO_LARGE, f"inflates {ratio} times, limit {RATIO_LIMIT}")


def part(archive: ZipFile, name: str, limit: int | None = None) -> bytes:
    """The bytes of a part, b"" where there is none; refused where it is damaged or larger than the limit."""
    try:
        entry = archive.getinfo(name)
        if limit is not None and entry.file_size > limit:
            raise Refused(FILE_TOO_LARGE, f"a part of {entry.file_size >> 20} MiB")
    except KeyError:
        return b""
    return read(archive, entry)


def read(archive: ZipFile, entry: ZipInfo) -> bytes:
    """The bytes of a part; refused where it is damaged."""
    try:
        return archive.read(entry)
    except DAMAGES as error:  # first: a way of packing that is not known is a RuntimeError too
        raise Refused(FILE_UNREADABLE, type(error).__name__) from None
    except RuntimeError:
        raise Refused(FILE_ENCRYPTED) from None


def kind(archive: ZipFile) -> str:
    """xlsx, xlsm, xlsb, ods, or zip for a bundle of files; Refused where the names of its parts tell of something else."""
    names = {name.lower() for name in archive.namelist()}
    folders = {name.partition("/")[0] for name in names if "/" in name}
    if "[content_types].xml" in names or "_rels/.rels" in names:
        return _office(archive, names, folders)
    if "mimetype" in names or {"content.xml", "meta-inf/manifest.xml"} & names:
        return _open_document(archive)
    if "ofd.xml" in names:
        raise Refused(ATTACHMENT, "OFD")
    if "index/document.iwa" in names:
        raise Refused(FORMAT_UNSUPPORTED, "a workbook of Numbers")
    if all(name.endswith("/") for name in names):
        raise Refused(FORMAT_UNSUPPORTED, "a zip without files")
    return "zip"


def _office(archive: ZipFile, names: set[str], folders: set[str]) -> str:
    """Which kind of Office document; a package that says nothing of it is left to the reader of .xlsx."""
    if "xl" not in folders and "word" in folders:
        raise Refused(ATTACHMENT, "Word")
    if "xl" not in folders and "ppt" in folders:
        raise Refused(FORMAT_UNSUPPORTED, "a presentation")
    if "xl/workbook.bin" in names:
        return "xlsb"
    if "xl/vbaproject.bin" in names or b"macroEnabled" in part(archive, "[Content_Types].xml", SMALL_PART):
        return "xlsm"
    return "xlsx"


def _open_document(archive: ZipFile) -> str:
    manifest = part(archive, "META-INF/manifest.xml", SMALL_PART)
    said = part(archive, "mimetype", SMALL_PART).decode("latin-1").strip() or manifest.decode("latin-1")
    if OPEN_TEXT in said and OPEN_SHEET not in said:
        raise Refused(ATTACHMENT, "a text document")
    if OPEN_SHEET not in said:
        raise Refused(FORMAT_UNSUPPORTED, "a zip without a workbook")
    if b"encryption-data" in manifest:
        raise Refused(FILE_ENCRYPTED)
    return "ods"
