-- An area that lies in no other counts the same with the tree as it was and as it is.
with top as (
    select total.measure, total.period, total.tree, area.as_is_area_code, sum(total.counted) as counted
    from {{ ref('area_total') }} as total
    inner join {{ ref('dim_area') }} as area on total.area_code = area.area_code
    where area.parent_code is null
    group by total.measure, total.period, total.tree, area.as_is_area_code
)

select measure, period, as_is_area_code
from top
group by measure, period, as_is_area_code
having count(*) <> 2 or min(counted) <> max(counted)
