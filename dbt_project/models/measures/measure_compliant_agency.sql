-- 党组织设置合规的社会工作服务机构: the counted agencies of which any counted row of the period shows the form that the number of members
-- asks for: three and more a branch of their own, one or two a joint one, none an instructor or a partner.
with listed as (
    select
        agency.*,
        case
            when reported.is_delivery_counted and case
                when reported.party_member_count >= 3 then reported.party_form = 'own_branch'
                when reported.party_member_count >= 1 then reported.party_form = 'joint_branch'
                when reported.party_member_count = 0  then reported.party_form in ('instructor', 'partner')
            end
                then agency.row_id
        end as own_evidence,
        case when reported.is_delivery_counted then reported.party_member_count end as member_count
    from {{ ref('measure_agency') }} as agency
    inner join {{ ref('fct_agency') }} as reported
        on agency.delivery_id = reported.delivery_id and agency.row_id = reported.row_id
),

shown as (
    select
        *,
        coalesce(own_evidence, min(own_evidence) over (partition by period, unit_key)) as compliant_row_id,
        count(member_count) over (partition by period, unit_key) > 0 as is_known
    from listed
)

select
    'measure_compliant_agency' as measure,
    delivery_id,
    row_id,
    compliant_row_id as evidence_row_id,
    area_code,
    period,
    unit_key,
    quantity,
    case
        when not_counted_reason = 'delivery_held'       then 'delivery_held'
        when compliant_row_id is null and is_known      then 'not_compliant'
        when not_counted_reason = 'not_valid_on_date'   then 'not_valid_on_date'
        when compliant_row_id is null                   then 'quantity_missing'
        else not_counted_reason
    end as not_counted_reason
from shown
