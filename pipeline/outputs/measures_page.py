"""docs/measures.md: what a plan may count: every measure with its definition, and the dimensions by which parts of it are told.

Made from the YAML of the dbt project; lint refuses the page where it says anything else.
"""

from pipeline.contract import Contracts
from pipeline.contract.counted import LISTS, Countable

_HEAD = """<!-- Made by `rollcall lint --write` from dbt_project/models/measures/. -->
# What a plan may count · 可用口径

`numerator` and `denominator` of a line in `contracts/plans/<plan>.yaml` name one of these measures, a part of one, or the units that
hold so much of another; see [plans.md](plans.md). A part is told by one or more dimensions of the entity that the measure counts:

    numerator: {measure: measure_professional, where: {employer_type: [public_institution, mass_organisation]}}

"""


def measures_page(known: Countable, contracts: Contracts) -> str:
    """The whole page."""
    lines = []
    for entity in sorted(set(known.measures.values())):
        lines += [
            f"## {contracts.entities[entity].label} · `{entity}`",
            "",
            "| measure | what it counts |",
            "|---|---|",
        ]
        lines += [
            f"| `{name}` | {known.definitions[name]} |" for name, of in sorted(known.measures.items()) if of == entity
        ]
        dimensions = sorted(name for name, entities in known.dimensions.items() if entity in entities)
        if dimensions:
            told = [f"`{name}`{_members(name, contracts)}" for name in dimensions]
            lines += ["", "Dimensions: " + "; ".join(told) + "."]
        lines.append("")
    return _HEAD + "\n".join(lines)


def _members(dimension: str, contracts: Contracts) -> str:
    codes = LISTS.get(dimension, dimension)
    return f" (contracts/codes/{codes}.csv)" if codes in contracts.codes else ""
