-- 社区专职工作者: full-time community workers only, not left by the date; no secretaries, committee members or grid workers.
with judged as (
    select
        *,
        case
            when not is_delivery_counted                          then 'delivery_held'
            when left_on <= as_of_date                            then 'left_before_date'
            when role is distinct from 'full_time'                then 'other_role'
        end as row_reason
    from {{ ref('int_worker_period') }}
)

{{ candidates_of_persons('measure_full_time_worker') }}
