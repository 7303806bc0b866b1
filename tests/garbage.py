"""Sheets that nobody would send, made by chance: words of headers and codes, numbers of every size, marks, errors, merges."""

import datetime as dt
import random
from decimal import Decimal
from typing import Any

from county_tables import CONTRACTS, ERROR, UNCACHED, Line, grid, identity

from pipeline.sheets.grid import Cell, Grid

FIELDS = [each for entity in CONTRACTS.entities.values() for each in entity.fields]
WORDS = [word.rpartition("/")[2] for each in FIELDS for word in each.headers]
CODES = [word for codes in CONTRACTS.codes.values() for word in codes.spellings]
ODD = (
    " |\u200b|同上|〃|合计|小计|注：|例：|无|/|—|2022.13|1900-01-00|张三|张 三|510499199002030075|5.10499E+17|=1+1|一、机关|二、离退休人员|1.2万"
    "|≥5|３人|\n|1E+400|2022-08-01 99:99|'510499|NaN|Infinity|1_000|٣|²|①|½|２０２２年８月|0000-00-00|9999.12.31|㋿|😀|(|【】|*|true|离职"
).split("|")
NUMBERS = (
    0,
    -1,
    12,
    2022.1,
    44774,
    13800000000,
    510499199002030075,
    5.1e17,
    1e308,
    5e-324,
    2**31,
    0.1,
    1 / 3,
    -0.0,
    202208,
)
DATES = ("1900-01-00", "1900-02-29", "2022-08-01 10:00:00", "9999-12-31", "0001-01-01")


def garbage(seed: int) -> Grid:
    """A sheet of at most 15 rows."""
    chance = random.Random(seed)
    width = chance.randint(1, 12)
    lines: list[Line] = [_line(chance, width) for _ in range(chance.randint(0, 3))]
    for _ in range(chance.randint(0, 2)):
        fields = chance.choice(list(CONTRACTS.entities.values())).fields
        lines.append([_header(chance, fields) for _ in range(width)])
    lines += [_line(chance, width + 2) for _ in range(chance.randint(0, 10))]
    merges = tuple(
        (
            top := chance.randint(1, 8),
            left := chance.randint(1, 8),
            top + chance.randint(0, 4),
            left + chance.randint(0, 4),
        )
        for _ in range(chance.randint(0, 3))
    )
    return grid(lines, chance.choice(ODD), 0, merges, chance.choice(("visible", "visible", "hidden")))


def _line(chance: random.Random, width: int) -> Line:
    return [_cell(chance) for _ in range(chance.randint(1, width))]


def _header(chance: random.Random, fields: tuple) -> Any:
    words = chance.choice(fields).headers
    return chance.choice(words).rpartition("/")[2] if chance.random() < 0.9 else _cell(chance)


def _cell(chance: random.Random) -> Any:
    kinds = (
        lambda: chance.choice(ODD),
        lambda: chance.choice(ODD),
        lambda: chance.choice(CODES),
        lambda: chance.choice(WORDS),
        lambda: identity(chance.randrange(1000)),
        lambda: chance.choice(NUMBERS),
        lambda: Cell("number", str(Decimal(10) ** chance.choice((-400, -30, 30, 400)))),
        lambda: dt.date.fromordinal(chance.randint(1, 3_000_000)),
        lambda: Cell("date", chance.choice(DATES)),
        lambda: chance.choice((ERROR, UNCACHED)),
        lambda: chance.random() < 0.5,
        lambda: None,
        lambda: None,
    )
    return chance.choice(kinds)()
