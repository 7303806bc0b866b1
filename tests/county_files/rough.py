"""Sheets filled in roughly: tables that begin anywhere, totals above, names that look like totals, forms of one person, empty rosters."""

from collections.abc import Callable

from county_files.book import Column, Page, TableTruth, letter
from county_files.headers import Head, choose, type_header
from county_files.styles import FIELDS, Office
from county_files.tables import fill, total

NAMES_LIKE_TOTALS = ("小计划社会工作服务中心", "合力社会工作服务中心", "注心社会工作服务中心", "总行社会工作服务中心", "其中社会工作服务中心", "例外社会工作服务中心")  # fmt: skip
FOOTERS = (
    "制表人：　　　　复核：　　　　单位领导：",
    "第1页　共1页",
    "备注：以上人员均已核实。",
    "联系人：　　　　联系电话：0812-0000000",
)
PERSON = (
    ("姓名", "张三", "性别", "女"),
    ("身份证号", "510499199001011233", "学历", "本科"),
    ("工作单位", "某某社区", "岗位", "网格员"),
    ("证书等级", "初级", "取得时间", "2020年9月"),
)
FEW = "name id_number certificate_level certificate_date is_professional".split()


def _table(page: Page, entity: str) -> TableTruth:
    table = TableTruth(page.name, entity)
    page.tables.append(table)
    return table


def beginning_anywhere(office: Office) -> list[Page]:
    """Empty rows and columns before the table, blank rows inside it, totals above the people, a line for the unit."""
    page, rng = Page("Sheet1"), office.rng
    at, table = rng.randint(2, 4), _table(page, "worker")
    heads = choose(rng, "worker", FIELDS["worker"][:19], 8, dressed=0.3)
    page.blank(rng.randint(1, 3))
    page.spread(office.title("worker"), len(heads), "title", table, at)
    page.blank()
    page.type(["单位：人"], "title", table, at=at + len(heads) - 2)
    type_header(page, table, heads, at)
    total(page, table, heads, "总  计", 18, at)
    pen = office.pen("worker", at)
    for start in (1, 7, 13):
        fill(page, table, pen, heads, 6, start)
        page.blank(rng.randint(0, 2) if start < 13 else 0)
    page.blank()
    page.type([rng.choice(FOOTERS)], "note", table, at)
    return [page]


def names_like_totals(office: Office) -> list[Page]:
    """Agencies whose names begin with the words of totals, notes and examples; they are agencies all the same."""
    page = Page("机构")
    table, heads = _table(page, "agency"), choose(office.rng, "agency", FIELDS["agency"], 5)
    page.spread(office.title("agency"), len(heads), "title", table)
    type_header(page, table, heads)
    name = next(place for place, head in enumerate(heads, 1) if head.field == "name")
    rows = fill(page, table, office.pen("agency", faults=0), heads, len(NAMES_LIKE_TOTALS))
    for row, word in zip(rows, NAMES_LIKE_TOTALS, strict=True):
        page.put(row, name, word)
    page.type(["合 计：", f"{len(rows)}家"], "total", table)
    page.type(["说明：本表由各县区汇总填报。"], "note", table)
    return [page]


def few_columns(office: Office) -> list[Page]:
    """Five columns, no serial number, one or two people."""
    page = Page("Sheet1")
    table, heads = _table(page, "worker"), choose(office.rng, "worker", FEW, 2)[1:-1]
    page.type([office.title("worker")], "title", table)
    type_header(page, table, heads)
    fill(page, table, office.pen("worker", faults=0), heads, office.rng.randint(1, 2))
    return [page]


def many_columns(office: Office) -> list[Page]:
    """All that a contract asks and as much again that none asks, with lists for drop-downs far to the right."""
    page = Page("花名册")
    table, heads = _table(page, "worker"), choose(office.rng, "worker", FIELDS["worker"], 34, dressed=0.4)
    page.spread(office.title("worker"), len(heads), "title", table)
    type_header(page, table, heads)
    rows = fill(page, table, office.pen("worker"), heads, 14)
    for place, word in enumerate(("男", "女", "初级", "中级", "高级")):
        page.put(rows[0] + place, len(heads) + 5, word)
    return [page]


def new_people_below(office: Office) -> list[Page]:
    """Headings of sections in words, serial numbers that begin again or are circles, a note among the people."""
    page, rng = Page("Sheet1"), office.rng
    table, heads = _table(page, "worker"), choose(rng, "worker", FIELDS["worker"][:19], 6, dressed=0.2)
    page.spread(office.title("worker"), len(heads), "title", table)
    type_header(page, table, heads)
    pen = office.pen("worker")
    for number, section in enumerate(("（一）城市社区", "（二）农村社区", "1.社会组织", "以下为2022年新增人员")):
        page.spread(section, len(heads), "section", table)
        rows = fill(page, table, pen, heads, rng.randint(3, 6))
        for place, row in enumerate(rows):
            page.put(row, 1, ("①②③④⑤⑥"[place], f"{place + 1}.", f"1-{place + 1}", place + 1)[number])
        cells = [None, *(["本页小计"] if number == 3 else ["小 计"]), f"{len(rows)}人"]
        page.type(cells, "total", table)
    return [page]


def header_in_text(office: Office) -> list[Page]:
    """A header of two rows that no merged cell holds together, as it stands in a file of text."""
    page = Page("Sheet1")
    groups = {"certificate_level": "等级", "certificate_number": "编号", "certificate_date": "取得时间"}
    plain = choose(office.rng, "worker", [field for field in FIELDS["worker"][:19] if field not in groups], 5)
    heads = [
        *plain[:-1],
        *(Head(word, field, "listed", "", ("证书情况",)) for field, word in groups.items()),
        plain[-1],
    ]
    table = _table(page, "worker")
    page.type([office.title("worker", "社会工作专业人才花名册")], "title", table)
    type_header(page, table, heads)
    page.merges.clear()
    fill(page, table, office.pen("worker", faults=0.1), heads, 12)
    return [page]


def form_of_a_person(office: Office) -> list[Page]:
    """姓名｜张三｜性别｜女: no table, so nothing may be read; the file waits for a person."""
    page = Page("登记表")
    page.type(["社会工作者登记表"], "title")
    for line in PERSON:
        page.type(list(line), "data")
    office.fate = "held"
    return [page]


def across_the_columns(office: Office) -> list[Page]:
    """The header runs down column A and each column is a person: nothing may be read."""
    page = Page("Sheet1")
    people = office.pen("worker", faults=0).rows([], 6)
    for field, word in (
        ("name", "姓名"),
        ("sex", "性别"),
        ("id_number", "身份证号"),
        ("education", "学历"),
        ("role", "岗位"),
    ):
        page.type([word, *(row[field] for row, _ in people)], "data")
    office.fate = "held"
    return [page]


def unknown_table(office: Office) -> list[Page]:
    """A sheet about something else beside a roster."""
    page = Page("物资")
    page.type(["办公物资采购清单"], "title")
    page.type(["品名", "规格型号", "数量", "单价", "金额"], "header")
    for number in range(1, 6):
        page.type([f"物品{number}", "A4", number, 10, 10 * number], "data")
    roster = Page("花名册")
    table, heads = _table(roster, "worker"), choose(office.rng, "worker", FIELDS["worker"][:19], 4)
    type_header(roster, table, heads)
    fill(roster, table, office.pen("worker"), heads, 5)
    unknown = TableTruth(page.name, None, [Column(letter(place), word, None, "foreign") for place, word in enumerate(("品名", "规格型号", "数量", "单价", "金额"), 1)], [2], [3, 4, 5, 6, 7])  # fmt: skip
    unknown.kinds.update(title=1, header=1, data=5)
    unknown.bad_rows = dict.fromkeys(unknown.data_rows, "unknown table")
    page.tables.append(unknown)
    office.fate = "held"
    return [roster, page]


ROUGH: tuple[Callable[[Office], list[Page]], ...] = (
    beginning_anywhere,
    names_like_totals,
    few_columns,
    many_columns,
    new_people_below,
    header_in_text,
    form_of_a_person,
    across_the_columns,
    unknown_table,
)
