"""What is told of a delivery names nobody: neither its sheets, nor its headers, nor a finding."""

import pytest
from county_tables import CONTRACTS, codes, conformed, good, grid, identity, records, table
from garbage import garbage

from pipeline.rows.addresses import ADDRESS_TABLES

PERSON = ("欧阳测试", identity(2), "女", "是")
ROSTER = ["姓名", "身份证号", "性别", "是否社会工作专业人才"]


def test_garbage_names_nobody() -> None:
    for seed in range(60):
        outcome = conformed(garbage(seed))
        for name in ("row_address", "header_map", "finding", "quarantine"):
            texts = {text for row in records(outcome, name) for text in row.values() if isinstance(text, str)}
            assert not [text for text in texts if "张三" in text or "510499" in text]


@pytest.mark.parametrize(
    "name", ["欧阳测试", "欧阳 测试2022", "欧　阳测试的表", "表（欧阳测试）", identity(2), "１９９０００００００１"]
)
def test_a_sheet_that_is_called_like_a_person_is_masked(name: str) -> None:
    outcome = conformed(grid([["花名册"], ROSTER, list(PERSON), ["", "1", "", ""]], name))
    assert codes(outcome)
    for table_name in ("row_address", "header_map", "finding", "quarantine"):
        for row in records(outcome, table_name):
            assert "欧阳" not in row["sheet"]
            assert identity(2) not in row["sheet"]
            assert "1990" not in row["sheet"]


def test_a_sheet_that_is_called_like_a_person_who_is_on_no_roster_is_masked() -> None:
    """A form of its own for each person: no table is known, and the sheet bears the name."""
    outcome = conformed(grid([["社会工作者登记表"], ["姓名", "欧阳测试"], ["电话", "无"]], "欧阳测试"))
    assert not [row for row in records(outcome, "row_address") if "欧阳" in row["sheet"]]
    assert not [row for row in records(outcome, "finding") if "欧阳" in (row["sheet"] or "")]


def test_headers_with_a_number_or_a_name_show_neither() -> None:
    headers = [*ROSTER, f"备注（{identity(2)}）", "欧阳测试代填"]
    outcome = conformed(grid([["花名册"], headers, [*PERSON, "x", "y"]]))
    shown = [each["header"] or "" for each in records(outcome, "header_map")]
    assert not [header for header in shown if "欧阳" in header or "1990" in header or "510499" in header]
    assert set(shown) == {*ROSTER, ""}
    assert codes(outcome) == ["column_unknown"] * 2


def test_a_record_that_is_taken_for_a_header_shows_nobody() -> None:
    """Without a header line the first record stands where headers do; some of its words may be those of headers."""
    sheet = grid([["欧阳测试", "党员", "社区", "本科"], ["司徒测试", "群众", "社区", "大专"]])
    outcome = conformed(sheet)
    assert outcome.receipt["fate"] == "held"
    assert "欧阳" not in str([records(outcome, name) for name in ADDRESS_TABLES])


def test_nobody_is_named_anywhere() -> None:
    rows = [
        good("worker"),
        good("worker", 1),
        good("worker", 2),
        good("worker", 5) | {"id_number": identity(10)[:17]},
        good("worker", 6) | {"sex": "男"},
    ]
    outcome = conformed(grid(table("worker", rows)))
    personal = [
        each.name for each in CONTRACTS.entities["worker"].fields if each.is_personal and each.name != "birth_date"
    ]
    told = str([records(outcome, name) for name in outcome.tables]) + str(outcome.receipt)
    assert not [row[field] for row in rows for field in personal if row[field] in told]


def test_names_between_marks_are_names() -> None:
    """Whom somebody supervises stands on the same list."""
    lines = [["社会工作督导名册"], ["姓名", "身份证号", "督导类型", "督导对象"]]
    lines += [
        ["欧阳测试", identity(1), "内部督导", "司马测试、示例社工站"],
        ["司马测试", identity(2), "综合督导", "示例社工站"],
    ]
    outcome = conformed(grid(lines))
    assert [row["assigned_to"] for row in records(outcome, "supervisor")] == ["＊＊", "示例社工站"]
    assert "name_in_text" in codes(outcome)
