-- 社会工作服务机构社会工作岗位: social work posts among the counted posts of the agencies.
with judged as (
    select
        whole.*,
        reported.social_work_post_count,
        case
            when whole.not_counted_reason in ('delivery_held', 'not_valid_on_date') then whole.not_counted_reason
            when reported.social_work_post_count is null                            then 'quantity_missing'
            else whole.not_counted_reason
        end as reason
    from {{ ref('measure_agency_post') }} as whole
    inner join {{ ref('fct_agency') }} as reported
        on whole.delivery_id = reported.delivery_id and whole.row_id = reported.row_id
)

select
    'measure_agency_social_work_post' as measure,
    delivery_id,
    row_id,
    evidence_row_id,
    area_code,
    period,
    unit_key,
    cast(coalesce(social_work_post_count, 0) as decimal(18, 4)) as quantity,
    reason as not_counted_reason
from judged
