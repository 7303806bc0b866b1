-- 社会工作服务项目: all projects listed, started or not.
with judged as (
    select
        *,
        case
            when not is_delivery_counted then 'delivery_held'
        end as row_reason
    from ({{ dated('project') }})
)

{{ candidates_of('measure_project', project_key()) }}
