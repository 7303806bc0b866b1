-- 党建覆盖的社会工作服务机构: the counted agencies of which any counted row of the period shows a branch of their own, a joint one,
-- an instructor or a partner.
with listed as (
    select
        agency.*,
        case
            when reported.is_delivery_counted and reported.party_form in ('own_branch', 'joint_branch', 'instructor', 'partner')
                then agency.row_id
        end as own_evidence
    from {{ ref('measure_agency') }} as agency
    inner join {{ ref('fct_agency') }} as reported
        on agency.delivery_id = reported.delivery_id and agency.row_id = reported.row_id
),

shown as (
    select *, coalesce(own_evidence, min(own_evidence) over (partition by period, unit_key)) as covered_row_id
    from listed
)

select
    'measure_covered_agency' as measure,
    delivery_id,
    row_id,
    covered_row_id as evidence_row_id,
    area_code,
    period,
    unit_key,
    quantity,
    case
        when not_counted_reason = 'delivery_held' then 'delivery_held'
        when covered_row_id is null               then 'not_covered'
        else not_counted_reason
    end as not_counted_reason
from shown
