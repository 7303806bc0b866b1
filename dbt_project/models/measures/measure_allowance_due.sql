-- 应发职业津贴人员: holders to whom the rule of their area gives an allowance for their level and role that can be computed,
-- where their unit handed in what it paid: of the others nobody knows.
with ruled as (
    select distinct area_code from {{ ref('int_allowance_rule') }}
),

judged as (
    select
        worker.*,
        case
            when not worker.is_delivery_counted        then 'delivery_held'
            when worker.left_on <= worker.as_of_date   then 'left_before_date'
            when worker.certificate_reason is not null then worker.certificate_reason
            when ruled.area_code is null               then 'no_rule'
            when allowance.is_eligible is not true     then 'not_eligible'
            when allowance.monthly_due is null         then 'not_computable'
            when allowance.status = '未报送发放表'     then 'no_payment_list'
        end as row_reason
    from {{ ref('int_worker_period') }} as worker
    left join ruled on worker.area_code = ruled.area_code
    left join {{ ref('allowance_due') }} as allowance
        on worker.person_key = allowance.person_key and worker.period = allowance.period
)

{{ candidates_of_persons('measure_allowance_due', evidence='certificate_row_id') }}
