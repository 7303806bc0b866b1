-- 机构单位持证职工: certified ones among the counted staff of the institutions; who does not say how many staff there are shows no share.
with judged as (
    select
        whole.*,
        reported.certified_count,
        case
            when whole.not_counted_reason = 'delivery_held' then whole.not_counted_reason
            when reported.certified_count is null           then 'quantity_missing'
            else whole.not_counted_reason
        end as reason
    from {{ ref('measure_institution_staff') }} as whole
    inner join {{ ref('fct_institution') }} as reported
        on whole.delivery_id = reported.delivery_id and whole.row_id = reported.row_id
)

select
    'measure_institution_certified_staff' as measure,
    delivery_id,
    row_id,
    evidence_row_id,
    area_code,
    period,
    unit_key,
    cast(coalesce(certified_count, 0) as decimal(18, 4)) as quantity,
    reason as not_counted_reason
from judged
