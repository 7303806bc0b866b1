"""The columns of a table, and its header typed over one, two or three rows with the truth of each column."""

import random
from dataclasses import dataclass, replace

from county_files.book import Column, Page, TableTruth, letter
from county_files.words import BROKEN, FOREIGN, REMARKS, SPACED, SYNONYMS

# The words of real forms and rosters for each field, a few for each.
WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "worker": {
        "subject_area_code": ("县(区)", "县区", "区县"),
        "township": ("乡镇(街道)", "乡镇（街道）", "街道", "所属乡镇"),
        "community": ("社区(村)", "村（社区）", "所在社区"),
        "name": ("姓名", "姓名", "人员姓名"),
        "sex": ("性别", "性別"),
        "id_number": ("身份证号码", "身份证号", "公民身份号码", "证件号码"),
        "birth_date": ("出生年月", "出生日期"),
        "political_status": ("政治面貌",),
        "education": ("学历", "最高学历", "文化程度"),
        "employer": ("工作单位", "所在单位", "单位名称"),
        "employer_type": ("单位性质", "单位类别"),
        "role": ("岗位", "职务/岗位", "现任职务"),
        "domains": ("服务领域", "从业领域"),
        "certificate_level": ("证书等级", "持证等级", "证书级别"),
        "certificate_number": ("证书编号", "证书编号（管理号）", "管理号", "证书号"),
        "certificate_date": ("取得证书时间", "发证日期", "取证时间"),
        "is_professional": ("是否社会工作专业人才", "是否专业人才"),
        "recognition_basis": ("认定依据",),
        "is_in_post": ("是否在岗", "在岗情况"),
        "left_on": ("离岗日期", "离职时间"),
        "registration_number": ("登记证号", "登记证书编号"),
        "registration_expires_on": ("登记有效期至", "登记有效期"),
        "phone": ("联系电话", "手机号码", "联系方式"),
    },
    "agency": {
        "subject_area_code": ("县区",),
        "name": ("机构名称", "社工机构名称"),
        "unified_social_credit_code": ("统一社会信用代码",),
        "registered_on": ("成立时间", "登记日期"),
        "party_form": ("党组织建立情况", "党建覆盖方式"),
        "party_member_count": ("党员人数", "正式党员数"),
        "staff_count": ("专职人员数", "专职工作人员数"),
        "certified_count": ("持证人数", "持证社工数"),
    },
    "station": {
        "township": ("乡镇（街道）", "所属乡镇"),
        "community": ("社区（村）",),
        "name": ("站点名称", "社工站名称"),
        "tier": ("层级", "站点类型"),
        "operator": ("运营机构", "承接机构"),
        "opened_on": ("建成时间", "成立时间"),
        "closed_on": ("撤销时间",),
        "is_operating": ("是否实体化运行",),
        "staff_count": ("驻站人数", "驻站社工人数"),
        "certified_count": ("持证人数",),
        "star": ("星级",),
    },
    "community": {
        "kind": ("类别", "区划类别"),
        "name": ("名称", "社区名称"),
        "township": ("所属乡镇（街道）", "上级乡镇（街道）"),
        "urban_rural": ("城乡属性", "城乡分类"),
        "valid_from": ("设立日期", "设立时间"),
        "valid_to": ("撤销日期",),
    },
    "observation": {
        "fact_id": ("编号", "事实编号"),
        "subject": ("指标", "指标名称"),
        "dimension": ("维度", "分组"),
        "member": ("成员",),
        "kind": ("类别",),
        "value": ("数值",),
        "unit": ("计量单位",),
        "area_code": ("地区",),
        "data_date": ("数据日期", "数据时点"),
        "definition": ("口径", "统计口径"),
        "source_kind": ("来源性质",),
    },
}
GROUPS = {  # the second and third level above the fields of a worker
    "name sex birth_date id_number political_status education": "基本情况",
    "employer employer_type township community role domains": "工作情况",
    "certificate_level certificate_number certificate_date": "证书情况",
}
UNDER_CERTIFICATE = {
    "certificate_level": ("等级", "级别"),
    "certificate_number": ("编号", "管理号"),
    "certificate_date": ("取得时间", "发证时间"),
}
STRANGE_GROUPS = (  # a group that no contract knows: its leaves look like those of the certificate and are not
    ("其他证书情况", (("名称", "other_certificate"), ("编号", "card"), ("取得时间", "month"))),
    ("家庭主要成员", (("姓名", "person"), ("工作单位", "company"), ("联系电话", "phone"))),
    ("职称情况", (("职称", "post_title"), ("聘任等级", "grade"), ("聘任时间", "month"))),
    ("培训情况", (("培训名称", "major"), ("学时", "small"), ("时间", "month"))),
)


@dataclass(frozen=True)
class Head:
    """A column to be typed: its word, the field or the kind of foreign cells below it, its groups from the top."""

    word: str
    field: str | None
    origin: str
    kind: str = ""
    groups: tuple[str, ...] = ()


SERIAL, REMARK = Head("序号", None, "plain", "serial"), Head("备注", None, "plain", "remark")


def choose(
    rng: random.Random, entity: str, fields: list[str], strange: int, synonyms: int = 0, dressed: float = 0.0
) -> list[Head]:
    """Columns in this order of fields, with foreign ones strewn between them; some words are dressed as clerks dress them."""
    other = {field: word for word, field in SYNONYMS[entity].items() if field in fields}
    taken = set(rng.sample(sorted(other), min(synonyms, len(other))))
    heads = []
    for field in fields:
        if field in taken:
            heads.append(Head(other[field], field, "synonym"))
        else:
            heads.append(Head(_dressed(rng, rng.choice(WORDS[entity][field]), dressed), field, "listed"))
    for word in rng.sample(sorted(FOREIGN[entity]), min(strange, len(FOREIGN[entity]))):
        heads.insert(rng.randint(1, len(heads)), Head(word, None, "foreign", FOREIGN[entity][word]))
    return [SERIAL, *heads, REMARK]


def _dressed(rng: random.Random, word: str, share: float) -> str:
    if rng.random() >= share:
        return word
    ways = [way for way in (SPACED.get(word), BROKEN.get(word), *REMARKS.get(word, ())) if way]
    return rng.choice(ways) if ways else word


def grouped(rng: random.Random, heads: list[Head], strange_groups: int = 1, top: bool = False) -> list[Head]:
    """The columns of a roster under groups, fields that belong together side by side; with ``top`` three rows of header."""
    placed: list[Head] = []
    for fields, group in GROUPS.items():
        members = [head for head in heads if head.field in fields.split()]
        groups = ("人员信息", group) if top and group != "证书情况" else (group,)
        for head in members:
            word = rng.choice(UNDER_CERTIFICATE[head.field]) if group == "证书情况" else head.word
            origin = "listed" if group == "证书情况" else head.origin
            placed.append(replace(head, word=word, origin=origin, groups=groups))
    for group, leaves in rng.sample(STRANGE_GROUPS, strange_groups):
        placed += [Head(word, None, "foreign", kind, (group,)) for word, kind in leaves]
    rest = [head for head in heads if head.field not in " ".join(GROUPS).split()]
    return [*rest[:1], *placed, *rest[1:]]


def type_header(page: Page, table: TableTruth, heads: list[Head], at: int = 1, again: bool = False) -> int:
    """Type the header at the end of the page over as many rows as the groups need; the number of its last row."""
    depth = 1 + max(len(head.groups) for head in heads)
    top = page.row + 1
    lines: list[list[str | None]] = [[None] * len(heads) for _ in range(depth)]
    for place, head in enumerate(heads):
        chain = [*head.groups, head.word]
        for level, word in enumerate(chain):
            before = heads[place - 1].groups if place else ()
            is_repeated = level < len(head.groups) and before[: level + 1] == head.groups[: level + 1]
            lines[level][place] = None if is_repeated else word
            if level < len(head.groups) and not is_repeated:
                last = place
                while last + 1 < len(heads) and heads[last + 1].groups[: level + 1] == head.groups[: level + 1]:
                    last += 1
                if last > place:
                    page.merges.append((top + level, at + place, top + level, at + last))
        if len(chain) < depth:
            page.merges.append((top + len(chain) - 1, at + place, top + depth - 1, at + place))
    for line in lines:
        row = page.type(line, "header", table, at)
        if not again:
            table.header_rows.append(row)
    if not again:
        table.columns = [
            Column(letter(at + place), "·".join([*head.groups, head.word]), head.field, head.origin)
            for place, head in enumerate(heads)
        ]
    return page.row
