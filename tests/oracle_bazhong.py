"""The published totals of Bazhong counted from the rosters as somebody reads them who knows the four layouts by hand.

Each count stands under the fact of the published report that it must equal (B001 ...). Persons are known by ID number, in memory.
Imports nothing of the pipeline and nothing of the generator; slow and plain on purpose.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from oracle_files import BAD
from oracle_rows import YES_NO, date, has_valid_id, sheets, text

CITY, PERIOD, AS_OF = "511900", "2024-08", dt.date(2024, 8, 31)
UNITS = ("511902", "511903", "511921", "511922", "511923", "511900-00")
ROSTER_OF_PROFESSIONALS = ("511902", "511923")
PLACE = ("镇", "乡", "街道")
# How the names of the sheets end that are read here; of other lists nothing is counted. A sheet of one township is a roster.
SHEETS = {
    "worker": ("专业人才", "人员信息", "社会工作人员名册", *PLACE),
    "agency": ("社工机构", "服务机构", "社工机构情况"),
    "station": ("社工站点", "社工站室", "社工站情况"),
    "community": ("区划名录", "乡镇村社区名录", "村社区"),
}
HEADS = {  # every header word of the units, without line breaks, to what stands below it
    "worker": {
        "name": "姓名",
        "id": "身份证号 居民身份证号码 身份证件号码",
        "education": "学历 学历层次 文化程度",
        "employer": "所在单位 单位名称 用人单位",
        "type": "单位性质 用人单位性质",
        "township": "所在乡镇(街道) 所属乡镇(街道) 镇街",
        "community": "所在社区(村) 村(社区) 所在村社区",
        "professional": "是否专业人才 是否社会工作专业人才",
        "in_post": "是否在岗 在岗情况",
        "left": "离岗时间 离职日期 离岗日期",
        "level": "证书等级 社工证书等级 职业水平等级",
        "certified": "发证时间 发证日期 取得证书时间",
        "grade": "专业技术岗位等级",
        "appointed": "岗位聘任时间",
        "note": "备注",
    },
    "agency": {
        "name": "机构全称 社工机构名称 机构名称",
        "code": "统一社会信用代码 信用代码",
        "registered": "成立日期 成立时间 登记日期",
        "employees": "从业人员数",
        "closed": "注销日期 注销时间",
    },
    "station": {
        "name": "社工站名称 站(室)名称 站点名称",
        "tier": "层级 站点级别 站点层级",
        "township": "所属乡镇(街道) 所在乡镇(街道) 乡镇街道",
        "opened": "挂牌时间 建成时间 建成日期",
        "closed": "撤站时间 停运时间 撤销日期",
        "operating": "是否实体化运行 是否运行 是否正常运行",
    },
    "community": {
        "kind": "区划类型 类别",
        "name": "区划名称 名称",
        "township": "隶属乡镇(街道) 所属乡镇(街道) 上级乡镇街道",
        "flag": "城乡划分 城乡分类 城乡类型",
        "elderly": "60周岁以上老年人数 60岁及以上老年人口 老年人口",
        "organisations": "社区社会组织 社区社会组织数量 社区社会组织家数",
        "teams": "志愿者队伍数 志愿服务队伍数量 志愿服务团队数",
    },
}
NATIONAL = {
    **dict.fromkeys(("助理社会工作师", "助理社工师", "初级"), 1),
    **dict.fromkeys(("社会工作师", "社工师", "中级", "社会工作师(中级)"), 2),
}
SENIOR_EXAM = {"高级(考试合格未评审)", "高级考试合格未评审", "高级理论考试合格"}
LOCAL = {"社会工作员", "社会工作员(地方)", "社工员"}
EDUCATION = {"大专": "B002", "专科": "B002", "本科": "B003", "大学本科": "B003", "研究生": "B004", "硕士研究生": "B004"}
TYPES = {
    "群团组织": "B005",
    "群团": "B005",
    "基层群众性自治组织": "B006",
    "自治组织": "B006",
    "居(村)委会": "B006",
    "社区服务机构": "B007",
    "基层党组织": "B008",
    "党组织": "B008",
    "事业单位": "B009",
    "社会组织": "B010",
    "民办社工机构": "B010",
    "企业": "B011",
    "行政机关": "B012",
    "机关": "B012",
}
AGES = ((35, "B044"), (45, "B045"), (55, "B046"), (99, "B047"))
FLAGS = {"城市": "B048", "城镇": "B048", "农村": "B049", "乡村": "B049"}
TIERS = {"支持中心": "B023", "总站": "B024", "社工站": "B025", "站": "B025", "社工室": "B026", "室": "B026"}
APPOINTED = {("平昌县疾控中心", "10"): "B053", ("平昌县救助站", "10"): "B054", ("平昌县地方志办", "12"): "B055"}
Record = dict[str, Any]


def records(raw: Path, unit: str) -> Iterator[tuple[str, Record]]:
    """Entity and record of each row that begins with a running number; its ``at`` is sheet and row."""
    for sheet, rows in sheets(raw / unit / PERIOD):
        entity = next((entity for entity, endings in SHEETS.items() if sheet.endswith(endings)), None)
        if entity is None:
            continue
        head = next(number for number, row in enumerate(rows) if "序号" in row)
        columns = _columns(HEADS[entity], rows[head], rows[head + 1])
        township = {"township": sheet} if entity == "worker" and sheet.endswith(PLACE) else {}
        for number, row in enumerate(rows, 1):
            if re.fullmatch(r"[0-9]+(\.0)?", str(row[0])):
                record = {name: row[column] for name, column in columns.items()}
                yield entity, record | township | {"at": (sheet, number)}


def _columns(heads: dict[str, str], upper: list[Any], lower: list[Any]) -> dict[str, int]:
    """Field to its column; of a header of two rows the lower one names the columns of a group."""
    has_two = text(lower[0]) is None
    pairs = zip(upper, lower, strict=True)
    words = [text(below) if has_two and text(below) else text(above) for above, below in pairs]
    return {name: words.index(word) for name, spelled in heads.items() for word in spelled.split() if word in words}


class Bazhong:
    """Everything that Bazhong's units handed in, read once."""

    def __init__(self, raw: Path) -> None:
        self.refused: list[tuple[str, str, int]] = []  # unit, sheet and row of the rows that must not count
        self.workers: list[Record] = []
        self.lists: dict[str, list[Record]] = defaultdict(list)
        for unit in UNITS:
            for entity, record in records(raw, unit):
                whole = {name: cell if name == "at" else text(cell) for name, cell in record.items()} | {"unit": unit}
                if entity != "worker":
                    self.lists[entity].append(whole)
                elif (row := _worker(whole)) is None:
                    self.refused.append((unit, *record["at"]))
                else:
                    self.workers.append(row)
        self.places = {(row["unit"], row["township"], row["name"]): row for row in self.lists["community"]}

    def professionals(self) -> dict[str, Record]:
        """ID number to the row that counts: the one in post where there are several."""
        rows = defaultdict(list)
        for row in self.workers:
            if row["professional"] and not (row["left"] and row["left"] <= AS_OF):
                rows[row["id"]].append(row)
        counted = {}
        for id_number, listed in rows.items():
            first = [row for row in listed if row["in_post"]] if len(listed) > 1 else listed
            assert len(first) == 1, "the rule leaves open which row counts"
            counted[id_number] = first[0]
        return counted

    def levels(self) -> dict[str, int]:
        """ID number to the highest national certificate that any row shows, issued by the date."""
        held: dict[str, int] = {}
        for row in self.workers:
            if row["level"] in NATIONAL and row["certified"] <= AS_OF:
                held[row["id"]] = max(NATIONAL[row["level"]], held.get(row["id"], 0))
        return held

    def totals(self) -> Counter[str]:
        """Fact of the published report to the number that the rosters give."""
        found: Counter[str] = Counter()
        people, levels = self.professionals(), self.levels()
        for id_number, row in people.items():
            born = dt.date.fromisoformat(id_number[6:14])
            age = AS_OF.year - born.year - ((AS_OF.month, AS_OF.day) < (born.month, born.day))
            found["B001"] += 1
            found[EDUCATION.get(row["education"], "no fact")] += 1
            found[TYPES[row["type"]]] += 1
            found[next(fact for last, fact in AGES if age <= last)] += 1
            found[FLAGS[self.places[row["unit"], row["township"], row["community"]]["flag"]]] += 1
            found["B016"] += row["level"] in SENIOR_EXAM
            level = levels.get(id_number)
            if level:
                found["B013"] += 1
                found["B014" if level == 1 else "B015"] += 1
                if row.get("grade") and row["certified"] <= row["appointed"] <= AS_OF and row["unit"] == "511923":
                    found["B052"] += 1
                    found[APPOINTED[row["employer"], re.sub("[^0-9]", "", row["grade"])]] += 1
        for row in self.stations():
            found[TIERS[re.sub(r".*(?=支持中心$|总站$|社工站$|社工室$)|.*\)(?=站$|室$)", "", row["tier"])]] += 1
        agencies = {row["code"]: row for row in self.lists["agency"] if not row["closed"]}
        found["B028"] = len(agencies)
        found["B029"] = sum(int(row["employees"]) for row in agencies.values())
        return found

    def stations(self) -> list[Record]:
        """Stations in operation on the date."""
        return [
            row
            for row in self.lists["station"]
            if YES_NO[row["operating"]]
            and (date(row["opened"]) or dt.date.min) <= AS_OF < (date(row["closed"]) or dt.date.max)
        ]


def _worker(row: Record) -> Record | None:
    """The row as it counts, or None where it has to be refused."""
    number = row["id"]
    if isinstance(number, str) and re.fullmatch("[0-9]{15}", number):
        body = f"{number[:6]}19{number[6:]}"
        number = next(body + last for last in "0123456789X" if has_valid_id(body + last))
    professional = row["unit"] in ROSTER_OF_PROFESSIONALS or YES_NO.get(row["professional"])
    days = {name: date(row.get(name)) for name in ("certified", "left", "appointed")}
    level = row["level"]
    if not has_valid_id(number) or not isinstance(row["name"], str) or professional is None:
        return None
    if level is not None and (level not in NATIONAL.keys() | SENIOR_EXAM | LOCAL or days["certified"] is None):
        return None
    if BAD in days.values():
        return None
    return {
        **row,
        **days,
        "id": number.upper(),
        "professional": professional,
        "in_post": YES_NO[row["in_post"]],
        "note": row.get("note"),
    }


def published(raw: Path) -> dict[str, Record]:
    """Fact to its row of the published workbook."""
    [(_, (_, head, *rows))] = sheets(raw / CITY / PERIOD)
    return {row[0]: dict(zip(head, row, strict=True)) for row in rows}
