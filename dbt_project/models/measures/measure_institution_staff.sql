-- 机构单位职工: staff of the institutions, as they say; persons of rosters are another population.
with judged as (
    select
        *,
        case
            when not is_delivery_counted then 'delivery_held'
            when staff_count is null     then 'quantity_missing'
        end as row_reason
    from ({{ dated('institution') }})
)

{{ candidates_of('measure_institution_staff', institution_key(), quantity='coalesce(staff_count, 0)') }}
