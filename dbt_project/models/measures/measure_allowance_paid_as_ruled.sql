-- 按标准发放职业津贴的人员: of those to whom an allowance is due the ones who got what the rule gives for the months paid.
with judged as (
    select
        due.*,
        allowance.paid_row_id,
        case
            when due.not_counted_reason not in ('duplicate_same_unit', 'duplicate_other_unit') then due.not_counted_reason
            when allowance.status not in ('与标准相符', '无法计算')                            then 'not_as_ruled'
            when allowance.status = '无法计算'                                                 then 'quantity_missing'
            else due.not_counted_reason
        end as reason
    from {{ ref('measure_allowance_due') }} as due
    left join {{ ref('allowance_due') }} as allowance
        on due.unit_key = allowance.person_key and due.period = allowance.period
)

select
    'measure_allowance_paid_as_ruled' as measure,
    delivery_id,
    row_id,
    paid_row_id as evidence_row_id,
    area_code,
    period,
    unit_key,
    quantity,
    reason as not_counted_reason
from judged
