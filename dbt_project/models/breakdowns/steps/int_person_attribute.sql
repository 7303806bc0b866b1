-- One row per roster row of a dated period: each attribute by which persons are counted. One that nobody wrote down is 'unstated'.
select
    worker.delivery_id,
    worker.row_id,
    coalesce(worker.employer_type, 'unstated')                          as employer_type,
    coalesce(worker.system, 'unstated')                                 as system,
    coalesce(worker.role, 'unstated')                                   as role,
    coalesce(worker.practice_category, 'unstated')                      as practice_category,
    coalesce(certified.certificate_level, 'none')                       as certificate_level,
    coalesce(worker.education, 'unstated')                              as education,
    -- The civil-affairs ledger asks for education from junior college upward only; the rest is its remainder (practice A16).
    case when worker.education in ('10', '20', '30') then worker.education else 'remainder' end as education_from_college,
    coalesce({{ age_band('worker.age') }}, 'unstated')                  as age_band,
    coalesce(worker.sex, 'unstated')                                    as sex,
    coalesce(placed.urban_rural, 'unstated')                            as urban_rural,
    coalesce(placed.main_domain, 'unstated')                            as domain,
    coalesce(worker.recognition_basis, 'unstated')                      as recognition_basis
from {{ ref('fct_worker') }} as worker
inner join {{ ref('int_worker_period') }} as placed
    on worker.delivery_id = placed.delivery_id and worker.row_id = placed.row_id
left join {{ ref('int_certified_person') }} as certified
    on worker.person_key = certified.person_key and worker.period = certified.period
