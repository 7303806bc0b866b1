-- 各单位达标情况: how much stands in each unit of a register, and how much would have to. One row per counted unit and requirement.
with requirement as (
    select * from {{ source('inputs', 'measure_unit') }}
),

unit as (
    select
        requirement.measure,
        unit.delivery_id,
        unit.row_id,
        standing.evidence_row_id,
        unit.area_code,
        unit.period,
        unit.unit_key,
        unit.not_counted_reason                                         as unit_reason,
        cast(coalesce(standing.quantity, 0) as decimal(18, 4))          as quantity,
        cast(case when requirement.among_measure is not null then coalesce(among.quantity, 0) end as decimal(18, 4)) as among_quantity,
        requirement.minimum_above,
        requirement.minimum_below
    from requirement
    inner join {{ ref('int_countable_candidate') }} as unit on requirement.unit_measure = unit.measure
    left join {{ ref('int_placed_quantity') }} as standing
        on requirement.of_measure = standing.measure and unit.period = standing.period and unit.unit_key = standing.place_key
    left join {{ ref('int_placed_quantity') }} as among
        on requirement.among_measure = among.measure and unit.period = among.period and unit.unit_key = among.place_key
),

-- Bodies and places have names in public; nobody else stands here.
named as (
    select delivery_id, row_id, name, township from {{ ref('fct_community') }}
    union all
    select delivery_id, row_id, name, township from {{ ref('fct_institution') }}
    union all
    select delivery_id, row_id, name, cast(null as varchar) as township from {{ ref('fct_agency') }}
)

select
    unit.measure,
    unit.delivery_id,
    unit.row_id,
    unit.evidence_row_id,
    unit.area_code,
    unit.period,
    unit.unit_key,
    named.township,
    named.name                                                          as unit_name,
    unit.quantity,
    unit.among_quantity,
    unit.unit_reason,
    case
        when unit_reason is not null                                    then unit_reason
        when among_quantity = 0                                         then 'quantity_missing'
        when quantity * minimum_below < minimum_above * coalesce(among_quantity, 1) then 'below_minimum'
    end                                                                 as not_counted_reason
from unit
left join named on unit.delivery_id = named.delivery_id and unit.row_id = named.row_id
