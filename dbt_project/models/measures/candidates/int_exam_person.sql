-- One row per person, exam year and level: registered, trained, present, passed. The latest list that names a sitting speaks for it.
-- The social worker's three subjects may be passed in two years running, the assistant's two in one (domain.md 5).
with subject_of_level(level, ending, subject_count, year_count) as (
    values ('1', '_junior', 2, 1), ('2', '_intermediate', 3, 2), ('3', '_senior', 1, 1)
),

listed as (
    select
        exam.*,
        coalesce(exam.person_key, exam.row_id)                          as examinee_key,
        period.as_of_date
    from {{ ref('fct_exam') }} as exam
    inner join {{ ref('dim_period') }} as period on exam.period = period.period
    where exam.is_delivery_counted
),

latest as (
    select * from listed
    qualify as_of_date is not distinct from max(as_of_date) over (partition by examinee_key, exam_year, level)
),

sitting as (
    select
        examinee_key,
        exam_year,
        level,
        {{ first_by('unit_code', ['row_id', 'delivery_id']) }}          as area_code,
        {{ first_by('system', ['row_id', 'delivery_id']) }}             as system,
        {{ first_by('delivery_id', ['row_id', 'delivery_id']) }}        as delivery_id,
        min(row_id)                                                     as row_id,
        max(as_of_date)                                                 as known_from,
        coalesce(bool_or(is_trained), false)                            as is_trained,
        coalesce(bool_or(is_present or result in ('passed', 'partial', 'failed') or {{ has_items('passed_subjects') }}), false) as is_present,
        coalesce(bool_or(result = 'passed'), false)                     as has_result,
        coalesce(bool_or(result = 'pending'), false)                    as is_pending
    from latest
    group by examinee_key, exam_year, level
),

subject as (
    select distinct examinee_key, exam_year, level, {{ each_item('passed_subjects') }} as subject from latest
),

collected as (
    select
        sitting.examinee_key,
        sitting.exam_year,
        sitting.level,
        count(distinct subject.subject)                                 as passed_count,
        any_value(subject_of_level.subject_count)                       as due_count
    from sitting
    inner join subject_of_level on sitting.level = subject_of_level.level
    inner join subject
        on sitting.examinee_key = subject.examinee_key
        and sitting.level = subject.level
        and subject.exam_year between sitting.exam_year - subject_of_level.year_count + 1 and sitting.exam_year
        and ends_with(subject.subject, subject_of_level.ending)
    group by sitting.examinee_key, sitting.exam_year, sitting.level
)

select
    sitting.*,
    sitting.has_result or (sitting.is_present and coalesce(collected.passed_count >= collected.due_count, false)) as is_passed
from sitting
left join collected using (examinee_key, exam_year, level)
