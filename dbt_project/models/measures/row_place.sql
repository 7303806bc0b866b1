-- The unit in which a row stands, by the key under which a measure counts such units: it serves "at least n in each".
with township as (
    select distinct period, area_code, township, community_key as township_key
    from {{ ref('register_in_force') }}
    where is_township and is_delivery_counted and is_valid
),

station as (
    select
        station.delivery_id,
        station.row_id,
        station.unit_code                                               as area_code,
        station.period,
        station.tier,
        coalesce(station.township, community.township)                  as township,
        community.community_key
    from {{ ref('fct_station') }} as station
    left join {{ ref('int_community_name') }} as community
        on station.period = community.period
        and station.unit_code = community.area_code
        and station.community = community.name
        and coalesce(station.township, '') = coalesce(community.given_township, '')
    where station.tier in ('township_station', 'community_room')
)

select delivery_id, row_id, period, community_key as place_key from {{ ref('int_worker_period') }} where community_key is not null
union all
select delivery_id, row_id, period, community_key as place_key from station where tier = 'community_room' and community_key is not null
union all
select station.delivery_id, station.row_id, period, township.township_key as place_key
from station
inner join township using (period, area_code, township)
union all
select delivery_id, row_id, period, community_key as place_key from {{ ref('register_in_force') }}
union all
select register.delivery_id, register.row_id, period, township.township_key as place_key
from {{ ref('register_in_force') }} as register
inner join township using (period, area_code, township)
where not register.is_township
union all
select delivery_id, row_id, period, {{ agency_key() }} as place_key from {{ ref('fct_agency') }}
union all
select delivery_id, row_id, period, {{ institution_key() }} as place_key from {{ ref('fct_institution') }}
