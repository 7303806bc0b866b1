"""A small home made by hand: three kept files, and the build that a right run makes of them (synthetic, not official).

510402 sends an .xlsx of six rows, 510411 a GB18030 .csv of four, 510400 a statement of its population. Of the ten
candidates six are professionals who count: one has left, one is no professional, one is the same person again in the
same unit, one in the other unit.
"""

import hashlib
import io
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import xlsxwriter

from pipeline.stores.release_writing import write_release

CONTRACTS = Path(__file__).parent.parent / "contracts"
BUILD = Path(__file__).with_name("release_build.sql")
INPUTS = {"deliveries": [], "key_fingerprint": "1f" * 8, "engine": "duckdb"}
LATER = INPUTS | {"deliveries": ["one more"]}
PERIOD, AS_OF, YEAR_END = "2022-08", date(2022, 8, 31), date(2022, 12, 31)
PLAN, CITY, EAST, SOUTH = "panzhihua-145", "510400", "510402", "510411"
NAMES = {CITY: "攀枝花市", EAST: "东区", SOUTH: "仁和区"}
IDS = [
    "510499198001010011", "510499198102020022", "510499198203030033", "510499198304040044",
    "510499198405050055", "510499198506060066", "510499198607070077", "51049919870808008X",
]  # fmt: skip

# What stands in the cells, in the order of the columns, and what a right reading makes of a row.
HEADERS = ["姓名", "身份证号", "社区(村)", "证书等级", "取得时间", "离岗日期", "是否专业人才"]
FIELDS = ["name", "id_number", "community", "certificate_level", "certificate_date", "left_on", "is_professional"]
CELLS = {
    EAST: [
        ["=1+1", IDS[0], "示例社区"],
        ["甲二", IDS[1]],  # the community is filled down from the row above
        ["甲三", IDS[2], "样本社区", None, None, "2022-06-30"],
        ["甲四", IDS[3], "样本社区", "社会工作师", "2021年10月"],
        ["甲五", IDS[4], "样本社区"],
        ["甲一", IDS[0].lower() + " ", "示例社区", "助理社会工作师", "2019-10-01"],
    ],
    SOUTH: [
        ["甲五", IDS[4], "平地村", "", "", "", "是"],
        ["乙一", IDS[5], "平地村", "", "", "", "是"],
        ["乙二", IDS[6], "平地村", "", "", "", "否"],
        ["乙三", IDS[7], "平地村", "初级", "2023-01-15", "", "是"],
    ],
}
FIRST_ROW = {EAST: 3, SOUTH: 2, CITY: 2}
ROWS = [(EAST, row) for row in range(3, 9)] + [(SOUTH, row) for row in range(2, 6)]
READ = {
    (EAST, 5): {"left_on": date(2022, 6, 30)},
    (EAST, 6): {"certificate_level": "2", "certificate_date": date(2021, 10, 1)},
    (EAST, 8): {"certificate_level": "1", "certificate_date": date(2019, 10, 1)},
    (SOUTH, 4): {"is_professional": False},
    (SOUTH, 5): {"certificate_level": "1", "certificate_date": date(2023, 1, 15)},
}
NOT_COUNTED = {
    "measure_professional": {
        (EAST, 5): "left_before_date", (EAST, 8): "duplicate_same_unit", (SOUTH, 2): "duplicate_other_unit",
        (SOUTH, 4): "not_professional",
    },
    "measure_certified_worker": {
        **dict.fromkeys([(EAST, 4), (EAST, 7), (SOUTH, 2), (SOUTH, 3), (SOUTH, 4)], "no_certificate"),
        (EAST, 5): "left_before_date", (EAST, 8): "duplicate_same_unit", (SOUTH, 5): "certificate_after_date",
    },
}  # fmt: skip
SHOWN_BY = {(EAST, 3): (EAST, 8), (EAST, 6): (EAST, 6), (EAST, 8): (EAST, 8)}
REASONS = {
    "not_professional": "非社会工作专业人才", "left_before_date": "截止日前已离岗", "no_certificate": "未持证",
    "certificate_after_date": "证书取得晚于截止日", "duplicate_same_unit": "本单位内重复",
    "duplicate_other_unit": "与其他单位重复",
}  # fmt: skip
MEASURES = {
    "measure_professional": ("worker", "截止日未离岗的社会工作专业人才", "id_number is_professional left_on community"),
    "measure_certified_worker": (
        "worker", "截止日前取得国家证书的人员", "id_number left_on certificate_level certificate_date"
    ),
    "measure_registered_population": ("observation", "户籍人口", "subject value unit area_code data_date"),
}  # fmt: skip
POPULATION = Decimal(1069100)
LINES = {
    "01": ("社会工作专业人才队伍总量", "人", Decimal(2100), {CITY: (6, 8), EAST: (4, 5), SOUTH: (2, 3)}),
    "02": ("占户籍总人口", "‰", Decimal("1.7"), {CITY: (6, 8), EAST: (4, 5), SOUTH: (2, 3)}),
    "03": ("通过社会工作者职业水平考试人数", "人", Decimal(750), {CITY: (2, 3), EAST: (2, 3), SOUTH: (0, 0)}),
}

Row = dict[str, Any]


@dataclass
class Home:
    """A home with kept bytes; ``tables`` are the rows of its build by table, to be changed before it is built."""

    folder: Path
    tables: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    sha256: dict[str, str] = field(default_factory=dict)

    def kept(self, unit: str) -> Path:
        return self.folder / "collected" / "bytes" / self.sha256[unit][:2] / self.sha256[unit]

    def file(self, unit: str) -> str:
        return f"{unit}/{'undated' if unit == CITY else PERIOD}/{self.sha256[unit][:12]}"

    def rows(self, table: str, unit: str, row: int) -> list[Row]:
        """The rows of a table that speak of this row of a file, to be changed in place."""
        return [each for each in self.tables[table] if each["row_id"] == row_id(unit, row)]

    def figure(self, figure_id: str) -> Row:
        return next(each for each in self.tables["indicator_value"] if each["figure_id"] == figure_id)

    def publish(self, inputs: dict[str, Any] = INPUTS, gate: Callable[[Path], Row] = lambda staged: {}) -> Path:
        """Write marts/build.duckdb anew from the tables and publish it as made from these inputs."""
        build, tables = self.folder / "marts" / "build.duckdb", self.folder / "marts" / "tables"
        tables.mkdir(parents=True, exist_ok=True)
        build.unlink(missing_ok=True)
        with duckdb.connect(str(build)) as connection:
            connection.execute(BUILD.read_text(encoding="utf-8"))
            for name, rows in self.tables.items():
                for row in rows:
                    marks = ", ".join(["?"] * len(row))
                    connection.execute(f"insert into {name} ({', '.join(row)}) values ({marks})", list(row.values()))
        return write_release(self.folder, build, tables, CONTRACTS, inputs, {"built_at": "2026-01-01"}, gate)


def make_home(folder: Path) -> Home:
    """The home as a right run leaves it: bytes kept, nothing built yet."""
    home = Home(folder)
    _keep(home, EAST, _workbook([["东区社会工作专业人才花名册"], HEADERS[:6], *CELLS[EAST]]))
    _keep(home, SOUTH, "".join(",".join(row) + "\r\n" for row in [HEADERS, *CELLS[SOUTH]]).encode("gb18030"))
    statement = ["户籍人口", 106.91, "万人", CITY, "2022-12-31"]
    _keep(home, CITY, _workbook([["主题", "数值", "单位", "地区代码", "数据日期"], statement]))
    _dimensions(home)
    _deliver(home, EAST, "worker", "名册", FIELDS[:6], 6)
    _deliver(home, SOUTH, "worker", "csv", FIELDS, 4)
    _deliver(home, CITY, "observation", "名册", ["subject", "value", "unit", "area_code", "data_date"], 1)
    title = {"field": "is_professional", "source": "title", "cell_column": None, "source_cell": "A1"}
    home.tables["header_map"].append({**home.tables["header_map"][0], **title})
    home.tables["filled_value"] = [{**_key(EAST, 4), "field": "community", "source_row": 3}]
    _facts(home)
    _candidates(home)
    for code in LINES:
        _figures(home, code)
    return home


def row_id(unit: str, row: int) -> str:
    return hashlib.sha256(f"{unit}/{row}".encode()).hexdigest()[:16]


def delivery_id(unit: str) -> str:
    return hashlib.sha256(unit.encode()).hexdigest()[:16]


def _key(unit: str, row: int) -> Row:
    return {"delivery_id": delivery_id(unit), "row_id": row_id(unit, row)}


def _workbook(rows: list[list[Any]]) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"strings_to_formulas": False}) as book:
        book.set_properties({"created": datetime(2022, 9, 1)})
        sheet = book.add_worksheet("名册")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return content.getvalue()


def _keep(home: Home, unit: str, content: bytes) -> None:
    home.sha256[unit] = hashlib.sha256(content).hexdigest()
    home.kept(unit).parent.mkdir(parents=True, exist_ok=True)
    home.kept(unit).write_bytes(content)


def _dimensions(home: Home) -> None:
    home.tables["dim_area"] = [{"area_code": code, "name_zh": name} for code, name in NAMES.items()]
    pairs = [*((code, code) for code in NAMES), (CITY, EAST), (CITY, SOUTH)]
    home.tables["dim_area_member"] = [{"area_code": area, "member_code": member} for area, member in pairs]
    home.tables["plan_definition"] = [
        {"plan_code": PLAN, "plan_version": "1", "kind": "plan", "title": "某市规划", "area_code": CITY}
    ]
    home.tables["not_counted_reason"] = [
        {"reason": reason, "rank": rank, "name_zh": label} for rank, (reason, label) in enumerate(REASONS.items())
    ]
    home.tables["int_person"] = [{"person_key": "p", "id_key": "never published"}]


def _deliver(home: Home, unit: str, entity: str, sheet: str, fields: list[str], count: int) -> None:
    table = {"delivery_id": delivery_id(unit), "sheet_index": 0, "sheet": sheet, "table_index": 0, "entity": entity}
    home.tables["run_delivery"].append(
        {"delivery_id": delivery_id(unit), "entity": entity, "unit_code": unit, "sha256": home.sha256[unit],
         "file": home.file(unit), "is_counted": True, "is_synthetic": True}
    )  # fmt: skip
    for row in range(FIRST_ROW[unit], FIRST_ROW[unit] + count):
        home.tables["row_address"].append(
            {**table, "row": row, "row_id": row_id(unit, row), "kind": "data", "fate": "conformed"}
        )
    for name, column in zip(fields, "ABCDEFG", strict=False):
        home.tables["header_map"].append(
            {**table, "field": name, "source": "column", "cell_column": column, "source_cell": f"{column}1"}
        )


def _facts(home: Home) -> None:
    for unit, row in ROWS:
        cells = CELLS[unit][row - FIRST_ROW[unit]]
        community = cells[2] if len(cells) > 2 else "示例社区"
        home.tables["fct_worker"].append(
            {**_key(unit, row), "unit_code": unit, "period": PERIOD, "community": community, "certificate_level": None,
             "certificate_date": None, "left_on": None, "is_professional": True, **READ.get((unit, row), {})}
        )  # fmt: skip
    home.tables["fct_observation"] = [
        {**_key(CITY, 2), "subject": "户籍人口", "value": Decimal("106.91"), "unit": "万人", "area_code": CITY,
         "data_date": YEAR_END}
    ]  # fmt: skip


def _candidates(home: Home) -> None:
    for measure, (entity, definition, reads) in MEASURES.items():
        kind = "roster" if entity == "worker" else "external"
        home.tables["measure_definition"].append(
            {"measure": measure, "entity": entity, "definition_zh": definition, "source_kind": kind,
             "reads": reads.split()}
        )  # fmt: skip
        for unit, row in ROWS if kind == "roster" else [(CITY, 2)]:
            evidence = SHOWN_BY.get((unit, row)) if measure == "measure_certified_worker" else None
            home.tables["measure_candidate"].append(
                {**_key(unit, row), "measure": measure, "area_code": unit, "period": PERIOD,
                 "evidence_row_id": row_id(*evidence) if evidence else None,
                 "quantity": Decimal(1) if kind == "roster" else POPULATION,
                 "not_counted_reason": NOT_COUNTED.get(measure, {}).get((unit, row))}
            )  # fmt: skip


def _figures(home: Home, code: str) -> None:
    name, unit, target, sums = LINES[code]
    is_share = unit == "‰"
    line = {"plan_code": PLAN, "plan_version": "1", "indicator_code": code, "indicator_name": name}
    home.tables["indicator_definition"].append(
        {**line, "plan_area_code": CITY, "reading": None, "factor": 1000 if is_share else 1,
         "numerator": "measure_certified_worker" if code == "03" else "measure_professional",
         "denominator": "measure_registered_population" if is_share else None}
    )  # fmt: skip
    for area, (counted, reported) in sums.items():
        value = Decimal(counted) if not is_share else Decimal(counted) * 1000 / POPULATION if area == CITY else None
        figure = {
            **line, "figure_id": f"{PLAN}/{code}/{area}/{PERIOD}", "area_code": area, "area_name": NAMES[area],
            "period": PERIOD, "as_of_date": AS_OF, "statistic": "ratio" if is_share else "sum", "unit": unit,
            "numerator": Decimal(counted), "reported_value": Decimal(reported),
            "value": None if value is None else value.quantize(Decimal("0.000001")), "target_type": "约束性",
            "status": "无法评估", "status_reason": "未分解", "coverage_pct": Decimal(100), "source_kind": "花名册",
            "is_synthetic": True, "approval": "初步数", "definition_zh": name,
            "is_chosen": True, "source_words_zh": f"{target}{unit}",
        }  # fmt: skip
        if area == CITY:
            figure |= {"operator": ">=", "target": target, "target_zh": str(target), "status": "进行中"}
            figure |= {"deadline": date(2025, 12, 31), "deadline_precision": "day", "status_reason": None}
            if is_share:
                figure |= {"denominator": POPULATION, "denominator_as_of": YEAR_END, "denominator_source": "外部"}
        home.tables["indicator_value"].append(figure)
