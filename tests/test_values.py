"""What one cell says: dates, numbers, yes and no, codes, lists, and words for nothing; and what is refused, not guessed."""

import datetime as dt
from decimal import Decimal

import pytest
from county_tables import CONTRACTS, EAST, conformed, good, grid, identity, table

from pipeline.contract.entity import Field
from pipeline.rows.values import Reader, Value, clean

READER = Reader(CONTRACTS, EAST)


def field(name: str, entity: str = "worker") -> Field:
    return CONTRACTS.entities[entity].by_name[name]


def read(name: str, text: str, kind: str = "text", entity: str = "worker", reader: Reader = READER) -> Value:
    """The value of a cell, or the first finding on the way to it."""
    written = reader.text(field(name, entity), kind, text)
    return written if written.code else reader.typed(field(name, entity), kind, written.value)


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
    ],
)
def test_shapes_of_a_date_that_are_read(kind: str, text: str, date: dt.date) -> None:
    assert read("certificate_date", text, kind) == Value(date)


REFUSED_DATES = {
    "text": "22.08|二〇二二年八月|2019.3-至今|2020年起|2022|2022年|2022.13|2022.0|2023/2/29|2022.8、2023.6|初级2016、中级2019|8月|٢٠٢٢.٨",
    "number": "44774|2022|2022.0799999999999",  # a serial number without a date's format: nothing says that it is a day
    "date": "1900-01-00|1900-02-29",
    "boolean": "TRUE",
}


@pytest.mark.parametrize(
    ("kind", "text"), [(kind, text) for kind, texts in REFUSED_DATES.items() for text in texts.split("|")]
)
def test_shapes_of_a_date_that_are_refused(kind: str, text: str) -> None:
    assert read("certificate_date", text, kind) == Value(code="date_impossible")


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


@pytest.mark.parametrize("word", ["是", "有", "√", "✓", "Y", "ｙ", "yes", "1", "对", " 是 ", "在岗"])
def test_yes(word: str) -> None:
    assert read("is_in_post", word) == Value(value=True)


@pytest.mark.parametrize("word", ["否", "无", "×", "N", "no", "0", "不在岗", "未"])
def test_no(word: str) -> None:
    assert read("is_in_post", word) == Value(value=False)


def test_a_logical_cell_is_yes_or_no() -> None:
    assert read("is_in_post", "TRUE", "boolean") == Value(value=True)
    assert read("is_in_post", "FALSE", "boolean") == Value(value=False)


@pytest.mark.parametrize("word", ["也许", "2", "是否", "是/否", "已持证", "部分"])
def test_neither_yes_nor_no(word: str) -> None:
    assert read("is_in_post", word) == Value(code="yes_no_unreadable")


def test_words_of_one_field_alone() -> None:
    assert read("is_operating", "正常运行", entity="station") == Value(value=True)
    assert read("is_operating", "仅挂牌", entity="station") == Value(value=False)
    assert read("is_in_post", "正常运行") == Value(code="yes_no_unreadable")


@pytest.mark.parametrize("word", ["", " ", "　", "/", "-", "--", "—", "——", "暂无", "无", "n/a", "不详", "\u200b"])
@pytest.mark.parametrize("name", ["certificate_level", "certificate_date", "certificate_number", "township", "name"])
def test_words_for_nothing(name: str, word: str) -> None:
    assert read(name, word) == Value()


def test_nothing_is_something_where_the_list_has_it() -> None:
    assert read("party_form", "无", entity="agency") == Value("none")
    assert read("party_form", "暂无", entity="agency") == Value()
    assert read("is_in_post", "无") == Value(value=False)
    assert read("recognition_basis", "/") == Value("unstated")


@pytest.mark.parametrize(
    ("name", "word", "code"),
    [
        ("certificate_level", "初级", "1"),
        ("certificate_level", "社工（初）", "1"),
        ("certificate_level", "社会工作师(中级)", "2"),
        ("certificate_level", "中 级", "2"),
        ("certificate_level", "高级（考试合格未评审）", "exam_passed_senior"),
        ("certificate_level", "社会工作员", "0"),
        ("role", "网格员", "grid_worker"),
        ("sex", "女", "2"),
        ("education", "在职本科", "20"),
    ],
)
def test_spellings_of_a_code(name: str, word: str, code: str) -> None:
    assert read(name, word) == Value(code)


@pytest.mark.parametrize("word", ["02 中级", "助理社工师/社工师", "初级2016", "特级"])
def test_a_word_of_no_list_is_not_taken_for_a_similar_one(word: str) -> None:
    assert read("certificate_level", word) == Value(code="code_unknown")


def test_every_spelling_of_every_list_is_read() -> None:
    for name, each_list in CONTRACTS.codes.items():
        users = [each for entity in CONTRACTS.entities.values() for each in entity.fields if each.code_list == name]
        for spelling, code in each_list.spellings.items() if name not in ("areas", "yes_no") else ():
            for user in users:
                value = READER.typed(user, "text", spelling).value
                assert value == ([code] if user.type == "array" else code), (user.name, spelling)


@pytest.mark.parametrize(
    ("text", "value", "code"),
    [
        ("老年", ["elderly"], None),
        ("老年、未成年人保护", ["elderly", "child_protection"], None),
        ("未成年人保护，老年", ["child_protection", "elderly"], None),
        ("老年；老年人/救助", ["elderly", "assistance"], None),
        ("老年、五花八门", ["elderly"], "code_unknown"),
        ("五花八门、老年", None, "code_unknown"),
        ("五花八门", None, "code_unknown"),
        ("老年、", ["elderly"], None),
        ("、", None, None),
    ],
)
def test_lists_keep_their_order_and_their_first(text: str, value: list[str] | None, code: str | None) -> None:
    """Without its first entry a list would have another main domain: then none is kept."""
    assert read("domains", text) == Value(value, code)


@pytest.mark.parametrize(
    ("text", "number"),
    [("12", 12), ("1,188", 1188), ("１２", 12), (" 12 ", 12), ("12.0", 12), ("+5", 5), ("-1", -1), ("0", 0)],
)
def test_whole_numbers(text: str, number: int) -> None:
    assert read("staff_count", text, entity="agency") == Value(number)


@pytest.mark.parametrize(
    "text",
    "约20人 20余 3人(其中女1) ≥5 1.2万 一千一百八十八 3l2 8OO 12.5 1,18 1,1888 35% 1e3 ٣ 12. NaN Infinity 1_000".split(),
)
def test_what_is_no_whole_number(text: str) -> None:
    assert read("staff_count", text, entity="agency") == Value(code="number_unreadable")


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


def test_what_is_stored_is_the_writing_without_its_padding() -> None:
    assert clean(" 示例　社区\n居委会 ") == "示例社区居委会"
    assert clean("Happy  Home 社工中心") == "Happy Home社工中心"
    assert clean("张\u200b三") == "张三"
    assert clean("阿依·努尔") == "阿依·努尔"


def test_a_number_where_text_belongs_is_lost() -> None:
    for kind, text in (("number", "510499199002030075"), ("number", "5.10499199002030E+17"), ("date", "1990-02-03")):
        assert read("id_number", text, kind) == Value(code="id_number_lossy")
    assert READER.text(field("phone"), "number", "19900000001") == Value("19900000001")


def test_a_long_number_does_not_stay_in_a_free_text() -> None:
    for text in ("示例社区13800000000", f"示例{identity(2)}", "0812-5220000 转 8", "示例 510499 19900203 0075"):
        value = read("employer", text)
        assert (value.code, "0000" in value.value, "＊＊" in value.value) == ("number_in_text", False, True)
    assert read("employer", "示例社区2022年第3小组") == Value("示例社区2022年第3小组")


def test_each_distinct_writing_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[str] = []
    whole = Reader.text
    monkeypatch.setattr(Reader, "text", lambda self, *cell: looked_at.append(cell[0].name) or whole(self, *cell))
    rows = [good("worker", place) | {"phone": f"1990000{place % 3:04d}"} for place in range(30)]
    assert conformed(grid(table("worker", rows))).tables["worker"].height == 30
    assert looked_at.count("education") == 1
    assert looked_at.count("phone") == 3
    assert looked_at.count("id_number") == 30
