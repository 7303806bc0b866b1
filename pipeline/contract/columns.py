"""What dbt must know of the star, made from the contracts: columns of the facts with their keys, and the code lists as dimensions.

One fact per entity, one dimension per code list that a fact uses; names, types, descriptions with the Chinese name. Written by
`rollcall lint --write`; lint refuses the files when they say anything else.
"""

import json
from collections.abc import Iterable, Iterator

from pipeline.contract.catalogue import Contracts
from pipeline.contract.entity import ROSTER, Entity, Field

SQL_TYPES = {
    "string": "varchar",
    "integer": "integer",
    "number": "decimal(18,4)",
    "boolean": "boolean",
    "date": "date",
    "array": "varchar[]",
}
Column = tuple[str, str, str]
_REPORTED = (
    ("delivery_id", "varchar", "报送 / Delivery: hash of file, unit and period."),
    ("row_id", "varchar", "行 / Row of a sheet: hash of file, sheet, row and table."),
    ("unit_code", "varchar", "填报单位 / Reporting unit that handed the row in."),
    ("period", "varchar", "报告期 / Period of the delivery: YYYY-MM, YYYY or undated."),
    ("is_delivery_counted", "boolean", "是否计入 / False while the delivery is held."),
)
_PERSON = ("person_key", "varchar", "人员 / The person, the same in all periods and units.")
_AGE = ("age", "integer", "年龄(周岁) / Age on the as-of date.")
_AGE_BAND = ("age_band", "varchar", "年龄段 / Age on the as-of date in one of four bands: 0-35, 36-45, 46-55, 56-.")
_EMPLOYER = (
    "employer_key",
    "varchar",
    "单位键 / The body that the row names, the same in all lists and periods of its reporting unit.",
)
_STATION = ("station_key", "varchar", "站点键 / The station or room, the same in all periods of its reporting unit.")
_ALWAYS = {
    "delivery_id": "dim_delivery",
    "unit_code": "dim_reporting_unit",
    "period": "dim_period",
    "person_key": "dim_person",
    "employer_key": "dim_employer",
    "station_key": "dim_station",
}
_OF_A_LIST = {"post_grade": (("band_zh", "varchar", "档次 / Band of titles: 正高, 副高, 中级 or 初级."),)}
_HEAD = """# Made from contracts/ by `rollcall lint --write`; change a column there.
version: 2

models:
"""
_MODEL = """  - name: {name}
    description: {description}
    constraints:
      - {{type: primary_key, columns: [{key}]}}
{tests}    columns:
{columns}"""
_TESTS = """    data_tests:
      - grain: {{arguments: {{columns: [delivery_id, row_id]}}}}
      - refers:
          name: keys_of_fct_{name}
          arguments:
            keys:
{keys}
"""
_KEY = "              - {{column: {column}, to: ref('{to}'), field: {field}{several}}}"
_COLUMN = "      - {{name: {name}, data_type: {type}, description: {description}}}"


def facts_yaml(contracts: Contracts) -> str:
    """The text of dbt_project/models/facts/_facts.yml."""
    return _HEAD + "\n\n".join(_fact(entity) for entity in contracts.entities.values()) + "\n"


def code_lists_yaml(contracts: Contracts) -> str:
    """The text of dbt_project/models/dimensions/codes/_codes.yml."""
    return _HEAD + "\n\n".join(_code_list(name, used) for name, used in sorted(code_lists(contracts).items())) + "\n"


def code_lists(contracts: Contracts) -> dict[str, list[tuple[Entity, Field]]]:
    """The code lists that facts use, each with the fields whose codes it holds; areas have a dimension of their own kind."""
    used: dict[str, list[tuple[Entity, Field]]] = {}
    for entity in contracts.entities.values():
        for each in entity.stored:
            if each.code_list and each.code_list != "areas":
                used.setdefault(each.code_list, []).append((entity, each))
    return used


def _fact(entity: Entity) -> str:
    own = [*_REPORTED, *_person(entity), *_keys_of_its_own(entity)]
    fields = [(each.name, SQL_TYPES[each.type], f"{each.label} / {each.description}") for each in entity.stored]
    return _model(
        f"fct_{entity.name}",
        f"{entity.label}: {entity.grain}.",
        ("delivery_id", "row_id"),
        [*own, *fields],
        _tests(entity, own),
    )


def _person(entity: Entity) -> list[Column]:
    """The person of a row and an age: in years for workers alone, everybody else's in bands."""
    return [_PERSON, _AGE if entity.name == ROSTER else _AGE_BAND] if entity.has_persons else []


def _keys_of_its_own(entity: Entity) -> list[Column]:
    names_body = "employer" in entity.by_name or entity.name in ("agency", "institution")
    return [*([_EMPLOYER] if names_body else []), *([_STATION] if entity.name == "station" else [])]


def _tests(entity: Entity, own: list[Column]) -> str:
    """The tests of grain and keys: each key stands in its dimension, those that every fact has first, then codes and areas."""
    keys = [_key(name, _ALWAYS[name], name) for name, *_ in own if name in _ALWAYS]
    for each in entity.stored:
        if each.code_list == "areas":
            keys.append(_key(each.name, "dim_area", "area_code"))
        elif each.code_list:
            keys.append(
                _key(each.name, f"dim_{each.code_list}", f"{each.code_list}_code", several=each.type == "array")
            )
    return _TESTS.format(name=entity.name, keys="\n".join(keys))


def _key(column: str, to: str, field: str, *, several: bool = False) -> str:
    return _KEY.format(column=column, to=to, field=field, several=", several: true" if several else "")


def _code_list(name: str, used: list[tuple[Entity, Field]]) -> str:
    labels = "、".join(dict.fromkeys(field.label for _, field in used))
    where = ", ".join(f"fct_{entity.name}.{field.name}" for entity, field in used)
    columns = [
        (f"{name}_code", "varchar", f"代码 / Code as it stands in the facts: {where}."),
        ("name_zh", "varchar", "名称 / Chinese name."),
        ("name_en", "varchar", "英文名称 / English name."),
        ("rank", "integer", "顺序 / Place in the list, from 1."),
        *_OF_A_LIST.get(name, ()),
    ]
    return _model(f"dim_{name}", f"{labels}: the code list {name}.", (f"{name}_code",), columns)


def _model(name: str, description: str, key: Iterable[str], columns: Iterable[Column], tests: str = "") -> str:
    return _MODEL.format(
        name=name,
        description=json.dumps(description, ensure_ascii=False),
        key=", ".join(key),
        tests=tests,
        columns="\n".join(_columns(columns)),
    )


def _columns(columns: Iterable[Column]) -> Iterator[str]:
    for name, kind, said in columns:
        yield _COLUMN.format(name=name, type=json.dumps(kind), description=json.dumps(said, ensure_ascii=False))
