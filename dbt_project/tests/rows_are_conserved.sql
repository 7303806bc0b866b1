-- Each conformed row of a delivery that may stand in facts is in its fact, and as many as the run says.
with fact as ({{ every_fact_row() }}),

counted as (
    select delivery_id, entity, count(*) as row_count from fact group by delivery_id, entity
)

select delivery.delivery_id, delivery.entity, delivery.conformed_count, counted.row_count
from {{ ref('run_delivery') }} as delivery
left join counted on delivery.delivery_id = counted.delivery_id and delivery.entity = counted.entity
where coalesce(counted.row_count, 0) <> case when {{ is_in_facts('delivery') }} then delivery.conformed_count else 0 end
