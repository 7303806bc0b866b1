-- 培训人次: attendances of all events listed, up to the date; attendances are not persons.
with judged as (
    select
        training.*,
        training.unit_code as area_code,
        concat_ws('/', training.unit_code, {{ comparable_name('training.name') }}, training.started_on) as candidate_key,
        case
            when not training.is_delivery_counted                                               then 'delivery_held'
            when training.started_on is null                                                    then 'outside_window'
            when training.started_on > period.as_of_date                                        then 'outside_window'
            when training.attendance_count is null                                              then 'quantity_missing'
        end as row_reason
    from {{ ref('fct_training') }} as training
    inner join {{ ref('dim_period') }} as period on training.period = period.period and period.as_of_date is not null
)

select
    'measure_training_attendance' as measure,
    delivery_id,
    row_id,
    cast(null as varchar) as evidence_row_id,
    area_code,
    period,
    candidate_key as unit_key,
    cast(coalesce(attendance_count, 0) as decimal(18, 4)) as quantity,
    {{ count_once('row_reason', 'candidate_key') }} as not_counted_reason
from judged
