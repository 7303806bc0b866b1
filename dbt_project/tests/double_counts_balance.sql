-- 上报数 less 归属数 is what counts elsewhere, whichever way it is split up; and a figure says the same 上报数 as its units.
with unit as (
    select measure, period, unit_code
    from {{ ref('double_count') }}
    where reported_count - attributed_count <> duplicate_count
        or same_unit_count + other_unit_count <> duplicate_count
        or id_number_count + certificate_count + name_birth_employer_count + decision_count <> duplicate_count
),

total as (
    select count.measure, count.period, member.area_code, sum(count.reported_count) as reported_count
    from {{ ref('double_count') }} as count
    inner join {{ ref('dim_area_member') }} as member on count.unit_code = member.member_code
    group by count.measure, count.period, member.area_code
)

select measure, period, unit_code from unit

union all

select indicator.numerator, figure.period, figure.area_code
from {{ ref('indicator_value') }} as figure
inner join {{ ref('indicator_definition') }} as indicator
    on figure.plan_code = indicator.plan_code
    and figure.indicator_code = indicator.indicator_code
    and figure.reading is not distinct from indicator.reading
inner join {{ ref('measure_definition') }} as measure
    on indicator.numerator = measure.measure and {{ is_of_persons('measure') }}
left join total
    on indicator.numerator = total.measure and figure.period = total.period and figure.area_code = total.area_code
where figure.reported_value <> coalesce(total.reported_count, 0)
