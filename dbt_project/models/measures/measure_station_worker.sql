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

{{ candidates_of_persons('measure_station_worker') }}
