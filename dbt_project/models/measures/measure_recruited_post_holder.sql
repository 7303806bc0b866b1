-- 社工岗在岗人员: persons in recruited social work posts (社工岗) as the lists of posts say.
with judged as (
    select
        *,
        case
            when not is_delivery_counted               then 'delivery_held'
            when set_on > as_of_date                   then 'not_valid_on_date'
            when category is distinct from 'recruited' then 'not_social_work_post'
            when filled_count is null                  then 'quantity_missing'
        end as row_reason
    from ({{ dated('post') }})
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
