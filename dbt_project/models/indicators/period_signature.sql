-- 审定: the figures of each area and period under one signature, beside the one that was approved (practice D36).
-- Signed is what a table of the plan prints of a figure and what decides that; a column that is added later changes no signature.
{%- set signed = [
    'figure_id', 'indicator_name', 'as_of_date', 'is_chosen', 'statistic', 'numerator', 'denominator', 'denominator_as_of',
    'denominator_source', 'value', 'unit_minimum', 'reported_value', 'unit', 'operator', 'target', 'target_upper', 'target_zh',
    'target_type', 'deadline', 'baseline', 'baseline_date', 'attained_pct', 'status', 'status_reason', 'coverage_pct', 'source_kind',
    'is_synthetic', 'definition_zh', 'note_zh',
] %}
with computed as (
    select
        area_code,
        period,
        cast(count(*) as integer)                                       as figure_count,
        cast(count(value) as integer)                                   as value_count,
        {{ sha256_hex("string_agg(" ~ text_of_row(signed) ~ ", chr(10) order by figure_id)") }} as signature
    from {{ ref('int_signed_figure') }}
    group by area_code, period
)

select
    coalesce(computed.area_code, approved.area_code)                    as area_code,
    coalesce(computed.period, approved.period)                          as period,
    coalesce(computed.figure_count, 0)                                  as figure_count,
    coalesce(computed.value_count, 0)                                   as value_count,
    computed.signature,
    approved.signature                                                  as approved_signature,
    case when computed.signature = approved.signature then '审定数' else '初步数' end as approval
from computed
full join {{ source('inputs', 'period_approval') }} as approved
    on computed.area_code = approved.area_code and computed.period = approved.period
