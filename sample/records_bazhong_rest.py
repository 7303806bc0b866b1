"""The other lists of 通江县, 南江县 and 平昌县: posts, training, examination, assessment, days, pay.

Three are appointed by certificate in 平昌县, as published.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from sample.bazhong import APPOINTED, APPOINTED_OTHERWISE, AS_OF, PERIOD
from sample.bazhong_lists import (
    EXAM_TITLE,
    EXAMS,
    POSTS,
    TRAININGS,
    WHEN,
    course,
    crew,
    exam,
    office,
    posts,
    sessions,
)
from sample.books import Book, book
from sample.exams import bad_examinations
from sample.learning import (
    attended,
)
from sample.lists import Line, Listing
from sample.posts import bad_institutions, bad_posts, institutions
from sample.registration import holders, planted
from sample.rewards import assessments, bad, paid


def tongjiang() -> Iterator[Book]:
    unit, own = "511921", crew("511921")
    yearly = assessments(own[:20], 2023, unit)
    yield book(
        office(unit),
        PERIOD,
        "通江县社工岗考试和考核.xls",
        Listing("社工岗", f"通江县社工岗岗位设置情况{WHEN}", POSTS, posts(unit), totals=("filled_count",)),
        Listing("培训情况", f"通江县社会工作培训情况{WHEN}", TRAININGS, sessions(unit)),
        Listing(
            "考试报名",
            EXAM_TITLE.format("通江县"),
            EXAMS.replace("id_number:身份证号", "sex:性别 birth_date:出生年月"),
            exam(unit),
        ),
        Listing(
            "年度考核",
            f"通江县社会工作人员2023年度考核结果{WHEN}",
            "name:姓名 id_number:身份证号 employer:所在单位 year:考核年度 result:考核结果",
            [*yearly, *bad(yearly[:2], "id_number_masked", "assessment_result_unknown")],
        ),
    )


def nanjiang() -> Iterator[Book]:
    unit = "511922"
    lists: Sequence[tuple[str, str, str, list[Line]]] = (
        ("南江县社工岗", f"南江县社工岗岗位设置情况{WHEN}", POSTS, posts(unit)),
        ("南江县社会工作培训情况", f"南江县社会工作培训情况统计表{WHEN}", TRAININGS, sessions(unit)),
        (
            "南江县考试报名表",
            EXAM_TITLE.format("南江县"),
            EXAMS,
            [*exam(unit), *bad_examinations(crew(unit), 2024, "exam_year_missing")],
        ),
    )
    for name, title, heads, lines in lists:
        yield book(
            office(unit),
            PERIOD,
            f"{name}.csv",
            Listing(name, title, heads, lines, dates="{0.year}年{0.month}月{0.day}日"),
        )


def pingchang() -> Iterator[Book]:
    unit = "511923"
    appointed = [
        Line(
            {
                "employer": body,
                "employer_type": "事业单位",
                "category": "专业技术岗位",
                "grade": f"专业技术{grade}级",
                "is_social_work": bool(level),
                "set_count": 1,
                "filled_count": 1,
                "certificate_appointed_count": int(bool(level)),
                "set_on": day,
            }
        )
        for body, level, grade, day in (*APPOINTED, APPOINTED_OTHERWISE)
    ]
    bodies, own = list(institutions(unit)), crew(unit)
    due = [row for row in own if row.role == "full_time" and row.level in ("1", "2") and row.certificate_on.year < 2024]
    pay = [paid(row, AS_OF, "平昌县社会工作部") for row in due[:12]]
    days = [course("社会工作者脱产轮训班", "平昌县社会工作部", day, 24, length=4, in_days=True)
            for day in (dt.date(2022, 5, 9), dt.date(2023, 5, 8), dt.date(2024, 5, 13))]  # fmt: skip
    in_days = [attended(row, each) for row in (planted()["in_days"], *holders(unit)[:9]) for each in days]
    yield book(
        office(unit),
        PERIOD,
        "平昌县岗位培训和津贴.xlsx",
        Listing("社工岗", f"平昌县社工岗岗位设置情况{WHEN}", POSTS, posts(unit)),
        Listing(
            "岗位情况",
            f"平昌县事业单位社会工作岗位情况表{WHEN}",
            "employer:岗位所在单位 employer_type:单位性质 category:岗位类型 grade:岗位等级 is_social_work:是否社会工作岗位 "
            "set_count:设置岗位数 filled_count:在岗人数 certificate_appointed_count:持证聘任人数 set_on:设岗时间",
            [*appointed, *bad_posts(appointed, "post_category_unknown", "post_employer_missing")],
        ),
        Listing(
            "单位基本情况",
            f"平昌县事业单位基本情况表{WHEN}",
            "name:单位名称 kind:机构类别 is_civil_affairs:是否民政事业单位 authorised_staff_count:核定编制 staff_count:在职职工数 "
            "certified_count:持证人数 social_work_post_count:社会工作岗位数 is_social_service:是否从事专业社会服务 resident_count:入住人数",
            [*bodies, *bad_institutions(bodies, "institution_kind_unknown")],
        ),
        Listing(
            "培训统计",
            f"平昌县社会工作培训统计表{WHEN}",
            TRAININGS.replace("hours:培训学时", "days:培训天数"),
            sessions(unit, in_days=True),
        ),
        Listing(
            "培训学员",
            f"平昌县社会工作培训学员名册{WHEN}",
            "name:姓名 id_number:身份证号 employer:所在单位 training_name:培训班名称 organiser:主办单位 started_on:培训时间 days:培训天数",
            in_days,
        ),
        Listing("考试报名", EXAM_TITLE.format("平昌县"), EXAMS, exam(unit)),
        Listing(
            "津贴发放",
            f"平昌县社区专职工作者职业津贴发放表{WHEN}",
            "name:姓名 id_number:身份证号 community:所在社区 role:岗位 certificate_level:证书等级 year:发放年度 month_count:发放月数 "
            "monthly_amount:津贴标准（元/月） paid:实发金额（元） payer:发放单位",
            [*pay, *bad(pay[:1], "paid_missing")],
        ),
    )


def books() -> Iterator[Book]:
    for each in (tongjiang, nanjiang, pingchang):
        yield from each()
