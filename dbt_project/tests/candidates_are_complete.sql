-- Counted and not counted together are all fact rows of the entity, unit and period; of the register, those in force.
with fact as ({{ every_fact_row() }}),

expected as (
    select fact.entity, delivery.unit_code as area_code, delivery.period, count(*) as row_count
    from fact
    inner join {{ ref('dim_delivery') }} as delivery on fact.delivery_id = delivery.delivery_id
    where fact.entity not in ('community', 'observation')
    group by fact.entity, delivery.unit_code, delivery.period
    union all
    select 'community' as entity, area_code, period, count(*) as row_count
    from {{ ref('register_in_force') }} group by area_code, period
),

due as (
    select measure.measure, expected.area_code, expected.period, expected.row_count
    from expected
    inner join {{ ref('measure_definition') }} as measure on expected.entity = measure.entity
    inner join {{ ref('dim_period') }} as period on expected.period = period.period
    where period.as_of_date is not null
),

found as (
    select candidate.measure, candidate.area_code, candidate.period, count(*) as row_count
    from {{ ref('measure_candidate') }} as candidate
    inner join {{ ref('measure_definition') }} as measure on candidate.measure = measure.measure
    where measure.source_kind = 'roster'
    group by candidate.measure, candidate.area_code, candidate.period
)

select *
from due
full outer join found using (measure, area_code, period)
where due.row_count is distinct from found.row_count
