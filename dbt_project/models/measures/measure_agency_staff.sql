-- 社会工作服务机构专职人员: full-time staff of the agencies, as the agencies say; not persons of rosters.
with judged as (
    select
        *,
        case
            when not is_delivery_counted    then 'delivery_held'
            when registered_on > as_of_date then 'not_valid_on_date'
            when closed_on <= as_of_date    then 'not_valid_on_date'
            when staff_count is null        then 'quantity_missing'
        end as row_reason
    from ({{ dated('agency') }})
)

{{ candidates_of('measure_agency_staff', agency_key(), quantity='coalesce(staff_count, 0)') }}
