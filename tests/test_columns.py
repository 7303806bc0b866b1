"""Which entity a table holds and which column is which field: by the contract's words alone, wherever they stand.

What is ambiguous or missing holds the delivery; what is unknown is listed; nothing is mapped by resemblance.
"""

import random
from typing import Any

import pytest
from county_tables import CONTRACTS, Line, codes, conformed, good, grid, identity, records, table

from pipeline.rows.delivery import Conformed
from pipeline.rows.kinds import name_columns
from pipeline.rows.naming import words_of
from pipeline.sheets.tables import tables

WORDS = words_of(CONTRACTS)
PERSON = ("测试甲", identity(2), "女", "是")
ROSTER = ["姓名", "身份证号", "性别", "是否社会工作专业人才"]


def roster(headers: list[str], cells: tuple | None = None, title: str = "花名册") -> Conformed:
    return conformed(grid([[title], headers, list(cells or PERSON)]))


def sources(outcome: Conformed) -> dict[str, dict[str, Any]]:
    """The header map by field; unknown columns are left out."""
    return {each["field"]: each for each in records(outcome, "header_map") if each["field"]}


def unknown(outcome: Conformed) -> list[str]:
    """Where the unknown columns stand."""
    return [each["source_cell"] for each in records(outcome, "header_map") if each["field"] is None]


@pytest.mark.parametrize("entity", CONTRACTS.entities)
def test_columns_may_stand_in_any_order(entity: str) -> None:
    lines = table(entity, [good(entity, place) for place in range(3)])
    whole = conformed(grid(lines))
    for seed in range(3):
        order = random.Random(seed).sample(range(len(lines[1])), len(lines[1]))
        shuffled = conformed(grid([lines[0], *([line[place] for place in order] for line in lines[1:])]))
        kept = whole.tables[entity].columns[2:]
        assert shuffled.tables[entity].select(kept).equals(whole.tables[entity].select(kept))
        assert records(shuffled, "finding") == []


@pytest.mark.parametrize("entity", CONTRACTS.entities)
def test_every_synonym_names_its_field(entity: str) -> None:
    """Each header word of the contract in its turn, beside the other columns as they are called in the contract."""
    fields = CONTRACTS.entities[entity].fields
    for place, each in enumerate(fields):
        for word in each.headers:
            lines = table(entity, [good(entity)])
            lines[1][place] = word
            (found,) = tables(grid(lines), WORDS).tables
            columns = name_columns(found, {}, CONTRACTS)
            assert columns.entity.name == entity
            source = columns.sources[each.name]
            assert (source.address, source.matched_by) == (f"{source.letters}2", "synonym"), word
            assert source.column == place + 1


def test_no_word_names_two_fields_of_an_entity() -> None:
    for entity in CONTRACTS.entities.values():
        assert {word: names for word, names in entity.headers.items() if len(names) > 1} == {}


@pytest.mark.parametrize(
    ("header", "matched_by"),
    [
        ("身份\n证号", "synonym"),
        ("身 份 证 号", "synonym"),
        ("身份证号", "synonym"),
        ("身份证号（18位）", "normalised"),
        ("身份证号[必填]", "normalised"),
        ("*身份证号", "normalised"),
        ("※身份证号", "normalised"),
        ("【必填】身份证号", "normalised"),
        ("身份证号：", "normalised"),
        ("身份证号*（文本）", "normalised"),
    ],
)
def test_a_header_with_padding_and_remarks(header: str, matched_by: str) -> None:
    outcome = roster([ROSTER[0], header, *ROSTER[2:]])
    assert codes(outcome) == []
    assert sources(outcome)["id_number"]["matched_by"] == matched_by


@pytest.mark.parametrize("header", ["身份证有效期", "旧身份证号", "身份证号2", "配偶身份证号", "号码"])
def test_a_header_like_another_is_not_taken_for_it(header: str) -> None:
    outcome = roster([ROSTER[0], header, *ROSTER[2:]])
    assert "id_number" not in sources(outcome)
    assert codes(outcome).count("required_column_missing") == 1
    assert outcome.receipt["fate"] == "held"


def test_headers_of_two_rows() -> None:
    """The group over 证书情况 is merged; its columns are named by the lower row, alone or with the group."""
    lines: list[Line] = [
        ["花名册"],
        ["姓名", "身份证号", "证书情况", None, None, "专业人才", "备注"],
        [None, None, "等级", "编  号", "取得\n时间", None, None],
        ["测试甲", identity(2), "初级", "20200510499001", "2020.9", "是", "新增"],
    ]
    merges = ((2, 3, 2, 5), *((2, column, 3, column) for column in (1, 2, 6, 7)))
    outcome = conformed(grid(lines, merges=merges))
    assert {name: each["source_cell"] for name, each in sources(outcome).items()} == {
        "name": "A2",
        "id_number": "B2",
        "certificate_level": "C3",
        "certificate_number": "D3",
        "certificate_date": "E3",
        "is_professional": "F2",
    }
    assert sources(outcome)["certificate_number"]["header"] == "证书情况/编号"
    assert codes(outcome) == []
    assert outcome.tables["worker"]["certificate_level"].to_list() == ["1"]


def test_headers_of_two_rows_without_merges() -> None:
    lines: list[Line] = [
        ["姓名", "身份证号", "证书情况", None, "专业人才"],
        [None, None, "等级", "取得时间", None],
        ["测试甲", identity(2), "初级", "2020.9", "是"],
    ]
    outcome = conformed(grid(lines))
    assert sources(outcome)["certificate_level"]["source_cell"] == "C2"
    assert sources(outcome)["certificate_date"]["source_cell"] == "D2"
    assert outcome.tables["worker"].height == 1


def test_two_columns_for_one_field_hold() -> None:
    outcome = roster([*ROSTER, "证书等级", "持证等级"], (*PERSON, "初级", "中级"))
    assert outcome.receipt["fate"] == "held"
    assert codes(outcome) == ["column_ambiguous"]
    assert "certificate_level" not in sources(outcome)
    assert unknown(outcome) == ["E2", "F2"]
    assert outcome.tables["worker"]["certificate_level"].to_list() == [None]


def test_a_missing_required_column_holds_and_says_which() -> None:
    outcome = roster(ROSTER[:3], PERSON[:3])
    (finding,) = (each for each in records(outcome, "finding") if each["severity"] == "hold")
    assert (finding["code"], finding["field"]) == ("required_column_missing", "is_professional")
    assert "是否社会工作专业人才" in finding["message_zh"]
    assert outcome.receipt["entities"]["worker"] == {"data": 1, "conformed": 0, "quarantined": 1}


def test_unknown_columns_are_listed_and_not_used() -> None:
    outcome = roster([*ROSTER, "银行卡号", "序号", "备注", "备注"], (*PERSON, "x", "1", "y", "z"))
    assert unknown(outcome) == ["E2", "F2", "G2", "H2"]
    assert [(each["code"], each["cell"]) for each in records(outcome, "finding")] == [("column_unknown", "E2")]
    assert outcome.receipt["fate"] == "accepted"
    assert outcome.tables["worker"].height == 1


def test_a_column_without_header_is_told() -> None:
    outcome = roster(ROSTER, (*PERSON, "没有表头"))
    assert [(each["code"], each["cell"]) for each in records(outcome, "finding")] == [("column_without_header", "E2")]


def test_a_constant_comes_from_the_title_with_its_cell() -> None:
    lines: list[Line] = [["东区社会工作专业人才花名册"], ["填报单位：东区民政局"], ROSTER[:3], list(PERSON[:3])]
    outcome = conformed(grid(lines))
    found = sources(outcome)["is_professional"]
    assert (found["source"], found["source_cell"], found["cell_column"], found["header"]) == ("title", "A1", None, None)
    assert outcome.tables["worker"]["is_professional"].to_list() == [True]
    assert codes(outcome) == []


def test_a_column_is_stronger_than_the_title() -> None:
    outcome = roster(ROSTER, (*PERSON[:3], "否"), title="社会工作专业人才花名册")
    assert sources(outcome)["is_professional"]["source_cell"] == "D2"
    assert outcome.tables["worker"]["is_professional"].to_list() == [False]


def test_an_ambiguous_column_is_not_replaced_by_the_title() -> None:
    outcome = roster([*ROSTER, "专业人才"], (*PERSON, "否"), title="社会工作专业人才花名册")
    assert codes(outcome)[0] == "column_ambiguous"


@pytest.mark.parametrize("entity", CONTRACTS.entities)
def test_the_entity_is_told_by_its_words(entity: str) -> None:
    """Not by the name of the sheet, its place in the workbook, or a title."""
    lines = table(entity, [good(entity), good(entity, 1)])[1:]
    others = [each for each in CONTRACTS.entities if each != entity]
    before = [grid(table(other, [good(other)]), name=other, index=place) for place, other in enumerate(others[:2])]
    outcome = conformed(*before, grid(lines, name=CONTRACTS.entities[others[0]].label, index=2))
    assert {each["entity"] for each in records(outcome, "header_map") if each["sheet_index"] == 2} == {entity}
    assert outcome.tables[entity].height == 2


def test_the_title_decides_between_kinds_that_share_their_columns() -> None:
    lines: list[Line] = [["名称", "级别", "街道", "持证人数"], ["测试站", "社工站", "示例街道", 2]]
    assert conformed(grid([["社工站一览"], *lines])).receipt["entities"].keys() == {"station"}


def test_a_table_that_fits_two_kinds_alike_is_no_kind() -> None:
    outcome = conformed(grid([["所属街道", "社区"], ["示例街道", "示例社区"]]))
    assert set(codes(outcome)) == {"table_unknown"}
    assert outcome.receipt["entities"] == {}


def test_one_known_word_makes_no_table() -> None:
    outcome = conformed(grid([["姓名", "年终奖", "车牌"], ["测试甲", 5, "川D0000"]]))
    assert outcome.receipt["entities"] == {}
    assert outcome.receipt["fate"] == "held"


def test_two_tables_of_one_sheet_are_named_apart() -> None:
    lines: list[Line] = [
        *table("worker", [good("worker"), good("worker", 1)]),
        [],
        *table("agency", [good("agency"), good("agency", 1)]),
    ]
    outcome = conformed(grid(lines))
    assert {name: counts["conformed"] for name, counts in outcome.receipt["entities"].items()} == {
        "worker": 2,
        "agency": 2,
    }
    assert {(each["table_index"], each["entity"]) for each in records(outcome, "header_map")} == {
        (0, "worker"),
        (1, "agency"),
    }


@pytest.mark.parametrize("header", ["等级", "级别", "取得时间", "编号"])
def test_a_word_that_needs_its_group_names_nothing_alone(header: str) -> None:
    """等级 alone may be that of a post; below 证书情况 it is that of the certificate."""
    outcome = roster([*ROSTER, header], (*PERSON, "初级"))
    assert set(sources(outcome)) == {"name", "id_number", "sex", "is_professional"}


def test_a_word_below_another_group_is_another_word() -> None:
    lines: list[Line] = [
        ["姓名", "身份证号", "岗位聘用", None, "专业人才"],
        [None, None, "等级", "取得时间", None],
        ["测试甲", identity(2), "初级", "2020.9", "是"],
    ]
    outcome = conformed(grid(lines, merges=((1, 3, 1, 4), *((1, column, 2, column) for column in (1, 2, 5)))))
    assert set(sources(outcome)) == {"name", "id_number", "is_professional"}


@pytest.mark.parametrize(
    "title", ["非社会工作专业人才花名册", "社会工作专业人才花名册（不含持证）", "后备专业人才名册"]
)
def test_a_title_that_may_exclude_people_holds(title: str) -> None:
    outcome = roster(ROSTER[:3], PERSON[:3], title)
    assert "title_contradicts" in codes(outcome)
    assert outcome.receipt["entities"]["worker"]["conformed"] == 0
