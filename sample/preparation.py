"""Preparation for the examination of 2024: who looks after children and took part in it, as the organiser lists them."""

from __future__ import annotations

import datetime as dt

from sample.learning import Course, attended
from sample.lists import Line, crew
from sample.units import generator

SHEET = "考前培训学员"
HEADS = (
    "name:姓名 id_number:身份证号码 employer:工作单位 role:岗位 training_name:培训班名称 kind:培训类型 organiser:主办单位 "
    "started_on:开始日期 ended_on:结束日期 hours:学时 is_completed:是否结业"
)
CHILD_ROLES = ("child_director", "child_supervisor")


def course(name: str, day: int) -> Course:
    """A course of two days in May, before the examination of June."""
    first, organiser = dt.date(2024, 5, day), f"{name}社会工作部"
    title = f"{name}社会工作者职业水平考试考前培训班"
    return Course(title, "考前培训", organiser, "报考人员", first, first + dt.timedelta(days=1), 16, 1, 0, 0)


def prepared(unit_code: str, at: Course) -> list[Line]:
    """Two in three of the unit's people who look after children and hold no certificate."""
    rng = generator("prepared", unit_code)
    able = [row for row in crew(unit_code, "2024-12") if row.role in CHILD_ROLES and not row.level]
    return [attended(row, at) for row in able if rng.random() < 0.65]
