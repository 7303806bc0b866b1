-- Counted stations of each measure and unit by tier, kind and stars.
select
    candidate.measure,
    candidate.period,
    candidate.area_code,
    shown.dimension,
    shown.member,
    sum(candidate.quantity)                                             as quantity
from {{ ref('listed_candidate') }} as candidate
inner join (
    select delivery_id, row_id, 'station_tier' as dimension, coalesce(tier, 'unstated') as member from {{ ref('fct_station') }}
    union all
    select delivery_id, row_id, 'station_kind' as dimension, coalesce(kind, 'unstated') as member from {{ ref('fct_station') }}
    union all
    select delivery_id, row_id, 'star' as dimension, coalesce(cast(star as varchar), 'unstated') as member from {{ ref('fct_station') }}
) as shown
    on candidate.delivery_id = shown.delivery_id and candidate.row_id = shown.row_id
where candidate.not_counted_reason is null
group by all
