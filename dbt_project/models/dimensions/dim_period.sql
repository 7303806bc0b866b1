select distinct
    period,
    {{ period_start('period') }}                                        as period_start,
    as_of_date,
    cast(year(as_of_date) as integer)                                   as year,
    case when length(period) = 7 then cast(quarter(as_of_date) as integer) end as quarter
from {{ ref('run_delivery') }}
