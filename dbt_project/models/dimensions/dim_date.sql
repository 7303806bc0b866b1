-- The days from the first to the last date that stands in any fact or period; no clock decides where they end.
with bound (first_date, last_date) as (
    select min(period_start), max(as_of_date) from {{ ref('dim_period') }}
    {{ every_fact_date() }}
),

day as (
    select cast({{ days_between('min(first_date)', 'max(last_date)') }} as date) as date from bound
)

select
    date,
    cast(year(date) as integer)                                         as year,
    cast(quarter(date) as integer)                                      as quarter,
    cast(month(date) as integer)                                        as month,
    cast(day(date) as integer)                                          as day,
    cast({{ weekday('date') }} as integer)                              as weekday,
    {{ month_label('date') }}                                            as month_label,
    {{ is_month_end('date') }}                                          as is_month_end
from day
