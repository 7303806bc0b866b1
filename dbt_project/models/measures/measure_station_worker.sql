-- 驻站社工: social workers of stations.
with judged as (
    select
        *,
        case
            when not is_delivery_counted                then 'delivery_held'
            when left_on <= as_of_date                  then 'left_before_date'
            when role is distinct from 'station_worker' then 'other_role'
        end as row_reason
    from {{ ref('int_worker_period') }}
)

select
    'measure_station_worker' as measure,
    delivery_id,
    row_id,
    cast(null as varchar) as evidence_row_id,
    area_code,
    period,
    person_key as unit_key,
    cast(1 as decimal(18, 4)) as quantity,
    {{ count_once('row_reason', 'person_key', preferred='is_in_post desc nulls last') }} as not_counted_reason
from judged
