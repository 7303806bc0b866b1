"""What dbt must know of the facts' columns, made from the contracts: names, types, descriptions with the Chinese name.

One fact per entity. Written by `rollcall lint --write`; lint refuses the file when it says anything else.
"""

import json

from pipeline.contract.catalogue import Contracts
from pipeline.contract.entity import Entity

SQL_TYPES = {
    "string": "varchar",
    "integer": "integer",
    "number": "decimal(18,4)",
    "boolean": "boolean",
    "date": "date",
    "array": "varchar[]",
}
_REPORTED = (
    ("delivery_id", "varchar", "报送 / Delivery: hash of file, unit and period."),
    ("row_id", "varchar", "行 / Row of a sheet: hash of file, sheet, row and table."),
    ("unit_code", "varchar", "填报单位 / Reporting unit that handed the row in."),
    ("period", "varchar", "报告期 / Period of the delivery: YYYY-MM, YYYY or undated."),
    ("is_delivery_counted", "boolean", "是否计入 / False while the delivery is held."),
)
_PERSON = (
    ("person_key", "varchar", "人员 / The person, the same in all periods and units."),
    ("age", "integer", "年龄(周岁) / Age on the as-of date."),
)
_HEAD = """# Made from contracts/entities by `rollcall lint --write`; change a column there.
version: 2

models:
"""
_MODEL = """  - name: fct_{name}
    description: {description}
    data_tests:
      - grain: {{arguments: {{columns: [delivery_id, row_id]}}}}
      - references:
          arguments: {{column: delivery_id, to: ref('dim_delivery'), field: delivery_id}}
    columns:
{columns}"""
_COLUMN = "      - {{name: {name}, data_type: {type}, description: {description}}}"


def facts_yaml(contracts: Contracts) -> str:
    """The text of dbt_project/models/facts/_facts.yml."""
    return _HEAD + "\n\n".join(_model(entity) for entity in contracts.entities.values()) + "\n"


def _model(entity: Entity) -> str:
    person = _PERSON if "id_number" in entity.by_name else ()
    fields = ((each.name, SQL_TYPES[each.type], f"{each.label} / {each.description}") for each in entity.stored)
    columns = (
        _COLUMN.format(name=name, type=json.dumps(kind), description=json.dumps(said, ensure_ascii=False))
        for name, kind, said in (*_REPORTED, *person, *fields)
    )
    return _MODEL.format(
        name=entity.name,
        description=json.dumps(f"{entity.label}: {entity.grain}.", ensure_ascii=False),
        columns="\n".join(columns),
    )
