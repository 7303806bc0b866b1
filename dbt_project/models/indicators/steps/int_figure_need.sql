-- 指标所需报送: one row per figure and list that it is read from, with how much of the area has handed it in.
with handed_in as (
    select distinct member.area_code, delivery.period, delivery.entity
    from {{ ref('run_delivery') }} as delivery
    inner join {{ ref('dim_area_member') }} as member on delivery.unit_code = member.member_code
    where delivery.is_counted
)

select
    figure.figure_id,
    need.entity,
    need.needs_zh,
    need.is_above,
    need.is_below,
    -- What no unit of the area owes is not missing: 市本级 has no communities.
    figure.is_figure_period and coalesce(coverage.is_any_received, true) as is_received,
    case
        when figure.is_figure_period                                    then not coalesce(coverage.is_any_received, true)
        else handed_in.entity is null
    end                                                                 as is_missing,
    coverage.units_pct,
    coverage.weighted_pct,
    coverage.rows_pct,
    coverage.coverage_pct,
    coverage.received_pct
from {{ ref('int_plan_figure') }} as figure
inner join {{ source('inputs', 'indicator_need') }} as need
    on figure.plan_code = need.plan_code
    and figure.indicator_code = need.indicator_code
    and figure.reading is not distinct from need.reading
    and need.source_kind = 'roster'
left join {{ ref('int_coverage') }} as coverage
    on figure.area_code = coverage.area_code and figure.period = coverage.period and need.entity = coverage.entity
left join handed_in
    on figure.area_code = handed_in.area_code and figure.period = handed_in.period and need.entity = handed_in.entity
