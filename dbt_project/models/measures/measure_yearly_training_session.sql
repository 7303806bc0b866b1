-- 当年培训期数: sessions of the events of the year of the date, up to the date; an event without a number of sessions is one.
with judged as (
    select
        *,
        case
            when not is_delivery_counted                                        then 'delivery_held'
            when started_on is null                                             then 'outside_window'
            when started_on > as_of_date                                        then 'outside_window'
            when extract(year from started_on) <> extract(year from as_of_date) then 'outside_window'
        end as row_reason
    from ({{ dated('training') }})
)

{{ candidates_of('measure_yearly_training_session', training_key(), quantity='coalesce(session_count, 1)') }}
