-- Every figure as it was handed in, and where units of its area have not reported, what it would be if they had nothing, what they had
-- last, or as much as the others (practice A10). `assumption` is null for the first. Only the side whose lists are missing changes.
{%- set sides = [('numerator', 'is_above', 'source_kind'), ('denominator', 'is_below', 'denominator_source_kind')] %}
{%- set replaced = ['figure_id', 'numerator_quantity', 'denominator_quantity', 'coverage_pct'] %}
with missing as (
    select
        need.figure_id,
        delivery.unit_code,
        {%- for side, is_side, _ in sides %}
        bool_or(need.{{ is_side }})                                     as is_{{ side }}_missing{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('int_figure_need') }} as need
    inner join {{ ref('int_plan_figure') }} as figure on need.figure_id = figure.figure_id
    inner join {{ ref('dim_area_member') }} as member on figure.area_code = member.area_code
    inner join {{ ref('int_unit_delivery') }} as delivery
        on member.member_code = delivery.unit_code and figure.period = delivery.period and need.entity = delivery.entity
    where delivery.is_expected and not delivery.is_received
    group by need.figure_id, delivery.unit_code
),

-- What a missing unit had in its own last period with a value.
last_known as (
    select
        missing.figure_id,
        missing.unit_code,
        {%- for side, _, _ in sides %}
        case when any_value(missing.is_{{ side }}_missing) then max_by(earlier.{{ side }}_quantity, earlier.as_of_date) end as {{ side }}_quantity
        {{- ',' if not loop.last }}
        {%- endfor %}
    from missing
    inner join {{ ref('int_figure') }} as figure on missing.figure_id = figure.figure_id
    left join {{ ref('int_figure') }} as earlier
        on figure.plan_code = earlier.plan_code
        and figure.indicator_code = earlier.indicator_code
        and figure.reading is not distinct from earlier.reading
        and missing.unit_code = earlier.area_code
        and earlier.as_of_date < figure.as_of_date
        and earlier.is_received
    group by missing.figure_id, missing.unit_code
),

filled as (
    select
        figure_id,
        string_agg(unit_code, ',' order by unit_code)                   as missing_units,
        coalesce(sum(numerator_quantity), 0)                            as last_numerator,
        coalesce(sum(denominator_quantity), 0)                          as last_denominator
    from last_known
    group by figure_id
),

share as (
    select
        figure_id,
        {%- for side, is_side, _ in sides %}
        coalesce(min(received_pct) filter (where {{ is_side }}), 100)   as {{ side }}_pct{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('int_figure_need') }}
    group by figure_id
),

grown as (
    select
        figure.*,
        assumption.assumption,
        filled.missing_units,
        {%- for side, _, kind in sides %}
        cast(case
            when figure.{{ kind }} = 'roster' and assumption.assumption = 'last'
                then figure.{{ side }}_quantity + filled.last_{{ side }}
            when figure.{{ kind }} = 'roster' and assumption.assumption = 'pro_rata'
                then {{ exact_ratio('figure.' ~ side ~ '_quantity * 100', 'share.' ~ side ~ '_pct') }}
            else figure.{{ side }}_quantity
        end as decimal(18, 4))                                          as assumed_{{ side }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('int_figure') }} as figure
    inner join filled on figure.figure_id = filled.figure_id
    inner join share on figure.figure_id = share.figure_id
    cross join (values ('zero'), ('last'), ('pro_rata')) as assumption(assumption)
    where figure.is_received
)

select
    {{ all_except('figure', replaced) }},
    cast(null as varchar)                                               as assumption,
    cast(null as varchar)                                               as missing_units,
    figure_id,
    figure_id                                                           as base_figure_id,
    numerator_quantity,
    denominator_quantity,
    coverage_pct
from {{ ref('int_figure') }} as figure
union all
select
    {{ all_except('grown', replaced + ['assumed_numerator', 'assumed_denominator']) }},
    figure_id || '?' || assumption                                      as figure_id,
    figure_id                                                           as base_figure_id,
    case
        when statistic in ('units', 'rule') then least(assumed_numerator, assumed_denominator)    -- no share passes all
        else assumed_numerator
    end                                                                 as numerator_quantity,
    assumed_denominator                                                 as denominator_quantity,
    cast(100 as decimal(18, 6))                                         as coverage_pct
from grown
