"""An entity: its fields, the words of their headers, its rules. One entity is one file contracts/entities/<name>.odcs.yaml.

The file is an Open Data Contract Standard v3 document; what the standard has no key for stands in customProperties:
headers, groupHeaders, codeList, textOnly, default, titleConstant, titleWords, yesWords, noWords, leftWords, columnRequired,
monthMeans; twoDigitYears, openInterval, severalMean, endsRow of dates; units, qualifierField of numbers; highestOf,
degreeWords of code lists; goneWords of the entity.
"""

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml
from open_data_contract_standard.model import DataQuality, OpenDataContractStandard, SchemaProperty

from pipeline.settings import UserError
from pipeline.text import folded

TYPES = {"string", "integer", "number", "boolean", "date", "array"}
PERSONAL = "sensitive"


@dataclass(frozen=True)
class Rule:
    """One check of a row; `code` is the finding that a failing row gets.

    kind: 'pattern' (regular expression on the text), 'named' (a function of contract/checks.py on the text) or
    'expression' (SQL over the typed row, true or null where the row is good).
    """

    code: str
    kind: str
    expression: str
    field: str
    severity: str


@dataclass(frozen=True)
class Field:
    """One column, described once. `is_personal` fields are read for keys and checks and never stored.

    `groups` are the folded groups of a header below which some of its `headers` stand, as group/word.
    Of dates: `is_start` asks when something began, so that an open interval answers it; `is_latest` takes the last of several;
    `is_end` is a date from which the row no longer counts; of years with two digits those from `short_years` are meant.
    Of numbers: `units` may follow one, `qualifier` names the field for what makes one vague. Of codes: `highest_of` orders
    those of which the highest counts, `degree_words` are degrees where an education is asked for.
    """

    name: str
    label: str
    type: str
    description: str
    headers: tuple[str, ...]
    groups: frozenset[str]
    is_personal: bool
    is_required: bool
    needs_column: bool
    is_critical: bool
    code_list: str | None
    is_text_only: bool
    default: str | None
    title_words: tuple[str, ...]
    title_unless: tuple[str, ...]
    title_value: str | None
    yes_words: frozenset[str]
    no_words: frozenset[str]
    left_words: frozenset[str]
    is_month_end: bool
    is_start: bool
    is_latest: bool
    is_end: bool
    short_years: tuple[int, int] | None
    units: frozenset[str]
    qualifier: str | None
    highest_of: tuple[str, ...]
    degree_words: frozenset[str]
    minimum: int | None
    maximum: int | None
    rules: tuple[Rule, ...]

    @property
    def is_free_text(self) -> bool:
        """Whether any text may stand there."""
        return self.type == "string" and not self.code_list

    @property
    def is_typed(self) -> bool:
        """Whether its values are understood: those that are stored, and dates that others are compared with."""
        return not self.is_personal or self.type == "date"

    @property
    def refuses_row(self) -> bool:
        """A cell of this field that cannot be read refuses its row; of any other field it is left empty, with a finding."""
        return self.is_required or self.is_critical


@dataclass(frozen=True)
class Entity:
    """One kind of record. `headers` maps each folded header word to the fields that it may name.

    `gone_words` say in a remark that the row no longer counts.
    """

    name: str
    label: str
    grain: str
    purpose: str
    fields: tuple[Field, ...]
    rules: tuple[Rule, ...]
    title_words: tuple[str, ...]
    gone_words: frozenset[str]
    headers: dict[str, tuple[str, ...]] = field(repr=False)

    @cached_property
    def by_name(self) -> dict[str, Field]:
        return {each.name: each for each in self.fields}

    @property
    def all_rules(self) -> tuple[Rule, ...]:
        """The rules of the fields, then those of the whole row."""
        return (*(rule for each in self.fields for rule in each.rules), *self.rules)

    @cached_property
    def rules_by_code(self) -> dict[str, Rule]:
        return {rule.code: rule for rule in reversed(self.all_rules)}

    @property
    def stored(self) -> tuple[Field, ...]:
        """The fields that reach the conformed table."""
        return tuple(each for each in self.fields if not each.is_personal)


def load_entity(path: Path) -> Entity:
    """Read and check one contract; UserError names the file and the place."""
    try:
        document = OpenDataContractStandard.from_file(str(path))
    except (OSError, ValueError, yaml.YAMLError, TypeError) as error:
        raise UserError(f"contracts/entities/{path.name} is no valid data contract: {error}") from error
    if len(document.schema_ or []) != 1:
        raise UserError(f"contracts/entities/{path.name} should hold exactly one schema.")
    schema = document.schema_[0]
    custom = _custom(schema.customProperties)
    fields = tuple(_field(path, each) for each in schema.properties or [])
    headers: dict[str, tuple[str, ...]] = {}
    for each in fields:
        for word in (each.label, *each.headers):
            key = folded(word)
            if each.name not in headers.get(key, ()):
                headers[key] = (*headers.get(key, ()), each.name)
    return Entity(
        name=schema.name,
        label=schema.businessName or schema.name,
        grain=schema.dataGranularityDescription or "",
        purpose=(document.description.purpose if document.description else "") or "",
        fields=fields,
        rules=tuple(_rule(path, each, None) for each in schema.quality or []),
        title_words=tuple(folded(word) for word in custom.get("titleWords", [])),
        gone_words=frozenset(folded(word) for word in custom.get("goneWords", [])),
        headers=headers,
    )


def _field(path: Path, each: SchemaProperty) -> Field:
    if each.logicalType not in TYPES:
        raise UserError(
            f"contracts/entities/{path.name}: {each.name} has logicalType {each.logicalType}; use one of {', '.join(sorted(TYPES))}."
        )
    custom = _custom(each.customProperties)
    below: dict[str, list[str]] = custom.get("groupHeaders", {"groups": [], "words": []})
    options = each.logicalTypeOptions or {}
    constant: dict[str, Any] = custom.get("titleConstant", {})
    return Field(
        name=each.name,
        label=each.businessName or each.name,
        type=each.logicalType,
        description=each.description or "",
        headers=(*custom.get("headers", []), *_in_groups(**below)),
        groups=frozenset(folded(group) for group in below["groups"]),
        is_personal=each.classification == PERSONAL,
        is_required=bool(each.required),
        needs_column=bool(each.required or custom.get("columnRequired")),
        is_critical=bool(each.criticalDataElement),
        code_list=custom.get("codeList"),
        is_text_only=bool(custom.get("textOnly")),
        default=custom.get("default"),
        title_words=tuple(folded(word) for word in constant.get("words", [])),
        title_unless=tuple(folded(word) for word in constant.get("unless", [])),
        title_value=constant.get("value"),
        yes_words=frozenset(folded(word) for word in custom.get("yesWords", [])),
        no_words=frozenset(folded(word) for word in custom.get("noWords", [])),
        left_words=frozenset(folded(word) for word in custom.get("leftWords", [])),
        is_month_end=custom.get("monthMeans") == "last day",
        is_start=custom.get("openInterval") == "start",
        is_latest=custom.get("severalMean") == "latest",
        is_end=bool(custom.get("endsRow")),
        short_years=tuple(custom["twoDigitYears"]) if "twoDigitYears" in custom else None,
        units=frozenset(folded(word) for word in custom.get("units", [])),
        qualifier=custom.get("qualifierField"),
        highest_of=tuple(map(str, custom.get("highestOf", []))),
        degree_words=frozenset(folded(word) for word in custom.get("degreeWords", [])),
        minimum=options.get("minimum"),
        maximum=options.get("maximum"),
        rules=tuple(_rule(path, rule, each.name) for rule in each.quality or []),
    )


def _in_groups(groups: list[str], words: list[str]) -> list[str]:
    """Words that name a field only below one of these groups of the header: 等级 below 证书情况, never alone."""
    return [f"{group}/{word}" for group in groups for word in words]


def _rule(path: Path, rule: DataQuality, owner: str | None) -> Rule:
    if rule.metric == "invalidValues" and rule.arguments:
        kind, expression = "pattern", rule.arguments["pattern"]
    elif rule.engine in ("pandera", "polars"):
        kind, expression = ("named" if rule.engine == "pandera" else "expression"), str(rule.implementation)
    else:
        raise UserError(
            f"contracts/entities/{path.name}: rule {rule.id} is neither a pattern nor a pandera or polars check."
        )
    return Rule(
        code=rule.id or "",
        kind=kind,
        expression=expression,
        field=owner or _custom(rule.customProperties)["field"],
        severity=rule.severity or "quarantine",
    )


def _custom(properties: Any) -> dict[str, Any]:
    return {each.property: each.value for each in properties or []}
