"""ID numbers, certificate numbers and names as clerks write them: mended where the result proves itself, else called by their fault."""

import pytest
from cell_values import READER, field
from county_tables import CONTRACTS, EAST, codes, conformed, good, grid, identity, records, table
from test_identity import NUMBERS, WITH_X

from pipeline.identity import birth_date, check_character, has_check_digit, is_number, sex
from pipeline.rows.values import Reader, identity_text

NUMBER = CONTRACTS.entities["worker"].by_name["id_number"]


def writings(number: str) -> list[str]:
    """The ways in which a clerk's text cell holds one number (domain 20, 22, 34), without a word to say about them."""
    wide = "".join(chr(ord(each) + 0xFEE0) for each in number)
    return [
        number,
        number.lower(),
        wide,
        wide.lower(),
        f"'{number}",
        f" {number} ",
        f"{number}\n",
        f"　{number}　",
        f"\u202d{number}\u202c",
        f"\ufeff{number[:9]}\u200b{number[9:]}",
    ]


def test_every_writing_of_a_number_is_read_as_that_number() -> None:
    reader = Reader(CONTRACTS, EAST)
    for number in [WITH_X, *(each for each in NUMBERS if each.endswith("X"))][:20]:
        for text in writings(number):
            assert reader.text(NUMBER, "text", text).value == number
            assert identity_text(text) == number


def mended(number: str) -> list[str]:
    """Writings that are mended because the check character proves the result (domain 22, 24)."""
    parted = [f"{number[:6]}{mark}{number[6:14]}{mark}{number[14:]}" for mark in (" ", "-", "—", "　", " - ")]
    return parted + [number[:17] + each for each in "Хх×χ"] if number.endswith("X") else parted


def test_a_number_is_mended_only_where_its_check_character_proves_it() -> None:
    reader = Reader(CONTRACTS, EAST)
    for number in (WITH_X, NUMBERS[0]):
        for text in mended(number):
            assert reader.text(NUMBER, "text", text) == (number, "id_number_normalised")
        wrong = number[:16] + str((int(number[16]) + 1) % 10) + number[17]
        for text in mended(wrong):
            assert reader.text(NUMBER, "text", text).code is None
            assert not has_check_digit(identity_text(text))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("5.10499199001011E+17", "id_number_lossy"),
        ("510499********1233", "id_number_masked"),
        ("510499＊＊＊＊＊＊＊＊1233", "id_number_masked"),
        ("510499199001011233/19900000001", "id_number_with_other"),
        ("510499199001011233（身份证）", "id_number_with_other"),
        ("51O499199OO1O11233", "id_number_lookalike"),
        ("5l0499l9900l0ll233", "id_number_lookalike"),
        ("H12345678", "id_document_other"),
        ("E12345678", "id_document_other"),
        ("12345678", "id_document_other"),
        ("军字第1234567号", "id_document_other"),
        ("19900101", None),
        ("51049919900101123", None),
    ],
)
def test_what_is_no_number_is_called_by_its_name(text: str, code: str | None) -> None:
    read = Reader(CONTRACTS, EAST).text(NUMBER, "text", text)
    assert read.code == code
    assert not is_number(read.value)


def test_a_residence_permit_is_a_number_like_any_other() -> None:
    head = "81000019900101123"
    assert Reader(CONTRACTS, EAST).text(NUMBER, "text", head + check_character(head)).code is None


def test_every_writing_of_a_number_is_one_person() -> None:
    number = next(each for each in NUMBERS if each.endswith("X") and sex(each) == "2")
    born = {"birth_date": f"{birth_date(number):%Y-%m}"}
    rows = [good("worker", place) | born | {"id_number": text} for place, text in enumerate(writings(number))]
    outcome = conformed(grid(table("worker", rows)))
    assert records(outcome, "finding") == []
    assert outcome.tables["worker"]["id_key"].n_unique() == 1
    assert outcome.tables["worker"].height == len(rows)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("张 三", "张三"),
        ("欧阳　明 ", "欧阳明"),
        ("张\u200b三", "张三"),
        ("\u202e张三\u202c", "张三"),
        ("𬱖玉", "𬱖玉"),
        ("李䶮飞", "李䶮飞"),
        ("阿依•努尔", "阿依·努尔"),
        ("阿依・努尔", "阿依·努尔"),
        ("阿依.努尔", "阿依·努尔"),
        ("阿依·努尔", "阿依·努尔"),
        ("Anna Maria", "Anna Maria"),
        ("小计", "小计"),
    ],
)
def test_a_name_is_kept_but_for_its_padding(text: str, name: str) -> None:
    assert READER.text(field("name"), "text", text) == (name, None)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("王某、赵某", "several_people"),
        ("王某，赵某", "several_people"),
        ("王某某\n赵某某", "several_people"),
        ("=cmd|'/C calc'!A0", "name_characters"),
        ("+1", "name_characters"),
        ("张三19900000001", "name_characters"),
        ("张*", "name_incomplete"),
        ("李？飞", "name_incomplete"),
        ("李\ue123飞", "name_incomplete"),
    ],
)
def test_what_is_not_one_whole_name(text: str, code: str) -> None:
    assert READER.text(field("name"), "text", text).code == code


def test_a_name_in_part_makes_no_key() -> None:
    rows = [good("worker", 1) | {"name": "张*"}, good("worker", 2)]
    keys = conformed(grid(table("worker", rows))).tables["worker"]["name_birth_key"].to_list()
    assert keys[0] is None
    assert keys[1] is not None


def test_a_certificate_number_that_lost_its_zeros_makes_no_key() -> None:
    rows = [
        good("worker", 1) | {"certificate_number": 123456},
        good("worker", 2) | {"certificate_number": "0"},
        good("worker", 3) | {"certificate_number": "00123456"},
    ]
    result = conformed(grid(table("worker", rows)))
    keys = result.tables["worker"]["certificate_key"].to_list()
    assert keys[:2] == [None, None]
    assert keys[2] is not None
    assert codes(result) == ["certificate_number_numeric", "certificate_number_unreadable"]


def test_the_old_form_is_told_and_meets_the_new_one() -> None:
    old = identity(2)[:6] + identity(2)[8:17]
    rows = [good("worker", 1) | {"id_number": old}, good("worker", 1)]
    result = conformed(grid(table("worker", rows)))
    assert codes(result) == ["id_number_15"]
    assert result.tables["worker"]["id_key"].n_unique() == 1


def test_the_birth_date_of_the_row_is_compared_by_month() -> None:
    said = {"1990.2": [], "1990-02-28": [], "90年2月": [], "1990.3": ["birth_date_contradicts_id"]}
    for text, found in said.items():
        assert codes(conformed(grid(table("worker", [good("worker") | {"birth_date": text}])))) == found
