-- The closure of the tree: an area is a member of itself and of all that it lies in.
with recursive closure as (
    select area_code, area_code as member_code from {{ ref('dim_area') }}

    union

    select closure.area_code, child.area_code as member_code
    from closure
    inner join {{ ref('dim_area') }} as child on child.parent_code = closure.member_code
)

select area_code, member_code from closure
