-- 乡镇(街道): townships and sub-districts of the register, valid on the date.
with judged as (
    select
        *,
        case
            when not is_delivery_counted                     then 'delivery_held'
            when not is_township                             then 'other_urban_rural'
            when not is_valid                                then 'not_valid_on_date'
        end as row_reason
    from {{ ref('register_in_force') }}
)

{{ candidates_of('measure_township', 'community_key') }}
