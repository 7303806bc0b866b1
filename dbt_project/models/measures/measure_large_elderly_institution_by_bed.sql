-- 床位超过100张的养老机构: institutions of care for the elderly with more than 100 beds; a hundred are not more.
with judged as (
    select
        *,
        case
            when not is_delivery_counted              then 'delivery_held'
            when kind is distinct from 'elderly_care' then 'other_kind'
            when bed_count is null                    then 'quantity_missing'
            when bed_count <= 100                     then 'below_threshold'
        end as row_reason
    from ({{ dated('institution') }})
)

{{ candidates_of('measure_large_elderly_institution_by_bed', institution_key()) }}
