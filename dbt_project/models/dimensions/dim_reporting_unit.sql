-- Who hands in: every unit of a known delivery, in the tree or not, and every unit below a city, of which returns are due.
with unit as (
    select unit_code from {{ ref('run_delivery') }}
    union
    select area_code as unit_code from {{ ref('dim_area') }} where kind not in ('province', 'city')
)

select
    unit.unit_code,
    coalesce(area.name_zh, unit.unit_code)                              as name_zh,
    area.kind,
    area.area_code,
    area.parent_code,
    area.valid_from,
    area.valid_to,
    area.area_code is null                                              as is_unknown
from unit
left join {{ ref('dim_area') }} as area on unit.unit_code = area.area_code
