-- 实体化运行的社会工作服务站点: stations and rooms in operation on the date; a plaque alone is no operation.
with judged as (
    select
        station.*,
        station.unit_code as area_code,
        case
            when not station.is_delivery_counted        then 'delivery_held'
            when station.opened_on > period.as_of_date  then 'not_valid_on_date'
            when station.closed_on <= period.as_of_date then 'not_valid_on_date'
            when station.is_operating is not true       then 'not_operating'
        end as row_reason
    from {{ ref('fct_station') }} as station
    inner join {{ ref('dim_period') }} as period on station.period = period.period and period.as_of_date is not null
)

select
    'measure_operating_station' as measure,
    delivery_id,
    row_id,
    cast(null as varchar) as evidence_row_id,
    area_code,
    period,
    station_key as unit_key,
    cast(1 as decimal(18, 4)) as quantity,
    {{ count_once('row_reason', 'station_key') }} as not_counted_reason
from judged
