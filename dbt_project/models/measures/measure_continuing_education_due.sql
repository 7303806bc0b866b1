-- 应完成继续教育的持证人员: holders whose registration window, or the three years that the rule of their area names, is judged: the one that
-- runs on the date, else the last one where it ended within the year of the date.
with judged as (
    select
        worker.*,
        case
            when not worker.is_delivery_counted                                               then 'delivery_held'
            when worker.left_on <= worker.as_of_date                                          then 'left_before_date'
            when worker.certificate_reason is not null                                        then worker.certificate_reason
            when not education.is_ruled                                                       then 'no_rule'
            when education.window_end is null                                                 then 'not_registered'
            when extract(year from education.window_end) < extract(year from worker.as_of_date) then 'registration_expired'
        end as row_reason
    from {{ ref('int_worker_period') }} as worker
    left join {{ ref('int_education_window') }} as education
        on worker.person_key = education.person_key and worker.period = education.period
)

{{ candidates_of_persons('measure_continuing_education_due', evidence='certificate_row_id') }}
