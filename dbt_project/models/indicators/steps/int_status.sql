-- What each figure says of its target, also under each assumption about units that have not reported.
-- The order of the CASE is the precedence of the statuses.
with judged as (
    select
        figure.*,
        progress.on_schedule_value,
        progress.is_on_schedule,
        progress.pace,
        progress.increment_pct,
        progress.required_per_year,
        progress.projected_value,
        coalesce(coverage_pct < {{ env_var('ROLLCALL_COVERAGE_FLOOR_PCT', '80') }}, false) as is_below_floor,
        case
            when is_chosen is null                                      then '待定口径'
            when not is_chosen                                          then '未采用'
            when no_value_reason is not null                            then no_value_reason
            when target is null and is_plan_area                        then '无目标'
            when target is null                                         then '未分解'
            when is_below_floor                                         then '覆盖不足'
            -- Nobody who reported falls short: what is missing decides, and nobody knows it.
            when is_met and not is_attained and as_of_date >= deadline  then '覆盖不足'
            -- It is reached now and was not before: no figure tells on which side of the deadline it came about.
            when is_attained and as_of_date > deadline and not was_attained_in_time and not was_missed then '时点不明'
        end                                                             as doubt
    from {{ ref('int_assessed_figure') }} as figure
    left join {{ ref('int_progress') }} as progress on figure.figure_id = progress.figure_id
),

stated as (
    select
        *,
        case
            -- 0/0 at the start is a start too: no unit has to reach anything yet.
            when as_of_date = baseline_date and target is not null and not is_below_floor
                and coalesce(doubt, '无应达标单位') = '无应达标单位'    then '基期'
            when doubt is not null                                      then '无法评估'
            when is_attained and as_of_date < deadline                  then '提前完成'
            when is_attained and was_attained_in_time                   then '按期完成'
            when is_attained                                            then '逾期完成'
            when was_attained                                           then '完成后回落'
            when as_of_date < deadline and (path = 'deadline' or as_of_date < baseline_date) then '进行中'
            when as_of_date < deadline and is_on_schedule               then '符合进度'
            when as_of_date < deadline and not is_on_schedule           then '滞后'
            when as_of_date < deadline                                  then '无法评估'
            else '未完成'
        end                                                             as status
    from judged
)

select
    {{ all_except('stated', ['doubt']) }},
    case when status = '无法评估' then coalesce(doubt, '无基期') end    as status_reason
from stated
