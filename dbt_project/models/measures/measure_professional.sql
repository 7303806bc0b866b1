-- 社会工作专业人才: professionals who have not left by the date, in post or not.
with judged as (
    select
        *,
        case
            when not is_delivery_counted                          then 'delivery_held'
            when is_professional is not true                      then 'not_professional'
            when left_on <= as_of_date                            then 'left_before_date'
        end as row_reason
    from {{ ref('int_worker_period') }}
)

{{ candidates_of_persons('measure_professional') }}
