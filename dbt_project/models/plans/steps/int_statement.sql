-- 公布数: counted statements, one for each fact, unit and area, in the unit in which measures count, and how far a rounding may reach.
with statement as (
    select
        observation.*,
        delivery.file,
        delivery.is_synthetic,
        case when starts_with(unit, '万') then 10000 else 1 end         as scale,
        length(split_part(rtrim(cast(value as varchar), '0'), '.', 2))  as decimals
    from {{ ref('fct_observation') }} as observation
    inner join {{ ref('dim_delivery') }} as delivery on observation.delivery_id = delivery.delivery_id
    where observation.is_delivery_counted
    qualify row_number() over (
        partition by observation.fact_id, observation.unit_code, observation.area_code, observation.data_date
        order by publication_date desc nulls last, observation.period desc, observation.delivery_id, row_id
    ) = 1
)

select
    {{ all_except('statement', ['scale', 'decimals']) }},
    cast(value * scale as decimal(18, 4))                               as stated_value,
    -- half of the last digit that is printed (practice A2)
    cast(scale * cast(0.5 as decimal(9, 8)) / cast(pow(10, decimals) as integer) as decimal(18, 6)) as half_digit
from statement
