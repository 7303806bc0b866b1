-- 社会工作服务机构从业人员: all who work at the agencies, as the agencies say; not persons of rosters.
with judged as (
    select
        agency.*,
        agency.unit_code as area_code,
        coalesce(agency.unified_social_credit_code, agency.unit_code || '/' || {{ comparable_name('agency.name') }}) as candidate_key,
        case
            when not agency.is_delivery_counted           then 'delivery_held'
            when agency.registered_on > period.as_of_date then 'not_valid_on_date'
            when agency.closed_on <= period.as_of_date    then 'not_valid_on_date'
            when agency.employee_count is null            then 'quantity_missing'
        end as row_reason
    from {{ ref('fct_agency') }} as agency
    inner join {{ ref('dim_period') }} as period on agency.period = period.period and period.as_of_date is not null
)

select
    'measure_agency_employee' as measure,
    delivery_id,
    row_id,
    cast(null as varchar) as evidence_row_id,
    area_code,
    period,
    candidate_key as unit_key,
    cast(coalesce(employee_count, 0) as decimal(18, 4)) as quantity,
    {{ count_once('row_reason', 'candidate_key') }} as not_counted_reason
from judged
