"""176 files of five offices, a return and rough sheets, in every format, read as a careful person reads them: tables, columns, kinds of rows, faults.

The truth stands beside the generator (county_files/) and never asks the pipeline. A third of the header words are in no contract:
none of them may be mapped to a field that it does not mean, and of the others nearly all are mapped.
"""

import datetime as dt
import tempfile
import unicodedata
from pathlib import Path

import pytest
import yaml
from county_files.book import Book, Page, TableTruth
from county_files.corpus import books, write
from county_files.headers import Head, choose, type_header
from county_files.score import Score, judge
from county_files.styles import FIELDS, Office
from county_files.tables import fill
from county_files.traps import INSTEAD, TRAPS
from county_files.words import FOREIGN
from warehouses import ROOT

from pipeline.contract import load
from pipeline.outputs.inspection import inspect

FILES = list(books())


@pytest.fixture(scope="module")
def score() -> Score:
    """All files written and inspected once."""
    total, contracts = Score(), load(ROOT / "contracts")
    with tempfile.TemporaryDirectory() as folder:
        for book in FILES:
            judge(book, inspect(write(book, Path(folder)), contracts).document, total)
    return total


def roster_with(words: list[str], without: str = "") -> Book:
    """A sound roster with these foreign columns, and without one of its own."""
    office = Office(7, "东区", dt.date(2024, 12, 31), typed=True, untidy=0)
    page, table = Page("Sheet1"), TableTruth("Sheet1", "worker")
    fields = [field for field in FIELDS["worker"] if field != without]
    heads = choose(office.rng, "worker", fields, 0)
    heads[5:5] = [Head(word, None, "foreign", TRAPS[word]) for word in words]
    page.type([office.title("worker")], "title", table)
    page.tables.append(table)
    type_header(page, table, heads)
    fill(page, table, office.pen("worker", faults=0), heads, 12)
    return Book(f"{words[0]}.xlsx", [page], "510402", "2024-12", "traps", "openpyxl")


def trapped(book: Book, folder: Path) -> Score:
    score = Score()
    judge(book, inspect(write(book, folder), load(ROOT / "contracts")).document, score)
    return score


@pytest.mark.parametrize("start", range(0, len(TRAPS), 12))
def test_a_word_that_only_holds_a_word_of_a_contract_is_not_mapped(start, tmp_path):
    score = trapped(roster_with(list(TRAPS)[start : start + 12]), tmp_path)
    assert score.differences == []


@pytest.mark.parametrize(("field", "word"), INSTEAD.items())
def test_nor_is_it_taken_for_the_column_that_is_missing(field, word, tmp_path):
    score = trapped(roster_with([word], without=field), tmp_path)
    assert score.wrong == 0, score.differences


def told(lines: list[str], limit: int = 25) -> str:
    return f"{len(lines)} differences\n" + "\n".join(lines[:limit])


def test_no_header_word_is_mapped_to_what_it_does_not_mean(score):
    assert score.wrong == 0, told(score.of("column wrong"))


def test_nearly_every_word_of_a_contract_is_mapped(score):
    assert score.listed_mapped >= 0.98, f"{score.listed_mapped:.2%}: {told(score.of('column missing'))}"


@pytest.mark.parametrize("what", ["tables", "entity", "place", "rows", "sum", "quarantined", "fate"])
def test_tables_and_rows_are_told_as_a_person_tells_them(score, what):
    assert score.of(what) == [], told(score.of(what))


def test_a_third_of_the_header_words_are_in_no_contract():
    origins = [column.origin for book in FILES for table in book.tables for column in table.columns]
    words = [origin for origin in origins if origin != "plain"]
    assert words.count("foreign") / len(words) >= 1 / 3
    assert len({book.form for book in FILES}) >= 20


def test_the_foreign_words_are_in_no_contract():
    """Of the entity on whose tables they stand: what is no word of a roster may be one of an examination's list."""
    for entity, words in FOREIGN.items():
        listed = {_bare(word) for word in _headers(ROOT / "contracts/entities" / f"{entity}.odcs.yaml")}
        strange = words.keys() | (TRAPS.keys() if entity == "worker" else ())
        assert strange
        assert listed
        assert {word for word in strange if _bare(word) in listed} == set()


def _headers(path: Path) -> list[str]:
    """Every header word that a contract lists for its fields."""
    found = []
    for field in yaml.safe_load(path.read_text(encoding="utf-8"))["schema"][0]["properties"]:
        for held in field["customProperties"]:
            if held["property"] == "headers":
                found += held["value"]
    return found


def _bare(word: str) -> str:
    return "".join(unicodedata.normalize("NFKC", word).split())
