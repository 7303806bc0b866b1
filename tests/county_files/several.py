"""Several tables on a sheet, one below the other or side by side, and aggregate returns; and the list of all offices."""

from collections.abc import Callable

from county_files.book import Page, TableTruth
from county_files.headers import choose, type_header
from county_files.styles import Office, export, ledger, ministry, opened, townships
from county_files.tables import fill, total

LEVELS = ("助理社会工作师", "社会工作师", "高级社会工作师")
DOMAINS = ("老年人", "未成年人", "残疾人", "社区治理", "社会救助", "婚姻家庭", "司法矫正", "其他")


def several(office: Office, entity: str) -> list[Page]:
    """Two tables on a sheet: one below the other, or side by side to save paper."""
    page, rng = Page("Sheet1"), office.rng
    if entity == "worker" and rng.random() < 0.5:
        return [_side_by_side(page, office)]
    others = {"worker": None, "agency": "station", "station": "agency", "community": "station"}
    heads = office.heads(entity, dressed=0.3)
    table = opened(page, office, entity, len(heads))
    type_header(page, table, heads)
    rows = fill(page, table, office.pen(entity), heads, rng.randint(6, 14))
    if rng.random() < 0.5:
        total(page, table, heads, "合计", len(rows))
    page.blank(rng.randint(1, 3))
    second = others[entity]
    if second is None:
        _cross(page, office)
    else:
        heads = office.heads(second, dressed=0.3)
        table = opened(page, office, second, len(heads))
        type_header(page, table, heads)
        fill(page, table, office.pen(second), heads, rng.randint(4, 9))
        page.spread("填表人：　　　审核人：", len(heads), "note", table)
    return [page]


def _side_by_side(page: Page, office: Office) -> Page:
    """Two rosters next to each other with an empty column between, each with its own header."""
    page.shares_rows = True
    fields = "name sex id_number birth_date role certificate_level certificate_number certificate_date".split()
    heads = choose(office.rng, "worker", fields, 4)
    word, at = "社会工作专业人才花名册", len(heads) + 2
    left = TableTruth(page.name, "worker")
    page.spread(office.title("worker", word), 2 * len(heads) + 1, "title", left)
    page.tables.append(left)
    type_header(page, left, heads)
    rows = fill(page, left, office.pen("worker"), heads, office.rng.randint(6, 12))
    beside, right = Page("beside"), TableTruth(page.name, "worker")
    beside.lines = [[] for _ in range(left.header_rows[0] - 1)]
    type_header(beside, right, heads, at)
    fill(beside, right, office.pen("worker", at), heads, len(rows), start=len(rows) + 1)
    page.tables.append(right)
    page.merges += beside.merges
    for row, line in enumerate(beside.lines, 1):
        for column, value in enumerate(line, 1):
            if value is not None:
                page.put(row, column, value)
    return page


def _cross(page: Page, office: Office) -> None:
    """领域 × 等级: counts of people, to be read as observations."""
    table = TableTruth(page.name, "observation", is_cross=True)
    page.tables.append(table)
    page.spread(office.title("observation", "持证社会工作者分领域统计表"), 2 + len(LEVELS), "title", table)
    table.header_rows.append(page.type(["服务领域", "合计", *LEVELS], "header", table))
    sums = [0] * len(LEVELS)
    for domain in DOMAINS[: office.rng.randint(4, 8)]:
        counts = [office.rng.randint(0, 30) for _ in LEVELS]
        sums = [old + new for old, new in zip(sums, counts, strict=True)]
        page.data([domain, sum(counts), *counts], table)
    page.type(["合计", sum(sums), *sums], "total", table)


def summary(office: Office, entity: str) -> list[Page]:
    """An aggregate return alone on its sheet."""
    page = Page("汇总表")
    _cross(page, office)
    page.spread(office.footer(), 2 + len(LEVELS), "note", page.tables[0])
    return [page]


STYLES: dict[str, tuple[Callable[[Office, str], list[Page]], tuple[str, ...]]] = {
    "ministry": (ministry, ("worker", "agency", "worker", "station")),
    "ledger": (ledger, ("worker", "worker", "station", "agency", "community")),
    "townships": (townships, ("worker", "worker", "station")),
    "several": (several, ("worker", "agency", "worker", "station", "worker", "community")),
    "export": (export, ("worker", "agency", "station", "community", "observation")),
    "summary": (summary, ("observation",)),
}
