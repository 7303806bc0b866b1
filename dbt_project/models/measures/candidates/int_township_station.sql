-- One row per township of a period that has a station of its own or a room in one of its communities. What is held serves nobody yet.
with station as (
    select
        station.row_id,
        station.unit_code                                               as area_code,
        station.period,
        station.is_delivery_counted,
        coalesce(station.township, community.township)                  as township,
        station.is_delivery_counted
            and coalesce(station.is_operating, false)
            and coalesce(station.opened_on <= period.as_of_date, true)
            and coalesce(station.closed_on > period.as_of_date, true)   as is_operating_on_date
    from {{ ref('fct_station') }} as station
    inner join {{ ref('dim_period') }} as period on station.period = period.period
    left join {{ ref('int_community_name') }} as community
        on station.period = community.period
        and station.unit_code = community.area_code
        and station.community = community.name
        and community.given_township is null
    where station.tier in ('township_station', 'community_room')
)

select
    area_code,
    period,
    township,
    bool_or(is_operating_on_date)                                       as is_served,
    not bool_and(is_delivery_counted)                                   as is_any_held,
    min(case when is_operating_on_date then row_id end)                 as evidence_row_id
from station
where township is not null
group by area_code, period, township
