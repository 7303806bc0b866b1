-- 当年社会工作计划经费: yuan planned for the year of the date; what is planned, budgeted and spent are three numbers.
with judged as (
    select
        *,
        case
            when not is_delivery_counted                             then 'delivery_held'
            when year is distinct from extract(year from as_of_date) then 'outside_window'
            when planned is null                                     then 'quantity_missing'
        end as row_reason
    from ({{ dated('funding') }})
)

{{ candidates_of('measure_planned_funding', quantity='coalesce(planned, 0)') }}
