-- 社会工作服务机构: agencies registered by the date and not struck off, each once, known by 统一社会信用代码, else by area and name.
with judged as (
    select
        *,
        case
            when not is_delivery_counted    then 'delivery_held'
            when registered_on > as_of_date then 'not_valid_on_date'
            when closed_on <= as_of_date    then 'not_valid_on_date'
        end as row_reason
    from ({{ dated('agency') }})
)

{{ candidates_of('measure_agency', agency_key()) }}
