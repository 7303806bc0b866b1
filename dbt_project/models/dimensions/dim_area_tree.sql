-- Both trees as closures: as_was is that of dim_area_member; in as_is every area lies where its successor lies today.
with recursive today as (
    select area.area_code, parent.as_is_area_code as parent_code
    from {{ ref('dim_area') }} as area
    left join {{ ref('dim_area') }} as parent on area.parent_code = parent.area_code
    where area.area_code = area.as_is_area_code
),

closure as (
    select area_code, area_code as member_code from today

    union

    select closure.area_code, child.area_code as member_code
    from closure
    inner join today as child on child.parent_code = closure.member_code
)

select 'as_was' as tree, area_code, member_code from {{ ref('dim_area_member') }}

union all

select 'as_is' as tree, closure.area_code, area.area_code as member_code
from closure
inner join {{ ref('dim_area') }} as area on closure.member_code = area.as_is_area_code
