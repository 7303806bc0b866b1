-- Each figure against its target, on exact numbers.
with target as (
    select
        figure.*,
        figure_target.operator,
        figure_target.target,
        figure_target.deadline,
        figure.area_code = figure.plan_area_code                        as is_plan_area,
        cast(case when figure.denominator is null then 1 else figure.denominator_quantity end as decimal(18, 4)) as divisor,
        case
            when figure.denominator_source_kind = 'roster' and figure.denominator_entity = 'community'
                and figure.denominator_quantity = 0                     then '无应达标单位'
            when not figure.is_received                                 then '无数据'
            when figure.denominator_source_kind <> 'roster' and coalesce(figure.denominator_quantity, 0) = 0 then '无数据'
            when figure.denominator_quantity = 0                        then '无应达标单位'
        end                                                             as no_value_reason
    from {{ ref('int_figure') }} as figure
    left join {{ ref('indicator_target') }} as figure_target
        on figure.plan_code = figure_target.plan_code
        and figure.indicator_code = figure_target.indicator_code
        and figure.area_code = figure_target.area_code
    -- The target that falls due next; after the last deadline the last one.
    qualify row_number() over (
        partition by figure.plan_code, figure.indicator_code, figure.reading, figure.area_code, figure.period
        order by
            figure_target.deadline < figure.as_of_date,
            {{ days_apart('figure_target.deadline', 'figure.as_of_date') }}
    ) = 1
),

-- Both sides of "numerator × factor ≥ target × denominator", wide enough for any count.
compared as (
    select
        *,
        cast(numerator_quantity as decimal(28, 4)) * factor             as multiple,
        cast(target as decimal(28, 4)) * divisor                        as due
    from target
),

assessed as (
    select
        *,
        case when no_value_reason is null then {{ exact_ratio('multiple', 'divisor') }} end as value,
        case when no_value_reason is null then {{ exact_ratio('multiple * 100', 'due') }} end as target_pct,
        no_value_reason is null
            and case operator
                when '>' then multiple > due
                when '<' then multiple < due
                when '<=' then multiple <= due
                else multiple >= due
            end
            -- "All of them", or none, is not shown while some are missing.
            and (statistic <> 'ratio' or case direction when 'falling' then target > 0 else target < factor end or coverage_pct = 100) as is_attained
    from compared
)

select
    {{ all_except('assessed', ['multiple', 'due']) }},
    coalesce(bool_or(is_attained) over earlier, false)                  as was_attained,
    coalesce(bool_or(is_attained and as_of_date <= deadline) over so_far, false) as was_attained_in_time
from assessed
window
    earlier as (
        partition by plan_code, indicator_code, reading, area_code, deadline order by as_of_date, period
        rows between unbounded preceding and 1 preceding
    ),
    so_far as (
        partition by plan_code, indicator_code, reading, area_code, deadline order by as_of_date, period
        rows between unbounded preceding and current row
    )
