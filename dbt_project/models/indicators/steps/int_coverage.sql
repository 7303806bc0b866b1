-- Coverage of an area by an entity: the least of units received, units weighted by their last accepted count, and rows conformed.
with unit as (
    select member.area_code, unit_delivery.*
    from {{ ref('int_unit_delivery') }} as unit_delivery
    inner join {{ ref('dim_area_member') }} as member on unit_delivery.unit_code = member.member_code
    where unit_delivery.is_expected
),

share as (
    select
        area_code,
        period,
        entity,
        count(*) filter (where is_received)                             as received,
        count(*)                                                        as expected,
        sum(last_count) filter (where is_received)                      as rows_conformed,
        sum(last_count)                                                 as rows_expected,
        sum(last_count + last_quarantined_count) filter (where is_received) as rows_received
    from unit
    group by area_code, period, entity
)

select
    area_code,
    period,
    entity,
    received > 0                                                        as is_any_received,
    least(
        {{ exact_ratio('100 * received', 'expected') }},
        {{ exact_ratio('100 * coalesce(rows_conformed, 0)', 'rows_expected') }},
        {{ exact_ratio('100 * rows_conformed', 'rows_received') }}
    )                                                                   as coverage_pct
from share
