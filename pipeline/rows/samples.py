"""Made-up values for the example of a proposed layout: of each field one as a county writes it and as it is stored.

No such person exists: the ID number is of an area without people.
"""

import datetime as dt

from pipeline import identity
from pipeline.contract import Contracts
from pipeline.contract.entity import Field

_SAMPLES = {
    "id_number": "510499199001011233",
    "name": "测试甲",
    "phone": "19900000001",
    "certificate_number": "2020051049900001",
    "birth_date": "1990-01",
    "registration_number": "2020051049900002",
    "bank_account": "9990000000000001",
}
_COUNT = 3
_GROWN = dt.timedelta(days=30 * 365)  # at what age the made-up person did whatever has a date


def sample(field: Field, unit_code: str, contracts: Contracts) -> tuple[str | int, str | int]:
    """A made-up value of a field, as a county writes it and as it is stored."""
    codes = contracts.codes
    if field.is_personal:
        text = _SAMPLES[field.name]
        return text, text
    if field.code_list == "areas":
        return unit_code, unit_code
    if field.code_list:
        first = codes[field.code_list].codes[0]
        return first.name_zh, first.code
    if any(rule.kind == "pattern" for rule in field.rules):
        return "9" * 18, "9" * 18
    day = (identity.birth_date(_SAMPLES["id_number"]) + _GROWN).isoformat()
    number = max(_COUNT, field.minimum or 0)
    by_type: dict[str, tuple[str | int, str | int]] = {
        "boolean": ("是", "true"),
        "date": (day, day),
        "integer": (number, number),
        "number": (number, number),
    }
    return by_type.get(field.type, (f"示例{field.label[:2]}", f"示例{field.label[:2]}"))
