-- A row of a held delivery has the reason delivery_held, and no other row has it but a township that waits for a held list of stations.
with held as (
    select 'measure_served_township' as measure, unit_code, period
    from {{ ref('fct_station') }}
    where not is_delivery_counted
    group by unit_code, period
)

select candidate.*
from {{ ref('measure_candidate') }} as candidate
inner join {{ ref('measure_definition') }} as measure on candidate.measure = measure.measure
inner join {{ ref('run_delivery') }} as delivery
    on candidate.delivery_id = delivery.delivery_id and measure.entity = delivery.entity
left join held
    on candidate.measure = held.measure and candidate.area_code = held.unit_code and candidate.period = held.period
where case
    when delivery.is_counted then candidate.not_counted_reason = 'delivery_held' and held.measure is null
    else candidate.not_counted_reason is distinct from 'delivery_held'
end
