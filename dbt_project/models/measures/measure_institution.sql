-- 机构单位: bodies of every kind that give professional social services or employ those who do, as the lists name them.
with judged as (
    select
        *,
        case
            when not is_delivery_counted then 'delivery_held'
        end as row_reason
    from ({{ dated('institution') }})
)

{{ candidates_of('measure_institution', institution_key()) }}
