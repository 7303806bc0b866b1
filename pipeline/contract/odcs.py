"""The files contracts/entities/<name>.odcs.yaml as entities: one Open Data Contract Standard v3 document for each.

What the standard has no key for stands in customProperties: headers, groupHeaders, codeList, textOnly, default, titleConstant,
titleWords, yesWords, noWords, leftWords, columnRequired, monthMeans; twoDigitYears, openInterval, intervalStart, intervalEnd, severalMean, endsRow of dates;
units, qualifierField, scales of numbers; highestOf, degreeWords of code lists; goneWords, ownTitleWords, otherTitleWords,
subjectWords, signColumns of the entity. `like: worker.name` gives a column the words, customs and rules of another entity's column
beside its own.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml
from open_data_contract_standard.model import DataQuality, OpenDataContractStandard, SchemaProperty

from pipeline.contract.entity import Entity, Field, Rule
from pipeline.settings import UserError
from pipeline.text import folded

TYPES = {"string", "integer", "number", "boolean", "date", "array"}
PERSONAL = "sensitive"


def load_entities(paths: Iterable[Path]) -> dict[str, Entity]:
    """Read and check the contracts, by the name of their entity; UserError names the file and the place."""
    documents = {path: _document(path) for path in paths}
    properties = {
        f"{document.schema_[0].name}.{each.name}": each
        for document in documents.values()
        for each in document.schema_[0].properties or []
    }
    found = {}
    for path, document in documents.items():
        try:
            entity = _entity(path, document, properties)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            what = f"{error} is missing" if isinstance(error, KeyError) else str(error)
            raise UserError(f"contracts/entities/{path.name} cannot be used: {what}") from error
        found[entity.name] = entity
    return found


def _document(path: Path) -> OpenDataContractStandard:
    try:
        document = OpenDataContractStandard.from_file(str(path))
    except (OSError, ValueError, yaml.YAMLError, TypeError) as error:
        raise UserError(f"contracts/entities/{path.name} is no valid data contract: {error}") from error
    if len(document.schema_ or []) != 1:
        raise UserError(f"contracts/entities/{path.name} should hold exactly one schema.")
    return document


def _entity(path: Path, document: OpenDataContractStandard, properties: dict[str, SchemaProperty]) -> Entity:
    schema = document.schema_[0]
    custom = _custom(schema.customProperties)
    fields = tuple(_field(path, each, properties) for each in schema.properties or [])
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
        own_title_words=tuple(folded(word) for word in custom.get("ownTitleWords", [])),
        other_title_words=tuple(folded(word) for word in custom.get("otherTitleWords", [])),
        subject_words=tuple(folded(word) for word in custom.get("subjectWords", [])),
        sign_fields=tuple(custom.get("signColumns", [])),
        gone_words=frozenset(folded(word) for word in custom.get("goneWords", [])),
        headers=headers,
    )


def _field(path: Path, each: SchemaProperty, properties: dict[str, SchemaProperty]) -> Field:
    if each.logicalType not in TYPES:
        raise UserError(
            f"contracts/entities/{path.name}: {each.name} has logicalType {each.logicalType}; use one of {', '.join(sorted(TYPES))}."
        )
    custom, quality = _customs(path, each, properties)
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
        interval_start=custom.get("intervalStart"),
        interval_end=custom.get("intervalEnd"),
        is_latest=custom.get("severalMean") == "latest",
        is_end=bool(custom.get("endsRow")),
        short_years=tuple(custom["twoDigitYears"]) if "twoDigitYears" in custom else None,
        units=frozenset(folded(word) for word in custom.get("units", [])),
        qualifier=custom.get("qualifierField"),
        scales=tuple((folded(unit), int(worth)) for unit, worth in custom.get("scales", {}).items()),
        scale=None if "scales" in custom else 1,
        highest_of=tuple(map(str, custom.get("highestOf", []))),
        degree_words=frozenset(folded(word) for word in custom.get("degreeWords", [])),
        minimum=options.get("minimum"),
        maximum=options.get("maximum"),
        rules=tuple(_rule(path, rule, each.name) for rule in quality),
    )


def _customs(
    path: Path, each: SchemaProperty, properties: dict[str, SchemaProperty]
) -> tuple[dict[str, Any], list[DataQuality]]:
    """The custom properties and rules of a column, with those of the column that it is like."""
    own, quality = _custom(each.customProperties), each.quality or []
    if "like" not in own:
        return own, quality
    if own["like"] not in properties:
        raise UserError(f"contracts/entities/{path.name}: {each.name} is like {own['like']}, which is no column.")
    other = properties[own["like"]]
    words = _custom(other.customProperties)
    headers = [*words.get("headers", []), *own.get("headers", [])]
    return words | own | {"headers": headers}, [*(other.quality or []), *quality]


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
