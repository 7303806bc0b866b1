"""Several certificates in one row: the highest counts from its own date, and only where it is certain which date that is."""

import datetime as dt

import pytest
from county_tables import CONTRACTS, codes, conformed, good, grid, records, table


def row(level: str | None, issued: str | None) -> tuple[list[str], list[tuple[str, dt.date | None]]]:
    """The codes of a roster's only row, and its level and date where it is conformed."""
    result = conformed(
        grid(table("worker", [good("worker") | {"certificate_level": level, "certificate_date": issued}]))
    )
    told = [(each["certificate_level"], each["certificate_date"]) for each in records(result, "worker")]
    return codes(result), told


@pytest.mark.parametrize(
    ("level", "issued", "date"),
    [
        ("助理社工师/社工师", "2016.5/2019.11", dt.date(2019, 11, 1)),
        ("初级、中级", "2016.5、2019.11", dt.date(2019, 11, 1)),
        ("中级、初级", "2019.11、2016.5", dt.date(2019, 11, 1)),
        ("初级2016、中级2019", "2019.11", dt.date(2019, 11, 1)),
        ("初级2016、中级2019", "2016.5、2019.11", dt.date(2019, 11, 1)),
        ("中级2019", "2019.11", dt.date(2019, 11, 1)),
        ("中级/社会工作师", "2019.11", dt.date(2019, 11, 1)),
    ],
)
def test_a_date_that_is_surely_that_of_the_highest(level: str, issued: str, date: dt.date) -> None:
    assert row(level, issued) == ([], [("2", date)])


@pytest.mark.parametrize(
    ("level", "issued"),
    [
        ("助理社工师/社工师", "2019.11"),
        ("初级、中级", "2019.11、2016.5"),
        ("初级2016、中级2019", "2016.5"),
        ("初级2016、中级2018", "2016.5、2019.11"),
        ("中级、中级", "2016.5、2019.11"),
        ("初级2016", "2019.11"),
        ("中级", "2016.5、2019.11"),
        (None, "2016.5、2019.11"),
        ("初级2016、中级2019", None),
        ("初级、中级、高级", "2016.5、2019.11"),
    ],
)
def test_a_date_that_may_be_another_s(level: str | None, issued: str | None) -> None:
    found, told = row(level, issued)
    assert told == []
    assert set(found) <= {"several_certificates", "certificate_date_missing"}
    assert "several_certificates" in found


def test_the_order_of_levels_is_the_contract_s() -> None:
    ranked = CONTRACTS.entities["worker"].by_name["certificate_level"].highest_of
    assert set(ranked) == {code.code for code in CONTRACTS.codes["certificate_level"].codes}
    assert row("高级考试合格、中级", "2022.5、2019.11")[1] == []
    assert row("中级2019、高级考试合格2022", "2019.11")[1] == [("2", dt.date(2019, 11, 1))]
