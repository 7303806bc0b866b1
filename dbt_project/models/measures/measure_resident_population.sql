-- 常住人口: population of the area itself, from outside, at the latest year-end at or before the date,
-- else the nearest within 12 months after.
with judged as (
    select
        *,
        case
            when not is_delivery_counted then 'delivery_held'
            when not is_chosen_date      then 'other_as_of'
        end as row_reason
    from {{ ref('int_population') }}
    where basis = '常住'
)

select
    'measure_resident_population' as measure,
    delivery_id,
    row_id,
    cast(null as varchar) as evidence_row_id,
    area_code,
    period,
    area_code as unit_key,
    persons as quantity,
    {{ count_once('row_reason', 'area_code', preferred='publication_date desc nulls last', unit='unit_code') }} as not_counted_reason
from judged
