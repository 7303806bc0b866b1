-- 职业津贴应发与实发: the monthly rate that the rule of the area gives each holder, beside what the payment lists say (practice A11).
-- The level is that of the date. Who got it within the year paid for, or falls under a condition that no list shows, is not computed.
with role as (
    select distinct worker.person_key, worker.period, worker.role
    from {{ ref('fct_worker') }} as worker
    inner join {{ ref('dim_period') }} as period on worker.period = period.period
    where worker.is_delivery_counted
        and worker.role is not null
        and coalesce(worker.is_in_post, true)
        and coalesce(worker.left_on > period.as_of_date, true)
),

ruled as (
    select
        certified.*,
        rule.source                                                     as rule_source,
        rule.payer,
        rule.condition_zh,
        rule.roles,
        rule.monthly_amount
    from {{ ref('int_certified_person') }} as certified
    inner join {{ ref('int_allowance_rule') }} as rule
        on certified.area_code = rule.area_code
        and certified.certificate_level = rule.level
        and {{ holds_on('rule', 'certified.as_of_date') }}
    qualify row_number() over (
        partition by certified.period, certified.person_key
        order by {{ rule_order('rule', 'certified.certificate_level') }}
    ) = 1
),

eligible as (
    select
        ruled.*,
        exists (
            select 1
            from role
            where role.person_key = ruled.person_key and role.period = ruled.period and {{ holds('ruled.roles', 'role.role') }}
        )                                                               as is_eligible,
        monthly_amount is not null and condition_zh is null             as is_computable
    from ruled
),

paid as (
    select
        period,
        person_key,
        {{ first_by('unit_code', ['row_id', 'delivery_id']) }}          as area_code,
        {{ first_by('delivery_id', ['row_id', 'delivery_id']) }}        as delivery_id,
        min(row_id)                                                     as row_id,
        {{ first_by('payer', ['row_id', 'delivery_id']) }}              as paid_by,
        min(coalesce(started_on, {{ first_of_year('year') }}))          as paid_from,
        -- one row without months and nobody knows for how many was paid
        case when count(month_count) = count(*) then cast(sum(month_count) as integer) end as month_count,
        cast(sum(paid) as decimal(18, 4))                               as paid_amount
    from {{ ref('fct_allowance') }}
    where is_delivery_counted and person_key is not null
    group by period, person_key
),

-- Nothing is said to be unpaid where no unit of the area sent a list: then the list is missing, not the money.
listed as (
    select distinct member.area_code, delivery.period
    from {{ ref('run_delivery') }} as delivery
    inner join {{ ref('dim_area_member') }} as member on delivery.unit_code = member.member_code
    where delivery.entity = 'allowance' and delivery.is_counted
),

beside as (
    select
        period,
        person_key,
        coalesce(eligible.area_code, paid.area_code)                    as area_code,
        coalesce(eligible.delivery_id, paid.delivery_id)                as delivery_id,
        coalesce(eligible.row_id, paid.row_id)                          as row_id,
        paid.delivery_id                                                as paid_delivery_id,
        paid.row_id                                                     as paid_row_id,
        eligible.certificate_level,
        eligible.rule_source,
        eligible.payer,
        paid.paid_by,
        eligible.condition_zh,
        coalesce(eligible.is_eligible, false)                           as is_eligible,
        coalesce(eligible.is_computable, true)
            and coalesce(eligible.certificate_date <= paid.paid_from, true) as is_computable,
        eligible.monthly_amount,
        paid.month_count,
        paid.paid_amount
    from eligible
    full outer join paid using (period, person_key)
    where eligible.is_eligible or not eligible.is_computable or paid.person_key is not null
),

rated as (
    select
        *,
        case when is_eligible and is_computable then monthly_amount end as monthly_due,
        case when is_eligible and is_computable then cast(monthly_amount * month_count as decimal(18, 4)) end as due_amount
    from beside
)

select
    rated.period,
    rated.person_key,
    rated.area_code,
    rated.delivery_id,
    rated.row_id,
    rated.paid_delivery_id,
    rated.paid_row_id,
    rated.certificate_level,
    rated.rule_source,
    rated.payer,
    rated.paid_by,
    rated.condition_zh,
    rated.is_eligible,
    rated.monthly_due,
    rated.month_count,
    rated.due_amount,
    rated.paid_amount,
    case
        when regulated.area_code is null                        then '无规定'
        when not is_computable                                  then '无法计算'
        when paid_amount is null and listed.area_code is null   then '未报送发放表'
        when not is_eligible                                    then '不符合条件已发'
        when paid_amount is null                                then '应发未发'
        when due_amount is null                                 then '无法计算'
        when paid_amount < due_amount                           then '低于标准'
        when paid_amount > due_amount                           then '高于标准'
        else '与标准相符'
    end                                                                 as status
from rated
left join (select distinct area_code from {{ ref('int_allowance_rule') }}) as regulated on rated.area_code = regulated.area_code
left join listed on rated.area_code = listed.area_code and rated.period = listed.period
