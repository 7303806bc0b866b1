-- The indicator table: one row per figure. The order of the CASE is the precedence of the statuses.
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
            when no_value_reason is not null                            then no_value_reason
            when target is null and is_plan_area                        then '无目标'
            when target is null                                         then '未分解'
            when is_below_floor                                         then '覆盖不足'
        end                                                             as doubt
    from {{ ref('int_assessed_figure') }} as figure
    left join {{ ref('int_progress') }} as progress on figure.figure_id = progress.figure_id
),

figure as (
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
    figure_id,
    plan_code,
    indicator_code,
    indicator_name,
    area_code,
    area_name,
    period,
    as_of_date,
    reading,
    statistic,
    numerator_quantity                                                  as numerator,
    denominator_quantity                                                as denominator,
    denominator_as_of,
    case
        when denominator_source_kind = 'external'                       then denominator_kind.name_zh || ' ' || denominator_file
        when denominator_quantity is not null                           then denominator_kind.name_zh
    end                                                                 as denominator_source,
    value,
    case when statistic = 'sum' then reported_quantity end              as reported_value,
    unit,
    operator,
    target,
    target_type,
    deadline,
    case when is_plan_area then baseline end                            as baseline,
    case when is_plan_area then baseline_date end                       as baseline_date,
    case
        when direction = 'falling'                                      then null
        when coverage_pct < 100 and round(target_pct, 1) = 100          then null
        when is_attained or target_pct < 100                            then target_pct
        when target_pct is not null                                     then 99.999999
    end                                                                 as attained_pct,
    increment_pct,
    on_schedule_value,
    pace,
    required_per_year,
    projected_value,
    status,
    case when status = '无法评估' then coalesce(doubt, '无基期') end    as status_reason,
    coverage_pct,
    source_kind.name_zh                                                 as source_kind,
    is_synthetic,
    '初步数'                                                             as approval,
    definition_zh,
    nullif(concat_ws(
        '；',
        rtrim(note_zh, '。'),
        case when denominator_as_of > as_of_date then '分母晚于分子' end,
        case
            when denominator_source_kind = 'external' and denominator_as_of < {{ last_year_end('as_of_date') }} then '沿用'
            when denominator_source_kind = 'roster' and denominator_as_of < as_of_date then '沿用'
        end
    ), '')                                                              as note_zh,
    plan_version
from figure
left join {{ ref('code') }} as source_kind
    on source_kind.list = 'source_kind' and figure.source_kind = source_kind.code
left join {{ ref('code') }} as denominator_kind
    on denominator_kind.list = 'source_kind' and figure.denominator_source_kind = denominator_kind.code
