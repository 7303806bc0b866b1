-- 社区(村): communities and villages of the register, valid on the date; no townships.
with judged as (
    select
        *,
        case
            when not is_delivery_counted then 'delivery_held'
            when is_township             then 'other_kind'
            when not is_valid            then 'not_valid_on_date'
        end as row_reason
    from {{ ref('register_in_force') }}
)

{{ candidates_of('measure_community', 'community_key') }}
