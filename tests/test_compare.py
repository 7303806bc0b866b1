"""Figures are ranked and added only where they count the same of areas apart; what differs is said."""

import pytest
from warehouses import Warehouse

PLAN, FIRST, SECOND = "panzhihua-145", "2022-08", "2024-12"
COUNTIES = ("510402", "510403", "510411", "510421", "510422")


def figure(code: str, area: str, period: str = FIRST) -> str:
    return f"{PLAN}/{code}/{area}/{period}"


def test_counties_are_ranked_and_add_up_to_the_city(night: Warehouse) -> None:
    answer = night.rollcall("compare", *(figure("01", each) for each in (*COUNTIES, "510400-00")), "--json")
    said = answer.document
    (city,) = night.rows(f"select value from indicator_value where figure_id = '{figure('01', '510400')}'")
    assert (answer.exit_code, said["comparable"], said["reasons"]) == (0, True, [])
    assert said["sum"] == city["value"]
    values = [each["value"] for each in said["ranking"]]
    assert values == sorted(values, reverse=True)
    assert [each["rank"] for each in said["ranking"]] == [
        sorted(values, reverse=True).index(each) + 1 for each in values
    ]
    assert said["notice"]


@pytest.mark.parametrize(
    ("one", "other", "what"),
    [
        (figure("01", "510402"), figure("03", "510402"), {"population_zh", "definition", "measure"}),
        (figure("01", "510402"), figure("07", "510403"), {"measure"}),
        (figure("05", "510402"), figure("06", "510402"), {"measure", "denominator"}),
        (figure("01", "510402"), figure("01", "510403", SECOND), {"as_of_date"}),
        (figure("02", "510400"), figure("02~resident", "510400"), {"denominator_zh", "denominator"}),
        (figure("01", "510402"), figure("02", "510400"), {"denominator_zh", "denominator", "statistic", "unit"}),
    ],
)
def test_other_populations_denominators_or_dates_are_refused_with_the_reason(
    night: Warehouse, one, other, what
) -> None:
    answer = night.rollcall("compare", one, other, "--json")
    assert answer.exit_code == 1
    assert {each["what"] for each in answer.document["reasons"]} == what
    assert (answer.document["ranking"], answer.document["sum"]) == ([], None)
    shown = night.rollcall("compare", one, other)
    assert all(each["reason_zh"] in shown.out for each in answer.document["reasons"])
    assert (one in shown.out, other in shown.out) == (True, True)


def test_a_city_and_its_county_are_ranked_and_not_added(night: Warehouse) -> None:
    said = night.rollcall("compare", figure("01", "510400"), figure("01", "510402"), "--json").document
    assert [each["rank"] for each in said["ranking"]] == [1, 2]
    assert (said["sum"], said["sum_refused"]) == (None, "攀枝花市与东区有包含关系,不能相加")


def test_shares_are_ranked_and_not_added(night: Warehouse) -> None:
    said = night.rollcall("compare", figure("04", "510411"), figure("04", "510421"), "--json").document
    assert (len(said["ranking"]), said["sum"], said["sum_refused"]) == (2, None, None)


def test_what_has_no_value_has_no_rank(night: Warehouse) -> None:
    said = night.rollcall("compare", figure("05", "510402"), figure("05", "510400-00"), "--json").document
    assert [(each["figure_id"], each["rank"]) for each in said["ranking"]] == [
        (figure("05", "510402"), 1),
        (figure("05", "510400-00"), None),
    ]
    assert "无数据" in night.rollcall("compare", figure("05", "510402"), figure("05", "510400-00")).out


@pytest.mark.parametrize(
    "ids", [[figure("01", "510402")], [figure("01", "510402")] * 2, [figure("01", "510402"), "no/such/figure/2022"]]
)
def test_one_figure_the_same_or_an_unknown_one_is_a_usage_error(night: Warehouse, ids) -> None:
    answer = night.rollcall("compare", *ids)
    assert answer.exit_code == 2
    assert "plan/indicator/area/period" in answer.err
