-- 农村社区: communities and villages that the register flags rural, valid on the date; one flagged both ways is neither.
with judged as (
    select
        *,
        case
            when not is_delivery_counted                     then 'delivery_held'
            when is_township or urban_rural is distinct from 'rural' then 'other_urban_rural'
            when not is_valid                                then 'not_valid_on_date'
        end as row_reason
    from {{ ref('register_in_force') }}
)

{{ candidates_of('measure_rural_community', 'community_key') }}
