"""The other lists of Panzhihua's units at the second period: what all of them share, and those of 市本级 and 东区."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from sample.books import Book, book, office
from sample.exams import ABSENT, FAILED, PARTIAL, PASSED, Plan, bad_examinations, examinations, sat
from sample.learning import (
    Course,
    attendances,
    attended,
    bad_attendances,
    namesake,
    with_old_number,
    without_number,
)
from sample.lists import SPELLED, Line, Listing, crew
from sample.people import Worker
from sample.places import agency_name, stations
from sample.preparation import HEADS, SHEET, course, prepared
from sample.projects import bad_projects, bad_spending, fourteen, spending
from sample.rewards import allowances, assessments, bad, selected, supervisors

PERIOD = "2024-12"
LAST = dt.date(2024, 12, 31)
WHEN = "（2024年12月）"
EXAM_TITLE = "{}社会工作者职业水平考试报名及成绩表（2024年）"
EXAMS = (
    "name:姓名 id_number:身份证号码 employer:工作单位 system:所属系统 exam_year:考试年度 level:报考级别 subjects:报考科目 "
    "is_trained:是否参加考前培训 is_present:是否参加考试 passed_subjects:合格科目 result:考试结果"
)
# 东区 and 西区 pass one of four at the first level; 盐边县 has too few who sat to be ranked
PLANS = {
    "510400-00": [Plan("1", 2, 2, 6, 2), Plan("2", 2, 1, 2, 1), Plan("3", 1, 0, 1, 0)],
    "510402": [Plan("1", 7, 9, 15, 8), Plan("2", 3, 4, 4, 3)],
    "510403": [Plan("1", 5, 6, 9, 4), Plan("2", 1, 3, 2, 2)],
    "510411": [Plan("1", 9, 6, 9, 6), Plan("2", 1, 2, 2, 1)],
    "510421": [Plan("1", 3, 4, 8, 3), Plan("2", 0, 2, 2, 1)],
    "510422": [Plan("1", 3, 0, 1, 2)],
}
CITY_COURSES = [
    Course("全市社会工作者继续教育培训班", "继续教育", "攀枝花市社会工作部", "持证社会工作者", dt.date(2024, 4, 15), dt.date(2024, 4, 17), 24, 1, 128, 128),
    Course("社会工作督导能力研修班", "督导培训", "攀枝花市社会工作部", "督导人员", dt.date(2024, 6, 3), dt.date(2024, 6, 5), 24, 1, 36, 36),
    Course("社会工作法规政策网络课程", "继续教育", "四川省社会工作协会", "持证社会工作者", dt.date(2023, 9, 1), dt.date(2023, 9, 30), 30, 1, 210, 205),
]  # fmt: skip
EAST_COURSES = [
    Course("东区持证社工继续教育班", "继续教育", "东区社会工作部", "持证社会工作者", dt.date(2024, 5, 20), dt.date(2024, 5, 22), 24, 1, 88, 88),
    Course("社区治理与服务专题班", "能力提升", "东区社会工作部", "社区工作人员", dt.date(2024, 9, 9), dt.date(2024, 9, 10), 16, 1, 74, 74),
    CITY_COURSES[2],
]  # fmt: skip


def holders(unit_code: str) -> list[Worker]:
    return [row for row in crew(unit_code, PERIOD) if row.level]


def exam_of(unit_code: str) -> list[Line]:
    return examinations(crew(unit_code, PERIOD), 2024, PLANS[unit_code], unit_code)


def city() -> Iterator[Book]:
    unit, lesson = "510400-00", CITY_COURSES[0]
    own, from_east = holders(unit), holders("510402")
    double, person = from_east[0], own[0]
    other = namesake(person)
    hours = attendances(own[1:9], CITY_COURSES, unit)
    hours += [
        attended(double, lesson),
        attended(person, lesson),
        attended(other, lesson),
        without_number(attended(person, CITY_COURSES[1]), certificate_number=None),
        with_old_number(attended(own[10], lesson)),
    ]
    spoilt = [attended(row, lesson) for row in own[11:13]]
    names = [each.name for each in stations("510402", PERIOD)[:6]] + [agency_name("510403", 1)]
    guides = supervisors([row for row in (*own, *from_east) if row.level in ("2", "3")][:11], names, LAST, unit)
    plan, first = "攀枝花优秀人才选拔培养计划", crew(unit, "2022-08")
    chosen = [selected(own[2], plan, "市级", dt.date(2024, 9, 1), 20_000)]
    chosen += [selected(row, "最美社工", "市级", dt.date(2024, 3, 19)) for row in (*own[3:5], *from_east[4:7])]
    chosen += [selected(next(row for row in first if row.level == "2"), plan, "市级", dt.date(2018, 11, 1), 20_000)]
    yearly = assessments(own[:16], 2024, unit)
    listed = exam_of(unit)
    yield book(
        office(unit, PERIOD),
        PERIOD,
        "市本级考试培训督导和考核.xlsx",
        Listing(
            "考试报名",
            EXAM_TITLE.format("攀枝花市市本级"),
            EXAMS,
            [*listed, *bad_examinations(own, 2024, "id_number_check")],
        ),
        Listing(
            "继续教育",
            f"攀枝花市市本级继续教育学时登记表{WHEN}",
            "name:姓名 birth_date:出生年月 id_number:身份证号码 certificate_number:证书编号 employer:工作单位 training_name:课程名称 "
            "organiser:主办单位 started_on:开始日期 ended_on:结束日期 hours:学时 is_completed:是否结业",
            [*hours, *bad_attendances(spoilt, "id_number_masked", "training_name_missing")],
        ),
        Listing(  # with those of 仁和区, which has no course of its own
            SHEET,
            f"攀枝花市市本级考前培训学员名册{WHEN}",
            HEADS,
            [line for each in (unit, "510411") for line in prepared(each, course("攀枝花市", 18))],
        ),
        Listing(
            "督导名册",
            f"攀枝花市社会工作督导人员名册{WHEN}",
            "name:姓名 id_number:身份证号码 employer:工作单位 certificate_level:证书等级 kind:督导类型 domains:服务领域 "
            "assigned_to:督导对象 is_trained:是否接受督导培训 appointed_on:聘任日期 left_on:解聘日期",
            [*guides, *bad(guides[:1], "supervisor_kind_unknown")],
            words=SPELLED,
        ),
        Listing(
            "入选名单",
            f"攀枝花市优秀人才入选名单{WHEN}",
            "name:姓名 id_number:身份证号码 employer:工作单位 title:称号 level:评选级别 year:入选年度 selected_on:入选日期 "
            "grant_amount:培养资金（元）",
            [*chosen, *bad(chosen[:1], "recognition_title_unknown")],
        ),
        Listing(
            "年度考核",
            f"攀枝花市市本级社会工作人员年度考核结果{WHEN}",
            "name:姓名 id_number:身份证号码 employer:工作单位 year:考核年度 result:考核等次",
            [*yearly, *bad(yearly[:2], "assessment_result_unknown", "year_missing")],
        ),
    )


def east() -> Iterator[Book]:
    unit = "510402"
    people, own = crew(unit, PERIOD), holders(unit)
    at = office(unit, PERIOD)
    operators = [agency_name(unit, number) for number in range(8)]
    fourteen_rows = fourteen(operators, "东区社会工作部", 2024)
    money = spending(
        "东区财政局",
        2024,
        [
            ("社会工作项目建设", "一般公共预算", "县（区）级", "800万元", 6_500_000, 4_120_000),
            ("社会工作人才培养", "一般公共预算", "县（区）级", "60万元", 600_000, 553_400),
            ("社区公益项目", "福彩公益金", "市级", "120.5万元", 1_200_000, 1_020_000),
            ("社会捐赠投入", "社会捐赠", "县（区）级", "35万元", None, 287_500),
        ],
    )
    yield book(
        at,
        PERIOD,
        "东区社会工作项目和资金.xlsx",
        Listing(
            "项目清单",
            f"攀枝花市东区社会工作服务项目清单{WHEN}",
            "name:项目名称 year:实施年度 operator:承接机构 purchaser:委托单位 domains:服务领域 target_group:服务对象 "
            "scope:项目性质 fund_source:资金来源 fund_level:资金层级 budget:项目资金（万元） labour_cost:人员成本（万元） "
            "paid:拨付金额（万元） started_on:启动时间 stage:进展情况 interim_result:中期考核",
            [*fourteen_rows, *bad_projects(fourteen_rows[:2], "project_name_missing", "budget_negative")],
            money=10_000,
            totals=("budget", "labour_cost", "paid"),
            words={"共同实施项目": "共同实施", "专项实施项目": "专项实施"},
        ),
        Listing(
            "资金情况",
            f"攀枝花市东区社会工作资金投入情况表{WHEN}",
            "year:年度 purpose:资金用途 payer:拨款单位 fund_source:资金来源 fund_level:资金层级 planned:计划金额 "
            "budgeted:预算金额（元） spent:支出金额（元）",
            [*money, *bad_spending(money[:1], "purpose_missing")],
        ),
    )
    exam = exam_of(unit)
    plain = [row for row in people if not row.level]
    second = [line for line in exam if line.values["level"] == "社会工作师" and line.values["result"] == PASSED]
    earlier = [Line({**line.values, "exam_year": 2023, "result": PARTIAL, "passed_subjects": line.values["subjects"][:2]})
               for line in second[:2]]  # fmt: skip
    later = [Line({**line.values, "subjects": line.values["subjects"][2:], "passed_subjects": line.values["subjects"][2:]})
             for line in second[:2]]  # fmt: skip
    exam = [later[second.index(line)] if line in second[:2] else line for line in exam]
    both = [sat(plain[-1], 2024, "1", PASSED, True), sat(plain[-1], 2024, "2", FAILED, True)]
    before = [
        sat(row, 2023, "1", result, False) for row, result in zip(plain[-4:-1], (PARTIAL, FAILED, ABSENT), strict=True)
    ]
    hours = attendances(own[1:25], EAST_COURSES, unit)
    borrowed = own[30].certificate_number
    hours += [
        attended(own[0], CITY_COURSES[0], organiser="东区社会工作部"),
        *(without_number(attended(row, EAST_COURSES[0])) for row in own[26:29]),
        with_old_number(attended(own[29], EAST_COURSES[0])),
        attended(own[31], EAST_COURSES[1], certificate_number=borrowed),
        without_number(attended(own[30], EAST_COURSES[0])),
        attended(own[32], EAST_COURSES[0]),
        attended(own[32], EAST_COURSES[0], organiser="东区社会工作协会"),
        attended(plain[-5], EAST_COURSES[1]),
    ]
    spoilt = [attended(row, EAST_COURSES[0]) for row in own[33:36]]
    *there, last = prepared(unit, course("东区", 11))
    gone = Line({**last.values, "is_completed": False})
    yield book(
        at,
        PERIOD,
        "东区考试和继续教育台账.xlsx",
        Listing(
            "考试人员",
            EXAM_TITLE.format("攀枝花市东区").replace("（2024年）", "（2023年、2024年）"),
            EXAMS + " phone:联系电话",
            [
                *exam,
                *earlier,
                *both,
                *before,
                *bad_examinations(plain[-9:], 2024, "exam_level_unknown", "id_number_length"),
            ],
        ),
        Listing(
            "学时登记",
            f"攀枝花市东区继续教育学时登记表{WHEN}",
            "name:姓名 id_number:身份证号码 certificate_number:证书编号 employer:工作单位 certificate_level:证书等级 "
            "training_name:培训名称 organiser:主办单位 kind:培训类型 started_on:开始时间 ended_on:结束时间 hours:继续教育学时 "
            "is_completed:是否完成",
            [*hours, *bad_attendances(spoilt, "id_number_numeric", "training_date_impossible", "hours_negative")],
            totals=("hours",),
        ),
        Listing(SHEET, f"攀枝花市东区考前培训学员名册{WHEN}", HEADS, [*there, gone]),
    )
    pay = allowances(people, LAST, "东区社会工作部")
    yield book(
        at,
        PERIOD,
        "东区职业津贴发放表.xls",
        Listing(
            "津贴",
            "攀枝花市东区社区专职工作者职业津贴发放表（2024年1-12月）",
            "name:姓名 id_number:身份证号码 township:所属街道 community:所在社区 role:岗位 certificate_level:证书等级 "
            "started_on:起始月份 ended_on:截止月份 month_count:月数 monthly_amount:月标准（元） paid:实发金额（元） payer:发放单位",
            [*pay, *bad(pay[:2], "id_number_masked", "paid_missing")],
            dates="{0.year}年{0.month}月",
            totals=("paid",),
        ),
    )


def books() -> Iterator[Book]:
    for each in (city, east):
        yield from each()
