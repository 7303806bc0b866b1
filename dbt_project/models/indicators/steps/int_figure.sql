-- One row per figure of a plan: numerator over denominator, before any target.
with need as (
    select
        figure_id,
        min(coverage_pct)                                               as coverage_pct,
        bool_and(is_received)                                           as is_received,
        string_agg(distinct needs_zh, '；' order by needs_zh) filter (where is_missing) as missing_zh,
        string_agg(distinct needs_zh, '；' order by needs_zh)           as needs_zh
    from {{ ref('int_figure_need') }}
    group by figure_id
),

-- Where each unit must hold something: how little stands in the one that has least.
least_unit as (
    select standing.measure, standing.period, member.area_code, min(standing.quantity) as unit_minimum
    from {{ ref('unit_standing') }} as standing
    inner join {{ ref('dim_area_member') }} as member on standing.area_code = member.member_code
    where standing.unit_reason is null and standing.among_quantity is null
    group by standing.measure, standing.period, member.area_code
),

received as (
    select
        figure.*,
        coalesce(need.is_received, true)
            and coalesce(numerator.answered_pct, 100) > 0 and coalesce(denominator.answered_pct, 100) > 0 as is_received,
        least(need.coverage_pct, numerator.answered_pct, denominator.answered_pct) as coverage_pct,
        -- without a roster of the period nothing is counted, whatever else was handed in
        coalesce(need.missing_zh, case when not figure.is_figure_period then '社会工作人员花名册' end, need.needs_zh) as needs_zh,
        numerator.counted_quantity                                      as counted_above,
        numerator.reported_quantity                                     as reported_above,
        denominator.counted_quantity                                    as counted_below,
        coalesce(denominator.unanswered_count, 0)                       as unanswered_below,
        denominator.data_date                                           as denominator_as_of,
        denominator.file                                                as denominator_file,
        coalesce(numerator.is_synthetic, false) or coalesce(denominator.is_synthetic, false) as is_synthetic,
        coalesce(numerator.sealed_row_count, 0) + coalesce(denominator.sealed_row_count, 0) as sealed_row_count
    from {{ ref('int_plan_figure') }} as figure
    left join need on figure.figure_id = need.figure_id
    left join {{ ref('int_measure_total') }} as numerator
        on figure.numerator = numerator.measure and figure.area_code = numerator.area_code and figure.period = numerator.period
    left join {{ ref('int_measure_total') }} as denominator
        on figure.denominator = denominator.measure and figure.area_code = denominator.area_code and figure.period = denominator.period
)

select
    {{ all_except('figure', ['counted_above', 'reported_above', 'counted_below']) }},
    case when figure.is_received then coalesce(counted_above, 0) end    as numerator_quantity,
    -- Of a part nobody can say what was reported: the row that is left out may be of another part than the one that counts.
    case when figure.is_received and part.measure is null then coalesce(reported_above, 0) end as reported_quantity,
    case
        when figure.denominator_source_kind = 'external'                then counted_below
        when figure.denominator is not null and figure.is_received      then coalesce(counted_below, 0)
    end                                                                 as denominator_quantity,
    least_unit.unit_minimum
from received as figure
left join least_unit
    on figure.numerator = least_unit.measure and figure.area_code = least_unit.area_code and figure.period = least_unit.period
left join {{ ref('measure_part') }} as part on figure.numerator = part.measure
