-- The tree of areas as dated, each with the area that stands for it today: itself, or the last of its successors.
with recursive follow as (
    select area_code, area_code as as_is_area_code, successor_code from {{ source('inputs', 'area') }}

    union

    select follow.area_code, next_area.area_code as as_is_area_code, next_area.successor_code
    from follow
    inner join {{ source('inputs', 'area') }} as next_area on follow.successor_code = next_area.area_code
)

select area.*, follow.as_is_area_code
from {{ source('inputs', 'area') }} as area
inner join follow on area.area_code = follow.area_code and follow.successor_code is null
