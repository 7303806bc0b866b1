"""A column that does not look like what its header claims holds the delivery; content alone names nothing."""

from typing import Any

import pytest
from county_tables import CONTRACTS, codes, conformed, good, grid, identity, records, table

WORKER = [each.name for each in CONTRACTS.entities["worker"].fields]
PHONES = [f"1990000{number:04d}" for number in range(8)]
IDS = [identity(2 * number) for number in range(8)]


def with_values(entity: str = "worker", **values: list[Any]):
    """Eight good rows, some of their columns filled with something else."""
    rows = [good(entity, number) | {name: each[number] for name, each in values.items()} for number in range(8)]
    return conformed(grid(table(entity, rows)))


def contradicted(outcome) -> list[tuple[str, str]]:
    found = [each for each in records(outcome, "finding") if each["code"] == "column_contradicts"]
    return [(each["field"], each["cell"]) for each in found]


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("id_number", PHONES),
        ("certificate_level", ["2020-09-15"] * 8),
        ("certificate_level", ["是", "否"] * 4),
        ("certificate_date", [f"20200510499{number:05d}" for number in range(8)]),
        ("certificate_number", ["初级", "中级"] * 4),
        ("sex", ["是", "否"] * 4),
        ("education", ["男", "女"] * 4),
        ("is_professional", ["初级", "中级"] * 4),
        ("employer", IDS),
        ("name", PHONES),
        ("name", ["本科", "大专"] * 4),
        ("township", [3, 4] * 4),
        ("phone", IDS),
        ("left_on", PHONES),
    ],
)
def test_a_column_of_another_shape_holds(field: str, values: list[Any]) -> None:
    outcome = with_values(**{field: values})
    cell = f"{chr(65 + WORKER.index(field))}2"
    assert contradicted(outcome) == [(field, cell)]
    assert outcome.receipt["fate"] == "held"


def test_swapped_columns_are_both_named() -> None:
    outcome = with_values(id_number=PHONES, phone=IDS)
    assert {field for field, _ in contradicted(outcome)} == {"id_number", "phone"}


def test_what_contradicts_is_not_used() -> None:
    outcome = with_values(education=["男", "女"] * 4, employer=[*PHONES[:7], "示例单位"])
    assert outcome.tables["worker"]["education"].to_list() == [None] * 8
    assert outcome.tables["worker"]["employer"].to_list() == [None] * 8
    unused = [each for each in records(outcome, "header_map") if each["field"] is None]
    assert {each["source_cell"] for each in unused} == {
        f"{chr(65 + WORKER.index(each))}2" for each in ("education", "employer")
    }


@pytest.mark.parametrize(
    ("field", "values"),
    [
        (
            "education",
            ["博士后", "函授结业", "不清楚", "其它", "待查", "成人", "自考", "夜大"],
        ),  # bad words, but no other shape
        ("certificate_date", ["2020.9", "二〇二〇年", "20年9月", "去年", "不记得", "2020年", "9月", "约2019"]),
        ("id_number", ["5.10499E+17"] * 8),
        ("id_number", [510499199001011000] * 8),
        ("id_number", ["510499********1233"] * 8),
        ("phone", ["0812-5550000"] * 8),
        ("sex", ["1", "2"] * 4),
        ("is_in_post", ["1", "0"] * 4),
        ("name", ["阿依·努尔", "欧阳 测试"] * 4),
        ("certificate_number", ["无"] * 8),
        ("employer", ["示例单位", "13号院", "民政局", "社区"] * 2),
        ("birth_date", [1990, 1991] * 4),
        ("left_on", PHONES[:4] + [None] * 4),  # four values are too few
        ("sex", ["是"] * 6 + ["女", "女"]),  # a quarter is right
    ],
)
def test_badly_written_is_not_contradicted(field: str, values: list[Any]) -> None:
    assert contradicted(with_values(**{field: values})) == []


@pytest.mark.parametrize("entity", ["exam", "project", "allowance"])
def test_a_year_as_text_is_a_number_and_a_date(entity: str) -> None:
    """What a delimited file holds is text: 2022 looks like a date, and a year may."""
    name = "exam_year" if entity == "exam" else "year"
    assert contradicted(with_values(entity, **{name: ["2022"] * 8})) == []
    assert contradicted(with_values(entity, **{name: PHONES})) != []


def test_a_count_may_be_one_or_none() -> None:
    assert "column_contradicts" not in codes(with_values("station", staff_count=[1, 0] * 4, certified_count=[0] * 8))
    assert contradicted(with_values("station", staff_count=["是", "否"] * 4)) == [("staff_count", "I2")]


def test_content_names_no_column() -> None:
    lines = table("worker", [good("worker", number) for number in range(8)])
    lines[1][WORKER.index("id_number")] = "号"
    outcome = conformed(grid(lines))
    assert "id_number" not in {each["field"] for each in records(outcome, "header_map")}
    assert "required_column_missing" in codes(outcome)


def test_nothing_that_is_said_shows_a_value() -> None:
    outcome = with_values(id_number=PHONES, phone=IDS, employer=IDS)
    said = {str(value) for frame in outcome.tables.values() for row in frame.iter_rows() for value in row}
    assert not [each for each in (*PHONES, *IDS) if any(each in text for text in said)]


def test_a_word_of_another_kind_of_record_contradicts_nothing() -> None:
    """男 and 女 are members of a dimension; the number of a statement may be a number."""
    assert contradicted(with_values("observation", member=["男", "女"] * 4, fact_id=list(range(1, 9)))) == []
    assert contradicted(with_values("observation", member=PHONES)) == [("member", "D2")]
