"""What a title says for or against a table: a list of candidates, of those who passed, of nobody knows what; and what its rows then are."""

from typing import Any

import pytest
from county_tables import CONTRACTS, codes, conformed, good, grid, identity, records, table

from pipeline.rows.delivery import Conformed

# what others are paid, and bodies, trainings and works of others; None where the table is of no kind
OTHERS: list[tuple[str, str, str | None]] = [
    ("高龄补贴发放花名册", "姓名 身份证号 社区 月标准(元) 月数 实发金额(元) 银行账号", None),
    ("残疾人两项补贴发放明细", "姓名 性别 身份证号 社区 月标准(元) 发放月数 实发金额(元) 卡号", None),
    ("", "姓名 身份证号 月标准(元) 月数 实发金额(元)", None),
    ("养老机构一览表", "机构名称 统一社会信用代码 从业人员数 持证人数", None),
    ("医疗机构名册", "机构名称 统一社会信用代码 从业人员数 持证人数 党员人数", None),
    ("志愿服务机构名录", "机构名称 统一社会信用代码 从业人员数 持证人数", None),
    ("", "机构名称 统一社会信用代码 成立时间 从业人员数 专职人员数 持证人数", None),
    ("青少年社会工作服务机构名录", "机构名称 统一社会信用代码 从业人员数 持证人数", "agency"),
    ("消防安全培训情况统计表", "培训名称 培训时间 主办单位 参训人次 学时", None),
    ("工程建设项目一览表", "项目名称 建设单位 合同金额(元) 开工时间 项目进展", None),
]


@pytest.mark.parametrize(("title", "headers", "entity"), OTHERS)
def test_what_only_looks_like_a_list_is_held(title: str, headers: str, entity: str | None) -> None:
    words = headers.split()
    lines = [[title]] * bool(title) + [words, [f"甲{column}" for column in range(len(words))]]
    outcome = conformed(grid(lines))
    assert {each["entity"] for each in records(outcome, "header_map")} == {entity}
    assert entity or outcome.receipt["fate"] == "held"


def exam(title: str, cells: dict[str, Any], *, without: tuple[str, ...] = ()) -> Conformed:
    fields = [each for each in CONTRACTS.entities["exam"].fields if each.name not in without]
    row = good("exam") | cells
    return conformed(grid([[title], [each.label for each in fields], [row[each.name] for each in fields]]))


@pytest.mark.parametrize("word", ["储备", "后备", "拟认定", "候选"])
def test_a_list_of_candidates_is_held_whatever_its_column_says(word: str) -> None:
    lines = table("worker", [good("worker")])
    outcome = conformed(grid([[f"社会工作{word}人才花名册"], *lines[1:]]))
    assert codes(outcome) == ["title_contradicts"]
    assert outcome.receipt["fate"] == "held"


@pytest.mark.parametrize(
    ("title", "result"),
    [("社会工作者职业水平考试合格人员名单", "passed"), ("考试通过人员名单", "passed"), ("考试人员名单", None)],
)
def test_a_list_of_those_who_passed_says_so_of_each(title: str, result: str | None) -> None:
    outcome = exam(title, {}, without=("result",))
    assert [each["result"] for each in records(outcome, "exam")] == [result]
    assert codes(outcome) == []


@pytest.mark.parametrize("title", ["考试不合格人员名单", "考试单科合格人员名单", "考试报名审核通过人员名单"])
def test_a_title_that_may_not_mean_a_pass_holds(title: str) -> None:
    outcome = exam(title, {}, without=("result",))
    assert codes(outcome) == ["title_contradicts"]
    assert [each["result"] for each in records(outcome, "exam")] == [None]


@pytest.mark.parametrize(
    ("level", "passed", "understood"),
    [
        ("初级", "综合能力、实务", ["general_junior", "practice_junior"]),
        ("中级", "社会工作实务", ["practice_intermediate"]),
    ],
)
def test_subjects_without_their_level_are_those_of_the_row(level: str, passed: str, understood: list[str]) -> None:
    outcome = exam("考试成绩", {"level": level, "subjects": None, "passed_subjects": passed})
    assert [each["passed_subjects"] for each in records(outcome, "exam")] == [understood]
    assert codes(outcome) == []


@pytest.mark.parametrize(("passed", "code"), [("综合能力", "exam_pass_incomplete"), ("一科", "code_unknown")])
def test_one_subject_is_no_pass(passed: str, code: str) -> None:
    outcome = exam("考试成绩", {"passed_subjects": passed})
    assert outcome.receipt["entities"]["exam"] == {"data": 1, "conformed": 0, "quarantined": 1}
    assert codes(outcome) == [code]


def test_posts_on_the_rows_of_those_who_have_them_hold() -> None:
    header = ["设岗单位", "岗位类别", "岗位等级", "已设岗位数", "姓名", "身份证号"]
    rows = [["福利院", "专业技术岗位", "十级", 3, f"测试{number}", identity(2 * number)] for number in range(3)]
    title = ["社会工作岗位设置及人员情况一览表"]
    assert "row_per_person" in codes(conformed(grid([title, header, *rows])))
    assert "row_per_person" not in codes(conformed(grid([title, header, rows[0]])))


def test_a_list_that_others_keep_as_well_is_asked_whether_it_is_about_social_work() -> None:
    header = ["培训名称", "培训时间", "主办单位", "参训人次", "学时"]
    row = ["实务班", "2022-05-06", "示例单位", 50, 8]
    title = "2022年培训情况统计表"
    told = {name: codes(conformed(grid([[name], header, row]))) for name in (title, f"东区社会工作{title}")}
    assert told == {title: ["not_said_to_be_social_work"], f"东区社会工作{title}": []}
    reporter = conformed(grid([[title], ["填报单位：东区社会工作部"], header, row]))
    assert codes(reporter) == ["not_said_to_be_social_work"]
