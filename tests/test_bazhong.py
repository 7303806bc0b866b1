"""Bazhong at 2024-08: what its rosters, stations, agencies and posts give is what the report of 2024 states, fact by fact."""

from decimal import Decimal

import pytest
from warehouses import Warehouse

CITY, PERIOD = "511900", "2024-08"

# Fact of the report -> measure, and the member of one of its dimensions; without a member the figure itself.
COUNTED = {
    "B001": ("professional", None, None),
    "B002": ("professional", "education_from_college", "30"),
    "B003": ("professional", "education_from_college", "20"),
    "B004": ("professional", "education_from_college", "10"),
    "B005": ("professional", "employer_type", "mass_organisation"),
    "B006": ("professional", "employer_type", "self_governing_organisation"),
    "B007": ("professional", "employer_type", "community_service_body"),
    "B008": ("professional", "employer_type", "party_organisation"),
    "B009": ("professional", "employer_type", "public_institution"),
    "B010": ("professional", "employer_type", "social_organisation"),
    "B011": ("professional", "employer_type", "enterprise"),
    "B012": ("professional", "employer_type", "administrative_organ"),
    "B013": ("certified_worker", None, None),
    "B014": ("certified_worker", "certificate_level", "1"),
    "B015": ("certified_worker", "certificate_level", "2"),
    "B023": ("operating_station", "station_tier", "city_centre"),
    "B024": ("operating_station", "station_tier", "county_station"),
    "B025": ("operating_station", "station_tier", "township_station"),
    "B026": ("operating_station", "station_tier", "community_room"),
    "B028": ("agency", None, None),
    "B029": ("agency_employee", None, None),
    "B030": ("recruited_post_holder", None, None),
    "B032": ("certified_worker", None, None),
    "B044": ("professional", "age_band", "0-35"),
    "B045": ("professional", "age_band", "36-45"),
    "B046": ("professional", "age_band", "46-55"),
    "B047": ("professional", "age_band", "56-"),
    "B048": ("professional", "urban_rural", "urban"),
    "B049": ("professional", "urban_rural", "rural"),
}
# Of these the report says "more than" (余).
AT_LEAST = {"B021": "training_session", "B022": "training_attendance"}


@pytest.fixture(scope="module")
def stated(night: Warehouse) -> dict[str, Decimal]:
    """What the report states, by fact."""
    query = f"select fact_id, value from fct_observation where unit_code = '{CITY}' and period = '{PERIOD}'"
    return {row["fact_id"]: row["value"] for row in night.rows(query)}


def counted(night: Warehouse, measure: str, dimension: str | None = None, member: str | None = None) -> Decimal:
    """What the marts count in the city."""
    if dimension is None:
        (row,) = night.rows(
            "select coalesce(sum(quantity), 0) as quantity from measure_candidate as candidate"
            " join dim_area_member as member on member.member_code = candidate.area_code"
            f" where measure = 'measure_{measure}' and period = '{PERIOD}' and member.area_code = '{CITY}'"
            " and not_counted_reason is null"
        )
    else:
        (row,) = night.rows(
            f"select quantity from measure_breakdown where measure = 'measure_{measure}' and period = '{PERIOD}'"
            f" and area_code = '{CITY}' and dimension = '{dimension}' and member = '{member}'"
        )
    return row["quantity"]


@pytest.mark.parametrize("fact", COUNTED)
def test_what_is_counted_is_what_was_stated(night: Warehouse, stated, fact: str) -> None:
    assert counted(night, *COUNTED[fact]) == stated[fact]


@pytest.mark.parametrize("fact", AT_LEAST)
def test_what_is_more_than_stated_is_more(night: Warehouse, stated, fact: str) -> None:
    assert counted(night, AT_LEAST[fact]) >= stated[fact]


def test_the_remainder_of_education_is_named_and_only_in_the_form_that_does_not_ask(night: Warehouse, stated) -> None:
    remainder = counted(night, "professional", "education_from_college", "remainder")
    assert remainder == stated["B001"] - stated["B002"] - stated["B003"] - stated["B004"] == 1344
    below = night.rows(
        "select member, member_zh, quantity from measure_breakdown where measure = 'measure_professional'"
        f" and period = '{PERIOD}' and area_code = '{CITY}' and dimension = 'education' and member not in ('10', '20', '30')"
    )
    assert sum(row["quantity"] for row in below) == 1344
    assert {row["member"] for row in below if row["quantity"]} > {"unstated"}
    assert "remainder" not in {row["member"] for row in below}


def test_a_senior_examination_is_no_certificate(night: Warehouse, stated) -> None:
    """1,188 = 1,073 + 115; the one who passed the senior examination and was not reviewed is named and not counted."""
    not_counted = night.rows(
        "select not_counted_reason, count(distinct unit_key) as persons from measure_certified_worker"
        f" where period = '{PERIOD}' and not_counted_reason = 'exam_passed_only' group by all"
    )
    assert not_counted == [{"not_counted_reason": "exam_passed_only", "persons": 1}]
    assert stated["B016"] == 1
    assert counted(night, "certified_worker", "certificate_level", "3") == 0


def test_each_breakdown_adds_up_to_its_figure(night: Warehouse) -> None:
    sums = night.rows(
        "select measure, dimension, sum(quantity) as quantity from measure_breakdown"
        f" where period = '{PERIOD}' and area_code = '{CITY}' group by all"
    )
    assert {row["dimension"] for row in sums} >= {"employer_type", "age_band", "urban_rural", "system", "station_tier"}
    for row in sums:
        assert row["quantity"] == counted(night, row["measure"].removeprefix("measure_")), row


def test_shares_are_those_of_the_report(night: Warehouse, stated) -> None:
    total = counted(night, "professional")
    of_self_governing = counted(night, "professional", "employer_type", "self_governing_organisation")
    of_institutions = counted(night, "professional", "employer_type", "public_institution") + counted(
        night, "professional", "employer_type", "administrative_organ"
    )
    assert round(100 * of_self_governing / total, 1) == Decimal("56.3")
    assert round(100 * of_self_governing / total) == stated["B051"]
    assert round(100 * of_institutions / total, 1) == Decimal("21.7")
    assert round(100 * of_institutions / total) == stated["B050"]
    assert round(100 * counted(night, "certified_worker") / total, 2) == Decimal("35.98")


def test_the_three_appointments_of_pingchang(night: Warehouse, stated) -> None:
    rows = night.rows(
        "select grade, appointed_person_count, certificate_appointed_count from post_summary"
        f" where area_code = '511923' and period = '{PERIOD}' and appointed_person_count > 0 order by grade"
    )
    assert {row["grade"]: row["appointed_person_count"] for row in rows} == {"10": 2, "12": 1}
    assert sum(row["appointed_person_count"] for row in rows) == stated["B052"]
    assert [row["certificate_appointed_count"] for row in rows] == [2, 1]


def test_a_system_without_anybody_is_shown_as_zero(night: Warehouse) -> None:
    rows = night.rows(
        f"select member, quantity from measure_breakdown where measure = 'measure_certified_worker' and period = '{PERIOD}'"
        f" and area_code = '{CITY}' and dimension = 'system'"
    )
    assert len(rows) >= 17
    assert any(row["quantity"] == 0 for row in rows)
