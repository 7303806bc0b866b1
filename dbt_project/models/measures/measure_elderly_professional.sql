-- 老年社会工作专业人才: professionals whose first-named domain is elderly.
with judged as (
    select
        *,
        case
            when not is_delivery_counted                          then 'delivery_held'
            when is_professional is not true                      then 'not_professional'
            when left_on <= as_of_date                            then 'left_before_date'
            when main_domain is distinct from 'elderly'           then 'other_domain'
        end as row_reason
    from {{ ref('int_worker_period') }}
)

{{ candidates_of_persons('measure_elderly_professional') }}
