-- Each area with province, city and county side by side, once for each tree. A county is what lies directly below a city or province,
-- 市本级 among them, so that the counties of a city add up to it.
with level as (
    select
        tree.tree,
        tree.member_code,
        above.area_code,
        above.name_zh,
        case
            when above.kind in ('province', 'city')                     then above.kind
            when higher.kind in ('province', 'city')                    then 'county'
        end                                                             as level
    from {{ ref('dim_area_tree') }} as tree
    inner join {{ ref('dim_area') }} as above on tree.area_code = above.area_code
    left join {{ ref('dim_area') }} as higher on above.parent_code = higher.area_code
)

select
    level.tree,
    area.area_code,
    area.name_zh                                                        as area_name,
    area.kind,
    max(case when level = 'province' then level.area_code end)          as province_code,
    max(case when level = 'province' then level.name_zh end)            as province_name,
    max(case when level = 'city' then level.area_code end)              as city_code,
    max(case when level = 'city' then level.name_zh end)                as city_name,
    max(case when level = 'county' then level.area_code end)            as county_code,
    max(case when level = 'county' then level.name_zh end)              as county_name
from level
inner join {{ ref('dim_area') }} as area on level.member_code = area.area_code
group by level.tree, area.area_code, area.name_zh, area.kind
