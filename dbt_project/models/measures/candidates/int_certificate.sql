-- One row per person and period: the row that shows a national certificate issued by the date, or why there is none.
with worker as (
    select
        worker.person_key,
        worker.period,
        worker.row_id,
        worker.certificate_level,
        coalesce(worker.certificate_date <= period.as_of_date, true)    as is_issued,
        worker.certificate_level in ('1', '2', '3')                     as is_national
    from {{ ref('fct_worker') }} as worker
    inner join {{ ref('dim_period') }} as period on worker.period = period.period
    where worker.is_delivery_counted
)

select
    person_key,
    period,
    min(case when is_national and is_issued then row_id end)            as evidence_row_id,
    case
        when bool_or(is_national and is_issued)                         then null
        when count(certificate_level) = 0                               then 'no_certificate'
        when bool_or(certificate_level is not null and not is_issued)   then 'certificate_after_date'
        when bool_or(certificate_level = '0')                           then 'certificate_not_national'
        else 'exam_passed_only'
    end                                                                 as not_counted_reason
from worker
group by person_key, period
