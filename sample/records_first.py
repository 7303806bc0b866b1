"""The other lists of Panzhihua's units at the first period: institutions and posts, the talent plan, training, examination, pay."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from sample.books import Book, book, office
from sample.exams import Plan, bad_examinations, examinations
from sample.learning import Course, bad_trainings, series, trainings
from sample.lists import Line, Listing, crew
from sample.places import agency_name
from sample.posts import bad_institutions, bad_posts, institutions, posts
from sample.projects import bad_projects, bad_spending, finished, spending
from sample.rewards import allowances, bad, selected

PERIOD = "2022-08"
LAST = dt.date(2022, 8, 31)
WHEN = "（2022年8月）"
INSTITUTIONS = (
    "name:单位名称 kind:机构类别 is_civil_affairs:是否民政事业单位 system:所属系统 authorised_staff_count:编制数 "
    "staff_count:在职人数 certified_count:持证人数 professional_count:社会工作专业人才数 "
    "professional_post_count:专业技术岗位数 social_work_post_count:社会工作岗位数 is_social_service:是否从事专业社会服务 "
    "bed_count:床位数 resident_count:供养人数 pupil_count:学生数"
)
POSTS = (
    "employer:设岗单位 employer_type:单位性质 category:岗位类别 grade:岗位等级 is_social_work:是否社会工作岗位 "
    "authorised_count:核定岗位数 set_count:已设岗位数 filled_count:在岗人数 vacant_count:空缺岗位数 "
    "certificate_appointed_count:凭证聘任人数 set_on:设岗日期"
)
ALLOWANCES = (
    "name:姓名 id_number:身份证号码 community:所在社区 role:岗位 certificate_level:证书等级 year:发放年度 "
    "monthly_amount:津贴标准（元/月） month_count:发放月数 paid:实发金额（元） payer:发放单位 bank_account:银行账号"
)


def city() -> Iterator[Book]:
    unit = "510400-00"
    bodies, places = list(institutions(unit)), posts(unit)
    people = [row for row in crew(unit, PERIOD) if row.level == "2"]
    east = next(row for row in crew("510402", PERIOD) if row.level == "2" and row.role != "full_time")
    plan = "攀枝花优秀人才选拔培养计划"
    chosen = [
        selected(people[0], plan, "市级", dt.date(2018, 11, 1), 20_000),
        selected(east, plan, "市级", dt.date(2021, 10, 1), 20_000),
    ]
    money = [
        *spending(
            "攀枝花市民政局",
            2021,
            [
                ("社会工作人才培养", "一般公共预算", "市级", 900_000, 860_000, 812_500),
                ("政府购买社会工作服务", "福彩公益金", "市级", 2_400_000, 2_400_000, 2_316_000),
            ],
        ),
        *spending(
            "攀枝花市民政局",
            2022,
            [
                ("社会工作人才培养", "一般公共预算", "市级", 1_000_000, 950_000, 523_600),
                ("政府购买社会工作服务", "福彩公益金", "市级", 2_800_000, 2_650_000, 1_480_000),
                ("社工站运行补助", "一般公共预算", "市级", 1_800_000, 1_800_000, 960_000),
            ],
        ),
    ]
    yield book(
        office(unit, PERIOD),
        PERIOD,
        "市本级事业单位岗位和人才计划.xlsx",
        Listing("事业单位", f"攀枝花市市本级事业单位基本情况表{WHEN}", INSTITUTIONS, bodies),
        Listing(
            "岗位设置",
            f"攀枝花市市本级事业单位社会工作岗位设置表{WHEN}",
            POSTS,
            [*places, *bad_posts(places, "post_category_unknown")],
            totals=("authorised_count", "set_count", "filled_count", "vacant_count"),
        ),
        Listing(
            "人才选拔",
            f"攀枝花市优秀人才选拔培养计划入选名单{WHEN}",
            "name:姓名 sex:性别 id_number:身份证号码 employer:工作单位 certificate_level:证书等级 title:入选计划 "
            "level:评选级别 year:入选年度 selected_on:入选时间 grant_amount:资助金额（万元）",
            [*chosen, *bad([selected(people[1], plan, "市级", dt.date(2021, 10, 1), 20_000)], "id_number_check")],
            money=10_000,
        ),
        Listing(
            "经费情况",
            "攀枝花市市本级社会工作经费情况表（2022年8月）",
            "year:年度 purpose:经费用途 payer:出资单位 fund_source:资金来源 fund_level:资金层级 planned:计划投入 "
            "budgeted:预算安排 spent:实际支出",
            [*money, *bad_spending(money[:1], "year_impossible")],
            money=10_000,
            note="单位：万元",
        ),
    )


def east() -> Iterator[Book]:
    unit, payer = "510402", "东区民政局"
    bodies, places = list(institutions(unit)), posts(unit)
    pay = allowances(crew(unit, PERIOD), LAST, payer)
    yield book(
        office(unit, PERIOD),
        PERIOD,
        "东区事业单位岗位和津贴.xlsx",
        Listing(
            "单位基本情况",
            f"攀枝花市东区事业单位基本情况表{WHEN}",
            INSTITUTIONS,
            [*bodies, *bad_institutions(bodies, "institution_kind_unknown")],
        ),
        Listing("岗位情况", f"攀枝花市东区社会工作岗位情况表{WHEN}", POSTS, places),
        Listing(
            "津贴发放",
            "攀枝花市东区社区专职工作者职业津贴发放表（2022年1至8月）",
            ALLOWANCES,
            [*pay, *bad(pay[:3], "paid_missing", "id_number_length", "paid_unreadable")],
            totals=("paid",),
            footer="注：津贴标准为助理社会工作师100元/月、社会工作师300元/月、高级社会工作师500元/月。",
        ),
    )


def west() -> Iterator[Book]:
    unit = "510403"
    bodies, places = list(institutions(unit)), posts(unit)
    days = [dt.date(2021, 4, 16), dt.date(2021, 10, 22), dt.date(2022, 3, 25), dt.date(2022, 7, 8)]
    courses = [
        *series("社区社会工作实务能力提升班", "能力提升", "西区民政局", "社区工作人员", days, 16, (62, 58, 71, 66)),
        Course(
            "社会工作者职业水平考试考前培训班", "考前培训", "西区民政局", "报考人员",
            dt.date(2022, 5, 21), dt.date(2022, 5, 22), 12, 2, 96, 54,
        ),
        Course(
            "领导干部社会工作专题培训", "领导干部培训", "中共西区委组织部", "乡镇街道领导干部",
            dt.date(2021, 11, 12), dt.date(2021, 11, 12), 6, 1, 38, 38,
        ),
    ]  # fmt: skip
    rows = trainings(courses)
    yield book(
        office(unit, PERIOD),
        PERIOD,
        "西区岗位和培训台账.xls",
        Listing(
            "机构基本情况",
            f"攀枝花市西区事业单位基本情况表{WHEN}",
            INSTITUTIONS.replace("单位名称", "事业单位名称").replace("在职人数", "在编在岗人数"),
            bodies,
        ),
        Listing(
            "岗位设置",
            f"攀枝花市西区社会工作岗位设置情况{WHEN}",
            POSTS.replace("岗位等级", "专技等级").replace("设岗单位", "设岗单位名称"),
            [*places, *bad_posts(places, "post_category_unknown", "post_employer_missing")],
            words={"专业技术岗位": "专技岗", "管理岗位": "管理岗", "专业技术10级": "十级", "专业技术11级": "十一级"},
        ),
        Listing(
            "培训情况",
            f"攀枝花市西区社会工作培训情况统计表{WHEN}",
            "name:培训班名称 kind:培训类别 organiser:举办单位 audience:培训对象 started_on:开班时间 ended_on:结班时间 "
            "hours:学时 session_count:期数 attendance_count:参训人次 person_count:参训人数",
            [*rows, *bad_trainings(rows[:2], "training_name_missing", "training_count_negative")],
            totals=("session_count", "attendance_count"),
        ),
    )


def renhe() -> Iterator[Book]:
    unit = "510411"
    bodies, places, people = list(institutions(unit)), posts(unit), crew(unit, PERIOD)
    operators = [agency_name(unit, number) for number in range(4)]
    lists: list[tuple[str, str, str, list[Line]]] = [
        (
            "仁和区民政事业单位基本情况表",
            f"攀枝花市仁和区事业单位基本情况表{WHEN}",
            INSTITUTIONS.replace("is_civil_affairs:是否民政事业单位", "is_civil_affairs:民政事业单位").replace("机构类别", "机构类型"),
            [*bodies, *bad_institutions(bodies, "institution_kind_unknown", "institution_name_missing")],
        ),
        ("仁和区社会工作岗位设置表", f"攀枝花市仁和区社会工作岗位设置表{WHEN}", POSTS, places),
        (
            "仁和区社会工作服务项目清单",
            f"攀枝花市仁和区社会工作服务项目清单{WHEN}",
            "name:项目名称 year:项目年度 operator:承接机构 purchaser:购买主体 domains:服务领域 target_group:服务对象 "
            "scope:项目类型 fund_source:资金来源 fund_level:资金层级 budget:项目金额（元） labour_cost:人力成本（元） "
            "paid:已拨付金额（元） started_on:开始时间 ended_on:结束时间 stage:项目进展 interim_result:中期评估 "
            "final_result:结项评估结果 satisfaction_pct:满意度（%）",
            [
                *(rows := finished(operators, "仁和区民政局", 2021, 8)),
                *bad_projects(rows[:1], "budget_negative"),
            ],
        ),
        (
            "仁和区社会工作者职业水平考试报名表",
            f"攀枝花市仁和区社会工作者考试报名及成绩表{WHEN}",
            "name:姓名 id_number:证件号码 employer:工作单位名称 employer_type:单位类别 exam_year:报考年度 level:报考级别 "
            "subjects:报考科目 is_trained:是否参加考前培训 is_present:是否参加考试 passed_subjects:合格科目 result:考试结果",
            [
                *examinations(people, 2022, [Plan("1", 6, 4, 9, 3), Plan("2", 1, 2, 2, 1)], unit),
                *bad_examinations(people, 2022, "exam_level_unknown"),
            ],
        ),
    ]  # fmt: skip
    for name, title, heads, lines in lists:
        words = {"separator": "；", **({"养老机构": "敬老院"} if name.endswith("基本情况表") else {})}
        listing = Listing(name, title, heads, lines, words=words, dates="{0.year}/{0.month}/{0.day}")
        yield book(office(unit, PERIOD), PERIOD, f"{name}.csv", listing)


def north() -> Iterator[Book]:
    unit = "510421"
    people, places = crew(unit, PERIOD), posts(unit)
    exam = examinations(people, 2022, [Plan("1", 3, 3, 5, 1), Plan("2", 0, 2, 1, 0)], unit)
    yield book(
        office(unit, PERIOD),
        PERIOD,
        "米易县事业单位岗位和考试.ods",
        Listing("事业单位", f"米易县事业单位基本情况表{WHEN}", INSTITUTIONS, list(institutions(unit))),
        Listing("岗位", f"米易县社会工作岗位设置表{WHEN}", POSTS, places),
        Listing(
            "考试报名",
            f"米易县社会工作者职业水平考试报名及成绩表{WHEN}",
            "name:姓名 sex:性别 birth_date:出生年月 employer:工作单位 exam_year:考试年份 level:报考等级 subjects:考试科目 "
            "is_trained:是否参训 is_present:是否参考 result:考试结果",
            [*exam, *bad_examinations(people, 2022, "exam_year_missing")],
        ),
    )
    unit = "510422"
    yield book(
        office(unit, PERIOD),
        PERIOD,
        "盐边县事业单位和岗位.xlsx",
        Listing("事业单位情况", f"盐边县事业单位基本情况表{WHEN}", INSTITUTIONS, list(institutions(unit))),
        Listing("岗位设置", f"盐边县社会工作岗位设置表{WHEN}", POSTS, posts(unit)),
    )


def books() -> Iterator[Book]:
    for each in (city, east, west, renhe, north):
        yield from each()
