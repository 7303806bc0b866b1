"""Rows and columns that may speak of other people than they seem to: the delivery is held, or the finding names the cell."""

from county_tables import Line, codes, conformed, good, grid, records, table

HEADER = ["序号", "姓名", "身份证号", "性别", "是否社会工作专业人才"]


def person(number: int) -> Line:
    row = good("worker", number)
    return [number + 1, row["name"], row["id_number"], "女", "是"]


def test_a_section_of_people_who_left_holds() -> None:
    lines = [HEADER, ["一、在岗人员"], person(0), person(1), ["二、已离岗人员"], person(2), person(3)]
    outcome = conformed(grid(lines))
    assert [each["cell"] for each in records(outcome, "finding") if each["code"] == "section_of_leavers"] == ["A5"]
    assert outcome.receipt["fate"] == "held"
    assert outcome.receipt["entities"]["worker"]["conformed"] == 4


def test_a_table_beside_the_roster_holds() -> None:
    beside = [["服务领域", "人数"], ["老年", 20], ["儿童", 10], ["社区", 5]]
    lines = [[*HEADER, None, *beside[0]], *([*person(number), None, *beside[number + 1]] for number in range(3))]
    outcome = conformed(grid(lines))
    assert "tables_side_by_side" in codes(outcome)
    assert outcome.receipt["fate"] == "held"


def test_an_example_with_an_id_number_is_told() -> None:
    example = ["例：", *person(8)[1:]]
    outcome = conformed(grid([HEADER, example, person(0), person(1)]))
    assert [each["cell"] for each in records(outcome, "finding") if each["code"] == "example_like_person"] == ["A2"]
    assert outcome.receipt["fate"] == "accepted"
    assert outcome.receipt["entities"]["worker"]["conformed"] == 2


def test_a_plain_roster_raises_no_doubt() -> None:
    outcome = conformed(grid(table("worker", [good("worker", number) for number in range(3)])))
    assert codes(outcome) == []
