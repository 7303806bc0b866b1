-- 通过职业水平考试人员: persons who passed a level by the lists of this period; one subject is no pass, a certificate is not asked for.
with judged as (
    select
        exam.*,
        exam.unit_code as area_code,
        coalesce(exam.person_key, exam.row_id) as candidate_key,
        case
            when not exam.is_delivery_counted                     then 'delivery_held'
            when exam.exam_year > extract(year from period.as_of_date) then 'outside_window'
            when exam.level = '0'                                 then 'certificate_not_national'
            when not coalesce(sitting.is_passed, exam.result = 'passed', false) then 'exam_not_passed'
            when exam.person_key is null                          then 'person_unknown'
        end as row_reason
    from {{ ref('fct_exam') }} as exam
    inner join {{ ref('dim_period') }} as period on exam.period = period.period and period.as_of_date is not null
    left join {{ ref('int_exam_person') }} as sitting
        on coalesce(exam.person_key, exam.row_id) = sitting.examinee_key
        and exam.exam_year = sitting.exam_year
        and exam.level = sitting.level
        and sitting.known_from <= period.as_of_date
)

select
    'measure_exam_passed' as measure,
    delivery_id,
    row_id,
    cast(null as varchar) as evidence_row_id,
    area_code,
    period,
    candidate_key as unit_key,
    cast(1 as decimal(18, 4)) as quantity,
    {{ count_once('row_reason', 'candidate_key') }} as not_counted_reason
from judged
