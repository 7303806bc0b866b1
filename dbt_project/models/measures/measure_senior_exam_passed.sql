-- 高级社会工作师考试合格人员: persons of whom a roster says that they passed the senior examination and the review is still to come.
with judged as (
    select
        *,
        case
            when not is_delivery_counted                                         then 'delivery_held'
            when left_on <= as_of_date                                           then 'left_before_date'
            when certificate_level is distinct from 'exam_passed_senior'         then 'exam_not_passed'
        end as row_reason
    from {{ ref('int_worker_period') }}
)

{{ candidates_of_persons('measure_senior_exam_passed') }}
