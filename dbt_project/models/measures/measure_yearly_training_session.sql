-- 当年培训期数: sessions of the events of the year of the date, up to the date; an event without a number of sessions is one.
with judged as (
    select
        training.*,
        training.unit_code as area_code,
        concat_ws('/', training.unit_code, {{ comparable_name('training.name') }}, training.started_on) as candidate_key,
        case
            when not training.is_delivery_counted                                               then 'delivery_held'
            when training.started_on is null                                                    then 'outside_window'
            when training.started_on > period.as_of_date                                        then 'outside_window'
            when extract(year from training.started_on) <> extract(year from period.as_of_date) then 'outside_window'
        end as row_reason
    from {{ ref('fct_training') }} as training
    inner join {{ ref('dim_period') }} as period on training.period = period.period and period.as_of_date is not null
)

select
    'measure_yearly_training_session' as measure,
    delivery_id,
    row_id,
    cast(null as varchar) as evidence_row_id,
    area_code,
    period,
    candidate_key as unit_key,
    cast(coalesce(session_count, 1) as decimal(18, 4)) as quantity,
    {{ count_once('row_reason', 'candidate_key') }} as not_counted_reason
from judged
