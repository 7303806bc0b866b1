-- 社会工作岗位在岗人员: persons in social work posts as the lists of posts say; persons of rosters are another population.
with judged as (
    select
        *,
        case
            when not is_delivery_counted                              then 'delivery_held'
            when set_on > as_of_date                                  then 'not_valid_on_date'
            when not coalesce(is_social_work, category = 'recruited') then 'not_social_work_post'
            when filled_count is null                                 then 'quantity_missing'
        end as row_reason
    from ({{ dated('post') }})
)

{{ candidates_of('measure_post_holder', quantity='coalesce(filled_count, 0)') }}
