"""The corpus: which office hands in which entity in which form; the same files each time."""

import datetime as dt
import random
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

from county_files.book import Book, TableTruth
from county_files.forms import FORMS
from county_files.rough import ROUGH, unknown_table
from county_files.several import STYLES
from county_files.styles import Office

AREAS = {"510402": "东区", "510403": "西区", "510411": "仁和区", "510421": "米易县", "510422": "盐边县"}
DATES = (dt.date(2022, 12, 31), dt.date(2023, 6, 30), dt.date(2024, 12, 31), dt.date(2025, 12, 31))
REQUIRED = {
    "worker": {"name", "id_number", "is_professional"},
    "agency": {"name"},
    "station": {"name", "tier", "is_operating"},
    "community": {"kind", "name", "township", "urban_rural"},
    "observation": {"fact_id", "subject", "kind", "area_code", "source_kind", "value"},
}
COUNTS = {"ministry": 24, "ledger": 30, "townships": 20, "several": 20, "export": 40, "summary": 6}
TEXT_STYLES = {"ledger", "export", "summary"}


def forms_of(style: str) -> list[str]:
    """The forms in which this office may save: what has several sheets or merged cells needs a spreadsheet."""
    return [
        name
        for name, form in FORMS.items()
        if form.holds_sheets or style in TEXT_STYLES or (style in ("ministry", "several") and form.is_typed)
    ]


def books(seed: int = 20261122) -> Iterator[Book]:
    """Every file of the corpus, 176 of them."""
    for style, count in COUNTS.items():
        fill_in, entities = STYLES[style]
        forms, turns = cycle(forms_of(style)), cycle(entities)
        for number in range(count):
            form, entity = next(forms), next(turns)
            chance = random.Random(f"{seed}/{style}/{number}")
            unit, date = chance.choice(list(AREAS)), chance.choice(DATES)
            untidy = chance.choice((0.0, 0.05, 0.2))
            office = Office(chance.randrange(2**32), AREAS[unit], date, FORMS[form].is_typed, untidy)
            name, pages = f"{style}-{number:02d}-{entity}{FORMS[form].ending}", fill_in(office, entity)
            book = Book(name, pages, unit, f"{date:%Y-%m}", style, form)
            book.fate = None if any(asks(table) for table in book.tables) else office.fate
            yield book
    yield from _rough(seed)


def _rough(seed: int) -> Iterator[Book]:
    """Each of the rough sheets in four formats, with and without kinds of cells."""
    forms = cycle(("openpyxl", "biff8", "csv in gb18030", "ods", "html named xls", "xlsb", "xml2003", "xlsxwriter"))
    for fill_in in ROUGH:
        for number in range(4):
            form = next(forms)
            if fill_in is unknown_table and not FORMS[form].holds_sheets:
                form = "biff5"
            chance = random.Random(f"{seed}/{fill_in.__name__}/{number}")
            unit, date = chance.choice(list(AREAS)), chance.choice(DATES)
            office = Office(chance.randrange(2**32), AREAS[unit], date, FORMS[form].is_typed, 0.1)
            pages = fill_in(office)
            name = f"{fill_in.__name__}-{number}{FORMS[form].ending}"
            yield Book(name, pages, unit, f"{date:%Y-%m}", "rough", form, office.fate)


def asks(table: TableTruth) -> bool:
    """Whether a column that must be there is headed by a word of no contract: to ask is then as right as to understand."""
    return any(column.origin == "synonym" and column.field in REQUIRED[table.entity] for column in table.columns)


def write(book: Book, folder: Path) -> Path:
    """The file below ``folder/<unit>/<period>/``."""
    path = folder / book.unit / book.period / book.name
    path.parent.mkdir(parents=True, exist_ok=True)
    FORMS[book.form].write(book, path)
    return path
