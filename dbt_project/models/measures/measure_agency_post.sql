-- 社会工作服务机构岗位: all posts of the agencies, as the agencies say.
with judged as (
    select
        *,
        case
            when not is_delivery_counted    then 'delivery_held'
            when registered_on > as_of_date then 'not_valid_on_date'
            when closed_on <= as_of_date    then 'not_valid_on_date'
            when post_count is null         then 'quantity_missing'
        end as row_reason
    from ({{ dated('agency') }})
)

{{ candidates_of('measure_agency_post', agency_key(), quantity='coalesce(post_count, 0)') }}
