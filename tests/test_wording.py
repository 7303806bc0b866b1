"""What one header names: the contract's words however they are dressed, and nothing that only resembles them."""

import pytest
from county_tables import CONTRACTS, conformed, good, grid, records, table

from pipeline.rows.wording import field_named


def named(*parts: str, entity: str = "worker") -> str | None:
    return field_named(CONTRACTS, entity, parts)


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("1.姓名", "name"),
        ("1、姓名", "name"),
        ("①姓名", "name"),
        ("（一）姓名", "name"),
        ("二、身份证号码", "id_number"),
        ("姓名/Name", "name"),
        ("姓名 Name", "name"),
        ("Name（姓名）", "name"),
        ("姓名（Full Name）", "name"),
        ("身份证号①", "id_number"),
        ("身份证号[1]", "id_number"),
        ("身份证号（注1）", None),
        ("身份证号（请填写18位）", "id_number"),
        ("身份证号码\n必填", "id_number"),
        ("身份证号码必填", "id_number"),
        ("身份证（号码）", "id_number"),
        ("证件号码（身份证）", "id_number"),
        ("性別", "sex"),
        ("學歷", "education"),
        ("證書編號", "certificate_number"),
        ("聯繫電話", "phone"),
        ("性别（男/女）", "sex"),
        ("性别（1男 2女）", "sex"),
        ("性别（1.男 2.女）", "sex"),
        ("发证日期（年/月/日）", "certificate_date"),
        ("是否在岗（是√否×）", "is_in_post"),
        ("联系电话（11位手机号）", "phone"),
        ("证书等级（无证不填）", "certificate_level"),
        ("证书等级（初级/中级/高级）", "certificate_level"),
        ("是否在岗（是、否）", "is_in_post"),
        ("学历（取得的最高学历填写）", "education"),
        ("取得证书时间（例：2020.9）", "certificate_date"),
        ("取得证书时间（yyyy-mm）", "certificate_date"),
        ("出生年月（格式：1990.01）", "birth_date"),
        ("职务／岗位", "role"),
        ("岗位/职务", "role"),
        ("工作单位（全称）", "employer"),
        ("★工作单位：", "employer"),
        ("“姓名”", "name"),
        ("姓　名＊", "name"),
        ("公民身份号码\r\n（18位）", "id_number"),
    ],
)
def test_a_dressed_header_is_its_word(header: str, field: str | None) -> None:
    assert named(header) == field


@pytest.mark.parametrize(
    ("header", "entity", "field"),
    [
        ("驻站人数/人", "station", "staff_count"),
        ("驻站人数（单位：人）", "station", "staff_count"),
        ("持证人数 人", "station", "certified_count"),
        ("其中：持证人数", "agency", "certified_count"),
        ("驻站人数（百人）", "station", None),
        ("持证人数（中级）", "station", None),
        ("持证人数（不含高级）", "agency", None),
        ("党员人数（其中：女）", "agency", None),
        ("持证人数（2023）", "agency", None),
        ("2023年持证人数", "agency", None),
    ],
)
def test_a_unit_that_scales_and_a_part_of_the_whole_are_other_columns(
    header: str, entity: str, field: str | None
) -> None:
    assert named(header, entity=entity) == field


@pytest.mark.parametrize(
    "header",
    [
        *(
            "配偶姓名",
            "曾用名",
            "姓名（曾用名）",
            "身份证号（配偶）",
            "第一学历",
            "学历（全日制）",
            "学历/学位",
            "学历学位",
        ),
        *(
            "工作单位（原）",
            "原工作单位",
            "工作单位及职务",
            "姓名/性别",
            "单位/职务",
            "登记编号",
            "登记时间",
            "报名时间",
        ),
        *(
            "等级",
            "级别",
            "编号",
            "时间",
            "专职",
            "取得时间",
            "名称",
            "类别",
            "状态",
            "证件编号",
            "通过考试时间",
            "职称",
        ),
        *(
            "身份证号2",
            "姓名1",
            "联系电话（家属）",
            "紧急联系人电话",
            "是否党员",
            "岗位等级",
            "人员类别",
            "年龄",
            "民族",
        ),
    ],
)
def test_a_word_that_means_another_thing_or_several_names_nothing(header: str) -> None:
    assert named(header) is None


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        (("证书情况", "等级"), "certificate_level"),
        (("二、证书情况", "等级"), "certificate_level"),
        (("证书情况（社会工作者职业水平）", "等级"), None),
        (("证书", "编号"), "certificate_number"),
        (("证书", "取得时间"), "certificate_date"),
        (("社工证书信息", "级别"), "certificate_level"),
        (("证书情况", "证书等级"), "certificate_level"),
        (("身份证", "号码"), "id_number"),
        (("出生", "年月"), "birth_date"),
        (("工作", "单位"), "employer"),
        (("一、个人基本情况", "姓名"), "name"),
        (("人员基本信息", "政治面貌"), "political_status"),
        (("基本情况", "证书情况", "等级"), "certificate_level"),
        (("证书情况", "国家证书", "等级"), "certificate_level"),
        (("证书情况", "教师证书", "等级"), None),
        (("基本情况", "等级"), None),
        (("岗位聘用", "等级"), None),
        (("岗位聘用", "取得时间"), None),
        (("配偶", "姓名"), None),
        (("家庭成员", "工作单位"), None),
        (("紧急联系人", "电话"), None),
        (("原单位", "单位性质"), None),
        (("负责人", "联系电话"), None),
        (("证书情况", "姓名"), None),
    ],
)
def test_a_word_below_a_group(parts: tuple[str, ...], field: str | None) -> None:
    assert named(*parts) == field


@pytest.mark.parametrize("header", ["时间", "备注", "经办人"])
def test_unknown_words_that_stand_twice_are_listed(header: str) -> None:
    lines = table("worker", [good("worker")])
    lines[1] += [header, header]
    lines[2] += ["甲", "乙"]
    outcome = conformed(grid(lines))
    assert [each["field"] for each in records(outcome, "header_map")].count(None) == 2
    assert outcome.receipt["fate"] == "accepted"


@pytest.mark.parametrize(
    ("headers", "entity"),
    [
        (["序号", "机构名称", "成立时间", "党组织形式", "从业人员数", "持证人数"], "agency"),
        (["序号", "单位名称", "统一社会信用代码", "登记时间", "党员人数", "员工人数", "所属街道"], "agency"),
        (["序号", "名称", "层级", "所属街道", "运营机构", "建成时间", "是否运行", "社工人数", "持证人数"], "station"),
        (["序号", "站点名称", "乡镇", "驻站人数", "持证人数"], "station"),
        (["序号", "所属街道", "名称", "类别", "城乡属性"], "community"),
        (["序号", "乡镇", "村（社区）名称", "城乡分类", "设立时间"], "community"),
        (["序号", "单位名称", "姓名", "身份证号", "岗位", "联系电话"], "worker"),
        (["序号", "街道", "社区", "姓名", "身份证号码", "证书等级", "发证日期"], "worker"),
        (["物资名称", "数量", "所属街道", "社区", "联系电话"], None),
        (["街道", "社区", "联系电话"], None),
    ],
)
def test_the_entity_without_a_title(headers: list[str], entity: str | None) -> None:
    lines = [headers, *([f"甲{row}{column}" for column in range(len(headers))] for row in range(3))]
    assert {each["entity"] for each in records(conformed(grid(lines)), "header_map")} == {entity}
