-- A row of a held delivery has the reason delivery_held, and no other row has it.
select candidate.*
from {{ ref('measure_candidate') }} as candidate
inner join {{ ref('measure_definition') }} as measure on candidate.measure = measure.measure
inner join {{ ref('run_delivery') }} as delivery
    on candidate.delivery_id = delivery.delivery_id and measure.entity = delivery.entity
where delivery.is_counted <> (candidate.not_counted_reason is distinct from 'delivery_held')
