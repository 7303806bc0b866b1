-- 社会工作服务覆盖的乡镇(街道): the counted townships in which their own station or a community's room operates on the date.
with judged as (
    select
        township.*,
        station.evidence_row_id as station_row_id,
        case
            when township.not_counted_reason in ('delivery_held', 'other_urban_rural') then township.not_counted_reason
            when not station.is_served and station.is_any_held                         then 'delivery_held'
            when not station.is_served                                                 then 'not_operating'
            when station.is_served is null                                             then 'no_station'
            else township.not_counted_reason
        end as reason
    from {{ ref('measure_township') }} as township
    inner join {{ ref('register_in_force') }} as register
        on township.delivery_id = register.delivery_id and township.row_id = register.row_id and township.period = register.period
    left join {{ ref('int_township_station') }} as station
        on register.area_code = station.area_code and register.period = station.period and register.township = station.township
)

select
    'measure_served_township' as measure,
    delivery_id,
    row_id,
    station_row_id as evidence_row_id,
    area_code,
    period,
    unit_key,
    quantity,
    reason as not_counted_reason
from judged
