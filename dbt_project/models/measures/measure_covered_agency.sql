-- 党建覆盖的社会工作服务机构: the counted agencies with a branch of their own, a joint one, an instructor or a partner.
with judged as (
    select
        agency.*,
        case
            when agency.not_counted_reason = 'delivery_held' then 'delivery_held'
            when coalesce(reported.party_form, 'none') not in ('own_branch', 'joint_branch', 'instructor', 'partner') then 'not_covered'
            else agency.not_counted_reason
        end as reason
    from {{ ref('measure_agency') }} as agency
    inner join {{ ref('fct_agency') }} as reported
        on agency.delivery_id = reported.delivery_id and agency.row_id = reported.row_id
)

select
    'measure_covered_agency' as measure,
    delivery_id,
    row_id,
    cast(null as varchar) as evidence_row_id,
    area_code,
    period,
    unit_key,
    quantity,
    reason as not_counted_reason
from judged
