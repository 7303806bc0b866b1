"""Dates in all shapes: read where they name one day, called by their fault where they do not."""

import datetime as dt

import pytest
from cell_values import read
from county_tables import CONTRACTS, EAST, conformed, grid, records

from pipeline.rows.dates import both_ends, read_date
from pipeline.rows.values import Reader, Value

AUGUST = dt.date(2022, 8, 1)


@pytest.mark.parametrize(
    ("kind", "text", "date"),
    [
        ("text", "2022.8", AUGUST),
        ("text", "2022.08", AUGUST),
        ("text", "2022年8月", AUGUST),
        ("text", "2022 年 8 月", AUGUST),
        ("text", "2022/8", AUGUST),
        ("text", "2022-8-1", AUGUST),
        ("text", "202208", AUGUST),
        ("text", "20220801", AUGUST),
        ("text", "２０２２．８", AUGUST),
        ("text", "\u200b2022.8", AUGUST),
        ("text", "2022年8月15日", dt.date(2022, 8, 15)),
        ("text", "2022-08-15 00:00:00", dt.date(2022, 8, 15)),
        ("text", "2022.10", dt.date(2022, 10, 1)),
        ("text", "2022.1", dt.date(2022, 1, 1)),
        ("text", "2024-02-29", dt.date(2024, 2, 29)),
        ("number", "2022.8", AUGUST),
        ("number", "2022.11", dt.date(2022, 11, 1)),
        ("number", "202208", AUGUST),
        ("number", "20220801", AUGUST),
        ("date", "2022-08-01", AUGUST),
        ("date", "2022-08-01 10:30:00", AUGUST),
        ("text", "22.08", AUGUST),
        ("text", "22.8", AUGUST),
        ("number", "22.8", AUGUST),
        ("text", "22年8月", AUGUST),
        ("text", "08年8月", dt.date(2008, 8, 1)),
        ("text", "二〇二二年八月", AUGUST),
        ("text", "二零二二年八月六日", dt.date(2022, 8, 6)),
        ("text", "二○二二年十二月三十一日", dt.date(2022, 12, 31)),
        ("text", "2022年元月", dt.date(2022, 1, 1)),
        ("text", "二二年廿一月", None),
        ("text", "2022年8月份", AUGUST),
        ("text", "2022年8月6日 10:00", dt.date(2022, 8, 6)),
        ("text", "2022-8-16 10:00", dt.date(2022, 8, 16)),
        ("text", "2022年8月6号", dt.date(2022, 8, 6)),
        ("text", "25/8/2022", dt.date(2022, 8, 25)),
        ("text", "8/25/2022", dt.date(2022, 8, 25)),
        ("text", "8/8/2022", dt.date(2022, 8, 8)),
        ("text", "8/2022", AUGUST),
    ],
)
def test_shapes_of_a_date_that_are_read(kind: str, text: str, date: dt.date) -> None:
    assert read("certificate_date", text, kind) == (Value(date) if date else Value(code="date_impossible"))


REFUSED_DATES = {
    (
        "text",
        "date_impossible",
    ): "2022|2022年|2022.13|2022.0|2023/2/29|初级2016、中级2019|8月|٢٠٢٢.٨|2022-8-16:00|0|二〇二二年",
    ("number", "date_impossible"): "2022|2022.0799999999999",
    ("date", "date_impossible"): "1900-01-00|1900-02-29|1900-01-01|1899-12-31|1904-01-01",
    ("boolean", "date_impossible"): "TRUE",
    ("text", "date_serial"): "44774|44774.5",
    ("number", "date_serial"): "44774",  # nothing says that it is a day, nor of which of two systems
    ("text", "date_interval"): "2019.3-至今|2019.3至今|2020年起|2019年3月起|2019.3-2022.8|2019年3月至2022年8月",
    ("text", "date_order_unclear"): "6/8/2022|06-08-2022|8.6.2022",
    ("text", "date_two_digit_year"): "06.8|99年8月|10.12|22.8.6|22-08-06|08/06/22|12.01",
    ("number", "date_ambiguous"): "2022.1|22.1",
}


@pytest.mark.parametrize(
    ("kind", "code", "text"), [(*key, text) for key, texts in REFUSED_DATES.items() for text in texts.split("|")]
)
def test_shapes_of_a_date_that_are_refused(kind: str, code: str, text: str) -> None:
    assert read("certificate_date", text, kind) == Value(code=code)


def test_the_last_of_several_dates_waits_for_the_certificates_beside_it() -> None:
    assert read("certificate_date", "2016.5、2019.11") == Value(dt.date(2019, 11, 1), "several_certificates")
    assert read("certificate_date", "2019.11/2016.5") == Value(dt.date(2019, 11, 1), "several_certificates")
    assert read("left_on", "2016.5、2019.11") == Value(code="date_impossible")


def test_an_open_interval_begins_where_a_beginning_is_asked_for() -> None:
    for text in ("2019.3-至今", "2019年3月起", "2019-03 至今", "2019.3—目前"):
        assert read("opened_on", text, entity="station") == Value(dt.date(2019, 3, 1))
        assert read("closed_on", text, entity="station") == Value(code="date_interval")
    assert read("opened_on", "2020年起", entity="station") == Value(code="date_interval")
    assert read("opened_on", "2019.3-2022.8", entity="station") == Value(code="date_interval")


def test_two_digits_are_a_year_where_the_field_knows_only_one() -> None:
    assert read("birth_date", "85.3") == Value(dt.date(1985, 3, 1))
    assert read("birth_date", "05年3月") == Value(dt.date(2005, 3, 1))
    assert read("birth_date", "22年3月") == Value(code="date_two_digit_year")
    assert read("birth_date", "35岁") == Value(code="date_impossible")
    assert read("valid_from", "52年3月", entity="community") == Value(code="date_two_digit_year")


def test_ten_months_in_a_number_are_one_or_ten() -> None:
    assert read("certificate_date", "2022.1", "number") == Value(code="date_ambiguous")
    assert read("certificate_date", "2022.10", "number") == Value(dt.date(2022, 10, 1))


def test_in_plain_text_a_number_looks_like_a_text() -> None:
    """A spreadsheet saves its 2022.1 to a CSV file as these six characters, whatever was typed."""
    plain = Reader(CONTRACTS, EAST, is_plain_text=True)
    assert read("certificate_date", "2022.1", reader=plain) == Value(code="date_ambiguous")
    assert read("certificate_date", "2022.10", reader=plain) == Value(dt.date(2022, 10, 1))
    assert read("certificate_date", "2022年1月", reader=plain) == Value(dt.date(2022, 1, 1))


def test_a_month_is_its_first_day_or_its_last() -> None:
    assert read("data_date", "2022.2", entity="observation") == Value(dt.date(2022, 2, 28))
    assert read("data_date", "2022-02-03", entity="observation") == Value(dt.date(2022, 2, 3))
    assert read("data_date", "2022.13", entity="observation") == Value(code="date_impossible")


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024.5.6-2024.5.8", "2024-05-06", "2024-05-08"),
        ("2024-05-06至2024-05-08", "2024-05-06", "2024-05-08"),
        ("2024-05-06-2024-05-08", "2024-05-06", "2024-05-08"),
        ("2024年5月6日至8日", "2024-05-06", "2024-05-08"),
        ("2024年5月6日-5月8日", "2024-05-06", "2024-05-08"),
        ("2024.5.30—6.2", "2024-05-30", "2024-06-02"),
        ("2024年5月至7月", "2024-05-01", "2024-07-01"),
        ("2024年12月30日至2025年1月2日", "2024-12-30", "2025-01-02"),
    ],
)
def test_an_event_lasts_from_its_first_to_its_last_day(text: str, first: str, last: str) -> None:
    field = CONTRACTS.entities["training"].by_name["started_on"]
    assert read_date(field, "text", text) == Value(dt.date.fromisoformat(first))
    assert both_ends(field, text) == (dt.date.fromisoformat(first), dt.date.fromisoformat(last))


@pytest.mark.parametrize("text", ["2024.5.8-2024.5.6", "2024年5月8日至6日"])
def test_an_event_that_ends_before_it_begins_is_no_interval(text: str) -> None:
    field = CONTRACTS.entities["training"].by_name["started_on"]
    assert read_date(field, "text", text) == Value(code="date_interval")


def test_a_registration_that_is_written_as_its_period_ends_with_it() -> None:
    """The month of its end is its last day, as for a single date."""
    lines = [
        ["社会工作专业人才花名册"],
        ["姓名", "身份证号", "登记有效期"],
        ["测试甲", "510499199001011233", "2021.3-2024.2"],
    ]
    (row,) = records(conformed(grid(lines)), "worker")
    assert (row["registered_on"], row["registration_expires_on"]) == (dt.date(2021, 3, 1), dt.date(2024, 2, 29))


def test_a_station_that_has_an_interval_may_have_closed_with_it() -> None:
    assert read("opened_on", "2024.5.6-2024.5.8", entity="station") == Value(code="date_interval")


def test_a_single_day_has_no_end() -> None:
    field = CONTRACTS.entities["training"].by_name["started_on"]
    assert [both_ends(field, text) for text in ("2024-05-06", "2024.5.6", "2024年5月", "2019.3-至今")] == [
        (None, None)
    ] * 4
