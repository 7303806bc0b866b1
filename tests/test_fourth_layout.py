"""A layout that the code has never seen is read by the contract's synonyms alone: kinds of rows, persons and every value.

The roster and the truth about it were written without knowledge of the reading code; words become codes by the code lists.
"""

import ast
import csv
import datetime as dt
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

import fourth_layout
import polars as pl
import pytest
from warehouses import ROOT

from pipeline.contract import Contracts, load
from pipeline.identity import age_on, birth_date
from pipeline.rows.delivery import Conformed, Context, conform
from pipeline.rows.keys import Keys
from pipeline.sheets import sandbox

KEYS = Keys(bytes(range(32)))
AS_OF = dt.date(2022, 8, 31)
PERSONAL = ("name", "id_number", "phone", "certificate_number")


@cache
def codes(name: str) -> dict[str, str]:
    """Each spelling of a code list to its code."""
    with (ROOT / "contracts" / "codes" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return {word: row["code"] for row in csv.DictReader(file) for word in row["spellings"].split("|")}


@pytest.fixture(scope="module")
def contracts() -> Contracts:
    return load(ROOT / "contracts")


@pytest.fixture(scope="module")
def roster(tmp_path_factory, contracts: Contracts) -> tuple[fourth_layout.Truth, Conformed]:
    """The truth, and what the reader and the conformer make of the file."""
    path = tmp_path_factory.mktemp("fourth") / "roster.xlsx"
    truth = fourth_layout.write(path)
    workbook = sandbox.read(path, sandbox.Limits(**contracts.settings["reader"]))
    context = Context("0" * 16, "f" * 64, "510411", AS_OF, contracts, KEYS)
    return truth, conform(workbook, context)


def by_row(conformed: Conformed) -> dict[int, dict[str, Any]]:
    """Conformed workers by the row of the sheet they stand in."""
    places = dict(conformed.tables["row_address"].select("row_id", "row").drop_nulls().iter_rows())
    return {places[row["row_id"]]: row for row in conformed.tables["worker"].iter_rows(named=True)}


def expected(person: dict[str, Any]) -> dict[str, Any]:
    """What must be stored of a person: codes for words, dates for writings, keys for who it is."""
    born, level = birth_date(person["id_number"]), person["certificate_level"]
    issued = person["certificate_date"]
    return {
        "id_key": KEYS.id_key(person["id_number"]),
        "certificate_key": KEYS.certificate_key(person["certificate_number"]),
        "name_birth_key": KEYS.name_birth_key(person["name"], born),
        "age": age_on(born, AS_OF),
        "sex": codes("sex")[person["sex"]],
        "education": codes("education")[person["education"]],
        "political_status": codes("political_status")[person["political_status"]],
        "employer": unicodedata.normalize("NFKC", person["employer"]),
        "township": person["township"],
        "role": codes("role")[person["role"]],
        "domains": [codes("domain")[word] for word in person["domain"].split("、")],
        "certificate_level": None if level is None else str(level),
        "certificate_date": dt.date.fromisoformat(issued) if issued else None,
        "is_professional": True,
        "recognition_basis": "unstated",
    }


def test_every_row_is_told_for_what_it_is(roster) -> None:
    truth, conformed = roster
    addresses = conformed.tables["row_address"]
    assert dict(addresses.select("row", "kind").iter_rows()) == truth.kinds
    assert set(truth.kinds.values()) == {"title", "header", "section", "note", "example", "total", "data"}


def test_every_person_is_conformed_with_every_value(roster) -> None:
    truth, conformed = roster
    found = by_row(conformed)
    assert (len(truth.rows), len(found)) == (60, 60)
    wrong = [
        (person["row"], field, found[person["row"]][field], value)
        for person in truth.rows
        for field, value in expected(person).items()
        if found[person["row"]][field] != value
    ]
    assert wrong == []


def test_nothing_is_refused_held_or_unknown(roster) -> None:
    _, conformed = roster
    assert conformed.receipt["fate"] == "accepted"
    assert conformed.receipt["is_synthetic"]
    assert conformed.receipt["entities"] == {"worker": {"data": 60, "conformed": 60, "quarantined": 0}}
    assert conformed.tables["quarantine"].is_empty()


def test_a_township_that_is_typed_once_has_the_address_of_its_cell(roster) -> None:
    truth, conformed = roster
    first = {}
    for person in truth.rows:
        if person["township"]:
            first.setdefault(person["township"], person["row"])
    filled = {person["row"]: first[person["township"]] for person in truth.rows
              if person["township"] and first[person["township"]] != person["row"]}  # fmt: skip
    places = conformed.tables["row_address"].select("row_id", "row")
    stored = conformed.tables["filled_value"].filter(pl.col("field") == "township").join(places, on="row_id")
    assert dict(stored.select("row", "source_row").iter_rows()) == filled


def test_nobody_is_named(roster) -> None:
    truth, conformed = roster
    personal = {str(person[field]) for person in truth.rows for field in PERSONAL if person[field]}
    said = {str(value) for frame in conformed.tables.values() for row in frame.iter_rows() for value in row}
    assert len(personal) > 200
    assert [each for each in personal if any(each in text for text in said)] == []


def literals(path: Path) -> set[str]:
    """The texts in a module that it works with: docstrings and comments are none."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    said = {
        node.value.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    return {
        node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
    } - said


def test_no_word_of_a_header_stands_in_the_code(contracts: Contracts) -> None:
    """Headers and units are the contracts' own: what reads a table knows no layout by heart."""
    texts = "\n".join(
        text
        for room in ("sheets", "rows")
        for path in (ROOT / "pipeline" / room).glob("*.py")
        for text in literals(path)
    )
    headers = {word for entity in contracts.entities.values() for word in entity.headers if len(word) > 2}
    assert len(headers) > 250
    assert [word for word in headers | contracts.areas.keys() if word in texts] == []
    assert contracts.layouts == ()
