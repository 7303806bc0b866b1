"""Made-up people, agencies, stations and places as a clerk would type them, and the faults for which a row cannot be used.

All identity numbers begin with 510499, an area that does not exist; no telephone number is in use.
"""

import datetime as dt
import random
from typing import Any

from county_files.book import Error

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
GIVEN = "明芳伟娜敏静丽强磊军洋艳勇杰娟涛霞平刚桂英华玉兰凤洁梅琳素云莲真环雪荣爱妹霜香月莺"
TOWNSHIPS = ("青松街道", "望江街道", "云峰镇", "石桥镇", "柏林乡", "双河镇", "白沙乡")
COMMUNITIES = ("湖光社区", "新村社区", "河坝村", "大坪村", "竹园社区", "老街社区", "长岭村", "金穗社区")
Row = dict[str, Any]


def identity(rng: random.Random, female: bool, year: int | None = None) -> tuple[str, dt.date]:
    """An identity number with a right check character, and its birth date."""
    born = dt.date(year or rng.randint(1966, 2002), rng.randint(1, 12), rng.randint(1, 28))
    head = f"510499{born:%Y%m%d}{rng.randrange(1, 99):02d}{2 * rng.randrange(5) + (not female)}"
    total = sum(int(digit) * weight for digit, weight in zip(head, WEIGHTS, strict=True))
    number = head + "10X98765432"[total % 11]
    # one that ends in 000 looks cut by Excel, and no person could say whether it is
    return identity(rng, female, year) if number.endswith("000") else (number, born)


def name(rng: random.Random) -> str:
    return rng.choice(SURNAMES) + "".join(rng.choice(GIVEN) for _ in range(rng.choice((1, 2, 2))))


def phone(rng: random.Random) -> str:
    return f"199{rng.randrange(10**8):08d}"


def worker(rng: random.Random, date: dt.date) -> Row:
    """A person by field, as values; a level always has a date, who left always has a day."""
    female = rng.random() < 0.7
    number, born = identity(rng, female)
    level = rng.choices((None, "初级", "中级", "高级"), (40, 38, 20, 2))[0]
    is_left = rng.random() < 0.04
    return {
        "name": name(rng),
        "sex": "女" if female else "男",
        "id_number": number,
        "birth_date": born,
        "education": rng.choice(("大专", "本科", "大学本科", "硕士研究生", "高中", "中专", "专科")),
        "political_status": rng.choice(("中共党员", "群众", "共青团员", "预备党员", "党员")),
        "employer": rng.choice(("民政局", "社会工作服务中心", "社区居民委员会", "敬老院", "街道办事处")),
        "employer_type": rng.choice(("事业单位", "社会组织", "行政机关", "群团组织", "企业", "基层群众性自治组织")),
        "township": rng.choice(TOWNSHIPS),
        "community": rng.choice(COMMUNITIES),
        "role": rng.choice(("社区专职工作者", "网格员", "书记", "儿童主任", "驻站社工", "督导", "其他")),
        "domains": rng.choice(("老年人", "社区治理", "儿童青少年", "残疾人、老年人", "婚姻家庭", "社会救助")),
        "certificate_level": level,
        "certificate_number": f"2020{rng.randrange(10**12):012d}" if level else None,
        "certificate_date": dt.date(rng.randint(2010, date.year - 1), rng.randint(1, 12), 1) if level else None,
        "is_professional": rng.random() < 0.8,
        "recognition_basis": "持证" if level else rng.choice(("社工专业学历", "培训合格", "岗位认定")),
        "is_in_post": not is_left,
        "left_on": dt.date(date.year, rng.randint(1, 6), 1) if is_left else None,
        "phone": phone(rng),
        "registration_number": f"DJ{rng.randrange(10**9):09d}" if level else None,
        "registration_expires_on": dt.date(date.year + rng.randint(0, 2), rng.randint(1, 12), 28) if level else None,
        "subject_area_code": None,
    }


def agency(rng: random.Random, date: dt.date) -> Row:
    staff = rng.randint(3, 30)
    return {
        "name": f"{rng.choice('阳光和煦同行春晖益家仁爱启明')}{rng.choice('心桥益群善德晨曦')}社会工作服务中心{rng.randint(1, 99)}",
        "unified_social_credit_code": f"52510400MJ{rng.randrange(10**8):08d}",
        "registered_on": dt.date(rng.randint(2010, 2021), rng.randint(1, 12), rng.randint(1, 28)),
        "party_form": rng.choice(("单独建立", "联合党支部", "党建工作指导员", "未覆盖")),
        "party_member_count": rng.randint(0, 9),
        "staff_count": staff,
        "certified_count": rng.randint(0, staff),
        "subject_area_code": None,
    }


def station(rng: random.Random, date: dt.date) -> Row:
    tier = rng.choice(("乡镇(街道)社工站", "乡镇(街道)社工站", "村(社区)社工室"))
    town, place, staff = rng.choice(TOWNSHIPS), rng.choice(COMMUNITIES), rng.randint(1, 6)
    return {
        "name": f"{town}社工站" if "站" in tier else f"{place}社工室",
        "tier": tier,
        "township": town,
        "community": None if "站" in tier else place,
        "operator": f"{rng.choice(('阳光', '同心', '春晖'))}社会工作服务中心",
        "opened_on": dt.date(rng.randint(2018, 2021), rng.randint(1, 12), 1),
        "closed_on": None,
        "is_operating": rng.random() < 0.9,
        "staff_count": staff,
        "certified_count": rng.randint(0, staff),
        "star": rng.choice((None, 3, 4, 5)),
        "subject_area_code": None,
    }


def community(rng: random.Random, date: dt.date) -> Row:
    is_village = rng.random() < 0.5
    return {
        "kind": "村" if is_village else "社区",
        "name": f"{rng.choice('金银铜石松柏竹梅')}{rng.choice('岭坪河湾桥塘坝')}{'村' if is_village else '社区'}",
        "township": rng.choice(TOWNSHIPS),
        "urban_rural": "农村" if is_village else "城市",
        "valid_from": dt.date(rng.randint(1990, 2015), rng.randint(1, 12), 1),
        "valid_to": None,
        "subject_area_code": None,
    }


def observation(rng: random.Random, date: dt.date) -> Row:
    return {
        "fact_id": f"T{rng.randrange(10**5):05d}",
        "subject": rng.choice(("社会工作专业人才", "持证社会工作者", "社工站", "培训人次")),
        "dimension": "性别",
        "member": rng.choice(("男", "女")),
        "kind": "现状",
        "value": rng.randint(1, 900),
        "unit": rng.choice(("人", "个", "人次")),
        "area_code": "东区",
        "data_date": dt.date(date.year, 6, 30),
        "definition": "年末在册",
        "source_kind": "汇总表",
    }


MAKERS = {"worker": worker, "agency": agency, "station": station, "community": community, "observation": observation}


def _wrong_check(row: Row) -> Row:
    last = row["id_number"][-1]
    return {"id_number": row["id_number"][:17] + ("1" if last != "1" else "2")}


def _holds(row: Row, **cells: Any) -> Row:
    day = row["certificate_date"] or dt.date(2019, 9, 1)
    return {"certificate_level": "初级", "certificate_date": day, "certificate_number": "202005100001"} | cells


# fault: the cells that make it, and whether only a format with kinds of cells can say it
FAULTS: dict[str, dict[str, Any]] = {
    "worker": {
        "id_masked": lambda row: {"id_number": "510499********" + row["id_number"][-4:]},
        "id_too_short": lambda row: {"id_number": row["id_number"][:17]},
        "id_wrong_digit": _wrong_check,
        "id_as_number": lambda row: {"id_number": int(row["id_number"][:15] + "000")},
        "id_error": lambda row: {"id_number": Error("#N/A")},
        "id_missing": lambda row: {"id_number": None},
        "name_missing": lambda row: {"name": None},
        "level_without_date": lambda row: _holds(row, certificate_date=None),
        "level_unknown": lambda row: _holds(row, certificate_level="特级"),
        "date_impossible": lambda row: _holds(row, certificate_date="2021.13"),
        "date_before_exams": lambda row: _holds(row, certificate_date="2003年6月"),
        "date_as_2022.1": lambda row: _holds(row, certificate_date=2022.1),
        "professional_unclear": lambda row: {"is_professional": "待定"},
        "left_without_date": lambda row: {"is_in_post": "已离职", "left_on": None},
    },
    "agency": {
        "name_missing": lambda row: {"name": None},
        "code_short": lambda row: {"unified_social_credit_code": row["unified_social_credit_code"][:17]},
        "count_negative": lambda row: {"party_member_count": -3},
    },
    "station": {
        "name_missing": lambda row: {"name": None},
        "tier_missing": lambda row: {"tier": None},
        "no_township": lambda row: {"tier": "乡镇(街道)社工站", "township": None},
        "closed_first": lambda row: {"opened_on": dt.date(2021, 5, 1), "closed_on": dt.date(2019, 5, 1)},
    },
    "community": {
        "name_missing": lambda row: {"name": None},
        "no_township": lambda row: {"township": None},
        "no_urban_rural": lambda row: {"urban_rural": None},
        "ends_first": lambda row: {"valid_from": dt.date(2015, 1, 1), "valid_to": dt.date(2010, 1, 1)},
    },
    "observation": {
        "no_value": lambda row: {"value": None},
        "no_area": lambda row: {"area_code": None},
    },
}
NEEDS = {  # the fields without whose column a fault cannot be seen
    "level_without_date": {"certificate_level", "certificate_date"},
    "level_unknown": {"certificate_level", "certificate_date"},
    "date_impossible": {"certificate_level", "certificate_date"},
    "date_before_exams": {"certificate_level", "certificate_date"},
    "date_as_2022.1": {"certificate_level", "certificate_date"},
    "professional_unclear": {"is_professional"},
    "left_without_date": {"is_in_post"},
    "code_short": {"unified_social_credit_code"},
    "count_negative": {"party_member_count"},
    "closed_first": {"opened_on", "closed_on"},
    "ends_first": {"valid_from", "valid_to"},
    "no_township": {"township"},
    "no_urban_rural": {"urban_rural"},
}
TYPED_ONLY = {"id_as_number", "id_error", "date_as_2022.1"}
