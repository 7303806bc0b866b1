-- 培训人次: attendances of all events listed, up to the date; attendances are not persons.
with judged as (
    select
        *,
        case
            when not is_delivery_counted  then 'delivery_held'
            when started_on is null       then 'outside_window'
            when started_on > as_of_date  then 'outside_window'
            when attendance_count is null then 'quantity_missing'
        end as row_reason
    from ({{ dated('training') }})
)

{{ candidates_of('measure_training_attendance', training_key(), quantity='coalesce(attendance_count, 0)') }}
