-- 表彰与入选人员: persons selected by the date, once for each title.
with judged as (
    select
        *,
        case
            when not is_delivery_counted              then 'delivery_held'
            when selected_on > as_of_date             then 'outside_window'
            when year > extract(year from as_of_date) then 'outside_window'
            when person_key is null                   then 'person_unknown'
        end as row_reason
    from ({{ dated('recognition') }})
)

{{ candidates_of('measure_recognised_person', "concat_ws('/', coalesce(person_key, row_id), title)") }}
