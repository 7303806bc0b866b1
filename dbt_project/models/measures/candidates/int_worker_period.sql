-- Candidates of every measure of persons: the rows of rosters as reported, with what the register and the person's other rows say of them.
select
    worker.delivery_id,
    worker.row_id,
    worker.unit_code                                                    as area_code,
    worker.period,
    period.as_of_date,
    worker.is_delivery_counted,
    worker.person_key,
    worker.is_professional,
    worker.is_in_post,
    worker.left_on,
    worker.role,
    worker.certificate_level,
    worker.registered_on,
    worker.registration_expires_on,
    worker.post_grade,
    worker.appointed_on,
    {{ first_item('worker.domains') }}                                  as main_domain,
    case
        when worker.community is null                                   then 'no_community'
        when community.community_key is null                            then 'community_not_in_register'
    end                                                                 as community_reason,
    community.community_key,
    community.kind                                                      as community_kind,
    community.urban_rural,
    certificate.not_counted_reason                                      as certificate_reason,
    case
        when worker.certificate_level in ('1', '2', '3') and coalesce(worker.certificate_date <= period.as_of_date, true) then worker.row_id
        else certificate.evidence_row_id
    end                                                                 as certificate_row_id
from {{ ref('fct_worker') }} as worker
inner join {{ ref('dim_period') }} as period on worker.period = period.period and period.as_of_date is not null
left join {{ ref('int_certificate') }} as certificate
    on worker.person_key = certificate.person_key and worker.period = certificate.period
left join {{ ref('int_community_name') }} as community
    on worker.period = community.period
    and worker.unit_code = community.area_code
    and worker.community = community.name
    and coalesce(worker.township, '') = coalesce(community.given_township, '')
