-- 社会工作服务机构持证或社工专业本科以上人员: certified ones and those with a degree in social work among the counted full-time staff.
with judged as (
    select
        whole.*,
        reported.qualified_count,
        case
            when whole.not_counted_reason in ('delivery_held', 'not_valid_on_date') then whole.not_counted_reason
            when reported.qualified_count is null                                   then 'quantity_missing'
            else whole.not_counted_reason
        end as reason
    from {{ ref('measure_agency_staff') }} as whole
    inner join {{ ref('fct_agency') }} as reported
        on whole.delivery_id = reported.delivery_id and whole.row_id = reported.row_id
)

select
    'measure_agency_qualified_staff' as measure,
    delivery_id,
    row_id,
    evidence_row_id,
    area_code,
    period,
    unit_key,
    cast(coalesce(qualified_count, 0) as decimal(18, 4)) as quantity,
    reason as not_counted_reason
from judged
