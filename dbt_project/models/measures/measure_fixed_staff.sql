-- 定员干部: fixed staff of communities and villages, a population of its own in Qijiang's wording.
with judged as (
    select
        *,
        case
            when not is_delivery_counted             then 'delivery_held'
            when left_on <= as_of_date               then 'left_before_date'
            when role is distinct from 'fixed_staff' then 'other_role'
        end as row_reason
    from {{ ref('int_worker_period') }}
)

{{ candidates_of_persons('measure_fixed_staff') }}
