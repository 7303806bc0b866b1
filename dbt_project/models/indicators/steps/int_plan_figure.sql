-- Which figures there are: each line and reading of a plan, in its area and all that lies in it, in each period of theirs.
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
    where indicator.denominator is null or denominator_measure.measure is not null
),

plan_area as (
    select distinct plan_area_code from line
),

area as (
    select plan_area.plan_area_code, area.*
    from plan_area
    inner join {{ ref('dim_area_member') }} as member on plan_area.plan_area_code = member.area_code
    inner join {{ ref('dim_area') }} as area on member.member_code = area.area_code
),

handed_in as (
    select
        area.plan_area_code,
        delivery.period,
        delivery.as_of_date,
        bool_or(delivery.entity = 'worker' and delivery.as_of_date is not null) as has_roster
    from area
    inner join {{ ref('run_delivery') }} as delivery on area.area_code = delivery.unit_code
    where delivery.is_counted
    group by area.plan_area_code, delivery.period, delivery.as_of_date
),

-- A plan has figures for each period in which a unit of its area has a counted roster; where none ever sent one, for each period in
-- which anything of the area counts, and where nothing does, one without a date: so that every line says what is missing.
plan_period as (
    select plan_area_code, period, as_of_date, has_roster as is_figure_period
    from handed_in
    qualify has_roster or not bool_or(has_roster) over (partition by plan_area_code)
    union all
    select plan_area_code, 'undated' as period, cast(null as date) as as_of_date, false as is_figure_period
    from plan_area
    where plan_area_code not in (select handed_in.plan_area_code from handed_in)
),

dated as (
    select *, coalesce(as_of_date, cast('9999-12-31' as date)) as figure_date from plan_period
)

select
    concat(line.plan_code, '/', line.indicator_code, coalesce('~' || line.reading, ''), '/', area.area_code, '/', dated.period)
                                                                        as figure_id,
    line.*,
    area.area_code,
    area.name_zh                                                        as area_name,
    dated.period,
    dated.as_of_date,
    dated.figure_date,
    dated.is_figure_period
from line
inner join area on line.plan_area_code = area.plan_area_code
inner join dated on line.plan_area_code = dated.plan_area_code
where coalesce(area.valid_from, dated.figure_date) <= dated.figure_date
    and coalesce(area.valid_to, dated.figure_date) >= dated.figure_date
