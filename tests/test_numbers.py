"""Numbers: digits, numerals and units that are exact; what is vague, damaged or measured otherwise is a finding."""

from decimal import Decimal

import pytest
from cell_values import read

from pipeline.rows.values import Value


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12人", 12),
        ("12 名", 12),
        ("1.2万人", 12_000),
        ("1.2万", 12_000),
        ("一千一百八十八", 1188),
        ("三十", 30),
        ("廿五", 25),
        ("两百人", 200),
        ("零", 0),
        ("12", 12),
        ("1,188", 1188),
        ("１２", 12),
        (" 12 ", 12),
        ("12.0", 12),
        ("+5", 5),
        ("-1", -1),
        ("0", 0),
    ],
)
def test_whole_numbers(text: str, number: int) -> None:
    assert read("staff_count", text, entity="agency") == (
        Value(number) if number is not None else Value(code="number_with_unit")
    )


REFUSED_NUMBERS = {
    "number_unreadable": "3l2 8OO 1O 12.5 1,18 1,1888 1e3 ٣ 12. NaN Infinity 1_000 一百五 一二三 5-8 1.23456万",
    "number_qualified": "约20人 20余 20余人 20多 20人以上 ≥5 >=5 近20 三十余人 不少于20人 100+",
    "number_with_remark": "3人(其中女1) 12(含兼职) 12人、其中女7人 12:",
    "number_with_unit": "3.5万元 35% 1.7‰ 12岁",
    "number_fraction": "三分之一 1/3 一半",
}


@pytest.mark.parametrize(
    ("code", "text"), [(code, text) for code, texts in REFUSED_NUMBERS.items() for text in texts.split()]
)
def test_what_is_no_whole_number(code: str, text: str) -> None:
    assert read("staff_count", text, entity="agency") == Value(code=code)


def test_a_number_that_became_a_date_is_none() -> None:
    assert read("staff_count", "2022-01-02", "date", "agency") == Value(code="number_became_date")
    assert read("community", "2022-01-02", "date") == Value(code="text_became_date")


def test_a_vague_number_stands_where_its_qualifier_has_a_place() -> None:
    assert read("value", "约20", entity="observation") == Value(Decimal(20), "number_qualified")
    assert read("value_low", "约20", entity="observation") == Value(code="number_qualified")
    assert read("value", "1.2万人", entity="observation") == Value(code="number_with_unit")


def test_numbers_are_exact() -> None:
    assert read("value", "1.628", "number", "observation") == Value(Decimal("1.628"))
    assert read("value", "0.1", "text", "observation") == Value(Decimal("0.1"))
    assert read("value", "12.300000000000001", "number", "observation") == Value(Decimal("12.3"))
    assert read("value", "1.21E+2", "number", "observation") == Value(Decimal(121))


@pytest.mark.parametrize("text", ["13800000000", "2147483648", "1E+400", "-1E+30"])
def test_a_number_too_large_for_its_column_is_out_of_range(text: str) -> None:
    assert read("staff_count", text, "number", "agency") == Value(code="number_out_of_range")


def test_a_decimal_too_large_or_too_fine_for_its_column() -> None:
    assert read("value", "0.12345", "number", "observation") == Value(code="number_too_precise")
    assert read("value", "1E+14", "number", "observation") == Value(code="number_out_of_range")
    assert read("value", "4.9E-324", "number", "observation") == Value(Decimal("0.0000"))
    assert read("staff_count", "4.9E-324", "number", "agency") == Value(code="number_unreadable")


def numeral(number: int) -> str:
    """A number below 100,000 as a clerk writes it."""
    digits, said, has_gap = "零一二三四五六七八九", "", False
    for place, worth in (("万", 10_000), ("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit = number // worth % 10
        said += ("零" * (has_gap and bool(said)) + digits[digit] + place) if digit else ""
        has_gap = not digit
    return said or digits[0]


def test_numerals_are_read_and_no_other_words() -> None:
    for number in [*range(0, 100_000, 7), *range(1000)]:
        assert read("staff_count", numeral(number), entity="agency") == Value(number)
    assert numeral(10_305) == "一万零三百零五"
