"""A trial of one pathology: a small file is written and inspected, and what became of a cell or a row is asked.

The first data row is always sound; the sick one stands below it.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
from county_files.book import Book, Page
from county_files.forms import FORMS

from pipeline.contract import load
from pipeline.outputs.inspection import Inspection, inspect
from pipeline.settings import ROOT

UNIT, PERIOD = "510402", "2024-12"
SOUND = {
    "worker": {
        "序号": "1", "姓名": "张三", "性别": "男", "身份证号码": "510499199001011233", "学历": "本科", "工作单位": "示例单位",
        "乡镇(街道)": "青松街道", "社区(村)": "湖光社区", "岗位": "网格员", "服务领域": "老年人", "证书等级": "中级",
        "证书编号": "202005100001", "取得证书时间": "2020年9月", "是否社会工作专业人才": "是", "是否在岗": "是", "离岗日期": None,
        "联系电话": "19900000001", "县(区)": None, "备注": None,
    },
    "agency": {
        "序号": "1", "机构名称": "同心社会工作服务中心", "统一社会信用代码": "52510400MJ00000001", "成立时间": "2015-05-06",
        "党组织建立情况": "联合党支部", "党员人数": 3, "专职人员数": 40, "持证人数": 5,
    },
    "station": {
        "序号": "1", "站点名称": "青松街道社工站", "层级": "乡镇(街道)社工站", "乡镇(街道)": "青松街道", "建成时间": "2019-03-01",
        "撤销时间": None, "是否实体化运行": "是", "驻站人数": 4, "持证人数": 2,
    },
    "observation": {
        "编号": "T1", "指标": "社会工作专业人才", "类别": "现状", "数值": 1700, "计量单位": "人", "地区": "东区",
        "数据日期": "2024-12-31", "来源性质": "汇总表",
    },
}  # fmt: skip
TITLES = {"worker": "花名册", "agency": "社会工作服务机构名录", "station": "社工站点名录", "observation": "统计数值"}
CONTRACTS = load(ROOT / "contracts")
MADE_UP = "510499199208082469"
HEADER = list(SOUND["worker"])
OTHERS = ["510499199208082469", "51049919850312011X", "510499199001011233"]


@dataclass
class Trial:
    """Where files of a trial are written; each is inspected as a delivery of its unit and period."""

    folder: Path
    count: int = 0
    seen: list[str] = field(default_factory=list)

    def book(self, *pages: Page, form: str = "openpyxl", name: str = "花名册", **options: Any) -> "Answer":
        book = Book(f"{name}{FORMS[form].ending}", list(pages), UNIT, PERIOD, "", form, **options)
        path = self.place(book.name)
        FORMS[form].write(book, path)
        return self.file(path)

    def place(self, name: str) -> Path:
        """A path for a delivery of its own."""
        self.count += 1
        folder = self.folder / str(self.count) / UNIT / PERIOD
        folder.mkdir(parents=True)
        return folder / name

    def to_change(self, name: str, others: int = 1) -> tuple[Path, openpyxl.Workbook]:
        """A roster of a person and others, opened to be altered and saved at its path."""
        path = self.place(name)
        path.write_bytes(one_file(self.folder, page("worker", [{}] * others), "openpyxl"))
        return path, openpyxl.load_workbook(path)

    def bytes(self, name: str, content: bytes) -> "Answer":
        path = self.place(name)
        path.write_bytes(content)
        return self.file(path)

    def file(self, path: Path) -> "Answer":
        answer = Answer(inspect(path, CONTRACTS))
        self.seen += answer.codes
        return answer

    def row(self, entity: str = "worker", *, form: str = "openpyxl", **cells: Any) -> "Answer":
        """A table with a sound row and a row with these cells."""
        return self.rows([cells], entity, form=form)

    def rows(self, changes: list[dict[str, Any]], entity: str = "worker", *, form: str = "openpyxl") -> "Answer":
        return self.book(page(entity, changes), form=form)


def page(entity: str, changes: list[dict[str, Any]], title: str | None = None) -> Page:
    """Title, header, the sound row, then a row for each change; a change may bring a column of its own."""
    sound = SOUND[entity]
    words = [*sound, *dict.fromkeys(word for cells in changes for word in cells if word not in sound)]
    lines = [[title or f"东区{TITLES[entity]}"], words, [sound.get(word) for word in words]]
    for number, cells in enumerate(changes, 2):
        other = (
            {"序号": str(number), "身份证号码": MADE_UP, "姓名": "李四", "性别": "女"}
            if entity == "worker"
            else {"序号": str(number)}
        )
        row = sound | other | cells
        lines.append([row.get(word) for word in words])
    return Page("Sheet1", lines)


@dataclass
class Answer:
    """What was understood of a file."""

    inspection: Inspection

    @property
    def document(self) -> dict[str, Any]:
        return self.inspection.document

    @property
    def codes(self) -> list[str]:
        return [found["code"] for found in self.document["findings"]]

    @property
    def fate(self) -> str:
        return self.document["fate"]

    def at(self, row: int) -> set[str]:
        """Codes of the findings that point at a cell of this row."""
        cells = (
            (found["code"], (found["cell"] or "").lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
            for found in self.document["findings"]
        )
        return {code for code, number in cells if number == str(row)}

    def conformed(self, entity: str = "worker", sheet: int = 0) -> dict[int, dict[str, Any]]:
        """The rows that are used, by their row on the sheet."""
        tables = self.inspection.conformed.tables
        if entity not in tables:
            return {}
        addresses = {
            each["row_id"]: each["row"]
            for each in tables["row_address"].to_dicts()
            if each["fate"] == "conformed" and each["sheet_index"] == sheet
        }
        return {addresses[each["row_id"]]: each for each in tables[entity].to_dicts() if each["row_id"] in addresses}

    def value(self, name: str, entity: str = "worker", row: int = 4) -> Any:
        """The typed value of the sick row; a KeyError where the row is not used."""
        return self.conformed(entity)[row][name]

    def kinds(self, table: int = 0) -> dict[str, int]:
        return {kind: count for kind, count in self.document["tables"][table]["rows"].items() if count}

    def field_of(self, word: str, table: int = 0) -> str | None:
        """The field to which a header word was mapped."""
        squeezed = "".join(word.split())
        for column in self.document["tables"][table]["columns"]:
            if (
                "".join((column["header"] or "").split()).split("/")[-1] == squeezed
                or "".join((column["header"] or "").split()) == squeezed
            ):
                return column["field"]
        return None


def one_file(folder: Path, sheet: Page, form: str) -> bytes:
    """The bytes of a file of one sheet."""
    path = folder / f"one{FORMS[form].ending}"
    FORMS[form].write(Book(path.name, [sheet], UNIT, PERIOD, "", form), path)
    return path.read_bytes()


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def used_as(trial: Trial, written: object, true: str, **cells: object) -> bool:
    """Whether a row is used as that of this identity number; it may not be used as anybody else's."""
    rows = trial.rows([{"身份证号码": true, **cells}, {"身份证号码": written, **cells}]).conformed()
    assert 4 in rows
    assert 5 not in rows or rows[5]["id_key"] == rows[4]["id_key"]
    return 5 in rows


def line(number: int, person: str, **cells: object) -> list[object]:
    """A line of the roster with its own serial number and person."""
    row = SOUND["worker"] | {"序号": str(number), "姓名": "李四", "性别": None, "身份证号码": person} | cells
    return [row[word] for word in HEADER]


def roster(*lines: list[object], before: tuple[list[object], ...] = (["东区花名册"],), name: str = "Sheet1") -> Page:
    return Page(name, [*map(list, before), list(HEADER), *lines])


@dataclass(frozen=True)
class Case:
    """A pathology by its number; ``codes`` are the findings in which it may end, none where it is read right."""

    number: int
    codes: frozenset[str]
    run: Callable[[Trial], None]


CASES: list[Case] = []


def pathology(number: int, *codes: str) -> Callable[[Callable[[Trial], None]], Callable[[Trial], None]]:
    """Marks a trial of this number; with codes it ends in one of these findings, without it is read right."""

    def add(run: Callable[[Trial], None]) -> Callable[[Trial], None]:
        CASES.append(Case(number, frozenset(codes), run))
        return run

    return add
