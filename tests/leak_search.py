"""Where in a home a text stands, whatever the format: each file is decoded as what it is, and its bare bytes are searched too.

What is searched for is found by one automaton over thousands of needles, so every needle is looked for in every file.
"""

import re
import sqlite3
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import duckdb
import polars as pl
from oracle_rows import sheets, text

HEADERS = {
    *(
        "姓名",
        "身份证号码",
        "证件号码",
        "身份证号",
        "居民身份证号码",
        "身份证件号码",
        "证书编号",
        "证书管理号",
        "管理号",
    ),
    *("手机号码", "手机号", "联系电话", "银行账号", "银行卡号"),
}
FOOTER = re.compile(r"填表人:(\w+)审核人:(\w+)联系电话:(\w+)")
ESCAPED = re.compile(r"\\+u([0-9a-fA-F]{4})")
WIDE = ("utf-16-le", "utf-16-be", "gb18030")


def personal(raw: Path) -> set[str]:
    """Every name, ID, phone and certificate number of the deliveries, as typed and without blanks."""
    found: set[str] = set()
    for folder in sorted(path for path in raw.glob("*/*") if path.is_dir()):
        for _, rows in sheets(folder):
            columns = {at for row in rows[:5] for at, cell in enumerate(row) if text(cell) in HEADERS}
            people = (
                rows[max(at for at, row in enumerate(rows[:5]) if HEADERS & set(map(text, row))) + 1 :]
                if columns
                else []
            )
            typed = [row[at] for row in people for at in columns if isinstance(row[at], (str, int, float))]
            numbers = [f"{cell:.0f}" for cell in typed if isinstance(cell, (int, float))]
            footers = FOOTER.findall("\n".join(str(text(row[0])) for row in rows))
            words = [cell for cell in typed if isinstance(cell, str)]
            words += [str(text(word)) for word in words]
            found.update(numbers, words, *footers)
    return {each.strip() for each in found if is_telling(each.strip())}


def is_telling(word: str) -> bool:
    """A name, or a number long enough to be somebody's; not the words by which a cell says that there is none."""
    return (
        len(word) >= 6
        if re.search("[0-9]", word)
        else re.fullmatch(r"[\u3400-\u9fff·\s]{2,}", word) and text(word) not in (None, "未取得")
    )


def kind(path: Path) -> str:
    """The format of a file by its first bytes."""
    head = path.open("rb").read(16)
    for name, is_it in (("parquet", head.startswith(b"PAR1")), ("sqlite", head.startswith(b"SQLite format 3")),
                        ("duckdb", head[8:12] == b"DUCK"), ("zip", head.startswith(b"PK\x03\x04"))):  # fmt: skip
        if is_it:
            return name
    try:
        path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        return "bytes"
    return "text"


def decoded(path: Path) -> Iterator[str]:
    """All text in a file, by its format."""
    what = kind(path)
    if what == "parquet":
        yield from _table(f"from read_parquet('{path}')", duckdb.default_connection())
    elif what == "duckdb":
        with duckdb.connect(str(path), read_only=True) as connection:
            for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall():
                yield from _table(f'from "{name}"', connection)
    elif what == "sqlite":
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            connection.text_factory = bytes
            for (name,) in connection.execute("select name from sqlite_master where type = 'table'").fetchall():
                for row in connection.execute(f'select * from "{name.decode()}"'):
                    yield from (_plain(value) if isinstance(value, bytes) else str(value) for value in row)
    elif what == "zip":
        with zipfile.ZipFile(path) as archive:
            yield from (archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    else:
        yield path.read_bytes().decode("utf-8", "replace")


def _table(query: str, connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """Each column's name and its values."""
    columns = [name for name, *_ in connection.execute(f"describe {query}").fetchall()]
    lists = ", ".join(f"string_agg(\"{name}\"::varchar, '\n')" for name in columns)
    yield from columns
    yield from (values for values in connection.execute(f"select {lists} {query}").fetchone() if values)


def _plain(value: bytes) -> str:
    """Dagster keeps some of its JSON deflated."""
    with suppress(zlib.error):
        value = zlib.decompress(value)
    return value.decode("utf-8", "replace")


def leaks(folder: Path, needles: set[str]) -> dict[str, set[str]]:
    """File below a folder to the needles in it: in its name, its decoded text, JSON's escapes, or its bare bytes.

    In two-byte encodings compressed data holds any two characters by chance: there only longer needles are searched for.
    """
    spelled = {each.encode("utf-8").decode("latin-1"): each for each in needles}
    spelled |= {each.encode(name).decode("latin-1"): each for name in WIDE for each in needles if len(each) > 2}
    files = {
        path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if is_searched(path, folder)
    }
    texts, bare = [], []
    for name, path in files.items():
        said = "\n".join([name, *decoded(path)])
        texts += [
            (name, said),
            (name, ESCAPED.sub(lambda match: chr(int(match[1], 16)), said) if "\\u" in said else ""),
        ]
        bare.append((name, path.read_bytes().decode("latin-1")))
    found: dict[str, set[str]] = {}
    for name, each in [*_found(texts, needles), *_found(bare, spelled)]:
        found.setdefault(name, set()).add(spelled.get(each, each))
    return found


def is_searched(path: Path, home: Path) -> bool:
    """The kept bytes and the ledger are the one place where people may be named."""
    return path.is_file() and not path.is_symlink() and home / "collected" not in path.parents


def _found(texts: list[tuple[str, str]], needles: Iterable[str]) -> list[tuple[str, str]]:
    """(file, needle) for each needle in a text of a file."""
    frame = pl.DataFrame(texts, schema=["file", "text"], orient="row")
    hits = frame.select("file", pl.col("text").str.extract_many(list(needles), overlapping=True).alias("needle"))
    return list(hits.explode("needle").drop_nulls().unique().iter_rows())
