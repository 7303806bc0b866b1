"""Offices, each with its way of filling in sheets: the ministry's form, the county's ledger, a sheet for each township, the bare
export of a system. Each gives the sheets of one file with their truth; several tables on a sheet are in several.py.
"""

import datetime as dt
import random

from county_files.book import Page, TableTruth
from county_files.headers import Head, choose, grouped, type_header
from county_files.people import TOWNSHIPS
from county_files.spelling import Hand
from county_files.tables import Pen, ditto, fill, merge_down, print_again, total

ROSTER = "name sex id_number birth_date political_status education employer employer_type".split()
WORK = "township community role domains".split()
CERTIFICATE = "certificate_level certificate_number certificate_date".split()
STATE = "is_professional is_in_post left_on phone registration_number registration_expires_on".split()
FIELDS = {
    "worker": [*ROSTER, *WORK, *CERTIFICATE, *STATE],
    "agency": "name unified_social_credit_code registered_on party_form party_member_count staff_count certified_count".split(),
    "station": "name tier township community operator opened_on closed_on is_operating staff_count certified_count star".split(),
    "community": "kind name township urban_rural valid_from valid_to".split(),
    "observation": "fact_id subject dimension member kind value unit area_code data_date definition source_kind".split(),
}
TITLES = {
    "worker": ("社会工作专业人才花名册", "社会工作人员花名册", "社会工作从业人员花名册"),
    "agency": ("社会工作服务机构名录", "社会工作服务机构情况统计表"),
    "station": ("社工站点名录", "社工站情况统计表"),
    "community": ("乡镇（街道）村（社区）名录",),
    "observation": ("社会工作统计数值表",),
}
STRANGE = {"worker": (7, 11), "agency": (4, 6), "station": (5, 7), "community": (3, 4), "observation": (4, 6)}
FORM = ("表    号：川社工统1表", "制定机关：四川省社会工作部", "批准文号：川统制〔2025〕00号", "有效期至：2027年12月")


class Office:
    """One file being filled in: who, when, with which habits."""

    def __init__(self, seed: int, area: str, date: dt.date, typed: bool, untidy: float) -> None:
        self.rng = random.Random(seed)
        self.area, self.date = area, date
        self.hand = Hand.of(self.rng, typed, untidy)
        self.fate: str | None = "accepted"

    def pen(self, entity: str, at: int = 1, faults: float = 0.12) -> Pen:
        return Pen(self.rng, self.hand, entity, self.date, faults, at)

    def title(self, entity: str, word: str | None = None) -> str:
        return f"{self.area}{word or self.rng.choice(TITLES[entity])}（{self.date.year}年{self.date.month}月）"

    def subtitle(self) -> str:
        office = self.rng.choice(("民政局", "委社会工作部"))
        return f"填报单位（盖章）：{self.area}{office}　　　填报日期：{self.date.year}年{self.date.month}月{self.rng.randint(10, 28)}日"

    def footer(self) -> str:
        return "单位负责人：　　　统计负责人：　　　填表人：　　　联系电话：0812-0000000　　　报出日期："

    def heads(self, entity: str, without: str = "", synonyms: int = 0, dressed: float = 0.0) -> list[Head]:
        fields = [field for field in FIELDS[entity] if field not in without.split()]
        few, many = STRANGE[entity]
        return choose(self.rng, entity, fields, self.rng.randint(few, many), synonyms, dressed)


def opened(page: Page, office: Office, entity: str, width: int, word: str | None = None) -> TableTruth:
    """A table whose title and sub-title are typed over its whole width."""
    table = TableTruth(page.name, entity)
    page.tables.append(table)
    page.spread(office.title(entity, word), width, "title", table)
    page.spread(office.subtitle(), width, "title", table)
    return table


def ministry(office: Office, entity: str) -> list[Page]:
    """附件, centred title, marks of the form, grouped header, 栏次, foot with signatures."""
    page = Page("表1")
    heads = office.heads(entity, without="is_in_post left_on" if entity == "worker" else "", dressed=0.4)
    if entity == "worker":
        heads = grouped(office.rng, heads, strange_groups=office.rng.randint(1, 2), top=office.rng.random() < 0.5)
    table = TableTruth(page.name, entity)
    page.tables.append(table)
    page.type(["附件1"], "title", table)
    page.spread(office.title(entity), len(heads), "title", table)
    for mark in FORM:
        page.type([mark], "title", table, at=len(heads) - 1)
    page.spread(office.subtitle(), len(heads), "title", table)
    type_header(page, table, heads)
    if office.rng.random() < 0.6:
        numbers = ["甲", "乙", *map(str, range(1, len(heads) - 1))]
        table.numbering_row = page.type(numbers, "header", table)
    rows = fill(page, table, office.pen(entity), heads, office.rng.randint(12, 30))
    total(page, table, heads, "合计", len(rows))
    page.spread(office.footer(), len(heads), "note", table)
    page.spread("说明：1.本表由县级社会工作部门填报；2.数据截止日期为报告期末。", len(heads), "note", table)
    return [page]


def ledger(office: Office, entity: str) -> list[Page]:
    """Sections with subtotals, an example row left in, the header on each printed page, ditto marks, cells merged downwards."""
    page, rng = Page(rng_name(office, entity)), office.rng
    heads = office.heads(entity, dressed=0.3, synonyms=rng.randint(0, 2))
    if entity == "worker" and rng.random() < 0.5:
        heads = grouped(rng, heads)
    table = opened(page, office, entity, len(heads))
    if rng.random() < 0.4:
        page.spread("填表说明：1.学历填最高学历；2.无证书的填“无”。", len(heads), "note", table)
    type_header(page, table, heads)
    if entity == "worker" and rng.random() < 0.5:
        example = {"name": "张三", "sex": "男", "education": "本科", "certificate_level": "初级", "township": "某某镇"}
        page.type(["例", *(example.get(head.field or "") for head in heads[1:])], "example", table)
    count = 0
    for number, section in enumerate(rng.sample(("机关", "街道", "事业单位", "社会组织", "乡镇"), 3)):
        page.spread(f"{'一二三'[number]}、{section}", len(heads), "section", table)
        rows = fill(page, table, office.pen(entity), heads, rng.randint(5, 11), start=count + 1)
        _fill_down(page, table, heads, rows, rng)
        total(page, table, heads, "小计", len(rows))
        count += len(rows)
        if number == 1 and rng.random() < 0.6:
            print_again(page, table, heads)
    total(page, table, heads, rng.choice(("合计", "总计")), count)
    page.spread("填表人：　　　审核人：　　　联系电话：0812-0000000", len(heads), "note", table)
    if rng.random() < 0.5:
        page.spread("注：证书以国家职业水平证书为准。", len(heads), "note", table)
    return [page]


def rng_name(office: Office, entity: str) -> str:
    """The name of a sheet as offices leave it."""
    return office.rng.choice(
        ("Sheet1", {"worker": "花名册", "agency": "机构", "station": "社工站", "community": "名录"}[entity])
    )


def _fill_down(page: Page, table: TableTruth, heads: list[Head], rows: list[int], rng: random.Random) -> None:
    """Township or employer of a few rows said once: a merged cell, or ditto marks."""
    places = {head.field: place for place, head in enumerate(heads, 1)}
    sound = {row for row in rows if row not in table.bad_rows}
    if table.entity == "worker" and "employer" in places:
        ditto(page, rows, places["employer"], rng, sound)
    if "township" in places and table.entity == "worker" and rng.random() < 0.6:
        merge_down(page, rows, places["township"])


def townships(office: Office, entity: str) -> list[Page]:
    """A sheet for each township, whose name stands only on the tab and in the title, and a sheet of instructions before."""
    guide = Page("填表说明")
    for line in ("填表说明", "1.一人一行，不得合并单元格。", "2.身份证号请设为文本格式。", "3.没有的项目填“无”。"):
        guide.type([line], "note")
    pages, rng = [guide], office.rng
    has_old_sheet = rng.random() < 0.25
    heads = office.heads(entity, without="township", dressed=0.2, synonyms=rng.randint(0, 1))
    if entity == "station":
        heads = office.heads(entity, dressed=0.2)
    word = rng.choice(TITLES[entity])
    for township in rng.sample(TOWNSHIPS, rng.randint(3, 5)):
        page = Page(township + rng.choice(("", "(已核)", "")))
        table = TableTruth(page.name, entity)
        page.tables.append(table)
        page.spread(
            f"{office.area}{township}{word}（{office.date.year}年{office.date.month}月）", len(heads), "title", table
        )
        if rng.random() < 0.5:
            page.spread(office.subtitle(), len(heads), "title", table)
        type_header(page, table, heads)
        rows = fill(page, table, office.pen(entity), heads, rng.randint(3, 9))
        if rng.random() < 0.6:
            total(page, table, heads, "合计", len(rows))
        pages.append(page)
    if has_old_sheet:
        office.fate = "held"
        old = Page("旧数据", state="hidden")
        old.tables.append(TableTruth(old.name, entity))
        type_header(old, old.tables[0], heads)
        fill(old, old.tables[0], office.pen(entity), heads, 4)
        pages.append(old)
    return pages


def export(office: Office, entity: str) -> list[Page]:
    """Header in the first row, data below it, nothing else: as a system gives it."""
    page = Page("Sheet1")
    table = TableTruth(page.name, entity)
    page.tables.append(table)
    heads = office.heads(entity, synonyms=office.rng.randint(0, 2))
    type_header(page, table, heads)
    fill(page, table, office.pen(entity), heads, office.rng.randint(8, 40))
    return [page]
