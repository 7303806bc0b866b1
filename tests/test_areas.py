"""Which area a cell names: by code or full name anywhere, by its plain name only in the unit's own city; never by guess."""

import pytest
from county_tables import CONTRACTS, EAST

from pipeline.rows.values import Reader

FIELD = CONTRACTS.entities["worker"].by_name["subject_area_code"]


def area(text: str, unit: str = EAST) -> str | None:
    found = Reader(CONTRACTS, unit).typed(FIELD, "text", text)
    assert (found.value is None) == (found.code == "code_unknown")
    return found.value


@pytest.mark.parametrize("text", ["510402", "东区", "攀枝花市东区", "攀枝花东区", " 东 区 "])
@pytest.mark.parametrize("unit", ["510400", "510402", "510403", "510400-00"])
def test_an_area_by_any_of_its_names(text: str, unit: str) -> None:
    assert area(text, unit) == "510402"


def test_an_area_by_its_short_or_former_name() -> None:
    assert area("仁和") == "510411"
    assert area("渡口市") == area("攀枝花") == "510400"


def test_a_name_that_many_cities_have_is_looked_for_in_the_unit_s_own() -> None:
    for unit, city in (("510402", "510400"), ("510400", "510400"), ("511902", "511900"), ("511900", "511900")):
        assert area("市本级", unit) == area("市直", unit) == f"{city}-00"


def test_a_plain_name_elsewhere_is_not_guessed() -> None:
    """东区 is one of many in the country, though this file of areas knows only one."""
    assert area("东区", "511902") is None
    assert area("米易县", "511900") is None
    assert area("攀枝花市东区", "511902") == "510402"
    assert area("攀枝花市", "511902") == "510400"
    assert area("510402", "511902") == "510402"


@pytest.mark.parametrize("text", ["", "区", "县", "510499", "不存在县", "攀枝花市东区东区"])
def test_no_area(text: str) -> None:
    assert area(text) is None
