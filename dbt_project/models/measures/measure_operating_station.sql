-- 实体化运行的社会工作服务站点: stations and rooms in operation on the date; a plaque alone is no operation.
with judged as (
    select
        *,
        case
            when not is_delivery_counted  then 'delivery_held'
            when opened_on > as_of_date   then 'not_valid_on_date'
            when closed_on <= as_of_date  then 'not_valid_on_date'
            when is_operating is not true then 'not_operating'
        end as row_reason
    from ({{ dated('station') }})
)

{{ candidates_of('measure_operating_station', 'station_key') }}
