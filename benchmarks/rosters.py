"""A corpus of rosters as counties fill them in: 500 people × 25 columns of the real headers, everything else that such a file holds.

Names, numbers of identity, telephones and certificates are distinct, codes and places repeat. Title and sub-title, a two-row merged
header, sections, an empty row, hidden rows, formulas, error cells, a comment, footers, a hidden sheet of code lists.
"""

import datetime as dt
import random
import tempfile
from hashlib import sha256
from pathlib import Path
from typing import Any

import xlsxwriter

ROWS = 500
HEADERS: tuple[tuple[str, str | None], ...] = (
    *((word, None) for word in ("序号", "县区", "乡镇", "姓名", "性别", "民族", "出生年月", "身份证号码", "政治面貌", "学历")),
    *((word, None) for word in ("毕业院校及专业", "工作单位", "单位性质", "岗位")),
    *((word, "证书情况") for word in ("证书等级", "证书编号", "取得时间")),
    *((word, "登记情况") for word in ("登记证号", "登记有效期")),
    *((word, None) for word in ("从事年限", "服务领域", "联系电话", "是否在岗", "是否社会工作专业人才", "备注")),
)  # fmt: skip
FAMILY = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章"
GIVEN = "明芳伟娜敏静丽强磊军洋艳勇杰娟涛霞平刚桂英华玉兰凤洁梅琳素云莲真环雪荣爱妹霜香月莺媛艳瑞凡佳嘉琼勤珍贞莉"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
LEVELS = ("助理社会工作师", "社会工作师", "高级社会工作师")


def rosters(workbooks: int) -> list[Path]:
    """The first of these files, made where they are missing and kept in the temporary folder for the next time."""
    version = sha256(Path(__file__).read_bytes()).hexdigest()[:12]
    folder = Path(tempfile.gettempdir()) / f"rollcall-rosters-{version}"
    folder.mkdir(exist_ok=True)
    paths = [folder / f"{number:04d}.xlsx" for number in range(workbooks)]
    for number, path in enumerate(paths):
        if not path.exists():
            unfinished = path.with_suffix(".part")
            _write(unfinished, random.Random(number))
            unfinished.rename(path)
    return paths


def _write(path: Path, dice: random.Random) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet, lists = book.add_worksheet("花名册"), book.add_worksheet("代码")
        lists.hide()
        lists.write_column(0, 0, LEVELS)
        centred = book.add_format({"align": "center", "bold": True, "border": 1, "text_wrap": True})
        day = book.add_format({"num_format": "yyyy-mm-dd", "border": 1})
        edged = book.add_format({"border": 1})
        width = len(HEADERS)
        sheet.merge_range(0, 0, 0, width - 1, "东区社会工作专业人才花名册（2022年8月）", centred)
        sheet.merge_range(1, 0, 1, width - 1, "填报单位（盖章）：东区民政局　　填报日期：2022年8月30日", edged)
        _header(sheet, centred)
        row = 4
        for number in range(1, ROWS + 1):
            if number in (1, 201, 401):
                sheet.merge_range(
                    row,
                    0,
                    row,
                    width - 1,
                    f"{'一二三'[number // 200]}、{'机关街道社会组织'[number // 100 : number // 100 + 2]}",
                    edged,
                )
                row += 1
            _person(sheet, row, number, dice, day, edged)
            row += 1
        for hidden in dice.sample(range(10, ROWS), 5):
            sheet.set_row(hidden, None, None, {"hidden": True})
        sheet.write_comment(8, 3, "已核对")
        sheet.write_string(row, 0, "合计", edged)
        sheet.write_formula(row, 1, f"=COUNTA(D6:D{row})", edged, ROWS)
        sheet.merge_range(row + 2, 0, row + 2, width - 1, "单位负责人：　　填表人：　　联系电话：0812-0000000")
        sheet.merge_range(row + 3, 0, row + 3, width - 1, "注：学历填最高学历，证书以国家职业水平证书为准。")


def _header(sheet: Any, look: Any) -> None:
    groups = [group for _, group in HEADERS]
    for column, (word, group) in enumerate(HEADERS):
        if group is None:
            sheet.merge_range(2, column, 3, column, word, look)
            continue
        if groups.index(group) == column:
            sheet.merge_range(2, column, 2, column + groups.count(group) - 1, group, look)
        sheet.write_string(3, column, word, look)


def _person(sheet: Any, row: int, number: int, dice: random.Random, day: Any, edged: Any) -> None:
    born = dt.date(dice.randint(1963, 2001), dice.randint(1, 12), dice.randint(1, 28))
    is_woman, level = dice.random() < 0.68, dice.choices((None, *LEVELS), (45, 36, 18, 1))[0]
    town, issued = (
        dice.choice("青望云石柏双") + "山街道",
        dt.date(dice.randint(2009, 2021), dice.choice((9, 10, 11)), 15),
    )
    texts = {
        1: "东区",
        2: town,
        3: dice.choice(FAMILY) + "".join(dice.choices(GIVEN, k=dice.choice((1, 2, 2, 2)))),
        4: "女" if is_woman else "男",
        5: dice.choices(("汉族", "彝族", "苗族", "回族"), (85, 12, 2, 1))[0],
        6: dice.choice((f"{born.year}.{born.month:02d}", f"{born.year}年{born.month}月")),
        7: _identity(born, is_woman, dice),
        8: dice.choices(("群众", "中共党员", "共青团员", "中共预备党员"), (50, 38, 10, 2))[0],
        9: dice.choices(("本科", "大专", "高中", "研究生"), (45, 40, 11, 4))[0],
        10: f"{dice.choice(('四川', '西南', '成都', '攀枝花'))}{dice.choice(('大学', '学院', '职业学院'))} {dice.choice(('社会工作', '法学', '会计', '行政管理', '护理'))}",
        11: f"{town}{dice.choice(('湖光', '新村', '竹园', '老街', '金穗', '大坪'))}社区居民委员会",
        12: dice.choices(("基层群众性自治组织", "社会组织", "事业单位", "行政机关"), (60, 20, 15, 5))[0],
        13: dice.choices(("社区专职工作者", "网格员", "书记", "两委成员", "儿童主任"), (50, 25, 9, 10, 6))[0],
        14: level or "无",
        15: f"2020{dice.randrange(10**12):012d}" if level else "无",
        17: f"川社登{dice.randrange(10**8):08d}" if level and dice.random() < 0.7 else "",
        18: "2021.06-2024.06" if level else "",
        20: dice.choice(("老年人", "社区治理", "儿童青少年", "社会救助", "残疾人、老年人", "婚姻家庭")),
        21: f"199{dice.randrange(10**8):08d}",
        22: "是",
        23: "是" if level or dice.random() < 0.7 else "否",
        24: dice.choices(("", "新增", "借调"), (90, 7, 3))[0],
    }
    sheet.write_number(row, 0, number, edged)
    for column, text in texts.items():
        sheet.write_string(row, column, text, edged) if text else sheet.write_blank(row, column, None, edged)
    if level:
        sheet.write_datetime(row, 16, dt.datetime(issued.year, issued.month, issued.day), day)
    if number % 100 == 50:
        sheet.write_formula(row, 19, "=VLOOKUP(D6,代码!A:B,2,0)", edged, "#N/A")
    else:
        sheet.write_formula(row, 19, f"=2022-{issued.year}", edged, 2022 - issued.year)


def _identity(born: dt.date, is_woman: bool, dice: random.Random) -> str:
    head = f"510499{born:%Y%m%d}{dice.randrange(100):02d}{2 * dice.randrange(5) + (not is_woman)}"
    return head + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(head, WEIGHTS, strict=True)) % 11]
