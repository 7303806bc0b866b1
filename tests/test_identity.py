"""The identity number (GB 11643): check character, forms, birth date, sex, age, keys; and what a row says of its person."""

import datetime as dt
import hmac
import random

import polars as pl
import pytest
from county_tables import CONTRACTS, KEYS, codes, conformed, good, grid, identity, records, table

from pipeline.contract.checks import CHECKS
from pipeline.identity import age_on, birth_date, check_character, eighteen, has_check_digit, is_number, sex
from pipeline.rows.keys import Keys

NUMBER = CONTRACTS.entities["worker"].by_name["id_number"]
WITH_X = "51049919491231008X"


def random_numbers(count: int) -> list[str]:
    """Numbers of nobody: area 510499, any day of a hundred years, any sequence."""
    chance = random.Random(20221017)
    days = [dt.date(1920, 1, 1) + dt.timedelta(days=chance.randrange(36_000)) for _ in range(count)]
    heads = [f"510499{day:%Y%m%d}{chance.randrange(1000):03d}" for day in days]
    return [head + check_character(head) for head in heads]


NUMBERS = random_numbers(1000)


def test_the_examples_of_the_standard() -> None:
    assert check_character("11010519491231002") == "X"
    assert check_character("44052418800101001") == "4"
    assert has_check_digit(WITH_X)


def test_every_number_with_its_own_check_character_passes() -> None:
    assert all(map(has_check_digit, NUMBERS))
    assert sum(number.endswith("X") for number in NUMBERS) > 50


def test_every_single_wrong_character_is_caught() -> None:
    """In each of 60 numbers every character is replaced by every other one: 18 places, 9 or 10 others."""
    tried = 0
    for number in NUMBERS[:60]:
        for place in range(18):
            for other in "0123456789X" if place == 17 else "0123456789":
                if other != number[place]:
                    tried += 1
                    assert not has_check_digit(number[:place] + other + number[place + 1 :])
    assert tried == 60 * (17 * 9 + 10)


def test_every_exchange_of_neighbours_is_caught() -> None:
    for number in NUMBERS:
        for place in range(16):
            if number[place] != number[place + 1]:
                assert not has_check_digit(number[:place] + number[place + 1] + number[place] + number[place + 2 :])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        WITH_X[:-1],
        WITH_X.lower(),
        WITH_X + "0",
        "１１０１０５１９４９１２３１００２Ｘ",
        "²" * 17 + "0",
        "X" * 18,
    ],
)
def test_what_has_not_the_form_of_a_number_is_none(text: str) -> None:
    assert not is_number(text)
    assert not has_check_digit(text)
    assert eighteen(text) == text


def test_the_old_form_is_the_same_number() -> None:
    for number in NUMBERS:
        if number[6:8] == "19":
            old = number[:6] + number[8:17]
            assert is_number(old)
            assert eighteen(old) == number
            assert (birth_date(old), sex(old)) == (birth_date(number), sex(number))
            assert KEYS.id_key(old) == KEYS.id_key(number)


def test_birth_date_and_sex() -> None:
    assert birth_date(WITH_X) == dt.date(1949, 12, 31)
    assert sex(WITH_X) == "2"
    assert [sex(identity(sequence)) for sequence in (7, 8)] == ["1", "2"]
    assert birth_date(identity(7, "19901301")) is None
    assert birth_date("510499********1233") is None


def test_age_is_full_years() -> None:
    born = dt.date(1990, 2, 28)
    assert [age_on(born, dt.date(2022, 2, day)) for day in (27, 28)] == [31, 32]
    assert age_on(dt.date(2000, 2, 29), dt.date(2022, 2, 28)) == 21
    assert age_on(dt.date(2000, 2, 29), dt.date(2022, 3, 1)) == 22


def test_the_checks_of_a_column_are_those_of_one_number() -> None:
    """What the contract asks of a column says the same as this module does of one number."""
    texts = [
        *NUMBERS,
        *(number[:17] + "0" for number in NUMBERS),
        "510499900101123",
        "510499901301123",
        "510499********1233",
    ]
    texts += ["51049918991231008" + each for each in "0123456789X"] + [None, "", "51049919901301123X"]
    column = pl.Series("id_number", texts, dtype=pl.String)
    said = CHECKS["gb11643_check_digit"](column).to_list()
    assert said == [not is_number(each or "") or len(each) == 15 or has_check_digit(each) for each in texts]
    born = [birth_date(each) if is_number(each or "") else dt.date.max for each in texts]
    assert CHECKS["gb11643_birth_date"](column).to_list() == [bool(day) and day.year >= 1900 for day in born]


def test_a_key_is_an_hmac_of_a_key_of_its_purpose() -> None:
    purpose = hmac.digest(bytes(range(32)), b"id_key", "sha256")
    assert KEYS.id_key(WITH_X) == hmac.digest(purpose, WITH_X.encode(), "sha256").hex()[:32]


def test_keys_depend_on_secret_and_purpose() -> None:
    other = Keys(bytes(32))
    assert KEYS.id_key(WITH_X) != other.id_key(WITH_X)
    assert KEYS.id_key(WITH_X) != KEYS.certificate_key(WITH_X)
    assert KEYS.id_key(None) is KEYS.certificate_key(None) is None
    assert len(KEYS.id_key(WITH_X)) == 32
    assert int(KEYS.id_key(WITH_X), 16) > 0


def test_the_key_of_name_and_birth_takes_month_and_spelling() -> None:
    born = dt.date(1990, 2, 3)
    key = KEYS.name_birth_key("张 三", born)
    assert key == KEYS.name_birth_key("张三", dt.date(1990, 2, 28))
    assert key != KEYS.name_birth_key("张三", dt.date(1990, 3, 3))
    assert KEYS.name_birth_key("张三", None) is None


def numbered(*numbers: str) -> list[str]:
    """The codes of the findings on a roster of these ID numbers and ninety others."""
    rows = [
        good("worker", place) | {"id_number": number, "birth_date": f"{birth_date(number):%Y-%m}"}
        for place, number in enumerate(numbers)
    ]
    return codes(conformed(grid(table("worker", [*rows, *(good("worker", place) for place in range(100, 190))]))))


def test_numbers_that_a_spreadsheet_cut_before_they_became_text() -> None:
    """One number in eleven passes its check after the loss: many that end in 000 are lost, a single one is to be checked."""
    ending = [each for year in range(40, 99) for each in [identity(0, f"19{year}0204")] if each.endswith("000")]
    assert len(ending) >= 5
    assert numbered(ending[0]) == ["id_number_ends_000"]
    assert numbered(*ending[:5]) == ["id_number_lossy"] * 5


def test_a_name_in_another_column_is_masked() -> None:
    rows = [good("worker", 1) | {"employer": "测试甲"}, good("worker", 2) | {"name": "测试甲", "sex": "女"}]
    outcome = conformed(grid(table("worker", rows)))
    assert codes(outcome) == ["name_in_text"]
    assert outcome.tables["worker"]["employer"].to_list() == ["＊＊", "示例社区居委会"]


def test_who_left_needs_a_date() -> None:
    """离职 says that somebody left and not since when; the date decides whether they count."""
    left, dated = good("worker", 1) | {"is_in_post": "离职"}, {"left_on": "2022-01-01"}
    outcome = conformed(grid(table("worker", [left | {"left_on": None}, left | dated])))
    assert [(each["code"], each["cell"][1:]) for each in records(outcome, "quarantine")] == [("left_without_date", "3")]
    assert outcome.tables["worker"]["is_in_post"].to_list() == [False]


def test_sex_and_number_disagree() -> None:
    rows = [good("worker", 1) | {"sex": "男"}, good("worker", 2) | {"sex": "未说明"}]
    outcome = conformed(grid(table("worker", rows)))
    assert [(each["code"], each["cell"]) for each in records(outcome, "finding")] == [("sex_contradicts_id", "F3")]
    assert outcome.tables["worker"]["sex"].to_list() == ["1", "9"]


def test_age_is_that_of_the_as_of_date() -> None:
    rows = [
        good("worker", place) | {"id_number": identity(2, born)} for place, born in enumerate(("19900831", "19900901"))
    ]
    assert conformed(grid(table("worker", rows))).tables["worker"]["age"].to_list() == [32, 31]
