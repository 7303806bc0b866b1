-- 两委成员和社区(村)专职工作者: members of the two committees, their secretaries included, and full-time workers, as Qijiang words it.
with judged as (
    select
        *,
        case
            when not is_delivery_counted                                             then 'delivery_held'
            when left_on <= as_of_date                                               then 'left_before_date'
            when coalesce(role not in ('secretary', 'committee', 'full_time'), true) then 'other_role'
        end as row_reason
    from {{ ref('int_worker_period') }}
)

{{ candidates_of_persons('measure_committee_full_time_worker') }}
