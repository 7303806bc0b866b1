"""The other lists of Panzhihua's other counties at the second period: examinations, training, hours or days, pay, assessment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from sample.books import Book, book, office
from sample.exams import PASSED, bad_examinations
from sample.learning import (
    Course,
    attendances,
    attended,
    bad_attendances,
    bad_trainings,
    series,
    trainings,
    without_number,
)
from sample.lists import SPELLED, Listing, crew
from sample.places import agency_name, stations
from sample.preparation import HEADS, SHEET, course, prepared
from sample.records_second import CITY_COURSES, EAST_COURSES, EXAM_TITLE, EXAMS, LAST, PERIOD, WHEN, exam_of, holders
from sample.rewards import allowances, assessments, bad, supervisors

SOUTH_COURSES = [
    Course("盐边县社会工作者实务培训", "实务培训", "盐边县社会工作部", "持证社会工作者", dt.date(2024, 3, 11), dt.date(2024, 3, 13), 3, 1, 30, 30, True),
    Course("盐边县社区工作人员轮训", "能力提升", "盐边县社会工作部", "社区工作人员", dt.date(2024, 8, 19), dt.date(2024, 8, 23), 5, 1, 42, 40, True),
]  # fmt: skip


def west() -> Iterator[Book]:
    unit = "510403"
    own, at = holders(unit), office(unit, PERIOD)
    days = [dt.date(2023, 4, 21), dt.date(2023, 11, 3), dt.date(2024, 4, 26), dt.date(2024, 10, 18)]
    courses = series(
        "西区社会工作者继续教育班", "继续教育", "西区社会工作部", "持证社会工作者", days, 24, (55, 61, 70, 72)
    )
    rows = trainings(courses)
    yield book(
        at,
        PERIOD,
        "西区考试和培训情况.ods",
        Listing(
            "考试报名",
            EXAM_TITLE.format("攀枝花市西区"),
            "name:姓名 id_number:身份证号码 employer:工作单位 employer_type:单位性质 exam_year:考试年份 level:考试级别 "
            "subjects:考试科目 is_trained:是否参训 is_present:是否实考 passed_subjects:通过科目 result:考试成绩",
            [*exam_of(unit), *bad_examinations(own, 2024, "id_number_masked")],
            words={PASSED: "合格", "是": "√", "否": "×"},
        ),
        Listing(
            "培训统计",
            f"攀枝花市西区社会工作培训统计表{WHEN}",
            "name:培训项目 kind:培训类型 organiser:主办单位 audience:参训对象 started_on:培训时间 hours:培训学时 "
            "session_count:期数 attendance_count:培训人次",
            [*rows, *bad_trainings(rows[:1], "training_date_impossible")],
            totals=("attendance_count",),
        ),
        Listing(
            "培训学员",
            f"攀枝花市西区社会工作培训学员名册{WHEN}",
            HEADS,
            [*attendances(own[:12], CITY_COURSES, unit), *prepared(unit, course("西区", 11))],
        ),
    )
    places = [each.name for each in stations(unit, PERIOD)[:5]]
    guides = [without_number(line) for line in supervisors(own[:9], places, LAST, unit)]
    yield book(
        at,
        PERIOD,
        "西区社会工作督导人员名册.html",
        Listing(
            "西区社会工作督导人员名册",
            f"攀枝花市西区社会工作督导人员名册{WHEN}",
            "name:姓名 certificate_number:管理号 employer:工作单位 kind:督导类别 assigned_to:派驻单位 is_trained:是否参加督导培训 "
            "appointed_on:受聘时间",
            guides,
            dates="{0.year}-{0.month:02d}-{0.day:02d}",
        ),
    )


def renhe() -> Iterator[Book]:
    unit = "510411"
    people, own, at = crew(unit, PERIOD), holders(unit), office(unit, PERIOD)
    lesson = EAST_COURSES[0]._replace(
        name="仁和区持证社工继续教育班",
        organiser="仁和区社会工作部",
        start=dt.date(2024, 6, 17),
        end=dt.date(2024, 6, 19),
    )
    hours = [without_number(line) for line in attendances(own[:20], [lesson, *CITY_COURSES[2:]], unit)]
    pay, yearly = allowances(people, LAST, "仁和区社会工作部"), assessments(people[:24], 2024, unit)
    lists = [
        (
            "仁和区考试报名表",
            EXAM_TITLE.format("攀枝花市仁和区"),
            "name:姓名 id_number:证件号码 employer:工作单位名称 exam_year:报考年份 level:报考等级 subjects:科目 is_trained:参培情况 "
            "is_present:是否到考 passed_subjects:考试合格科目 result:考试是否通过",
            [*exam_of(unit), *bad_examinations(people, 2024, "exam_year_missing", "name_missing")],
        ),
        (
            "仁和区继续教育学时登记表",
            f"攀枝花市仁和区继续教育学时登记表{WHEN}",
            "name:姓名 certificate_number:管理号 employer:工作单位名称 training_name:培训班名称 organiser:举办单位 started_on:学习时间 "
            "hours:认定学时 is_completed:是否结业",
            [*hours, *bad_attendances(hours[:2], "training_name_missing", "hours_negative")],
        ),
        (
            "仁和区职业津贴发放表",
            "攀枝花市仁和区社区专职工作者职业津贴发放表（2024年）",
            "name:姓名 id_number:证件号码 community:所在社区 role:职务 certificate_level:证书等级 year:津贴年度 month_count:发放月数 "
            "monthly_amount:月津贴标准（元） paid:实发津贴（元） bank_account:银行卡号",
            [*pay, *bad(pay[:1], "paid_unreadable")],
        ),
        (
            "仁和区年度考核结果表",
            "攀枝花市仁和区社会工作人员年度考核结果表（2024年）",
            "name:姓名 id_number:证件号码 employer:工作单位名称 role:职务 year:年度 result:考核结果",
            [*yearly, *bad(yearly[:1], "id_number_length")],
        ),
    ]
    for name, title, heads, lines in lists:
        listing = Listing(
            name, title, heads, lines, words={**SPELLED, "separator": "；"}, dates="{0.year}/{0.month}/{0.day}"
        )
        yield book(at, PERIOD, f"{name}.csv", listing)


def north_and_south() -> Iterator[Book]:
    unit = "510421"
    people, own = crew(unit, PERIOD), holders(unit)
    days = [dt.date(2023, 5, 12), dt.date(2024, 5, 17), dt.date(2024, 11, 8)]
    courses = series(
        "米易县乡村社会工作能力提升班", "能力提升", "米易县社会工作部", "村社区工作人员", days, 16, (48, 52, 57)
    )
    pay = allowances(people, LAST, "米易县社会工作部")
    yield book(
        office(unit, PERIOD),
        PERIOD,
        "米易县培训考试津贴.xlsx",
        Listing(
            "培训台账",
            f"米易县社会工作培训台账{WHEN}",
            "name:培训|名称 kind:培训|类型 organiser:主办|单位 started_on:开始|时间 ended_on:结束|时间 hours:学时 "
            "attendance_count:参训|人次 person_count:参训|人数",
            trainings(courses),
        ),
        Listing(
            "考试报名",
            EXAM_TITLE.format("米易县"),
            "name:姓名 birth_date:出生|年月 employer:工作|单位 exam_year:考试|年度 level:报考|级别 subjects:报考|科目 "
            "is_present:是否|参考 passed_subjects:合格|科目 result:考试|结果",
            [*exam_of(unit), *bad_examinations(own, 2024, "exam_level_unknown")],
            words=SPELLED,
        ),
        Listing(
            "培训学员",
            f"米易县社会工作培训学员名册{WHEN}",
            HEADS,
            [*attendances(own[:10], CITY_COURSES, unit), *prepared(unit, course("米易县", 18))],
        ),
        Listing(
            "津贴发放",
            "米易县社区专职工作者职业津贴发放表（2024年）",
            "name:姓名 id_number:身份证号码 community:所在|村社区 role:岗位 certificate_level:证书|等级 year:发放|年度 "
            "month_count:发放|月数 monthly_amount:津贴标准|（元/月） paid:实发金额|（元）",
            [*pay, *bad(pay[:1], "id_number_check")],
        ),
    )
    unit = "510422"
    own = holders(unit)
    days_attended = [without_number(line) for line in attendances(own[:14], SOUTH_COURSES, unit)]
    moved = without_number(attended(own[15], SOUTH_COURSES[0], employer=agency_name(unit, 0)))
    short = without_number(attended(own[16], SOUTH_COURSES[0]))
    yield book(
        office(unit, PERIOD),
        PERIOD,
        "盐边县考试和培训学员.xls",
        Listing("考试报名", EXAM_TITLE.format("盐边县"), EXAMS.replace("身份证号码", "身份证号"), exam_of(unit)),
        Listing(
            "培训学员",
            f"盐边县社会工作培训学员名册{WHEN}",
            "name:姓名 sex:性别 birth_date:出生年月 employer:所在单位 training_name:培训班名称 organiser:主办单位 "
            "started_on:培训时间 days:培训天数 is_completed:结业情况",
            [*days_attended, moved, *bad_attendances([short], "training_name_missing")],
        ),
        Listing(
            SHEET,
            f"盐边县考前培训学员名册{WHEN}",
            HEADS.replace("hours:学时", "days:培训天数"),
            prepared(unit, course("盐边县", 11)._replace(length=2, in_days=True)),
        ),
    )


def books() -> Iterator[Book]:
    for each in (west, renhe, north_and_south):
        yield from each()
