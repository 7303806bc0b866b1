"""How one value is typed by this office: dates in many shapes, ticks for yes, blanks inside names, remarks below foreign headers."""

import datetime as dt
import random
from dataclasses import dataclass
from typing import Any

from county_files.people import identity, name, phone

NUMERALS = "〇一二三四五六七八九"
YES_NO = (("是", "否"), ("√", "×"), ("有", "无"), ("1", "0"), ("Y", "N"))
MISSING = ("", "无", "/", "-", "—", "暂无")
DATES = (
    lambda day: f"{day.year}年{day.month}月",
    lambda day: f"{day.year}.{day.month:02d}",
    lambda day: f"{day.year}/{day.month}/{day.day}",
    lambda day: f"{day:%Y-%m-%d}",
    lambda day: f"{day:%Y%m}",
    lambda day: f"{day.year}年{day.month}月{day.day}日",
    lambda day: (
        f"{''.join(NUMERALS[int(digit)] for digit in str(day.year))}年{('', '十')[day.month > 9]}{NUMERALS[day.month % 10] if day.month != 10 else ''}月"
    ),
)
LEVELS = (
    {"初级": "助理社会工作师", "中级": "社会工作师", "高级": "高级社会工作师"},
    {"初级": "初级", "中级": "中级", "高级": "高级"},
    {"初级": "助理社工师", "中级": "社会工作师(中级)", "高级": "高级社工师"},
    {"初级": "初级（助理社会工作师）", "中级": "中级（社会工作师）", "高级": "高级"},
)
FLAGS = {"is_professional", "is_in_post", "is_operating"}


@dataclass(frozen=True)
class Hand:
    """The habits of one clerk; ``typed`` where the format knows numbers and dates."""

    yes: str
    no: str
    dates: tuple[Any, ...]
    levels: dict[str, str]
    missing: str
    typed: bool
    untidy: float

    @classmethod
    def of(cls, rng: random.Random, typed: bool, untidy: float = 0.0) -> "Hand":
        yes, no = rng.choice(YES_NO[:3] if untidy < 0.05 else YES_NO)
        shapes = tuple(rng.sample(DATES, 2)) + ((lambda day: day),) * typed
        return cls(yes, no, shapes, rng.choice(LEVELS), rng.choice(MISSING), typed, untidy)

    def spell(self, field: str, value: Any, rng: random.Random) -> Any:
        """The cell of one field."""
        if value is None:
            return self.missing or None if field in ("certificate_level", "certificate_number", "left_on") else None
        if isinstance(value, bool):
            return self.yes if value else self.no
        if isinstance(value, dt.date):
            return rng.choice(self.dates)(value)
        if field == "certificate_level":
            return self.levels.get(value, value)
        if field == "certificate_date" and isinstance(value, float):
            return value
        if isinstance(value, int) and not self.typed:
            return str(value)
        return self._untidied(field, value, rng) if rng.random() < self.untidy else value

    def _untidied(self, field: str, value: Any, rng: random.Random) -> Any:
        """As it is typed in a hurry; a careful reader still knows what is meant."""
        if field == "name" and len(value) == 2:
            return f"{value[0]}　{value[1]}"
        if field == "id_number" and isinstance(value, str) and len(value) == 18 and "*" not in value:
            wide = value.translate({48 + digit: 0xFF10 + digit for digit in range(10)})
            return rng.choice((value.lower(), value + " ", wide, f" {value}"))
        if field in ("education", "employer", "township"):
            return f"{value} "
        return value


FOREIGN_WORDS = {
    "nation": ("汉族", "彝族", "苗族", "回族", "傈僳族"),
    "county": ("某某县", "四川某县"),
    "address": ("某某路12号3栋", "建设路88号", "和平巷5号"),
    "school": ("某某大学", "某职业技术学院 社会工作", "国家开放大学"),
    "major": ("社会工作", "法学", "会计", "行政管理"),
    "degree": ("学士", "无", "硕士"),
    "yes": ("是", "否"),
    "married": ("已婚", "未婚"),
    "health": ("健康", "良好"),
    "bank": ("某某银行支行", "农村信用社"),
    "contract": ("编制", "外聘", "合同制"),
    "grade": ("合格", "优秀", "称职"),
    "post_title": ("助理工程师", "无", "中级会计师"),
    "other_certificate": ("教师资格证", "心理咨询师", "无", "育婴师"),
    "branch": ("第一党支部", "机关党支部"),
    "skill": ("书法", "摄影", "文艺"),
    "level": ("初级", "中级"),
    "subject": ("综合能力", "实务", "法规与政策"),
    "reason": ("", "借调", "产假", "个人原因"),
    "batch": ("2019年第一批", "2021年第二批"),
    "company": ("某劳务公司", "民政局"),
    "opinion": ("同意", "情况属实"),
    "plate": ("川X00001", ""),
    "religion": ("无",),
    "size": ("L", "XL", "M"),
    "bureau": ("民政局", "社会工作部", "行政审批局"),
    "star": ("三星", "四星", "AAA"),
    "fund": ("福彩公益金", "财政预算"),
    "hours": ("周一至周五 9:00-17:00", "全天"),
}


def foreign(kind: str, rng: random.Random, typed: bool) -> Any:
    """A cell under a word that no contract knows."""
    number = {"small": (0, 60), "age": (22, 59), "money": (200, 9000), "big": (300, 9000)}.get(kind)
    if number:
        found: Any = rng.randint(*number)
        return found if typed else str(found)
    if kind == "month":
        return f"{rng.randint(1995, 2021)}.{rng.randint(1, 9)}"
    if kind == "span":
        return f"{rng.randint(2018, 2021)}.1-{rng.randint(2022, 2026)}.12"
    if kind == "card":
        return f"{rng.randrange(10**9):09d}"
    if kind == "postcode":
        return f"6170{rng.randint(0, 99):02d}"
    if kind == "mail":
        return f"user{rng.randint(1, 999)}@example.com"
    makers = {"person": name, "phone": phone, "id": lambda dice: identity(dice, True)[0]}
    return makers[kind](rng) if kind in makers else rng.choice(FOREIGN_WORDS[kind])
