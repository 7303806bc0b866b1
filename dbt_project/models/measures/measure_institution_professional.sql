-- 机构单位社会工作专业人才: professionals of the institutions, as they say; persons of rosters are another population.
with judged as (
    select
        *,
        case
            when not is_delivery_counted    then 'delivery_held'
            when professional_count is null then 'quantity_missing'
        end as row_reason
    from ({{ dated('institution') }})
)

{{ candidates_of('measure_institution_professional', institution_key(), quantity='coalesce(professional_count, 0)') }}
