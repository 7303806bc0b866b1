"""What Bazhong's other lists are made of: recruited posts, sessions of training, examinations, hours; totals are the published ones.

296 recruited posts; 23 sessions of training with 6,184 attendances; hours for each case that the rules of continuing education know.
"""

from __future__ import annotations

import datetime as dt
from functools import cache

from sample.bazhong import AS_OF, PERIOD, people
from sample.exams import Plan, examinations
from sample.learning import (
    Course,
    attended,
    series,
    trainings,
)
from sample.lists import Line, Office, fit
from sample.people import Worker
from sample.places import stations
from sample.posts import recruited
from sample.registration import planted
from sample.units import BAZHONG, generator, shuffled

WHEN = "（2024年8月）"
CITY = "511900-00"
POSTS = (
    "employer:设岗单位 township:所属乡镇（街道） employer_type:单位性质 category:岗位类别 is_social_work:是否社工岗 "
    "authorised_count:核定数 set_count:设岗数 filled_count:到岗人数"
)
EXAMS = (
    "name:姓名 id_number:身份证号 employer:所在单位 system:所属系统 exam_year:考试年度 level:报考级别 subjects:报考科目 "
    "is_trained:是否参加考前培训 is_present:是否参加考试 passed_subjects:合格科目 result:考试结果"
)
EXAM_TITLE = "{}社会工作者职业水平考试报名及成绩表（2024年）"
# Recruited posts filled: the county's station, then its townships' in their order, each of them repeated over the stations.
RECRUITED = {
    "511902": (4, (2, 2, 3, 1, 2)),
    "511903": (4, (2, 1, 2, 3)),
    "511921": (4, (2, 2, 2)),
    "511922": (3, (2, 3, 1)),
    "511923": (3, (3, 2, 1, 2, 2)),
    CITY: (0, (2,)),
}
PLANS = {
    "511902": [Plan("1", 22, 18, 30, 14), Plan("2", 6, 9, 7, 5)],
    "511903": [Plan("1", 12, 9, 19, 7), Plan("2", 3, 4, 5, 2)],
    "511921": [Plan("1", 15, 12, 23, 9), Plan("2", 3, 5, 4, 3)],
    "511922": [Plan("1", 12, 11, 17, 6), Plan("2", 2, 5, 5, 2)],
    "511923": [Plan("1", 13, 10, 20, 8), Plan("2", 4, 3, 5, 2)],
    CITY: [Plan("1", 2, 2, 3, 1), Plan("2", 1, 0, 1, 0)],
}
ABILITY = "社会工作者能力提升专题培训班"
# Attendances of the sessions of each unit: 23 sessions, 6,184 attendances.
SESSIONS = {
    CITY: (362, 348, 326, 355, 338, 314, 301, 370),
    "511902": (310, 298, 286),
    "511903": (188, 176, 181),
    "511921": (226, 214, 232),
    "511922": (204, 192, 198),
    "511923": (252, 243, 270),
}
TRAININGS = (
    "name:培训名称 kind:培训类型 organiser:主办单位 audience:培训对象 started_on:开始时间 ended_on:结束时间 hours:培训学时 "
    "session_count:举办期数 attendance_count:培训人次"
)


def office(unit_code: str) -> Office:
    unit = BAZHONG[unit_code]
    where = "巴中市本级" if unit_code == CITY else unit.name
    return Office(unit_code, where, f"中共{unit.area}委社会工作部", AS_OF)


@cache
def crew(unit_code: str) -> tuple[Worker, ...]:
    """The unit's people in post who stay, in an order of their own."""
    rows = [row for row in people(unit_code) if row.is_in_post and not row.left_on and not row.post_grade]
    return tuple(shuffled(generator("lists", unit_code, PERIOD, "all"), fit(rows)))


def posts(unit_code: str) -> list[Line]:
    """The recruited posts of the unit's stations in operation."""
    first, pattern = RECRUITED[unit_code]
    at = [each for each in stations(unit_code, PERIOD) if each.is_operating]
    county = [each for each in at if each.tier == "county_station"]
    towns = [each for each in at if each.tier == "township_station"]
    numbers = [first] * len(county) + [pattern[place % len(pattern)] for place in range(len(towns))]
    return recruited([(each.name, each.township, "社区服务机构") for each in (*county, *towns)], numbers)


def sessions(unit_code: str, in_days: bool = False) -> list[Line]:
    """The unit's sessions: the last one of each county prepares for the examination."""
    numbers, holder = SESSIONS[unit_code], f"{BAZHONG[unit_code].area}社会工作部"
    step = 150 if unit_code == CITY else 380
    days = [dt.date(2021, 4, 12) + dt.timedelta(days=step * place) for place in range(len(numbers))]
    courses = series(ABILITY, "能力提升", holder, "社会工作者", days, 16, numbers)
    if unit_code != CITY:
        courses[-1] = courses[-1]._replace(
            name="社会工作者职业水平考试考前培训班",
            kind="考前培训",
            start=dt.date(2024, 5, 11),
            end=dt.date(2024, 5, 12),
        )
    return trainings([course._replace(length=2, in_days=True) for course in courses] if in_days else courses)


def exam(unit_code: str) -> list[Line]:
    return examinations(crew(unit_code), 2024, PLANS[unit_code], unit_code)


def course(name: str, organiser: str, day: dt.date, hours: int, **more: object) -> Course:
    end = day + dt.timedelta(days=max(0, hours // 8 - 1))
    return Course(name, "继续教育", organiser, "持证社会工作者", day, end, hours, 1, 0, 0)._replace(**more)


BASIC = course("持证社会工作者继续教育培训班", "巴中市社会工作部", dt.date(2023, 5, 15), 24)
EARLIER = course("社会工作法规政策专题课程", "四川省社会工作协会", dt.date(2021, 11, 8), 24)
LATER = course("社会工作实务进阶课程", "四川省社会工作协会", dt.date(2024, 3, 18), 24)
ORDINARY = (BASIC, EARLIER, LATER)


def case(name: str, *taken: tuple[dt.date, int]) -> list[Line]:
    """The attendances of a planted person: (first day, hours)."""
    row, title = planted()[name], "社会工作者继续教育网络课程（{0.year}年{0.month}月）"
    return [attended(row, course(title.format(day), "四川省社会工作协会", day, hours)) for day, hours in taken]


def planted_hours() -> list[Line]:
    """72 hours over two windows, 72 and 90 in one, 80 of 90, nobody's window, the edges of one, one that has run out."""
    day = dt.date
    double = planted()["two_organisers"]
    return [
        *case("two_windows", (day(2021, 6, 7), 24), (day(2021, 11, 15), 16), (day(2022, 6, 13), 24), (day(2023, 9, 4), 8)),
        *case("exactly_72", (day(2021, 10, 18), 24), (day(2022, 8, 22), 24), (day(2024, 5, 6), 24)),
        *case("80_of_90", (day(2021, 12, 6), 30), (day(2022, 10, 10), 30), (day(2023, 11, 20), 20)),
        *case("unregistered", (day(2023, 3, 6), 24), (day(2024, 4, 8), 24)),
        *case("exactly_90", (day(2022, 3, 14), 30), (day(2023, 3, 13), 30), (day(2024, 3, 11), 30)),
        *case("on_the_edges", (day(2021, 8, 31), 8), (day(2021, 9, 1), 8), (day(2023, 2, 13), 56), (day(2024, 8, 31), 8)),
        *case("run_out", (day(2020, 9, 14), 24), (day(2021, 9, 13), 24), (day(2023, 4, 24), 24)),
        attended(double, BASIC),
        attended(double, BASIC, organiser="巴州区社会工作部"),
        attended(double, LATER),
    ]  # fmt: skip
