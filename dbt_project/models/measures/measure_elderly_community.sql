-- 老年人超过1000人的社区(村): communities and villages of the register with more than 1000 elderly people; a thousand are not more.
with judged as (
    select
        *,
        case
            when not is_delivery_counted then 'delivery_held'
            when is_township             then 'other_kind'
            when not is_valid            then 'not_valid_on_date'
            when elderly_count is null   then 'quantity_missing'
            when elderly_count <= 1000   then 'below_threshold'
        end as row_reason
    from {{ ref('register_in_force') }}
)

{{ candidates_of('measure_elderly_community', 'community_key') }}
