"""The streams of an OLE compound file, each whole or refused: a chain of sectors must be exactly as long as its stream.

Streams are found from the root's own directory: an embedded workbook has one of the same name.
"""

from array import array
from collections.abc import Iterator
from struct import error as StructError
from struct import unpack_from

from pipeline.sheets.refusal import FILE_UNREADABLE, Refused

_LAST_SECTOR = 0xFFFFFFFA
_END_OF_CHAIN = 0xFFFFFFFE
_NOBODY = 0xFFFFFFFF
_STREAM, _ROOT = 2, 5


class Ole:
    """An opened compound file; `names` are the streams and storages of its root, in lower case."""

    def __init__(self, data: bytes):
        self._data = data
        try:
            shift, mini_shift = unpack_from("<HH", data, 30)
            directory, self._cutoff, mini_table = unpack_from("<I4xII", data, 48)
            if shift not in (9, 12) or mini_shift != 6:
                raise Refused(FILE_UNREADABLE, f"sectors of 2 to the {shift}")
            self._size = 1 << shift
            self._count = max(0, -(-(len(data) - self._size) // self._size))
            self._table = self._joined(self._table_sectors())
            self._entries = list(self._directory(b"".join(self._chain(directory))))
            if not self._entries or self._entries[0][1] != _ROOT:
                raise Refused(FILE_UNREADABLE, "an OLE file without a root")
            self._mini_table = (
                self._joined(self._chain_numbers(mini_table)) if mini_table < _LAST_SECTOR else array("I")
            )
            self.names = {self._entries[index][0]: index for index in self._of_root()}
        except (StructError, IndexError):
            raise Refused(FILE_UNREADABLE, "an OLE file that breaks off") from None

    def stream(self, name: str) -> bytes:
        """The bytes of a stream of the root; refused where they are not all there."""
        _, kind, start, size, _ = self._entries[self.names[name]]
        if kind != _STREAM:
            raise Refused(FILE_UNREADABLE, "a storage in place of a stream")
        if size < self._cutoff:
            whole = self._mini_stream(start, size)
        else:
            sectors = list(self._chain(start))
            whole = b"".join(sectors)
            if len(sectors) != -(-size // self._size):
                raise Refused(FILE_UNREADABLE, f"{len(sectors)} sectors for {size} bytes")
        if len(whole) < size:
            raise Refused(FILE_UNREADABLE, f"{len(whole)} bytes of {size}")
        return whole[:size]

    def _mini_stream(self, start: int, size: int) -> bytes:
        _, _, root_start, _, _ = self._entries[0]
        root = b"".join(self._chain(root_start)) if size else b""
        parts, seen = [], 0
        while start < _LAST_SECTOR:
            if start >= len(self._mini_table) or seen > len(self._mini_table):
                raise Refused(FILE_UNREADABLE, f"short sector {start}")
            parts.append(root[start << 6 : (start + 1) << 6])
            start, seen = self._mini_table[start], seen + 1
        return b"".join(parts)

    def _table_sectors(self) -> Iterator[int]:
        """The sectors of the allocation table: 109 are in the header, the others in a chain of their own."""
        yield from unpack_from("<109I", self._data, 76)
        further, _ = unpack_from("<II", self._data, 68)
        per_sector = self._size // 4 - 1
        for _ in range(self._count):
            if further >= self._count:
                return
            *sectors, further = unpack_from(f"<{per_sector + 1}I", self._data, (further + 1) * self._size)
            yield from sectors

    def _joined(self, sectors: Iterator[int]) -> array:
        table = array("I")
        for sector in sectors:
            if sector < self._count:
                part = self._sector(sector)
                table.frombytes(part + b"\xff" * (self._size - len(part)))
        return table

    def _directory(self, data: bytes) -> Iterator[tuple[str, int, int, int, tuple[int, int, int]]]:
        """Name, kind, first sector, size and the three neighbours of each entry."""
        for place in range(0, len(data) - 127, 128):
            length, kind, left, right, child = unpack_from("<HBxIII", data, place + 64)
            start, size = unpack_from("<II", data, place + 116)
            name = data[place : place + min(64, max(0, length - 2))].decode("utf-16-le", "replace").lower()
            yield name, kind, start, size, (left, right, child)

    def _of_root(self) -> Iterator[int]:
        waiting, seen = [self._entries[0][4][2]], set()
        while waiting:
            index = waiting.pop()
            if index == _NOBODY or index in seen:
                continue
            seen.add(index)
            yield index
            waiting += self._entries[index][4][:2]

    def _chain(self, start: int) -> Iterator[bytes]:
        return map(self._sector, self._chain_numbers(start))

    def _chain_numbers(self, start: int) -> Iterator[int]:
        seen = set()
        while start != _END_OF_CHAIN:
            if start >= self._count or start >= len(self._table) or start in seen:
                raise Refused(FILE_UNREADABLE, f"sector {start} of {self._count}")
            seen.add(start)
            yield start
            start = self._table[start]

    def _sector(self, number: int) -> bytes:
        place = (number + 1) * self._size
        return self._data[place : place + self._size]
