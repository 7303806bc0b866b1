-- A sum of the plan's area is the sum of its counties and 市本级, and of what its own unit may list.
with line as (
    select plan_code, indicator_code, reading, plan_area_code, numerator as measure
    from {{ ref('indicator_definition') }}
    where statistic = 'sum'
),

part as (
    select line.plan_code, line.indicator_code, line.reading, value.period, value.numerator
    from line
    inner join {{ ref('indicator_value') }} as value
        on line.plan_code = value.plan_code
        and line.indicator_code = value.indicator_code
        and line.reading is not distinct from value.reading
    inner join {{ ref('dim_area') }} as area on value.area_code = area.area_code
    where area.kind in ('county', 'municipal_level') and area.area_code <> line.plan_area_code

    union all

    select line.plan_code, line.indicator_code, line.reading, candidate.period, candidate.quantity
    from line
    inner join {{ ref('measure_candidate') }} as candidate
        on line.measure = candidate.measure and line.plan_area_code = candidate.area_code
    where candidate.not_counted_reason is null
),

total as (
    select plan_code, indicator_code, reading, period, sum(numerator) as numerator
    from part
    group by plan_code, indicator_code, reading, period
)

select value.figure_id, value.numerator, total.numerator as sum_of_parts
from {{ ref('indicator_value') }} as value
inner join line
    on value.plan_code = line.plan_code
    and value.indicator_code = line.indicator_code
    and value.reading is not distinct from line.reading
    and value.area_code = line.plan_area_code
left join total
    on value.plan_code = total.plan_code
    and value.indicator_code = total.indicator_code
    and value.reading is not distinct from total.reading
    and value.period = total.period
where coalesce(value.numerator, 0) <> coalesce(total.numerator, 0)
