"""What plan files and the rest must agree on: what they count exists, what they quote was published, what they name is known.

A plan itself is checked in contract/; here it meets the measures of the dbt project, the areas and code lists, and the published
facts among the deliveries. Each problem is one line with file, line, key, what was expected and what to do.
"""

import functools
import re
from collections.abc import Iterator
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml

from pipeline.contract import Contracts
from pipeline.contract.counted import LISTS, Countable, Part, Units, parts_of
from pipeline.contract.indicator import Indicator
from pipeline.contract.plan import Plan
from pipeline.rows.delivery import Context, conform
from pipeline.rows.keys import Keys
from pipeline.settings import ROOT, UserError
from pipeline.sheets import sandbox

MODELS = ROOT / "dbt_project" / "models"
# members that no code list holds: nobody wrote it down, none held, not asked for, a question, a band, a number of stars
OPEN_MEMBERS = frozenset(["unstated", "none", "remainder", "yes", "no", "0-35", "36-45", "46-55", "56-", *"12345"])


@functools.cache
def countable() -> Countable:
    """What the YAML of the dbt project says of its measures and of the attributes of their rows."""
    metas: dict[str, dict[str, Any]] = {}
    for path in (*sorted((MODELS / "measures").glob("_*.yml")), MODELS / "breakdowns" / "_breakdowns.yml"):
        with path.open(encoding="utf-8") as file:
            for model in yaml.load(file, Loader=yaml.CSafeLoader).get("models", ()):
                metas[model["name"]] = model.get("config", {}).get("meta", {})
    dimensions = metas["row_attribute"]["dimensions"]
    measures = {name: meta for name, meta in metas.items() if meta.get("reads")}
    return Countable(
        {name: meta["entity"] for name, meta in measures.items()},
        {name: meta["definition_zh"] for name, meta in measures.items()},
        {name: frozenset(entities) for name, entities in dimensions.items()},
    )


def check_plans(contracts: Contracts) -> None:
    """Every plan, before a run that would have no figure for one of its lines; UserError tells all that is wrong."""
    plans = [contracts.plan(code) for code in contracts.plan_codes()]
    if problems := [each for plan in plans for each in _unknown(plan, contracts, _Lines(plan, contracts.folder))]:
        raise UserError("\n".join(problems))


def _unknown(plan: Plan, contracts: Contracts, where: "_Lines") -> list[str]:
    """What a plan counts by a measure, a dimension or a member that there is not, and what else it names that there is not."""
    uncountable = [
        problem
        for each in plan.indicators
        for counted in each.counted
        for part in parts_of(counted)
        for problem in _part_problems(part, each, where, contracts)
    ]
    return [*dict.fromkeys(uncountable), *_unknown_names(plan, contracts, where)]


def _part_problems(part: Part, each: Indicator, where: "_Lines", contracts: Contracts) -> Iterator[str]:
    known = countable()
    if part.measure not in known.measures:
        yield (
            f"{where.of(each.code, part.measure)}: there is no measure {part.measure}{_close(part.measure, known.measures)}"
            f" Measures are listed in docs/measures.md; a new one is dbt_project/models/measures/{part.measure}.sql."
        )
        return
    entity = known.measures[part.measure]
    for dimension, members in part.where.items():
        fitting = sorted(name for name, entities in known.dimensions.items() if entity in entities)
        if dimension not in fitting:
            yield (
                f"{where.of(each.code, dimension)}: {part.measure} has no dimension {dimension}{_close(dimension, fitting)}"
                f" It has: {', '.join(fitting)}."
            )
            continue
        listed = contracts.codes.get(LISTS.get(dimension, dimension))
        codes = [code.code for code in listed.codes] if listed else []
        for member in members:
            if member not in codes and member not in OPEN_MEMBERS:
                yield (
                    f"{where.of(each.code, member)}: {dimension} has no member {member}{_close(member, codes)}"
                    f" It has: {', '.join(codes)}."
                )


def _close(word: str, known: Any) -> str:
    close = get_close_matches(word, list(known), 1)
    return f"; is it {close[0]}?" if close else "."


class _Lines:
    """Where in its file a plan says something."""

    def __init__(self, plan: Plan, folder: Path) -> None:
        self._name = f"contracts/plans/{plan.code}.yaml"
        path = folder / "plans" / f"{plan.code}.yaml"
        self._lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []

    def of(self, code: str, words: str) -> str:
        """File, line and key of words in the line or task of a code; the line of the code where they stand nowhere below it."""
        of_code = re.compile(rf"""code: (["']?){re.escape(code)}\1\s*([,}}#]|$)""")
        start = next((number for number, line in enumerate(self._lines) if of_code.search(line)), 0)
        for number, line in enumerate(self._lines[start:], start):
            if number > start and re.match(r"\s*- (\{)?code: ", line):
                break
            if re.search(rf"(?<![\w-]){re.escape(words)}(?![\w-])", line):
                return f"{self._name}, line {number + 1}: {code}"
        return f"{self._name}, line {start + 1}: {code}"


def disagreements(plan: Plan, contracts: Contracts, raw: Path) -> list[str]:
    """What a plan says otherwise than the areas, the entities or the published facts among the deliveries."""
    where = _Lines(plan, contracts.folder)
    return [*_unknown(plan, contracts, where), *_misquoted(plan, _facts_of(raw / plan.area, contracts), where)]


def _unknown_names(plan: Plan, contracts: Contracts, where: "_Lines") -> Iterator[str]:
    if plan.area not in contracts.areas:
        yield f"contracts/plans/{plan.code}.yaml: area {plan.area} is not in contracts/codes/areas.csv."
    for each in plan.indicators:
        own = each.area or plan.area
        if each.area and each.area not in contracts.areas:
            yield f"{where.of(each.code, own)}: area {own} is not in contracts/codes/areas.csv."
        inside = {own, *contracts.areas_in(own)}
        for area in [area for target in each.targets for area in target.areas if area not in inside]:
            yield f"{where.of(each.code, area)} has a target for {area}, which does not lie in {own}."
    lines = {each.code for each in plan.indicators}
    for task in plan.obligations:
        for evidence in task.evidence:
            if evidence not in lines and evidence not in contracts.entities:
                yield f"{where.of(task.code, evidence)}: evidence {evidence} is no line of the plan and no entity of contracts/entities/."


Fact = dict[str, Any]


def _misquoted(plan: Plan, facts: dict[str, Fact], where: "_Lines") -> Iterator[str]:
    """What names a published fact that there is not, or gives it another value or other words; nothing where none was delivered."""
    if not facts:
        return
    named = plan.named_facts | {fact: each.total for each in plan.footings for fact in (each.total, *each.parts)}
    for fact, place in named.items():
        if fact not in facts:
            yield f"{where.of(place, fact)} names fact {fact}, which is not among the published figures of raw/{plan.area}/"
    for each in plan.indicators:
        for fact, values, words in _quoted(each):
            published = facts.get(fact)
            if published and not (words == published["quote"] and (values is None or _amount(published) in values)):
                said = " or ".join(map(str, values or ()))
                yield (
                    f"{where.of(each.code, fact)} says {said} ({words}), fact {fact} says "
                    f"{_amount(published)} ({published['quote']})"
                )


def _quoted(each: Indicator) -> Iterator[tuple[str, set[Fraction] | None, str | None]]:
    """The facts whose words a line gives, with the values that it makes of them, None where it makes none."""
    if each.source.fact:
        values: set[Fraction] | None = None
        if each.target:
            values = set(each.target.by.values())
            if isinstance(each.numerator, Units):
                values.add(each.numerator.at_least)  # "each at least two" is printed as two, and all must pass
        yield each.source.fact, values, each.source.words
    if each.baseline and each.baseline.fact:
        yield each.baseline.fact, {Fraction(each.baseline.value)}, each.baseline.words


def _amount(fact: Fact) -> Fraction | None:
    """What a fact says: a number, the lower end of a range, or a fraction in words."""
    number: Decimal | None = fact["value"] if fact["value"] is not None else fact["value_low"]
    if number is not None:
        return Fraction(number)
    text = fact["value_text"] or ""
    return Fraction(text) if re.fullmatch(r"[0-9]+/[1-9][0-9]*", text) else None


def _facts_of(folder: Path, contracts: Contracts) -> dict[str, Fact]:
    """Each statement that an area delivered, by its fact id."""
    facts = {}
    for file in sorted(path for path in folder.glob("*/*") if path.is_file()):
        context = Context("", "", folder.name, None, contracts, Keys(bytes(32)))
        tables = conform(sandbox.read(file, sandbox.Limits(**contracts.settings["reader"])), context).tables
        if "observation" in tables:
            facts |= {row["fact_id"]: row for row in tables["observation"].iter_rows(named=True)}
    return facts
