with station as ({{ reported_row('station') }})

select
    {{ station_key('station') }} as station_key,
    station.*
from station
