"""What a reader said of a file against the truth: each difference is one line, each header word is counted once."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from county_files.book import KINDS, Book, Page, TableTruth

ROW_KINDS = ("header", "section", "example", "total", "data")


@dataclass
class Score:
    """Header words by origin and outcome, rows by kind and outcome, and every difference as (file, what, expected, got)."""

    words: Counter = field(default_factory=Counter)
    rows: Counter = field(default_factory=Counter)
    differences: list[tuple[str, str, Any, Any]] = field(default_factory=list)

    def say(self, book: Book, what: str, expected: Any, got: Any) -> None:
        self.differences.append((f"{book.name} ({book.form})", what, expected, got))

    @property
    def listed_mapped(self) -> float:
        """Share of the words of a contract that were mapped to their field."""
        return self.words["listed", "right"] / sum(
            count for (origin, _), count in self.words.items() if origin == "listed"
        )

    @property
    def wrong(self) -> int:
        """Words mapped to a field that they do not mean."""
        return sum(count for (_, outcome), count in self.words.items() if outcome == "wrong")

    def of(self, what: str) -> list[str]:
        """The differences of one sort, to be read."""
        return [
            f"{file}: {about}: expected {expected}, got {got}"
            for file, about, expected, got in self.differences
            if about.startswith(what)
        ]


def judge(book: Book, document: dict[str, Any], score: Score) -> None:
    """Compare one document of ``rollcall inspect --json`` with the truth of the file."""
    if book.fate and document["fate"] != book.fate:
        codes = sorted({found["code"] for found in document["findings"] if found["severity"] in ("hold", "reject")})
        score.say(book, "fate", book.fate, f"{document['fate']} {codes}")
    expected, got = list(_ordered(book)), list(document["tables"])
    if document["fate"] == "held":  # what nobody knows may be listed or not, as long as the file waits for an answer
        got = [table for table in got if table["entity"] or any(truth.entity is None for _, truth in expected)]
        expected = [each for each in expected if each[1].entity or got[len(expected) - 1 :]]
    if len(expected) != len(got):
        places = [(table["sheet"], table["entity"], table["header_rows"]) for table in got]
        score.say(book, "tables", len(expected), places)
    for page, table in expected:
        found = _nearest(table, got)
        if found is None:
            score.say(book, "tables missing", (table.entity, table.header_rows), None)
            score.words.update((column.origin, "missing") for column in table.columns if column.field)
            continue
        got.remove(found)
        _judge_table(book, page, table, found, score)


def _ordered(book: Book) -> Iterator[tuple[Page, TableTruth]]:
    for page in book.pages:
        for table in page.tables:
            yield page, table


def _nearest(table: TableTruth, got: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The first table of the answer that shares a row of the header and the place of the first column."""
    first = table.columns[0].letter if table.columns else "A"
    same = [each for each in got if set(each["header_rows"]) & set(table.header_rows)]
    beside = [each for each in same if each["columns"] and each["columns"][0]["column"] >= first]
    sheets = [each for each in beside or same if each["sheet"] in (table.sheet, "")]
    return next(iter(sheets or beside or same), None)


def _judge_table(book: Book, page: Page, table: TableTruth, found: dict[str, Any], score: Score) -> None:
    where = f"{table.entity} at {table.header_rows[0]}"
    if found["entity"] != table.entity:
        score.say(book, f"entity of {where}", table.entity, found["entity"])
    for name, expected in (
        ("header_rows", _header_rows(table, found)),
        ("first_data_row", table.data_rows[0]),
        ("last_data_row", table.data_rows[-1]),
    ):
        if found[name] != expected:
            score.say(book, f"place of {where}: {name}", expected, found[name])
    _judge_rows(book, page, table, found, score, where)
    if not table.is_cross:
        _judge_columns(book, table, found, score)


def _header_rows(table: TableTruth, found: dict[str, Any]) -> list[int]:
    """Rows of the header, once; a row that only numbers the columns may be said to belong to it or not."""
    is_told = table.numbering_row in found["header_rows"]
    return [*table.header_rows, table.numbering_row] if is_told else table.header_rows


def _judge_rows(book: Book, page: Page, table: TableTruth, found: dict[str, Any], score: Score, where: str) -> None:
    rows = found["rows"]
    kinds = ROW_KINDS if page.shares_rows else KINDS
    for kind in kinds:
        is_right = rows[kind] == table.kinds[kind]
        score.rows[kind, is_right] += 1
        if not is_right:
            score.say(book, f"rows of {where}: {kind}", table.kinds[kind], rows[kind])
    if rows["conformed"] + rows["quarantined"] != rows["data"]:
        score.say(book, f"sum of {where}", rows["data"], (rows["conformed"], rows["quarantined"]))
    if _is_column_missing(table, found):
        return
    is_right = rows["quarantined"] == len(table.bad_rows)
    score.rows["quarantined", is_right] += 1
    if not is_right:
        faults = dict(Counter(table.bad_rows.values()))
        score.say(book, f"quarantined of {where}", f"{len(table.bad_rows)} {faults}", rows["quarantined"])


def _is_column_missing(table: TableTruth, found: dict[str, Any]) -> bool:
    """Whether a word of no contract was not understood: what then becomes of the rows is a question to the county."""
    fields = {column["field"] for column in found["columns"]}
    return any(column.origin == "synonym" and column.field not in fields for column in table.columns)


def _judge_columns(book: Book, table: TableTruth, found: dict[str, Any], score: Score) -> None:
    fields = {column["column"]: column["field"] for column in found["columns"]}
    for column in table.columns:
        got = fields.get(column.letter)
        outcome = "right" if got == column.field else "missing" if got is None else "wrong"
        score.words[column.origin, outcome] += 1
        if outcome == "wrong" or (outcome == "missing" and column.origin == "listed"):
            score.say(book, f"column {outcome} {column.letter} {column.word!r}", column.field, got)
