-- 当年社会工作服务项目: projects of the year of the date; one that names no year is of the year in which it starts.
with judged as (
    select
        *,
        case
            when not is_delivery_counted                                                                      then 'delivery_held'
            when coalesce(year, extract(year from started_on)) is distinct from extract(year from as_of_date) then 'outside_window'
        end as row_reason
    from ({{ dated('project') }})
)

{{ candidates_of('measure_yearly_project', project_key()) }}
