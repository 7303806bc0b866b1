-- 社会工作督导: supervisors of every kind, those in training included, appointed by the date and not left.
with judged as (
    select
        *,
        case
            when not is_delivery_counted   then 'delivery_held'
            when left_on <= as_of_date     then 'left_before_date'
            when appointed_on > as_of_date then 'not_valid_on_date'
            when person_key is null        then 'person_unknown'
        end as row_reason
    from ({{ dated('supervisor') }})
)

{{ candidates_of('measure_supervisor', 'coalesce(person_key, row_id)') }}
