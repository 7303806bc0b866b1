"""Control tables of what plans count: the measures themselves, the parts of them, and the units that hold so much of another.

Parts and units are measures like any other: they have a definition, the fields that they read, and the lists that they need.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from pipeline.contract import Contracts
from pipeline.contract.counted import LISTS, Part, Units, parts_of
from pipeline.contract.plan import Plan

Row = dict[str, Any]
Fields = dict[str, list[str]]  # by the entity that they are of


class Dimensions(NamedTuple):
    """The attributes by which a part of a measure is told: of each the fields that decide it, by entity, and those of other lists.

    ``fields`` is by dimension; ``beside`` by entity and dimension: what must be delivered beside that entity.
    """

    fields: dict[str, Fields]
    beside: dict[str, dict[str, Fields]]


def counted_rows(
    plans: list[Plan], measures: list[Row], dimensions: Dimensions, contracts: Contracts
) -> dict[str, list[Row]]:
    """The rows of the control tables; `measures` and `dimensions` are what the dbt project says of its measures and attributes.

    What a plan counts by a measure or dimension that does not exist is left out: lint names it, and the plan has no such figure.
    """
    told = _Told(measures, dimensions, contracts)
    counted = {each.name: each for plan in plans for line in plan.indicators for each in line.counted}
    units = {name: each for name, each in counted.items() if isinstance(each, Units) and told.knows(each.parts)}
    named = [
        *(each for each in counted.values() if isinstance(each, Part)),
        *(part for each in units.values() for part in each.parts),
    ]
    parts = {each.name: each for each in named if each.where and told.knows([each])}
    return {
        "measure": [
            *(told.base(each["measure"]) for each in measures),
            *map(told.part, parts.values()),
            *map(told.units, units.values()),
        ],
        "indicator_need": [
            {"plan_code": plan.code, "indicator_code": line.code, "reading": reading, **row}
            for plan in plans
            for line in plan.indicators
            for reading, counted in line.ways
            if told.knows(part for each in counted for part in parts_of(each))
            for row in told.needs(*counted)
        ],
        "measure_part": [
            {
                "measure": name,
                "base_measure": each.measure,
                "conditions": _conditions(each),
                "possible": [
                    [*fitting, f"{dimension}=unstated"]
                    for dimension, fitting in zip(each.where, _conditions(each), strict=True)
                ],
            }
            for name, each in parts.items()
        ],
        "measure_unit": [
            {"measure": name, "unit_measure": each.units.name, "of_measure": each.of.name}
            | {"among_measure": each.among.name if each.among else None}
            | {"minimum_above": each.at_least.numerator, "minimum_below": each.at_least.denominator}
            for name, each in units.items()
        ],
    }


def _conditions(part: Part) -> list[list[str]]:
    """One list for each dimension: the attributes of which a row must have one."""
    return [[f"{dimension}={member}" for member in members] for dimension, members in part.where.items()]


class _Told:
    """What the dbt project says of measures and attributes, put into words."""

    def __init__(self, measures: list[Row], dimensions: Dimensions, contracts: Contracts) -> None:
        self._measures = {each["measure"]: each for each in measures}
        self._dimensions = dimensions
        self._contracts = contracts

    def knows(self, parts: Iterable[Part]) -> bool:
        return all(
            part.measure in self._measures
            and all(
                self._measures[part.measure]["entity"] in self._dimensions.fields.get(each, {}) for each in part.where
            )
            for part in parts
        )

    def base(self, name: str) -> Row:
        return {key: value for key, value in self._measures[name].items() if key not in ("reads_beside", "needs_zh")}

    def part(self, part: Part) -> Row:
        if not part.where:
            return self.base(part.measure)
        base = self.base(part.measure)
        return base | {
            "measure": part.name,
            "definition_zh": f"{base['definition_zh'].rstrip('。')}。其中:{self._members(part)}。",
            "reads": self._reads(part),
        }

    def units(self, units: Units) -> Row:
        unit, of = self.part(units.units), self.part(units.of)
        held = f"{of['definition_zh'].rstrip('。')}"
        least = f"{units.at_least}{of['unit_of_count_zh']}"
        if units.among:
            least = f"{self.part(units.among)['definition_zh'].rstrip('。')}的{units.at_least}"
        return unit | {
            "measure": units.name,
            "definition_zh": f"{unit['definition_zh'].rstrip('。')}。其中达标的:每个单位内,下列对象不少于{least}——{held}。",
        }

    def needs(self, above: Part | Units, below: Part | Units | None = None) -> list[Row]:
        """The lists that are needed to count a line, with the fields that decide, in Chinese: what must be delivered where there is none."""
        fields: dict[tuple[str, str], dict[str, None]] = {}
        sides: dict[tuple[str, str], set[str]] = {}
        for side, counted in (("above", above), ("below", below)):
            for part in parts_of(counted) if counted else ():
                measure = self._measures[part.measure]
                for beside in self._lists(part):
                    for entity, names in beside.items():
                        key = entity, measure["source_kind"]
                        fields.setdefault(key, {}).update(dict.fromkeys(names))
                        sides.setdefault(key, set()).add(side)
        return [
            {"entity": key[0], "source_kind": key[1], "needs_zh": self._needs_zh(key, names, (above, below))}
            | {"is_above": "above" in sides[key], "is_below": "below" in sides[key]}
            for key, names in fields.items()
        ]

    def _lists(self, part: Part) -> list[Fields]:
        """The fields of each list that a part is read from."""
        measure = self._measures[part.measure]
        told = self._dimensions.beside.get(measure["entity"], {})
        own = {measure["entity"]: self._reads(part)}
        return [own, measure.get("reads_beside", {}), *(told[each] for each in part.where if each in told)]

    def _needs_zh(self, key: tuple[str, str], names: Iterable[str], counted: Iterable[Part | Units | None]) -> str:
        """A list with its fields; of what comes from outside the number itself, for a list of numbers may be there without it."""
        if key[1] != "external":
            return self._labels(key[0], names)
        parts = [part for each in counted if each for part in parts_of(each)]
        return "、".join(
            self._measures[part.measure]["needs_zh"] for part in parts if "needs_zh" in self._measures[part.measure]
        )

    def _reads(self, part: Part) -> list[str]:
        measure = self._measures[part.measure]
        decided = [name for each in part.where for name in self._dimensions.fields[each][measure["entity"]]]
        return list(dict.fromkeys([*measure["reads"], *decided]))

    def _labels(self, entity: str, names: Iterable[str]) -> str:
        contract = self._contracts.entities[entity]
        labels = [contract.by_name[name].label for name in names if name in contract.by_name]
        return f"{contract.label}({'、'.join(labels)})"

    def _members(self, part: Part) -> str:
        entity = self._measures[part.measure]["entity"]
        return ",".join(
            f"{self._dimension(each, entity)}为{'或'.join(self._member(each, member) for member in members)}"
            for each, members in part.where.items()
        )

    def _dimension(self, dimension: str, entity: str) -> str:
        decided = self._dimensions.fields[dimension][entity]
        return self._contracts.entities[entity].by_name[decided[0]].label if decided else dimension

    def _member(self, dimension: str, member: str) -> str:
        codes = self._contracts.codes.get(LISTS.get(dimension, dimension)) or self._contracts.codes["yes_no"]
        return next((code.name_zh for code in codes.codes if code.code == member), member)
