"""The sample's deliveries as sheets: layouts that agree on nothing, spelled as an office would have typed them.

A sheet is a grid of cells; formats makes bytes of it. What the rows say is decided in places, people and traps; header words and spellings stand in words.csv
and words_bazhong.csv. A layout of Bazhong is put together like one of the first three and has header words of its own.
"""

from __future__ import annotations

import csv
import datetime as dt
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from sample.units import Unit, generator, last_day, pick, shuffled

OFFICES = "县直单位和社会组织"
MARK = "合成示例,非官方数据"
FORM = {1: 1, 2: 2, 3: 3, 4: 1, 5: 3, 6: 2}
ORDER_3 = (
    "serial township community name sex id_number education politics employer employer_type role domains "
    "is_professional basis level certificate_number certificate_on is_in_post left_on phone note"
)
# Form 1, header of two rows: the fields at which a group begins; under None one column stands alone.
GROUPS = {
    "serial": None,
    "name": "基本情况",
    "employer": "工作情况",
    "level": "证书情况",
    "basis": None,
    "post_grade": "任职情况",
    "registered_on": None,
    "registration_expires_on": None,
    "phone": None,
    "note": None,
}
SEPARATORS = {1: "、", 2: "；", 3: "，"}
OFTEN_EMPTY = ("level", "certificate_number", "certificate_on", "left_on", "community")
EXAMPLE = {
    "serial": "例：",
    "township": "某某镇",
    "community": "某某村",
    "name": "张三",
    "sex": "男",
    "id_number": "510499199001011233",
    "education": "本科",
    "role": "社区专职",
    "domains": "老年服务",
    "is_professional": "√",
    "basis": "证书",
    "level": "初级",
    "certificate_on": "2021年6月",
    "is_in_post": "√",
}


@dataclass
class Sheet:
    """A grid of cells from A1.

    ``merges`` are (first row, first column, last row, last column), from 0; ``faults`` are (row, fault), rows from 1.
    """

    name: str
    rows: list[list[Any]] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    faults: list[tuple[int, str]] = field(default_factory=list)

    def add_line(self, text: str, width: int) -> None:
        self.merges.append((len(self.rows), 0, len(self.rows), width - 1))
        self.rows.append([text])


@cache
def words() -> dict[tuple[str, int], dict[str, str]]:
    """(list, layout) to the spellings of each code, several separated by a bar; what a layout does not say, its form does."""
    result: dict[tuple[str, int], dict[str, str]] = {}
    for name in ("words.csv", "words_bazhong.csv"):
        with Path(__file__).with_name(name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                for column in list(row)[2:]:
                    spellings = result.setdefault((row["list"], int(column.removeprefix("layout_"))), {})
                    spellings[row["code"]] = row[column].replace("\\n", "\n")
    for layout, form in FORM.items():
        for list_name in [name for name, of_layout in result if of_layout == form]:
            result.setdefault((list_name, layout), result[list_name, form])
    return result


def columns(entity: str, layout: int) -> dict[str, str]:
    """Field to header word, in the order of the layout."""
    printed = {name: word for name, word in words()[entity, layout].items() if word}
    return {name: printed[name] for name in ORDER_3.split()} if (entity, layout) == ("worker", 3) else printed


def spell_date(day: dt.date, layout: int, rng: random.Random) -> Any:
    forms = {
        1: (day, day, day.isoformat(), f"{day.year}年{day.month}月" if day.day == 1 else day),
        2: (f"{day.year}/{day.month}/{day.day}", f"{day.year}年{day.month}月{day.day}日"),
        3: (f"{day.year}年{day.month}月", f"{day.year}.{day.month}", day),
    }
    return pick(rng, forms[FORM[layout]])


def spell_id(number: str, rng: random.Random) -> str:
    if number.endswith("X"):
        return number[:17] + pick(rng, "XXXxＸ")
    return number + " " if rng.random() < 0.01 else number


def spell_code(list_name: str, code: str, layout: int, rng: random.Random, where: str) -> str | None:
    """One of the layout's spellings, None where the field has no list; 村书记 rather than 社区书记 in a village."""
    spellings = words().get((list_name, layout), {}).get(code)
    if spellings is None:
        return None
    options = spellings.split("|")
    return pick(rng, [option for option in options if option[:1] and option[0] in where] or options)


def spell(name: str, row: Any, layout: int, rng: random.Random) -> Any:
    """The cell of one field as this layout would show it."""
    value = getattr(row, name, None)
    where = (getattr(row, "township", None) or "") + (getattr(row, "community", None) or "")
    if name in getattr(row, "cells", {}):
        return row.cells[name]
    if isinstance(value, dt.date):
        return spell_date(value, layout, rng)
    if name == "domains":
        return SEPARATORS[FORM[layout]].join(words()["domain", layout][code] for code in value)
    if name == "id_number":
        return spell_id(value, rng)
    if name == "phone" and FORM[layout] == 3 and rng.random() < 0.5:
        return int(value)
    if value == "township":
        return row.name[-1]
    if value is None and name in OFTEN_EMPTY:
        return spell_code("missing", "", layout, rng, "")
    list_name = "yes_no" if isinstance(value, bool) else name
    spelled = spell_code(list_name, "" if value is None else str(value), layout, rng, where)
    return value if spelled is None else spelled


def title(entity: str, unit: Unit, period: str) -> str:
    roster = ("社会工作专业人才花名册", "社会工作从业人员花名册", "社会工作从业人员情况表")[FORM[unit.layout] - 1]
    what = {
        "worker": roster,
        "agency": "社会工作服务机构一览表",
        "station": "社会工作服务站点一览表",
        "community": "乡镇街道和村社区名录",
    }[entity]
    city, date = "" if FORM[unit.layout] == 3 else unit.city, last_day(period)
    return f"{city}{unit.name}{what}（{date.year}年{date.month}月）"


def subtitle(unit: Unit, period: str) -> str:
    date = last_day(period)
    office = f"{unit.area}民政局" if period < "2023-03" else f"中共{unit.area}委社会工作部"
    return f"填报单位（盖章）：{office}　　填报日期：{date.year}年{date.month}月{date.day}日　　{MARK}"


def data_cells(entity: str, rows: Iterable[Any], unit: Unit, period: str, start: int = 1) -> list[list[Any]]:
    rng, names = generator("spelling", unit.code, period, entity, start), list(columns(entity, unit.layout))
    return [
        [place if name == "serial" else spell(name, row, unit.layout, rng) for name in names]
        for place, row in enumerate(rows, start)
    ]


def add_data(sheet: Sheet, entity: str, rows: Sequence[Any], unit: Unit, period: str, start: int = 1) -> None:
    first = len(sheet.rows) + 1
    sheet.rows += data_cells(entity, rows, unit, period, start)
    sheet.faults += [(first + place, row.fault) for place, row in enumerate(rows) if getattr(row, "fault", None)]


def numeral(number: int) -> str:
    """A number below a hundred in Chinese."""
    tens, ones = divmod(number, 10)
    digits = ["", *"一二三四五六七八九"]
    return (digits[tens] if tens > 1 else "") + ("十" if tens else "") + digits[ones]


def grouped_roster(sheet: Sheet, rows: Sequence[Any], unit: Unit, period: str) -> None:
    """Form 1: two header rows with merged groups, a section and a subtotal for each township, a total."""
    names, top = columns("worker", unit.layout), len(sheet.rows)
    starts = [place for place, name in enumerate(names) if name in GROUPS]
    heads: list[Any] = [None] * len(names)
    for place, end in zip(starts, [*starts[1:], len(names)], strict=True):
        name = list(names)[place]
        heads[place] = GROUPS[name] or names[name]
        sheet.merges.append((top, place, top, end - 1) if GROUPS[name] else (top, place, top + 1, place))
    sheet.rows += [heads, [None if GROUPS.get(name, "") is None else word for name, word in names.items()]]
    towns, start = [*unit.townships.split(), None], 1
    ordered = sorted(rows, key=lambda row: towns.index(row.township))
    for number, (town, members) in enumerate(groupby(ordered, key=lambda row: row.township)):
        section = list(members)
        sheet.add_line(f"{numeral(number + 1)}、{town or '直属部门和社会组织'}", len(names))
        add_data(sheet, "worker", section, unit, period, start)
        sheet.rows.append(["小计", f"{len(section)}人"])
        start += len(section)
    sheet.rows.append(["合计", f"{len(rows)}人"])


def merge_townships(sheet: Sheet, first: int, column: int) -> None:
    """The township is typed once and its cell merged downwards over the rows that share it."""
    row = first
    for town, cells in groupby([cells[column] for cells in sheet.rows[first:]]):
        last = row + len(list(cells)) - 1
        if town and last > row:
            sheet.merges.append((row, column, last, column))
            for below in range(row + 1, last + 1):
                sheet.rows[below][column] = None
        row = last + 1


def sheet_of(entity: str, name: str, rows: Sequence[Any], unit: Unit, period: str, footer: str) -> Sheet:
    """One entity's rows as the unit's layout shows them."""
    sheet, heads = Sheet(name), columns(entity, unit.layout)
    width, is_roster, form = len(heads), entity == "worker", FORM[unit.layout]
    if is_roster:
        rows = shuffled(generator("order", unit.code, period), rows)
    if form == 2:
        sheet.rows += [[f"{title(entity, unit, period)}　{MARK}"], list(heads.values())]
        add_data(sheet, entity, rows, unit, period)
        if is_roster:
            sheet.rows += [["合计", f"{len(rows)}人"], ["注：证书以国家职业水平证书为准。"]]
        return sheet
    sheet.add_line(title(entity, unit, period), width)
    sheet.add_line(subtitle(unit, period), width)
    if form == 3 and is_roster:
        sheet.add_line("填表说明：1.全体从业人员均须填写；2.是否专业人才填√或×；3.无证书的填“无”。", width)
    if form == 1 and is_roster:
        grouped_roster(sheet, rows, unit, period)
    else:
        sheet.rows += [list(heads.values()), *([EXAMPLE.get(column) for column in heads] for _ in range(is_roster))]
        add_data(sheet, entity, rows, unit, period)
    if (form, entity) == (1, "station"):
        merge_townships(sheet, len(sheet.rows) - len(rows), list(heads).index("township"))
    sheet.add_line(footer, width)
    return sheet


def township_sheets(rows: Sequence[Any], unit: Unit, period: str, footer: str) -> list[Sheet]:
    """A roster in form 3 with a sheet for each township: its name stands on the tab and in the title, in no column."""
    place, sheets = list(columns("worker", unit.layout)).index("township"), []
    for township in (*unit.townships.split(), None):
        members = [row for row in rows if row.township == township]
        if not members:
            continue
        sheet = sheet_of("worker", township or OFFICES, members, unit, period, footer)
        sheet.rows[0] = [sheet.rows[0][0].replace(unit.name, f"{unit.name}{township or ''}")]
        for cells in sheet.rows:
            del cells[place : place + 1]
        sheet.merges = [(top, left, bottom, right - 1) for top, left, bottom, right in sheet.merges]
        sheets.append(sheet)
    return sheets
