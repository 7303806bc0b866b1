"""Which of the sixteen kinds of record a table is: told by what that kind alone has, with a title or without; else nobody chooses."""

import pytest
from county_tables import CONTRACTS, codes, conformed, good, grid, identity, records

from pipeline.rows.delivery import Conformed
from pipeline.rows.wording import field_named

# title (or nothing) and header words of real lists, three or more for each kind of record
TOLD: dict[str, list[tuple[str, str]]] = {
    "worker": [
        ("社会工作专业人才花名册", "姓名 性别 身份证号 学历 工作单位 证书等级 取得证书时间"),
        ("", "姓名 身份证号码 所在单位 职务 联系方式"),
        ("", "街道 社区 姓名 公民身份号码 政治面貌 岗位 是否在岗 登记证号 登记有效期至"),
    ],
    "agency": [
        ("社会工作服务机构一览表", "机构名称 统一社会信用代码 成立时间 从业人员数 专职人员数 持证人数"),
        ("社工机构名录", "单位名称 登记时间 党组织形式 正式党员数"),
        ("", "社会组织名称 统一社会信用代码 党建覆盖方式 专职人员数 社会工作岗位数 岗位总数"),
    ],
    "station": [
        ("", "站点名称 层级 所属乡镇 运营机构 是否实体化运行 驻站人数 星级"),
        ("社工站一览表", "名称 级别 街道 持证人数 星级评定标准"),
        ("", "社工站名称 站点类型 乡镇 承接机构 建成时间 项目金额(万元) 资金来源"),
    ],
    "community": [
        ("", "乡镇 村（社区）名称 类别 城乡分类 设立时间"),
        ("村（社区）名录", "所属街道 名称 类别 老年人口数"),
        ("", "区划名称 区划类别 上级乡镇 城乡属性 志愿服务队伍数"),
    ],
    "observation": [
        ("", "事实编号 指标 数值 计量单位 地区 数据日期 来源性质"),
        ("统计公报公开数据", "编号 主题 类别 数值 单位 地区代码 口径"),
        ("", "编号 指标名称 维度 成员 数值 地区 统计口径 来源类别"),
    ],
    "post": [
        ("社会工作岗位设置情况表", "单位名称 岗位类别 岗位等级 核定岗位数 在岗人数"),
        ("", "设岗单位 单位性质 岗位类型 专业技术岗位等级 已设岗位数 在岗人数 空缺岗位数"),
        ("", "单位名称 所属系统 岗位类别 是否社会工作岗位 核定数 已设数 空缺数 凭证聘任人数"),
    ],
    "training": [
        ("", "培训名称 主办单位 培训对象 开班时间 学时 参训人次"),
        ("社会工作培训情况统计表", "培训班名称 培训类型 举办时间 天数 期数 培训人数"),
        ("", "培训主题 举办单位 开始日期 结束日期 课时 受训人数"),
    ],
    "attendance": [
        ("继续教育学时登记表", "姓名 身份证号 证书等级 培训名称 主办单位 起始时间 学时"),
        ("", "姓名 身份证号码 工作单位 培训班名称 培训时间 培训学时 是否结业"),
        ("参训人员名单", "姓名 单位 课程名称 天数"),
        ("社会工作培训班学员花名册", "姓名 性别 身份证号 学历 政治面貌 单位 职务 培训名称 学时"),
    ],
    "exam": [
        ("社会工作者职业水平考试报考人员名册", "姓名 身份证号 报考级别 报考科目 考试年度"),
        ("", "考试年度 姓名 证件号码 工作单位 考试级别 考试科目 考试结果"),
        ("", "姓名 身份证号 报考年份 报考级别 是否参培 是否实考 合格科目"),
    ],
    "project": [
        ("", "项目名称 承接机构 购买主体 项目金额(万元) 服务对象"),
        ("政府购买社会工作服务项目清单", "项目名称 年度 承接单位 资金来源 合同金额(元)"),
        ("", "服务项目名称 项目年度 资金来源 预算金额(元) 已拨付金额(元) 项目进展"),
    ],
    "funding": [
        ("社会工作经费投入情况表", "年度 资金用途 资金来源 预算数(万元) 支出数(万元)"),
        ("", "年度 经费用途 出资单位 计划金额(万元) 预算金额(万元) 实际支出(万元)"),
        ("", "预算年度 经费项目 资金层级 年度预算(元) 决算数(元)"),
    ],
    "institution": [
        ("", "单位名称 机构类别 编制数 在职人数 社会工作岗位数 持证人数"),
        ("事业单位基本情况表", "单位名称 机构类型 是否从事专业社会服务 核定编制 社会工作专业人才数"),
        ("", "养老机构名称 机构类别 统一社会信用代码 床位数 入住人数 是否购买社工服务"),
    ],
    "supervisor": [
        ("社会工作督导名册", "姓名 身份证号 单位 督导类别 督导对象"),
        ("", "姓名 身份证号码 工作单位 证书等级 督导类型 被督导单位 是否参加督导培训"),
        ("督导人才名单", "姓名 性别 出生年月 单位 督导类型 聘任时间"),
    ],
    "recognition": [
        ("社会工作领军人才入选名单", "姓名 身份证号 工作单位 称号 入选年度"),
        ("", "姓名 身份证号码 单位 荣誉称号 授予级别 入选时间 资助金额(元)"),
        ("表彰名单", "姓名 性别 单位 表彰名称 表彰级别"),
    ],
    "assessment": [
        ("社会工作者年度考核结果", "姓名 身份证号 单位 考核年度 考核等次"),
        ("", "姓名 身份证号码 工作单位 岗位 考核年度 考核结果"),
        ("年度考核情况表", "姓名 所在社区 职务 年度 考核结果"),
    ],
    "allowance": [
        ("社会工作者职业津贴发放表", "姓名 身份证号 证书等级 发放月数 月津贴标准(元) 实发金额(元)"),
        ("", "姓名 身份证号码 工作单位 社工证等级 津贴标准(元/月) 发放月数 实发津贴(元) 银行卡号"),
        ("职业津贴花名册", "姓名 身份证号 单位 发放年度 实发金额(元) 开户账号"),
    ],
}  # fmt: skip

# two kinds of record that share most of their words; None where nobody should choose
HARD: list[tuple[str, str, str | None]] = [
    # a roster stays one with a column or two of another list
    ("社会工作专业人才花名册", "姓名 身份证号 单位 证书等级 取得证书时间 继续教育学时", "worker"),
    ("", "姓名 身份证号 单位 证书等级 取得证书时间 是否专业人才 学时", "worker"),
    ("社会工作专业人才花名册", "姓名 身份证号 单位 证书等级 取得证书时间 报考级别 报考科目 准考证号", "worker"),
    ("社会工作专业人才花名册", "姓名 身份证号 单位 岗位 证书等级 取得证书时间 职业津贴标准(元) 银行卡号", "worker"),
    ("", "姓名 身份证号 单位 学历 证书等级 取得证书时间 是否专业人才 考核结果", "worker"),
    ("", "姓名 身份证号 单位 是否专业人才 督导类别", "worker"),
    ("", "姓名 身份证号 单位 岗位 证书等级 督导", "worker"),
    ("社会工作专业人才花名册（职业津贴发放）", "姓名 身份证号 单位 证书等级 取得证书时间 月标准 月数", "worker"),
    ("", "姓名 身份证号 性别 银行卡号", "worker"),
    ("", "姓名 身份证号 证书等级 年度", "worker"),
    # what may be the one or the other is nobody's to choose
    ("", "姓名 身份证号 单位 是否专业人才 督导类别 督导对象", None),
    ("社会工作专业人才花名册", "姓名 身份证号 培训名称 主办单位 培训时间 学时 是否结业", None),
    ("", "所属街道 社区", None),
    # a whole roster's columns below the title of another list
    ("领军人才花名册", "姓名 身份证号 单位 证书等级 是否专业人才", None),
    ("社会工作者继续教育对象花名册", "姓名 身份证号 单位 证书等级 取得证书时间 是否社会工作专业人才", None),
    ("考试报名人员花名册", "姓名 身份证号 单位 证书等级 取得证书时间 是否社会工作专业人才", None),
    ("2024年度考核社会工作专业人才花名册", "姓名 身份证号 单位 证书等级 取得证书时间 考核结果", None),
    ("社工年度考核结果花名册", "姓名 身份证号 单位 证书等级 取得证书时间 是否社会工作专业人才 考核结果", None),
    ("职业津贴发放花名册", "姓名 身份证号 单位 学历 证书等级 取得证书时间 是否社会工作专业人才", None),
    ("督导人员花名册", "姓名 身份证号 单位 证书等级 取得证书时间 是否社会工作专业人才", None),
    ("社会工作培训班学员花名册", "姓名 性别 身份证号 学历 单位 证书等级 取得证书时间 是否专业人才", None),
    ("社会工作培训班人员花名册", "姓名 性别 身份证号 单位 职务 联系电话", "attendance"),
    ("考试报名表", "姓名 性别 身份证号 学历 政治面貌 单位 手机号", None),
    # payments, marks and courses of nobody knows what
    ("", "姓名 身份证号 银行卡号 金额", "worker"),
    ("慰问金发放表", "姓名 身份证号 银行卡号 发放金额", "worker"),
    # a training and who attended it
    ("", "培训名称 主办单位 培训时间 学时 参训人数 联系人 联系电话", "training"),
    ("", "培训名称 主办单位 培训时间 学时 姓名 身份证号 单位", "attendance"),
    # posts and those who have them
    ("", "单位名称 单位性质 岗位类别 岗位等级 核定岗位数 在岗人数", "post"),
    ("", "单位名称 机构类别 编制数 专业技术岗位数 社会工作岗位数 在职人数", "institution"),
    ("", "单位名称 统一社会信用代码 登记时间 党员人数 社会工作岗位数", "agency"),
    # projects and money
    ("", "项目名称 年度 资金来源 预算金额(元) 服务对象 项目进展", "project"),
    ("", "年度 经费项目 资金来源 预算金额(元) 支出金额(元)", "funding"),
    ("", "站点名称 层级 所属乡镇 运营机构 项目金额(元) 资金来源 开始时间 结束时间", "station"),
]


def read(title: str, headers: str) -> Conformed:
    words = headers.split()
    lines = [[title]] * bool(title) + [
        words,
        *([f"甲{row}{column}" for column in range(len(words))] for row in range(3)),
    ]
    return conformed(grid(lines))


def kinds(outcome: Conformed) -> set[str | None]:
    return {each["entity"] for each in records(outcome, "header_map")}


@pytest.mark.parametrize(
    ("entity", "title", "headers"), [(entity, *each) for entity, several in TOLD.items() for each in several]
)
def test_a_list_is_told_from_the_others(entity: str, title: str, headers: str) -> None:
    assert kinds(read(title, headers)) == {entity}


def test_every_kind_of_record_is_asked_for_with_and_without_a_title() -> None:
    assert TOLD.keys() == CONTRACTS.entities.keys()
    for entity, several in TOLD.items():
        assert len(several) >= 3, entity
        assert {bool(title) for title, _ in several} == {True, False}, entity


@pytest.mark.parametrize(("title", "headers", "entity"), HARD)
def test_lists_that_share_most_of_their_words(title: str, headers: str, entity: str | None) -> None:
    outcome = read(title, headers)
    assert kinds(outcome) == {entity}
    assert entity or outcome.receipt["fate"] == "held"


@pytest.mark.parametrize("entity", [name for name, each in CONTRACTS.entities.items() if name != "worker" and "id_number" in each.by_name])  # fmt: skip
def test_a_column_of_another_list_takes_no_person_off_the_roster(entity: str) -> None:
    """A whole roster with any one column of another list is a roster, whatever that column is called."""
    roster = ["姓名", "身份证号", "性别", "是否社会工作专业人才"]
    for field in CONTRACTS.entities[entity].fields:
        for word in {field.label, *field.headers[:8]} if not field.groups else ():
            if field_named(CONTRACTS, "worker", (word,)) is None:
                person = ["测试甲", identity(2), "女", "是", None]
                outcome = conformed(grid([[*roster, word], person]))
                assert outcome.receipt["entities"].get("worker", {}).get("conformed") == 1, word


def test_a_list_of_persons_may_do_without_the_number() -> None:
    row = {**good("attendance"), "id_number": None, "certificate_number": None}
    fields = [each for each in CONTRACTS.entities["attendance"].fields if each.name != "id_number"]
    lines = [["继续教育学时登记表"], [each.label for each in fields], [row[each.name] for each in fields]]
    (kept,) = records(conformed(grid(lines)), "attendance")
    assert (kept["id_key"], kept["certificate_key"]) == (None, None)
    assert kept["name_birth_key"] == records(conformed(grid([*lines[:2], lines[2]])), "attendance")[0]["name_birth_key"]
    assert kept["name_birth_key"] is not None


def test_number_and_column_of_birth_give_one_key() -> None:
    """The same person, once by the number and once by name and month of birth, has the same key of name and birth."""
    fields = CONTRACTS.entities["exam"].fields
    rows = [
        good("exam"),
        good("exam") | {"id_number": None},
        good("exam") | {"id_number": None, "birth_date": "1991.3"},
    ]
    lines = [["考试人员名册"], [each.label for each in fields], *([row[each.name] for each in fields] for row in rows)]
    by_number, by_column, another = (each["name_birth_key"] for each in records(conformed(grid(lines)), "exam"))
    assert by_number == by_column != another


@pytest.mark.parametrize(
    "number", ["510499********1233", "5.10499199002030E+17", "51049919900203", identity(8)[:17] + "+"]
)
def test_a_damaged_number_refuses_the_row_of_every_list(number: str) -> None:
    for entity, each in CONTRACTS.entities.items():
        if "id_number" in each.by_name:
            fields = each.fields
            rows = [good(entity), good(entity, 1) | {"id_number": number}]
            lines = [
                [each.label],
                [field.label for field in fields],
                *([row[field.name] for field in fields] for row in rows),
            ]
            outcome = conformed(grid(lines))
            assert outcome.receipt["entities"][entity] == {"data": 2, "conformed": 1, "quarantined": 1}, entity


@pytest.mark.parametrize("entity", ["attendance", "exam", "allowance"])
def test_of_several_certificates_the_highest_stands_where_no_date_is_asked(entity: str) -> None:
    fields = CONTRACTS.entities[entity].fields
    if "certificate_level" not in CONTRACTS.entities[entity].by_name:
        return
    row = good(entity) | {"certificate_level": "助理社工师/社工师"}
    outcome = conformed(grid([[CONTRACTS.entities[entity].label], [each.label for each in fields], [row[each.name] for each in fields]]))  # fmt: skip
    assert records(outcome, entity)[0]["certificate_level"] == "2"
    assert codes(outcome) == []


@pytest.mark.parametrize("entity", ["attendance", "supervisor", "allowance"])
def test_a_list_of_volunteers_is_held(entity: str) -> None:
    fields = CONTRACTS.entities[entity].fields
    row = good(entity)
    lines = [
        [f"志愿者{CONTRACTS.entities[entity].label}"],
        [each.label for each in fields],
        [row[each.name] for each in fields],
    ]
    assert "volunteers_listed" in codes(conformed(grid(lines)))
