"""A home that holds every hard case of definitions.md.

Only rows stand here; what they must come to stands in the tests.
"""

import datetime as dt
from pathlib import Path

from conformed_files import ConformedHome

EAST, WEST, RENHE, OWN, CITY = "510402", "510403", "510411", "510400-00", "510400"


def worker(row: str, person: str, **fields: object) -> dict[str, object]:
    """A row of a roster."""
    return {"row": row, "id_key": person, **fields}


def east_roster() -> list[dict[str, object]]:
    """Twelve rows of the eastern county at 2022-08, each a case."""
    issued, late = dt.date(2020, 5, 1), dt.date(2022, 9, 1)
    return [
        worker("e01", "a", community="湖光社区", domains=["elderly", "child_protection"]),
        worker("e02", "a", is_in_post=False, certificate_level="1", certificate_date=issued),
        worker("e03", "b", is_in_post=False, domains=["child_protection"]),
        worker("e04", "c", left_on=dt.date(2022, 8, 31), certificate_level="2", certificate_date=issued),
        worker("e05", "d", certificate_level="1", certificate_date=late),
        worker("e06", "e", community="新村社区"),
        worker("e07", "f", community="新村社区", township="乙街道"),
        worker(
            "e08",
            "g",
            is_professional=False,
            role="full_time",
            certificate_level="2",
            certificate_date=dt.date(2022, 8, 31),
        ),
        worker("e09", "h", role="secretary", certificate_level="1", certificate_date=issued),
        worker("e10", "i", certificate_level="0", certificate_date=issued),
        worker("e11", "j", certificate_level="exam_passed_senior"),
        worker("e12", "k", is_professional=False, role="full_time"),
    ]


def make_home(root: Path) -> Path:
    """Two dated periods and an undated one, a held, a superseded and an unknown delivery."""
    home = ConformedHome(root)
    home.deliver(EAST, "2022-08", "worker", *east_roster(), is_synthetic=True)
    home.deliver(EAST, "2022-08", "worker", worker("x01", "z"), reason="superseded", name="older")
    home.stray("f" * 16, "worker", worker("x02", "y"))
    home.deliver(WEST, "2022-08", "worker", worker("w01", "b"), worker("w02", "m", community="湖光社区"))
    home.deliver(RENHE, "2022-08", "worker", worker("n01", "n"), worker("n02", "a"), reason="delivery_held")
    home.deliver(OWN, "2022-08", "worker", worker("q01", "q"))
    home.deliver(EAST, "undated", "worker", worker("u01", "a"))
    home.deliver(
        EAST,
        "2022-08",
        "community",
        {"row": "c01", "kind": "subdistrict", "name": "甲街道"},
        {"row": "c02", "kind": "subdistrict", "name": "乙街道"},
        {"row": "c03", "kind": "township", "name": "丙镇"},
        {"row": "c04", "name": "湖光社区", "township": "甲街道"},
        {"row": "c05", "name": "新村社区", "township": "甲街道"},
        {"row": "c06", "name": "新村社区", "township": "乙街道", "urban_rural": "rural"},
        {
            "row": "c07",
            "kind": "village",
            "name": "老村",
            "township": "丙镇",
            "urban_rural": "rural",
            "valid_to": dt.date(2022, 1, 1),
        },
    )
    home.deliver(
        EAST,
        "2022-08",
        "station",
        {"row": "s01", "name": "甲站", "township": "甲街道", "is_operating": False},
        {"row": "s02", "name": "湖光室", "tier": "community_room", "community": "湖光社区"},
        {"row": "s03", "name": "乙站", "township": "乙街道", "closed_on": dt.date(2022, 8, 31)},
        {"row": "s04", "name": "总站", "tier": "county_station", "township": "丙镇"},
    )
    home.deliver(
        EAST,
        "2022-08",
        "agency",
        {"row": "g01", "name": "甲", "unified_social_credit_code": "X", "party_form": "own_branch"},
        {"row": "g02", "name": "丙"},
    )
    home.deliver(
        WEST,
        "2022-08",
        "agency",
        {"row": "g03", "name": "甲(西)", "unified_social_credit_code": "X", "party_form": "none"},
        {"row": "g04", "name": "乙", "party_form": "instructor"},
    )
    year_end = {"data_date": dt.date(2022, 12, 31)}
    home.deliver(
        CITY,
        "2022-12",
        "observation",
        {"row": "o01", "subject": "户籍人口", "value": "106.91", "area_code": CITY, **year_end},
        {"row": "o02", "subject": "人口", "definition": "常住", "value": "121.60", "area_code": CITY, **year_end},
        {"row": "o03", "subject": "常住人口", "value": "41.28", "area_code": EAST, **year_end},
        {"row": "o04", "subject": "户籍人口", "value": "105", "area_code": CITY, "data_date": dt.date(2020, 11, 1)},
        {"row": "o05", "subject": "户籍人口", "value": "99", "area_code": CITY, "source_kind": "bulletin", **year_end},
        {
            "row": "o06",
            "subject": "社会工作专业人才",
            "value": "1740",
            "unit": "名",
            "area_code": CITY,
            "source_kind": "bulletin",
        },
    )
    home.deliver(EAST, "2024-12", "worker", worker("t01", "a", community="湖光社区"), quarantined=1)
    return home.write()
