-- One row per counted holder of a national certificate and period, with the highest level issued by the date.
with held as (
    select
        worker.person_key,
        worker.period,
        max(worker.certificate_level)                                   as certificate_level,
        max(worker.certificate_date)                                    as certificate_date
    from {{ ref('fct_worker') }} as worker
    inner join {{ ref('dim_period') }} as period on worker.period = period.period
    where worker.is_delivery_counted
        and worker.certificate_level in ('1', '2', '3')
        and coalesce(worker.certificate_date <= period.as_of_date, true)
    group by worker.person_key, worker.period
)

select
    certified.unit_key                                                  as person_key,
    certified.period,
    period.as_of_date,
    certified.area_code,
    certified.delivery_id,
    certified.row_id,
    held.certificate_level,
    held.certificate_date
from {{ ref('measure_certified_worker') }} as certified
inner join {{ ref('dim_period') }} as period on certified.period = period.period
inner join held on certified.unit_key = held.person_key and certified.period = held.period
where certified.not_counted_reason is null
