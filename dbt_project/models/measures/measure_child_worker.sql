-- 儿童督导员、儿童主任: supervisors of townships and directors of communities who look after children.
with judged as (
    select
        *,
        case
            when not is_delivery_counted                                            then 'delivery_held'
            when left_on <= as_of_date                                              then 'left_before_date'
            when coalesce(role not in ('child_supervisor', 'child_director'), true) then 'other_role'
        end as row_reason
    from {{ ref('int_worker_period') }}
)

{{ candidates_of_persons('measure_child_worker') }}
