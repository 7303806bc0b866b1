-- 培训期数: sessions of all events listed, up to the date; an event without a number of sessions is one.
with judged as (
    select
        *,
        case
            when not is_delivery_counted then 'delivery_held'
            when started_on is null      then 'outside_window'
            when started_on > as_of_date then 'outside_window'
        end as row_reason
    from ({{ dated('training') }})
)

{{ candidates_of('measure_training_session', training_key(), quantity='coalesce(session_count, 1)') }}
