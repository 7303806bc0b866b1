-- 在岗持证社会工作者: holders of a national certificate issued by the date who are said to be in a social work post.
with judged as (
    select
        *,
        case
            when not is_delivery_counted        then 'delivery_held'
            when left_on <= as_of_date          then 'left_before_date'
            when certificate_reason is not null then certificate_reason
            when is_in_post is not true         then 'not_in_post'
        end as row_reason
    from {{ ref('int_worker_period') }}
)

{{ candidates_of_persons('measure_certified_in_post', evidence='certificate_row_id') }}
