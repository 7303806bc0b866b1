"""Tables of many deliveries are checked together; what becomes of each is what would become of it alone."""

import datetime as dt
from functools import cache

import pytest
from county_tables import AS_OF, CONTRACTS, KEYS, Cell, good, grid, records, table
from planted_rows import planted

from pipeline.rows.delivery import Conformed, Context, conform, conform_all
from pipeline.rows.split import split
from pipeline.sheets.grid import Grid, Workbook


def delivery(name: str, *sheets: Grid, unit: str = "510402", as_of: dt.date | None = AS_OF) -> tuple[Workbook, Context]:
    return Workbook("xlsx", None, sheets, ()), Context(name * 16, name * 64, unit, as_of, CONTRACTS, KEYS)


def spoilt(entity: str, index: int = 0) -> Grid:
    """Every planted row of an entity that a sheet in memory can hold."""
    return grid(table(entity, [each.cells for each in planted(entity)]), f"表{index + 1}", index)


def workers(*changes: dict) -> Grid:
    return grid(table("worker", [good("worker", place) | change for place, change in enumerate(changes)]))


DELIVERIES = [
    delivery("a", spoilt("worker")),
    delivery("b", workers({}, {"subject_area_code": "西区"}, {"id_number": "1"}), unit="510403"),
    delivery("c", spoilt("station"), spoilt("agency", 1)),
    delivery("d", workers({"id_number": None}), as_of=dt.date(2030, 1, 1)),
    delivery("e", workers({}, {"birth_date": Cell("error", "#REF!")}), as_of=None),
    delivery("f", grid([["说明"]])),
    delivery("g", workers({"employer": "测试一"}, {"name": "测试一"}, {"certificate_level": "初级、中级"})),
]


@cache
def together() -> list[Conformed]:
    return conform_all(DELIVERIES)


@pytest.mark.parametrize("place", range(len(DELIVERIES)))
def test_a_delivery_among_others_is_conformed_as_alone(place: int) -> None:
    alone, among = conform(*DELIVERIES[place]), together()[place]
    assert among.receipt == alone.receipt
    assert among.tables.keys() == alone.tables.keys()
    for name, frame in alone.tables.items():
        assert among.tables[name].equals(frame), name


def test_the_deliveries_differ() -> None:
    """So that the test above could see a row that went to another delivery."""
    heights = [each.tables["worker"].height if "worker" in each.tables else 0 for each in together()]
    assert heights[0] > 100
    assert heights[1:] == [2, 0, 0, 2, 0, 2]
    found = [record["code"] for record in records(together()[1], "finding")]
    assert found.count("id_number_malformed") == 1
    assert found.count("area_differs") == 2  # 510403 lists two people of 510402


def test_no_table_is_no_split() -> None:
    assert split([], CONTRACTS, KEYS) == []
