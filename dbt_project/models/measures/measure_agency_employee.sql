-- 社会工作服务机构从业人员: all who work at the agencies, as the agencies say; not persons of rosters.
with judged as (
    select
        *,
        case
            when not is_delivery_counted    then 'delivery_held'
            when registered_on > as_of_date then 'not_valid_on_date'
            when closed_on <= as_of_date    then 'not_valid_on_date'
            when employee_count is null     then 'quantity_missing'
        end as row_reason
    from ({{ dated('agency') }})
)

{{ candidates_of('measure_agency_employee', agency_key(), quantity='coalesce(employee_count, 0)') }}
