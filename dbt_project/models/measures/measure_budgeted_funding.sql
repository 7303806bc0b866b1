-- 当年社会工作预算经费: yuan budgeted for the year of the date.
with judged as (
    select
        *,
        case
            when not is_delivery_counted                             then 'delivery_held'
            when year is distinct from extract(year from as_of_date) then 'outside_window'
            when budgeted is null                                    then 'quantity_missing'
        end as row_reason
    from ({{ dated('funding') }})
)

{{ candidates_of('measure_budgeted_funding', quantity='coalesce(budgeted, 0)') }}
