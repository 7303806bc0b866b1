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

{{ candidates_of('measure_recruited_post_holder', quantity='coalesce(filled_count, 0)') }}
