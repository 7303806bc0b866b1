-- Each figure against its target, on exact numbers.
with target as (
    select
        figure.*,
        figure_target.operator,
        figure_target.target,
        figure_target.target_above,
        figure_target.target_below,
        figure_target.target_upper,
        figure_target.target_zh,
        figure_target.deadline,
        figure_target.deadline_precision,
        figure.area_code = figure.plan_area_code                        as is_plan_area,
        cast(case when figure.denominator is null then 1 else figure.denominator_quantity end as decimal(18, 4)) as divisor,
        case
            when not figure.is_received                                 then '无数据'
            when figure.denominator_source_kind = 'external' and coalesce(figure.denominator_quantity, 0) = 0 then '无数据'
            -- none that is known to be one, but nobody wrote it down of all
            when figure.denominator_quantity = 0 and figure.unanswered_below > 0 then '无数据'
            when figure.denominator_quantity = 0                        then '无应达标单位'
        end                                                             as no_value_reason
    from {{ ref('int_assumed_figure') }} as figure
    left join {{ ref('indicator_target') }} as figure_target
        on figure.plan_code = figure_target.plan_code
        and figure.indicator_code = figure_target.indicator_code
        and figure.target_reading is not distinct from figure_target.reading
        and figure.area_code = figure_target.area_code
        and figure.figure_date >= coalesce(figure_target.valid_from, figure.figure_date)
        and figure.figure_date <= coalesce(figure_target.valid_to, figure.figure_date)
    -- The target that falls due next; after the last deadline the last one.
    qualify row_number() over (
        partition by figure.figure_id
        order by
            figure_target.deadline < figure.figure_date,
            {{ days_apart('figure_target.deadline', 'figure.figure_date') }}
    ) = 1
),

-- Both sides of "numerator × factor ≥ target × denominator", the target as a fraction, wide enough for any count.
compared as (
    select
        *,
        cast(numerator_quantity as decimal(28, 4)) * factor             as multiple,
        cast(numerator_quantity as decimal(28, 4)) * factor * target_below as reached,
        cast(divisor as decimal(28, 4)) * target_above                  as due
    from target
),

assessed as (
    select
        *,
        case when no_value_reason is null then {{ exact_ratio('multiple', 'divisor') }} end as value,
        case when no_value_reason is null then {{ exact_ratio('reached * 100', 'due') }} end as target_pct,
        coalesce(no_value_reason is null and case operator
            when '>' then reached > due
            when '<' then reached < due
            when '<=' then reached <= due
            else reached >= due
        end, false)                                                     as is_met,
        -- "All of them", or none, is not said while some are missing.
        statistic in ('sum', 'mean') or case direction when 'falling' then target > 0 else target < factor end or coverage_pct = 100
            as is_certain
    from compared
),

judged as (
    select *, is_met and coalesce(is_certain, true) as is_attained from assessed
)

-- What was reached before is told by the figures as they were handed in, against the same target.
select
    {{ all_except('judged', ['multiple', 'reached', 'due', 'is_certain']) }},
    coalesce(bool_or(is_attained and assumption is null) over earlier, false) as was_attained,
    coalesce(bool_or(is_attained and assumption is null and as_of_date <= deadline) over earlier, false)
        or (is_attained and coalesce(as_of_date <= deadline, false))    as was_attained_in_time,
    coalesce(bool_or(not is_attained and no_value_reason is null and assumption is null and as_of_date >= deadline) over earlier, false)
                                                                        as was_missed
from judged
window earlier as (
    partition by plan_code, indicator_code, reading, area_code, deadline, target_above, target_below
    order by figure_date
    range between unbounded preceding and interval 1 day preceding
)
