"""The diagram of the star is drawn from the project as it is: up to date, well-formed, with every fact, dimension and key in it."""

import json
from xml.etree import ElementTree

import pytest

from docs import star_page
from pipeline.model import manifest


@pytest.fixture(scope="module")
def star() -> dict[str, star_page.Model]:
    return star_page.models(json.loads(manifest().read_text(encoding="utf-8")))


def test_the_diagram_is_up_to_date(star: dict[str, star_page.Model]) -> None:
    assert star_page.PAGE.read_text(encoding="utf-8") == star_page.drawing(star), "run: python -m docs.star_page"


def test_every_table_and_every_key_is_drawn(star: dict[str, star_page.Model]) -> None:
    drawn = ElementTree.fromstring(star_page.drawing(star))
    words = [each.text for each in drawn.iter("{http://www.w3.org/2000/svg}text")]
    for model in star.values():
        assert words.count(model.name) == 1
        assert model.key, model.name
    lines = len(list(drawn.iter("{http://www.w3.org/2000/svg}path")))
    facts = [each for each in star.values() if each.name.startswith("fct_")]
    everywhere = {to for _, to, _ in facts[0].refers if all(to in [key[1] for key in fact.refers] for fact in facts)}
    assert everywhere == {"dim_area", "dim_delivery", "dim_period", "dim_reporting_unit"}
    assert lines == len(everywhere) + sum(to not in everywhere for fact in facts for _, to, _ in fact.refers)


def test_the_keys_of_a_fact_are_those_that_the_tests_hold(star: dict[str, star_page.Model]) -> None:
    worker = {column: to for column, to, _ in star["fct_worker"].refers}
    assert worker["person_key"] == "dim_person"
    assert worker["domains"] == "dim_domain"
    assert star["fct_worker"].key == ("delivery_id", "row_id")
    assert star["dim_person"].key == ("person_key", "version")


def test_no_box_lies_on_another(star: dict[str, star_page.Model]) -> None:
    drawn = ElementTree.fromstring(star_page.drawing(star))
    boxes = [
        tuple(float(each.get(side)) for side in ("x", "y", "width", "height"))
        for each in drawn.iter("{http://www.w3.org/2000/svg}rect")
        if each.get("class") == "box"
    ]
    assert len(boxes) == len(star)
    for place, (x, y, width, height) in enumerate(boxes):
        assert x + width <= star_page.WIDTH
        for other_x, other_y, other_width, other_height in boxes[:place]:
            assert (
                x >= other_x + other_width
                or other_x >= x + width
                or y >= other_y + other_height
                or other_y >= y + height
            )
