"""The sample's other lists as somebody reads them who knows their headers by hand: rows that count, and rows to be refused.

Only what decides on a row is read closely: what every row must have, numbers of identity, dates, amounts, words of a list.
Imports nothing of the pipeline and nothing of the generator; slow and plain on purpose.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from oracle_files import BAD
from oracle_rows import date, has_valid_id, sheets, text

# What a sheet's name ends in, and of what its rows speak; the longest ending decides.
ENDINGS = {
    "事业单位": "institution",
    "基本情况": "institution",
    "单位情况": "institution",
    "基本情况表": "institution",
    "岗位": "post",
    "岗位设置": "post",
    "岗位情况": "post",
    "岗位设置表": "post",
    "社工岗": "post",
    "人才选拔": "recognition",
    "入选名单": "recognition",
    "经费情况": "funding",
    "资金情况": "funding",
    "津贴": "allowance",
    "津贴发放": "allowance",
    "津贴发放表": "allowance",
    "培训情况": "training",
    "培训统计": "training",
    "培训台账": "training",
    "项目清单": "project",
    "考试报名": "exam",
    "考试人员": "exam",
    "考试报名表": "exam",
    "水平考试报名表": "exam",
    "继续教育": "attendance",
    "学时登记": "attendance",
    "学时登记表": "attendance",
    "培训学员": "attendance",
    "督导名册": "supervisor",
    "督导人员名册": "supervisor",
    "年度考核": "assessment",
    "年度考核结果表": "assessment",
}
ENTITIES = sorted(set(ENDINGS.values()))
HEADS = {
    "id_number": {"身份证号码", "证件号码", "身份证号", "居民身份证号码", "身份证件号码"},
    "certificate_number": {"证书编号", "管理号"},
    "birth_date": {"出生年月"},
    "name": {"姓名"},
    "employer": {"设岗单位", "设岗单位名称", "岗位所在单位"},
    "category": {"岗位类别", "岗位类型"},
    "set_count": {"已设岗位数", "设岗数", "设置岗位数"},
    "filled_count": {"在岗人数", "到岗人数"},
    "appointed_count": {"凭证聘任人数", "持证聘任人数"},
    "grade": {"岗位等级", "专技等级"},
    "body": {"单位名称", "事业单位名称", "机构名称"},
    "kind": {"机构类别", "机构类型", "督导类型", "督导类别"},
    "is_civil_affairs": {"是否民政事业单位", "民政事业单位"},
    "post_count": {"社会工作岗位数"},
    "training": {"培训名称", "培训班名称", "课程名称", "培训项目", "培训主题"},
    "started_on": {"开始日期", "开始时间", "开班时间", "培训时间", "学习时间", "举办时间"},
    "hours": {"学时", "培训学时", "认定学时", "继续教育学时", "学时数"},
    "days": {"培训天数"},
    "course_kind": {"培训类型", "培训类别"},
    "is_completed": {"是否完成", "是否结业", "结业情况"},
    "session_count": {"期数", "举办期数"},
    "attendance_count": {"参训人次", "培训人次"},
    "year": {
        "年度", "发放年度", "津贴年度", "入选年度", "考核年度", "考试年度", "考试年份", "报考年度", "报考年份", "项目年度",
        "实施年度", "评选年度",
    },
    "level": {"报考级别", "报考等级", "考试级别"},
    "result": {"考核结果", "考核等次"},
    "outcome": {"考试结果", "考试成绩", "考试是否通过"},
    "is_present": {"是否参加考试", "是否实考", "是否到考", "是否参考"},
    "system": {"所属系统"},
    "scope": {"项目性质", "项目类型", "项目类别"},
    "stage": {"进展情况", "项目进展", "项目进度"},
    "planned": {"计划金额", "计划投入", "计划金额(万元)"},
    "held": {"证书等级"},
    "months": {"月数", "发放月数"},
    "role": {"岗位", "职务"},
    "title": {"称号", "入选计划", "人才称号"},
    "grant": {"资助金额(万元)", "培养资金(元)"},
    "project": {"项目名称", "服务项目名称"},
    "budget": {"项目金额(元)", "项目资金(万元)", "项目经费(万元)", "合同金额(元)"},
    "purpose": {"经费用途", "资金用途"},
    "paid": {"实发金额(元)", "实发津贴(元)"},
}  # fmt: skip
REQUIRED = {
    "institution": ("body", "kind"),
    "post": ("employer", "category"),
    "recognition": ("name", "title"),
    "funding": ("year", "purpose"),
    "allowance": ("name", "paid"),
    "training": ("training",),
    "project": ("project",),
    "exam": ("name", "year", "level"),
    "attendance": ("name", "training"),
    "supervisor": ("name", "kind"),
    "assessment": ("name", "year", "result"),
}
UNKNOWN = {"临聘岗", "综合单位", "荣誉顾问", "岗位能手", "第三等", "特级"}  # words of no list
CODED = ("category", "kind", "title", "level", "result")
NUMBERS = ("set_count", "hours", "attendance_count", "budget", "paid")


class Listed(NamedTuple):
    """A row that counts, by what HEADS call its cells, with the amounts as printed."""

    sheet: str
    row: int
    cells: dict[str, Any]


def entity_of(sheet: str) -> str | None:
    ending = max((ending for ending in ENDINGS if sheet.endswith(ending)), key=len, default=None)
    return ENDINGS[ending] if ending else None


def listed(raw: Path, unit: str, period: str) -> Iterator[tuple[str, Listed]]:
    """(entity, row) of every numbered row of the lists of a folder, good and bad."""
    for sheet, rows in sheets(raw / unit / period):
        entity = entity_of(sheet)
        if entity is None:
            continue
        at = next(place for place, row in enumerate(rows) if text(row[0]) == "序号" and len(row) > 2)
        words = [text(cell) for cell in rows[at]]
        fields = {words.index(word): name for name, known in HEADS.items() for word in known if word in words}
        if entity in ("institution", "supervisor") or "kind" in REQUIRED[entity]:
            assert "kind" in fields.values()
        for number, row in enumerate(rows[at + 1 :], at + 2):
            if re.fullmatch(r"[0-9]+(\.0)?", str(row[0])):
                yield entity, Listed(sheet, number, {name: row[place] for place, name in fields.items()})


def is_refused(entity: str, row: Listed) -> bool:
    cells = {name: text(cell) for name, cell in row.cells.items()}
    number = cells.get("id_number")
    return (
        BAD in cells.values()
        or any(cells.get(name) is None for name in REQUIRED[entity])
        or (number is not None and not has_valid_id(full_number(number)))
        or date(row.cells.get("started_on")) is BAD
        or any(cells[name] in UNKNOWN for name in CODED if name in cells)
        or any(amount(cells[name]) is BAD for name in NUMBERS if name in cells)
        or ("year" in cells and not 2000 <= float(cells["year"]) < 2050)
    )


def full_number(number: Any) -> Any:
    """A number of 15 digits with the century and the check character that it lacks."""
    if not isinstance(number, str) or not re.fullmatch("[0-9]{15}", number):
        return number
    body = f"{number[:6]}19{number[6:]}"
    return next(body + character for character in "0123456789X" if has_valid_id(body + character))


def amount(cell: Any) -> Any:
    """A number of persons, hours or money, None, or BAD where it is none or below nothing."""
    if cell is None:
        return None
    try:
        number = float(cell)
    except ValueError:
        return BAD
    return number if number >= 0 else BAD


def good(raw: Path, unit: str, period: str, entity: str) -> list[dict[str, Any]]:
    """The rows of an entity that count, as cells by name, narrow and without blanks."""
    return [
        {name: text(cell) for name, cell in row.cells.items()}
        for what, row in listed(raw, unit, period)
        if what == entity and not is_refused(what, row)
    ]


def tally(raw: Path) -> tuple[Counter[tuple[str, str, str]], Counter[tuple[str, str, str]]]:
    """Rows that count and rows to be refused, by (entity, unit, period)."""
    counted: Counter[tuple[str, str, str]] = Counter()
    refused: Counter[tuple[str, str, str]] = Counter()
    for folder in sorted(path for path in raw.glob("*/*") if path.is_dir()):
        unit, period = folder.parts[-2:]
        for entity, row in listed(raw, unit, period):
            (refused if is_refused(entity, row) else counted)[entity, unit, period] += 1
    return counted, refused
