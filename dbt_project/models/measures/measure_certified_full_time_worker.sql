-- 持证社区专职工作者: the counted full-time community workers who hold a national certificate issued by the date.
with judged as (
    select
        full_time.*,
        worker.certificate_row_id,
        case
            when full_time.not_counted_reason in ('delivery_held', 'left_before_date') then full_time.not_counted_reason
            when worker.certificate_reason is not null                                 then worker.certificate_reason
            else full_time.not_counted_reason
        end as reason
    from {{ ref('measure_full_time_worker') }} as full_time
    inner join {{ ref('int_worker_period') }} as worker
        on full_time.delivery_id = worker.delivery_id and full_time.row_id = worker.row_id
)

select
    'measure_certified_full_time_worker' as measure,
    delivery_id,
    row_id,
    certificate_row_id as evidence_row_id,
    area_code,
    period,
    unit_key,
    quantity,
    reason as not_counted_reason
from judged
