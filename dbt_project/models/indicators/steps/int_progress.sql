-- How far a figure of a plan's own area has come on the way from its baseline to its target, and where it would be on schedule.
with line as (
    select
        figure.figure_id,
        figure.plan_code,
        figure.indicator_code,
        figure.target_reading,
        figure.area_code,
        figure.figure_date,
        figure.as_of_date,
        figure.deadline,
        figure.target,
        figure.target_type,
        figure.path,
        figure.baseline,
        figure.baseline_date,
        figure.value,
        figure.divisor,
        figure.is_attained,
        figure.numerator_quantity * figure.factor                       as multiple,
        case figure.direction when 'falling' then -1 else 1 end         as sign
    from {{ ref('int_assessed_figure') }} as figure
    where figure.is_plan_area
        and figure.no_value_reason is null
        and figure.target is not null
        and figure.baseline is not null
        and figure.as_of_date > figure.baseline_date
),

-- The last target that has fallen due is where the way to the next one begins.
reached as (
    select
        line.figure_id,
        max(earlier.deadline)                                           as due_date,
        max_by(earlier.target, earlier.deadline)                        as due_value
    from line
    inner join {{ ref('indicator_target') }} as earlier
        on line.plan_code = earlier.plan_code
        and line.indicator_code = earlier.indicator_code
        and line.target_reading is not distinct from earlier.reading
        and line.area_code = earlier.area_code
        and line.figure_date >= coalesce(earlier.valid_from, line.figure_date)
        and line.figure_date <= coalesce(earlier.valid_to, line.figure_date)
        and earlier.deadline <= line.as_of_date
        and earlier.deadline < line.deadline
        and earlier.deadline > line.baseline_date
    group by line.figure_id
),

segment as (
    select
        line.*,
        coalesce(reached.due_value, line.baseline)                      as start_value,
        coalesce(reached.due_date, line.baseline_date)                  as start_date
    from line
    left join reached on line.figure_id = reached.figure_id
),

-- Steps passed and steps in all, from the last target due to the next and from the baseline to the deadline; one that holds no month or
-- no end of a year is a single step, which is passed on its last day.
counted as (
    select
        *,
        {%- for part, from_date, to_date in [
            ('passed', 'start_date', 'as_of_date'), ('due', 'start_date', 'deadline'),
            ('whole_passed', 'baseline_date', 'as_of_date'), ('whole_due', 'baseline_date', 'deadline'),
        ] %}
        case path
            when 'linear' then {{ months_between(from_date, to_date) }}
            when 'yearly' then {{ year_ends_between(from_date, to_date) }}
        end                                                             as {{ part }},
        {%- endfor %}
        as_of_date >= deadline                                          as is_due
    from segment
),

stepped as (
    select
        {{ all_except('counted', ['passed', 'due']) }},
        case when path <> 'deadline' then greatest(coalesce(due, 1), 1) end as due_steps,
        case
            when is_due                                                 then greatest(coalesce(due, 1), 1)
            when due > 0                                                then passed
            else 0
        end                                                             as passed_steps,
        {{ months_between('baseline_date', 'as_of_date') }}             as months_passed,
        {{ months_between('baseline_date', 'deadline') }}               as months_due,
        case target_type
            when '约束性' then {{ env_var('ROLLCALL_BINDING_PACE_PCT', '100') }}
            else {{ env_var('ROLLCALL_EXPECTED_PACE_PCT', '90') }}
        end                                                             as pace_floor_pct
    from counted
),

scheduled as (
    select
        *,
        start_value + {{ exact_quotient('(target - start_value) * passed_steps', 'due_steps') }} as on_schedule_value,
        -- (value - baseline) >= floor × (on_schedule_value - baseline), with both sides multiplied by divisor and due_steps
        ({{ ten_thousandths('multiple') }} * 10000 - {{ ten_thousandths('baseline') }} * {{ ten_thousandths('divisor') }})
            * due_steps * 100 * sign
        >= (
            ({{ ten_thousandths('start_value') }} - {{ ten_thousandths('baseline') }}) * due_steps
            + ({{ ten_thousandths('target') }} - {{ ten_thousandths('start_value') }}) * passed_steps
        ) * {{ ten_thousandths('divisor') }} * cast(pace_floor_pct as integer) * sign
            as is_on_schedule,
        pow(cast(value as double) / coalesce(nullif(cast(baseline as double), 0), 0.001), 12.0 / nullif(months_passed, 0)) - 1 as growth,
        pow(cast(target as double) / coalesce(nullif(cast(baseline as double), 0), 0.001), 12.0 / nullif(months_due, 0)) - 1
            as required_growth
    from stepped
)

select
    figure_id,
    cast(on_schedule_value as decimal(18, 6))                           as on_schedule_value,
    is_on_schedule,
    {{ exact_quotient('(value - baseline)', '(on_schedule_value - baseline)') }} as pace,
    {{ exact_quotient('(value - baseline) * 100', '(target - baseline)') }} as increment_pct,
    case
        when not is_attained and as_of_date < deadline
            then {{ exact_quotient('(target - value) * 12', months_between('as_of_date', 'deadline')) }}
    end                                                                 as required_per_year,
    case
        when not is_due
            then cast(baseline + {{ exact_quotient('(value - baseline) * whole_due', 'whole_passed') }} as decimal(18, 6))
    end                                                                 as projected_value,
    {{ rounded_or_null('sign * growth / nullif(abs(required_growth), 0)') }} as cagr_ratio
from scheduled
