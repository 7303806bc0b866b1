"""Tables as counties write them, for the tests of rows and contracts: a good row of every entity, in memory or as a real file.

A cell is a Python value, or a Cell where Python has none (ERROR, UNCACHED). All persons are made up: area 510499 does not exist.
"""

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
from warehouses import ROOT

from pipeline.contract import Contracts, load
from pipeline.contract.entity import Field
from pipeline.identity import check_character
from pipeline.rows.delivery import Conformed, Context, conform
from pipeline.rows.keys import Keys
from pipeline.sheets import sandbox
from pipeline.sheets.grid import Cell, Grid, Workbook

CONTRACTS = load(ROOT / "contracts")
KEYS = Keys(bytes(range(32)))
EAST = "510402"
AS_OF = dt.date(2022, 8, 31)
ERROR = Cell("error", "#REF!")
UNCACHED = Cell("uncached", "", 0, "SUM(A1:A2)")
Line = list[Any]


def identity(sequence: int, born: str = "19900203") -> str:
    """An identity number that no person has, with a right check character."""
    head = f"510499{born}{sequence:03d}"
    return head + check_character(head)


def good(entity: str, number: int = 0) -> dict[str, Any]:
    """The cells of a row that breaks no rule, by field; every field is filled."""
    fields = CONTRACTS.entities[entity].fields
    return {each.name: _filled(each, number) for each in fields} | _of_kind(entity, number)


def _filled(field: Field, number: int) -> Any:
    """A cell of a field by its name where it speaks of a person or a place, else by its type: nothing that two fields would contradict."""
    told = {
        "name": f"测试{chr(0x4E00 + number)}" if field.is_personal else f"测试{number}",
        "id_number": _whole(number),
        "phone": f"199{number:08d}",
        "birth_date": "1990年2月",
        "sex": "女",
        "education": "本科",
        "unified_social_credit_code": f"52510400MJ{number:08d}",
        "township": "示例街道",
        "community": "示例社区",
        "subject_area_code": "东区",
    }
    if field.name in told:
        return told[field.name]
    if field.is_personal:
        return f"20200510499{number:05d}"
    if field.code_list:
        return CONTRACTS.codes[field.code_list].codes[0].name_zh
    begins_or_ends = "2022-06" if field.is_month_end or field.is_end or field.name.startswith("ended") else "2021-05-06"
    by_type = {"boolean": "是", "date": begins_or_ends, "integer": field.minimum or 3, "number": field.minimum or 3}
    return by_type.get(field.type, f"示例{field.label[:2]}")


def _whole(number: int) -> str:
    """The identity number of a woman, one for each count, which does not end as a spreadsheet leaves a number cut short."""
    days, sequence = divmod(2 * number, 1000)
    numbers = (identity(sequence, f"199002{day:02d}") for day in range(3 + 5 * days, 29))
    return next(each for each in numbers if not each.endswith("000"))


def _of_kind(entity: str, number: int) -> dict[str, Any]:
    """What the fields of one entity say together."""
    told = {
        "worker": {
            "political_status": "群众",
            "employer": "示例社区居委会",
            "employer_type": "事业单位",
            "role": "社区专职工作者",
            "domains": "老年、社区建设",
            "certificate_date": "2020-09-15",
            "left_on": "2022年9月1日",
        },
        "agency": {
            "name": f"示例社会工作服务中心{number}",
            "registered_on": "2019-05-06",
            "closed_on": "2022-09-01",
            "party_form": "联合党支部",
            "employee_count": 20,
            "staff_count": 12,
            "certified_count": 5,
            "subject_area_code": EAST,
        },
        "station": {
            "name": f"示例社工室{number}",
            "tier": "村(社区)社工室",
            "operator": "示例社会工作服务中心",
            "opened_on": "2021-05",
            "is_operating": "正常运行",
            "staff_count": 4,
            "certified_count": 2,
        },
        "community": {
            "kind": "社区",
            "name": f"测试{number}社区",
            "urban_rural": "城市",
            "valid_from": "2010-01-01",
            "valid_to": "2024-01-01",
        },
        "post": {
            "authorised_count": 5,
            "set_count": 4,
            "filled_count": 3,
            "vacant_count": 1,
            "certificate_appointed_count": 2,
        },
        "exam": {
            "subjects": "社会工作综合能力(初级)、社会工作实务(初级)",
            "passed_subjects": "初级综合能力、初级实务",
        },
        "recognition": {"year": 2021},
        "allowance": {
            "started_on": "2022-01",
            "ended_on": "2022-03",
            "month_count": 3,
            "monthly_amount": 100,
            "paid": 300,
        },
        "observation": {
            "fact_id": f"X{number:03d}",
            "subject": "人口",
            "dimension": "性别",
            "member": "女",
            "kind": "现状",
            "qualifier": "约",
            "value": 12.5,
            "value_text": "十二万余",
            "value_low": 12,
            "value_high": "13",
            "unit": "万人",
            "area_code": EAST,
            "source_kind": "公报",
        },
    }
    return told.get(entity, {})


def table(entity: str, rows: list[dict[str, Any]], contracts: Contracts = CONTRACTS) -> list[Line]:
    """Title, header and rows; a column for every field of the entity, called by its label."""
    fields = contracts.entities[entity].fields
    header = [each.label for each in fields]
    return [[f"东区{contracts.entities[entity].label}"], header, *([row[each.name] for each in fields] for row in rows)]


def grid(lines: list[Line], name: str = "表1", index: int = 0, merges: tuple = (), state: str = "visible") -> Grid:
    """A sheet in memory; None is no cell."""
    rows = {
        number: {column: _cell(value) for column, value in enumerate(line, 1) if value is not None}
        for number, line in enumerate(lines, 1)
    }
    return Grid(index, name, state, {number: cells for number, cells in rows.items() if cells}, merges)


def _cell(value: Any) -> Cell:
    if isinstance(value, Cell):
        return value
    if isinstance(value, bool):
        return Cell("boolean", str(value).upper())
    if isinstance(value, int | float | Decimal):
        return Cell("number", repr(value) if isinstance(value, float) else str(value))
    if isinstance(value, dt.date):
        return Cell("date", value.isoformat())
    return Cell("text", value)


def workbook(path: Path, lines: list[Line]) -> Workbook:
    """The same lines written with openpyxl and read by a reader process."""
    book = openpyxl.Workbook()
    for row, line in enumerate(lines, 1):
        for column, value in enumerate(line, 1):
            if value is not None:
                is_formula = isinstance(value, Cell) and value.kind == "uncached"
                text = f"={value.formula}" if is_formula else value.text if isinstance(value, Cell) else value
                book.active.cell(row, column, text)
    book.save(path)
    return sandbox.read(path, sandbox.Limits(**CONTRACTS.settings["reader"]))


def conformed(
    *grids: Grid, contracts: Contracts = CONTRACTS, unit_code: str = EAST, is_known_file: bool = False
) -> Conformed:
    """What conform makes of these sheets as one delivery."""
    context = Context("d" * 16, "f" * 64, unit_code, AS_OF, contracts, KEYS, is_known_file)
    return conform(Workbook("xlsx", None, grids, ()), context)


def records(outcome: Conformed, name: str) -> list[dict[str, Any]]:
    """The rows of one of its tables; none where it has no such table."""
    return outcome.tables.get(name, pl.DataFrame()).to_dicts()


def codes(outcome: Conformed) -> list[str]:
    """The codes of all findings, sorted."""
    return sorted(outcome.tables["finding"]["code"])
