"""The registers of communities count elderly people, organisations and teams, in every layout; what follows is what the oracle counts.

The hard cases stand there: a thousand and not more, more than a thousand and nobody who works there, a number left blank.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import oracle_bazhong
import oracle_registers
import pytest
from oracle import AS_OF, CITY, TOWNSHIP_KINDS, Period
from oracle_registers import Community, number
from oracle_rows import records, sheets, text
from warehouses import Warehouse

RAW = Path(__file__).parents[1] / "raw"
FIRST, SECOND = AS_OF
NUMBERS = ("elderly", "organisations", "teams")
FACTOR = {"T01": 100, "T05": 100}


@pytest.fixture(scope="module")
def everywhere() -> dict[str, list[Community]]:
    return {period: oracle_registers.communities(Period(RAW, period)) for period in AS_OF}


def bazhong_registers() -> Iterator[tuple[str, dict[str, Any], list[int | None]]]:
    """Unit, line and numbers of every line of Bazhong's registers."""
    for record in oracle_bazhong.Bazhong(RAW).lists["community"]:
        yield record["unit"], record, [number(record[name]) for name in NUMBERS]


def last_heads(unit: str, period: str) -> list[tuple[str, ...]]:
    """The last three header words of each register of a folder."""
    rows = [[text(cell) for cell in row if text(cell)] for _, rows in sheets(RAW / unit / period) for row in rows]
    return [tuple(row[-3:]) for row in rows if row[:1] == ["序号"] and "老年" in row[-3]]


def test_every_register_counts_in_words_of_its_own() -> None:
    heads = [each for unit in oracle_registers.COUNTIES for period in AS_OF for each in last_heads(unit, period)]
    heads += [each for unit in oracle_bazhong.UNITS for each in last_heads(unit, oracle_bazhong.PERIOD)]
    assert len(heads) == 5 + 2 + 6
    assert len(set(heads)) == 6


def test_townships_have_no_numbers_and_communities_all_but_the_blank_ones() -> None:
    blank = []
    for unit in oracle_registers.COUNTIES:
        for record in (record for period in AS_OF for record in records(RAW, unit, period, "community")):
            cells = [text(record[name]) for name in NUMBERS]
            is_township = text(record["kind"]) in TOWNSHIP_KINDS
            assert not is_township or cells == [None] * 3
            blank += (
                [] if is_township else [(unit, name) for name, cell in zip(NUMBERS, cells, strict=True) if cell is None]
            )
    for unit, record, cells in bazhong_registers():
        assert record["township"] or cells == [None] * 3
        blank += [
            (unit, name) for name, cell in zip(NUMBERS, cells, strict=True) if record["township"] and cell is None
        ]
    assert blank == [("510403", "organisations"), ("510422", "elderly"), ("511922", "teams")]


@pytest.mark.parametrize("period", AS_OF)
def test_the_edges_are_there(everywhere: dict[str, list[Community]], period: str) -> None:
    now = everywhere[period]
    assert {each.place[0] for each in now if each.elderly == 1000} == set(oracle_registers.COUNTIES)
    deserted = [each for each in now if (each.elderly or 0) > 1000 and not each.professionals]
    assert {each.place[0] for each in deserted} == set(oracle_registers.COUNTIES)
    assert any(each.is_urban and not each.certified_workers for each in now)


def test_bazhong_has_both_too() -> None:
    people = oracle_bazhong.Bazhong(RAW).professionals().values()
    peopled = {(row["unit"], row["township"], row["community"]) for row in people}
    deserted, exact = set(), set()
    for unit, record, (elderly, *_) in bazhong_registers():
        if elderly == 1000:
            exact.add(unit)
        if elderly and elderly > 1000 and (unit, record["township"], record["name"]) not in peopled:
            deserted.add(unit)
    assert exact == set(oracle_bazhong.UNITS)
    assert deserted == {"511922", "511923"}


def test_organisations_and_teams_stand_about_the_targets() -> None:
    """Nearly twelve in a community of the town, more than five in one of the country, a team here and there."""
    counted = oracle_registers.figures(RAW)
    mean = {key: figure.numerator / figure.denominator for key, figure in counted.items()}
    for period in AS_OF:
        assert 11 < mean["T06", CITY, period] < 12
        assert 5 < mean["T07", CITY, period] < 6
    assert mean["T08", CITY, FIRST] < 1 < mean["T08", CITY, SECOND]


def test_every_figure_is_the_one_that_the_oracle_counts(night: Warehouse) -> None:
    rows = night.rows(
        "select * from indicator_value where plan_code = 'panzhihua-145' and reading is null"
        " and indicator_code in ('T01', 'T05', 'T06', 'T07', 'T08') and not ends_with(area_code, '-00')"
    )
    found = {
        (row["indicator_code"], row["area_code"], row["period"]): (row["numerator"], row["denominator"], row["value"])
        for row in rows
    }
    expected = {}
    for (code, *place), figure in oracle_registers.figures(RAW).items():
        value = Decimal(FACTOR.get(code, 1) * figure.numerator) / figure.denominator
        expected[code, *place] = (*figure, value.quantize(Decimal("0.000001"), ROUND_HALF_UP))
    assert found == expected
    least = {(row["area_code"], row["period"]): row["unit_minimum"] for row in rows if row["indicator_code"] == "T01"}
    assert least[CITY, FIRST] == least[CITY, SECOND] == 0


def test_units_without_anybody_are_listed_as_failing(night: Warehouse, everywhere: dict[str, list[Community]]) -> None:
    measures = {
        "measure_urban_community[measure_urban_community_worker[certificate_level=1+2+3]>=2]": [
            (each.place, period)
            for period in AS_OF
            for each in everywhere[period]
            if each.is_urban and not each.certified_workers
        ],
        "measure_elderly_community[measure_professional>=1]": [
            (each.place, period)
            for period in AS_OF
            for each in everywhere[period]
            if (each.elderly or 0) > 1000 and not each.professionals
        ],
    }
    for measure, expected in measures.items():
        rows = night.rows(
            f"select area_code, township, unit_name, period from unit_standing where measure = '{measure}'"
            " and not_counted_reason = 'below_minimum' and quantity = 0 and starts_with(area_code, '5104')"
            f" and period in ('{FIRST}', '{SECOND}')"
        )
        places = [((row["area_code"], row["township"], row["unit_name"]), row["period"]) for row in rows]
        assert sorted(places) == sorted(expected)
        assert places
