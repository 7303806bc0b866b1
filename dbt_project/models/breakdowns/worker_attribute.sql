-- One row per roster row of a dated period: each attribute by which persons are counted. One that nobody wrote down is 'unstated'.
with exam_trained as (
    select attendance.person_key, min(greatest(attendance.started_on, reported.as_of_date)) as known_from
    from {{ ref('fct_attendance') }} as attendance
    inner join {{ ref('dim_period') }} as reported on attendance.period = reported.period
    where attendance.is_delivery_counted
        and attendance.kind = 'exam_preparation'
        and attendance.is_completed is not false
        and attendance.started_on is not null
        and reported.as_of_date is not null
    group by attendance.person_key
),

-- Of a unit that sent no list of what people attended nobody knows who did not.
listed as (
    select distinct member.member_code as unit_code, delivery.period
    from {{ ref('run_delivery') }} as delivery
    inner join {{ ref('dim_area_member') }} as member on delivery.unit_code = member.area_code
    where delivery.entity = 'attendance' and delivery.is_counted
)

select
    worker.delivery_id,
    worker.row_id,
    worker.period,
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
    coalesce(placed.community_kind, 'unstated')                         as community_kind,
    coalesce(placed.main_domain, 'unstated')                            as domain,
    worker.domains                                                     as domains,
    coalesce(worker.recognition_basis, 'unstated')                      as recognition_basis,
    case
        when exam_trained.known_from <= placed.as_of_date               then 'yes'
        when listed.unit_code is not null                               then 'no'
        else 'unstated'
    end                                                                 as is_exam_trained
from {{ ref('fct_worker') }} as worker
inner join {{ ref('int_worker_period') }} as placed
    on worker.delivery_id = placed.delivery_id and worker.row_id = placed.row_id
left join {{ ref('int_certified_person') }} as certified
    on worker.person_key = certified.person_key and worker.period = certified.period
left join exam_trained on worker.person_key = exam_trained.person_key
left join listed on worker.unit_code = listed.unit_code and worker.period = listed.period
