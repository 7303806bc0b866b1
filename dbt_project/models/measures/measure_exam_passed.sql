-- 通过职业水平考试人员: persons who passed a level by the lists of this period; one subject is no pass, a certificate is not asked for.
with judged as (
    select
        exam.*,
        case
            when not exam.is_delivery_counted                                   then 'delivery_held'
            when exam.exam_year > extract(year from exam.as_of_date)            then 'outside_window'
            when exam.level = '0'                                               then 'certificate_not_national'
            when not coalesce(sitting.is_passed, exam.result = 'passed', false) then 'exam_not_passed'
            when exam.person_key is null                                        then 'person_unknown'
        end as row_reason
    from ({{ dated('exam') }}) as exam
    left join {{ ref('int_exam_person') }} as sitting
        on coalesce(exam.person_key, exam.row_id) = sitting.examinee_key
        and exam.exam_year = sitting.exam_year
        and exam.level = sitting.level
        and sitting.known_from <= exam.as_of_date
)

{{ candidates_of('measure_exam_passed', 'coalesce(person_key, row_id)') }}
