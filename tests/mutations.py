"""Sound files of every format, and seeded damage to them: flipped bits, cuts, holes, repeats, and parts rewritten inside a sound zip."""

import io
import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from county_files.book import Book, Formula, Page
from county_files.forms import FORMS

LINES = [
    ["东区社会工作专业人才花名册"],
    ["序号", "姓名", "身份证号", "学历", "入职"],
    [1, "张三", "510499199001011233", "本科", 44774],
    [2, "李四", "510499199208082469", "大专", 1.5],
    [3, "王五", "510499199001011233", None, Formula("A3+A4", 3)],
]


@cache
def sound(form: str, folder: Path) -> bytes:
    """A small sound file in this form."""
    page = Page("花名册", [list(line) for line in LINES], merges=[(1, 1, 1, 5)])
    path = folder / f"sound{FORMS[form].ending}"
    FORMS[form].write(Book(path.name, [page], "510402", "2022-08", "", form), path)
    return path.read_bytes()


def mutants(form: str, count: int, folder: Path) -> Iterator[tuple[str, bytes]]:
    """That many damaged copies, each with the name of its damage; the same ones each time."""
    whole = sound(form, folder)
    for number in range(count):
        chance = random.Random(f"{form}/{number}")
        ways = [_flip, _flip, _cut, _hole, _repeat, _number, *([_inside] * 4 if whole[:2] == b"PK" else [])]
        way = chance.choice(ways)
        yield f"{form}/{number} {way.__name__}", way(whole, chance)


def _flip(whole: bytes, chance: random.Random) -> bytes:
    made = bytearray(whole)
    for _ in range(chance.choice((1, 1, 2, 8, 32))):
        made[chance.randrange(len(made))] ^= 1 << chance.randrange(8)
    return bytes(made)


def _cut(whole: bytes, chance: random.Random) -> bytes:
    return whole[: chance.randrange(1, len(whole))]


def _hole(whole: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(whole))
    length = chance.choice((1, 4, 16, 512, len(whole) - start))
    return whole[:start] + chance.choice((b"", bytes(length), b"\xff" * length)) + whole[start + length :]


def _repeat(whole: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(whole))
    return whole[:start] + whole[start : start + chance.randrange(1, 600)] * chance.choice((2, 3, 50)) + whole[start:]


def _number(whole: bytes, chance: random.Random) -> bytes:
    """An edge of the whole numbers over two or four bytes: counts, lengths and offsets lie."""
    start = chance.randrange(max(1, len(whole) - 4))
    word = chance.choice((b"\0\0\0\0", b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f", b"\0\0\0\x80", b"\xfe\xff", b"\x01\0"))
    return whole[:start] + word + whole[start + len(word) :]


def _inside(whole: bytes, chance: random.Random) -> bytes:
    """Damage to one part of a zip, packed again so that its checksums are right."""
    with ZipFile(io.BytesIO(whole)) as archive:
        parts = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    name = chance.choice(sorted(name for name, part in parts.items() if part))
    parts[name] = chance.choice((_flip, _cut, _hole, _repeat, _number))(parts[name], chance)
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for each, part in parts.items():
            archive.writestr(each, part)
    return buffer.getvalue()
