-- One row per figure with all that the indicator table says of it but whether it is approved: what preparer, reviewer and approver sign.
with contradiction as (
    select
        plan_code,
        indicator_code,
        string_agg(contradiction_code || ':' || rtrim(words, '。'), '；' order by contradiction_code) as words_zh
    from {{ ref('plan_contradiction') }}
    where indicator_code is not null
    group by plan_code, indicator_code
)

select
    figure.figure_id,
    figure.plan_code,
    figure.indicator_code,
    indicator_name,
    area_code,
    area_name,
    period,
    as_of_date,
    figure.reading,
    is_chosen,
    statistic,
    numerator_quantity                                                  as numerator,
    denominator_quantity                                                as denominator,
    denominator_as_of,
    case
        when denominator_source_kind = 'external'                       then denominator_kind.name_zh || ' ' || denominator_file
        when denominator_quantity is not null                           then denominator_kind.name_zh
    end                                                                 as denominator_source,
    value,
    unit_minimum,
    case when statistic = 'sum' then reported_quantity end              as reported_value,
    unit,
    operator,
    target,
    target_upper,
    target_zh,
    target_type,
    deadline,
    deadline_precision,
    case when is_plan_area then baseline end                            as baseline,
    case when is_plan_area then baseline_date end                       as baseline_date,
    case
        when direction = 'falling' or target_upper is not null          then null
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
    status_reason,
    case when no_value_reason = '无数据' then coalesce(outside.needs_zh, figure.needs_zh) end as needs_zh,
    coverage_pct,
    source_kind.name_zh                                                 as source_kind,
    is_synthetic,
    sealed_row_count,
    definition_zh,
    nullif(concat_ws(
        '；',
        rtrim(note_zh, '。'),
        '文件用“' || wording || '”',
        case when deadline_precision = 'none' then '文件未写时限，按规划期末' end,
        case when denominator_as_of > as_of_date then '分母晚于分子' end,
        case
            when denominator_source_kind = 'external' and denominator_as_of < {{ last_year_end('as_of_date') }} then '沿用'
            when denominator_source_kind = 'roster' and denominator_as_of < as_of_date then '沿用'
        end
    ), '')                                                              as note_zh,
    contradiction.words_zh                                              as contradiction_zh,
    source_words                                                        as source_words_zh,
    plan_version
from {{ ref('int_status') }} as figure
left join {{ ref('code') }} as source_kind
    on source_kind.list = 'source_kind' and figure.source_kind = source_kind.code
left join {{ ref('code') }} as denominator_kind
    on denominator_kind.list = 'source_kind' and figure.denominator_source_kind = denominator_kind.code
left join contradiction on figure.plan_code = contradiction.plan_code and figure.indicator_code = contradiction.indicator_code
left join {{ source('inputs', 'indicator_need') }} as outside
    on figure.plan_code = outside.plan_code
    and figure.indicator_code = outside.indicator_code
    and figure.reading is not distinct from outside.reading
    and outside.source_kind = 'external'
    and figure.is_received
where figure.assumption is null
