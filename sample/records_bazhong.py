"""The other lists of 巴中市本级, 巴州区 and 恩阳区: posts, training, examination, hours, awards, projects.

One leading talent and four cards, as published.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from sample.bazhong import AS_OF, PERIOD
from sample.bazhong_lists import (
    BASIC,
    CITY,
    EXAM_TITLE,
    EXAMS,
    LATER,
    ORDINARY,
    POSTS,
    TRAININGS,
    WHEN,
    crew,
    exam,
    office,
    planted_hours,
    posts,
    sessions,
)
from sample.books import Book, book
from sample.exams import ABSENT, bad_examinations, sat
from sample.learning import (
    attendances,
    attended,
    bad_attendances,
    bad_trainings,
    with_old_number,
    without_number,
)
from sample.lists import SPELLED, Listing
from sample.places import agency_name, stations
from sample.posts import bad_posts
from sample.projects import bad_projects, bad_spending, finished, spending
from sample.registration import PLANTED_UNIT, holders, planted
from sample.rewards import bad, selected, supervisors


def bazhou() -> Iterator[Book]:
    unit = PLANTED_UNIT
    own, places = holders(unit), posts(unit)
    hours = [*planted_hours(), *attendances(own[:40], ORDINARY, unit)]
    hours += [without_number(attended(row, BASIC)) for row in own[41:46]]
    hours += [without_number(attended(row, BASIC), certificate_number=None) for row in own[46:49]]
    hours += [with_old_number(attended(row, LATER)) for row in own[49:51] if row.id_number[6:8] == "19"]
    # one certificate beside two numbers, and a row that gives only the certificate
    hours += [
        attended(own[52], LATER, certificate_number=own[51].certificate_number),
        without_number(attended(own[51], LATER)),
    ]
    spoilt = [attended(row, BASIC) for row in own[53:56]]
    yield book(
        office(unit),
        PERIOD,
        "巴州区社工岗和继续教育.xls",
        Listing("社工岗", f"巴州区社工岗岗位设置情况{WHEN}", POSTS, places, totals=("set_count", "filled_count")),
        Listing(
            "继续教育",
            f"巴州区社会工作者继续教育学时登记表{WHEN}",
            "name:姓名 birth_date:出生年月 id_number:身份证号 certificate_number:管理号 employer:所在单位 certificate_level:证书等级 "
            "training_name:培训名称 organiser:举办单位 started_on:开始时间 ended_on:结束时间 hours:学时",
            [*hours, *bad_attendances(spoilt, "id_number_numeric", "training_name_missing", "hours_negative")],
        ),
        Listing(
            "考试报名",
            EXAM_TITLE.format("巴州区"),
            EXAMS,
            [*exam(unit), *bad_examinations(own, 2024, "exam_level_unknown", "id_number_check")],
            totals=(),
        ),
        Listing(
            "培训情况",
            f"巴州区社会工作培训情况统计表{WHEN}",
            TRAININGS,
            sessions(unit),
            totals=("session_count", "attendance_count"),
        ),
    )


def city() -> Iterator[Book]:
    unit, own = CITY, holders(CITY)
    double = planted()["two_organisers"]
    hours = [attended(double, BASIC), *attendances(own[:12], ORDINARY, unit)]
    stars = [*own[:2], *holders("511902")[56:58], holders("511921")[0]]
    leading = selected(stars[0], "市级社工领军人才", "市级", dt.date(2023, 3, 21))
    cards = [selected(row, "巴山优才卡", "市级", dt.date(2024, 1, 15)) for row in stars[1:]]
    guides = supervisors(
        [*own[2:8], *holders("511902")[58:64]], [each.name for each in stations("511902", PERIOD)[:8]], AS_OF, unit
    )
    money = spending(
        "巴中市社会工作部",
        2024,
        [
            ("社工岗补助", "一般公共预算", "市级", 8_880_000, 8_500_000, 5_640_000),
            ("社会工作人才培训", "一般公共预算", "市级", 1_200_000, 1_150_000, 768_500),
            ("社工站项目", "福彩公益金", "省级", 4_600_000, 4_600_000, 2_310_000),
        ],
    )
    sat_twice = crew(unit)[-1]
    exams = [*exam(unit), sat(sat_twice, 2024, "2", ABSENT, False, certificate_number=None)]
    yield book(
        office(unit),
        PERIOD,
        "巴中市本级培训考试和人才.xlsx",
        Listing("社工岗", f"巴中市本级社工岗岗位设置情况{WHEN}", POSTS, posts(unit)),
        Listing(
            "培训情况",
            f"巴中市本级社会工作培训情况统计表{WHEN}",
            TRAININGS,
            [*sessions(unit), *bad_trainings(sessions(unit)[:1], "training_count_negative")],
        ),
        Listing("考试报名", EXAM_TITLE.format("巴中市本级"), EXAMS, exams),
        Listing(
            "继续教育",
            f"巴中市本级继续教育学时登记表{WHEN}",
            "name:姓名 id_number:身份证号 employer:所在单位 training_name:课程名称 organiser:主办单位 started_on:开始日期 hours:学时",
            hours,
        ),
        Listing(
            "入选名单",
            f"巴中市社会工作领军人才和优才卡入选名单{WHEN}",
            "name:姓名 id_number:身份证号 employer:所在单位 title:人才称号 level:评选级别 year:评选年度 selected_on:入选时间",
            [leading, *cards, *bad(cards[:1], "recognition_title_unknown")],
        ),
        Listing(
            "督导名册",
            f"巴中市社会工作督导人员名册{WHEN}",
            "name:姓名 id_number:身份证号 employer:所在单位 kind:督导类型 domains:服务领域 assigned_to:被督导单位 is_trained:是否接受督导培训 "
            "appointed_on:聘任时间 left_on:解聘时间",
            guides,
        ),
        Listing(
            "经费情况",
            f"巴中市本级社会工作经费情况表{WHEN}",
            "year:年度 purpose:经费用途 payer:出资单位 fund_source:资金来源 fund_level:资金层级 planned:计划金额（万元） "
            "budgeted:预算金额（万元） spent:支出金额（万元）",
            [*money, *bad_spending(money[:1], "purpose_missing")],
            money=10_000,
        ),
    )


def enyang() -> Iterator[Book]:
    unit = "511903"
    projects = finished([agency_name(unit, number) for number in range(3)], "恩阳区社会工作部", 2024, 6)
    yield book(
        office(unit),
        PERIOD,
        "恩阳区社工岗项目和考试.ods",
        Listing(
            "社工岗",
            f"恩阳区社工岗岗位设置情况{WHEN}",
            POSTS.replace("到岗人数", "在岗人数").replace("设岗数", "设置岗位数"),
            [*(rows := posts(unit)), *bad_posts(rows, "post_category_unknown")],
            words={"社工岗": "招募社工岗"},
        ),
        Listing("培训台账", f"恩阳区社会工作培训台账{WHEN}", TRAININGS, sessions(unit)),
        Listing("考试报名", EXAM_TITLE.format("恩阳区"), EXAMS, exam(unit), words={**SPELLED, "separator": "，"}),
        Listing(
            "项目清单",
            f"恩阳区社会工作服务项目清单{WHEN}",
            "name:服务项目名称 year:年度 operator:承接机构 purchaser:购买单位 target_group:服务人群 scope:项目类别 fund_source:资金来源 "
            "budget:项目经费（万元） paid:已拨付资金（万元） started_on:开始时间 ended_on:结束时间 stage:项目进度 final_result:评估结果 "
            "satisfaction_pct:群众满意度",
            [*projects, *bad_projects(projects[:1], "project_name_missing")],
            money=10_000,
        ),
    )


def books() -> Iterator[Book]:
    for each in (city, bazhou, enyang):
        yield from each()
