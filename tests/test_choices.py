"""Words of lists, yes and no, several in one cell, and words for nothing; a word of no list is not taken for a similar one."""

import pytest
from cell_values import READER, read
from county_tables import CONTRACTS

from pipeline.rows.values import Value


@pytest.mark.parametrize(
    "word",
    [
        "☑是 □否",
        "是☑ 否□",
        "√是□否",
        "1-是",
        "是(√)",
        "V",
        "R",
        "✔",
        "对勾",
        "是",
        "有",
        "√",
        "✓",
        "Y",
        "ｙ",
        "yes",
        "1",
        "对",
        " 是 ",
        "在岗",
    ],
)
def test_yes(word: str) -> None:
    assert read("is_in_post", word) == Value(value=True)


@pytest.mark.parametrize(
    "word", ["□是 ☑否", "□是√否", "没有", "不是", "✘", "否", "无", "×", "N", "no", "0", "不在岗", "未"]
)
def test_no(word: str) -> None:
    assert read("is_in_post", word) == Value(value=False)


def test_a_logical_cell_is_yes_or_no() -> None:
    assert read("is_in_post", "TRUE", "boolean") == Value(value=True)
    assert read("is_in_post", "FALSE", "boolean") == Value(value=False)


@pytest.mark.parametrize(
    "word", ["☑是 ☑否", "□是 □否", "☒", "○", "已持证上岗", "也许", "2", "是否", "是/否", "已持证", "部分"]
)
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


@pytest.mark.parametrize(
    ("name", "word", "code"),
    [
        ("certificate_level", "02 中级", "2"),
        ("certificate_level", "2-社会工作师", "2"),
        ("certificate_level", "2.中级", "2"),
        ("certificate_level", "初级（助理社会工作师）", "1"),
        ("certificate_level", "中级/社会工作师", "2"),
        ("sex", "1 男", "1"),
        ("education", "本科/学士", "20"),
        ("education", "大学本科（学士学位）", "20"),
        ("education", "本科学士", "20"),
        ("political_status", "中共党员(正式)", "01"),
    ],
)
def test_a_code_is_read_beside_its_number_or_its_other_name(name: str, word: str, code: str) -> None:
    assert read(name, word) == Value(code)


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("助理社工师/社工师", "2"),
        ("初级、中级", "2"),
        ("初级2016、中级2019", "2"),
        ("社会工作师（2019年11月），助理社会工作师（2016年）", "2"),
        ("初级2016", "1"),
        ("社会工作师和高级考试合格", "2"),
    ],
)
def test_of_several_certificates_the_highest_counts_once_its_date_is_known(word: str, code: str) -> None:
    assert read("certificate_level", word) == Value(code, "several_certificates")


@pytest.mark.parametrize("word", ["学士", "硕士学位", "学士/硕士学位"])
def test_a_degree_is_no_education(word: str) -> None:
    assert read("education", word) == Value(code="degree_instead_of_education")


@pytest.mark.parametrize("word", ["02", "特级", "中级(未取得)", "初级(中级)", "初级、特级", "类似中级", "拟中级"])
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
