-- 公布数与计数对照: what documents publish and units state in their returns, beside what the rosters add up to. Rosters never borrow from it.
with stated as (
    select fact.plan_code, fact.indicator_code, statement.*
    from {{ ref('indicator_fact') }} as fact
    inner join {{ ref('int_statement') }} as statement on fact.fact_id = statement.fact_id
    where fact.use = 'stated'
    union all
    -- A return names the line that it states as plan/indicator.
    select line.plan_code, line.indicator_code, statement.*
    from {{ ref('indicator_definition') }} as line
    inner join {{ ref('int_statement') }} as statement
        on line.plan_code || '/' || line.indicator_code = statement.fact_id and line.reading is null
),

beside as (
    select
        stated.*,
        figure.figure_id,
        figure.value                                                    as counted_value,
        figure.statistic,
        figure.status_reason,
        coalesce(figure.is_synthetic, false) or stated.is_synthetic     as is_any_synthetic,
        case
            when figure.statistic = 'sum' and not starts_with(stated.unit, '万') then 0
            else stated.half_digit
        end                                                             as tolerance
    from stated
    left join {{ ref('indicator_value') }} as figure
        on stated.plan_code = figure.plan_code
        and stated.indicator_code = figure.indicator_code
        and figure.reading is null
        and stated.area_code = figure.area_code
        and case when stated.data_date is null then stated.period = figure.period else stated.data_date = figure.as_of_date end
)

select
    plan_code,
    indicator_code,
    beside.fact_id,
    area_code,
    unit_code,
    delivery_id,
    row_id,
    file,
    source_kind,
    data_date,
    qualifier,
    unit,
    stated_value,
    beside.figure_id,
    counted_value,
    cast(counted_value - stated_value as decimal(18, 6))                as difference,
    case
        when stated_value is null                                       then '非单一数值'
        when counted_value is null                                      then '无计数'
        when qualifier in ('余', '>', '超过', '多') then case when counted_value > stated_value then '一致' else '不一致' end
        when qualifier in ('<', '不足') then case when counted_value < stated_value then '一致' else '不一致' end
        when qualifier in ('≥', '以上', '不少于') and counted_value >= stated_value then '一致'
        when abs(counted_value - stated_value) <= tolerance             then '一致'
        else '不一致'
    end                                                                 as verdict,
    decided.name_zh                                                     as difference_reason,
    is_any_synthetic                                                    as is_synthetic
from beside
left join {{ source('inputs', 'difference_decision') }} as decision
    on beside.figure_id = decision.figure_id
    and beside.fact_id = decision.fact_id
    and cast(beside.counted_value - beside.stated_value as decimal(18, 6)) = cast(decision.difference as decimal(18, 6))
left join {{ ref('code') }} as decided on decided.list = 'difference_reason' and decision.kind = decided.code
