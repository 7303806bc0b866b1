"""The sample's rows as somebody reads them who knows the three layouts by hand: column letters, no synonyms.

Each cell is judged here alone: a row that has to be refused is None. The oracle counts them.
Imports nothing of the pipeline and nothing of the generator; slow and plain on purpose.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl.utils import column_index_from_string
from oracle_files import BAD, workbook

LAYOUT = {"510402": 1, "510403": 1, "510400-00": 1, "510411": 2, "510421": 3, "510422": 3}
TOWNSHIP = ("镇", "乡", "街道")
OF_ONE_TOWNSHIP = (*TOWNSHIP, "县直单位和社会组织")

SHEETS = {
    1: {"worker": "人员花名册", "agency": "社会工作服务机构", "station": "社工站点", "community": "村社区名录"},
    2: {"worker": "花名册", "agency": "机构一览表", "station": "站点一览表", "community": "村社区名册"},
    3: {"worker": "从业人员", "agency": "机构", "station": "站点", "community": "村社区"},
}
COLUMNS = {  # the letters of a worker's columns by layout; of the other entities all layouts have the same
    1: "B name, D id, H township, I community, J role, K domains, L in_post, M left, N level, P certified",
    2: "B name, D id, I township, J community, K role, L domains, M professional, N in_post, O left, P level, "
    "R certified",
    3: "D name, F id, B township, C community, K role, L domains, M professional, R in_post, S left, O level, "
    "Q certified",
    "agency": "B name, C code, E party",
    "station": "B township, D tier, G opened, H closed, I operating",
    "community": "B kind, C name, D township, E urban_rural, F from, G to, H elderly, I organisations, J teams",
}
MISSING = {"", "无", "/", "-", "—", "暂无"}
YES_NO = {"是": True, "√": True, "否": False, "×": False}
NATIONAL = {
    "助理社会工作师": 1,
    "助理社工师": 1,
    "初级": 1,
    "社会工作师": 2,
    "社工师": 2,
    "中级": 2,
    "社会工作师(中级)": 2,
    "高级社会工作师": 3,
    "高级社工师": 3,
    "高级": 3,
}
NOT_NATIONAL = {
    "社会工作员",
    "社会工作员(地方)",
    "社工员",
    "高级(考试合格未评审)",
    "高级考试合格未评审",
    "高级理论考试合格",
}


@dataclass(frozen=True)
class Worker:
    unit: str
    id_number: str
    is_professional: bool
    township: str | None
    community: str | None
    role: str | None
    domain: str | None  # the one named first
    level: int | None  # of a national certificate
    certified_on: dt.date | None
    is_in_post: bool
    left_on: dt.date | None


def text(cell: Any) -> Any:
    """A cell as narrow text without blanks, None where it says that there is nothing; other cells as they are."""
    if not isinstance(cell, str):
        return cell
    word = re.sub(r"\s", "", unicodedata.normalize("NFKC", cell))
    return None if word in MISSING else word


def date(cell: Any) -> Any:
    """A day, None or BAD; a month is its first day."""
    word = text(cell)
    if isinstance(word, dt.datetime):
        return word.date()
    if not isinstance(word, str):
        return word if word is None else BAD
    found = re.fullmatch(r"([0-9]{4})[-/.年]([0-9]{1,2})(?:[-/月]([0-9]{1,2})日?|月)?", word)
    try:
        return dt.date(int(found[1]), int(found[2]), int(found[3] or 1)) if found else BAD
    except ValueError:
        return BAD


def sheets(folder: Path) -> Iterator[tuple[str, list[list[Any]]]]:
    """Each sheet of a folder with its rows."""
    for path in sorted(folder.glob("*")):
        yield from workbook(path, path.stat().st_mtime_ns).items()


def letters(unit: str, entity: str, sheet: str) -> list[tuple[str, str]] | None:
    """Column letter and name of what is read on a sheet; None where it holds another entity.

    A sheet of one township has the columns of layout 3 but for that of the township: those after it stand one to the left.
    """
    layout = LAYOUT[unit]
    listed = [tuple(word.split()) for word in COLUMNS[layout if entity == "worker" else entity].split(", ")]
    if entity == "worker" and layout == 3 and sheet.endswith(OF_ONE_TOWNSHIP):
        return [(chr(ord(letter) - 1), name) for letter, name in listed if name != "township"]
    is_it = sheet.endswith(SHEETS[layout][entity]) if layout == 2 else sheet == SHEETS[layout][entity]
    return listed if is_it else None


def records(raw: Path, unit: str, period: str, entity: str) -> list[dict[str, Any]]:
    """The rows of data, which are those whose first cell is a running number."""
    found = []
    for sheet, rows in sheets(raw / unit / period):
        columns = letters(unit, entity, sheet)
        of_sheet = {"township": sheet if sheet.endswith(TOWNSHIP) else None} if entity == "worker" else {}
        found += [
            of_sheet | {name: row[column_index_from_string(letter) - 1] for letter, name in columns}
            for row in rows
            if columns and re.fullmatch(r"[0-9]+(\.0)?", str(row[0]))
        ]
    return found


def has_valid_id(cell: Any) -> bool:
    number = text(cell)
    if not isinstance(number, str) or not re.fullmatch("[0-9]{17}[0-9Xx]", number):
        return False
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], weights, strict=True))
    born = date(f"{number[6:10]}-{number[10:12]}-{number[12:14]}")
    return "10X98765432"[total % 11] == number[17].upper() and born is not BAD


def worker(unit: str, record: dict[str, Any]) -> Worker | None:
    """The row as it counts, or None where it has to be refused."""
    cell = {name: text(value) for name, value in record.items()}
    certified_on, left_on, level = date(cell["certified"]), date(cell["left"]), cell["level"]
    is_professional = True if LAYOUT[unit] == 1 else YES_NO.get(cell["professional"])
    if not has_valid_id(cell["id"]) or not isinstance(cell["name"], str) or is_professional is None:
        return None
    if level is not None and (level not in NATIONAL.keys() | NOT_NATIONAL or certified_on is None):
        return None
    if certified_on is BAD or left_on is BAD:
        return None
    domain = re.split("[、;,]", cell["domains"])[0]
    return Worker(
        unit,
        cell["id"].upper(),
        is_professional,
        cell["township"],
        cell["community"],
        cell["role"],
        domain,
        NATIONAL.get(level),
        certified_on,
        YES_NO[cell["in_post"]],
        left_on,
    )
