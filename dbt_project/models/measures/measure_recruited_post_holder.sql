-- 社工岗在岗人员: persons in recruited social work posts (社工岗) as the lists of posts say.
with judged as (
    select
        post.*,
        post.unit_code as area_code,
        case
            when not post.is_delivery_counted               then 'delivery_held'
            when post.set_on > period.as_of_date            then 'not_valid_on_date'
            when post.category is distinct from 'recruited' then 'not_social_work_post'
            when post.filled_count is null                  then 'quantity_missing'
        end as row_reason
    from {{ ref('fct_post') }} as post
    inner join {{ ref('dim_period') }} as period on post.period = period.period and period.as_of_date is not null
)

select
    'measure_recruited_post_holder' as measure,
    delivery_id,
    row_id,
    cast(null as varchar) as evidence_row_id,
    area_code,
    period,
    row_id as unit_key,
    cast(coalesce(filled_count, 0) as decimal(18, 4)) as quantity,
    row_reason as not_counted_reason
from judged
