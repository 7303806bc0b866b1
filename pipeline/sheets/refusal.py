"""Why a file is not read: one code, and at most numbers beside it.

A detail never holds what stands in a cell, nor a name from inside the file. The words an official reads are not here.
"""

READER_MEMORY = "reader_memory"
READER_TIMEOUT = "reader_timeout"
READER_CRASHED = "reader_crashed"
READER_OUTPUT = "reader_output"
FILE_TOO_LARGE = "file_too_large"
FILE_UNREADABLE = "file_unreadable"
FILE_ENCRYPTED = "file_encrypted"
FORMAT_UNSUPPORTED = "format_unsupported"
ENCODING_UNKNOWN = "encoding_unknown"
ATTACHMENT = "attachment_kept"
ARCHIVE = "archive_kept"
ARCHIVE_TOO_DEEP = "archive_too_deep"

CODES = frozenset(
    {
        READER_MEMORY,
        READER_TIMEOUT,
        READER_CRASHED,
        READER_OUTPUT,
        FILE_TOO_LARGE,
        FILE_UNREADABLE,
        FILE_ENCRYPTED,
        FORMAT_UNSUPPORTED,
        ENCODING_UNKNOWN,
        ATTACHMENT,
        ARCHIVE,
        ARCHIVE_TOO_DEEP,
    }
)


class Refused(Exception):
    """A file that cannot be read as a workbook; `code` is one of CODES, `detail` a few words with numbers only."""

    def __init__(self, code: str, detail: str = ""):
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail
