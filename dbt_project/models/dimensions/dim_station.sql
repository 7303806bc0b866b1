-- Stations and rooms, one row each over all periods: what the latest counted list says of them, field by field.
with station as (
    select
        station.*,
        {{ statement_order('station.is_delivery_counted', 'period.as_of_date', 'station.period') }} as sort,
        {{ period_order('period.as_of_date', 'station.period') }}       as place
    from {{ ref('fct_station') }} as station
    inner join {{ ref('dim_period') }} as period on station.period = period.period
    where station.station_key is not null
)

select
    station_key,
    unit_code,
    tier,
    {{ latest('name') }}                                                as name,
    {{ latest('kind') }}                                                as kind,
    {{ latest('township') }}                                            as township,
    {{ latest('community') }}                                           as community,
    {{ latest('operator') }}                                            as operator,
    {{ latest('opened_on') }}                                           as opened_on,
    {{ latest('closed_on') }}                                           as closed_on,
    {{ latest('star') }}                                                as star,
    min_by(period, place)                                               as first_period,
    max_by(period, place)                                               as last_period
from station
group by station_key, unit_code, tier
