"""The dimensions of rows: what the YAML says of them is what the SQL makes, and the fields that decide them stand in the contracts."""

import re
from collections import defaultdict

import yaml
from conformed_files import ROOT
from jinja2 import Environment

MODELS = ROOT / "dbt_project" / "models" / "breakdowns"
ENTITY = {"worker_attribute": "worker", "register_in_force": "community"}  # every other relation is a fact


def described() -> dict[str, dict[str, list[str]]]:
    """Dimension -> entity -> the fields that decide it."""
    models = yaml.safe_load((MODELS / "_breakdowns.yml").read_text(encoding="utf-8"))["models"]
    return next(model for model in models if model["name"] == "row_attribute")["config"]["meta"]["dimensions"]


def made() -> list[tuple[str, str]]:
    """Dimension and entity of each attribute of the view."""
    template = Environment(autoescape=False).from_string((MODELS / "row_attribute.sql").read_text(encoding="utf-8"))
    branches = template.render(ref=str, yes_or_no=str, each_of=lambda _, prefix: f"'{prefix}' ||").split("union all")
    return [
        (dimension, ENTITY.get(relation, relation.removeprefix("fct_")))
        for branch in branches
        for relation in re.findall(r"^from (\w+)$", branch, flags=re.MULTILINE)
        for dimension in re.findall(r"'(\w+)=' \|\|", branch)
    ]


def test_every_dimension_is_described_and_made_once() -> None:
    assert sorted(made()) == sorted(
        (dimension, entity) for dimension, entities in described().items() for entity in entities
    )


def test_dimensions_are_decided_by_fields_of_their_entity() -> None:
    named: dict[str, set[str]] = defaultdict(set)
    for dimension, entities in described().items():
        for entity, fields in entities.items():
            assert fields, dimension
            named[entity] |= set(fields)
    for entity, fields in named.items():
        contract = yaml.safe_load((ROOT / "contracts" / "entities" / f"{entity}.odcs.yaml").read_text(encoding="utf-8"))
        assert fields <= {field["name"] for field in contract["schema"][0]["properties"]}, entity
