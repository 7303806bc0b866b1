-- 农村社区: communities and villages that the register flags rural, valid on the date; one flagged both ways is neither.
with judged as (
    select
        *,
        case
            when not is_delivery_counted                     then 'delivery_held'
            when is_township or urban_rural is distinct from 'rural' then 'other_urban_rural'
            when not is_valid                                then 'not_valid_on_date'
        end as row_reason
    from {{ ref('int_register') }}
)

select
    'measure_rural_community' as measure,
    delivery_id,
    row_id,
    cast(null as varchar) as evidence_row_id,
    area_code,
    period,
    community_key as unit_key,
    cast(1 as decimal(18, 4)) as quantity,
    {{ count_once('row_reason', 'community_key') }} as not_counted_reason
from judged
