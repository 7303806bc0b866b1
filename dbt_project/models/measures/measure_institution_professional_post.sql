-- 机构单位专业技术岗位: professional-technical posts of the institutions.
with judged as (
    select
        *,
        case
            when not is_delivery_counted         then 'delivery_held'
            when professional_post_count is null then 'quantity_missing'
        end as row_reason
    from ({{ dated('institution') }})
)

{{ candidates_of('measure_institution_professional_post', institution_key(), quantity='coalesce(professional_post_count, 0)') }}
