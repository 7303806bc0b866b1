-- One row per figure of a plan: numerator over denominator, before any target.
with line as (
    select
        indicator.*,
        numerator_measure.entity                                        as numerator_entity,
        numerator_measure.source_kind,
        denominator_measure.entity                                      as denominator_entity,
        denominator_measure.source_kind                                 as denominator_source_kind
    from {{ ref('indicator_definition') }} as indicator
    inner join {{ ref('measure_definition') }} as numerator_measure on indicator.numerator = numerator_measure.measure
    left join {{ ref('measure_definition') }} as denominator_measure on indicator.denominator = denominator_measure.measure
),

area as (
    select member.area_code as plan_area_code, area.*
    from {{ ref('dim_area_member') }} as member
    inner join {{ ref('dim_area') }} as area on member.member_code = area.area_code
),

-- A plan has figures for each period in which a unit of its area has a counted roster.
plan_period as (
    select distinct area.plan_area_code, delivery.period, delivery.as_of_date
    from area
    inner join {{ ref('run_delivery') }} as delivery on area.area_code = delivery.unit_code
    inner join {{ ref('int_figure_period') }} as figure on delivery.period = figure.period
    where delivery.entity = 'worker' and delivery.is_counted
),

figure as (
    select
        concat(line.plan_code, '/', line.indicator_code, coalesce('~' || line.reading, ''), '/', area.area_code, '/', plan_period.period)
                                                                        as figure_id,
        line.*,
        area.area_code,
        area.name_zh                                                    as area_name,
        plan_period.period,
        plan_period.as_of_date
    from line
    inner join area on line.plan_area_code = area.plan_area_code
    inner join plan_period on line.plan_area_code = plan_period.plan_area_code
    where coalesce(area.valid_from, plan_period.as_of_date) <= plan_period.as_of_date
        and coalesce(area.valid_to, plan_period.as_of_date) >= plan_period.as_of_date
),

-- The entities that a figure is read from; a served township is proved by a row of a station.
coverage as (
    select
        figure.figure_id,
        min(coverage.coverage_pct)                                      as coverage_pct,
        bool_and(coverage.is_any_received or coverage.entity = 'community') as is_received
    from figure
    inner join {{ ref('int_coverage') }} as coverage
        on figure.area_code = coverage.area_code
        and figure.period = coverage.period
        and (
            coverage.entity = figure.numerator_entity
            or (coverage.entity = figure.denominator_entity and figure.denominator_source_kind = 'roster')
            or (coverage.entity = 'station' and figure.numerator = 'measure_served_township')
        )
    group by figure.figure_id
)

select
    figure.*,
    coalesce(coverage.is_received, true)                                as is_received,
    coverage.coverage_pct,
    case when coalesce(coverage.is_received, true) then coalesce(numerator.counted_quantity, 0) end as numerator_quantity,
    case when coalesce(coverage.is_received, true) then coalesce(numerator.reported_quantity, 0) end as reported_quantity,
    case
        when figure.denominator_source_kind = 'external'                then denominator.counted_quantity
        when figure.denominator_entity = 'community'                    then coalesce(denominator.counted_quantity, 0)
        when figure.denominator is not null and coalesce(coverage.is_received, true) then coalesce(denominator.counted_quantity, 0)
    end                                                                 as denominator_quantity,
    denominator.data_date                                               as denominator_as_of,
    denominator.file                                                    as denominator_file,
    coalesce(numerator.is_synthetic, false) or coalesce(denominator.is_synthetic, false) as is_synthetic
from figure
left join coverage on figure.figure_id = coverage.figure_id
left join {{ ref('int_measure_total') }} as numerator
    on figure.numerator = numerator.measure and figure.area_code = numerator.area_code and figure.period = numerator.period
left join {{ ref('int_measure_total') }} as denominator
    on figure.denominator = denominator.measure and figure.area_code = denominator.area_code and figure.period = denominator.period
