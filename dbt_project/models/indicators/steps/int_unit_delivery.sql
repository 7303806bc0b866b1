-- What each unit owes and has handed in: one row per unit, figure period and entity.
with entity as (
    select entity from {{ ref('measure_definition') }} where source_kind = 'roster'
    union
    select entity from {{ source('inputs', 'indicator_need') }} where source_kind = 'roster'
),

delivery as (
    select unit_code, entity, as_of_date, sum(conformed_count) as conformed_count, sum(quarantined_count) as quarantined_count
    from {{ ref('run_delivery') }}
    where is_counted and as_of_date is not null
    group by unit_code, entity, as_of_date
),

due as (
    select
        area.area_code                                                  as unit_code,
        figure.period,
        figure.as_of_date,
        entity.entity,
        -- A county owes every entity; 市本级 its roster, and of the others what it has ever handed in, as does the city itself.
        area.kind = 'county' or (area.kind = 'municipal_level' and entity.entity = 'worker') or exists (
            select 1
            from {{ ref('run_delivery') }} as known
            where known.unit_code = area.area_code and known.entity = entity.entity
        )                                                               as is_expected
    from {{ ref('dim_area') }} as area
    cross join {{ ref('int_figure_period') }} as figure
    cross join entity
    where area.kind in ('county', 'municipal_level', 'city')
        and coalesce(area.valid_from, figure.as_of_date) <= figure.as_of_date
        and coalesce(area.valid_to, figure.as_of_date) >= figure.as_of_date
),

latest as (
    select due.unit_code, due.period, due.entity, max(delivery.as_of_date) as as_of_date
    from due
    inner join delivery
        on due.unit_code = delivery.unit_code and due.entity = delivery.entity and delivery.as_of_date <= due.as_of_date
    group by due.unit_code, due.period, due.entity
)

select
    due.unit_code,
    due.period,
    due.entity,
    due.is_expected,
    latest.as_of_date is not null
        and (due.entity = 'community' or latest.as_of_date = due.as_of_date) as is_received,
    coalesce(delivery.conformed_count, 0)                               as last_count,
    coalesce(delivery.quarantined_count, 0)                             as last_quarantined_count
from due
left join latest
    on due.unit_code = latest.unit_code and due.period = latest.period and due.entity = latest.entity
left join delivery
    on latest.unit_code = delivery.unit_code and latest.entity = delivery.entity and latest.as_of_date = delivery.as_of_date
