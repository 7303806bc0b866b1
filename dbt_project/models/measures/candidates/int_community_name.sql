-- The names by which a community is found: with its township, and without where the unit has only one of that name.
with community as (
    select *
    from {{ ref('register_in_force') }}
    where is_delivery_counted and is_valid and not is_township
    qualify row_number() over (partition by period, community_key order by row_id, delivery_id) = 1
)

select
    period,
    area_code,
    township            as given_township,
    name,
    min(community_key)  as community_key,
    min(township)       as township,
    min(kind)           as kind,
    min(urban_rural)    as urban_rural
from community
where township is not null
group by period, area_code, township, name
having count(*) = 1

union all

select
    period,
    area_code,
    null                as given_township,
    name,
    min(community_key)  as community_key,
    min(township)       as township,
    min(kind)           as kind,
    min(urban_rural)    as urban_rural
from community
group by period, area_code, name
having count(*) = 1
