"""The sheets behind the indicator table of a plan: what fails, what is to be done, what documents say otherwise, and how it was judged.

Each is one question to the marts; what comes back is printed as it stands.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pipeline.outputs.words import digits

Ask = Callable[[str, dict[str, Any]], list[dict[str, Any]]]
Cell = str | Decimal | None


@dataclass(frozen=True)
class Appendix:
    """One sheet: its columns with their widths, and its rows in that order."""

    title: str
    columns: Mapping[str, int]
    rows: Sequence[Sequence[Cell]]


# The newest period in which the plan's own area has figures.
_NEWEST = """
    select max_by(period, coalesce(as_of_date, date '0001-01-01')) from indicator_value
    where plan_code = $plan
"""


def _contradicted(facts: str) -> str:
    """The contradictions that concern one of a list of facts."""
    return f"""
            (select string_agg(contradiction_code || ':' || words, '；' order by contradiction_code) from (
                select distinct contradiction_code, words from plan_contradiction
                where plan_code = $plan and list_has_any(facts, {facts})
            )) as contradiction"""


_SHEETS: tuple[tuple[str, dict[str, int], str], ...] = (
    (
        "未达标单位",
        {"指标": 10, "地区": 14, "乡镇(街道)": 16, "单位": 30, "现有": 8, "基数": 8},
        f"""
        select line.indicator_code, area.name_zh, standing.township, standing.unit_name, standing.quantity, standing.among_quantity
        from unit_standing standing
        join indicator_definition line on line.numerator = standing.measure and line.reading is null
        join dim_area area using (area_code)
        where line.plan_code = $plan and standing.unit_reason is null and standing.not_counted_reason is not null and standing.period = ({_NEWEST})
            and standing.area_code in (select member_code from dim_area_member where area_code = line.plan_area_code)
        order by line.indicator_rank, standing.area_code, standing.township nulls first, standing.unit_name, standing.row_id
        """,
    ),
    (
        "重点任务",
        {"序号": 7, "原文": 34, "牵头单位": 26, "佐证": 22, "佐证行数": 9, "进展": 30, "无佐证原因": 34},
        """
        select obligation.obligation_code, obligation.source_words_zh,
            (select string_agg(body, '、' order by body) from plan_responsible responsible
                where responsible.plan_code = obligation.plan_code and responsible.entry_code = obligation.obligation_code
                and role = '牵头'),
            coalesce(figure.indicator_code || ' ' || figure.indicator_name, obligation.evidence),
            obligation.row_count,
            obligation.progress_zh || coalesce('(' || unit.name_zh || ')', ''), obligation.status_reason
        from plan_obligation obligation left join indicator_value figure using (figure_id)
        left join dim_area unit on unit.area_code = obligation.progress_unit_code
        where obligation.plan_code = $plan
        order by cast(regexp_extract(obligation.obligation_code, '[0-9]+') as integer), obligation.obligation_code, obligation.evidence
        """,
    ),
    (
        "公布数与计数",
        {
            "指标": 8,
            "事实": 14,
            "地区": 14,
            "公布数": 14,
            "限定": 8,
            "单位": 8,
            "计数": 14,
            "差额": 12,
            "结果": 12,
            "差异原因": 18,
            "文件矛盾": 40,
        },
        f"""
        select stated.indicator_code, fact_id, area.name_zh, stated_value, qualifier, unit, counted_value, difference, verdict, difference_reason,
            {_contradicted("[stated.fact_id]")}
        from stated_counted stated join dim_area area using (area_code)
        where plan_code = $plan order by indicator_code, fact_id, area_code, unit_code
        """,
    ),
    (
        "公布数自洽",
        {
            "序号": 6,
            "总数": 10,
            "公布数": 14,
            "分项": 40,
            "计算数": 14,
            "差额": 12,
            "差额名称": 18,
            "结果": 10,
            "备注": 34,
            "文件矛盾": 40,
        },
        f"""
        select footing, total_fact, stated, part_facts, computed, remainder, remainder_zh, verdict, note_zh,
            {_contradicted("string_split(total_fact || ' ' || part_facts, ' ')")}
        from cross_footing where plan_code = $plan order by footing
        """,
    ),
    (
        "不计数的公布数",
        {"事实": 10, "主题": 30, "公布数": 14, "单位": 10, "原因": 50, "文件矛盾": 40},
        f"""
        select statement.fact_id, any_value(observation.subject),
            any_value(coalesce(cast(observation.value as varchar), observation.value_text)), any_value(observation.unit),
            any_value(statement.reason),
            {_contradicted("[statement.fact_id]")}
        from plan_statement statement left join fct_observation observation using (fact_id)
        where statement.plan_code = $plan group by statement.fact_id order by statement.fact_id
        """,
    ),
    (
        "文件矛盾",
        {"编号": 8, "指标": 10, "事实": 16, "矛盾": 56, "处理": 46},
        """
        select contradiction_code, string_agg(indicator_code, '、' order by indicator_code),
            any_value(array_to_string(facts, '、')), any_value(words), any_value(treatment)
        from plan_contradiction where plan_code = $plan
        group by contradiction_code order by cast(split_part(contradiction_code, '-', 2) as integer)
        """,
    ),
    (
        "系统分布",
        {"系统": 22, "地区": 16, "专业人才": 12, "持证": 12, "在岗持证": 12},
        f"""
        select system_zh, area.name_zh, professional_count, certified_worker_count, certified_in_post_count
        from system_matrix matrix join dim_area area using (area_code)
        left join code on code.list = 'system' and code.code = matrix.system
        where matrix.area_code in (
            select member_code from dim_area_member join plan_definition using (area_code) where plan_code = $plan
        ) and matrix.period = ({_NEWEST})
        order by matrix.area_code, code.rank nulls last, system
        """,
    ),
    (
        "考试合格率",
        {
            "年": 7,
            "级别": 16,
            "地区": 16,
            "系统": 16,
            "报名": 8,
            "参培": 8,
            "实考": 8,
            "合格": 8,
            "合格率(实考)%": 14,
            "位次": 7,
            "并列": 6,
            "说明": 24,
        },
        """
        select exam_year, level.name_zh as level_zh, area.name_zh as area_zh, coalesce(system.name_zh, '全部') as system_zh, registered_count, trained_count, present_count,
            passed_count, round(passed_of_present_pct, 2), rate.rank, case when is_tied then '是' end, rank_note
        from exam_pass_rate rate join dim_area area using (area_code)
        left join code level on level.list = 'certificate_level' and level.code = rate.level
        left join code system on system.list = 'system' and system.code = rate.system
        where rate.area_code in (
            select member_code from dim_area_member join plan_definition using (area_code) where plan_code = $plan
        )
        order by exam_year desc, rate.level, rate.system <> 'all', rate.rank nulls last, rate.area_code, rate.system
        """,
    ),
    (
        "培养指标",
        {"年": 7, "地区": 16, "系统": 18, "培养指标": 10, "合格": 8, "待公布": 8, "完成%": 10},
        """
        select quota.exam_year, area.name_zh as area_zh, coalesce(system.name_zh, '全部') as system_zh, quota.quota, quota.passed_count, quota.pending_count,
            round(quota.attained_pct, 2) as attained
        from training_quota quota join dim_area area using (area_code)
        left join code system on system.list = 'system' and system.code = quota.system
        where quota.area_code in (
            select member_code from dim_area_member join plan_definition using (area_code) where plan_code = $plan
        )
        order by quota.exam_year desc, quota.system <> 'all', quota.area_code, quota.system
        """,
    ),
    (
        "缺报单位情景",
        {"数值编号": 40, "假设": 12, "缺报单位": 30, "数值": 14, "状态": 16},
        """
        select figure_id, case assumption when 'zero' then '按零计' when 'last' then '按上次数' else '按比例推算' end,
            missing_units, value, status || coalesce('(' || status_reason || ')', '')
        from missing_unit_figure where starts_with(figure_id, $plan || '/') order by figure_id, assumption
        """,
    ),
    (
        "附录 进度方法对照",
        {
            "数值编号": 40,
            "状态": 12,
            "时序应达值": 14,
            "进度系数": 12,
            "预计到期值": 14,
            "增长率之比": 12,
            "按增长率判断": 14,
            "不一致": 8,
        },
        """
        select figure_id, status, on_schedule_value, pace, projected_value, cagr_ratio, cagr_state,
            case when do_methods_disagree then '是' end
        from progress_method where starts_with(figure_id, $plan || '/') order by figure_id
        """,
    ),
)


def plan_appendices(plan_code: str, ask: Ask) -> Iterable[Appendix]:
    """The appendices of one plan, empty ones among them."""
    for title, columns, question in _SHEETS:
        found = ask(question, {"plan": plan_code})
        yield Appendix(title, columns, [[_cell(value) for value in row.values()] for row in found])


def _cell(value: Any) -> Cell:
    """A number as a text of its own digits: these sheets are read, not added up."""
    if isinstance(value, Decimal | int):
        return digits(Decimal(value))
    return value
