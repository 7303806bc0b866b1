-- Coverage of an area by an entity, in three ways: units received, units weighted by their last accepted count, and rows conformed of
-- the unit that got the fewest of its rows through: a total is as good as its weakest roster (practice A10).
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
        coalesce(bool_and(last_count > 0) filter (where not is_received), true) as is_every_weight_known,
        min({{ exact_ratio('100 * last_count', 'last_count + last_quarantined_count') }}) filter (where is_received) as rows_pct
    from unit
    group by area_code, period, entity
),

counted as (
    select
        *,
        {{ exact_ratio('100 * received', 'expected') }}                 as units_pct,
        {{ exact_ratio('100 * coalesce(rows_conformed, 0)', 'rows_expected') }} as weighted_pct
    from share
)

select
    area_code,
    period,
    entity,
    received > 0                                                        as is_any_received,
    units_pct,
    weighted_pct,
    rows_pct,
    least(units_pct, weighted_pct, rows_pct)                            as coverage_pct,
    case when is_every_weight_known then weighted_pct else units_pct end as received_pct
from counted
