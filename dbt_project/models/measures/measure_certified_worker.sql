-- 持证社会工作者: persons with a national certificate issued by the date and not left, professional or not, in post or not.
with judged as (
    select
        *,
        case
            when not is_delivery_counted                          then 'delivery_held'
            when left_on <= as_of_date                            then 'left_before_date'
            when certificate_reason is not null                   then certificate_reason
        end as row_reason
    from {{ ref('int_worker_period') }}
)

{{ candidates_of_persons('measure_certified_worker', evidence='certificate_row_id') }}
