-- 当年职业水平考试报名人员: persons on the lists of the examination of the year of the date, whatever their result; a local one is another.
with judged as (
    select
        *,
        case
            when not is_delivery_counted                                  then 'delivery_held'
            when level = '0'                                              then 'certificate_not_national'
            when exam_year is distinct from extract(year from as_of_date) then 'outside_window'
            when person_key is null                                       then 'person_unknown'
        end as row_reason
    from ({{ dated('exam') }})
)

{{ candidates_of('measure_exam_entrant', 'coalesce(person_key, row_id)') }}
