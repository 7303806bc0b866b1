-- For each measure that plans ask of units: how much of what counts stands in each place. One row per measure, period and place.
with asked as (
    select of_measure as measure from {{ source('inputs', 'measure_unit') }}
    union
    select among_measure as measure from {{ source('inputs', 'measure_unit') }} where among_measure is not null
),

counted as (
    select candidate.measure, candidate.delivery_id, candidate.row_id, candidate.period, candidate.quantity
    from {{ ref('int_countable_candidate') }} as candidate
    inner join asked on candidate.measure = asked.measure
    where candidate.not_counted_reason is null
)

select
    counted.measure,
    counted.period,
    place.place_key,
    cast(sum(counted.quantity) as decimal(18, 4))                       as quantity,
    min(counted.row_id)                                                 as evidence_row_id
from counted
inner join {{ ref('row_place') }} as place
    on counted.delivery_id = place.delivery_id and counted.row_id = place.row_id and counted.period = place.period
group by counted.measure, counted.period, place.place_key
