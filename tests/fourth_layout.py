"""A county roster in a layout the reading code has never seen (synthetic, not official data).

``write(path)`` makes one .xlsx as a county office would and returns the truth about it, from the domain notes
only, without knowledge of the reading code. In the truth names have no padding blanks, ID numbers and phones
half-width digits and X; a year-month date is the first of that month; ``/`` as township is None. As to kinds,
sub-title: ``title``; instructions and footer: ``note``; 小计, 合计, 其中: ``total``; empty rows have none.
"""

from __future__ import annotations

import datetime as dt
import pathlib
import re
import zipfile
from dataclasses import dataclass, field
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side

HEADERS = [
    "序号",
    "乡镇\n（街道）",
    "工作单位",
    "职务\n/岗位",
    "姓   名",
    "性\n别",
    "民族",
    "身份\n证号",
    "出生\n年月",
    "政治\n面貌",
    "最高\n学历",
    "毕业院校及专业",
    "等级",
    "编  号",
    "取得\n时间",
    "登记证号",
    "登记\n有效期",
    "从事社工\n年 限",
    "服务\n领域",
    "联系 电话",
    "备 注",
]
WIDTH, GROUP = len(HEADERS), range(13, 16)  # the columns below 证书情况
WIDE = str.maketrans("0123456789.", "０１２３４５６７８９．")
TOWNS = {"仁和镇": 11, "大河中路街道": 9, "平地镇": 7, "大田镇": 6, "布德镇": 1, "啊喇彝族乡": 8}
OFFICES = "仁和区民政局 仁和区残联 仁和区妇联 仁和区救助管理站 仁和区民政局（机关）".split()
NGOS = "仁和区示例社会工作服务中心 仁和区样本社区服务中心".split()
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "芳 建国 晓燕 志强 玉兰 敏 文博 春梅 海涛 雪 正华 丽娟 勇 思源 桂英 俊杰 琳 永福 佳怡 天明 秀珍".split()
EDUCATION = "本科 大专 大学本科 高中 硕士 专科 在职本科 中专 函授本科 大专 研究生".split()
DOMAINS = "社区建设 社会救助 婚姻家庭 社区建设、社会救助 残障康复 禁毒戒毒 社会福利 精神卫生".split()
LEVELS = (1, None, 1, 2, None, 1, None, 2, 1, None, None)
WORDS = {
    1: ("初级", "助理社工师", "助理社会工作师", "社工（初）", "初级 "),
    2: ("中级", "社会工作师(中级)", "社会工作师", "社会工作师（中级）"),
    3: ("高级社会工作师",),
}
MISSING = (("无", "/", "/"), ("/", "/", "/"), ("无", None, None), (None,) * 3, ("—", "—", "—"), ("无",) * 3)


@dataclass
class Truth:
    """What a correct reader finds: the persons, the kind of each non-empty row, the sheet's name."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    kinds: dict[int, str] = field(default_factory=dict)
    sheet: str = "花名册（定稿）"


def _identity(birth: dt.date, male: bool, seed: int, want_x: bool) -> str:
    """A number of the unassigned area 510499; with ``want_x`` the next one that ends in X."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    for sequence in range(101 + 2 * (seed * 13 % 400) + (not male), 1000, 2):
        body = f"510499{birth:%Y%m%d}{sequence:03d}"
        check = "10X98765432"[sum(int(c) * w for c, w in zip(body, weights, strict=True)) % 11]
        if not want_x or check == "X":
            return body + check
    raise ValueError(seed)


def _date(shape: int, y: int, m: int, d: int) -> tuple[Any, str, str]:
    """One of nine ways of writing a date: cell value, number format, ISO truth."""
    month, day = dt.date(y, m, 1), dt.date(y, m, d)
    value, number_format, truth = (
        (f"{y}.{m}", "@", month),
        (f"{y}年{m}月", "@", month),
        (day, "yyyy-mm-dd", day),
        (month, 'yyyy"年"m"月"', month),
        (f"{y}/{m}", "@", month),
        (f"{y}{m:02d}", "@", month),
        (f"{y}年{m}月{d}日", "@", day),
        (f"{y}.{m:02d}".translate(WIDE), "@", month),
        (f"{day}", "@", day),
    )[shape % 9]
    return value, number_format, truth.isoformat()


def _person(i: int, town: str | None, employer: str, role: str) -> tuple[list[Any], dict[int, str], dict[str, Any]]:
    """Cells (without the serial number), number formats by column, and truth of person ``i``."""
    birth, male = dt.date(1968 + i * 7 % 31, 1 + i * 5 % 12, 1 + i * 11 % 28), i % 5 in (0, 3)
    number = _identity(birth, male, i, want_x=i in (4, 23, 40))
    given, education = GIVEN[i % len(GIVEN)], EDUCATION[i % len(EDUCATION)]
    name = "阿依·努尔" if i == 38 else SURNAMES[i % len(SURNAMES)] + given
    party = ("共青团员" if birth.year >= 1995 else "群众") if i % 3 else ("预备党员" if i == 27 else "中共党员")
    domain, phone = DOMAINS[i * 3 % len(DOMAINS)], f"1990000{1000 + i * 37}"
    formats, serial, iso, years = {8: "@", 14: "@"}, None, None, 1 + i % 2
    certificate: list[Any] = [*MISSING[i % len(MISSING)], None, None]  # with 登记证号 and 登记有效期
    level = 3 if i == 33 else LEVELS[i % len(LEVELS)]
    if level:
        level = 1 if level == 2 and birth.year > 1995 else level
        y = 2021 if level == 3 else max(2010 + i * 5 % 13, birth.year + (23 if level == 1 else 27))
        month = (6, 8)[i % 2] if y == 2022 else (6, 9, 10, 11)[i % 4]
        value, formats[15], iso = _date(i * 2 + i // 9, y, month, 3 + i % 20)
        serial, years = f"00{510499 + i * 17}" if i % 4 == 0 else f"{y}0510499{i:05d}", (1, 5, 12)[level - 1] + 2022 - y
        registered = (f"DJ{y}{i:04d}", f"{max(y, 2020) + 3}年{1 + i % 12}月") if i % 3 else ("/", "/")
        certificate = [WORDS[level][i // 2 % len(WORDS[level])], serial, value, *registered]
    shown_name = name[0] + ("　" if i % 2 else " ") + given if len(name) == 2 else name
    shown_number = {4: number.lower(), 40: number.lower(), 30: number.translate(WIDE)}.get(i, number)
    shown_phone = int(phone) if i % 6 == 1 else phone.translate(WIDE) if i % 14 == 3 else phone
    formats[20] = "0" if i % 6 == 1 else "@"
    cells = [
        town or "/",
        employer,
        role,
        shown_name,
        "男" if male else "女",
        "彝族" if i % 9 == 2 else "汉族",
        shown_number,
        _date(i % 2, birth.year, birth.month, 1)[0],
        party,
        education,
        "/" if education in ("高中", "中专") else "示例大学社会工作",
        *certificate,
        years,
        domain,
        shown_phone,
        "2022年新增" if i % 17 == 5 else None,
    ]
    return (
        cells,
        formats,
        {
            "name": name,
            "id_number": number,
            "sex": cells[4],
            "education": education,
            "political_status": party,
            "employer": employer,
            "township": town,
            "role": role,
            "domain": domain,
            "certificate_level": level,
            "certificate_number": serial,
            "certificate_date": iso,
            "phone": phone,
        },
    )


def write(path: pathlib.Path) -> Truth:
    """Write the roster to ``path`` and return the truth about it."""
    book, truth, line = Workbook(), Truth(), Side(style="thin")
    sheet = book.worksheets[0]
    sheet.title = truth.sheet

    def put(kind: str, cells: list[Any], merge: int = 1, formats: dict[int, str] | None = None, skip: int = 0) -> int:
        row = max(truth.kinds, default=0) + 1 + skip
        truth.kinds[row] = kind
        for column, value in enumerate(cells, 1):
            cell = sheet.cell(row, column, value)
            cell.number_format = (formats or {}).get(column, "General")
            cell.alignment = Alignment(horizontal="left" if kind == "note" else "center", wrap_text=True)
            cell.font = Font(name="宋体", size=18 if row == 1 else 10, bold=kind in ("title", "header", "section"))
            cell.border = Border(left=line, right=line, top=line, bottom=line) if len(cells) > 1 else Border()
        if merge > 1:
            sheet.merge_cells(None, row, 1, row, merge)
        return row

    def total(label: str, people: list[dict[str, Any]]) -> None:
        held = sum(p["certificate_level"] is not None for p in people)
        put("total", [label, None, None, None, f"{len(people)}人", *[None] * 7, f"持证{held}人", *[None] * 8], 4)

    put("title", ["仁和区社会工作专业人才花名册（2022年8月）"], WIDTH)
    put("title", ["填报单位（盖章）：仁和区民政局    填报日期：2022年8月26日    合成示例,非官方数据"], WIDTH)
    put("note", ["填表说明：1.学历填最高学历；2.身份证号须为文本格式；3.未取得证书的，证书情况填“无”或“/”。"], WIDTH)
    top = put("header", [None if c in GROUP else h for c, h in enumerate(HEADERS, 1)])
    put("header", [h if c in GROUP else None for c, h in enumerate(HEADERS, 1)])
    sheet.cell(top, GROUP[0], "证书情况")
    sheet.merge_cells(None, top, GROUP[0], top, GROUP[-1])
    for column in sorted(set(range(1, WIDTH + 1)) - set(GROUP)):
        sheet.merge_cells(None, top, column, top + 1, column)
    cells, formats, _ = _person(77, "仁和镇", "仁和镇示例社区居委会", "社区专职工作者")
    put("example", ["例：", *cells[:3], "张三", *cells[4:]], formats=formats)
    station = [
        (t, f"{t}社工站", "主管" if k == 3 else "工作人员")
        if k % 4 == 3
        else (t, f"{t}{'甲乙丙丁戊己'[k // 2]}社区居委会", "社区专职工作者")
        for t, n in TOWNS.items()
        for k in range(n)
    ]
    office = [(None, OFFICES[k // 2], ("负责人", "工作人员")[k % 2]) for k in range(10)]
    ngo = [(None, NGOS[k // 4], ("负责人", "工作人员", "主管", "工作人员")[k % 4]) for k in range(8)]
    for heading, people in (("一、乡镇（街道）", station), ("二、机关事业单位", office), ("三、社会组织", ngo)):
        put("section", [heading], 1 if people is ngo else WIDTH)
        for serial, (town, employer, role) in enumerate(people, 1):
            cells, formats, person = _person(len(truth.rows), town, employer, role)
            truth.rows.append({"row": put("data", [serial, *cells], formats=formats), **person})
        for name in (t for t, n in TOWNS.items() if n > 1 and people is station):  # merging empties the lower cells
            lines = [p["row"] for p in truth.rows if p["township"] == name]
            sheet.merge_cells(None, lines[0], 2, lines[-1], 2)
        total("小  计", truth.rows[-len(people) :])
    total("合  计", truth.rows)
    total("其中：女", [p for p in truth.rows if p["sex"] == "女"])
    put("note", ["填表人：李某    审核人：王某    单位负责人（签章）：        联系电话：19900000001"], WIDTH, skip=1)
    sheet.column_dimensions["H"].hidden, sheet.freeze_panes = True, f"F{top + 2}"
    book.save(path)
    with zipfile.ZipFile(path) as packed:  # repack without the clock: the same bytes every time
        parts = {name: packed.read(name) for name in packed.namelist()}
    with zipfile.ZipFile(path, "w") as packed:
        for name, data in parts.items():
            data = re.sub(rb"\d{4}-\d\d-\d\dT[\d:]+Z", b"2022-08-26T01:00:00Z", data) if "core" in name else data
            packed.writestr(zipfile.ZipInfo(name, (2022, 8, 26, 9, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return truth
